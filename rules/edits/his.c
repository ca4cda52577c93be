/* rules/edits/his.c - HIS: a line that stands in this file already. */
#include "rules/edits/edits.h"

/* Said to be repeated: the same procedure by the same or another provider, or a test again. */
static bool is_repeat(const line_facts *l) {
    return has_modifier(l, MOD('7', '6')) || has_modifier(l, MOD('7', '7')) ||
           has_modifier(l, MOD('9', '1'));
}

/* One finding a claim, at its first line that is there already. */
static void duplicate(sj_scrub *s) {
    if (is_char(s->c->frequency, '7') || is_char(s->c->frequency, '8')) return;
    bool told = false, full = false;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!l->key || is_repeat(l)) continue;
        uint32_t claim = sj_duplicates_put(s->duplicates, l->key, s->c->ordinal, &full);
        if (!claim || told) continue;
        told = true;
        sj_report(s, SJ_ED_DUPLICATE, l->line->procedure.at, sj_note_line(l),
                  sj_note(s, "%u", (unsigned)claim));
    }
    sj_finding_id id;
    const sj_finding_def *def = sj_scrub_edit(SJ_ED_DUPLICATE_CAP, &id);
    if (full) sj_report_once(s, id, def, TOLD_DUPLICATES, s->c->account.at, NO_FACT, NO_FACT);
}

const sj_edit sj_edits_his[] = {{SJ_ED_DUPLICATE, SCOPE_CLAIM, TYPE_P, 0, duplicate, NULL},
                                {.types = 0}};
