/* rules/edits/lob.c - LOB: ambulance and chiropractic. */
#include "rules/edits/edits.h"

/* The first transport. */
static const line_facts *transport(const sj_scrub *s) {
    uint16_t i = 0;
    while (i < s->n_lines && !is_transport(&s->lines[i])) i++;
    return i < s->n_lines ? &s->lines[i] : NULL;
}

static void ambulance(sj_scrub *s) {
    const line_facts *l = transport(s);
    if (l && !s->c->has_ambulance)
        sj_report(s, SJ_ED_AMBULANCE, l->line->procedure.at, sj_note_line(l), NO_FACT);
}

static bool has_place(const sj_party *of_claim, const sj_party *of_line) {
    return SJ_HAS(of_claim->entity) || SJ_HAS(of_line->entity);
}

static void ambulance_places(sj_scrub *s) {
    const line_facts *l = transport(s);
    if (l && (!has_place(s->c->pick_up, l->line->pick_up) ||
              !has_place(s->c->drop_off, l->line->drop_off)))
        sj_report(s, SJ_ED_AMBULANCE_PLACES, l->line->procedure.at, sj_note_line(l), NO_FACT);
}

static bool is_route(uint16_t m) {
    static const char letters[] = "DEGHIJNPRSX";
    return m && memchr(letters, m >> 8, sizeof letters - 1) &&
           memchr(letters, m & 255, sizeof letters - 1);
}

/* QL: the patient died before the transport; there is no destination. */
static void ambulance_modifier(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_transport(l)) continue;
        bool has = has_modifier(l, MOD('Q', 'L'));
        for (uint8_t k = 0; k < l->n_modifiers; k++) has |= is_route(l->modifiers[k]);
        if (!has)
            sj_report(s, SJ_ED_AMBULANCE_MODIFIER, l->line->procedure.at, sj_note_line(l), NO_FACT);
    }
}

static void chiro_modifier(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool said = has_modifier(l, MOD('A', 'T')) || has_modifier(l, MOD('G', 'A')) ||
                    has_modifier(l, MOD('G', 'Y')) || has_modifier(l, MOD('G', 'Z'));
        if (is_adjustment(l) && !said)
            sj_report(s, SJ_ED_CHIRO_MODIFIER, l->line->procedure.at, sj_note_line(l), NO_FACT);
    }
}

static void chiro_date(sj_scrub *s) {
    if (s->days[DAY_454] || s->days[DAY_431]) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_adjustment(l) || sj_dates_find(&l->line->dates, "454")) continue;
        sj_report(s, SJ_ED_CHIRO_DATE, l->line->procedure.at, sj_note_line(l), NO_FACT);
        return;
    }
}

const sj_edit sj_edits_lob[] = {
    {SJ_ED_AMBULANCE, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, ambulance, NULL},
    {SJ_ED_AMBULANCE_PLACES, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, ambulance_places, NULL},
    {SJ_ED_AMBULANCE_MODIFIER, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, ambulance_modifier, NULL},
    {SJ_ED_CHIRO_MODIFIER, SCOPE_CLAIM, TYPE_P, HAS_CHIRO | HAS_MEDICARE, chiro_modifier, NULL},
    {SJ_ED_CHIRO_DATE, SCOPE_CLAIM, TYPE_P, HAS_CHIRO | HAS_MEDICARE, chiro_date, NULL},
    {.types = 0}};
