/* Days of the proleptic Gregorian calendar. The arithmetic counts years from March, so that the
 * leap day is the last of its year, in eras of 400 years (146097 days). */
#include <scrubjay/date.h>

#include "parsers/base/day.h"

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

sj_date sj_date_of(int year, int month, int day) {
    if (year < 1 || year > 9999) return SJ_NO_DATE;
    return sj_day_of((unsigned)year / 100, (unsigned)year % 100, (unsigned)month, (unsigned)day);
}

void sj_date_split(sj_date d, int *year, int *month, int *day) {
    int y = 0, m = 0, dd = 0;
    if (d != SJ_NO_DATE) {
        int days = d + DAYS_TO_1970;
        int era = (days >= 0 ? days : days - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
        int of_era = days - era * DAYS_PER_ERA;
        int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
        int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        int from_march = (5 * of_year + 2) / 153;
        dd = of_year - (153 * from_march + 2) / 5 + 1;
        m = from_march < 10 ? from_march + 3 : from_march - 9;
        y = year_of_era + era * 400 + (m <= 2);
    }
    if (year) *year = y;
    if (month) *month = m;
    if (day) *day = dd;
}

/* The number that `n` digits make; -1 when one of them is none. */
static int digits(const char *p, size_t n) {
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

bool sj_date_parse(sj_str text, sj_date *out) {
    return sj_day_read(text, out);
}

bool sj_date_parse_iso(sj_str text, sj_date *out) {
    *out = SJ_NO_DATE;
    if (text.len == 10 && text.ptr[4] == '-' && text.ptr[7] == '-')
        *out = sj_date_of(digits(text.ptr, 4), digits(text.ptr + 5, 2), digits(text.ptr + 8, 2));
    return *out != SJ_NO_DATE;
}

bool sj_date_parse_short(sj_str text, sj_date *out) {
    *out = SJ_NO_DATE;
    int year = text.len == 6 ? digits(text.ptr, 2) : -1;
    if (year >= 0)
        *out = sj_date_of(year + (year >= 70 ? 1900 : 2000), digits(text.ptr + 2, 2),
                          digits(text.ptr + 4, 2));
    return *out != SJ_NO_DATE;
}

/* Two digits at p; years go through here twice. */
static char *put2(char *p, int n) {
    p[0] = (char)('0' + n / 10 % 10);
    p[1] = (char)('0' + n % 10);
    return p + 2;
}

size_t sj_date_print_x12(sj_date d, char buf[SJ_DATE_SIZE]) {
    buf[0] = 0;
    if (d == SJ_NO_DATE) return 0;
    int y, m, day;
    sj_date_split(d, &y, &m, &day);
    *put2(put2(put2(put2(buf, y / 100), y), m), day) = 0;
    return 8;
}

/* Ten characters, the separator in two places, NUL. */
static size_t print_with(sj_date d, bool year_first, char separator, char buf[SJ_DATE_SIZE]) {
    buf[0] = 0;
    if (d == SJ_NO_DATE) return 0;
    int y, m, day;
    sj_date_split(d, &y, &m, &day);
    char *p = buf;
    if (year_first) {
        p = put2(put2(p, y / 100), y);
        *p++ = separator;
    }
    p = put2(p, m);
    *p++ = separator;
    p = put2(p, day);
    if (!year_first) {
        *p++ = separator;
        p = put2(put2(p, y / 100), y);
    }
    *p = 0;
    return (size_t)(p - buf);
}

size_t sj_date_print_iso(sj_date d, char buf[SJ_DATE_SIZE]) {
    return print_with(d, true, '-', buf);
}

size_t sj_date_print_people(sj_date d, char buf[SJ_DATE_SIZE]) {
    return print_with(d, false, '/', buf);
}

int sj_date_years(sj_date born, sj_date on) {
    if (born == SJ_NO_DATE || on == SJ_NO_DATE || born > on) return -1;
    int y0, m0, d0, y1, m1, d1;
    sj_date_split(born, &y0, &m0, &d0);
    sj_date_split(on, &y1, &m1, &d1);
    bool is_before_birthday = m1 < m0 || (m1 == m0 && d1 < d0);
    return y1 - y0 - is_before_birthday;
}

bool sj_time_valid(sj_str text) {
    if (text.len != 4 && (text.len < 6 || text.len > 8)) return false;
    if (digits(text.ptr, text.len) < 0) return false;
    return digits(text.ptr, 2) < 24 && digits(text.ptr + 2, 2) < 60 &&
           (text.len == 4 || digits(text.ptr + 4, 2) < 60);
}
