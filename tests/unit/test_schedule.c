/* Hours at which a partner is called, by the clock on the wall: days, edges, midnight. */
#include "engine/pipeline/schedule.h"
#include "tests/unit/unit.h"

#include <time.h>

enum { MON = 1 << 1, FRI = 1 << 5, SAT = 1 << 6, EVERY = 127 };

/* 5 May 2026 is a Tuesday. */
static const struct {
    sj_schedule v[2];
    size_t n;
    int day, hour, minute;
    bool open;
} cases[] = {
    {{{0}}, 0, 5, 3, 0, true}, /* none: at any time */
    {{{EVERY, 360, 1200}}, 1, 5, 6, 0, true},
    {{{EVERY, 360, 1200}}, 1, 5, 5, 59, false},
    {{{EVERY, 360, 1200}}, 1, 5, 19, 59, true},
    {{{EVERY, 360, 1200}}, 1, 5, 20, 0, false},
    {{{MON, 360, 1200}}, 1, 5, 12, 0, false},
    {{{MON, 360, 1200}}, 1, 4, 12, 0, true},
    {{{MON, 360, 1200}, {EVERY, 720, 780}}, 2, 5, 12, 30, true},
    {{{FRI, 1320, 240}}, 1, 8, 23, 0, true}, /* Friday night */
    {{{FRI, 1320, 240}}, 1, 9, 3, 59, true}, /* is Saturday morning */
    {{{FRI, 1320, 240}}, 1, 9, 4, 0, false},
    {{{FRI, 1320, 240}}, 1, 8, 3, 0, false}, /* that was Thursday's */
    {{{SAT, 1320, 240}}, 1, 10, 3, 0, true}, /* into Sunday, the week's first */
};

START_TEST(test_is_open) {
    sj_partner p = {.n_schedules = cases[_i].n};
    sj_schedule v[2] = {cases[_i].v[0], cases[_i].v[1]};
    struct tm t = {.tm_year = 126,
                   .tm_mon = 4,
                   .tm_mday = cases[_i].day,
                   .tm_hour = cases[_i].hour,
                   .tm_min = cases[_i].minute,
                   .tm_isdst = -1};
    p.schedules = v;
    ck_assert_int_eq(sj_schedule_is_open(&p, (sj_instant)mktime(&t) * 1000), cases[_i].open);
}
END_TEST

START_TEST(test_text) {
    char text[64];
    sj_schedule v[] = {{MON | FRI, 360, 1200}, {EVERY, 5, 65}};
    sj_partner p = {.schedules = v, .n_schedules = 2};
    sj_schedule_text(&p, text, sizeof text);
    ck_assert_str_eq(text, "Mon Fri 06:00 to 20:00, 00:05 to 01:05");
    sj_schedule_text(&p, text, 9); /* cut, not overrun */
    ck_assert_uint_lt(strlen(text), 9);
    p.n_schedules = 0;
    sj_schedule_text(&p, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("schedule");
    TCase *t = tcase_create("schedule");
    tcase_add_loop_test(t, test_is_open, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, test_text);
    suite_add_tcase(s, t);
    return s;
}
