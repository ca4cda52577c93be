/* engine/pipeline/intake_decide.c - what a claim is to those that came before it.
 *
 * Claims are compared that have the same account number (CLM01) and stand at the same place in the
 * order of payers (SBR01): a claim to the secondary payer is another one. Of those before, one may
 * be on its way (the newest that is neither held nor closed), and one may be held.
 *
 *   on its way, same content     rejected: sent again, now that it may pass; else a duplicate
 *   on its way, other content    rejected: this is the mended claim; sent, and this one is a
 * replacement or void (frequency 7, 8): follows it; else held: the account number was used closed,
 * same content         a duplicate of old content, unless what is on its way was rejected held same
 * content and again not fit: a duplicate; else this one replaces it */
#include "engine/pipeline/intake.h"

static bool is_same_claim(const sj_submission *a, const sj_submission *b) {
    return sj_str_eq(a->account, b->account) && sj_str_eq(a->sequence, b->sequence);
}

static void meet(sj_pending_claim *p, const sj_submission *s) {
    bool same = memcmp(p->fingerprint, s->fingerprint, SJ_SHA256_SIZE) == 0;
    sj_before *place = s->state == SJ_STATE_CLOSED ? &p->closed
                       : s->state == SJ_STATE_HELD ? &p->held
                                                   : &p->live;
    if (s->id < place->id || (place == &p->closed && !same)) return;
    *place = (sj_before){s->id, s->state, same};
}

static bool take_before(void *ctx, const sj_submission *before) {
    sj_intake *in = ctx;
    for (size_t i = 0; i < in->n; i++)
        if (is_same_claim(before, &in->pending[i].sub.row)) meet(&in->pending[i], before);
    return true;
}

static bool is_correction(const sj_pending_claim *p) {
    return sj_str_is(p->sub.row.frequency, "7") || sj_str_is(p->sub.row.frequency, "8");
}

/* The original that the claim is a duplicate of; NULL when it is none. */
static const sj_before *original_of(const sj_pending_claim *p) {
    bool rejected = p->live.state == SJ_STATE_REJECTED;
    if (p->live.id && p->live.same && !rejected) return &p->live;
    if (p->closed.id && !rejected) return &p->closed;
    if (p->held.id && p->held.same && p->sub.row.state == SJ_STATE_HELD) return &p->held;
    return NULL;
}

static bool hold_reused(sj_intake *in, sj_pending_claim *p) {
    const sj_finding f = {
        .id = SJ_FINDING_ID(SJ_BOX_INTAKE, SJ_IN_ACCOUNT_REUSED),
        .severity = SJ_ERROR,
        .pos = {.offset = p->sub.row.offset, .segment = p->sub.row.segment, .element = 1},
        .loop = "2300",
        .tag = "CLM",
        .value = p->sub.row.account,
        .a = sj_str_of(sj_state_text(p->live.state)),
        .claim = p->sub.row.ordinal,
        .account = p->sub.row.account};
    sj_kept_finding *k = sj_intake_keep(in, &f, &sj_intake_findings()->rows[SJ_IN_ACCOUNT_REUSED]);
    if (!k) return false;
    *p->last = k;
    p->last = &k->next;
    p->sub.row.state = SJ_STATE_HELD;
    p->sub.row.verdict = SJ_STR("held");
    return true;
}

static bool decide(sj_intake *in, sj_pending_claim *p) {
    bool conflict = p->live.id && !p->live.same && p->live.state != SJ_STATE_REJECTED &&
                    !(is_correction(p) && p->live.state != SJ_STATE_READY);
    const sj_before *original = original_of(p);
    if (!original && conflict) {
        if (!hold_reused(in, p)) return false;
        original = original_of(p); /* of a claim that was held for the same reason */
    }
    p->is_duplicate = original != NULL;
    if (original) p->original = *original;
    p->sub.row.previous = p->live.id ? p->live.id : p->held.id;
    return true;
}

void sj_intake_decide(sj_intake *in) {
    sj_str accounts[SJ_SHARE];
    for (size_t i = 0; i < in->n; i++) accounts[i] = in->pending[i].sub.row.account;
    in->status =
        sj_submissions_by_account(in->run->store, accounts, in->n, take_before, in, in->err);
    for (size_t i = 0; i < in->n && in->status == SJ_OK; i++) {
        for (size_t k = 0; k < i; k++)
            if (!in->pending[k].is_duplicate &&
                is_same_claim(&in->pending[k].sub.row, &in->pending[i].sub.row))
                meet(&in->pending[i], &in->pending[k].sub.row);
        if (!decide(in, &in->pending[i]))
            in->status = sj_err_set(in->err, SJ_ENOMEM, "no memory to read claims");
    }
}
