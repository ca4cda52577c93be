/* CSV cells: quoting, formulas, bytes that are no text. */
#include "engine/csv/csv.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

static const struct {
    sj_str text;
    const char *cell;
} cells[] = {
    {SJ_STR(""), ""},
    {SJ_STR("FINCH"), "FINCH"},
    {SJ_STR("FINCH, WREN"), "\"FINCH, WREN\""},
    {SJ_STR("the \"Jay\""), "\"the \"\"Jay\"\"\""},
    {SJ_STR("two\nlines"), "\"two\nlines\""},
    {SJ_STR(" x"), "\" x\""},
    {SJ_STR("x "), "\"x \""},
    {SJ_STR("=1+1"), "'=1+1"},
    {SJ_STR("+1"), "'+1"},
    {SJ_STR("-1"), "'-1"}, /* a text, not an amount */
    {SJ_STR("@SUM(A1)"), "'@SUM(A1)"},
    {SJ_STR("\t=1"), "'\t=1"},
    {SJ_STR("\r=1"), "\"'\r=1\""},
    {SJ_STR("=\"a\",b"), "\"'=\"\"a\"\",b\""},
    {SJ_STR("a=1"), "a=1"},
    {SJ_STR("Mu\xc3\xb1oz"), "Mu\xc3\xb1oz"},
    {SJ_STR("Mu\xf1oz"), "Mu\xef\xbf\xbdoz"},
    {SJ_STR("\xc3"), "\xef\xbf\xbd"},
    {SJ_STR("a\0b"), "ab"},
};

static char *written;
static size_t len;

static sj_csv begin(void) {
    return (sj_csv){.to = open_memstream(&written, &len)};
}

static void is(sj_csv *c, const char *want) {
    fclose(c->to);
    ck_assert_str_eq(written, want);
    free(written);
}

START_TEST(a_text_is_a_cell) {
    sj_csv c = begin();
    sj_csv_text(&c, cells[_i].text);
    is(&c, cells[_i].cell);
}
END_TEST

START_TEST(a_row_has_all_kinds) {
    sj_csv c = begin();
    sj_csv_heading(&c, (const char *const[]){"a", "b,c", NULL});
    sj_csv_money(&c, -123456);
    sj_csv_quantity(&c, -1500);
    sj_csv_none(&c);
    sj_csv_date(&c, sj_date_of(2026, 4, 16));
    sj_csv_date(&c, SJ_NO_DATE);
    sj_csv_number(&c, UINT64_MAX);
    sj_csv_end(&c);
    sj_csv_none(&c);
    sj_csv_textz(&c, "z");
    sj_csv_end(&c);
    is(&c, "a,\"b,c\"\r\n-1234.56,-1.5,,2026-04-16,,18446744073709551615\r\n,z\r\n");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("csv");
    TCase *t = tcase_create("csv");
    tcase_add_loop_test(t, a_text_is_a_cell, 0, (int)(sizeof cells / sizeof *cells));
    tcase_add_test(t, a_row_has_all_kinds);
    suite_add_tcase(s, t);
    return s;
}
