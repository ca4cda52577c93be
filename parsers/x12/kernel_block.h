/* parsers/x12/kernel_block.h - what the SIMD kernels share: from 64 bytes' bit masks to positions.
 *
 * A template. The file that includes it says what it is compiled for and how 64 bytes are compared:
 *   TARGET                   attribute of every function here, as "avx2"
 *   needles, make_needles()  the delimiters, spread over registers
 *   look(p, needles)         64 bytes → struct masks, bit i for byte i
 *   newlines(p)              64 bytes → mask of CR and LF
 *   trailing_zeros(x)        any answer for 0
 *   filled_16(marks)         16 marks → bit i: is marks[i] more than 1 behind marks[i - 1]?
 *   PUT_MARKS, PUT_SUBS, PUT_ENDS   where it has something better than put_marks() … below
 * and gets scan(), a sj_scan_fn. */
#ifndef TARGET
#error "kernel_block.h is a template: see its head"
#endif

#define INLINE TARGET static inline __attribute__((always_inline))

enum { BLOCK = 64 };

/* Where the next entries go, and what crosses from block to block. */
typedef struct cursor {
    uint32_t *marks, *subs, *odd;
    sj_scan_end *ends;
    const uint32_t *first_mark, *first_sub;
    uint64_t is_after_terminator; /* 1: only line breaks since the last one */
} cursor;

/* The counts per block vary all the time, so a loop over the bits would be mispredicted once in
 * every block. Storing a fixed number, too many mostly, and moving on by the right count is
 * cheaper; that is what SJ_SCAN_SLACK is for. */
INLINE uint64_t put_4(uint32_t *to, uint64_t bits, uint32_t at) {
    to[0] = at + trailing_zeros(bits);
    bits &= bits - 1;
    to[1] = at + trailing_zeros(bits);
    bits &= bits - 1;
    to[2] = at + trailing_zeros(bits);
    bits &= bits - 1;
    to[3] = at + trailing_zeros(bits);
    return bits & (bits - 1);
}

#ifndef PUT_SUBS
INLINE uint32_t *put_subs(uint32_t *to, uint64_t bits, uint32_t at) {
    uint32_t *next = to + __builtin_popcountll(bits);
    do {
        bits = put_4(to, bits, at);
        to += 4;
    } while (__builtin_expect(bits != 0, 0));
    return next;
}
#define PUT_SUBS put_subs
#endif

#ifndef PUT_MARKS
INLINE uint32_t *put_marks(uint32_t *to, uint64_t bits, uint32_t at) {
    uint32_t *next = to + __builtin_popcountll(bits);
    for (int i = 0; i < 16; i += 4) bits = put_4(to + i, bits, at);
    for (to += 16; __builtin_expect(bits != 0, 0); to += 4) bits = put_4(to, bits, at);
    return next;
}
#define PUT_MARKS put_marks
#endif

/* Of each terminator: how many marks up to it, how many subs before it. */
#ifndef PUT_ENDS
INLINE uint64_t put_end(sj_scan_end *to, uint64_t terminators, uint64_t marks, uint64_t subs,
                        sj_scan_end before) {
    uint64_t up_to = terminators ^ (terminators - 1);
    to->mark = before.mark + (uint32_t)__builtin_popcountll(marks & up_to) - 1;
    to->sub = before.sub + (uint32_t)__builtin_popcountll(subs & up_to);
    return terminators & (terminators - 1);
}

INLINE sj_scan_end *put_ends(sj_scan_end *to, uint64_t terminators, uint64_t marks, uint64_t subs,
                             sj_scan_end before) {
    sj_scan_end *next = to + __builtin_popcountll(terminators);
    do {
        terminators = put_end(to, terminators, marks, subs, before);
        terminators = put_end(to + 1, terminators, marks, subs, before);
        terminators = put_end(to + 2, terminators, marks, subs, before);
        terminators = put_end(to + 3, terminators, marks, subs, before);
        to += 4;
    } while (__builtin_expect(terminators != 0, 0));
    return next;
}
#define PUT_ENDS put_ends
#endif

/* Of the odd bytes: which are line breaks directly after a terminator? A run of them begins behind
 * the terminator; adding its first bit to the run carries through it and leaves the other runs
 * alone. */
INLINE uint64_t cosmetic(uint64_t breaks, uint64_t terminators, uint64_t is_after_terminator) {
    uint64_t first = breaks & (terminators << 1 | is_after_terminator);
    return breaks & ~(breaks + first);
}

INLINE void put_filled(uint8_t *to, const uint32_t *marks) {
    uint32_t bits = filled_16(marks);
    to[0] = (uint8_t)bits;
    to[1] = (uint8_t)(bits >> 8);
}

INLINE void put_block(cursor *c, const char *p, uint32_t at, uint64_t valid, const needles *n) {
    struct masks m = look(p, n);
    uint64_t terminators = m.terminators & valid;
    uint64_t marks = (m.elements | m.terminators) & valid, subs = m.subs & valid;
    uint64_t odd = m.odd & ~(m.elements | m.terminators | m.subs) & valid;
    sj_scan_end before = {(uint32_t)(c->marks - c->first_mark), (uint32_t)(c->subs - c->first_sub)};
    c->ends = PUT_ENDS(c->ends, terminators, marks, subs, before);
    c->marks = PUT_MARKS(c->marks, marks, at);
    c->subs = PUT_SUBS(c->subs, subs, at);
    if (odd) {
        uint64_t dropped = cosmetic(newlines(p) & odd, terminators, c->is_after_terminator);
        odd &= ~dropped;
        c->is_after_terminator = (terminators | dropped) >> (BLOCK - 1);
        for (; odd; odd &= odd - 1) *c->odd++ = at + trailing_zeros(odd);
    } else {
        c->is_after_terminator = terminators >> (BLOCK - 1);
    }
}

TARGET static void scan(sj_scan *out, const char *bytes, uint32_t len, const sj_delimiters *d) {
    needles n = make_needles(d);
    cursor c = {out->marks, out->subs, out->odd, out->ends, out->marks, out->subs, 1};
    uint32_t at = 0;
    for (; len - at >= BLOCK; at += BLOCK) put_block(&c, bytes + at, at, UINT64_MAX, &n);
    if (at < len) { /* what is left is copied, so that no byte behind it is read */
        char rest[BLOCK] = {0};
        memcpy(rest, bytes + at, len - at);
        put_block(&c, rest, at, ((uint64_t)1 << (len - at)) - 1, &n);
    }
    *c.odd = UINT32_MAX;
    out->n_marks = (uint32_t)(c.marks - out->marks);
    for (uint32_t i = 0; i < out->n_marks; i += 16) put_filled(out->filled + i / 8, out->marks + i);
    out->n_subs = (uint32_t)(c.subs - out->subs);
    out->n_odd = (uint32_t)(c.odd - out->odd);
    out->n_ends = (uint32_t)(c.ends - out->ends);
}
