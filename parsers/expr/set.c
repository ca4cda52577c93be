/* parsers/expr/set.c - named sets of short texts: sorted, searched by bisection, without a branch
 * that the processor would have to guess. Words that stand for all that begins so are entries of
 * their own kind, looked for by each of their lengths. */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

#include <stdlib.h>

enum { WORD = 16, MAX_WORDS = 1 << 20 };

/* A word as two numbers whose order is that of memcmp; NULs behind its end. */
typedef struct packed {
    uint64_t high, low;
} packed;

typedef struct entry {
    char text[WORD];
    uint8_t len;
    bool prefix;
} entry;

struct sj_expr_set {
    entry *entries;
    uint32_t n, capacity;
    uint64_t first[4];       /* what words begin with, sj_expr_beginning */
    uint32_t prefix_lengths; /* bit n: a prefix of n bytes is in it */
    bool in_order, no_memory;
};

static bool is_blank(char c) {
    return c == ' ' || c == ',' || c == '\n' || c == '\t' || c == '\r';
}

static uint64_t big_endian(const char *text) {
    uint64_t v;
    memcpy(&v, text, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(v) : v;
}

static packed packed_of(const char text[WORD]) {
    return (packed){big_endian(text), big_endian(text + 8)};
}

static inline bool is_less(packed a, packed b) {
    return (a.high < b.high) | ((a.high == b.high) & (a.low < b.low));
}

static inline bool is_same(packed a, packed b) {
    return a.high == b.high && a.low == b.low;
}

/* In front of equal ones the shorter, then what is no prefix. */
static int order(const entry *x, const entry *y) {
    packed a = packed_of(x->text), b = packed_of(y->text);
    if (!is_same(a, b)) return is_less(a, b) ? -1 : 1;
    return x->len != y->len ? (int)x->len - (int)y->len : (int)x->prefix - (int)y->prefix;
}

static int compare(const void *a, const void *b) {
    return order(a, b);
}

static bool make_room(sj_expr_set *s) {
    if (s->n == MAX_WORDS) return false;
    uint32_t capacity = s->capacity ? 2 * s->capacity : 32;
    entry *grown = sj_realloc(s->entries, capacity * sizeof *grown);
    s->no_memory = !grown;
    if (!grown) return false;
    s->entries = grown;
    s->capacity = capacity;
    return true;
}

/* The text has NULs behind its end. */
static bool add(sj_expr_set *s, const char text[WORD], size_t len, bool prefix) {
    if (s->n == s->capacity && !make_room(s)) return false;
    entry *e = &s->entries[s->n++];
    *e = (entry){.len = (uint8_t)len, .prefix = prefix};
    memcpy(e->text, text, WORD);
    sj_expr_begins_add(s->first, (sj_str){text, len}, prefix);
    if (prefix) s->prefix_lengths |= 1u << len;
    if (s->n > 1 && order(e - 1, e) > 0) s->in_order = false;
    return true;
}

/* Count up the last digits of `text` in place; false when they are all nines. */
static bool increment(char *text, size_t len) {
    while (len > 0 && text[len - 1] >= '0' && text[len - 1] <= '9') {
        if (text[--len] != '9') {
            text[len]++;
            return true;
        }
        text[len] = '0';
    }
    return false;
}

static void pad(char to[WORD], sj_str word) {
    memset(to, 0, WORD);
    memcpy(to, word.ptr, word.len);
}

/* 99202-99215: both ends of the same length, the first not after the last. */
static bool add_range(sj_expr_set *s, sj_str from, sj_str to, bool prefix) {
    char text[WORD], last[WORD];
    if (from.len != to.len) return false;
    pad(text, from);
    pad(last, to);
    const packed end = packed_of(last);
    for (;;) {
        const packed at = packed_of(text);
        if (is_less(end, at) || !add(s, text, from.len, prefix)) return false;
        if (is_same(at, end)) return true;
        if (!increment(text, from.len)) return false;
    }
}

static bool add_word(sj_expr_set *s, sj_str word) {
    char text[WORD];
    bool prefix = word.ptr[word.len - 1] == '*';
    if (prefix && --word.len == 0) return false;
    const char *dash = memchr(word.ptr, '-', word.len);
    if (!dash && word.len > WORD) return false;
    if (!dash) {
        pad(text, word);
        return add(s, text, word.len, prefix);
    }
    sj_str from = {word.ptr, (size_t)(dash - word.ptr)};
    sj_str to = {dash + 1, word.len - from.len - 1};
    return from.len > 0 && from.len <= WORD && add_range(s, from, to, prefix);
}

sj_status sj_expr_set_new(sj_expr_set **out, sj_str words, sj_err *err) {
    sj_expr_set *s = sj_calloc(1, sizeof *s);
    if (!s) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    s->in_order = true;
    for (size_t i = 0; i < words.len;) {
        size_t n = 0;
        while (i + n < words.len && !is_blank(words.ptr[i + n])) n++;
        if (n && !add_word(s, (sj_str){words.ptr + i, n})) {
            bool no_memory = s->no_memory;
            sj_expr_set_free(s);
            if (no_memory) return sj_err_set(err, SJ_ENOMEM, "out of memory");
            return sj_err_setf(
                err, SJ_EARG,
                "a set takes words of up to 16 characters, ranges like 99202-99215, and E11* for "
                "all that begins so",
                "%.*s", (int)n, words.ptr + i);
        }
        i += n ? n : 1;
    }
    if (!s->in_order) qsort(s->entries, s->n, sizeof *s->entries, compare);
    *out = s;
    return SJ_OK;
}

void sj_expr_set_free(sj_expr_set *s) {
    if (!s) return;
    sj_free(s->entries);
    sj_free(s);
}

static packed key_of(sj_str text) {
    char padded[WORD] = {0};
    if (text.len) memcpy(padded, text.ptr, text.len);
    return packed_of(padded);
}

/* The first entry that is not before a word; its place may be the end. */
static const entry *find_first(const sj_expr_set *s, packed key) {
    const entry *from = s->entries;
    for (uint32_t n = s->n; n > 0;) {
        uint32_t half = n / 2;
        const entry *middle = from + half;
        bool less = is_less(packed_of(middle->text), key);
        from = less ? middle + 1 : from;
        n = less ? n - half - 1 : half;
    }
    return from;
}

static bool find(const sj_expr_set *s, sj_str text, bool prefix) {
    if (text.len > WORD || !s->n) return false;
    const packed key = key_of(text);
    const entry *end = s->entries + s->n;
    for (const entry *e = find_first(s, key); e < end && is_same(packed_of(e->text), key); e++)
        if (e->len == text.len && e->prefix == prefix) return true;
    return false;
}

bool sj_expr_set_has(const sj_expr_set *s, sj_str text) {
    if (find(s, text, false)) return true;
    for (uint32_t left = s->prefix_lengths; left; left &= left - 1) {
        size_t n = (size_t)__builtin_ctz(left);
        if (n > text.len) break;
        if (find(s, (sj_str){text.ptr, n}, true)) return true;
    }
    return false;
}

uint32_t sj_expr_set_count(const sj_expr_set *s) {
    return s->n;
}

sj_str sj_expr_set_at(const sj_expr_set *s, uint32_t i, bool *prefix) {
    *prefix = s->entries[i].prefix;
    return (sj_str){s->entries[i].text, s->entries[i].len};
}

void sj_expr_set_begins(const sj_expr_set *s, uint64_t first[4]) {
    for (int i = 0; i < 4; i++) first[i] |= s->first[i];
}
