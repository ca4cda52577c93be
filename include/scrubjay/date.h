/* scrubjay/date.h - calendar days as day numbers.
 *
 * A sj_date counts days from 1970-01-01 (day 0) in the proleptic Gregorian calendar; SJ_NO_DATE is
 * "none". What a code means depends on the day it was used, so dates of service come first. */
#ifndef SCRUBJAY_DATE_H
#define SCRUBJAY_DATE_H

#include <scrubjay/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t sj_date;
#define SJ_NO_DATE INT32_MIN

/* From year, month, day; SJ_NO_DATE when there is no such day (years 1 to 9999). */
sj_date sj_date_of(int year, int month, int day);

/* CCYYMMDD; false unless it is eight digits naming a real day. */
bool sj_date_parse(sj_str text, sj_date *out);

/* CCYY-MM-DD. */
bool sj_date_parse_iso(sj_str text, sj_date *out);

/* YYMMDD as in ISA09: 70-99 are 19xx. */
bool sj_date_parse_short(sj_str text, sj_date *out);

/* Split into year, month, day; any pointer may be NULL. */
void sj_date_split(sj_date d, int *year, int *month, int *day);

#define SJ_DATE_SIZE 16
size_t sj_date_print_x12(sj_date d, char buf[SJ_DATE_SIZE]);    /* 20260416; "" for none */
size_t sj_date_print_iso(sj_date d, char buf[SJ_DATE_SIZE]);    /* 2026-04-16 */
size_t sj_date_print_people(sj_date d, char buf[SJ_DATE_SIZE]); /* 04/16/2026 */

/* Whole years from `born` to `on` (age on a day); -1 when either is none or born > on. */
int sj_date_years(sj_date born, sj_date on);

/* HHMM, HHMMSS, HHMMSSD, HHMMSSDD? */
bool sj_time_valid(sj_str text);

#ifdef __cplusplus
}
#endif
#endif
