/* Segments that are right at a glance: nine of ten and more.
 *
 * One pass over the element ends and a few comparisons for each value; nothing is told, nothing is
 * written. Whatever it does not know for sure it leaves to walk_elements.c, which defines what is
 * right: this must only never call right what that does not. Reads up to eight bytes behind a value
 * (SJ_SEGMENT_SLACK). */
#include "parsers/guide/walk.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Up to eight digits. */
static inline bool is_digits(const char *p, uint32_t len) {
    if (len - 1 > 7) return false;
    unsigned rest = 64 - 8 * len;
    uint64_t v = (sj_read_8(p) >> rest) ^ (EACH('0') >> rest); /* each byte 0 to 9 now */
    return ((v | (v + EACH(6))) & EACH(0xF0)) == 0;
}

static inline bool is_within(const sj_check *c, uint32_t len) {
    return len - c->min <= (uint32_t)(c->max - c->min);
}

/* 150.25, -12.5: digits count, and one at least. */
static bool is_number(const sj_check *c, const char *p, uint32_t len) {
    uint32_t digits = 0, points = 0;
    for (uint32_t i = *p == '-'; i < len; i++) {
        if ((unsigned char)(p[i] - '0') <= 9)
            digits++;
        else if (p[i] != '.' || points++)
            return false;
    }
    return digits && is_within(c, digits);
}

/* Eight digits that name a day; 29 February is left to the closer look. */
static inline bool is_day(const char *p, uint32_t len) {
    if (len != 8 || !is_digits(p, 8)) return false;
    unsigned year = (unsigned)((p[0] - '0') | (p[1] - '0') | (p[2] - '0') | (p[3] - '0'));
    unsigned month = (unsigned)(p[4] - '0') * 10 + (unsigned)(p[5] - '0');
    unsigned day = (unsigned)(p[6] - '0') * 10 + (unsigned)(p[7] - '0');
    static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year && month - 1 < 12 && day - 1 < days[month];
}

/* A simple value. Periods are not: what they mean depends on the value before. */
static inline __attribute__((always_inline)) bool
is_plain_value(const sj_guide_impl *g, const sj_check *c, const char *p, uint32_t len) {
    switch ((sj_plain_kind)c->plain) {
    case SJ_PLAIN_TEXT:
        return is_within(c, len) && *p != ' ';
    case SJ_PLAIN_LIST:
        return is_within(c, len) && sj_list_has(&g->lists[c->list - 1], sj_code_read(p, len));
    case SJ_PLAIN_DIGITS:
        return is_within(c, len) && is_digits(p, len);
    case SJ_PLAIN_NUMBER:
        return is_digits(p, len) ? is_within(c, len) : is_number(c, p, len);
    case SJ_PLAIN_DAY:
        return is_day(p, len);
    default:
        return false;
    }
}

/* A composite from `at` to `end`, counted from the segment's base; `*sub` is the first separator
 * that has not been passed. */
static bool is_plain_composite(const sj_guide_impl *g, const sj_check *c, const sj_segment *seg,
                               uint32_t at, uint32_t end, uint32_t *sub) {
    uint32_t present = 0;
    const sj_check *k = &g->checks[c->first], *last = k + c->n;
    for (uint32_t bit = 2; k < last; k++, bit <<= 1) {
        uint32_t stop = *sub < seg->n_subs && seg->subs[*sub] < end ? seg->subs[*sub] : end;
        if (stop < at) return false; /* a separator in an element before this one */
        if (stop > at) {
            if (!is_plain_value(g, k, seg->base + at, stop - at)) return false;
            present |= bit;
        }
        if (stop == end) return stop > at && (present & c->required) == c->required;
        if (seg->base[stop] != seg->delims->component) return false;
        ++*sub;
        at = stop + 1;
    }
    return false; /* too many components */
}

/* Relational notes on the elements that are there. */
static inline bool meets_notes(const sj_guide_impl *g, const sj_segment_rule *r, uint64_t present) {
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

/* Element `i` is a day, and the one before it says D8. */
static inline bool is_plain_period(const sj_segment *seg, uint32_t i) {
    const char *format = seg->base + seg->marks[i - 2] + 1, *p = seg->base + seg->marks[i - 1] + 1;
    return p - format == 3 && format[0] == 'D' && format[1] == '8' &&
           is_day(p, (uint32_t)(seg->base + seg->marks[i] - p));
}

bool sj_walk_is_plain(const sj_guide_impl *g, uint16_t row, const sj_segment *seg) {
    const sj_segment_rule *r = &g->segments[row];
    if (seg->n > r->n_checks || (seg->flags & SJ_SEG_ODD_BYTES) || !seg->n) return false;
    const uint32_t *mark = seg->marks, *last = mark + seg->n;
    const sj_check *c = &g->checks[r->first_check];
    uint32_t at = *mark + 1, sub = 0, len = 0;
    uint64_t present = 0, bit = 2;
    for (; mark < last; c++, bit <<= 1) {
        uint32_t stop = *++mark;
        len = stop - at;
        if (len) {
            bool is_plain;
            if (c->plain < SJ_PLAIN_PERIOD)
                is_plain = is_plain_value(g, c, seg->base + at, len);
            else if (c->plain == SJ_PLAIN_COMPOSITE)
                is_plain = is_plain_composite(g, c, seg, at, stop, &sub);
            else
                is_plain = is_plain_period(seg, (uint32_t)(mark - seg->marks));
            if (!is_plain) return false;
            present |= bit;
        }
        at = stop + 1;
    }
    /* The last element holds something, all separators inside were a composite's, nothing lacks. */
    return len && sub == seg->n_subs && (present & r->required_elements) == r->required_elements &&
           meets_notes(g, r, present);
}
