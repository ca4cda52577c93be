/* parsers/base/digits.h - up to eight characters at once, in one 64-bit number.
 *
 * All but sj_pack_8 read eight bytes from where a value begins, so that much must be readable
 * behind it (for text of a segment it is: SJ_SEGMENT_SLACK); the last character stands in the
 * lowest byte.
 */
#ifndef SJ_BASE_DIGITS_H
#define SJ_BASE_DIGITS_H

#include <scrubjay/str.h>

#define SJ_EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes as one number, the first the highest. */
static inline uint64_t sj_read_8(const char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The same number to eight bytes. */
static inline void sj_write_8(char *p, uint64_t v) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    memcpy(p, &v, sizeof v);
}

/* `len` (1 to 8) characters, '0' as 0 and so on. */
static inline uint64_t sj_digits_read(const char *p, size_t len) {
    unsigned rest = 64 - 8 * (unsigned)len;
    return (sj_read_8(p) >> rest) ^ (SJ_EACH_BYTE('0') >> rest);
}

/* Are they digits, all of them? What a byte above 0x89 carries into the next makes no difference:
 * it is no digit. */
static inline bool sj_digits_only(uint64_t v) {
    return ((v | (v + SJ_EACH_BYTE(0x76))) & SJ_EACH_BYTE(0x80)) == 0;
}

/* 0xFF where the last point stands; 0 where there is none, which nobody can foresee: so no branch
 * asks. */
static inline uint64_t sj_digits_point(uint64_t v) {
    uint64_t x = v ^ SJ_EACH_BYTE('.' ^ '0');
    uint64_t zeros = (x - SJ_EACH_BYTE(1)) & ~x & SJ_EACH_BYTE(0x80);
    uint64_t last = zeros & -zeros; /* the lowest is surely one, others may not be */
    return (last << 1) - (last >> 7);
}

/* The eight digits of a number below 10^8. Four of them go to each half, then two to each quarter,
 * one to each byte: what is above moves up. */
static inline uint64_t sj_digits_of(uint32_t n) {
    uint64_t v = n + n / 10000 * ((UINT64_C(1) << 32) - 10000);
    v += ((v * 10486) >> 20 & UINT64_C(0x0000007F0000007F)) * ((1 << 16) - 100);
    return v + ((v * 103) >> 10 & UINT64_C(0x000F000F000F000F)) * ((1 << 8) - 10);
}

/* Up to eight bytes as they would lie in memory, NULs behind them (little-endian hosts). Reads
 * nothing behind them, and has no loop whose end the processor would have to guess. */
static inline uint64_t sj_pack_8(const char *p, size_t len) {
    if (len >= 4) {
        uint32_t first, last;
        memcpy(&first, p, sizeof first);
        memcpy(&last, p + len - sizeof last, sizeof last);
        return first | (uint64_t)last << 8 * (len - sizeof last);
    }
    if (len == 0) return 0;
    const unsigned char *b = (const unsigned char *)p;
    return b[0] | (uint64_t)b[len / 2] << 8 * (len / 2) | (uint64_t)b[len - 1] << 8 * (len - 1);
}

#endif
