/* rules/edits/texts.h - short texts of a claim as numbers, without a branch that hangs on their
 * length.
 *
 * All of them are texts of a segment: eight bytes may be read from where one begins
 * (SJ_SEGMENT_SLACK); what is behind its end is not believed. */
#ifndef SJ_EDITS_TEXTS_H
#define SJ_EDITS_TEXTS_H

#include "parsers/base/digits.h"
#include "parsers/base/hash.h"

static inline uint64_t load_8(const char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* The first eight characters, NULs behind them. */
static inline uint64_t first_8(sj_str s) {
    static const char none[8];
    size_t n = s.len < 8 ? s.len : 8;
    return load_8(n ? s.ptr : none) & ~UINT64_C(0) >> ((64 - 8 * n) & 63);
}

/* The last eight of a longer text, else the first ones again: with first_8 all of up to 16. */
static inline uint64_t last_8(sj_str s) {
    size_t skipped = s.len > 8 ? s.len - 8 : 0;
    return first_8((sj_str){skipped ? s.ptr + skipped : s.ptr, s.len - skipped});
}

/* 64 bits of the product of two numbers, its upper half folded into its lower one. */
static inline uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_text(sj_str s) {
    if (s.len > 16) return sj_hash_str(s);
    return fold(first_8(s) ^ 0x9E3779B97F4A7C15u, last_8(s) ^ 0xD6E8FEB86659FD93u ^ s.len << 56);
}

/* Has one of eight bytes a bit 7 that says: it is from..to? Both are ASCII, `from` is not NUL. */
static inline uint64_t bytes_between(uint64_t v, unsigned char from, unsigned char to) {
    uint64_t low = v & SJ_EACH_BYTE(0x7F);
    uint64_t not_below = low + SJ_EACH_BYTE(0x80u - from), above = low + SJ_EACH_BYTE(0x7Fu - to);
    return not_below & ~above & ~v & SJ_EACH_BYTE(0x80);
}

/* Is one of its characters from..to, both ASCII, `from` not NUL? */
static inline bool has_between(sj_str s, unsigned char from, unsigned char to) {
    uint64_t found = bytes_between(first_8(s), from, to) | bytes_between(last_8(s), from, to);
    for (size_t i = 8; i + 8 < s.len; i += 8) found |= bytes_between(load_8(s.ptr + i), from, to);
    return found != 0;
}

#endif
