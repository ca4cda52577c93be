/* AVX-512 with VBMI2 (Intel from Ice Lake on, AMD from Zen 4 on): 64 bytes as one register,
 * compared into masks, whose bits become positions by compressing the numbers 0 to 63. */
#if defined(__x86_64__)
#include <immintrin.h>

#include "parsers/x12/kernel_masks.h"

#define TARGET                                                                                     \
    __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")))

typedef struct needles {
    __m512i element, terminator, component, repetition;
} needles;

TARGET static inline needles make_needles(const sj_delimiters *d) {
    return (needles){_mm512_set1_epi8(d->element), _mm512_set1_epi8(d->terminator),
                     _mm512_set1_epi8(d->component),
                     _mm512_set1_epi8(d->repetition ? d->repetition : d->component)};
}

/* Unsigned: below 0x20 or above 0x7e is, with 0x20 taken off, above 0x5e. */
TARGET static inline struct masks look(const char *p, const needles *n) {
    __m512i bytes = _mm512_loadu_si512(p);
    return (struct masks){
        .elements = _mm512_cmpeq_epi8_mask(bytes, n->element),
        .terminators = _mm512_cmpeq_epi8_mask(bytes, n->terminator),
        .subs = _mm512_cmpeq_epi8_mask(bytes, n->component) |
                _mm512_cmpeq_epi8_mask(bytes, n->repetition),
        .odd = _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(0x20)),
                                      _mm512_set1_epi8(0x5e)),
    };
}

TARGET static inline uint64_t newlines(const char *p) {
    __m512i bytes = _mm512_loadu_si512(p);
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')) |
           _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r'));
}

TARGET static inline uint32_t trailing_zeros(uint64_t x) {
    return (uint32_t)_tzcnt_u64(x);
}

TARGET static inline uint32_t filled_16(const uint32_t *marks) {
    __m512i step = _mm512_sub_epi32(_mm512_loadu_si512(marks), _mm512_loadu_si512(marks - 1));
    return _mm512_cmpgt_epi32_mask(step, _mm512_set1_epi32(1));
}

/* The positions of the bits, a byte each, lowest first. */
TARGET static inline __m512i positions(uint64_t bits) {
    static const char numbers[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    return _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
}

TARGET static inline void store_16(uint32_t *to, __m128i numbers, uint32_t at) {
    __m512i wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(numbers), _mm512_set1_epi32((int)at));
    _mm512_storeu_si512(to, wide);
}

TARGET static inline uint32_t *put_marks(uint32_t *to, uint64_t bits, uint32_t at) {
    uint64_t n = (uint64_t)_mm_popcnt_u64(bits);
    __m512i all = positions(bits);
    store_16(to, _mm512_castsi512_si128(all), at);
    store_16(to + 16, _mm512_extracti32x4_epi32(all, 1), at);
    if (__builtin_expect(n > 32, 0)) {
        store_16(to + 32, _mm512_extracti32x4_epi32(all, 2), at);
        store_16(to + 48, _mm512_extracti32x4_epi32(all, 3), at);
    }
    return to + n;
}
#define PUT_MARKS put_marks

TARGET static inline uint32_t *put_subs(uint32_t *to, uint64_t bits, uint32_t at) {
    uint64_t n = (uint64_t)_mm_popcnt_u64(bits);
    if (__builtin_expect(n > 16, 0)) return put_marks(to, bits, at);
    store_16(to, _mm512_castsi512_si128(positions(bits)), at);
    return to + n;
}
#define PUT_SUBS put_subs

/* Extracting the terminators' bits from the marks' leaves bit k set where mark k is a terminator;
 * the same with the subs tells how many subs and terminators come before each. */
TARGET static inline sj_scan_end *put_ends(sj_scan_end *to, uint64_t terminators, uint64_t marks,
                                           uint64_t subs, sj_scan_end before) {
    sj_scan_end *next = to + _mm_popcnt_u64(terminators);
    uint64_t of_marks = _pext_u64(terminators, marks);
    uint64_t of_subs = _pext_u64(terminators, terminators | subs);
    __m512i base = _mm512_set1_epi64((long long)((uint64_t)before.sub << 32 | before.mark));
    __m512i ordinal = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
    __m512i mark_bytes = positions(of_marks), sub_bytes = positions(of_subs);
    for (;;) {
        __m512i mark = _mm512_cvtepu8_epi64(_mm512_castsi512_si128(mark_bytes));
        __m512i sub = _mm512_cvtepu8_epi64(_mm512_castsi512_si128(sub_bytes));
        sub = _mm512_slli_epi64(_mm512_sub_epi64(sub, ordinal), 32);
        __m512i both = _mm512_add_epi64(_mm512_add_epi64(mark, sub), base);
        _mm512_storeu_si512(to, both);
        to += 8;
        if (__builtin_expect(to >= next, 1)) return next;
        __m512i shift = _mm512_set_epi64(0, 7, 6, 5, 4, 3, 2, 1);
        mark_bytes = _mm512_permutexvar_epi64(shift, mark_bytes);
        sub_bytes = _mm512_permutexvar_epi64(shift, sub_bytes);
        ordinal = _mm512_add_epi64(ordinal, _mm512_set1_epi64(8));
    }
}
#define PUT_ENDS put_ends

#include "parsers/x12/kernel_block.h"

static bool is_supported(void) {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

const sj_kernel sj_kernel_avx512 = {"avx512", is_supported, scan};
#else
typedef int sj_no_avx512; /* a file may not be empty */
#endif
