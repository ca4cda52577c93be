/* The streaming JSON writer. Text is copied in runs: a table tells the bytes that may stand as they
 * are; only the others are looked at one by one. */
#include "parsers/base/json.h"

#include <assert.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "parsers/base/utf8.h"

enum { PIECE = 64 * 1024 };

/* 0: stands as it is. Otherwise the letter after the backslash, 'u' for \u00XX, or 'x': the start
 * of (or a wrong byte in) a UTF-8 sequence. */
static const char escapes[256] = {
    [0x00 ... 0x07] = 'u', ['\b'] = 'b',  ['\t'] = 't', ['\n'] = 'n',
    [0x0b] = 'u',          ['\f'] = 'f',  ['\r'] = 'r', [0x0e ... 0x1f] = 'u',
    ['"'] = '"',           ['\\'] = '\\', [0x7f] = 'u', [0x80 ... 0xff] = 'x',
};

void sj_json_init(sj_json_out *out, sj_json_write_fn write, void *ctx) {
    *out = (sj_json_out){.write = write, .ctx = ctx};
}

void sj_json_dispose(sj_json_out *out) {
    sj_free(out->buf);
    sj_json_init(out, out->write, out->ctx);
}

sj_status sj_json_flush(sj_json_out *out) {
    if (out->write && out->len && out->status == SJ_OK) {
        if (out->write(out->ctx, out->buf, out->len) != 0) out->status = SJ_EIO;
        out->len = 0;
    }
    return out->status;
}

/* Room for `n` more bytes. */
static bool reserve(sj_json_out *out, size_t n) {
    if (out->status != SJ_OK) return false;
    if (out->cap - out->len >= n) return true;
    if (sj_json_flush(out) != SJ_OK) return false;
    if (out->cap - out->len >= n) return true;
    size_t cap = out->cap ? 2 * out->cap : PIECE;
    while (cap - out->len < n) cap *= 2;
    char *buf = sj_realloc(out->buf, cap);
    if (!buf) {
        out->status = SJ_ENOMEM;
        return false;
    }
    out->buf = buf;
    out->cap = cap;
    return true;
}

static SJ_APART void put_pieces(sj_json_out *out, const char *p, size_t n) {
    for (size_t piece; n; p += piece, n -= piece) {
        piece = n < PIECE ? n : PIECE;
        if (!reserve(out, piece)) return;
        memcpy(out->buf + out->len, p, piece);
        out->len += piece;
    }
}

static inline void put(sj_json_out *out, const char *p, size_t n) {
    if (out->cap - out->len < n || out->status != SJ_OK) {
        put_pieces(out, p, n);
    } else if (n) {
        memcpy(out->buf + out->len, p, n);
        out->len += n;
    }
}

static inline void put_byte(sj_json_out *out, char c) {
    if (out->len < out->cap && out->status == SJ_OK)
        out->buf[out->len++] = c;
    else
        put_pieces(out, &c, 1);
}

/* What stands before a value: a comma unless it is the first or follows its key. */
static void separate(sj_json_out *out) {
    if (out->after_key) {
        out->after_key = false;
        return;
    }
    uint64_t bit = (uint64_t)1 << out->depth;
    if (out->has_item & bit) put_byte(out, ',');
    out->has_item |= bit;
    if (!out->on_line) return;
    out->on_line = false;
    put_byte(out, '\n');
    for (unsigned i = 0; i < out->depth / 2; i++) put_byte(out, ' ');
}

static void open(sj_json_out *out, char bracket) {
    separate(out);
    assert(out->depth + 1 < SJ_JSON_DEPTH);
    out->depth++;
    out->has_item &= ~((uint64_t)1 << out->depth);
    put_byte(out, bracket);
}

static void close(sj_json_out *out, char bracket) {
    assert(out->depth > 0);
    out->depth--;
    put_byte(out, bracket);
}

void sj_json_object(sj_json_out *out) {
    open(out, '{');
}
void sj_json_object_end(sj_json_out *out) {
    close(out, '}');
}
void sj_json_array(sj_json_out *out) {
    open(out, '[');
}
void sj_json_array_end(sj_json_out *out) {
    close(out, ']');
}

void sj_json_key(sj_json_out *out, const char *key) {
    separate(out);
    put_byte(out, '"');
    put(out, key, strlen(key));
    put(out, "\":", 2);
    out->after_key = true;
}

/* Is the sequence one of the characters that stand for single bytes? U+EF80 is EE BE 80. */
static bool is_byte_character(const unsigned char *p) {
    return p[0] == 0xee && (p[1] == 0xbe || p[1] == 0xbf);
}

/* What stands for one byte or sequence that needs care: at most six bytes at *to, which goes behind
 * them; returns how many bytes it took. */
static SJ_APART size_t write_special(char **to, const unsigned char *p, size_t n,
                                     bool keeps_bytes) {
    static const char hex[] = "0123456789abcdef";
    const char text[6] = {'\\', escapes[*p], '0', '0', hex[*p >> 4], hex[*p & 15]};
    size_t len = text[1] == 'u' ? 6 : 2, took = 1;
    if (text[1] != 'x') {
        memcpy(*to, text, sizeof text);
    } else if ((len = sj_utf8_sequence(p, n)) && !(keeps_bytes && is_byte_character(p))) {
        memcpy(*to, p, took = len);
    } else if (keeps_bytes) {
        memcpy(*to, text, len = sizeof text);
        memcpy(*to + 1, "uef", 3);
    } else {
        memcpy(*to, "\xef\xbf\xbd", len = 3);
    }
    *to += len;
    return took;
}

static void put_text(sj_json_out *out, sj_str s, bool keeps_bytes) {
    separate(out);
    put_byte(out, '"');
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len;) {
        size_t run = i;
        while (run < s.len && !escapes[p[run]]) run++;
        put(out, s.ptr + i, run - i);
        i = run;
        if (i == s.len) break;
        char special[6], *end = special;
        i += write_special(&end, p + i, s.len - i, keeps_bytes);
        put(out, special, (size_t)(end - special));
    }
    put_byte(out, '"');
}

void sj_json_str(sj_json_out *out, sj_str s) {
    put_text(out, s, false);
}

void sj_json_bytes(sj_json_out *out, sj_str s) {
    put_text(out, s, true);
}

void sj_json_strz(sj_json_out *out, const char *z) {
    if (z)
        sj_json_str(out, sj_str_of(z));
    else
        sj_json_null(out);
}

/* Digits from the end of `end` backwards; where they begin. */
static inline char *write_back(char *end, uint64_t n) {
    do {
        *--end = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    return end;
}

static void put_number(sj_json_out *out, uint64_t n, bool negative) {
    char text[24], *end = text + sizeof text, *p = write_back(end, n);
    if (negative) *--p = '-';
    separate(out);
    put(out, p, (size_t)(end - p));
}

void sj_json_int(sj_json_out *out, int64_t n) {
    put_number(out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, n < 0);
}

void sj_json_uint(sj_json_out *out, uint64_t n) {
    put_number(out, n, false);
}

void sj_json_money(sj_json_out *out, sj_money m) {
    char text[SJ_MONEY_SIZE];
    sj_json_str(out, (sj_str){text, sj_money_print(m, text)});
}

void sj_json_bool(sj_json_out *out, bool b) {
    separate(out);
    put(out, b ? "true" : "false", b ? 4 : 5);
}

void sj_json_null(sj_json_out *out) {
    separate(out);
    put(out, "null", 4);
}

void sj_json_raw(sj_json_out *out, sj_str json) {
    separate(out);
    put(out, json.ptr, json.len);
}

char *sj_json_room(sj_json_out *out, size_t n) {
    separate(out);
    return reserve(out, n) ? out->buf + out->len : NULL;
}

void sj_json_wrote(sj_json_out *out, const char *end) {
    out->len = (size_t)(end - out->buf);
}

char *sj_json_write_str(char *to, sj_str s) {
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    *to++ = '"';
    while (p < end) {
        if (!escapes[*p])
            *to++ = (char)*p++;
        else
            p += write_special(&to, p, (size_t)(end - p), false);
    }
    *to++ = '"';
    return to;
}

char *sj_json_write_uint(char *to, uint64_t n) {
    char text[24], *end = text + sizeof text, *p = write_back(end, n);
    return (char *)memcpy(to, p, (size_t)(end - p)) + (end - p);
}

char *sj_json_write_money(char *to, sj_money m) {
    uint64_t cents = m < 0 ? 0 - (uint64_t)m : (uint64_t)m;
    *to++ = '"';
    if (m < 0) *to++ = '-';
    to = sj_json_write_uint(to, cents / 100);
    *to++ = '.';
    *to++ = (char)('0' + cents % 100 / 10);
    *to++ = (char)('0' + cents % 10);
    *to++ = '"';
    return to;
}

void sj_json_line(sj_json_out *out) {
    out->on_line = true;
}

void sj_json_newline(sj_json_out *out) {
    assert(out->depth == 0);
    out->has_item = 0;
    put_byte(out, '\n');
}
