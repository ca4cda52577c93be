/* Where files are cut in two. Reading all of a file for each of its bytes takes the square of its
 * length; but what a cut may break depends on what stands there and on where it falls in the blocks
 * that are scanned. So each kind of place (segment, element, before or behind its separator,
 * inside) is cut a number of times over all files, and besides each file at an odd stride, which
 * meets every remainder of 64. */
#include "tests/metamorphic/metamorphic.h"

#include <stdlib.h>

enum { SLOTS = 1 << 16, LINE = 64 };

enum where { FIRST, IN_TAG, BEFORE, BEHIND, INSIDE, END, BEHIND_END };

struct cuts {
    unsigned per_place;
    uint64_t keys[SLOTS];
    unsigned n_of[SLOTS];
    uint64_t transaction; /* of the set at hand; 0 where sets are not told apart */
    bool by_transaction, remainders[LINE];
    cut_totals totals;
};

cuts *cuts_new(unsigned per_place, bool by_transaction) {
    cuts *c = calloc(1, sizeof *c);
    if (c) c->per_place = per_place, c->by_transaction = by_transaction;
    return c;
}

void cuts_free(cuts *c) {
    free(c);
}

cut_totals cuts_totals(const cuts *c) {
    cut_totals t = c->totals;
    for (unsigned i = 0; i < LINE; i++) t.remainders += c->remainders[i];
    return t;
}

/* Is this kind of place still to be cut? */
static bool is_wanted(cuts *c, uint64_t tag, unsigned element, enum where where) {
    uint64_t key = (c->transaction << 40) ^ (tag << 16) ^ ((uint64_t)element << 3) ^ where;
    uint32_t at = (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 48) % SLOTS;
    while (c->keys[at] && c->keys[at] != key + 1) at = (at + 1) % SLOTS;
    if (!c->keys[at]) {
        if (c->totals.places == SLOTS / 2) return false;
        c->keys[at] = key + 1;
        c->totals.places++;
    }
    return c->n_of[at]++ < c->per_place;
}

static void mark(cuts *c, uint8_t *marks, size_t len, size_t at) {
    if (at == 0 || at >= len || marks[at]) return;
    marks[at] = 1;
    c->totals.cuts++;
    c->remainders[at % LINE] = true;
}

static void mark_place(cuts *c, uint8_t *marks, size_t len, size_t at, uint64_t tag,
                       unsigned element, enum where where) {
    if (is_wanted(c, tag, element, where)) mark(c, marks, len, at);
}

/* One segment, from its tag to its terminator at `end`. */
static void mark_segment(cuts *c, uint8_t *marks, sj_str file, size_t at, size_t end,
                         const sj_delimiters *d) {
    uint64_t tag = 0;
    unsigned element = 0;
    size_t begin = at;
    for (size_t i = at; i < end && file.ptr[i] != d->element && i - at < 3; i++)
        tag = tag << 8 | (unsigned char)file.ptr[i];
    mark_place(c, marks, file.len, at, tag, 0, FIRST);
    mark_place(c, marks, file.len, at + 1, tag, 0, IN_TAG);
    for (; at < end; at++) {
        bool is_part = file.ptr[at] == d->component || file.ptr[at] == d->repetition;
        if (file.ptr[at] == d->element) element++;
        if (file.ptr[at] != d->element && !is_part) {
            mark_place(c, marks, file.len, at, tag, element, INSIDE);
            continue;
        }
        unsigned kind = element | (is_part ? 0x80 : 0);
        mark_place(c, marks, file.len, at, tag, kind, BEFORE);
        mark_place(c, marks, file.len, at + 1, tag, kind, BEHIND);
    }
    mark_place(c, marks, file.len, end, tag, element, END);
    mark_place(c, marks, file.len, end + 1, tag, 0, BEHIND_END);
    bool is_set = c->by_transaction && end - begin > 6 && !memcmp(file.ptr + begin, "ST", 2);
    if (is_set) memcpy(&c->transaction, file.ptr + begin + 3, 3);
}

/* All segments; an ISA brings new separators. */
static void mark_segments(cuts *c, uint8_t *marks, sj_str file) {
    sj_delimiters d = {0};
    c->transaction = 0;
    for (size_t at = 0; at < file.len;) {
        while (at < file.len && strchr("\r\n \t\xef\xbb\xbf", file.ptr[at]) && file.ptr[at]) at++;
        bool is_isa = file.len - at > 106 && !memcmp(file.ptr + at, "ISA", 3);
        if (is_isa)
            d = (sj_delimiters){file.ptr[at + 3], file.ptr[at + 104], file.ptr[at + 82],
                                file.ptr[at + 105]};
        if (!d.element || at >= file.len) return;
        const char *stop = memchr(file.ptr + at, d.terminator, file.len - at);
        size_t end = is_isa ? at + 105 : stop ? (size_t)(stop - file.ptr) : file.len;
        mark_segment(c, marks, file, at, end, &d);
        at = end + 1;
    }
}

size_t cuts_choose(cuts *c, uint8_t *marks, sj_str file, unsigned strides) {
    memset(marks, 0, file.len);
    mark_segments(c, marks, file);
    /* Odd, so that 64 steps meet every remainder of 64; from another place in each file. */
    size_t step = strides && file.len > strides ? (file.len / strides) | 1 : 1;
    for (size_t at = 1 + c->totals.cuts % step; strides && at < file.len; at += step)
        mark(c, marks, file.len, at);
    size_t n = 0;
    for (size_t i = 0; i < file.len; i++) n += marks[i];
    return n;
}
