/* The streaming JSON writer. Text is copied in runs: a table, or eight bytes at once, tells what
 * may stand as it is; only the rest is looked at one by one. */
#include "parsers/base/json.h"

#include <assert.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "parsers/base/digits.h"
#include "parsers/base/utf8.h"

enum { PIECE = 64 * 1024, EIGHT_DIGITS = 100000000 };

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

static void put_number(sj_json_out *out, uint64_t n, bool negative) {
    char text[1 + SJ_JSON_UINT_ROOM] = {'-'};
    char *end = sj_json_write_uint(text + negative, n);
    separate(out);
    put(out, text, (size_t)(end - text));
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

/* Not 0: one of eight bytes may need care. */
static inline uint64_t find_care(const char *p) {
    uint64_t v = sj_read_8(p), quotes = v ^ SJ_EACH_BYTE('"'), slashes = v ^ SJ_EACH_BYTE('\\');
    uint64_t odd = (v - SJ_EACH_BYTE(' ')) | v | (v + SJ_EACH_BYTE(1)); /* up to 0x1f, from 0x7f */
    return (odd | (quotes - SJ_EACH_BYTE(1)) | (slashes - SJ_EACH_BYTE(1))) & SJ_EACH_BYTE(0x80);
}

/* Does all of a text stand as it is? False also where it is too short to be looked at so. */
static inline bool is_plain(sj_str s) {
    if (s.len < 8) return false;
    uint64_t care = find_care(s.ptr + s.len - 8);
    for (size_t i = 0; i + 8 < s.len; i += 8) care |= find_care(s.ptr + i);
    return !care;
}

char *sj_json_write_str(char *to, sj_str s) {
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    *to++ = '"';
    if (is_plain(s)) {
        to = (char *)memcpy(to, s.ptr, s.len) + s.len;
        p = end;
    }
    while (p < end) {
        if (!escapes[*p])
            *to++ = (char)*p++;
        else
            p += write_special(&to, p, (size_t)(end - p), false);
    }
    *to++ = '"';
    return to;
}

/* A number of more than eight digits. */
static SJ_APART char *write_long(char *to, uint64_t n) {
    to = sj_json_write_uint(to, n / EIGHT_DIGITS);
    sj_write_8(to, sj_digits_of((uint32_t)(n % EIGHT_DIGITS)) | SJ_EACH_BYTE('0'));
    return to + 8;
}

char *sj_json_write_uint(char *to, uint64_t n) {
    if (n >= EIGHT_DIGITS) return write_long(to, n);
    uint64_t digits = sj_digits_of((uint32_t)n);
    unsigned zeros = (unsigned)__builtin_clzll(digits | 1) / 8; /* before the first digit */
    sj_write_8(to, (digits | SJ_EACH_BYTE('0')) << 8 * zeros);
    return to + 8 - zeros;
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
