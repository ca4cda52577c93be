/* rules/edits/kinds.c - LOB: chiropractic, anesthesia, maternity, and services that have their
 * places. */
#include "rules/edits/edits.h"

/* ---- chiropractic ---- */

/* Segmental and somatic dysfunction of a spinal region: M9901 (head) to M9905 (pelvis); 0: another.
 */
static unsigned region_of(const dx_facts *f) {
    sj_str code = f->dx->code.v;
    bool spinal = code.len == 5 && memcmp(code.ptr, "M990", 4) == 0;
    return spinal && code.ptr[4] >= '1' && code.ptr[4] <= '5' ? (unsigned)(code.ptr[4] - '0') : 0;
}

static void subluxation(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool found = !is_adjustment(l) || l->n_pointers == 0;
        for (uint8_t k = 0; k < l->n_pointers; k++)
            if (l->pointers[k] > 0 && l->pointers[k] <= s->n_dx)
                found |= region_of(&s->dx[l->pointers[k] - 1]) != 0;
        if (!found) sj_report_line(s, SJ_ED_CHIRO_DIAGNOSIS, l);
    }
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
        if (timed && l->line->units.v > 24 * 60 * 1000)
            sj_report(s, SJ_ED_ANESTHESIA_LONG, l->line->units.at, sj_note_line(l), NO_FACT);
    }
}

/* ---- maternity ---- */

static bool is_one_of(const line_facts *l, const uint32_t *codes, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (is_cpt(l, codes[i], codes[i])) return true;
    return false;
}

/* Care from the first visit to the last, and its parts. */
static const uint32_t whole[] = {59400, 59510, 59610, 59618};
static const uint32_t parts[] = {59409, 59410, 59414, 59425, 59426, 59430,
                                 59514, 59515, 59612, 59614, 59620, 59622};
static const uint32_t deliveries[] = {59400, 59409, 59410, 59510, 59514, 59515,
                                      59610, 59612, 59614, 59618, 59620, 59622};
#define IS_ONE_OF(l, codes) is_one_of(l, codes, sizeof(codes) / sizeof *(codes))

static void maternity_parts(sj_scrub *s) {
    bool has_whole = false;
    for (uint16_t i = 0; i < s->n_lines; i++) has_whole |= IS_ONE_OF(&s->lines[i], whole);
    for (uint16_t i = 0; has_whole && i < s->n_lines; i++)
        if (IS_ONE_OF(&s->lines[i], parts) && s->lines[i].number != 59414)
            sj_report_line(s, SJ_ED_MATERNITY_PARTS, &s->lines[i]);
}

/* Z3A tells the week, beside any code of chapter O. */
static void weeks(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++) {
        sj_str code = s->dx[i].dx->code.v;
        if (code.len >= 3 && memcmp(code.ptr, "Z3A", 3) == 0) return;
    }
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (!IS_ONE_OF(&s->lines[i], deliveries)) continue;
        sj_report_line(s, SJ_ED_MATERNITY_WEEKS, &s->lines[i]);
        return;
    }
}

/* ---- visits that have their places ---- */

static bool is_at(uint16_t place, const char *places) {
    for (; *places; places += 2)
        if (place == MOD(places[0], places[1])) return true;
    return false;
}

/* The place of a line, or the claim's. */
static const sj_text *place_of(const sj_scrub *s, const line_facts *l) {
    return SJ_HAS(l->line->place) ? &l->line->place : &s->c->place;
}

/* Visits from `first` to `last` are not made at `places`. */
static const struct {
    enum sj_edits_row row;
    uint32_t first, last;
    const char *places;
} visits[] = {{SJ_ED_HOSPITAL_VISIT, 99221, 99239, "111220326581"},
              {SJ_ED_NURSING_VISIT, 99304, 99316, "11122081"},
              {SJ_ED_EMERGENCY_VISIT, 99281, 99285, "1112203132"},
              {SJ_ED_OFFICE_VISIT, 99202, 99215, "215161"},
              {SJ_ED_HOME_VISIT, 99341, 99350, "11202122235161"}};

/* Most claims have visits: one look at their lines for all five. */
static void visit_places(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_cpt(l, 99202, 99350)) continue;
        const sj_text *place = place_of(s, l);
        for (size_t v = 0; v < sizeof visits / sizeof *visits; v++)
            if (is_cpt(l, visits[v].first, visits[v].last) &&
                is_at(pair_of(place->v), visits[v].places))
                sj_report(s, visits[v].row, place->at, sj_note_line(l), l->line->procedure.v);
    }
}

/* What a home health agency's staff do is in the agency's institutional claim (bill type 32). */
static void agency_service(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (is_hcpcs(l, 'G', 151, 164) || is_hcpcs(l, 'G', 299, 300) || is_hcpcs(l, 'G', 493, 496))
            sj_report_line(s, SJ_ED_AGENCY_SERVICE, l);
    }
}

const sj_edit sj_edits_kinds[] = {
    {SJ_ED_CHIRO_DIAGNOSIS, SCOPE_CLAIM, TYPE_P, HAS_CHIRO | HAS_MEDICARE, subluxation, NULL},
    {SJ_ED_CHIRO_REGIONS, SCOPE_CLAIM, TYPE_P, HAS_CHIRO, regions, NULL},
    {SJ_ED_ANESTHESIA_EXTRA, SCOPE_CLAIM, TYPE_P, HAS_EXTRAS, circumstances, NULL},
    {SJ_ED_PHYSICAL_STATUS, SCOPE_CLAIM, TYPE_P, HAS_MODIFIERS, physical_status, NULL},
    {SJ_ED_ANESTHESIA_LONG, SCOPE_CLAIM, TYPE_P, HAS_ANESTHESIA | HAS_MINUTES, minutes, NULL},
    {SJ_ED_MATERNITY_PARTS, SCOPE_CLAIM, TYPE_P, HAS_MATERNITY | HAS_SEVERAL_LINES, maternity_parts,
     NULL},
    {SJ_ED_MATERNITY_WEEKS, SCOPE_CLAIM, TYPE_P, HAS_MATERNITY, weeks, NULL},
    {SJ_ED_HOSPITAL_VISIT, SCOPE_CLAIM, TYPE_P, HAS_VISITS, visit_places, NULL},
    {SJ_ED_AGENCY_SERVICE, SCOPE_CLAIM, TYPE_P, HAS_MEDICARE, agency_service, NULL},
    {.types = 0}};
