/* The yardstick: what it costs to know where the delimiters are and nothing more. One pass with
 * AVX2 (else byte by byte), a 32-bit offset stored for each delimiter.
 *
 * It is meant to be a good one. The plain loop over the bits of each mask is mispredicted in nearly
 * every block of real data and reaches half of this; storing twenty offsets in any case and moving
 * on by the right number costs no branch. */
#include "tests/bench/bench.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

enum { BLOCK = 64, USUAL = 20 };

AVX2 static inline uint32_t look(const char *p, const __m256i needles[4]) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
    __m256i ab =
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, needles[0]), _mm256_cmpeq_epi8(bytes, needles[1]));
    __m256i cd =
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, needles[2]), _mm256_cmpeq_epi8(bytes, needles[3]));
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(ab, cd));
}

AVX2 static size_t scan_avx2(uint32_t *out, const char *p, size_t len, const char delimiters[4]) {
    const __m256i needles[4] = {_mm256_set1_epi8(delimiters[0]), _mm256_set1_epi8(delimiters[1]),
                                _mm256_set1_epi8(delimiters[2]), _mm256_set1_epi8(delimiters[3])};
    uint32_t *to = out;
    for (size_t at = 0; at + BLOCK <= len; at += BLOCK) {
        uint64_t mask = look(p + at, needles) | (uint64_t)look(p + at + BLOCK / 2, needles) << 32;
        uint32_t *next = to + _mm_popcnt_u64(mask);
#pragma GCC unroll 20
        for (int i = 0; i < USUAL; i++, mask &= mask - 1)
            to[i] = (uint32_t)at + (uint32_t)_tzcnt_u64(mask);
        for (to += USUAL; __builtin_expect(mask != 0, 0); mask &= mask - 1)
            *to++ = (uint32_t)at + (uint32_t)_tzcnt_u64(mask);
        to = next;
    }
    return (size_t)(to - out);
}
#endif

static size_t scan_bytes(uint32_t *out, const char *p, size_t len, const char delimiters[4]) {
    bool is_delimiter[256] = {false};
    for (int i = 0; i < 4; i++) is_delimiter[(unsigned char)delimiters[i]] = true;
    size_t n = 0;
    for (size_t at = 0; at < len; at++)
        if (is_delimiter[(unsigned char)p[at]]) out[n++] = (uint32_t)at;
    return n;
}

size_t yardstick(uint32_t *out, const char *p, size_t len, const char delimiters[4]) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return scan_avx2(out, p, len, delimiters);
#endif
    return scan_bytes(out, p, len, delimiters);
}
