/* parsers/base/number.h - short numbers read without a branch that somebody would have to foresee.
 *
 * As digits.h, but with the first character in the lowest byte and the last in the highest: so what
 * is behind a point, which decides what a number means, is counted from a fixed end. Eight bytes
 * from where a value begins must be readable. */
#ifndef SJ_BASE_NUMBER_H
#define SJ_BASE_NUMBER_H

#include "parsers/base/digits.h"

/* `len` (1 to 8) characters, '0' as 0 and so on; the bytes below them are 0. */
static inline uint64_t sj_number_digits(const char *p, size_t len) {
    return __builtin_bswap64(sj_read_8(p) ^ SJ_EACH_BYTE('0')) << (64 - 8 * (unsigned)len);
}

/* The four numbers that pairs of digits make, 16 bits each, the first the lowest. */
static inline uint64_t sj_number_pairs(uint64_t v) {
    return v * (1 + (10 << 8)) >> 8 & UINT64_C(0x00FF00FF00FF00FF);
}

/* The number that digits make. */
static inline uint32_t sj_number_value(uint64_t v) {
    v = sj_number_pairs(v) * (1 + (100 << 16)) >> 16 & UINT64_C(0x0000FFFF0000FFFF);
    return (uint32_t)(v * (1 + (UINT64_C(10000) << 32)) >> 32);
}

/* A number of 1 to 8 characters, not negative, with a point or none, times what `scale` says of so
 * many digits behind the point. False where that is 0, or where it is no such number. */
static inline bool sj_number_read(const char *p, size_t len, const uint16_t scale[8],
                                  int64_t *out) {
    uint64_t v = sj_number_digits(p, len);
    uint64_t x = v ^ SJ_EACH_BYTE('.' ^ '0');
    uint64_t zeros = (x - SJ_EACH_BYTE(1)) & ~x & SJ_EACH_BYTE(0x80); /* the lowest: a point */
    uint64_t has_point = zeros != 0;
    uint64_t before = (zeros ^ (zeros - 1)) & -has_point; /* up to the first point, with it */
    unsigned behind = 7 - (unsigned)__builtin_ctzll(zeros | UINT64_C(1) << 63) / 8;
    v = (v & ~before) | (v << 8 & before);
    if (!scale[behind] || !sj_digits_only(v) || len == has_point) return false;
    *out = (int64_t)sj_number_value(v) * scale[behind];
    return true;
}

#endif
