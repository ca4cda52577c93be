/* rules/edits/kinds.c - LOB: chiropractic, anesthesia, home health agencies' services. */
#include "rules/edits/edits.h"

/* ---- chiropractic ---- */

/* Segmental and somatic dysfunction of a spinal region: M9901 (head) to M9905 (pelvis); 0: another.
 */
static unsigned region_of(const dx_facts *f) {
    sj_str code = f->dx->code.v;
    bool spinal = code.len == 5 && memcmp(code.ptr, "M990", 4) == 0;
    return spinal && code.ptr[4] >= '1' && code.ptr[4] <= '5' ? (unsigned)(code.ptr[4] - '0') : 0;
}

/* 98940 is for one or two regions, 98941 for three or four, 98942 for five. */
static void regions(sj_scrub *s) {
    unsigned seen = 0;
    for (uint16_t i = 0; i < s->n_dx; i++) seen |= 1u << region_of(&s->dx[i]);
    int n = __builtin_popcount(seen & ~1u);
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        int needed = l->number == 98942 ? 5 : l->number == 98941 ? 3 : 1;
        if (is_adjustment(l) && n > 0 && n < needed)
            sj_report(s, SJ_ED_CHIRO_REGIONS, l->line->procedure.at, sj_note_line(l),
                      sj_note(s, "%d", n));
    }
}

/* ---- anesthesia ---- */

/* Extreme age, hypothermia, hypotension, emergency: only beside an anesthesia. */
static void circumstances(sj_scrub *s) {
    if (s->has & HAS_ANESTHESIA) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool extra = is_cpt(l, 99100, 99100) || is_cpt(l, 99116, 99116) ||
                     is_cpt(l, 99135, 99135) || is_cpt(l, 99140, 99140);
        if (extra) sj_report_line(s, SJ_ED_ANESTHESIA_EXTRA, l);
    }
}

static void physical_status(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        for (uint8_t k = 0; k < l->n_modifiers && !l->anesthesia; k++)
            if (l->modifiers[k] >= MOD('P', '1') && l->modifiers[k] <= MOD('P', '6'))
                sj_report(s, SJ_ED_PHYSICAL_STATUS, l->line->modifiers[k].at, sj_note_line(l),
                          NO_FACT);
    }
}

static void minutes(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool timed = l->anesthesia && pair_of(l->line->unit.v) == MOD('M', 'J');
        if (timed && l->line->units.v > DAY_OF_MINUTES)
            sj_report(s, SJ_ED_ANESTHESIA_LONG, l->line->units.at, sj_note_line(l), NO_FACT);
    }
}

/* ---- home health ---- */

static bool is_agency_service(const line_facts *l) {
    return is_hcpcs(l, 'G', 151, 164) || is_hcpcs(l, 'G', 299, 300) || is_hcpcs(l, 'G', 493, 496);
}

/* What a home health agency's staff do is in the agency's institutional claim (bill type 32). */
static void agency_service(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_agency_service(&s->lines[i])) sj_report_line(s, SJ_ED_AGENCY_SERVICE, &s->lines[i]);
}

uint64_t sj_kinds_of_code(const line_facts *l) {
    const bool equipment = l->letter == 'E' || l->letter == 'K' || l->letter == 'L';
    return (is_adjustment(l) ? HAS_CHIRO : 0) | (is_cpt(l, 100, 1999) ? HAS_ANESTHESIA : 0) |
           (is_cpt(l, 99100, 99140) ? HAS_EXTRAS : 0) | (is_transport(l) ? HAS_AMBULANCE : 0) |
           (equipment ? HAS_EQUIPMENT : 0) | (is_agency_service(l) ? HAS_AGENCY_SERVICE : 0);
}

const sj_edit sj_edits_kinds[] = {
    {SJ_ED_CHIRO_REGIONS, SCOPE_CLAIM, TYPE_P, HAS_CHIRO, regions, NULL},
    {SJ_ED_ANESTHESIA_EXTRA, SCOPE_CLAIM, TYPE_P, HAS_EXTRAS, circumstances, NULL},
    {SJ_ED_PHYSICAL_STATUS, SCOPE_CLAIM, TYPE_P, HAS_PHYSICAL_STATUS, physical_status, NULL},
    {SJ_ED_ANESTHESIA_LONG, SCOPE_CLAIM, TYPE_P, HAS_ANESTHESIA | HAS_MINUTES, minutes, NULL},
    {SJ_ED_AGENCY_SERVICE, SCOPE_CLAIM, TYPE_P, HAS_MEDICARE | HAS_AGENCY_SERVICE, agency_service,
     NULL},
    {.types = 0}};
