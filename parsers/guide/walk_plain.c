/* Segments that are right at a glance: nine of ten and more.
 *
 * One pass over the element ends and a few comparisons for each value; nothing is told, nothing is
 * written. Whatever it does not know for sure it leaves to walk_elements.c, which defines what is
 * right: this must only never call right what that does not. Reads up to eight bytes behind a value
 * (SJ_SEGMENT_SLACK).
 *
 * Here most of the walker's time goes. The loop over the elements keeps what it needs in registers:
 * that is why composites and the longer numbers stand in functions that are not inlined. */
#include "parsers/guide/walk.h"

static inline bool is_within(const sj_glance *c, uint32_t len) {
    return len - c->min <= c->range;
}

/* 150.25, -12.5: digits count, and one at least. */
static SJ_APART bool is_long_number(const sj_glance *c, const char *p, uint32_t len) {
    uint32_t digits = 0, points = 0;
    for (uint32_t i = *p == '-'; i < len; i++) {
        if ((unsigned char)(p[i] - '0') <= 9)
            digits++;
        else if (p[i] != '.' || points++)
            return false;
    }
    return digits && is_within(c, digits);
}

/* Digits, with one point among them or none; the rest is left to the loop. */
static inline bool is_number(const sj_glance *c, const char *p, uint32_t len) {
    if (len > 8) return is_long_number(c, p, len);
    uint64_t v = sj_digits_read(p, len);
    if (sj_digits_only(v)) return is_within(c, len);
    unsigned behind;
    v = sj_digits_without_point(v, len, &behind);
    return sj_digits_only(v) && len > 1 ? is_within(c, len - 1) : is_long_number(c, p, len);
}

/* Eight digits that name a day; 29 February is left to the closer look. */
static inline bool is_day(const char *p) {
    uint64_t v = sj_digits_read(p, 8);
    if (!sj_digits_only(v)) return false;
    uint64_t pairs =
        v + (v >> 8) * 10; /* in each second byte, the lowest first: day, month, year */
    unsigned month = (uint8_t)(pairs >> 16), day = (uint8_t)pairs;
    static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return v >> 32 && month - 1 < 12 && day - 1 < days[month];
}

/* A simple value. Periods are not: what they mean depends on the value before. */
static inline __attribute__((always_inline)) bool is_plain_value(const sj_glance *c, const char *p,
                                                                 uint32_t len) {
    uint64_t code;
    switch ((sj_plain_kind)c->kind) {
    case SJ_PLAIN_TEXT:
        return is_within(c, len) && *p != ' ';
    case SJ_PLAIN_PAIR:
        code = sj_code_read(p, len);
        return code == c->codes[0] || code == c->codes[1];
    case SJ_PLAIN_LIST:
        code = sj_code_read(p, len);
        return c->list->slots[sj_code_slot(c->list, code)] == code || sj_list_has(c->list, code);
    case SJ_PLAIN_DIGITS:
        return is_within(c, len) && len <= 8 && sj_digits_only(sj_digits_read(p, len));
    case SJ_PLAIN_NUMBER:
        return is_number(c, p, len);
    case SJ_PLAIN_DAY:
        return len == 8 && is_day(p);
    default:
        return false;
    }
}

/* A composite from `at` to `end`, counted from the segment's base; `sub` is the first separator
 * that has not been passed: where the composite is plain, the first one behind it, else UINT32_MAX.
 */
static SJ_APART uint32_t pass_composite(const sj_glance *c, const sj_glance *k,
                                        const sj_segment *seg, uint32_t at, uint32_t end,
                                        uint32_t sub) {
    uint32_t present = 0;
    const sj_glance *last = k + c->n;
    for (uint32_t bit = 2; k < last; k++, bit <<= 1) {
        uint32_t stop = sub < seg->n_subs && seg->subs[sub] < end ? seg->subs[sub] : end;
        if (stop < at) break; /* a separator in an element before this one */
        if (stop > at) {
            if (!is_plain_value(k, seg->base + at, stop - at)) break;
            present |= bit;
        }
        if (stop == end)
            return stop > at && (present & c->required) == c->required ? sub : UINT32_MAX;
        if (seg->base[stop] != seg->delims->component) break;
        sub++;
        at = stop + 1;
    }
    return UINT32_MAX; /* not plain, or too many components */
}

/* Relational notes on the elements that are there. */
static bool meets_notes(const sj_guide_impl *g, const sj_segment_rule *r, uint64_t present) {
    for (unsigned i = 0; i < r->n_notes; i++) {
        const sj_note_rule *n = &g->notes[r->first_note + i];
        uint64_t here = present & n->all, first = UINT64_C(1) << n->first;
        switch (n->kind) {
        case 'P':
            if (here && here != n->all) return false;
            break;
        case 'R':
            if (!here) return false;
            break;
        case 'E':
            if (here & (here - 1)) return false;
            break;
        case 'C':
            if ((here & first) && here != n->all) return false;
            break;
        default: /* L */
            if (here == first) return false;
        }
    }
    return true;
}

/* The element that ends at *mark is a day, and the one before it says D8. */
static inline bool is_plain_period(const char *base, const uint32_t *mark) {
    const char *format = base + mark[-2] + 1;
    return mark[-1] - mark[-2] == 3 && format[0] == 'D' && format[1] == '8' &&
           mark[0] - mark[-1] == 9 && is_day(base + mark[-1] + 1);
}

uint64_t sj_walk_glance(const sj_guide_impl *g, const sj_segment_rule *r, const sj_segment *seg,
                        unsigned passed) {
    if (seg->n - 1 >= r->n_checks || (seg->flags & SJ_SEG_ODD_BYTES)) return 0;
    const char *base = seg->base;
    const uint32_t *mark = seg->marks + passed, *last = seg->marks + seg->n;
    const sj_glance *c = &g->glances[r->first_check + passed];
    uint32_t at = *mark + 1, sub = 0, len = passed;
    uint64_t bit = UINT64_C(2) << passed, present = bit - 2;
    while (mark < last) {
        uint32_t stop = *++mark;
        len = stop - at;
        if (len) {
            if (c->kind < SJ_PLAIN_PERIOD) {
                if (!is_plain_value(c, base + at, len)) return 0;
            } else if (c->kind == SJ_PLAIN_COMPOSITE) {
                sub = pass_composite(c, &g->glances[c->first], seg, at, stop, sub);
                if (sub == UINT32_MAX) return 0;
            } else if (!is_plain_period(base, mark)) {
                return 0;
            }
            present |= bit;
        }
        at = stop + 1;
        bit <<= 1;
        c++;
    }
    /* The last element holds something, and all separators inside were a composite's. */
    return len && sub == seg->n_subs ? present : 0;
}

SJ_APART bool sj_walk_is_complete(const sj_guide_impl *g, uint16_t row, uint64_t present) {
    const sj_segment_rule *r = &g->segments[row];
    return (present & r->required_elements) == r->required_elements && meets_notes(g, r, present);
}

bool sj_walk_is_plain(const sj_guide_impl *g, uint16_t row, const sj_segment *seg) {
    uint64_t present = sj_walk_glance(g, &g->segments[row], seg, 0);
    return present && sj_walk_is_complete(g, row, present);
}
