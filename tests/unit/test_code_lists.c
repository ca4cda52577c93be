/* The built-in lists: their files, how many codes each has, and what a code was on a day. */
#include "tests/unit/code_files.h"

#include "rules/codes/lists.h"
#include "rules/codes/table.h"

static const struct {
    const char *code, *day;
    sj_code_state state;
} places[] = {{"11", "2026-01-01", SJ_CODE_VALID},   {"10", "2021-12-31", SJ_CODE_NOT_YET},
              {"10", "2022-01-01", SJ_CODE_VALID},   {"27", "2023-09-30", SJ_CODE_NOT_YET},
              {"27", "2023-10-01", SJ_CODE_VALID},   {"66", "2024-07-31", SJ_CODE_NOT_YET},
              {"66", "2024-08-01", SJ_CODE_VALID},   {"28", "2026-01-01", SJ_CODE_UNKNOWN},
              {"1", "2026-01-01", SJ_CODE_UNKNOWN},  {"11", "1999-01-01", SJ_CODE_VALID},
              {"02", "2016-12-31", SJ_CODE_NOT_YET}, {"58", "2020-01-01", SJ_CODE_VALID}};

START_TEST(test_places_are_built_in) {
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    ck_assert_int_eq(sj_tables_lookup(t, SJ_CODES_POS, sj_str_of(places[_i].code),
                                      code_day(places[_i].day), NULL),
                     places[_i].state);
    sj_tables_free(t);
}
END_TEST

/* What the built-in lists hold, by their README. */
static const struct list_case {
    sj_code_kind kind;
    uint32_t codes;
    bool partial;
} lists[] = {{SJ_CODES_STATE, 77, false},
             {SJ_CODES_COUNTRY, 253, false},
             {SJ_CODES_CURRENCY, 224, false},
             {SJ_CODES_ZIP, 964, true},
             {SJ_CODES_POS, 52, false},
             {SJ_CODES_CARC, 407, true},
             {SJ_CODES_RARC, 1173, true},
             {SJ_CODES_STATUS_CATEGORY, 48, true},
             {SJ_CODES_STATUS, 764, true},
             {SJ_CODES_ENTITY, 223, true},
             {SJ_CODES_SERVICE_TYPE, 219, true},
             {SJ_CODES_REVENUE, 547, true},
             {SJ_CODES_FACILITY, 33, true},
             {SJ_CODES_FREQUENCY, 28, true},
             {SJ_CODES_PATIENT_STATUS, 42, true},
             {SJ_CODES_ADMISSION_TYPE, 6, false},
             {SJ_CODES_ADMISSION_SOURCE, 16, true},
             {SJ_CODES_CPT_MODIFIER, 44, true}};

/* Sorted as written, no code twice, days in order and within reason. */
START_TEST(test_lists) {
    const struct list_case *c = &lists[_i];
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    sj_table_info table;
    ck_assert(sj_tables_info(t, c->kind, &table));
    ck_assert_uint_eq(table.rows, c->codes);
    ck_assert_int_eq(table.partial, c->partial);
    sj_str code;
    char before[16] = "";
    sj_code_info info;
    uint32_t n = 0;
    for (; sj_tables_at(t, c->kind, n, &code, &info, NULL); n++) {
        ck_assert_msg(strncmp(before, code.ptr, code.len) < 0, "%.*s", SJ_FMT(code));
        snprintf(before, sizeof before, "%.*s", SJ_FMT(code));
        if (info.effective != SJ_NO_DATE) {
            ck_assert_int_ge(info.effective, code_day("1990-01-01"));
            ck_assert_int_le(info.effective, code_day("2026-12-31"));
        }
        if (info.terminated != SJ_NO_DATE)
            ck_assert_int_ge(info.terminated, code_day("1990-01-01"));
        if (info.effective != SJ_NO_DATE && info.terminated != SJ_NO_DATE)
            ck_assert_int_lt(info.effective, info.terminated);
        for (size_t i = 0; i < info.text.len; i++) ck_assert_int_ne(info.text.ptr[i], '?');
    }
    ck_assert_uint_eq(n, c->codes);
    sj_tables_free(t);
}
END_TEST

/* A list's file is sorted as it stands, and holds what its header says. */
START_TEST(test_list_files) {
    for (const sj_embedded *f = sj_list_files; f->name; f++) {
        void *bytes;
        size_t len;
        ck_assert_int_eq(sj_list_build(&bytes, &len, f, NULL), SJ_OK);
        const sj_table_header *h = bytes;
        char name[64];
        snprintf(name, sizeof name, "%s.tsv", sj_code_kind_name(h->kind));
        ck_assert_str_eq(f->name, name);
        ck_assert_uint_eq(h->rows, h->codes); /* one period a code */
        char before[16] = "";
        unsigned rows = 0;
        for (const char *p = (const char *)f->bytes; *p; p = strchr(p, '\n') + 1) {
            if (*p == '#' || strncmp(p, "list\t", 5) == 0 || strncmp(p, "code\t", 5) == 0) continue;
            char code[16];
            ck_assert_int_eq(sscanf(p, "%15[^\t]", code), 1);
            ck_assert_msg(strcmp(before, code) < 0, "%s: %s", f->name, code);
            strcpy(before, code);
            rows++;
        }
        ck_assert_uint_eq(rows, h->rows);
        free(bytes);
    }
}
END_TEST

static const struct list_code {
    sj_code_kind kind;
    const char *code, *on;
    sj_code_state state;
} list_codes[] = {
    {SJ_CODES_CARC, "45", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_CARC, "15", "2018-05-01", SJ_CODE_VALID}, /* its last day */
    {SJ_CODES_CARC, "15", "2018-05-02", SJ_CODE_ENDED},
    {SJ_CODES_CARC, "999", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_CARC, "045", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_RARC, "N130", "2002-10-30", SJ_CODE_NOT_YET},
    {SJ_CODES_RARC, "N130", "2002-10-31", SJ_CODE_VALID},
    {SJ_CODES_RARC, "MA95", "2003-03-01", SJ_CODE_ENDED},
    {SJ_CODES_POS, "27", "2023-09-30", SJ_CODE_NOT_YET},
    {SJ_CODES_POS, "27", "2023-10-01", SJ_CODE_VALID},
    {SJ_CODES_COUNTRY, "AN", "2010-12-15", SJ_CODE_VALID},
    {SJ_CODES_COUNTRY, "AN", "2010-12-16", SJ_CODE_ENDED},
    {SJ_CODES_COUNTRY, "SS", "2011-08-08", SJ_CODE_NOT_YET},
    {SJ_CODES_COUNTRY, "USA", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_CURRENCY, "USD", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_CURRENCY, "DEM", "2002-03-01", SJ_CODE_ENDED},
    {SJ_CODES_STATE, "ZZ", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_STATE, "PR", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_STATE, "ON", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_REVENUE, "0450", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_REVENUE, "450", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_REVENUE, "0690", "2013-12-31", SJ_CODE_NOT_YET},
    {SJ_CODES_FACILITY, "33", "2013-10-01", SJ_CODE_ENDED},
    {SJ_CODES_FACILITY, "11", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_FREQUENCY, "L", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_PATIENT_STATUS, "01", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_PATIENT_STATUS, "81", "2013-09-30", SJ_CODE_NOT_YET},
    {SJ_CODES_ADMISSION_TYPE, "6", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_ADMISSION_SOURCE, "7", "2010-07-01", SJ_CODE_ENDED},
    {SJ_CODES_STATUS_CATEGORY, "A2", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_STATUS, "151", "2026-01-01", SJ_CODE_UNKNOWN},
    {SJ_CODES_ENTITY, "QC", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_SERVICE_TYPE, "30", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_CPT_MODIFIER, "25", "2026-01-01", SJ_CODE_VALID},
    {SJ_CODES_CPT_MODIFIER, "93", "2021-12-31", SJ_CODE_NOT_YET},
    {SJ_CODES_CPT_MODIFIER, "21", "2009-01-01", SJ_CODE_ENDED},
    {SJ_CODES_CPT_MODIFIER, "44", "2026-01-01", SJ_CODE_UNKNOWN},
};

START_TEST(test_list_code) {
    const struct list_code *c = &list_codes[_i];
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    ck_assert_int_eq(sj_tables_lookup(t, c->kind, sj_str_of(c->code), code_day(c->on), NULL),
                     c->state);
    sj_tables_free(t);
}
END_TEST

/* A file that is not as the README says is refused. */
START_TEST(test_list_malformed) {
    static const char *const files[] = {
        "",
        "list\tcarc\t2026\n",
        "list\tnone\t2026\tpartial\ncode\n",
        "list\tcarc\t2026\tpartial\ncode\n1\t-\n",
        "list\tcarc\t2026\tpartial\ncode\n1\t2026-13-01\t-\tx\n",
        "list\tcarc\t2026\tpartial\ncode\n123456789\t-\t-\tx\n",
        "list\tcarc\t2026\tpartial\ncode\n1\t-\t-\tx\n1\t-\t-\ty\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        sj_embedded f = {"x", (const unsigned char *)files[i], strlen(files[i])};
        void *bytes;
        size_t len;
        ck_assert_msg(sj_list_build(&bytes, &len, &f, NULL) == SJ_ETABLE, "%s", files[i]);
        ck_assert_ptr_null(bytes);
    }
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("code_lists");
    TCase *tc = tcase_create("code_lists");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_places_are_built_in, 0, sizeof places / sizeof *places);
    tcase_add_loop_test(tc, test_lists, 0, sizeof lists / sizeof *lists);
    tcase_add_test(tc, test_list_files);
    tcase_add_loop_test(tc, test_list_code, 0, sizeof list_codes / sizeof *list_codes);
    tcase_add_test(tc, test_list_malformed);
    suite_add_tcase(s, tc);
    return s;
}
