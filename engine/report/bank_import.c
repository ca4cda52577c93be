/* engine/report/bank_import.c - gathers a bank's rows, tells equal ones apart, keeps new ones. */
#include "engine/report/bank_import.h"

#include "engine/report/bank_file.h"
#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <scrubjay/arena.h>

#include <stdlib.h>

enum { MOST_ROWS = 1 << 20 };
static const size_t TEXT_LIMIT = (size_t)1 << 28;

typedef struct importing {
    sj_arena texts;
    sj_bank_deposit *v;
    size_t n, cap;
    sj_bank_note_fn note;
    void *ctx;
    sj_bank_totals *totals;
} importing;

/* Money that went out is nobody's business here, unless a payer took it. */
static bool is_kept(const sj_bank_row *r) {
    return r->amount > 0 || memmem(r->text.ptr, r->text.len, "HCCLAIMPMT", 10) ||
           memmem(r->text.ptr, r->text.len, "TRN*1*", 6);
}

static bool take_row(void *ctx, const sj_bank_row *r) {
    importing *m = ctx;
    sj_bank_totals *t = m->totals;
    if (!t->rows++ || r->day < t->first) t->first = r->day;
    if (t->rows == 1 || r->day > t->last) t->last = r->day;
    t->out += r->amount < 0;
    if (!r->amount || !is_kept(r)) return true;
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 256;
        sj_bank_deposit *more = m->n < MOST_ROWS ? sj_realloc(m->v, cap * sizeof *more) : NULL;
        if (!more) return false;
        m->v = more;
        m->cap = cap;
    }
    sj_bank_deposit *d = &m->v[m->n++];
    *d = (sj_bank_deposit){.row = r->row, .day = r->day, .amount = r->amount};
    d->key = (int64_t)sj_hash_str(r->text);
    return sj_arena_copy(&m->texts, r->text, &d->text);
}

static void take_note(void *ctx, bool broken, const char *place, const char *what) {
    importing *m = ctx;
    m->totals->broken += broken;
    m->totals->passed += !broken;
    m->note(m->ctx, broken, place, what);
}

static int by_content(const void *a, const void *b) {
    const sj_bank_deposit *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->amount != y->amount) return x->amount < y->amount ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The same row twice in one file is two deposits; in two files it is one. */
static void number_equal_rows(importing *m) {
    if (m->n) qsort(m->v, m->n, sizeof *m->v, by_content);
    for (size_t i = 0; i < m->n; i++) {
        const sj_bank_deposit *before = i ? &m->v[i - 1] : NULL;
        bool same = before && before->day == m->v[i].day && before->amount == m->v[i].amount &&
                    before->key == m->v[i].key;
        m->v[i].nth = same ? before->nth + 1 : 1;
    }
}

static sj_status keep(importing *m, sj_store *s, const sj_bank_file *file, sj_err *err) {
    uint8_t digest[SJ_SHA256_SIZE];
    sj_sha256 *h = NULL;
    sj_status status = sj_sha256_new(&h, err);
    if (status != SJ_OK) return status;
    sj_sha256_begin(h);
    sj_sha256_add(h, file->bytes, file->len);
    sj_sha256_end(h, digest);
    sj_sha256_free(h);
    const sj_bank_statement b = {.id = sj_store_new_id(s),
                                 .name = file->name,
                                 .actor = file->actor,
                                 .sha256 = digest,
                                 .first = m->totals->first,
                                 .last = m->totals->last};
    status = sj_bank_statement_add(s, &b, &m->totals->same_file, err);
    for (size_t i = 0; i < m->n && status == SJ_OK && !m->totals->same_file; i++) {
        sj_bank_deposit *d = &m->v[i];
        bool known = false;
        d->id = sj_store_new_id(s);
        d->statement = b.id;
        status = sj_bank_deposit_add(s, d, &known, err);
        m->totals->known += known;
        m->totals->kept += !known;
        if (!known && d->amount > 0)
            m->totals->deposits = sj_money_add(m->totals->deposits, d->amount);
    }
    return status;
}

sj_status sj_bank_import(sj_store *store, const sj_bank_file *file, sj_bank_note_fn note, void *ctx,
                         sj_bank_totals *totals, sj_err *err) {
    importing m = {.note = note, .ctx = ctx, .totals = totals};
    const sj_bank_reading to = {
        .ctx = &m, .row = take_row, .note = take_note, .today = file->today};
    *totals = (sj_bank_totals){.rows = 0};
    sj_arena_init(&m.texts, TEXT_LIMIT);
    sj_status status = sj_bank_file_read(file->bytes, file->len, &to, err);
    if (status == SJ_OK && !totals->rows && !totals->broken)
        status = sj_err_set(err, SJ_ETABLE, "the file holds no row with a date and an amount");
    if (status == SJ_OK && !totals->broken) {
        number_equal_rows(&m);
        status = keep(&m, store, file, err);
        if (status == SJ_OK) status = sj_bank_match(store, &totals->matched, err);
    }
    sj_arena_dispose(&m.texts);
    sj_free(m.v);
    return status;
}
