/* rules/edits/known.c - what a code is: found out when it comes, and remembered (known.h). */
#include "parsers/base/apart.h"
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool digits_at(const char *p, int n, uint32_t *out) {
    uint32_t value = 0;
    for (int i = 0; i < n; i++) {
        if (!is_digit(p[i])) return false;
        value = 10 * value + (uint32_t)(p[i] - '0');
    }
    *out = value;
    return true;
}

/* ---- procedures ---- */

/* Levels I and II have five characters: 99213, 0001F, 0042T, J1885, D0120. */
static sj_shape shape_of(sj_str code, uint32_t *number, char *letter) {
    *number = 0;
    *letter = 0;
    if (code.len == 0) return SHAPE_NONE;
    if (code.len != 5) return SHAPE_BAD;
    const char *p = code.ptr;
    if (digits_at(p, 5, number)) return SHAPE_CPT;
    if (digits_at(p, 4, number)) {
        *letter = p[4];
        if (p[4] == 'F') return SHAPE_CPT_II;
        return p[4] == 'T' || p[4] == 'U' || p[4] == 'M' || p[4] == 'A' ? SHAPE_CPT_X : SHAPE_BAD;
    }
    if (p[0] < 'A' || p[0] > 'V' || !digits_at(p + 1, 4, number)) return SHAPE_BAD;
    *letter = p[0];
    return p[0] == 'D' ? SHAPE_CDT : SHAPE_HCPCS;
}

static sj_shape shape_for(uint16_t qualifier, sj_str code, uint32_t *number, char *letter) {
    const bool dental = qualifier == MOD('A', 'D');
    *number = 0;
    *letter = 0;
    if (!dental && qualifier != MOD('H', 'C')) return SHAPE_NONE;
    sj_shape shape = shape_of(code, number, letter);
    return dental && shape != SHAPE_CDT && shape != SHAPE_NONE ? SHAPE_BAD : shape;
}

/* What does not hang on the day. */
static known_code describe(uint16_t qualifier, sj_str code) {
    line_facts l = {.line = NULL};
    l.shape = (uint8_t)shape_for(qualifier, code, &l.number, &l.letter);
    uint64_t has =
        sj_proc_of_code(&l) | sj_kinds_of_code(&l) | sj_revenue_of_code(&l) | sj_dental_of_code(&l);
    return (known_code){.has = l.shape == SHAPE_BAD ? has | HAS_ODD_CODE : has,
                        .from = INT32_MIN,
                        .through = INT32_MAX,
                        .number = l.number,
                        .letter = l.letter,
                        .shape = l.shape,
                        .asked = {.state = SJ_CODE_VALID},
                        .anesthesia = is_cpt(&l, 100, 1999)};
}

static void look_up(const sj_scrub *s, known_code *k, sj_str code, sj_date on) {
    if (!code.len) return;
    if (on == SJ_NO_DATE) {
        k->through = SJ_NO_DATE; /* nothing is asked */
        return;
    }
    sj_day_span days = SJ_ALL_DAYS;
    k->asked = sj_ask_procedure(s, k->shape, code, on, &days);
    k->from = days.from;
    k->through = days.to;
    k->silencer = silencer_of(table_of_shape(k->shape), k->asked.state);
}

SJ_APART const known_code *sj_learn_code(const sj_scrub *s, known_code *k, uint16_t qualifier,
                                         sj_str code, sj_date on) {
    *k = describe(qualifier, code);
    k->key = key_of_code(code, qualifier, s->c->type);
    look_up(s, k, code, on);
    return k;
}

/* ---- diagnoses ---- */

static void look_up_dx(const sj_scrub *s, known_dx *k, sj_str code, sj_date on) {
    const sj_tables *t = s->opts.tables;
    sj_day_span days = SJ_ALL_DAYS;
    k->state = (uint8_t)sj_tables_lookup(t, SJ_CODES_ICD10CM, code, on, NULL);
    sj_tables_narrow(&days, t, SJ_CODES_ICD10CM, code, on);
    (void)sj_tables_mce(t, false, code, on, &k->lists);
    sj_tables_narrow_mce(&days, t, false, code, on);
    k->from = days.from;
    k->through = days.to;
    k->silencer = silencer_of(SJ_CODES_ICD10CM, k->state);
}

/* The claim stays: one that had another code in this place may have this one, too. */
SJ_APART known_dx *sj_learn_dx(const sj_scrub *s, known_dx *k, bool icd10, sj_str code,
                               sj_date on) {
    *k = (known_dx){.key = key_of_dx(code, icd10),
                    .claim = k->claim,
                    .from = INT32_MIN,
                    .through = INT32_MAX,
                    .state = SJ_CODE_VALID,
                    .shaped = icd10 && sj_icd10_valid(code)};
    char chapter = k->shaped ? code.ptr[0] : 0;
    k->has = (k->shaped ? 0 : HAS_ODD_DX) | (chapter == 'O' ? HAS_PREGNANCY : 0) |
             (chapter >= 'V' && chapter <= 'Y' ? HAS_EXTERNAL_DX : 0);
    if (k->shaped && on == SJ_NO_DATE)
        k->through = SJ_NO_DATE;
    else if (k->shaped)
        look_up_dx(s, k, code, on);
    return k;
}

/* ---- pointers ---- */

SJ_APART bool sj_learn_pointers(known_pointers *k, uint64_t key) {
    known_pointers all = {.key = key};
    const unsigned n = key & 7;
    for (unsigned i = 0; i < n; i++) {
        const unsigned number = (unsigned)(key >> 8 * (9 - 2 * n + 2 * i) & 0xFF) - '0';
        if (number > 9) return false;
        const unsigned bit = 1u << number & ~1u;
        all.numbers[i] = (uint8_t)number;
        all.twice |= (all.pointed & bit) != 0;
        all.pointed |= (uint16_t)bit;
    }
    *k = all;
    return true;
}
