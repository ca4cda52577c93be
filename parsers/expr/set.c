/* parsers/expr/set.c - named sets of short texts: sorted, searched by bisection, without a branch
 * that the processor would have to guess. A range is one entry, however many texts it stands for.
 * Words that stand for all that begins so are entries of their own kind, looked for by each of
 * their lengths. */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

#include <stdlib.h>

enum { WORD = SJ_EXPR_WORD, MAX_WORDS = 1 << 20 };

/* A word as two numbers whose order is that of memcmp; NULs behind its end. */
typedef struct packed {
    uint64_t high, low;
} packed;

/* One word, or all from one to another that differ in nothing but digits at the end. */
typedef struct entry {
    packed from, to;
    uint32_t ordinal; /* of the first among all words, in order */
    uint8_t len;
    uint8_t fixed; /* bytes that all have in common; digits follow */
    bool prefix;
    bool reached; /* an entry before this one reaches to where it begins, or further */
} entry;

struct sj_expr_set {
    entry *entries;
    uint32_t n, capacity;
    uint32_t count;          /* of words */
    uint64_t first[4];       /* what words begin with, sj_expr_beginning */
    uint32_t prefix_lengths; /* bit n: a prefix of n bytes is in it */
    bool in_order, no_memory;
};

static bool is_blank(char c) {
    return c == ' ' || c == ',' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static uint64_t big_endian(uint64_t v) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(v) : v;
}

static packed packed_of(const char text[WORD]) {
    packed p;
    memcpy(&p, text, WORD);
    return (packed){big_endian(p.high), big_endian(p.low)};
}

static void unpack(char text[WORD], packed p) {
    p = (packed){big_endian(p.high), big_endian(p.low)};
    memcpy(text, &p, WORD);
}

static inline bool is_less(packed a, packed b) {
    return (a.high < b.high) | ((a.high == b.high) & (a.low < b.low));
}

static inline bool is_same(packed a, packed b) {
    return a.high == b.high && a.low == b.low;
}

/* In front of equal ones the shorter, then what is no prefix. */
static int order(const entry *x, const entry *y) {
    if (!is_same(x->from, y->from)) return is_less(x->from, y->from) ? -1 : 1;
    return x->len != y->len ? (int)x->len - (int)y->len : (int)x->prefix - (int)y->prefix;
}

static int compare(const void *a, const void *b) {
    return order(a, b);
}

static bool make_room(sj_expr_set *s) {
    uint32_t capacity = s->capacity ? 2 * s->capacity : 32;
    entry *grown = sj_realloc(s->entries, capacity * sizeof *grown);
    s->no_memory = !grown;
    if (!grown) return false;
    s->entries = grown;
    s->capacity = capacity;
    return true;
}

static uint64_t number_of(const char *digits, size_t n) {
    uint64_t number = 0;
    while (n--) number = number * 10 + (uint64_t)(*digits++ - '0');
    return number;
}

/* How many words from one to another, which have `fixed` bytes in common; 0: these make no range.
 */
static uint64_t count_between(const char *from, const char *to, size_t fixed, size_t len) {
    for (size_t i = fixed; i < len; i++)
        if (!is_digit(from[i]) || !is_digit(to[i])) return 0;
    uint64_t first = number_of(from + fixed, len - fixed);
    uint64_t last = number_of(to + fixed, len - fixed);
    return last < first ? 0 : last - first + 1;
}

/* What the words begin with. Where a byte is not the same in all of them, it is a digit. */
static void add_beginnings(sj_expr_set *s, const char from[WORD], const char to[WORD], size_t len,
                           bool prefix) {
    char text[2];
    for (int a = (unsigned char)from[0]; a <= (unsigned char)to[0]; a++) {
        int low = a == (unsigned char)from[0] || len == 1 ? (unsigned char)from[1] : '0';
        int high = a == (unsigned char)to[0] || len == 1 ? (unsigned char)to[1] : '9';
        text[0] = (char)a;
        for (int b = low; b <= high; b++) {
            text[1] = (char)b;
            sj_expr_begins_add(s->first, (sj_str){text, len < 2 ? len : 2}, prefix);
        }
    }
}

/* All words from one to another; both texts have NULs behind their end. */
static bool add(sj_expr_set *s, const char from[WORD], const char to[WORD], size_t len,
                bool prefix) {
    size_t fixed = 0;
    while (fixed < len && from[fixed] == to[fixed]) fixed++;
    uint64_t count = count_between(from, to, fixed, len);
    if (count == 0 || count > MAX_WORDS - s->count) return false;
    if (s->n == s->capacity && !make_room(s)) return false;
    entry *e = &s->entries[s->n++];
    *e = (entry){.from = packed_of(from),
                 .to = packed_of(to),
                 .len = (uint8_t)len,
                 .fixed = (uint8_t)fixed,
                 .prefix = prefix};
    s->count += (uint32_t)count;
    add_beginnings(s, from, to, len, prefix);
    if (prefix) s->prefix_lengths |= 1u << len;
    if (s->n > 1 && order(e - 1, e) > 0) s->in_order = false;
    return true;
}

static void pad(char to[WORD], sj_str word) {
    memset(to, 0, WORD);
    memcpy(to, word.ptr, word.len);
}

/* One word, or a range as 99202-99215: both ends of the same length, the first not after the last.
 */
static bool add_word(sj_expr_set *s, sj_str word) {
    char from[WORD], to[WORD];
    bool prefix = word.ptr[word.len - 1] == '*';
    if (prefix && --word.len == 0) return false;
    const char *dash = memchr(word.ptr, '-', word.len);
    sj_str last = word;
    if (dash) {
        last = (sj_str){dash + 1, (size_t)(word.ptr + word.len - dash) - 1};
        word.len = (size_t)(dash - word.ptr);
    }
    if (word.len == 0 || word.len > WORD || last.len != word.len) return false;
    pad(from, word);
    pad(to, last);
    return add(s, from, to, word.len, prefix);
}

/* The words told apart: what of one entry another needs to know. */
static void finish(sj_expr_set *s) {
    packed furthest = {0, 0};
    uint32_t ordinal = 0;
    char from[WORD], to[WORD];
    if (!s->in_order) qsort(s->entries, s->n, sizeof *s->entries, compare);
    for (entry *e = s->entries; e < s->entries + s->n; e++) {
        e->reached = !is_less(furthest, e->from);
        if (is_less(furthest, e->to)) furthest = e->to;
        e->ordinal = ordinal;
        unpack(from, e->from);
        unpack(to, e->to);
        ordinal += (uint32_t)count_between(from, to, e->fixed, e->len);
    }
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
    finish(s);
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

/* Behind the last entry that does not begin after a word. */
static const entry *find_behind(const sj_expr_set *s, packed key) {
    const entry *from = s->entries;
    for (uint32_t n = s->n; n > 0;) {
        uint32_t half = n / 2;
        const entry *middle = from + half;
        bool begins_after = is_less(key, middle->from);
        from = begins_after ? from : middle + 1;
        n = begins_after ? half : n - half - 1;
    }
    return from;
}

/* Is the word, which does not stand before the entry's first, one of it? */
static bool holds(const entry *e, packed key, sj_str text, bool prefix) {
    if (e->len != text.len || e->prefix != prefix || is_less(e->to, key)) return false;
    for (size_t i = e->fixed; i < text.len; i++)
        if (!is_digit(text.ptr[i])) return false;
    return true;
}

static bool find(const sj_expr_set *s, sj_str text, bool prefix) {
    if (text.len > WORD) return false;
    const packed key = key_of(text);
    const entry *e = find_behind(s, key);
    while (e > s->entries) {
        e--;
        if (holds(e, key, text, prefix)) return true;
        if (!e->reached) break;
    }
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
    return s->count;
}

sj_str sj_expr_set_at(const sj_expr_set *s, uint32_t i, char room[SJ_EXPR_WORD], bool *prefix) {
    const entry *e = s->entries;
    for (uint32_t n = s->n; n > 1;) {
        uint32_t half = n / 2;
        bool is_before = i < e[half].ordinal;
        e = is_before ? e : e + half;
        n = is_before ? half : n - half;
    }
    unpack(room, e->from);
    uint64_t number = number_of(room + e->fixed, (size_t)(e->len - e->fixed)) + (i - e->ordinal);
    for (size_t k = e->len; k-- > e->fixed; number /= 10) room[k] = (char)('0' + number % 10);
    *prefix = e->prefix;
    return (sj_str){room, e->len};
}

void sj_expr_set_begins(const sj_expr_set *s, uint64_t first[4]) {
    for (int i = 0; i < 4; i++) first[i] |= s->first[i];
}
