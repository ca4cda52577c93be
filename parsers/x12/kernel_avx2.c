/* AVX2: 64 bytes as two registers of 32. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "parsers/x12/kernel_masks.h"

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

typedef struct needles {
    __m256i element, terminator, component, repetition;
} needles;

TARGET static inline needles make_needles(const sj_delimiters *d) {
    return (needles){_mm256_set1_epi8(d->element), _mm256_set1_epi8(d->terminator),
                     _mm256_set1_epi8(d->component),
                     _mm256_set1_epi8(d->repetition ? d->repetition : d->component)};
}

TARGET static inline uint64_t pack(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
                                                     << 32;
}

TARGET static inline uint64_t equal(__m256i low, __m256i high, __m256i needle) {
    return pack(_mm256_cmpeq_epi8(low, needle), _mm256_cmpeq_epi8(high, needle));
}

/* Signed bytes: with 1 added, everything odd (0x7f and up turned negative, 0xff to 0) is below
 * 0x21. */
TARGET static inline __m256i is_odd(__m256i bytes) {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(0x21), _mm256_add_epi8(bytes, _mm256_set1_epi8(1)));
}

TARGET static inline struct masks look(const char *p, const needles *n) {
    __m256i low = _mm256_loadu_si256((const __m256i *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));
    __m256i low_sub = _mm256_or_si256(_mm256_cmpeq_epi8(low, n->component),
                                      _mm256_cmpeq_epi8(low, n->repetition));
    __m256i high_sub = _mm256_or_si256(_mm256_cmpeq_epi8(high, n->component),
                                       _mm256_cmpeq_epi8(high, n->repetition));
    return (struct masks){.elements = equal(low, high, n->element),
                          .terminators = equal(low, high, n->terminator),
                          .subs = pack(low_sub, high_sub),
                          .odd = pack(is_odd(low), is_odd(high))};
}

TARGET static inline uint64_t newlines(const char *p) {
    __m256i low = _mm256_loadu_si256((const __m256i *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));
    return equal(low, high, _mm256_set1_epi8('\n')) | equal(low, high, _mm256_set1_epi8('\r'));
}

TARGET static inline uint32_t trailing_zeros(uint64_t x) {
    return (uint32_t)_tzcnt_u64(x);
}

TARGET static inline uint32_t filled_8(const uint32_t *marks) {
    __m256i step = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)marks),
                                    _mm256_loadu_si256((const __m256i *)(marks - 1)));
    __m256i is_filled = _mm256_cmpgt_epi32(step, _mm256_set1_epi32(1));
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(is_filled));
}

TARGET static inline uint32_t filled_16(const uint32_t *marks) {
    return filled_8(marks) | filled_8(marks + 8) << 8;
}

/* Row m: the positions of the bits of m, one in each byte, lowest first. */
#define BIT(m, i)        ((uint64_t)(m) >> (i)&1)
#define PUSH(row, m, i)  ((row) * (1 + 255 * BIT(m, i)) + (i)*BIT(m, i))
#define PUSH4(row, m, i) PUSH(PUSH(PUSH(PUSH(row, m, (i) + 3), m, (i) + 2), m, (i) + 1), m, i)
#define ROW(m)           PUSH4(PUSH4(UINT64_C(0), m, 4), m, 0)
#define ROWS4(m)         ROW(m), ROW((m) + 1), ROW((m) + 2), ROW((m) + 3)
#define ROWS16(m)        ROWS4(m), ROWS4((m) + 4), ROWS4((m) + 8), ROWS4((m) + 12)
#define ROWS64(m)        ROWS16(m), ROWS16((m) + 16), ROWS16((m) + 32), ROWS16((m) + 48)

static const uint64_t bit_positions[256] = {ROWS64(0), ROWS64(64), ROWS64(128), ROWS64(192)};

TARGET static inline uint32_t *put_8(uint32_t *to, unsigned mask, __m256i at) {
    __m128i row = _mm_loadl_epi64((const __m128i *)&bit_positions[mask]);
    _mm256_storeu_si256((__m256i *)to, _mm256_add_epi32(_mm256_cvtepu8_epi32(row), at));
    return to + _mm_popcnt_u32(mask);
}

TARGET static inline uint32_t *put_32(uint32_t *to, uint32_t bits, __m256i at) {
    const __m256i eight = _mm256_set1_epi32(8);
    to = put_8(to, bits & 0xff, at);
    at = _mm256_add_epi32(at, eight);
    to = put_8(to, bits >> 8 & 0xff, at);
    at = _mm256_add_epi32(at, eight);
    to = put_8(to, bits >> 16 & 0xff, at);
    at = _mm256_add_epi32(at, eight);
    return put_8(to, bits >> 24, at);
}

/* Eight bits at a time through the table, whatever they are: no branch to mispredict, and about as
 * much work as storing sixteen positions one by one. */
TARGET static inline uint32_t *put_marks(uint32_t *to, uint64_t bits, uint32_t at) {
    __m256i base = _mm256_set1_epi32((int)at);
    to = put_32(to, (uint32_t)bits, base);
    return put_32(to, (uint32_t)(bits >> 32), _mm256_add_epi32(base, _mm256_set1_epi32(32)));
}
#define PUT_MARKS put_marks

#include "parsers/x12/kernel_block.h"

static bool is_supported(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

const sj_kernel sj_kernel_avx2 = {"avx2", is_supported, scan};
#else
typedef int sj_no_avx2; /* a file may not be empty */
#endif
