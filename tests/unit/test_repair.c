/* Safe repairs: what each kind changes, and what none of them touches. */
#include "tests/unit/unit.h"

#include "engine/pipeline/repair.h"

#include <stdlib.h>
#include <string.h>

#define ISA                                                                                        \
    "ISA*00*          *00*          *ZZ*DEMO           *ZZ*SAMPLE         "                        \
    "*260504*0930*^*00501*000000001*0*T*:~\n"                                                      \
    "GS*HC*DEMO*SAMPLE*20260504*0930*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n"
#define END "SE*3*0001~\nGE*1*1~\nIEA*1*000000001~\n"

static ptrdiff_t read_text(void *ctx, char *buf, size_t cap) {
    const char **at = ctx;
    size_t n = strlen(*at) < cap ? strlen(*at) : cap;
    memcpy(buf, *at, n);
    *at += n;
    return (ptrdiff_t)n;
}

/* `segment` between an envelope, repaired; the changes are the caller's to free. */
static void repair(const char *segment, const char *list, char *out, size_t cap, sj_repairs **r) {
    char text[4096], *copy = NULL;
    size_t n = 0;
    unsigned kinds;
    snprintf(text, sizeof text, ISA "%s~\n" END, segment);
    const char *at = text;
    FILE *to = open_memstream(&copy, &n);
    ck_assert_int_eq(sj_repairs_of(list, &kinds, NULL), SJ_OK);
    ck_assert_int_eq(sj_repairs_make(r, kinds, read_text, &at, to, NULL), SJ_OK);
    fclose(to);
    ck_assert(strncmp(copy, ISA, sizeof ISA - 1) == 0);
    size_t tail = sizeof END + 1; /* with the segment's own ~ and line break */
    ck_assert_str_eq(copy + n - tail, "~\n" END);
    snprintf(out, cap, "%.*s", (int)(n - (sizeof ISA - 1) - tail), copy + sizeof ISA - 1);
    free(copy);
}

static const struct {
    const char *list, *before, *after;
    unsigned changes;
} cases[] = {
    {"trim", "NM1*IL*1* WREN *AMBER ****MI*W1", "NM1*IL*1*WREN*AMBER****MI*W1", 2},
    {"trim", "SV1*HC: 99213 *100*UN*1***1", "SV1*HC:99213*100*UN*1***1", 1},
    {"trim", "N3*   ", "N3*   ", 0}, /* nothing but blanks */
    {"spaces", "N3*100  SAMPLE   STREET", "N3*100 SAMPLE STREET", 1},
    {"upper", "NM1*IL*1*Wren*Amber****MI*w1", "NM1*IL*1*WREN*AMBER****MI*W1", 3},
    {"upper", "SV1*HC:j1885*100*UN*1***1", "SV1*HC:j1885*100*UN*1***1", 0}, /* clinical */
    {"ids", "NM1*85*2*DEMO*****XX*199-990-1006", "NM1*85*2*DEMO*****XX*1999901006", 1},
    {"ids", "REF*EI*36-4417205", "REF*EI*364417205", 1},
    {"ids", "PER*IC*DESK*TE*(217) 555-0100", "PER*IC*DESK*TE*2175550100", 1},
    {"ids", "PER*IC*DESK*EM*A-B@C.D", "PER*IC*DESK*EM*A-B@C.D", 0},
    {"ids", "NM1*PR*2*EVERGREEN*****PI*90-001", "NM1*PR*2*EVERGREEN*****PI*90-001", 0},
    {"zip", "N4*SPRINGFIELD*IL*62701-0001", "N4*SPRINGFIELD*IL*627010001", 1},
    {"zip", "N4*TORONTO*ON*M5V-1A1*CA", "N4*TORONTO*ON*M5V-1A1*CA", 0},
    {"dots", "HI*ABK:E11.9*ABF:I10", "HI*ABK:E119*ABF:I10", 1},
    {"dots", "HI*BE:80:::3.5", "HI*BE:80:::3.5", 0}, /* an amount */
    {"dots", "HI*BI:70.:RD8:20260301-20260305", "HI*BI:70.:RD8:20260301-20260305", 0},
    {"all", "CLM* acct-1 *100***11:B:1*Y*A*Y*Y", "CLM* acct-1 *100***11:B:1*Y*A*Y*Y", 0},
    {"all", "REF*6R* line-1 a ", "REF*6R* line-1 a ", 0},
    {"all", "NTE*ADD* as  said ", "NTE*ADD* as  said ", 0},
    {"trim zip", "N4* Springfield *IL*62701-0001", "N4*Springfield*IL*627010001", 2},
    {"", "N4* Springfield *IL*62701-0001", "N4* Springfield *IL*62701-0001", 0},
};

START_TEST(repairs) {
    char out[1024];
    sj_repairs *r;
    repair(cases[_i].before, cases[_i].list, out, sizeof out, &r);
    ck_assert_str_eq(out, cases[_i].after);
    ck_assert_uint_eq(sj_repairs_count(r), cases[_i].changes);
    sj_repairs_free(r);
    repair(cases[_i].after, cases[_i].list, out, sizeof out, &r); /* a second time: nothing */
    ck_assert_str_eq(out, cases[_i].after);
    ck_assert_uint_eq(sj_repairs_count(r), 0);
    sj_repairs_free(r);
}
END_TEST

START_TEST(changes_are_told_with_before_and_after) {
    char out[1024];
    sj_repairs *r;
    repair("HI*ABK:E11.9*ABF: I10", "all", out, sizeof out, &r);
    ck_assert_uint_eq(sj_repairs_count(r), 2);
    const sj_repair_change *c = sj_repairs_at(r, 0);
    ck_assert_str_eq(c->tag, "HI");
    ck_assert_uint_eq(c->element, 1);
    ck_assert_uint_eq(c->component, 2);
    ck_assert(sj_str_is(c->before, "E11.9") && sj_str_is(c->after, "E119"));
    ck_assert_uint_eq(c->kinds, SJ_REPAIR_DOTS);
    ck_assert_uint_eq(c->from, sizeof ISA - 1);
    /* Two bytes are gone when the copy reaches SE. */
    uint64_t se = c->to + strlen("HI*ABK:E119*ABF:I10~\n");
    ck_assert_uint_eq(sj_repairs_original(r, c->to), c->from);
    ck_assert_uint_eq(sj_repairs_original(r, se), se + 2);
    ck_assert_uint_eq(sj_repairs_original(r, 0), 0);
    sj_repairs_free(r);
}
END_TEST

START_TEST(words_are_checked) {
    unsigned kinds;
    sj_err err = {0};
    ck_assert_int_eq(sj_repairs_of("trim,zip dots", &kinds, &err), SJ_OK);
    ck_assert_uint_eq(kinds, SJ_REPAIR_TRIM | SJ_REPAIR_ZIP | SJ_REPAIR_DOTS);
    ck_assert_int_eq(sj_repairs_of("trim codes", &kinds, &err), SJ_EARG);
    ck_assert_str_eq(err.detail, "codes");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("repair");
    TCase *t = tcase_create("repair");
    tcase_add_loop_test(t, repairs, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, changes_are_told_with_before_and_after);
    tcase_add_test(t, words_are_checked);
    suite_add_tcase(s, t);
    return s;
}
