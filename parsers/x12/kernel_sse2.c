/* SSE2, which every x86-64 has: 64 bytes as four registers of 16. */
#if defined(__x86_64__)
#include <emmintrin.h>

#include "parsers/x12/kernel_masks.h"

#define TARGET

enum { PARTS = 4, WIDTH = 16 };

typedef struct needles {
    __m128i element, terminator, component, repetition;
} needles;

static inline needles make_needles(const sj_delimiters *d) {
    return (needles){_mm_set1_epi8(d->element), _mm_set1_epi8(d->terminator),
                     _mm_set1_epi8(d->component),
                     _mm_set1_epi8(d->repetition ? d->repetition : d->component)};
}

static inline uint64_t pack(__m128i part, int i) {
    return (uint64_t)(unsigned)_mm_movemask_epi8(part) << (i * WIDTH);
}

/* Signed bytes: with 1 added, everything odd (0x7f and up turned negative, 0xff to 0) is below
 * 0x21. */
static inline __m128i is_odd(__m128i bytes) {
    return _mm_cmpgt_epi8(_mm_set1_epi8(0x21), _mm_add_epi8(bytes, _mm_set1_epi8(1)));
}

static inline struct masks look(const char *p, const needles *n) {
    struct masks m = {0};
    for (int i = 0; i < PARTS; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(p + i * WIDTH));
        __m128i sub =
            _mm_or_si128(_mm_cmpeq_epi8(part, n->component), _mm_cmpeq_epi8(part, n->repetition));
        m.elements |= pack(_mm_cmpeq_epi8(part, n->element), i);
        m.terminators |= pack(_mm_cmpeq_epi8(part, n->terminator), i);
        m.subs |= pack(sub, i);
        m.odd |= pack(is_odd(part), i);
    }
    return m;
}

static inline uint64_t newlines(const char *p) {
    uint64_t mask = 0;
    for (int i = 0; i < PARTS; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(p + i * WIDTH));
        mask |= pack(_mm_or_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8('\n')),
                                  _mm_cmpeq_epi8(part, _mm_set1_epi8('\r'))),
                     i);
    }
    return mask;
}

/* The topmost bit does not change the answer, except that for 0 there is one. */
static inline uint32_t trailing_zeros(uint64_t x) {
    return (uint32_t)__builtin_ctzll(x | (uint64_t)1 << 63);
}

static inline __m128i filled_4(const uint32_t *marks) {
    __m128i step = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)marks),
                                 _mm_loadu_si128((const __m128i *)(marks - 1)));
    return _mm_cmpgt_epi32(step, _mm_set1_epi32(1));
}

static inline uint32_t filled_16(const uint32_t *marks) {
    __m128i low = _mm_packs_epi32(filled_4(marks), filled_4(marks + 4));
    __m128i high = _mm_packs_epi32(filled_4(marks + 8), filled_4(marks + 12));
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}

#include "parsers/x12/kernel_block.h"

static bool is_supported(void) {
    return true;
}

const sj_kernel sj_kernel_sse2 = {"sse2", is_supported, scan};
#else
typedef int sj_no_sse2; /* a file may not be empty */
#endif
