/* One value against its type, length, codes and pattern.
 *
 * Length comes first, then characters, then meaning; the first that is wrong is told and nothing
 * else, so that one mistake makes one finding. */
#include "parsers/guide/walk.h"

enum { FINE = 0 };
#define WRONG(row) ((unsigned)(SJ_IG_##row) + 1)

static bool is_digit(char c) {
    return (unsigned char)(c - '0') < 10;
}

/* Characters, not bytes: what a length counts where a value holds UTF-8. */
static size_t count_characters(sj_str v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) n += ((unsigned char)v.ptr[i] & 0xC0) != 0x80;
    return n;
}

static bool has_odd_byte(sj_str v) {
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.ptr[i] < 0x20 || (unsigned char)v.ptr[i] > 0x7E) return true;
    return false;
}

static bool is_blank(sj_str v) {
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] != ' ') return false;
    return true;
}

static unsigned check_length(const sj_check *c, size_t len) {
    if (len < c->min) return WRONG(TOO_SHORT);
    return len > c->max ? WRONG(TOO_LONG) : FINE;
}

/* AN, ID and B as text. */
static unsigned check_text(const sj_check *c, sj_str v, bool odd) {
    unsigned wrong = check_length(c, v.len);
    if (odd) {
        if (has_odd_byte(v)) return WRONG(BAD_CHARACTER);
        wrong = check_length(c, count_characters(v));
    }
    if (wrong) return wrong;
    if (v.ptr[0] == ' ') return is_blank(v) ? WRONG(BLANK) : WRONG(LEADING_BLANK);
    return FINE;
}

/* -?[0-9]+, and for R -?[0-9]*(\.[0-9]*)? with a digit somewhere; the length counts digits. */
static unsigned check_number(const sj_check *c, sj_str v) {
    const char *p = v.ptr, *end = v.ptr + v.len;
    bool may_have_point = c->kind == SJ_CHECK_R;
    size_t digits = 0;
    if (p < end && *p == '-') p++;
    for (; p < end; p++) {
        if (is_digit(*p)) {
            digits++;
        } else if (*p == '.' && may_have_point) {
            may_have_point = false;
        } else {
            return WRONG(NOT_A_NUMBER);
        }
    }
    if (!digits) return WRONG(NOT_A_NUMBER);
    return check_length(c, digits);
}

static bool all_digits(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!is_digit(p[i])) return false;
    return true;
}

static unsigned two(const char *p) {
    return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* A day of the calendar: year 1 to 9999. */
static bool is_day(unsigned year, unsigned month, unsigned day) {
    static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!year || month - 1 > 11 || day - 1 > 30) return false;
    if (month != 2 || day < 29) return day <= days[month];
    return day == 29 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* CCYYMMDD, or YYMMDD in this century. */
static bool is_date(const char *p, size_t len) {
    if ((len != 8 && len != 6) || !all_digits(p, len)) return false;
    unsigned year = len == 8 ? two(p) * 100 + two(p + 2) : 2000 + two(p);
    return is_day(year, two(p + len - 4), two(p + len - 2));
}

/* HHMM, HHMMSS, HHMMSSD, HHMMSSDD. */
static bool is_time(const char *p, size_t len) {
    if (len < 4 || len == 5 || len > 8 || !all_digits(p, len)) return false;
    return two(p) < 24 && two(p + 2) < 60 && (len == 4 || two(p + 4) < 60);
}

unsigned sj_walk_value(const sj_guide_impl *g, const sj_check *c, sj_str v, bool odd) {
    unsigned wrong = FINE;
    switch ((sj_check_kind)c->kind) {
    case SJ_CHECK_AN:
    case SJ_CHECK_ID:
    case SJ_CHECK_PERIOD:
        wrong = check_text(c, v, odd);
        break;
    case SJ_CHECK_N:
    case SJ_CHECK_R:
        wrong = check_number(c, v);
        break;
    case SJ_CHECK_DT:
        wrong = check_length(c, v.len);
        if (!wrong && !is_date(v.ptr, v.len)) wrong = WRONG(DATE);
        break;
    case SJ_CHECK_TM:
        wrong = check_length(c, v.len);
        if (!wrong && !is_time(v.ptr, v.len)) wrong = WRONG(TIME);
        break;
    case SJ_CHECK_B:
        wrong = check_length(c, v.len);
        break;
    case SJ_CHECK_UNUSED:
    case SJ_CHECK_COMPOSITE:
        break;
    }
    if (wrong && wrong != WRONG(LEADING_BLANK)) return wrong;
    if (c->list && !sj_list_has(&g->lists[c->list - 1], sj_code_pack(v.ptr, v.len)))
        return WRONG(CODE);
    if (c->pattern && !sj_pattern_matches(g->patterns[c->pattern - 1], v)) return WRONG(PATTERN);
    return wrong;
}

/* CCYYMMDD-CCYYMMDD, the first not after the second: as text they compare like days. */
static unsigned check_span(sj_str v) {
    if (v.len != 17 || v.ptr[8] != '-' || !is_date(v.ptr, 8) || !is_date(v.ptr + 9, 8))
        return WRONG(DATE);
    return memcmp(v.ptr, v.ptr + 9, 8) > 0 ? WRONG(SPAN) : FINE;
}

unsigned sj_walk_period(sj_str format, sj_str v) {
    uint64_t code = sj_code_pack(format.ptr, format.len);
    switch (code) {
    case 'D' << 8 | '8':
        return v.len == 8 && is_date(v.ptr, 8) ? FINE : WRONG(DATE);
    case 'D' << 8 | '6':
        return v.len == 6 && is_date(v.ptr, 6) ? FINE : WRONG(DATE);
    case 'R' << 16 | 'D' << 8 | '8':
        return check_span(v);
    case 'D' << 8 | 'T':
        return v.len == 12 && is_date(v.ptr, 8) && is_time(v.ptr + 8, 4) ? FINE : WRONG(DATE);
    case 'T' << 8 | 'M':
        return v.len == 4 && is_time(v.ptr, 4) ? FINE : WRONG(TIME);
    default:
        return FINE; /* a format that no guide here allows: DE 1250's own code list says so */
    }
}
