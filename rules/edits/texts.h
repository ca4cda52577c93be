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

/* The first eight characters and the last eight, each in the upper bytes, the first one lowest; of
 * a text of up to eight the same twice. With the length they are all of a text of up to 16. */
typedef struct text_ends {
    uint64_t first, last;
} text_ends;

static inline text_ends ends_of(sj_str s) {
    static const char none[8];
    const size_t n = s.len < 8 ? s.len : 8;
    const char *p = s.len ? s.ptr : none;
    const unsigned unused = (unsigned)(-8 * n) & 63;
    return (text_ends){load_8(p) << unused, load_8(p + (s.len - n)) << unused};
}

/* A text of up to seven characters, the lowest byte free; no text of two lengths is the same. */
static inline uint64_t short_text(sj_str s) {
    return ends_of(s).first;
}

/* 64 bits of the product of two numbers, its upper half folded into its lower one. */
static inline uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_ends(text_ends e, size_t len) {
    return fold(e.first ^ 0x9E3779B97F4A7C15u, e.last ^ 0xD6E8FEB86659FD93u ^ len);
}

/* Equal for equal texts. */
uint64_t sj_text_hash(sj_str s);

/* Is one of its characters from..to, both ASCII, `from` not NUL? */
bool sj_text_has(sj_str s, unsigned char from, unsigned char to);

/* May one of eight characters be a small letter, a digit? Some others count too. */
static inline uint64_t may_be_lower(uint64_t v) {
    return v & v << 1 & SJ_EACH_BYTE(0x40);
}

static inline uint64_t may_be_digit(uint64_t v) {
    return v & v << 1 & ~(v >> 1) & SJ_EACH_BYTE(0x20);
}

/* May one of a text's? Of a long one: yes. */
static inline bool may_have_lower(sj_str s) {
    const text_ends ends = ends_of(s);
    return (s.len > 16) | ((may_be_lower(ends.first) | may_be_lower(ends.last)) != 0);
}

#endif
