/* Multiply and fold: 16 bytes per step go through one 64 x 64 → 128 bit product whose halves are
 * xored. Keys here are mostly 5 to 30 bytes, so the short cases are straight-line code. */
#include "parsers/base/hash.h"

static const uint64_t P0 = 0x9e3779b97f4a7c15u, P1 = 0xd6e8feb86659fd93u, P2 = 0xa0761d6478bd642fu;

static uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load8(const unsigned char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static uint64_t load4(const unsigned char *p) {
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

uint64_t sj_hash(const void *bytes, size_t len, uint64_t seed) {
    const unsigned char *p = bytes;
    uint64_t h = seed ^ P0, a, b;
    size_t rest = len;
    for (; rest > 16; rest -= 16, p += 16) h = fold(load8(p) ^ P1, load8(p + 8) ^ h);
    if (rest >= 8) {
        a = load8(p);
        b = load8(p + rest - 8);
    } else if (rest >= 4) {
        a = load4(p);
        b = load4(p + rest - 4);
    } else {
        a = rest ? (uint64_t)p[0] << 16 | (uint64_t)p[rest / 2] << 8 | p[rest - 1] : 0;
        b = 0;
    }
    return fold(P2 ^ len, fold(a ^ P1, b ^ h));
}
