/* What was posted before, of the claims that this gathering is about: the payment that a reversal
 * takes back, and the payment that one is once more. One question for each kind of payment: those
 * that found their claim ask by it, the others by what they say. */
#include "engine/followup/posting.h"

typedef struct before {
    sj_posting *p;
    sj_index by_key; /* by submission, or by content */
} before;

static bool is_reversal(const sj_staged *s) {
    return s->kind == SJ_LINE_REVERSAL;
}

/* Does this posted payment look like what the reversal takes back? */
static void compare_original(sj_staged *s, const sj_posted *o) {
    if (o->charge != -s->row.charge || o->paid != -s->row.paid) return;
    bool same_number = sj_str_eq(o->payer_control, s->row.payer_control);
    if (!s->row.reverses || same_number) s->row.reverses = o->payment;
}

/* The same payer said the same in another remittance. What was taken back since may come again. */
static void compare_content(sj_staged *s, const sj_posted *o) {
    if (o->content == s->row.content && o->remit != s->row.remit) s->row.repeats = o->payment;
}

static bool found_by_claim(void *ctx, const sj_posted *o) {
    before *x = ctx;
    bool back = sj_str_is(o->status, "22");
    for (const sj_index_entry *e = sj_index_first(&x->by_key, (uint64_t)o->submission); e;
         e = sj_index_next(&x->by_key, e)) {
        sj_staged *s = &x->p->staged[e->value];
        if (o->reversed && !back) continue;
        if (back == is_reversal(s)) compare_content(s, o);
        if (!back && is_reversal(s)) compare_original(s, o);
    }
    return true;
}

static bool found_by_content(void *ctx, const sj_posted *o) {
    before *x = ctx;
    for (const sj_index_entry *e = sj_index_first(&x->by_key, (uint64_t)o->content); e;
         e = sj_index_next(&x->by_key, e))
        compare_content(&x->p->staged[e->value], o);
    return true;
}

/* Ask about the payments that are posted, or about those that are not. */
static sj_status ask(sj_posting *p, bool posted) {
    before x = {.p = p};
    sj_arena_reset(&p->questions);
    int64_t *keys = sj_arena_alloc(&p->questions, p->n * sizeof *keys);
    size_t n = 0;
    if (!keys || !sj_index_init(&x.by_key, &p->questions, p->n)) return SJ_ENOMEM;
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_payment_row *r = &p->staged[i].row;
        if (sj_str_is(r->state, "posted") != posted) continue;
        int64_t key = posted ? r->submission : r->content;
        if (!sj_index_first(&x.by_key, (uint64_t)key)) keys[n++] = key;
        sj_index_add(&x.by_key, (uint64_t)key, i);
    }
    return posted ? sj_payments_of_submissions(p->store, keys, n, found_by_claim, &x, p->err)
                  : sj_payments_of_content(p->store, keys, n, found_by_content, &x, p->err);
}

sj_status sj_posting_before(sj_posting *p) {
    sj_status status = ask(p, true);
    return status == SJ_OK ? ask(p, false) : status;
}
