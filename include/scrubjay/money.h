/* scrubjay/money.h - amounts in integer cents, quantities in integer thousandths.
 *
 * X12 type R: an optional minus, digits, an optional point and digits. No floating point is used.
 */
#ifndef SCRUBJAY_MONEY_H
#define SCRUBJAY_MONEY_H

#include <scrubjay/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t sj_money;    /* cents */
typedef int64_t sj_quantity; /* thousandths of a unit */

/* Read an amount. False, with *out 0, when it is not a type R number, has more than two decimals
 * other than zeros, or more than 16 digits. */
bool sj_money_parse(sj_str text, sj_money *out);

/* Read a quantity of up to three decimals; false as above. */
bool sj_quantity_parse(sj_str text, sj_quantity *out);

/* a + b; a result out of range stays at its end, so that sums of hostile amounts are defined. */
static inline sj_money sj_money_add(sj_money a, sj_money b) {
    sj_money sum;
    return __builtin_add_overflow(a, b, &sum) ? (a < 0 ? INT64_MIN : INT64_MAX) : sum;
}

/* Room for any sj_money_print, its NUL included. */
#define SJ_MONEY_SIZE 24

/* "1234.56", "-0.05"; returns the length. */
size_t sj_money_print(sj_money m, char buf[SJ_MONEY_SIZE]);

/* "100", "100.5": as X12 wants it, no trailing zeros; returns the length. */
size_t sj_money_print_x12(sj_money m, char buf[SJ_MONEY_SIZE]);

/* "$1,234.56", "-$45.00": for people. Room: SJ_MONEY_SIZE + 8. */
size_t sj_money_print_people(sj_money m, char buf[SJ_MONEY_SIZE + 8]);

/* "2", "1.5": no trailing zeros; returns the length. */
size_t sj_quantity_print(sj_quantity q, char buf[SJ_MONEY_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
