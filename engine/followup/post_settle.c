/* What a matched payment does to its claim: the state, the earlier decision that it takes back or
 * replaces, the worklist. In the order of the file, because a reversal and its correction follow
 * each other. */
#include "engine/followup/posting.h"

#include "engine/store/events.h"
#include "engine/store/submissions.h"

#include <stdio.h>

typedef struct settling {
    sj_posting *p;
    sj_index by_submission; /* payments of this gathering settled so far */
    sj_index by_content;    /* and all payments, by what they say */
    sj_index taken;         /* by id: originals that a reversal has */
    sj_event *events;
    size_t n_events;
} settling;

static bool is_posted(const sj_staged *s) {
    return sj_str_is(s->row.state, "posted");
}

static bool is_repeated(const sj_staged *s) {
    return sj_str_is(s->row.state, "repeated");
}

static bool is_reversal(const sj_staged *s) {
    return s->kind == SJ_LINE_REVERSAL;
}

/* A payer to whom the one that we billed passed the claim on? */
static bool is_other_payer(const sj_staged *s) {
    return sj_evidence_of(s->match.evidence, SJ_FACT_SEQUENCE) == SJ_RESULT_OTHER;
}

static void close_denials(sj_staged *s, sj_str state) {
    for (size_t i = 0; i < s->row.n_denials; i++)
        if (sj_str_is(s->denials[i].state, "open")) s->denials[i].state = state;
}

/* What the reversal takes back, where that came in this gathering; NULL. */
static sj_staged *staged_original(const settling *x, const sj_staged *s) {
    const sj_payment_row *r = &s->row;
    for (const sj_index_entry *e = sj_index_first(&x->by_submission, (uint64_t)r->submission); e;
         e = sj_index_next(&x->by_submission, e)) {
        sj_staged *o = &x->p->staged[e->value];
        if (!is_reversal(o) && !o->reversed && o->row.charge == -r->charge &&
            o->row.paid == -r->paid)
            return o;
    }
    return NULL;
}

static bool is_taken(const settling *x, int64_t payment) {
    return sj_index_first(&x->taken, (uint64_t)payment) != NULL;
}

static bool has_original(const settling *x, const sj_staged *s) {
    return (s->row.reverses && !is_taken(x, s->row.reverses)) || staged_original(x, s);
}

/* The payment of this gathering that this one is once more: from another remittance, and not taken
 * back since. */
static int64_t same_before(const settling *x, const sj_staged *s) {
    for (const sj_index_entry *e = sj_index_first(&x->by_content, (uint64_t)s->row.content); e;
         e = sj_index_next(&x->by_content, e)) {
        const sj_staged *o = &x->p->staged[e->value];
        if (o->row.content == s->row.content && o->row.remit != s->row.remit && !o->reversed &&
            !is_repeated(o))
            return o->row.id;
    }
    return 0;
}

/* Was it posted before? Then it is shown, and moves no claim. A reversal that finds a payment to
 * take back is none. */
static bool settle_repeat(settling *x, sj_staged *s) {
    sj_payment_row *r = &s->row;
    if (r->repeats && is_taken(x, r->repeats)) r->repeats = 0;
    if (!r->repeats) r->repeats = same_before(x, s);
    if (r->repeats && is_reversal(s) && is_posted(s) && has_original(x, s)) r->repeats = 0;
    if (!r->repeats) return false;
    r->state = SJ_STR("repeated");
    r->reverses = 0;
    return true;
}

static sj_status reverse(settling *x, sj_staged *s) {
    sj_payment_row *r = &s->row;
    if (r->reverses && is_taken(x, r->reverses)) r->reverses = 0;
    if (r->reverses) {
        sj_index_add(&x->taken, (uint64_t)r->reverses, 0);
        return sj_denials_reverse(x->p->store, r->reverses, x->p->err);
    }
    sj_staged *o = staged_original(x, s);
    if (o) {
        o->reversed = true;
        close_denials(o, SJ_STR("reversed"));
        r->reverses = o->row.id;
        return SJ_OK;
    }
    r->notes |= SJ_NOTE_NO_ORIGINAL;
    return SJ_OK;
}

static sj_claim_state state_of(const sj_staged *s, sj_claim_state from) {
    switch (s->kind) {
    case SJ_LINE_DENIED:
    case SJ_LINE_BUNDLED:
        return SJ_STATE_DENIED;
    case SJ_LINE_PARTLY_DENIED:
    case SJ_LINE_UNDERPAID:
        return SJ_STATE_PARTLY_PAID;
    case SJ_LINE_PENDED:
        return SJ_STATE_PENDED;
    case SJ_LINE_REVERSAL:
        return SJ_STATE_REVERSED;
    case SJ_LINE_INFORMATIONAL: /* a price, not a decision */
        return sj_str_is(s->row.status, "25") ? from : SJ_STATE_PAID;
    default:
        return s->underpaid ? SJ_STATE_PARTLY_PAID : SJ_STATE_PAID;
    }
}

static bool is_decided(sj_claim_state s) {
    return s == SJ_STATE_PAID || s == SJ_STATE_PARTLY_PAID || s == SJ_STATE_DENIED ||
           s == SJ_STATE_PENDED;
}

/* Two decisions that stand side by side. */
static sj_claim_state both(sj_claim_state a, sj_claim_state b) {
    if (a == b) return a;
    return a == SJ_STATE_PENDED || b == SJ_STATE_PENDED ? SJ_STATE_PENDED : SJ_STATE_PARTLY_PAID;
}

/* A decision on the whole claim replaces what was decided before. */
static sj_status supersede(settling *x, sj_staged *s, sj_claim_state from) {
    sj_posting *p = x->p;
    sj_status status = SJ_OK;
    if (is_decided(from)) {
        for (const sj_index_entry *e =
                 sj_index_first(&x->by_submission, (uint64_t)s->row.submission);
             e; e = sj_index_next(&x->by_submission, e))
            close_denials(&p->staged[e->value], SJ_STR("superseded"));
        status = sj_denials_supersede(p->store, s->row.submission, p->err);
    }
    if (status == SJ_OK && s->previous)
        status = sj_denials_supersede(p->store, s->previous, p->err);
    return status;
}

static sj_status move(settling *x, sj_staged *s, sj_claim_state from, sj_claim_state to) {
    sj_posting *p = x->p;
    size_t room = s->row.status.len + s->set->row.trace.len + 32;
    char *codes = sj_arena_alloc(&p->questions, room);
    if (!codes) return SJ_ENOMEM;
    const sj_str known = s->possible[s->match.best].c.control, none = {NULL, 0};
    bool news = !is_reversal(s) && !is_other_payer(s) && !sj_str_eq(known, s->row.payer_control);
    int n = snprintf(codes, room, "%.*s %.*s #%u", SJ_FMT(s->row.status), SJ_FMT(s->set->row.trace),
                     s->row.ordinal);
    x->events[x->n_events++] = (sj_event){.subject = SJ_SUBJECT_SUBMISSION,
                                          .subject_id = s->row.submission,
                                          .from = from,
                                          .to = to,
                                          .what = p->by_hand ? SJ_STR("match") : SJ_STR("835"),
                                          .cause = p->file,
                                          .segment = s->row.segment,
                                          .again = true, /* what was posted before comes not here */
                                          .codes = {codes, (size_t)n},
                                          .number = news ? s->row.payer_control : none};
    return SJ_OK;
}

static sj_status settle_one(settling *x, uint32_t i) {
    sj_posting *p = x->p;
    sj_staged *s = &p->staged[i];
    const sj_index_entry *last = sj_index_first(&x->by_submission, (uint64_t)s->row.submission);
    sj_claim_state from = last ? p->staged[last->value].state : s->state;
    sj_claim_state to = state_of(s, from);
    /* One of several: a part of a claim that the payer split, or what a payer decided to whom
     * another passed the claim on. */
    bool part = s->row.charge != s->possible[s->match.best].c.charge || is_other_payer(s);
    sj_status status = SJ_OK;
    if (is_reversal(s))
        status = reverse(x, s);
    else if (part && is_decided(from))
        to = both(from, to);
    else if (to != from || is_decided(to))
        status = supersede(x, s, from);
    if (status == SJ_OK) status = move(x, s, from, to);
    s->state = to;
    sj_index_add(&x->by_submission, (uint64_t)s->row.submission, i);
    return status;
}

static void count(sj_posting *p, const sj_staged *s) {
    sj_post_result *r = p->result;
    r->payments++;
    if (is_repeated(s)) {
        r->repeated++;
        r->repeated_paid = sj_money_add(r->repeated_paid, s->row.paid);
    } else if (sj_str_is(s->row.state, "suspended")) {
        r->suspended++;
        r->suspended_paid = sj_money_add(r->suspended_paid, s->row.paid);
    } else if (s->match.rung == SJ_MATCH_NONE) {
        r->unmatched++;
        r->unmatched_paid = sj_money_add(r->unmatched_paid, s->row.paid);
    } else {
        r->matched++;
    }
    r->reversals += is_reversal(s) && !is_repeated(s);
    for (size_t i = 0; i < s->row.n_denials; i++) {
        bool below = s->denials[i].expected != 0; /* the contract */
        sj_money *sum = below ? &r->underpaid : &r->denied;
        *sum = sj_money_add(*sum, s->denials[i].amount);
        r->underpayments += below;
        r->denials += !below;
    }
}

static bool begin(settling *x) {
    sj_arena *a = &x->p->questions;
    sj_arena_reset(a);
    x->events = sj_arena_alloc(a, SJ_GATHER * sizeof *x->events);
    return x->events && sj_index_init(&x->by_submission, a, SJ_GATHER) &&
           sj_index_init(&x->by_content, a, SJ_GATHER) && sj_index_init(&x->taken, a, SJ_GATHER);
}

sj_status sj_posting_settle(sj_posting *p) {
    settling x = {.p = p};
    sj_status status = begin(&x) ? SJ_OK : SJ_ENOMEM;
    for (uint32_t i = 0; i < p->n && status == SJ_OK; i++) {
        sj_staged *s = &p->staged[i];
        bool again = settle_repeat(&x, s);
        sj_index_add(&x.by_content, (uint64_t)s->row.content, i);
        if (is_posted(s) && !again)
            status = settle_one(&x, i);
        else
            s->row.n_denials = 0; /* nothing to work on until it is posted */
        for (size_t k = 0; k < s->row.n_denials; k++) {
            s->denials[k].id = sj_store_new_id(p->store);
            sj_posting_deadline(p, s, &s->denials[k]);
        }
        count(p, s);
    }
    if (status == SJ_OK) status = sj_events_add(p->store, x.events, x.n_events, p->err);
    return status;
}
