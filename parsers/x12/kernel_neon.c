/* NEON, which every arm64 has: 64 bytes as four registers of 16. */
#if defined(__aarch64__)
#include <arm_neon.h>

#include "parsers/x12/kernel_masks.h"

#define TARGET

enum { PARTS = 4, WIDTH = 16 };

typedef struct needles {
    uint8x16_t element, terminator, component, repetition;
} needles;

static inline needles make_needles(const sj_delimiters *d) {
    return (needles){vdupq_n_u8((uint8_t)d->element), vdupq_n_u8((uint8_t)d->terminator),
                     vdupq_n_u8((uint8_t)d->component),
                     vdupq_n_u8((uint8_t)(d->repetition ? d->repetition : d->component))};
}

typedef struct bytes64 {
    uint8x16_t part[PARTS];
} bytes64;

static inline bytes64 load(const char *p) {
    bytes64 b;
    for (int i = 0; i < PARTS; i++) b.part[i] = vld1q_u8((const uint8_t *)p + i * WIDTH);
    return b;
}

/* There is no movemask: each lane keeps one bit, then neighbours are added until 64 bits are left.
 */
static inline uint64_t pack(bytes64 b) {
    static const uint8_t weights[WIDTH] = {1, 2, 4, 8, 16, 32, 64, 128,
                                           1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t bit = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(b.part[0], bit), vandq_u8(b.part[1], bit));
    uint8x16_t high = vpaddq_u8(vandq_u8(b.part[2], bit), vandq_u8(b.part[3], bit));
    uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline bytes64 equal(bytes64 b, uint8x16_t needle) {
    for (int i = 0; i < PARTS; i++) b.part[i] = vceqq_u8(b.part[i], needle);
    return b;
}

static inline bytes64 either(bytes64 a, bytes64 b) {
    for (int i = 0; i < PARTS; i++) a.part[i] = vorrq_u8(a.part[i], b.part[i]);
    return a;
}

/* Unsigned: below 0x20 or above 0x7e is, with 0x20 taken off, above 0x5e. */
static inline bytes64 is_odd(bytes64 b) {
    for (int i = 0; i < PARTS; i++)
        b.part[i] = vcgtq_u8(vsubq_u8(b.part[i], vdupq_n_u8(0x20)), vdupq_n_u8(0x5e));
    return b;
}

static inline struct masks look(const char *p, const needles *n) {
    bytes64 b = load(p);
    return (struct masks){
        .elements = pack(equal(b, n->element)),
        .terminators = pack(equal(b, n->terminator)),
        .subs = pack(either(equal(b, n->component), equal(b, n->repetition))),
        .odd = pack(is_odd(b)),
    };
}

static inline uint64_t newlines(const char *p) {
    bytes64 b = load(p);
    return pack(either(equal(b, vdupq_n_u8('\n')), equal(b, vdupq_n_u8('\r'))));
}

/* The topmost bit does not change the answer, except that for 0 there is one. */
static inline uint32_t trailing_zeros(uint64_t x) {
    return (uint32_t)__builtin_ctzll(x | (uint64_t)1 << 63);
}

static inline uint32x4_t filled_4(const uint32_t *marks) {
    return vcgtq_u32(vsubq_u32(vld1q_u32(marks), vld1q_u32(marks - 1)), vdupq_n_u32(1));
}

static inline uint32_t filled_8(const uint32_t *marks) {
    static const uint16_t weights[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    uint16x8_t is_filled = vcombine_u16(vmovn_u32(filled_4(marks)), vmovn_u32(filled_4(marks + 4)));
    return vaddvq_u16(vandq_u16(is_filled, vld1q_u16(weights)));
}

static inline uint32_t filled_16(const uint32_t *marks) {
    return filled_8(marks) | filled_8(marks + 8) << 8;
}

#include "parsers/x12/kernel_block.h"

static bool is_supported(void) {
    return true;
}

const sj_kernel sj_kernel_neon = {"neon", is_supported, scan};
#else
typedef int sj_no_neon; /* a file may not be empty */
#endif
