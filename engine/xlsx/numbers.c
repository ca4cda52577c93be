/* engine/xlsx/numbers.c - numbers and days as spreadsheets store them, without floating point.
 *
 * A spreadsheet stores 80.10 as the shortest or the 17-digit decimal of a binary number
 * ("80.099999999999994") and shows 15 significant digits: rounding the text to 15 gives what a
 * person sees. A day is a count: 1 is 1900-01-01, and 60 is a 29 February 1900 that never was; or,
 * in workbooks that say so, 0 is 1904-01-01. */
#include "engine/xlsx/parts.h"

enum { SIGNIFICANT = 15, MAX_EXPONENT = 308, MAX_STORED = 64, LEAP_1900 = 60, LAST_DAY = 2958465 };

/* 0.d1d2d3… times ten to the `point`. */
typedef struct decimal {
    char digits[MAX_STORED];
    int n, point;
    bool negative;
} decimal;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool read_exponent(const char *p, const char *end, int *out) {
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end || end - p > 3) return false;
    int value = 0;
    for (; p < end; p++) {
        if (!is_digit(*p)) return false;
        value = 10 * value + (*p - '0');
    }
    *out = negative ? -value : value;
    return value <= MAX_EXPONENT;
}

static bool read_decimal(decimal *out, sj_str s) {
    const char *p = s.ptr, *end = p + s.len;
    *out = (decimal){.n = 0};
    if (s.len == 0 || s.len > MAX_STORED) return false;
    out->negative = *p == '-';
    if (*p == '-' || *p == '+') p++;
    bool any = false, behind = false;
    for (; p < end && (is_digit(*p) || (*p == '.' && !behind)); p++) {
        if (*p == '.') {
            behind = true;
            continue;
        }
        any = true;
        if (out->n || *p != '0') out->digits[out->n++] = *p;
        if (behind ? out->n == 0 : out->n > 0) out->point += behind ? -1 : 1;
    }
    int exponent = 0;
    if (p < end && ((*p | 32) != 'e' || !read_exponent(p + 1, end, &exponent))) return false;
    out->point += exponent;
    return any;
}

/* Half away from zero, then without zeros at the end. */
static void round_off(decimal *d) {
    if (d->n > SIGNIFICANT) {
        bool up = d->digits[SIGNIFICANT] >= '5';
        d->n = SIGNIFICANT;
        for (int i = SIGNIFICANT - 1; up && i >= 0; i--) {
            up = d->digits[i] == '9';
            d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
        }
        if (up) { /* 99…9 became 100…0 */
            d->digits[0] = '1';
            d->point++;
        }
    }
    while (d->n && d->digits[d->n - 1] == '0') d->n--;
    if (d->n == 0) *d = (decimal){.n = 0};
}

bool sj_xlsx_plain(char out[SJ_XLSX_DIGITS], sj_str stored, unsigned zeros) {
    decimal d;
    if (!read_decimal(&d, sj_str_trim(stored))) return false;
    round_off(&d);
    if (d.point > MAX_EXPONENT + 1 || d.point < -MAX_EXPONENT) return false;
    char *p = out;
    int whole = d.point > 0 ? d.point : 0;
    if (d.negative) *p++ = '-';
    for (int i = whole ? whole : 1; i < (int)zeros; i++) *p++ = '0';
    if (whole == 0) *p++ = '0';
    for (int i = 0; i < whole; i++) *p++ = i < d.n ? d.digits[i] : '0';
    if (d.n > whole || d.point < 0) {
        *p++ = '.';
        for (int i = d.point; i < 0; i++) *p++ = '0';
        for (int i = whole; i < d.n; i++) *p++ = d.digits[i];
    }
    *p = '\0';
    return true;
}

sj_date sj_xlsx_day(const char *plain, bool is_1904) {
    int32_t serial = 0;
    const char *p = plain;
    for (; is_digit(*p); p++) {
        serial = 10 * serial + (*p - '0');
        if (serial > LAST_DAY) return SJ_NO_DATE;
    }
    if (p == plain || (*p && *p != '.'))
        return SJ_NO_DATE; /* what is behind the point is the time */
    if (is_1904) return sj_date_of(1904, 1, 1) + serial;
    if (serial == 0 || serial == LEAP_1900) return SJ_NO_DATE;
    return sj_date_of(1899, 12, 31) + serial - (serial > LEAP_1900);
}
