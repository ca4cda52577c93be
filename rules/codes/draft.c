/* rules/codes/draft.c - entries to the bytes of a table. */
#include "rules/codes/draft.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { MAX_TEXT = 255 };

void sj_draft_dispose(sj_table_draft *d) {
    sj_free(d->entries);
    d->entries = NULL;
    d->n = d->cap = 0;
}

bool sj_draft_add(sj_table_draft *d, const sj_table_entry *e) {
    if (d->n == d->cap) {
        size_t cap = d->cap ? 2 * d->cap : 256;
        sj_table_entry *more = sj_realloc(d->entries, cap * sizeof *more);
        if (!more) return false;
        d->entries = more;
        d->cap = cap;
    }
    d->entries[d->n++] = *e;
    return true;
}

static int by_code(const void *a, const void *b) {
    const sj_table_entry *x = a, *y = b;
    uint64_t cx = sj_code_order(x->code), cy = sj_code_order(y->code);
    if (cx != cy) return cx < cy ? -1 : 1;
    return (x->effective > y->effective) - (x->effective < y->effective);
}

/* Publishers' files, and our own lists, stand in order mostly. */
static bool is_sorted(const sj_table_draft *d) {
    for (size_t i = 1; i < d->n; i++)
        if (by_code(&d->entries[i - 1], &d->entries[i]) > 0) return false;
    return true;
}

void sj_draft_sort(sj_table_draft *d) {
    if (!is_sorted(d)) qsort(d->entries, d->n, sizeof *d->entries, by_code);
}

static size_t at_most(size_t n, size_t most) {
    return n < most ? n : most;
}

static size_t code_size(const sj_table_entry *e) {
    return sj_code_is_long(e->code) ? SJ_TABLE_LONG_CODE : 0;
}

static size_t text_size(const sj_table_entry *e) {
    return 2 + at_most(code_size(e) + e->text.len, MAX_TEXT) + at_most(e->successor.len, MAX_TEXT);
}

/* Publishers' files mix encodings: what is not ASCII becomes '?'. */
static char *put_text(char *to, sj_str s, size_t most) {
    size_t n = at_most(s.len, most);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        to[i] = c >= ' ' && c < 127 ? (char)c : '?';
    }
    return to + n;
}

static void fill_rows(const sj_table_draft *d, sj_table_row *rows, char *texts) {
    char *to = texts;
    for (size_t i = 0; i < d->n; i++) {
        const sj_table_entry *e = &d->entries[i];
        rows[i] = (sj_table_row){e->code, e->effective, e->terminated, e->attributes,
                                 (uint32_t)(to - texts)};
        char *lengths = to;
        if (sj_code_is_long(e->code)) {
            char buf[SJ_CODE_SIZE];
            sj_str code = sj_code_print(e->code, buf);
            memcpy(to + 2, code.ptr, code.len);
        }
        char *end = put_text(to + 2 + code_size(e), e->text, MAX_TEXT - code_size(e));
        lengths[0] = (char)(unsigned char)(end - (lengths + 2));
        to = put_text(end, e->successor, MAX_TEXT);
        lengths[1] = (char)(unsigned char)(to - end);
    }
}

static void fill_slots(const sj_table_row *rows, uint32_t n, uint32_t *slots, uint32_t n_slots) {
    unsigned shift = 64 - (unsigned)__builtin_ctz(n_slots);
    for (uint32_t i = 0; i < n; i++) {
        if (i && rows[i].code == rows[i - 1].code) continue;
        uint32_t at = sj_table_slot(rows[i].code, shift);
        while (slots[at]) at = (at + 1) & (n_slots - 1);
        slots[at] = i + 1;
    }
}

sj_status sj_draft_build(sj_table_draft *d, void **out, size_t *out_len, sj_err *err) {
    *out = NULL;
    *out_len = 0;
    sj_draft_sort(d);
    uint32_t codes = 0;
    uint64_t texts = 0;
    for (size_t i = 0; i < d->n; i++) {
        const sj_table_entry *e = &d->entries[i], *last = i ? e - 1 : NULL;
        bool another = !last || last->code != e->code;
        if (!another && last->effective == e->effective) {
            char buf[SJ_CODE_SIZE];
            sj_str code = sj_code_print(e->code, buf);
            return sj_err_setf(err, SJ_ETABLE, "a code stands twice in the file", "%.*s",
                               SJ_FMT(code));
        }
        codes += another;
        texts += text_size(e);
    }
    uint32_t slots = 2;
    while (slots / 2 < codes) slots *= 2;
    texts = (texts + 7) & ~(uint64_t)7;
    uint64_t size = sizeof(sj_table_header) + d->n_releases * sizeof(sj_table_release) +
                    d->n * sizeof(sj_table_row) + (uint64_t)slots * 4 + texts;
    if (texts > UINT32_MAX / 2 || d->n > UINT32_MAX / 4)
        return sj_err_set(err, SJ_ETABLE, "the file is too large for a table");
    char *block = sj_calloc(1, size);
    if (!block) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_table_header *h = (sj_table_header *)block;
    sj_table_release *releases = (sj_table_release *)(h + 1);
    sj_table_row *rows = (sj_table_row *)(releases + d->n_releases);
    uint32_t *index = (uint32_t *)(rows + d->n);
    *h = (sj_table_header){.version = SJ_TABLE_VERSION,
                           .kind = d->kind,
                           .size = size,
                           .flags = d->flags,
                           .releases = d->n_releases,
                           .rows = (uint32_t)d->n,
                           .codes = codes,
                           .slots = slots,
                           .texts = (uint32_t)texts};
    memcpy(h->magic, SJ_TABLE_MAGIC, sizeof h->magic);
    memcpy(releases, d->releases, d->n_releases * sizeof *releases);
    fill_rows(d, rows, (char *)(index + slots));
    fill_slots(rows, (uint32_t)d->n, index, slots);
    h->checksum = sj_table_checksum(block + SJ_TABLE_CHECKED_FROM, size - SJ_TABLE_CHECKED_FROM);
    *out = block;
    *out_len = size;
    return SJ_OK;
}
