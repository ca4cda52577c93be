/* The facts on which a follow-up claim is decided: the claim, the payer's decision, the chain. */
#include "engine/followup/following.h"

#include <stdio.h>

static sj_str keep(sj_following *f, sj_str s) {
    sj_str out = {NULL, 0};
    if (s.len && !sj_arena_copy(&f->arena, s, &out)) f->failed = SJ_ENOMEM;
    return out;
}

static bool take_submission(void *ctx, const sj_submission *s) {
    sj_following *f = ctx;
    sj_follow *out = f->out;
    f->found = true;
    f->state = s->state;
    f->account = keep(f, s->account);
    f->sequence = keep(f, s->sequence);
    f->frequency = keep(f, s->frequency);
    f->payer = keep(f, s->payer);
    f->known_control = keep(f, s->payer_control);
    out->parent = out->root = s->id;
    out->usage = s->usage.len ? s->usage.ptr[0] : 'T';
    snprintf(out->old_account, sizeof out->old_account, "%.*s", SJ_FMT(s->account));
    snprintf(out->purpose, sizeof out->purpose, "%.*s", SJ_FMT(s->purpose));
    snprintf(out->type, sizeof out->type, "%.*s", SJ_FMT(s->type));
    snprintf(out->payer, sizeof out->payer, "%.*s", SJ_FMT(s->payer));
    return false;
}

/* Payers to whom the claim was passed on may have decided on it too: theirs says so (2, 3, 20, 21).
 */
static bool is_this_payers(const sj_following *f, sj_str status) {
    bool later = sj_str_is(status, "2") || sj_str_is(status, "3") || sj_str_is(status, "20") ||
                 sj_str_is(status, "21");
    return !(later && sj_str_is(f->sequence, "P"));
}

static bool take_decision(void *ctx, const sj_decided *d) {
    sj_following *f = ctx;
    if (d->reversed || sj_str_is(d->status, "22") || sj_str_is(d->status, "25")) return true;
    if (!is_this_payers(f, d->status)) return true;
    f->decided = true;
    f->payment = d->payment;
    f->status = keep(f, d->status);
    f->control = keep(f, d->payer_control);
    f->remarks = keep(f, d->remarks);
    f->filing = keep(f, d->filing);
    f->paid = d->paid;
    f->patient = d->patient;
    f->paid_on = d->paid_on;
    return false;
}

static bool take_line(void *ctx, const sj_payment_line_row *l) {
    sj_following *f = ctx;
    if (f->n_lines == SJ_FOLLOWING_LINES) return false;
    sj_payment_line_row *row = &f->lines[f->n_lines++];
    *row = *l;
    sj_str *texts[] = {&row->procedure, &row->submitted,   &row->revenue, &row->control,
                       &row->remarks,   &row->adjustments, &row->kind};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = keep(f, *texts[i]);
    return true;
}

static void add_guards(sj_following *f, sj_str remarks) {
    while (remarks.len) {
        const char *end = memchr(remarks.ptr, ' ', remarks.len);
        size_t n = end ? (size_t)(end - remarks.ptr) : remarks.len;
        const sj_rarc *r = sj_reasons_rarc(f->reasons, (sj_str){remarks.ptr, n});
        if (r) f->guards |= r->guards;
        n += end != NULL;
        remarks = (sj_str){remarks.ptr + n, remarks.len - n};
    }
}

static bool take_own(void *ctx, const sj_followup *x) {
    ((sj_following *)ctx)->out->root = x->root;
    return false;
}

static bool take_root(void *ctx, const sj_submission *s) {
    sj_following *f = ctx;
    f->root_account = keep(f, s->account);
    return false;
}

static bool take_chain(void *ctx, const sj_followup *x) {
    sj_following *f = ctx;
    f->chain++;
    if (x->parent != f->out->parent || x->state == SJ_STATE_CLOSED) return true;
    bool refused = x->state == SJ_STATE_REJECTED || x->state == SJ_STATE_HELD;
    if (sj_str_is(x->kind, "secondary")) {
        if (!refused) f->next_payers = keep(f, x->account);
    } else if (sj_str_is(x->kind, "void") && sj_state_is_decided(x->state)) {
        f->voided = true;
    } else if (!sj_str_is(x->kind, "lines") || !sj_state_is_decided(x->state)) {
        /* A denied one that followed leaves this the latest that counts. */
        if (!refused && x->state != SJ_STATE_DENIED) {
            f->newest = keep(f, x->account);
            f->newest_state = x->state;
        }
    }
    return true;
}

typedef struct raw_taker {
    sj_following *f;
    sj_guides *guides;
    sj_str type;
    sj_status status;
    bool found;
} raw_taker;

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    raw_taker *t = ctx;
    t->found = true;
    t->status = sj_revision_read(&t->f->out->draft, t->guides, t->type, raw, t->f->err);
    return false;
}

sj_status sj_following_read(sj_following *f, sj_guides *guides) {
    sj_err *err = f->err;
    const int64_t id = f->wish->submission;
    sj_status status = sj_submissions_by_id(f->store, &id, 1, take_submission, f, err);
    if (status == SJ_OK && !f->found)
        status = sj_err_set(err, SJ_ENOTFOUND, "there is no such claim");
    if (status != SJ_OK) return status;
    raw_taker raw = {.f = f, .guides = guides, .type = sj_str_of(f->out->type)};
    status = sj_submissions_raw(f->store, &id, 1, take_raw, &raw, err);
    if (status == SJ_OK) status = raw.status;
    if (status == SJ_OK && !raw.found)
        status = sj_err_set(err, SJ_ENOTFOUND, "the claim's text is not kept any more");
    if (status == SJ_OK) status = sj_decided_of(f->store, id, take_decision, f, err);
    f->lines = sj_arena_alloc(&f->arena, SJ_FOLLOWING_LINES * sizeof *f->lines);
    if (status == SJ_OK && f->lines && f->decided)
        status = sj_decided_lines(f->store, f->payment, take_line, f, err);
    if (status == SJ_OK) status = sj_followups_of_submission(f->store, id, take_own, f, err);
    if (status == SJ_OK)
        status = sj_submissions_by_id(f->store, &f->out->root, 1, take_root, f, err);
    if (status == SJ_OK) status = sj_followups_of_root(f->store, f->out->root, take_chain, f, err);
    if (status != SJ_OK) return status;
    add_guards(f, f->remarks);
    for (uint32_t i = 0; i < f->n_lines; i++) add_guards(f, f->lines[i].remarks);
    if (!f->lines || f->failed != SJ_OK)
        return sj_err_set(err, SJ_ENOMEM, "no memory for a follow-up claim");
    return SJ_OK;
}
