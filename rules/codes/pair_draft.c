/* rules/codes/pair_draft.c - pairs of codes to the bytes of a table. */
#include "rules/codes/pair_draft.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { MAX_TEXT = 255 };

/* Letters and digits in the order of their characters: digits, then letters. */
static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

static bool add_code(uint64_t *key, sj_str code) {
    if (code.len != SJ_PAIRS_CODE_LENGTH) return false;
    for (size_t i = 0; i < code.len; i++) {
        int d = digit_of(code.ptr[i]);
        if (d < 0) return false;
        *key = *key << 6 | (uint64_t)d;
    }
    return true;
}

uint64_t sj_pair_key(sj_str first, sj_str second) {
    uint64_t key = 1; /* so that none is 0 */
    return add_code(&key, first) && add_code(&key, second) ? key : 0;
}

enum { CODE_BITS = 6 * SJ_PAIRS_CODE_LENGTH };

static sj_str print_code(uint64_t half, char *buf) {
    for (int i = SJ_PAIRS_CODE_LENGTH; i-- > 0; half >>= 6) {
        unsigned d = half & 63;
        buf[i] = (char)(d < 10 ? '0' + d : 'A' + d - 10);
    }
    return (sj_str){buf, SJ_PAIRS_CODE_LENGTH};
}

sj_str sj_pair_name(uint64_t key, char buf[SJ_PAIR_NAME]) {
    print_code(key >> CODE_BITS, buf);
    buf[SJ_PAIRS_CODE_LENGTH] = ' ';
    print_code(key, buf + SJ_PAIRS_CODE_LENGTH + 1);
    return (sj_str){buf, 2 * SJ_PAIRS_CODE_LENGTH + 1};
}

void sj_pair_draft_dispose(sj_pair_draft *d) {
    sj_free(d->entries);
    d->entries = NULL;
    d->n = d->cap = 0;
}

bool sj_pair_draft_add(sj_pair_draft *d, const sj_pair_entry *e) {
    if (d->n == d->cap) {
        size_t cap = d->cap ? 2 * d->cap : 4096;
        if (d->n >= SJ_PAIRS_MAX_ROWS) return false;
        sj_pair_entry *more = sj_realloc(d->entries, cap * sizeof *more);
        if (!more) return false;
        d->entries = more;
        d->cap = cap;
    }
    d->entries[d->n++] = *e;
    return true;
}

uint32_t sj_pair_draft_text(sj_pair_draft *d, sj_str text) {
    if (text.len == 0) return 0;
    if (text.len > MAX_TEXT) text.len = MAX_TEXT;
    for (uint32_t i = 1; i <= d->n_texts; i++)
        if (sj_str_eq(d->texts[i], text)) return i;
    if (d->n_texts == SJ_PAIR_TEXTS) return 0;
    d->texts[++d->n_texts] = text;
    return d->n_texts;
}

static int by_days(const sj_pair_entry *x, const sj_pair_entry *y) {
    if (x->effective != y->effective) return x->effective < y->effective ? -1 : 1;
    uint32_t a = (uint32_t)x->deleted - 1, b = (uint32_t)y->deleted - 1; /* open ones last */
    return (int)((a ^ 0x80000000u) > (b ^ 0x80000000u)) -
           (int)((a ^ 0x80000000u) < (b ^ 0x80000000u));
}

static int by_pair(const void *a, const void *b) {
    const sj_pair_entry *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    int days = by_days(x, y);
    if (days) return days;
    if (x->attributes != y->attributes) return x->attributes < y->attributes ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

void sj_pair_draft_sort(sj_pair_draft *d) {
    bool sorted = true; /* publishers mostly sort */
    for (size_t i = 1; i < d->n && sorted; i++)
        sorted = by_pair(&d->entries[i - 1], &d->entries[i]) <= 0;
    if (!sorted) qsort(d->entries, d->n, sizeof *d->entries, by_pair);
}

/* Different terms get numbers in a hash table of their own. */
typedef struct terms_index {
    sj_pair_terms *terms; /* with the text's index in place of its offset */
    uint32_t n;
    uint32_t slots[1 << 17]; /* 0 free, else 1 + an index */
} terms_index;

static uint32_t find_terms(terms_index *x, const sj_pair_entry *e) {
    uint64_t h =
        ((uint64_t)(uint32_t)e->effective << 32 | (uint32_t)e->deleted) * 0x9E3779B97F4A7C15u;
    h = (h ^ (h >> 29) ^ ((uint64_t)e->attributes << 16 | e->text)) * 0xff51afd7ed558ccdu;
    const uint32_t mask = sizeof x->slots / sizeof *x->slots - 1;
    for (uint32_t i = (uint32_t)(h >> 40) & mask;; i = (i + 1) & mask) {
        if (!x->slots[i]) {
            if (x->n == SJ_PAIRS_CODES) return UINT32_MAX;
            x->terms[x->n] = (sj_pair_terms){e->effective, e->deleted, e->attributes, e->text};
            x->slots[i] = ++x->n;
            return x->n - 1;
        }
        const sj_pair_terms *t = &x->terms[x->slots[i] - 1];
        if (t->effective == e->effective && t->deleted == e->deleted &&
            t->attributes == e->attributes && t->text == e->text)
            return x->slots[i] - 1;
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The different codes on either side, as halves of keys, sorted. */
static uint32_t *gather_codes(const sj_pair_draft *d, size_t *n) {
    uint32_t *codes = sj_malloc((2 * d->n + 1) * sizeof *codes);
    if (!codes) return NULL;
    size_t all = 0;
    const uint64_t half = ((uint64_t)1 << CODE_BITS) - 1;
    for (size_t i = 0; i < d->n; i++) {
        uint32_t first = (uint32_t)(d->entries[i].key >> CODE_BITS & half);
        if (all == 0 || codes[all - 1] != first) codes[all++] = first;
    }
    for (size_t i = 0; i < d->n; i++) codes[all++] = (uint32_t)(d->entries[i].key & half);
    qsort(codes, all, sizeof *codes, by_number);
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (i == 0 || codes[i] != codes[i - 1]) codes[(*n)++] = codes[i];
    return codes;
}

static uint32_t number_of(const uint32_t *codes, size_t n, uint32_t code) {
    size_t from = 0;
    for (size_t left = n; left > 1;) {
        size_t half = left / 2;
        if (codes[from + half] <= code) from += half;
        left -= half;
    }
    return (uint32_t)from + 1;
}

/* The block's parts, in the order of pairs.h. */
typedef struct parts {
    sj_pairs_header *header;
    sj_table_release *releases;
    sj_pair_terms *terms;
    uint64_t *codes, *sums;
    char *texts;
    uint32_t *groups;
    uint16_t *slots;
    sj_pair_row *rows;
} parts;

static uint32_t texts_size(const sj_pair_draft *d) {
    uint32_t size = 0;
    for (uint32_t i = 0; i <= d->n_texts; i++) size += 1 + (uint32_t)d->texts[i].len;
    return (size + 7) & ~7u;
}

static bool allocate(parts *p, const sj_pair_draft *d, uint32_t terms, uint32_t codes,
                     size_t *len) {
    uint32_t slots = 2, texts = texts_size(d);
    while (slots / 2 < codes) slots *= 2;
    uint32_t chunks = (uint32_t)((d->n + SJ_PAIRS_CHUNK - 1) / SJ_PAIRS_CHUNK);
    size_t head = sizeof *p->header + d->n_releases * sizeof *p->releases +
                  terms * sizeof *p->terms + (codes + (size_t)chunks) * sizeof(uint64_t) + texts;
    size_t small = head + (codes + (size_t)1) * sizeof *p->groups + slots * sizeof *p->slots;
    small = (small + 7) & ~(size_t)7;
    *len = small + d->n * sizeof *p->rows;
    char *block = sj_calloc(1, *len);
    if (!block) return false;
    p->header = (sj_pairs_header *)block;
    p->releases = (sj_table_release *)(p->header + 1);
    p->terms = (sj_pair_terms *)(p->releases + d->n_releases);
    p->codes = (uint64_t *)(p->terms + terms);
    p->sums = p->codes + codes;
    p->texts = (char *)(p->sums + chunks);
    p->groups = (uint32_t *)(block + head);
    p->slots = (uint16_t *)(p->groups + codes + 1);
    p->rows = (sj_pair_row *)(block + small);
    *p->header = (sj_pairs_header){.version = SJ_PAIRS_VERSION,
                                   .kind = d->kind,
                                   .size = *len,
                                   .flags = d->flags,
                                   .releases = d->n_releases,
                                   .terms = terms,
                                   .codes = codes,
                                   .rows = (uint32_t)d->n,
                                   .slots = slots,
                                   .texts = texts,
                                   .chunks = chunks};
    memcpy(p->header->magic, SJ_PAIRS_MAGIC, sizeof p->header->magic);
    return true;
}

static void fill_texts(parts *p, const sj_pair_draft *d, const terms_index *index) {
    uint32_t offsets[SJ_PAIR_TEXTS + 1], at = 0;
    for (uint32_t i = 0; i <= d->n_texts; i++) {
        sj_str text = d->texts[i];
        offsets[i] = at;
        p->texts[at++] = (char)(unsigned char)text.len;
        for (size_t k = 0; k < text.len; k++) {
            unsigned char c = (unsigned char)text.ptr[k];
            p->texts[at++] = c >= ' ' && c < 127 ? (char)c : '?';
        }
    }
    for (uint32_t i = 0; i < index->n; i++) {
        p->terms[i] = index->terms[i];
        p->terms[i].text = offsets[index->terms[i].text];
    }
}

static void fill_codes(parts *p, const uint32_t *codes, uint32_t n) {
    unsigned shift = 64 - (unsigned)__builtin_ctz(p->header->slots);
    for (uint32_t i = 0; i < n; i++) {
        char buf[SJ_PAIRS_CODE_LENGTH];
        p->codes[i] = sj_code_pack(print_code(codes[i], buf));
        uint32_t at = sj_table_slot(p->codes[i], shift);
        while (p->slots[at]) at = (at + 1) & (p->header->slots - 1);
        p->slots[at] = (uint16_t)(i + 1);
    }
}

/* Rows and where each first code's begin; false when there are too many different terms. */
static bool fill_rows(sj_pair_row *rows, uint32_t *groups, const sj_pair_draft *d,
                      const uint32_t *codes, size_t n_codes, terms_index *index) {
    const uint64_t half = ((uint64_t)1 << CODE_BITS) - 1;
    uint32_t group = 0;
    for (size_t i = 0; i < d->n; i++) {
        const sj_pair_entry *e = &d->entries[i];
        uint32_t first = number_of(codes, n_codes, (uint32_t)(e->key >> CODE_BITS & half));
        while (group < first) groups[group++] = (uint32_t)i;
        uint32_t terms = find_terms(index, e);
        if (terms == UINT32_MAX) return false;
        rows[i].second = (uint16_t)number_of(codes, n_codes, (uint32_t)(e->key & half));
        rows[i].terms = (uint16_t)terms;
    }
    while (group <= n_codes) groups[group++] = (uint32_t)d->n;
    return true;
}

static void add_sums(parts *p, size_t len) {
    sj_pairs_header *h = p->header;
    for (uint32_t c = 0; c < h->chunks; c++) {
        uint32_t from = c * SJ_PAIRS_CHUNK, n = h->rows - from;
        if (n > SJ_PAIRS_CHUNK) n = SJ_PAIRS_CHUNK;
        p->sums[c] = sj_table_checksum(&p->rows[from], n * sizeof *p->rows);
    }
    size_t small = len - h->rows * sizeof *p->rows;
    h->checksum =
        sj_table_checksum((char *)h + SJ_TABLE_CHECKED_FROM, small - SJ_TABLE_CHECKED_FROM);
}

/* Work space: rows and groups are filled first, since the terms are counted by that. */
typedef struct workshop {
    uint32_t *codes, *groups;
    sj_pair_row *rows;
    terms_index *index;
} workshop;

static bool open_workshop(workshop *w, const sj_pair_draft *d, size_t *n_codes) {
    *w = (workshop){.codes = gather_codes(d, n_codes)};
    if (!w->codes) return false;
    w->groups = sj_malloc((*n_codes + 1) * sizeof *w->groups);
    w->rows = sj_malloc((d->n + 1) * sizeof *w->rows);
    w->index = sj_calloc(1, sizeof *w->index);
    if (w->index) w->index->terms = sj_malloc(SJ_PAIRS_CODES * sizeof(sj_pair_terms));
    return w->groups && w->rows && w->index && w->index->terms;
}

static void close_workshop(workshop *w) {
    sj_free(w->codes);
    sj_free(w->groups);
    sj_free(w->rows);
    if (w->index) sj_free(w->index->terms);
    sj_free(w->index);
}

static sj_status build(sj_pair_draft *d, workshop *w, size_t n_codes, void **out, size_t *out_len,
                       sj_err *err) {
    if (n_codes > SJ_PAIRS_CODES || !fill_rows(w->rows, w->groups, d, w->codes, n_codes, w->index))
        return sj_err_set(err, SJ_ETABLE, "the file holds more than a table of pairs can");
    parts p;
    if (!allocate(&p, d, w->index->n, (uint32_t)n_codes, out_len))
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    memcpy(p.releases, d->releases, d->n_releases * sizeof *p.releases);
    fill_texts(&p, d, w->index);
    fill_codes(&p, w->codes, (uint32_t)n_codes);
    memcpy(p.groups, w->groups, (n_codes + 1) * sizeof *p.groups);
    memcpy(p.rows, w->rows, d->n * sizeof *p.rows);
    add_sums(&p, *out_len);
    *out = p.header;
    return SJ_OK;
}

sj_status sj_pair_draft_build(sj_pair_draft *d, void **out, size_t *out_len, sj_err *err) {
    *out = NULL;
    *out_len = 0;
    sj_pair_draft_sort(d);
    workshop w;
    size_t n_codes = 0;
    sj_status status = open_workshop(&w, d, &n_codes) ? build(d, &w, n_codes, out, out_len, err)
                                                      : sj_err_set(err, SJ_ENOMEM, "out of memory");
    close_workshop(&w);
    return status;
}
