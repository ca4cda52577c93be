/* What is in a queue, and in which order.
 *
 * The store keeps sums of open denials that are alike in all that a filter asks (sj_work_sums):
 * they tell how much a queue holds. They also tell, for each due day and step of amounts, the
 * highest priority that a denial there can have. So the first of a queue are found by walking the
 * most promising of these heaps, until what is left can bring nothing better. */
#include "engine/followup/queue.h"

#include "engine/followup/tsv.h"
#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { SOON = 14 };

/* Denials of one due day and step of amounts. */
typedef struct heap {
    sj_date due;
    sj_money size;
    int64_t bound; /* no priority in it is higher */
} heap;

typedef struct gathering {
    sj_queue *q;
    const sj_filter *f;
    const sj_chances *chances;
    sj_date as_of;
    size_t most; /* kept in q->v; 0: all */
    heap *heaps;
    size_t n_heaps, cap_heaps;
    bool counts; /* what is taken is counted */
    bool failed; /* no memory */
} gathering;

static bool is_listed(sj_str list, sj_str word) {
    return !list.len || sj_tsv_lists(list, word);
}

static bool is_snoozed(const sj_work_brief *w, sj_date as_of) {
    return w->follow_up != SJ_NO_DATE && w->follow_up > as_of;
}

/* By all that the sums tell too. */
static bool is_in(const sj_filter *f, sj_date as_of, const sj_work_brief *w) {
    if (f->snoozed != 'a' && is_snoozed(w, as_of) != (f->snoozed == 'y')) return false;
    if (f->nobody ? w->owner.len != 0 : !is_listed(f->owner, w->owner)) return false;
    if (f->due != INT32_MAX && (w->due == SJ_NO_DATE || w->due - as_of > f->due)) return false;
    return is_listed(f->status, w->status) && is_listed(f->payer, w->payer) &&
           is_listed(f->category, w->category) && is_listed(f->kind, w->kind) &&
           is_listed(f->action, w->plan.len ? w->plan : w->action);
}

static void *grow(void *v, size_t n, size_t *cap, size_t size, bool *failed) {
    if (n < *cap) return v;
    size_t more = *cap ? 2 * *cap : 256;
    void *room = sj_realloc(v, more * size);
    *failed |= !room;
    if (room) *cap = more;
    return room ? room : v;
}

/* ---- sums ---- */

static void count(sj_queue *q, const sj_work_brief *w, uint64_t lines, sj_date as_of) {
    q->lines += lines;
    q->amount = sj_money_add(q->amount, w->amount);
    if (w->due == SJ_NO_DATE) return;
    if (w->due < as_of)
        q->past += lines;
    else if (w->due - as_of <= SOON)
        q->soon += lines;
}

/* Do the sums tell all about it? They know nothing of single amounts and of when denials came. */
static bool is_plain(const sj_filter *f) {
    return f->least <= 0 && !f->since;
}

/* By what the sums do not tell. */
static bool is_beside(const sj_filter *f, const sj_work_brief *w) {
    return w->amount < f->least || w->found_at < f->since;
}

typedef struct counting {
    sj_queue *q;
    const sj_filter *f;
    size_t n; /* of both */
    sj_date as_of;
} counting;

static bool sum_each(void *ctx, const sj_work_sum *w) {
    counting *c = ctx;
    bool snoozed = is_snoozed(&w->of, c->as_of);
    for (size_t i = 0; i < c->n; i++) {
        if (snoozed) c->q[i].snoozed += w->lines;
        if (is_plain(&c->f[i]) && is_in(&c->f[i], c->as_of, &w->of))
            count(&c->q[i], &w->of, w->lines, c->as_of);
    }
    return true;
}

static bool count_one(void *ctx, const sj_work_brief *w) {
    counting *c = ctx;
    if (!is_beside(c->f, w) && is_in(c->f, c->as_of, w)) count(c->q, w, 1, c->as_of);
    return true;
}

/* ---- sums from an amount on ---- */

/* Where a filter's least amount lies among the steps that there are: below `size` there is nothing
 * for it, above all will do, and in the heaps of that size themselves each is looked at. */
typedef struct edge {
    counting one;
    sj_money size; /* 0: all amounts are smaller */
    sj_date *due;  /* of the heaps of that size */
    size_t n, cap;
    bool failed;
} edge;

static bool find_edge(void *ctx, const sj_work_sum *w) {
    edge *e = ctx;
    if (w->size > e->one.f->least && (!e->size || w->size < e->size)) e->size = w->size;
    return true;
}

static bool sum_above(void *ctx, const sj_work_sum *w) {
    edge *e = ctx;
    if (w->size < e->size || !is_in(e->one.f, e->one.as_of, &w->of)) return true;
    if (w->size > e->size) {
        count(e->one.q, &w->of, w->lines, e->one.as_of);
        return true;
    }
    if (e->n && e->due[e->n - 1] == w->of.due) return true;
    e->due = grow(e->due, e->n, &e->cap, sizeof *e->due, &e->failed);
    if (!e->failed) e->due[e->n++] = w->of.due;
    return !e->failed;
}

static sj_status sum_from(sj_queue *q, sj_store *s, const sj_filter *f, sj_date as_of,
                          sj_err *err) {
    edge e = {.one = {q, f, 1, as_of}};
    sj_status status = sj_work_sums(s, find_edge, &e, err);
    if (status == SJ_OK && e.size) status = sj_work_sums(s, sum_above, &e, err);
    if (e.failed) status = sj_err_set(err, SJ_ENOMEM, "no memory for a queue");
    for (size_t i = 0; i < e.n && status == SJ_OK; i++)
        status = sj_work_walk_size(s, e.due[i], e.size, count_one, &e.one, err);
    sj_free(e.due);
    return status;
}

/* What the sums do not tell is counted one by one. */
static sj_status walk(sj_store *s, const sj_filter *f, sj_work_brief_fn fn, void *ctx,
                      sj_err *err) {
    return f->since ? sj_work_walk_since(s, f->since, fn, ctx, err) : sj_work_walk(s, fn, ctx, err);
}

sj_status sj_queues_sum(sj_queue *out, sj_store *s, const sj_filter *filters, size_t n,
                        sj_date as_of, sj_err *err) {
    counting all = {out, filters, n, as_of};
    for (size_t i = 0; i < n; i++) out[i] = (sj_queue){.v = NULL};
    sj_status status = sj_work_sums(s, sum_each, &all, err);
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        counting one = {&out[i], &filters[i], 1, as_of};
        if (filters[i].since)
            status = walk(s, &filters[i], count_one, &one, err);
        else if (!is_plain(&filters[i]))
            status = sum_from(&out[i], s, &filters[i], as_of, err);
    }
    return status;
}

/* ---- the first of them ---- */

static int by_priority(const void *a, const void *b) {
    const struct sj_queued *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? 1 : -1;
    if (x->due != y->due) return x->due < y->due ? -1 : 1;
    return (x->denial > y->denial) - (x->denial < y->denial);
}

/* As soon as there are twice as many as wanted, the better half stays. */
static void keep_better(gathering *g) {
    sj_queue *q = g->q;
    if (!g->most || q->n < 2 * g->most) return;
    qsort(q->v, q->n, sizeof *q->v, by_priority);
    q->n = g->most;
}

static bool take(void *ctx, const sj_work_brief *w) {
    gathering *g = ctx;
    sj_queue *q = g->q;
    if (is_beside(g->f, w) || !is_in(g->f, g->as_of, w)) return true;
    if (g->counts) count(q, w, 1, g->as_of);
    keep_better(g);
    q->v = grow(q->v, q->n, &q->cap, sizeof *q->v, &g->failed);
    if (g->failed) return false;
    int64_t priority =
        sj_priority(w->amount, sj_chance_of(g->chances, w->category), w->due, g->as_of);
    q->v[q->n++] = (struct sj_queued){w->denial, priority, w->due};
    return true;
}

static bool add_heap(void *ctx, const sj_work_sum *w) {
    gathering *g = ctx;
    if (w->size <= g->f->least || !is_in(g->f, g->as_of, &w->of)) return true;
    int64_t bound =
        sj_priority(w->size, sj_chance_of(g->chances, w->of.category), w->of.due, g->as_of);
    heap *last = g->n_heaps ? &g->heaps[g->n_heaps - 1] : NULL;
    if (last && last->due == w->of.due && last->size == w->size) {
        if (bound > last->bound) last->bound = bound;
        return true;
    }
    g->heaps = grow(g->heaps, g->n_heaps, &g->cap_heaps, sizeof *g->heaps, &g->failed);
    if (g->failed) return false;
    g->heaps[g->n_heaps++] = (heap){w->of.due, w->size, bound};
    return true;
}

static int by_bound(const void *a, const void *b) {
    const heap *x = a, *y = b;
    return (x->bound < y->bound) - (x->bound > y->bound);
}

/* The lowest priority among the first `most` so far; INT64_MIN while there are fewer. */
static int64_t lowest(gathering *g) {
    sj_queue *q = g->q;
    if (q->n < g->most) return INT64_MIN;
    qsort(q->v, q->n, sizeof *q->v, by_priority);
    q->n = g->most;
    return q->v[q->n - 1].priority;
}

static sj_status read_first(gathering *g, sj_store *s, sj_err *err) {
    sj_status status = sj_work_sums(s, add_heap, g, err);
    if (g->n_heaps) qsort(g->heaps, g->n_heaps, sizeof *g->heaps, by_bound);
    for (size_t i = 0; i < g->n_heaps && status == SJ_OK && !g->failed; i++) {
        const heap *h = &g->heaps[i];
        if (h->bound < lowest(g)) break;
        status = sj_work_walk_size(s, h->due, h->size, take, g, err);
    }
    return status;
}

sj_status sj_queue_read(sj_queue *out, sj_store *s, const sj_filter *f, const sj_chances *chances,
                        sj_date as_of, size_t most, sj_err *err) {
    counting sums = {out, f, 1, as_of};
    gathering g = {.q = out, .f = f, .chances = chances, .as_of = as_of, .most = most};
    *out = (sj_queue){.v = NULL};
    bool all = f->since || !most;
    g.counts = all && !is_plain(f);
    sj_status status = sj_work_sums(s, sum_each, &sums, err);
    if (status == SJ_OK && !all && !is_plain(f)) status = sum_from(out, s, f, as_of, err);
    if (status == SJ_OK) status = all ? walk(s, f, take, &g, err) : read_first(&g, s, err);
    if (status == SJ_OK && g.failed) status = sj_err_set(err, SJ_ENOMEM, "no memory for a queue");
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_priority);
    if (most && out->n > most) out->n = most;
    sj_free(g.heaps);
    return status;
}

void sj_queue_dispose(sj_queue *q) {
    sj_free(q->v);
    *q = (sj_queue){.v = NULL};
}
