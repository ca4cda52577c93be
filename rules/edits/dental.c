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

static void tell(sj_scrub *s, enum sj_edits_row row, const line_facts *l, sj_at at, sj_str b) {
    sj_report(s, row, at, sj_note_line(l), b);
}

/* ---- areas ---- */

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
static bool for_primary(const line_facts *l) {
    return is_cdt(l, 2930, 2930) || is_cdt(l, 3230, 3240) || is_cdt(l, 7111, 7111);
}

static bool for_permanent(const line_facts *l) {
    return is_cdt(l, 2931, 2931) || is_cdt(l, 3310, 3348);
}

static void tooth_kind(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        sj_str tooth = l->line->tooth.v;
        if ((for_primary(l) && permanent(tooth)) || (for_permanent(l) && primary(tooth)))
            tell(s, SJ_ED_TOOTH_KIND, l, l->line->tooth.at, l->line->procedure.v);
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

/* ---- what of all this a claim needs ---- */

uint64_t sj_dental_of_code(const line_facts *l) {
    return (jaw_of(l) ? HAS_DENTURE : 0) |
           (for_primary(l) || for_permanent(l) ? HAS_TOOTH_KIND : 0);
}

uint64_t sj_dental_of_line(const sj_line *l) {
    uint64_t has = l->areas[0].v.len && l->tooth.v.len ? HAS_AREA_OF_TOOTH : 0;
    uint32_t seen = 0;
    for (int i = 0; i < 5; i++) {
        if (!l->surfaces[i].v.len) continue;
        uint32_t bit = 1u << (l->surfaces[i].v.ptr[0] & 31);
        if (seen & bit) has |= HAS_SAME_SURFACE;
        seen |= bit;
    }
    return has;
}

#define DENTAL(row, needs, judge)                                                                  \
    { row, SCOPE_CLAIM, TYPE_D, needs, judge, NULL }

const sj_edit sj_edits_dental[] = {DENTAL(SJ_ED_AREA_JAW, HAS_DENTURE, area_jaw),
                                   DENTAL(SJ_ED_AREA_TOOTH, HAS_AREA_OF_TOOTH, area_tooth),
                                   DENTAL(SJ_ED_TOOTH_KIND, HAS_TOOTH_KIND, tooth_kind),
                                   DENTAL(SJ_ED_SURFACE_TWICE, HAS_SAME_SURFACE, surface_twice),
                                   {.types = 0}};
