/* Days: which texts name one, and the same day back. */
#include <scrubjay/date.h>

#include "tests/unit/unit.h"

typedef bool (*parse_fn)(sj_str text, sj_date *out);

static const struct {
    parse_fn parse;
    const char *text;
    int year, month, day; /* year 0: no date */
} parsed[] = {
    {sj_date_parse, "20260416", 2026, 4, 16},
    {sj_date_parse, "20240229", 2024, 2, 29},
    {sj_date_parse, "20000229", 2000, 2, 29},
    {sj_date_parse, "19000229", 0, 0, 0}, /* not a leap year */
    {sj_date_parse, "20230229", 0, 0, 0},
    {sj_date_parse, "20261301", 0, 0, 0},
    {sj_date_parse, "20260001", 0, 0, 0},
    {sj_date_parse, "20260431", 0, 0, 0},
    {sj_date_parse, "20260400", 0, 0, 0},
    {sj_date_parse, "00000101", 0, 0, 0},
    {sj_date_parse, "00010101", 1, 1, 1},
    {sj_date_parse, "99991231", 9999, 12, 31},
    {sj_date_parse, "2026041", 0, 0, 0},
    {sj_date_parse, "202604161", 0, 0, 0},
    {sj_date_parse, "2026O416", 0, 0, 0},
    {sj_date_parse, "2026-416", 0, 0, 0},
    {sj_date_parse, "", 0, 0, 0},
    {sj_date_parse_iso, "2026-04-16", 2026, 4, 16},
    {sj_date_parse_iso, "2026/04/16", 0, 0, 0},
    {sj_date_parse_iso, "20260416", 0, 0, 0},
    {sj_date_parse_iso, "2026-02-30", 0, 0, 0},
    {sj_date_parse_short, "260416", 2026, 4, 16},
    {sj_date_parse_short, "700101", 1970, 1, 1},
    {sj_date_parse_short, "690101", 2069, 1, 1},
    {sj_date_parse_short, "000229", 2000, 2, 29},
    {sj_date_parse_short, "26041", 0, 0, 0},
    {sj_date_parse_short, "-10101", 0, 0, 0},
};

START_TEST(reads_dates) {
    sj_date d = 1;
    bool ok = parsed[_i].parse(sj_str_of(parsed[_i].text), &d);
    ck_assert_msg(ok == (parsed[_i].year != 0), "%s", parsed[_i].text);
    if (!ok) {
        ck_assert_int_eq(d, SJ_NO_DATE);
        return;
    }
    int y, m, day;
    sj_date_split(d, &y, &m, &day);
    ck_assert_int_eq(y, parsed[_i].year);
    ck_assert_int_eq(m, parsed[_i].month);
    ck_assert_int_eq(day, parsed[_i].day);
}
END_TEST

START_TEST(counts_every_day) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    ck_assert_int_eq(sj_date_of(1970, 1, 1), 0);
    ck_assert_int_eq(sj_date_of(2000, 3, 1), 11017);
    sj_date expected = sj_date_of(1, 1, 1);
    for (int y = 1; y <= 9999; y++) {
        bool is_leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
        for (int m = 1; m <= 12; m++) {
            int days = lengths[m - 1] + (m == 2 && is_leap);
            ck_assert_int_eq(sj_date_of(y, m, days + 1), SJ_NO_DATE);
            for (int d = 1; d <= days; d++, expected++) {
                int year, month, day;
                sj_date_split(expected, &year, &month, &day);
                if (sj_date_of(y, m, d) != expected || year != y || month != m || day != d)
                    ck_abort_msg("%d-%d-%d", y, m, d);
            }
        }
    }
}
END_TEST

START_TEST(writes_dates) {
    char buf[SJ_DATE_SIZE];
    sj_date d = sj_date_of(2026, 4, 6);
    ck_assert_uint_eq(sj_date_print_x12(d, buf), 8);
    ck_assert_str_eq(buf, "20260406");
    ck_assert_uint_eq(sj_date_print_iso(d, buf), 10);
    ck_assert_str_eq(buf, "2026-04-06");
    ck_assert_uint_eq(sj_date_print_people(d, buf), 10);
    ck_assert_str_eq(buf, "04/06/2026");
    ck_assert_uint_eq(sj_date_print_x12(SJ_NO_DATE, buf), 0);
    ck_assert_str_eq(buf, "");
    ck_assert_uint_eq(sj_date_print_iso(SJ_NO_DATE, buf), 0);
    ck_assert_uint_eq(sj_date_print_people(SJ_NO_DATE, buf), 0);
}
END_TEST

START_TEST(tells_ages) {
    sj_date born = sj_date_of(2004, 2, 29);
    ck_assert_int_eq(sj_date_years(born, born), 0);
    ck_assert_int_eq(sj_date_years(born, sj_date_of(2022, 2, 28)), 17);
    ck_assert_int_eq(sj_date_years(born, sj_date_of(2022, 3, 1)), 18);
    ck_assert_int_eq(sj_date_years(sj_date_of(1943, 5, 1), sj_date_of(2026, 4, 30)), 82);
    ck_assert_int_eq(sj_date_years(sj_date_of(1943, 5, 1), sj_date_of(2026, 5, 1)), 83);
    ck_assert_int_eq(sj_date_years(born, born - 1), -1);
    ck_assert_int_eq(sj_date_years(SJ_NO_DATE, born), -1);
    ck_assert_int_eq(sj_date_years(born, SJ_NO_DATE), -1);
}
END_TEST

static const struct {
    const char *text;
    bool is_valid;
} times[] = {
    {"0000", true},       {"2359", true},  {"235959", true},  {"2359599", true}, {"23595999", true},
    {"2400", false},      {"2360", false}, {"235960", false}, {"093", false},    {"09300", false},
    {"235959999", false}, {"09:3", false}, {"", false},       {"09 0", false},
};

START_TEST(tells_times) {
    ck_assert_msg(sj_time_valid(sj_str_of(times[_i].text)) == times[_i].is_valid, "%s",
                  times[_i].text);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("date");
    TCase *t = tcase_create("date");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, reads_dates, 0, sizeof parsed / sizeof *parsed);
    tcase_add_test(t, counts_every_day);
    tcase_add_test(t, writes_dates);
    tcase_add_test(t, tells_ages);
    tcase_add_loop_test(t, tells_times, 0, sizeof times / sizeof *times);
    suite_add_tcase(s, t);
    return s;
}
