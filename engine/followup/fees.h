/* engine/followup/fees.h - fee schedules in memory, and the price of a service by them.
 *
 * All schedules of the practice are read once, a service is one look into a hash: nothing is asked
 * of the store for a line. How a price is found, the first that fits:
 *   - rows of the very code before ranges of codes, these before the row for all others ('*');
 *   - of them those in force on the day of service, whose place is the service's and whose
 *     modifiers all stand at the line: most modifiers first, then the narrowest place;
 *   - a modifier that the row does not name changes the price as tables/fee_modifiers.tsv says; one
 *     of which nobody can say what it does leaves the line without a price;
 *   - a percentage of another schedule is of what that one says of the same line;
 *   - what is charged is never less than what is expected: contracts pay the lesser of the two.
 * What has no price is not compared: that is no fault of anybody. */
#ifndef SJ_FOLLOWUP_FEES_H
#define SJ_FOLLOWUP_FEES_H

#include "engine/store/fees.h"

#include <scrubjay/arena.h>

typedef struct sj_fees sj_fees;

/* All schedules of the store, or these rows (sorted by schedule, then by code; texts are copied).
 * SJ_ETABLE when the table of modifiers is wrong. Free with sj_fees_free. */
sj_status sj_fees_load(sj_fees **out, sj_store *store, sj_err *err) SJ_MUST_USE;
sj_status sj_fees_of_rows(sj_fees **out, const sj_fee *rows, size_t n, sj_err *err) SJ_MUST_USE;
void sj_fees_free(sj_fees *f);

/* How many schedules there are, and the name of one. */
size_t sj_fees_schedules(const sj_fees *f);
sj_str sj_fees_name(const sj_fees *f, size_t schedule);

/* The schedule of this name; -1: there is none (`f` may be NULL). */
int sj_fees_find(const sj_fees *f, sj_str name);

/* A schedule's name as it is kept: capitals, what is no letter or digit becomes '-'. */
enum { SJ_FEE_SCHEDULE_NAME = 32 };
void sj_fee_schedule_name(sj_str name, char out[SJ_FEE_SCHEDULE_NAME]);

typedef enum sj_fee_answer {
    SJ_FEE_PRICED = 0,
    SJ_FEE_NO_ROW,      /* the schedule does not name the code */
    SJ_FEE_NO_DAY,      /* not for that day of service */
    SJ_FEE_NO_PLACE,    /* not for that place, or the place is not known */
    SJ_FEE_NO_PRICE,    /* it is listed without a price */
    SJ_FEE_NO_MODIFIER, /* `what`: a modifier without a row of its own or a known reduction */
    SJ_FEE_NO_BASE,     /* `what`: the other schedule is not there, or leads back to this one */
    SJ_FEE_NO_UNITS,    /* both sides, but not one unit: nobody can say what is meant */
    SJ_FEE_ANSWERS
} sj_fee_answer;

/* A service. Texts are looked at only. */
typedef struct sj_fee_ask {
    sj_str code, modifiers[4];
    sj_str place; /* of service, two digits; empty: not known */
    sj_date on;
    sj_quantity units;
    sj_money charge;
} sj_fee_ask;

typedef struct sj_fee_price {
    sj_fee_answer answer;
    sj_money expected;
    const sj_fee *row; /* that said so; NULL: none fits. Lives as long as the schedules */
    sj_str what;
} sj_fee_price;

void sj_fees_price(sj_fee_price *out, const sj_fees *f, int schedule, const sj_fee_ask *ask);

/* Why there is no price, for people: "the schedule does not name the code". */
const char *sj_fee_answer_text(sj_fee_answer a);

/* "ACME 99213-26, facility, since 01/01/2026: $92.10 (acme.xlsx Fees!A12)". Returns the length that
 * was needed. */
size_t sj_fee_words(const sj_fee *row, char *buf, size_t cap);

/* Is a place of service one where the payer pays another for the facility? */
bool sj_fee_is_facility(sj_str place);

/* The rows of a schedule that name a code, by themselves or in a range, then those for all others:
 * i = 0, 1, …; NULL at the end. */
const sj_fee *sj_fees_row_at(const sj_fees *f, int schedule, sj_str code, size_t i);

#endif
