/* Two standard deviations, worked out by hand. */
#include "engine/report/spread.h"
#include "unit.h"

static const struct {
    int64_t v[12];
    size_t n;
    int64_t mean, high;
} weeks[] = {
    {{100, 100, 100, 100}, 4, 100, 100},
    /* mean 5; squares of the differences 9+1+1+1+0+0+4+16 = 32; 32/8 = 4; σ = 2 */
    {{2, 4, 4, 4, 5, 5, 7, 9}, 8, 5, 9},
    /* mean 10, σ = 10 */
    {{0, 20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20}, 12, 10, 30},
    {{0, 0, 0}, 3, 0, 0},
    /* one week of 12: mean 100/12 = 8.33; σ² = 100²/12 - 8.33² = 763.9, σ = 27.64; 8.33 + 55.28 */
    {{100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 8, 63},
    /* the end of the range: nothing overflows */
    {{1000000000000000, -1000000000000000}, 2, 0, 2000000000000000},
};

START_TEST(spreads) {
    sj_spread s = sj_spread_of(weeks[_i].v, weeks[_i].n);
    ck_assert_int_eq(s.mean, weeks[_i].mean);
    ck_assert_int_eq(s.high, weeks[_i].high);
}
END_TEST

static const struct {
    int64_t k, n, k0, n0;
    int differs;
} shares[] = {
    /* 30 % of 100 against 10 % of 100: p = 0.2, σ = sqrt(0.16 × 0.02) = 0.0566; 0.2 / σ = 3.5 */
    {30, 100, 10, 100, 1},
    {10, 100, 30, 100, -1},
    /* 15 % against 10 %: p = 0.125, σ = 0.0468; 0.05 / σ = 1.07 */
    {15, 100, 10, 100, 0},
    /* 20 % against 10 %: p = 0.15, σ = 0.0505; 0.1 / σ = 1.98 - just not */
    {20, 100, 10, 100, 0},
    /* 21 %: p = 0.155, σ = 0.0512; 0.11 / σ = 2.15 */
    {21, 100, 10, 100, 1},
    {19, 19, 0, 1000, 0}, /* too few */
    {20, 20, 0, 1000, 1},
    {0, 100, 0, 100, 0}, /* nothing on either side */
    {100, 100, 100, 100, 0},
    {300000000, 1000000000, 100000000, 1000000000, 1}, /* beyond 32 bits */
};

START_TEST(shares_differ) {
    ck_assert_int_eq(sj_share_differs(shares[_i].k, shares[_i].n, shares[_i].k0, shares[_i].n0),
                     shares[_i].differs);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("spread");
    TCase *t = tcase_create("two sigma");
    tcase_add_loop_test(t, spreads, 0, sizeof weeks / sizeof *weeks);
    tcase_add_loop_test(t, shares_differ, 0, sizeof shares / sizeof *shares);
    suite_add_tcase(s, t);
    return s;
}
