/* parsers/guide/walk_glance.h - is each value of a segment surely right by itself?
 *
 * Here most of the walker's time goes. The loop over the elements stands inside the function that
 * places the segment (walk_known.c) and keeps what it needs in registers: that is why composites
 * and the longer numbers stand in functions that are not inlined (walk_plain.c).
 *
 * What is not known for sure is left to walk_elements.c, which defines what is right: this must
 * only never call right what that does not. Reads up to eight bytes behind a value
 * (SJ_SEGMENT_SLACK). */
#ifndef SJ_GUIDE_WALK_GLANCE_H
#define SJ_GUIDE_WALK_GLANCE_H

#include "parsers/guide/walk.h"

/* --- walk_plain.c --- */

/* A number that does not fit in eight characters, or that no quick look decides. */
bool sj_glance_long_number(const sj_glance *c, const char *p, uint32_t len);

/* A composite from `at` to `end`, counted from the segment's base; `sub` is the first separator
 * that has not been passed: where the composite is plain, the first one behind it, else UINT32_MAX.
 */
uint32_t sj_glance_composite(const sj_glance *c, const sj_glance *parts, const sj_segment *seg,
                             uint32_t at, uint32_t end, uint32_t sub);

/* --- one value --- */

static inline bool sj_glance_is_within(const sj_glance *c, uint32_t len) {
    return len - c->min <= c->range;
}

/* Digits, with one point among them or none; the rest is left to the loop. */
static inline bool sj_glance_is_number(const sj_glance *c, const char *p, uint32_t len) {
    if (len > 8) return sj_glance_long_number(c, p, len);
    uint64_t v = sj_digits_read(p, len);
    if (sj_digits_only(v)) return sj_glance_is_within(c, len);
    return sj_digits_only(v & ~sj_digits_point(v)) && len > 1 ? sj_glance_is_within(c, len - 1)
                                                              : sj_glance_long_number(c, p, len);
}

/* Eight digits that name a day; 29 February is left to the closer look. */
static inline bool sj_glance_are_day(uint64_t v) {
    if (!sj_digits_only(v)) return false;
    uint64_t pairs =
        v + (v >> 8) * 10; /* in each second byte, the lowest first: day, month, year */
    unsigned month = (uint8_t)(pairs >> 16), day = (uint8_t)pairs;
    static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return v >> 32 && month - 1 < 12 && day - 1 < days[month];
}

static inline bool sj_glance_is_day(const char *p) {
    return sj_glance_are_day(sj_digits_read(p, 8));
}

static inline bool sj_glance_is_text(const sj_glance *c, const char *p, uint32_t len) {
    return sj_glance_is_within(c, len) && *p != ' ';
}

/* A simple value. Periods are not: what they mean depends on the value before. */
static inline __attribute__((always_inline)) bool sj_glance_is_value(const sj_glance *c,
                                                                     const char *p, uint32_t len) {
    uint64_t code;
    switch ((sj_plain_kind)c->kind) {
    case SJ_PLAIN_TEXT:
        return sj_glance_is_text(c, p, len);
    case SJ_PLAIN_PAIR:
        code = sj_code_read(p, len);
        return code == c->codes[0] || code == c->codes[1];
    case SJ_PLAIN_CODE:
        code = sj_code_read(p, len);
        return c->index.slots[code * c->index.multiplier >> c->n] == code;
    case SJ_PLAIN_LIST:
        code = sj_code_read(p, len);
        return sj_list_has(c->list, code);
    case SJ_PLAIN_DIGITS:
        return sj_glance_is_within(c, len) && len <= 8 && sj_digits_only(sj_digits_read(p, len));
    case SJ_PLAIN_NUMBER:
        return sj_glance_is_number(c, p, len);
    case SJ_PLAIN_DAY:
        return len == 8 && sj_glance_is_day(p);
    default:
        return false;
    }
}

/* --- the segment --- */

/* The element that ends at *mark is a day, and the one before it says D8. */
static inline bool sj_glance_is_period(const char *base, const uint32_t *mark) {
    const char *format = base + mark[-2] + 1;
    return mark[-1] - mark[-2] == 3 && format[0] == 'D' && format[1] == '8' &&
           mark[0] - mark[-1] == 9 && sj_glance_is_day(base + mark[-1] + 1);
}

/* Is each value of these elements, which hold something, right by itself? `c` is what is asked of
 * element 1. All are stepped through, although the bits of the empty ones could be passed over at
 * once: so the processor foresees better which comes next, and a file takes some 1 % less time. */
static inline __attribute__((always_inline)) bool sj_walk_glance(const sj_guide_impl *g,
                                                                 const sj_glance *c,
                                                                 const sj_segment *seg,
                                                                 uint64_t elements) {
    const char *base = seg->base;
    const uint32_t *mark = seg->marks;
    uint32_t sub = 0;
    for (elements >>= 1; elements; elements >>= 1, c++) {
        mark++;
        if (!(elements & 1)) continue;
        uint32_t at = mark[-1] + 1, len = mark[0] - at;
        if (c->kind == SJ_PLAIN_TEXT) { /* one of two, and its own branch is foreseen better */
            if (!sj_glance_is_text(c, base + at, len)) return false;
        } else if (c->kind < SJ_PLAIN_PERIOD) {
            if (!sj_glance_is_value(c, base + at, len)) return false;
        } else if (c->kind == SJ_PLAIN_PERIOD) {
            if (!sj_glance_is_period(base, mark)) return false;
        } else {
            sub = sj_glance_composite(c, &g->glances[c->first], seg, at, mark[0], sub);
            if (sub == UINT32_MAX) return false;
        }
    }
    return sub == seg->n_subs; /* all separators inside were a composite's */
}

#endif
