/* engine/report/overdue.c - gathers and sorts them; texts are asked for when they are shown. */
#include "engine/report/overdue.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

static bool take(void *ctx, const sj_silent *s) {
    sj_overdues *o = ctx;
    if (o->n == o->cap) {
        size_t cap = o->cap ? 2 * o->cap : 256;
        sj_overdue *more = sj_realloc(o->v, cap * sizeof *more);
        if (!more) {
            o->cap = 0;
            return false;
        }
        o->v = more;
        o->cap = cap;
    }
    o->v[o->n++] = (sj_overdue){.submission = s->claim->submission,
                                .charge = s->claim->charge,
                                .sent = s->sent,
                                .expected = s->expected,
                                .file_by = s->file_by,
                                .state = s->claim->state,
                                .awaited = s->awaited,
                                .by = s->by};
    o->charge = sj_money_add(o->charge, s->claim->charge);
    return true;
}

static int by_lateness(const void *a, const void *b) {
    const sj_overdue *x = a, *y = b;
    if (x->expected != y->expected) return x->expected < y->expected ? -1 : 1;
    return (x->submission > y->submission) - (x->submission < y->submission);
}

sj_status sj_overdues_read(sj_overdues *out, sj_store *store, const sj_terms_table *terms,
                           sj_date as_of, sj_err *err) {
    *out = (sj_overdues){.v = NULL};
    if (!terms) return SJ_OK;
    sj_status status = sj_silence_walk(store, terms, as_of, take, out, err);
    if (status == SJ_OK && out->n && !out->cap)
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    if (status == SJ_OK && out->n) qsort(out->v, out->n, sizeof *out->v, by_lateness);
    return status;
}

void sj_overdues_dispose(sj_overdues *o) {
    sj_free(o->v);
    *o = (sj_overdues){.v = NULL};
}
