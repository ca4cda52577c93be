/* parsers/base/day.h - sj_date_parse where a call would be much of the work. */
#ifndef SJ_BASE_DAY_H
#define SJ_BASE_DAY_H

#include <scrubjay/date.h>

#include "parsers/base/number.h"

/* A day of the year 100 `century` + `year`; SJ_NO_DATE when there is no such day. Counts years from
 * March, so that the leap day is the last of its year. */
static inline sj_date sj_day_of(unsigned century, unsigned year, unsigned month, unsigned day) {
    static const uint16_t before[13] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    static const uint8_t last[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    enum { DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };
    if (month - 1 > 11 || day - 1 >= last[month] || !(century | year)) return SJ_NO_DATE;
    bool is_leap_day = month * 32 + day == 2 * 32 + 29;
    if (is_leap_day && (year % 4 || (!year && century % 4))) return SJ_NO_DATE;
    int years = (int)(100 * century + year) - (month <= 2);
    int centuries = (int)century - (!year && month <= 2);
    int leap_days = (years >> 2) - centuries + (centuries >> 2);
    return 365 * years + leap_days + before[month] + (int)day - 1 - DAYS_TO_1970;
}

/* sj_date_parse */
static inline bool sj_day_read(sj_str text, sj_date *out) {
    *out = SJ_NO_DATE;
    if (text.len != 8) return false;
    uint64_t v = sj_number_digits(text.ptr, 8);
    if (!sj_digits_only(v)) return false;
    uint64_t pairs = sj_number_pairs(v);
    *out = sj_day_of(pairs & 0xFFFF, pairs >> 16 & 0xFFFF, pairs >> 32 & 0xFFFF, pairs >> 48);
    return *out != SJ_NO_DATE;
}

#endif
