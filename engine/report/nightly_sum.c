/* Order and sums of the report, and the sentence at its head. */
#include "engine/report/nightly.h"

#include <stdlib.h>

static void count(sj_night_sum *s, sj_money amount) {
    s->n++;
    s->amount = sj_money_add(s->amount, amount);
}

static int compare_texts(sj_str a, sj_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* The most promising money first; then what is due first, then by account and line. */
static int by_priority(const void *a, const void *b) {
    const sj_night_denial *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? 1 : -1;
    if (x->due != y->due) return x->due < y->due ? -1 : 1;
    int c = compare_texts(x->account, y->account);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

static int by_reason(const void *a, const void *b) {
    const sj_night_reason *x = a, *y = b;
    int c = compare_texts(x->codes, y->codes);
    return c ? c : compare_texts(x->payer, y->payer);
}

static int by_money(const void *a, const void *b) {
    const sj_night_reason *x = a, *y = b;
    if (x->amount != y->amount) return x->amount < y->amount ? 1 : -1;
    return by_reason(a, b);
}

/* One row for each pair of codes and payer: sorted, then folded together. */
static bool sum_reasons(sj_nightly *n) {
    sj_night_reason *v = sj_arena_alloc(&n->arena, n->denials.n * sizeof *v);
    if (!v) return false;
    for (size_t i = 0; i < n->denials.n; i++) {
        const sj_night_denial *d = &n->denials.v[i];
        v[i] = (sj_night_reason){d->codes, d->reason, d->payer, 1, d->amount, d->preventable};
    }
    size_t rows = 0;
    if (n->denials.n) qsort(v, n->denials.n, sizeof *v, by_reason);
    for (size_t i = 0; i < n->denials.n; i++) {
        if (rows && by_reason(&v[rows - 1], &v[i]) == 0) {
            v[rows - 1].lines++;
            v[rows - 1].amount = sj_money_add(v[rows - 1].amount, v[i].amount);
        } else {
            v[rows++] = v[i];
        }
    }
    if (rows) qsort(v, rows, sizeof *v, by_money);
    n->reasons.v = v;
    n->reasons.n = rows;
    return true;
}

static void sum_denials(sj_nightly *n) {
    for (size_t i = 0; i < n->denials.n; i++) {
        const sj_night_denial *d = &n->denials.v[i];
        if (d->underpaid) {
            count(&n->underpaid, d->amount);
        } else {
            count(&n->open, d->amount);
            if (d->fresh) count(&n->fresh, d->amount);
        }
        if (d->due == SJ_NO_DATE) continue;
        if (d->due < n->as_of)
            count(&n->past, d->amount);
        else if (d->due <= n->as_of + 14)
            count(&n->due, d->amount);
    }
}

static void sum_payments(sj_nightly *n) {
    for (size_t i = 0; i < n->remits.n; i++)
        if (sj_str_is(n->remits.v[i].state, "refused"))
            count(&n->not_posted, n->remits.v[i].amount);
    for (size_t i = 0; i < n->suspended.n; i++) count(&n->not_posted, n->suspended.v[i].paid);
    for (size_t i = 0; i < n->unmatched.n; i++) count(&n->not_posted, n->unmatched.v[i].paid);
    for (size_t i = 0; i < n->reversals.n; i++) count(&n->takebacks, n->reversals.v[i].paid);
    for (size_t i = 0; i < n->adjustments.n; i++)
        if (n->adjustments.v[i].takeback)
            count(&n->takebacks, sj_money_add(0, -n->adjustments.v[i].amount));
    for (size_t i = 0; i < n->rejections.n; i++) count(&n->rejected, n->rejections.v[i].charge);
}

bool sj_nightly_sum(sj_nightly *n) {
    n->fresh = n->open = n->due = n->past = n->rejected = (sj_night_sum){0, 0};
    n->not_posted = n->takebacks = n->underpaid = (sj_night_sum){0, 0};
    if (n->denials.n) qsort(n->denials.v, n->denials.n, sizeof *n->denials.v, by_priority);
    sum_denials(n);
    sum_payments(n);
    return sum_reasons(n);
}

/* "3 new denials, $310.00" */
static size_t part(char *buf, size_t cap, size_t at, const sj_night_sum *s, const char *one,
                   const char *many) {
    char money[SJ_MONEY_SIZE + 8];
    sj_money_print_people(s->amount, money);
    int n = snprintf(at < cap ? buf + at : NULL, at < cap ? cap - at : 0, "%s%u %s, %s.",
                     at ? " " : "", s->n, s->n == 1 ? one : many, money);
    return at + (n > 0 ? (size_t)n : 0);
}

size_t sj_nightly_sentence(const sj_nightly *n, char *buf, size_t cap) {
    size_t at = 0;
    if (n->fresh.n) {
        at = part(buf, cap, at, &n->fresh, "new denial", "new denials");
    } else {
        int k = snprintf(buf, cap, "No new denials.");
        at = k > 0 ? (size_t)k : 0;
    }
    if (n->past.n) at = part(buf, cap, at, &n->past, "is past due", "are past due");
    if (n->due.n)
        at = part(buf, cap, at, &n->due, "is due within 14 days", "are due within 14 days");
    if (n->rejected.n)
        at = part(buf, cap, at, &n->rejected, "claim was rejected before the payer decided",
                  "claims were rejected before the payer decided");
    if (n->not_posted.n)
        at = part(buf, cap, at, &n->not_posted, "payment could not be posted",
                  "payments could not be posted");
    return at;
}
