/* parsers/base/utf8.h - telling UTF-8 from other bytes. */
#ifndef SJ_BASE_UTF8_H
#define SJ_BASE_UTF8_H

#include <stddef.h>

/* Length of the UTF-8 sequence of two to four bytes at p, of which `n` may be read; 0 when it is
 * none: overlong forms, surrogates and what lies beyond U+10FFFF are none, nor is an ASCII byte. */
static inline size_t sj_utf8_sequence(const unsigned char *p, size_t n) {
    unsigned char low = 0x80, high = 0xbf;
    size_t len;
    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        len = 2;
    } else if (p[0] >= 0xe0 && p[0] <= 0xef) {
        len = 3;
        if (p[0] == 0xe0) low = 0xa0;
        if (p[0] == 0xed) high = 0x9f;
    } else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        len = 4;
        if (p[0] == 0xf0) low = 0x90;
        if (p[0] == 0xf4) high = 0x8f;
    } else {
        return 0;
    }
    if (n < len || p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xc0) != 0x80) return 0;
    return len;
}

#endif
