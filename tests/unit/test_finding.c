/* The catalogue of findings, and filling a row's text. */
#include <scrubjay/finding.h>

#include "parsers/base/alloc.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static const sj_finding_def guide_rows[] = {{.id = "IG-0203", .title = "b"},
                                            {.id = "IG-0101", .title = "a"}};
static const sj_finding_def edit_rows[] = {{.id = "ED-9", .title = "e"}};
static const sj_finding_def clash_rows[] = {{.id = "IG-0203"}};
static const sj_finding_table guide = {SJ_BOX_GUIDE, 2, guide_rows},
                              edits = {SJ_BOX_EDITS, 1, edit_rows};
static const sj_finding_table clash = {SJ_BOX_CODES, 1, clash_rows}, nobox = {16, 1, edit_rows};

START_TEST(tables_are_joined) {
    sj_catalog *cat;
    sj_err err;
    ck_assert_int_eq(sj_catalog_new(&cat, NULL), SJ_OK);
    ck_assert_ptr_null(sj_catalog_at(cat, 0, NULL));
    ck_assert_int_eq(sj_catalog_add(cat, &guide, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(cat, &edits, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(cat, &guide, &err), SJ_EARG);
    ck_assert_int_eq(sj_catalog_add(cat, &nobox, &err), SJ_EARG);
    ck_assert_int_eq(sj_catalog_add(cat, &clash, &err), SJ_EARG);
    ck_assert_str_eq(err.detail, "IG-0203");

    ck_assert_ptr_eq(sj_catalog_get(cat, SJ_FINDING_ID(SJ_BOX_GUIDE, 0)), &guide_rows[0]);
    ck_assert_ptr_eq(sj_catalog_get(cat, SJ_FINDING_ID(SJ_BOX_EDITS, 0)), &edit_rows[0]);
    ck_assert_ptr_null(sj_catalog_get(cat, SJ_FINDING_ID(SJ_BOX_GUIDE, 2)));
    ck_assert_ptr_null(sj_catalog_get(cat, SJ_FINDING_ID(SJ_BOX_CODES, 0)));

    static const char *const sorted[] = {"ED-9", "IG-0101", "IG-0203"};
    for (size_t i = 0; i < 3; i++) {
        sj_finding_id at, found;
        ck_assert_str_eq(sj_catalog_at(cat, i, &at)->id, sorted[i]);
        ck_assert(sj_catalog_find(cat, sj_str_of(sorted[i]), &found));
        ck_assert_uint_eq(found, at);
    }
    ck_assert_ptr_null(sj_catalog_at(cat, 3, NULL));
    static const char *const absent[] = {"", "IG", "IG-0203X", "IG-0102", "ZZ", "AA"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        sj_finding_id found;
        ck_assert(!sj_catalog_find(cat, sj_str_of(absent[i]), &found));
    }
    sj_catalog_free(cat);
    sj_catalog_free(NULL);
}
END_TEST

/* Packs may hold more rules than any box has rows of its own. */
START_TEST(a_table_made_at_run_time_is_joined) {
    enum { ROWS = 20000 };
    static char ids[ROWS][16];
    static sj_finding_def rows[ROWS];
    for (unsigned i = 0; i < ROWS; i++) {
        snprintf(ids[i], sizeof ids[i], "ACME:r%05u", i);
        rows[i].id = ids[i];
    }
    const sj_finding_table packs = {SJ_BOX_PACKS, ROWS, rows};
    sj_catalog *cat;
    sj_finding_id found;
    ck_assert_int_eq(sj_catalog_new(&cat, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(cat, &guide, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(cat, &packs, NULL), SJ_OK);
    ck_assert(sj_catalog_find(cat, SJ_STR("ACME:r19999"), &found));
    ck_assert_uint_eq(found, SJ_FINDING_ID(SJ_BOX_PACKS, 19999));
    ck_assert_ptr_eq(sj_catalog_get(cat, found), &rows[19999]);
    sj_catalog_free(cat);
}
END_TEST

START_TEST(joining_survives_a_lack_of_memory) {
    sj_catalog *cat;
    sj_alloc_fail_at(1);
    ck_assert_int_eq(sj_catalog_new(&cat, NULL), SJ_ENOMEM);
    ck_assert_int_eq(sj_catalog_new(&cat, NULL), SJ_OK);
    sj_alloc_fail_at(1);
    ck_assert_int_eq(sj_catalog_add(cat, &guide, NULL), SJ_ENOMEM);
    ck_assert_ptr_null(sj_catalog_at(cat, 0, NULL));
    ck_assert_int_eq(sj_catalog_add(cat, &guide, NULL), SJ_OK);
    sj_catalog_free(cat);
}
END_TEST

#define TEN      "0123456789"
#define E_ACUTE  "\xc3\xa9"
#define ELLIPSIS "\xe2\x80\xa6"

static const sj_finding whole = {.pos = {.element = 5, .component = 3},
                                 .loop = "2300",
                                 .tag = "CLM",
                                 .name = "Claim Frequency Code",
                                 .value = SJ_STR("Z"),
                                 .a = SJ_STR("7"),
                                 .b = SJ_STR("8"),
                                 .account = SJ_STR("26463774")};
static const sj_finding second = {.pos = {.element = 1, .repeat = 2, .component = 4}, .tag = "HI"};
static const sj_finding segment = {.tag = "N3", .pos = {.repeat = 1}};
static const sj_finding paper = {.form = 'P'}, bill = {.form = 'I'}, teeth = {.form = 'D'};
static const sj_finding longer = {.value = SJ_STR(TEN TEN TEN TEN TEN TEN TEN TEN "9"),
                                  .a = SJ_STR(TEN TEN TEN TEN TEN TEN TEN "012345678" E_ACUTE "9"),
                                  .b = SJ_STR(TEN TEN TEN TEN TEN TEN TEN "01234567" E_ACUTE)};

static const sj_finding odd = {.value = SJ_STR("A\x1b[31m\x7f\t\0" E_ACUTE "\xc9"),
                               .a = SJ_STR(" ~")};

static const struct {
    const char *text;
    const sj_finding *f;
    const char *filled;
} fillings[] = {
    {"{name} ({at}) is {value}, must be {a} or {b}; {tag} in {loop}, account {account}", &whole,
     "Claim Frequency Code (CLM05-3) is Z, must be 7 or 8; CLM in 2300, account 26463774"},
    {"{at}", &second, "HI01(2)-4"},
    {"{at}", &segment, "N3"},
    {"[{name}{loop}{value}{account}]", &segment, "[]"},
    {"{other} {value", &whole, "{other} {value"},
    {"{{value}} }{", &whole, "{Z} }{"},
    {"{value}", &longer, TEN TEN TEN TEN TEN TEN TEN TEN ELLIPSIS},
    {"{a}", &longer, TEN TEN TEN TEN TEN TEN TEN "012345678" ELLIPSIS}, /* not half of a letter */
    {"{b}", &longer, TEN TEN TEN TEN TEN TEN TEN "01234567" E_ACUTE},
    {"{value}|{a}", &odd,
     "A\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" E_ACUTE "\xef\xbf\xbd| ~"},
    {"", &whole, ""},
    {NULL, &whole, ""},
    /* The box of the claim's own form; all of them where the form is not known. */
    {"Correct it {box 24F, 28|47|31}.", &paper, "Correct it (Box 24F, 28)."},
    {"Correct it {box 24F|47|31}.", &bill, "Correct it (FL 47)."},
    {"Correct it {box 24F|47|31}.", &teeth, "Correct it (ADA Box 31)."},
    {"Correct it {box 24F||31}.", &bill, "Correct it."},
    {"Correct it {box 24F|47}.", &teeth, "Correct it."},
    {"Correct it {box 24F|47|31}.", &whole,
     "Correct it (CMS-1500 Box 24F; UB-04 FL 47; ADA Box 31)."},
    {"Correct it {box |47|}.", &whole, "Correct it (UB-04 FL 47)."},
    /* No finding at hand. */
    {"Line {a}: {value} {box 24D|44|29} {field.name}", NULL,
     "Line <...>: <value> (CMS-1500 Box 24D; UB-04 FL 44; ADA Box 29) {field.name}"},
};

START_TEST(texts_are_filled) {
    char buf[300];
    size_t len = strlen(fillings[_i].filled);
    ck_assert_uint_eq(sj_finding_render(fillings[_i].text, fillings[_i].f, buf, sizeof buf), len);
    ck_assert_str_eq(buf, fillings[_i].filled);
    for (size_t cap = 0; cap <= len + 1; cap++) {
        char *exact = sj_malloc(cap);
        ck_assert_uint_eq(sj_finding_render(fillings[_i].text, fillings[_i].f, exact, cap), len);
        if (cap) {
            ck_assert_uint_eq(strlen(exact), cap - 1);
            ck_assert_mem_eq(exact, fillings[_i].filled, cap - 1);
        }
        sj_free(exact);
    }
}
END_TEST

START_TEST(severities_have_names) {
    ck_assert_str_eq(sj_severity_text(SJ_INFO), "info");
    ck_assert_str_eq(sj_severity_text(SJ_WARNING), "warning");
    ck_assert_str_eq(sj_severity_text(SJ_ERROR), "error");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("finding");
    TCase *t = tcase_create("finding");
    tcase_add_test(t, tables_are_joined);
    tcase_add_test(t, a_table_made_at_run_time_is_joined);
    tcase_add_test(t, joining_survives_a_lack_of_memory);
    tcase_add_loop_test(t, texts_are_filled, 0, sizeof fillings / sizeof *fillings);
    tcase_add_test(t, severities_have_names);
    suite_add_tcase(s, t);
    return s;
}
