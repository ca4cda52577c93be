/* Prices by fee schedules: which row speaks of a service, and what modifiers, units and percentages
 * make of it. Expected amounts are worked out by hand beside each case. */
#include "engine/followup/fees.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static sj_fees *fees;

#define ROW(schedule_, code_, to_, mods, place_, from_, until, basis_, value_, units_, base_)      \
    {                                                                                              \
        .schedule = {schedule_, sizeof schedule_ - 1}, .code = {code_, sizeof code_ - 1},          \
        .code_to = {to_, sizeof to_ - 1}, .modifiers = {mods, sizeof mods - 1},                    \
        .place = {place_, sizeof place_ - 1}, .from = from_, .to = until, .basis = basis_,         \
        .value = value_, .units = units_, .base = {base_, sizeof base_ - 1},                       \
        .source = SJ_STR("x.csv line 2, column 3")                                                 \
    }
#define AMOUNT(code, mods, place, cents)                                                           \
    ROW("ACME", code, "", mods, place, SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_AMOUNT, cents, 1, "")

/* Days of the test's year, as numbers: rows are constants. */
enum { JANUARY = 20454, JULY = 20635 }; /* 2026-01-01, 2026-07-01 */

static const sj_fee rows[] = {
    AMOUNT("11042", "", "", 20000),
    AMOUNT("20610", "", "", 9000),
    AMOUNT("71046", "", "", 3400),
    AMOUNT("71046", "26", "", 900),
    ROW("ACME", "99213", "", "", "", JANUARY, JULY - 1, SJ_FEE_AMOUNT, 9000, 1, ""),
    ROW("ACME", "99213", "", "", "", JULY, SJ_NO_DATE, SJ_FEE_AMOUNT, 9500, 1, ""),
    AMOUNT("99214", "", "F", 7000),
    AMOUNT("99214", "", "N", 12000),
    AMOUNT("99214", "", "21", 6500),
    ROW("ACME", "J1885", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_NONE, 0, 1, ""),
    ROW("ACME", "J3301", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_AMOUNT, 1000, 4, ""),
    ROW("ACME", "S9999", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_AMOUNT, 5000, 0, ""),
    ROW("PCT", "*", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_CHARGE, 60000, 1, ""),
    ROW("PCT", "10000", "69999", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_SCHEDULE, 125500, 1,
        "ACME"),
    ROW("PCT", "90000", "99999", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_SCHEDULE, 100000, 1,
        "PCT2"),
    ROW("PCT", "G0008", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_SCHEDULE, 100000, 1, "NONE"),
    ROW("PCT2", "99215", "", "", "", SJ_NO_DATE, SJ_NO_DATE, SJ_FEE_SCHEDULE, 100000, 1, "PCT"),
};

static const struct {
    const char *why, *schedule, *code, *modifiers, *place;
    sj_date on;
    sj_quantity units;
    sj_money charge;
    sj_fee_answer answer;
    sj_money expected;
} cases[] = {
    {"the price of the day", "ACME", "99213", "", "11", JANUARY + 100, 1000, 20000, 0, 9000},
    {"from another day the next one", "ACME", "99213", "", "11", JULY, 1000, 20000, 0, 9500},
    {"before all of them", "ACME", "99213", "", "11", JANUARY - 1, 1000, 20000, SJ_FEE_NO_DAY, 0},
    {"never more than was charged", "ACME", "99213", "", "11", JULY, 1000, 8000, 0, 8000},
    {"by units", "ACME", "11042", "", "11", JULY, 3000, 90000, 0, 60000},
    {"for four units, six of them: 10.00 × 6 ÷ 4", "ACME", "J3301", "", "11", JULY, 6000, 90000, 0,
     1500},
    {"flat, whatever the units", "ACME", "S9999", "", "11", JULY, 6000, 90000, 0, 5000},
    {"in the office", "ACME", "99214", "", "11", JULY, 1000, 90000, 0, 12000},
    {"in a facility", "ACME", "99214", "", "22", JULY, 1000, 90000, 0, 7000},
    {"the very place stands before any facility", "ACME", "99214", "", "21", JULY, 1000, 90000, 0,
     6500},
    {"the place is not known, and it matters", "ACME", "99214", "", "", JULY, 1000, 90000,
     SJ_FEE_NO_PLACE, 0},
    {"a row with the modifier stands before all reductions", "ACME", "71046", "26", "11", JULY,
     1000, 90000, 0, 900},
    {"beside a modifier that is no matter of the price", "ACME", "71046", "59 26", "11", JULY, 1000,
     90000, 0, 900},
    {"TC without a row: nobody can say", "ACME", "71046", "TC", "11", JULY, 1000, 90000,
     SJ_FEE_NO_MODIFIER, 0},
    {"a modifier that nobody knows", "ACME", "71046", "ZZ", "11", JULY, 1000, 90000,
     SJ_FEE_NO_MODIFIER, 0},
    {"both sides", "ACME", "20610", "50", "11", JULY, 1000, 90000, 0, 13500},
    {"both sides in two units: nobody can say", "ACME", "20610", "50", "11", JULY, 2000, 90000,
     SJ_FEE_NO_UNITS, 0},
    {"a further procedure", "ACME", "20610", "51 RT", "11", JULY, 1000, 90000, 0, 4500},
    {"two surgeons", "ACME", "20610", "62", "11", JULY, 1000, 90000, 0, 5625},
    {"an assistant", "ACME", "20610", "80", "11", JULY, 1000, 90000, 0, 1440},
    {"an assistant who is no physician", "ACME", "20610", "AS", "11", JULY, 1000, 90000, 0, 1224},
    {"reduced services are by report", "ACME", "20610", "52", "11", JULY, 1000, 90000,
     SJ_FEE_NO_MODIFIER, 0},
    {"given up", "ACME", "20610", "53", "11", JULY, 1000, 90000, SJ_FEE_NO_MODIFIER, 0},
    {"25 changes nothing", "ACME", "99213", "25", "11", JULY, 1000, 90000, 0, 9500},
    {"by report", "ACME", "J1885", "", "11", JULY, 1000, 90000, SJ_FEE_NO_PRICE, 0},
    {"not in the schedule", "ACME", "99215", "", "11", JULY, 1000, 90000, SJ_FEE_NO_ROW, 0},
    {"all others: 60 % of 33.33", "PCT", "A4550", "", "11", JULY, 1000, 3333, 0, 2000},
    {"a range: 125.5 % of 90.00", "PCT", "20610", "", "11", JULY, 1000, 90000, 0, 11295},
    {"125.5 % of both sides", "PCT", "20610", "50", "11", JULY, 1000, 90000, 0, 16943},
    {"the other schedule does not name it", "PCT", "30000", "", "11", JULY, 1000, 90000,
     SJ_FEE_NO_ROW, 0},
    {"no such schedule", "PCT", "G0008", "", "11", JULY, 1000, 90000, SJ_FEE_NO_BASE, 0},
    {"schedules that lead to each other", "PCT", "99215", "", "11", JULY, 1000, 90000,
     SJ_FEE_NO_BASE, 0},
    {"no units", "ACME", "99213", "", "11", JULY, 0, 90000, SJ_FEE_NO_ROW, 0},
};

START_TEST(prices) {
    sj_fee_ask ask = {.code = sj_str_of(cases[_i].code),
                      .place = sj_str_of(cases[_i].place),
                      .on = cases[_i].on,
                      .units = cases[_i].units,
                      .charge = cases[_i].charge};
    const char *m = cases[_i].modifiers;
    for (int i = 0; *m; i++, m += m[2] ? 3 : 2) ask.modifiers[i] = (sj_str){m, 2};
    sj_fee_price price;
    int schedule = sj_fees_find(fees, sj_str_of(cases[_i].schedule));
    ck_assert_int_ge(schedule, 0);
    sj_fees_price(&price, fees, schedule, &ask);
    ck_assert_msg(price.answer == cases[_i].answer, "%s: %s", cases[_i].why,
                  sj_fee_answer_text(price.answer));
    if (price.answer == SJ_FEE_PRICED)
        ck_assert_msg(price.expected == cases[_i].expected, "%s: %lld", cases[_i].why,
                      (long long)price.expected);
}
END_TEST

START_TEST(says_the_row) {
    char words[256];
    const sj_fee *row =
        sj_fees_row_at(fees, sj_fees_find(fees, SJ_STR("ACME")), SJ_STR("71046"), 1);
    sj_fee_words(row, words, sizeof words);
    ck_assert_str_eq(words, "ACME 71046-26: $9.00 (x.csv line 2, column 3)");
    row = sj_fees_row_at(fees, sj_fees_find(fees, SJ_STR("PCT")), SJ_STR("20610"), 0);
    sj_fee_words(row, words, sizeof words);
    ck_assert_str_eq(words,
                     "PCT 10000 to 69999: 125.5 % of schedule ACME (x.csv line 2, column 3)");
    ck_assert_int_eq(sj_fees_find(fees, SJ_STR("OTHER")), -1);
    ck_assert_int_eq(sj_fees_find(NULL, SJ_STR("ACME")), -1);
}
END_TEST

static void setup(void) {
    sj_err err = {0};
    ck_assert_int_eq(sj_date_of(2026, 1, 1), JANUARY);
    ck_assert_int_eq(sj_date_of(2026, 7, 1), JULY);
    ck_assert_msg(sj_fees_of_rows(&fees, rows, sizeof rows / sizeof *rows, &err) == SJ_OK, "%s %s",
                  err.msg, err.detail);
}

static void teardown(void) {
    sj_fees_free(fees);
}

Suite *suite(void) {
    Suite *s = suite_create("fees");
    TCase *t = tcase_create("fees");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, prices, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, says_the_row);
    suite_add_tcase(s, t);
    return s;
}
