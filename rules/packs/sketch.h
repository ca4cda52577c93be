/* rules/packs/sketch.h - what values begin with, as two sets of 64: whether a field of a claim may
 * have one of the values that a test asks for is told by two ANDs.
 *
 * The coarse set keeps the first two bytes so that a range of codes (80047-89398) and a family (S*)
 * fill little of it; the fine one the first four. */
#ifndef SJ_PACKS_SKETCH_H
#define SJ_PACKS_SKETCH_H

#include <scrubjay/str.h>

typedef struct sj_sketch {
    uint64_t coarse, fine;
} sj_sketch;

enum { SKETCH_BYTES = 4 /* of a value that are looked at */ };

static const sj_sketch sj_sketch_all = {UINT64_MAX, UINT64_MAX};

/* The first bytes of a value, the first lowest; 0 where there is none. */
static inline uint32_t sj_sketch_bytes(sj_str value) {
    uint32_t first = 0;
    if (value.len >= SKETCH_BYTES)
        memcpy(&first, value.ptr, sizeof first);
    else
        for (size_t i = value.len; i-- > 0;) first = first << 8 | (unsigned char)value.ptr[i];
    return first;
}

/* The sketch of one value. */
static inline sj_sketch sj_sketch_of(sj_str value) {
    uint32_t first = sj_sketch_bytes(value);
    return (sj_sketch){1ull << ((first & 7) << 3 | (first >> 8 & 7)),
                       1ull << (first * 0x9E3779B1u >> 26)};
}

/* The sketch of all values that begin so. */
static inline sj_sketch sj_sketch_of_family(sj_str beginning) {
    sj_sketch s = sj_sketch_of(beginning);
    if (beginning.len == 0) s.coarse = UINT64_MAX;
    if (beginning.len == 1) s.coarse = 0xffull << ((beginning.ptr[0] & 7) << 3);
    if (beginning.len < SKETCH_BYTES) s.fine = UINT64_MAX;
    return s;
}

static inline void sj_sketch_add(sj_sketch *s, sj_sketch more) {
    s->coarse |= more.coarse;
    s->fine |= more.fine;
}

/* May they have a value in common? */
static inline bool sj_sketch_meet(sj_sketch a, sj_sketch b) {
    return (a.coarse & b.coarse) && (a.fine & b.fine);
}

#endif
