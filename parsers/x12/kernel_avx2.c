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

#include "parsers/x12/kernel_block.h"

static bool is_supported(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

const sj_kernel sj_kernel_avx2 = {"avx2", is_supported, scan};
#else
typedef int sj_no_avx2; /* a file may not be empty */
#endif
