/* rules/edits/dental.c - LOB: dental procedures against teeth, areas of the mouth, and each other.
 *
 * That a filling names its tooth and its surfaces is the guide's; here is what the codes say of
 * each other. Permanent teeth are 1 to 32 from the upper right, primary ones A to T. */
#include "rules/edits/edits.h"

static bool is_cdt(const line_facts *l, uint32_t from, uint32_t to) {
    return l->shape == SHAPE_CDT && l->number >= from && l->number <= to;
}

/* Supernumerary teeth are numbered from 51, or have an S behind the letter: told as their
 * neighbour. */
static unsigned permanent(sj_str tooth) {
    unsigned n = 0;
    for (size_t i = 0; i < tooth.len; i++) {
        if (tooth.ptr[i] < '0' || tooth.ptr[i] > '9' || i > 1) return 0;
        n = 10 * n + (unsigned)(tooth.ptr[i] - '0');
    }
    if (n > 50) n -= 50;
    return n <= 32 ? n : 0;
}

/* A is 1, T is 20; 0: not a primary tooth. */
static unsigned primary(sj_str tooth) {
    bool extra = tooth.len == 2 && tooth.ptr[1] == 'S';
    bool letter = (tooth.len == 1 || extra) && tooth.ptr[0] >= 'A' && tooth.ptr[0] <= 'T';
    return letter ? (unsigned)(tooth.ptr[0] - 'A' + 1) : 0;
}

/* 1 upper right, 2 upper left, 3 lower left, 4 lower right; 0: not known. */
static unsigned quadrant_of(sj_str tooth) {
    unsigned n = permanent(tooth), p = primary(tooth);
    return n ? (n - 1) / 8 + 1 : p ? (p - 1) / 5 + 1 : 0;
}

/* Counted from the middle, 1 to 8 of permanent teeth. */
static unsigned from_middle(unsigned n) {
    unsigned in_quadrant = (n - 1) % 8;
    return (n - 1) / 8 % 2 == 0 ? 8 - in_quadrant : in_quadrant + 1;
}

/* Incisors and canines. */
static bool is_front(sj_str tooth) {
    unsigned n = permanent(tooth), p = primary(tooth);
    if (n) return from_middle(n) <= 3;
    return p && (p - 1) % 10 >= 2 && (p - 1) % 10 <= 7;
}

static const sj_person *patient(const sj_scrub *s) {
    return sj_claim_patient_person(s->c);
}

/* Age on the day of the line; -1 when it is not known. */
static int age_on(const sj_scrub *s, const line_facts *l) {
    const sj_person *p = patient(s);
    return SJ_HAS(p->born) ? sj_date_years(p->born.v, l->from) : -1;
}

static void tell(sj_scrub *s, enum sj_edits_row row, const line_facts *l, sj_at at, sj_str b) {
    sj_report(s, row, at, sj_note_line(l), b);
}

/* ---- areas ---- */

/* Gum surgery, alveoloplasty: by quadrant. Scaling and root planing is the guide's. */
static bool is_by_quadrant(const line_facts *l) {
    return is_cdt(l, 4210, 4211) || is_cdt(l, 4240, 4241) || is_cdt(l, 4260, 4261) ||
           is_cdt(l, 7310, 7311) || is_cdt(l, 7320, 7321);
}

/* 1 the upper jaw, 2 the lower: dentures are for one of them; 0: another procedure. */
static unsigned jaw_of(const line_facts *l) {
    static const uint16_t upper[] = {5110, 5130, 5211, 5213, 5221, 5223, 5225, 5227, 5410, 5421};
    static const uint16_t lower[] = {5120, 5140, 5212, 5214, 5222, 5224, 5226, 5228, 5411, 5422};
    for (size_t i = 0; i < sizeof upper / sizeof *upper; i++) {
        if (is_cdt(l, upper[i], upper[i])) return 1;
        if (is_cdt(l, lower[i], lower[i])) return 2;
    }
    return 0;
}

static void area_missing(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool told = l->line->areas[0].v.len || l->line->tooth.v.len;
        if (is_by_quadrant(l) && !told)
            tell(s, SJ_ED_AREA_MISSING, l, l->line->procedure.at, NO_FACT);
    }
}

static void area_jaw(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        const sj_text *area = &l->line->areas[0];
        unsigned jaw = jaw_of(l);
        uint16_t other = jaw == 1 ? MOD('0', '2') : MOD('0', '1');
        if (jaw && pair_of(area->v) == other)
            tell(s, SJ_ED_AREA_JAW, l, area->at, l->line->procedure.v);
    }
}

static void area_tooth(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        const sj_text *area = &l->line->areas[0];
        bool quadrant = area->v.len == 2 && area->v.ptr[1] == '0' && area->v.ptr[0] >= '1' &&
                        area->v.ptr[0] <= '4';
        unsigned of_tooth = quadrant_of(l->line->tooth.v);
        if (quadrant && of_tooth && of_tooth != (unsigned)(area->v.ptr[0] - '0'))
            tell(s, SJ_ED_AREA_TOOTH, l, area->at, l->line->tooth.v);
    }
}

/* ---- teeth ---- */

/* Crowns of steel and pulp treatment have codes for primary and for permanent teeth. */
static void tooth_kind(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        sj_str tooth = l->line->tooth.v;
        bool for_primary = is_cdt(l, 2930, 2930) || is_cdt(l, 3230, 3240) || is_cdt(l, 7111, 7111);
        bool for_permanent = is_cdt(l, 2931, 2931) || is_cdt(l, 3310, 3348);
        if ((for_primary && permanent(tooth)) || (for_permanent && primary(tooth)))
            tell(s, SJ_ED_TOOTH_KIND, l, l->line->tooth.at, l->line->procedure.v);
    }
}

static void primary_tooth_late(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        int age = age_on(s, l);
        if (primary(l->line->tooth.v) && age > 17)
            tell(s, SJ_ED_PRIMARY_LATE, l, l->line->tooth.at, sj_note(s, "%d", age));
    }
}

/* Front teeth, premolars, molars. */
static void root_canal(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        unsigned n = permanent(l->line->tooth.v), at = n ? from_middle(n) : 0;
        bool fits = is_cdt(l, 3310, 3310)   ? at <= 3
                    : is_cdt(l, 3320, 3320) ? at == 4 || at == 5
                    : is_cdt(l, 3330, 3330) ? at >= 6
                                            : true;
        if (n && !fits) tell(s, SJ_ED_ROOT_CANAL, l, l->line->tooth.at, l->line->procedure.v);
    }
}

/* Composite fillings have codes for front and for back teeth. */
static void filling_tooth(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        sj_str tooth = l->line->tooth.v;
        bool front = is_cdt(l, 2330, 2335), back = is_cdt(l, 2391, 2394);
        if ((front || back) && quadrant_of(tooth) && is_front(tooth) != front)
            tell(s, SJ_ED_FILLING_TOOTH, l, l->line->tooth.at, l->line->procedure.v);
    }
}

static void surface_twice(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_text *surfaces = s->lines[i].line->surfaces;
        for (int k = 1; k < 5 && surfaces[k].v.len; k++)
            for (int j = 0; j < k; j++) {
                if (!sj_str_eq(surfaces[j].v, surfaces[k].v)) continue;
                tell(s, SJ_ED_SURFACE_TWICE, &s->lines[i], surfaces[k].at, NO_FACT);
                break;
            }
    }
}

static bool is_extraction(const line_facts *l) {
    return is_cdt(l, 7111, 7111) || is_cdt(l, 7140, 7140) || is_cdt(l, 7210, 7251);
}

/* Fillings and crowns. */
static bool is_restoration(const line_facts *l) {
    return is_cdt(l, 2140, 2799);
}

static void extracted_restored(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        for (uint16_t k = 0; k < s->n_lines && is_restoration(l); k++) {
            const line_facts *o = &s->lines[k];
            bool same = l->line->tooth.v.len && sj_str_eq(l->line->tooth.v, o->line->tooth.v);
            if (!is_extraction(o) || !same || o->from != l->from) continue;
            tell(s, SJ_ED_EXTRACTED, l, l->line->tooth.at, sj_note_line(o));
            break;
        }
    }
}

/* ---- prostheses, examinations, cleaning ---- */

/* Crowns, dentures, bridges: the first, or in place of an earlier one. */
static void prosthesis(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool lasting = is_cdt(l, 2710, 2794) || is_cdt(l, 5110, 5228) || is_cdt(l, 6205, 6794);
        if (lasting && !l->line->prosthesis.v.len)
            tell(s, SJ_ED_PROSTHESIS, l, l->line->procedure.at, NO_FACT);
    }
}

/* The first line of such a procedure on the day of `l`, other than itself. */
static const line_facts *other_on(const sj_scrub *s, const line_facts *l, uint32_t from,
                                  uint32_t to) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (&s->lines[i] != l && is_cdt(&s->lines[i], from, to) && s->lines[i].from == l->from)
            return &s->lines[i];
    return NULL;
}

static void two_exams(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        const line_facts *o = is_cdt(l, 140, 140) ? other_on(s, l, 120, 120) : NULL;
        if (!o && is_cdt(l, 140, 140)) o = other_on(s, l, 150, 150);
        if (o) tell(s, SJ_ED_TWO_EXAMS, l, l->line->procedure.at, o->line->procedure.v);
    }
}

static void cleaning_scaling(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_cdt(l, 1110, 1120)) continue;
        const line_facts *o = other_on(s, l, 4341, 4346);
        if (!o) o = other_on(s, l, 4910, 4910);
        if (o) tell(s, SJ_ED_CLEANING_SCALING, l, l->line->procedure.at, o->line->procedure.v);
    }
}

static void cleaning_age(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        int age = age_on(s, l);
        bool off = (is_cdt(l, 1110, 1110) && age < 12) || (is_cdt(l, 1120, 1120) && age > 14);
        if (age >= 0 && off)
            tell(s, SJ_ED_CLEANING_AGE, l, l->line->procedure.at, sj_note(s, "%d", age));
    }
}

#define DENTAL(row, needs, judge)                                                                  \
    { row, SCOPE_CLAIM, TYPE_D, needs, judge, NULL }

const sj_edit sj_edits_dental[] = {
    DENTAL(SJ_ED_AREA_MISSING, 0, area_missing),
    DENTAL(SJ_ED_AREA_JAW, 0, area_jaw),
    DENTAL(SJ_ED_AREA_TOOTH, 0, area_tooth),
    DENTAL(SJ_ED_TOOTH_KIND, 0, tooth_kind),
    DENTAL(SJ_ED_PRIMARY_LATE, 0, primary_tooth_late),
    DENTAL(SJ_ED_ROOT_CANAL, 0, root_canal),
    DENTAL(SJ_ED_FILLING_TOOTH, 0, filling_tooth),
    DENTAL(SJ_ED_SURFACE_TWICE, 0, surface_twice),
    DENTAL(SJ_ED_EXTRACTED, HAS_SEVERAL_LINES, extracted_restored),
    DENTAL(SJ_ED_PROSTHESIS, 0, prosthesis),
    DENTAL(SJ_ED_TWO_EXAMS, HAS_SEVERAL_LINES, two_exams),
    DENTAL(SJ_ED_CLEANING_SCALING, HAS_SEVERAL_LINES, cleaning_scaling),
    DENTAL(SJ_ED_CLEANING_AGE, 0, cleaning_age),
    {.types = 0}};
