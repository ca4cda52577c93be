/* Amounts and quantities: what is a number of type R, and how numbers are written. */
#include <scrubjay/money.h>

#include "parsers/base/number.h"
#include "tests/unit/unit.h"

static const struct {
    const char *text;
    bool money_ok;
    sj_money money;
    bool quantity_ok;
    sj_quantity quantity;
} parsed[] = {
    {"0", true, 0, true, 0},
    {"100", true, 10000, true, 100000},
    {"100.5", true, 10050, true, 100500},
    {"100.50", true, 10050, true, 100500},
    {"-0.05", true, -5, true, -50},
    {"-.5", true, -50, true, -500},
    {".5", true, 50, true, 500},
    {"5.", true, 500, true, 5000},
    {"-0", true, 0, true, 0},
    {"007", true, 700, true, 7000},
    {"1.125", false, 0, true, 1125}, /* a third decimal is no cent */
    {"1.120", true, 112, true, 1120},
    {"1.2500", true, 125, true, 1250},
    {"1.0001", false, 0, false, 0},
    {"999999999999999", true, 99999999999999900, true, 999999999999999000},
    {"9999999999999999", true, 999999999999999900, false, 0}, /* too large in thousandths */
    {"99999999999999.99", true, 9999999999999999, true, 99999999999999990},
    {"12345678901234567", false, 0, false, 0}, /* 17 digits */
    {"12345678", true, 1234567800, true, 12345678000},
    {"12345.67", true, 1234567, true, 12345670},
    {"1234567.", true, 123456700, true, 1234567000},
    {"1:34", false, 0, false, 0},
    {"1/34", false, 0, false, 0},
    {"1\xB0"
     "3",
     false, 0, false, 0},
    {"", false, 0, false, 0},
    {"-", false, 0, false, 0},
    {".", false, 0, false, 0},
    {"-.", false, 0, false, 0},
    {"+5", false, 0, false, 0},
    {"1.2.3", false, 0, false, 0},
    {"1,000", false, 0, false, 0},
    {"$5", false, 0, false, 0},
    {"1e3", false, 0, false, 0},
    {" 5", false, 0, false, 0},
    {"5 ", false, 0, false, 0},
    {"--5", false, 0, false, 0},
    {"5-", false, 0, false, 0},
};

START_TEST(reads_numbers) {
    sj_str text = sj_str_of(parsed[_i].text);
    sj_money m = 1;
    sj_quantity q = 1;
    ck_assert_msg(sj_money_parse(text, &m) == parsed[_i].money_ok, "%s", text.ptr);
    ck_assert_int_eq(m, parsed[_i].money_ok ? parsed[_i].money : 0);
    ck_assert_msg(sj_quantity_parse(text, &q) == parsed[_i].quantity_ok, "%s", text.ptr);
    if (parsed[_i].quantity_ok) ck_assert_int_eq(q, parsed[_i].quantity);
}
END_TEST

/* The short way says nothing, or the same; of usual numbers it says it. */
START_TEST(reads_short_numbers) {
    static const uint16_t cents[8] = {100, 10, 1};
    const char *text = parsed[_i].text;
    size_t len = strlen(text);
    char at_hand[16] = "";
    int64_t m = -1;
    if (len < 1 || len > 8) return;
    memcpy(at_hand, text, len);
    memset(at_hand + len, '7', sizeof at_hand - len); /* what stands behind it is nobody's */
    const char *point = strchr(text, '.');
    bool is_usual = parsed[_i].money_ok && *text != '-' && (!point || strlen(point) <= 3);
    ck_assert_msg(sj_number_read(at_hand, len, cents, &m) == is_usual, "%s", text);
    if (is_usual) ck_assert_int_eq(m, parsed[_i].money);
}
END_TEST

static const struct {
    int64_t value;
    const char *plain, *x12, *people, *quantity;
} printed[] = {
    {0, "0.00", "0", "$0.00", "0"},
    {5, "0.05", "0.05", "$0.05", "0.005"},
    {-5, "-0.05", "-0.05", "-$0.05", "-0.005"},
    {10000, "100.00", "100", "$100.00", "10"},
    {10050, "100.50", "100.5", "$100.50", "10.05"},
    {-4500, "-45.00", "-45", "-$45.00", "-4.5"},
    {99999, "999.99", "999.99", "$999.99", "99.999"},
    {100000, "1000.00", "1000", "$1,000.00", "100"},
    {123456789, "1234567.89", "1234567.89", "$1,234,567.89", "123456.789"},
    {INT64_MAX, "92233720368547758.07", "92233720368547758.07", "$92,233,720,368,547,758.07",
     "9223372036854775.807"},
    {INT64_MIN, "-92233720368547758.08", "-92233720368547758.08", "-$92,233,720,368,547,758.08",
     "-9223372036854775.808"},
};

START_TEST(writes_numbers) {
    char buf[SJ_MONEY_SIZE + 8];
    int64_t value = printed[_i].value;
    ck_assert_uint_eq(sj_money_print(value, buf), strlen(printed[_i].plain));
    ck_assert_str_eq(buf, printed[_i].plain);
    ck_assert_uint_eq(sj_money_print_x12(value, buf), strlen(printed[_i].x12));
    ck_assert_str_eq(buf, printed[_i].x12);
    ck_assert_uint_eq(sj_money_print_people(value, buf), strlen(printed[_i].people));
    ck_assert_str_eq(buf, printed[_i].people);
    ck_assert_uint_eq(sj_quantity_print(value, buf), strlen(printed[_i].quantity));
    ck_assert_str_eq(buf, printed[_i].quantity);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("money");
    TCase *t = tcase_create("money");
    tcase_add_loop_test(t, reads_numbers, 0, sizeof parsed / sizeof *parsed);
    tcase_add_loop_test(t, reads_short_numbers, 0, sizeof parsed / sizeof *parsed);
    tcase_add_loop_test(t, writes_numbers, 0, sizeof printed / sizeof *printed);
    suite_add_tcase(s, t);
    return s;
}
