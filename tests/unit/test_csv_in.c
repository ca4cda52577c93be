/* CSV read row by row: as RFC 4180 has it, as spreadsheets write it, and what is none. */
#include "engine/csv/csv_in.h"
#include "tests/unit/unit.h"

#include <stdio.h>

/* Rows as text: cells in brackets, a row's line before it. */
static const struct {
    const char *csv, *rows;
} cases[] = {
    {"", ""},
    {"a,b\r\nc,d\r\n", "1[a][b]2[c][d]"},
    {"a,b\nc,d", "1[a][b]2[c][d]"},
    {"a,b\rc,d\r", "1[a][b]2[c][d]"},
    {"\xef\xbb\xbf"
     "a,b\n",
     "1[a][b]"},
    {"a;b,c\n1;2,5\n", "1[a][b,c]2[1][2,5]"},
    {"a\tb\n", "1[a][b]"},
    {"\"a,b\";c\n", "1[a,b][c]"},
    {"\"a\"\"b\",\"\"\n", "1[a\"b][]"},
    {"\"two\nlines\",x\ny,z\n", "1[two\nlines][x]3[y][z]"},
    {"a,\n,b\n", "1[a][]2[][b]"},
    {"a\n\n\n,,\nb\n", "1[a]5[b]"},
    {"\"a\" ,b\n", "1[a][b]"},
    {" a , b \n", "1[ a ][ b ]"},
    {"a,\"b", "1!"},
    {"a\n\"b\"c,d\n", "1[a]2!"},
};

START_TEST(rows) {
    sj_csv_in in;
    sj_err err = {0};
    char said[512] = "";
    size_t at = 0;
    sj_csv_in_init(&in, cases[_i].csv, strlen(cases[_i].csv));
    for (;;) {
        sj_status status = sj_csv_in_next(&in, &err);
        if (status != SJ_OK) {
            ck_assert_int_eq(status, SJ_ETABLE);
            at += (size_t)snprintf(said + at, sizeof said - at, "%u!", err.line);
            break;
        }
        if (!in.n) break;
        at += (size_t)snprintf(said + at, sizeof said - at, "%u", in.line);
        for (size_t i = 0; i < in.n; i++)
            at += (size_t)snprintf(said + at, sizeof said - at, "[%.*s]", SJ_FMT(in.cells[i]));
    }
    ck_assert_str_eq(said, cases[_i].rows);
    sj_csv_in_dispose(&in);
}
END_TEST

START_TEST(limits) {
    static char many[2 * SJ_CSV_COLUMNS + 2];
    sj_csv_in in;
    sj_err err;
    memset(many, ',', SJ_CSV_COLUMNS);
    sj_csv_in_init(&in, many, SJ_CSV_COLUMNS);
    ck_assert_int_eq(sj_csv_in_next(&in, &err), SJ_ETABLE);
    sj_csv_in_dispose(&in);
    sj_csv_in_init(&in, "a\0b", 3);
    ck_assert_int_eq(sj_csv_in_next(&in, &err), SJ_ETABLE);
    sj_csv_in_dispose(&in);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("csv_in");
    TCase *t = tcase_create("csv_in");
    tcase_add_loop_test(t, rows, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, limits);
    suite_add_tcase(s, t);
    return s;
}
