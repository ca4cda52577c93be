/* engine/transport/base64.c - base64, both ways. */
#include "engine/transport/base64.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool sj_base64_write(char *out, size_t cap, const void *bytes, size_t len) {
    const uint8_t *b = bytes;
    size_t n = (len * 8 + 5) / 6;
    if (n + 1 > cap) return false;
    for (size_t i = 0; i < n; i++) {
        size_t bit = i * 6, at = bit / 8, shift = bit % 8;
        unsigned two = (unsigned)b[at] << 8 | (at + 1 < len ? b[at + 1] : 0);
        out[i] = letters[two >> (10 - shift) & 63];
    }
    out[n] = 0;
    return true;
}

ptrdiff_t sj_base64_read(uint8_t *out, size_t cap, sj_str text) {
    unsigned held = 0, bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        const char *found = c ? strchr(letters, c) : NULL;
        if (!found) return -1;
        held = (held << 6 | (unsigned)(found - letters)) & 0xffff;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        if (n == cap) return -1;
        out[n++] = (uint8_t)(held >> bits);
    }
    return (ptrdiff_t)n;
}
