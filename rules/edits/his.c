/* rules/edits/his.c - HIS: what was billed before, in this file or in the history. */
#include "rules/edits/edits.h"

/* Said to be repeated: the same procedure by the same or another provider, or a test again. */
static bool is_repeat(const line_facts *l) {
    return has_modifier(l, MOD('7', '6')) || has_modifier(l, MOD('7', '7')) ||
           has_modifier(l, MOD('9', '1'));
}

static bool is_correction(const sj_claim *c) {
    return is_char(c->frequency, '7') || is_char(c->frequency, '8');
}

/* The claim that has the line already; 0: none. A dentist's lines may repeat each other within a
 * claim: films do. */
static uint32_t put_line(sj_scrub *s, const line_facts *l, uint32_t claim, bool *full) {
    if (!l->key || (l->n_modifiers && is_repeat(l))) return 0;
    uint32_t before = sj_duplicates_put(s->duplicates, l->key, claim, full);
    return before == claim && s->c->type == SJ_CLAIM_837D ? 0 : before;
}

static uint32_t put_bill(sj_scrub *s, uint32_t claim, bool *full) {
    return s->bill_key ? sj_duplicates_put(s->duplicates, s->bill_key, claim, full) : 0;
}

static void tell(sj_scrub *s, const line_facts *l, uint32_t claim) {
    sj_str earlier = sj_scrub_earlier(s, claim), name = earlier;
    if (!earlier.len) name = sj_note(s, "%u", (unsigned)(claim - s->base));
    if (l)
        sj_report(s, earlier.len ? SJ_ED_DUPLICATE_BEFORE : SJ_ED_DUPLICATE, l->line->procedure.at,
                  sj_note_line(l), name);
    else
        sj_report(s, earlier.len ? SJ_ED_BILL_BEFORE : SJ_ED_BILL_TWICE, s->c->account.at, NO_FACT,
                  name);
}

/* One finding a claim, at its first line that is there already. */
static void duplicate(sj_scrub *s) {
    uint32_t own = number_of(s);
    bool told = false, full = false;
    if (is_correction(s->c)) return;
    const bool bill = s->c->type == SJ_CLAIM_837I;
    if (bill) {
        uint32_t before = put_bill(s, own, &full);
        if (before) tell(s, NULL, before);
    }
    for (const line_facts *l = s->lines, *end = l + (bill ? 0 : s->n_lines); l < end; l++) {
        uint32_t before = put_line(s, l, own, &full);
        if (!before || told) continue;
        told = true;
        tell(s, l, before);
    }
    if (!full) return;
    sj_finding_id id;
    const sj_finding_def *def = sj_scrub_edit(SJ_ED_DUPLICATE_CAP, &id);
    sj_report_once(s, id, def, TOLD_DUPLICATES, s->c->account.at, NO_FACT, NO_FACT);
}

void sj_scrub_keep_duplicates(sj_scrub *s, uint32_t claim) {
    bool full;
    if (s->c->type == SJ_CLAIM_837I) put_bill(s, claim, &full);
    for (uint16_t i = 0; i < s->n_lines && s->c->type != SJ_CLAIM_837I; i++)
        put_line(s, &s->lines[i], claim, &full);
}

const sj_edit sj_edits_his[] = {{SJ_ED_DUPLICATE, SCOPE_CLAIM, TYPE_ALL, 0, duplicate, NULL},
                                {.types = 0}};
