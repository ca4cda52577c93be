/* The double entry of a remittance.
 *
 * Everything passes through the account `remittance`, which comes to nothing when the set balances:
 *
 *     BPR02        bank       from remittance
 *     SVC03        remittance from claims          (CLP04 where no line can be told)
 *     CAS, line    contract, patient, denied from claims
 *     CAS, claim   the same from remittance: it makes the payment less than its lines
 *     PLB          its reason's account from remittance
 *
 * so that a claim payment takes all that is decided of the charge out of `claims`: what a payer
 * only informs of, or has not decided yet, stays there. A payer that comes second pays what the one
 * before left over: then `patient` stands for `claims`. Negative amounts have the accounts turned.
 * A claim payment that is not posted moves its money, and only that, to where somebody has to look.
 */
#include "engine/followup/posting.h"

static void put(sj_staged *s, sj_account debit, sj_account credit, sj_money amount,
                const sj_entry *from) {
    if (!amount || !debit) return;
    sj_entry *e = &s->entries[s->n_entries++];
    *e = *from;
    e->debit = amount > 0 ? debit : credit;
    e->credit = amount > 0 ? credit : debit;
    e->cents = amount > 0 ? amount : -amount;
}

static sj_account account_of(sj_reason_kind kind) {
    switch (kind) {
    case SJ_REASON_CONTRACTUAL:
        return SJ_ACCOUNT_CONTRACT;
    case SJ_REASON_PATIENT:
        return SJ_ACCOUNT_PATIENT;
    case SJ_REASON_DENIAL:
        return SJ_ACCOUNT_DENIED;
    case SJ_REASON_INFO:
    case SJ_REASON_PENDED:
        break;
    }
    return SJ_ACCOUNT_NONE;
}

/* "CO-45", a slice of the row's adjustments: `at` goes on to the next. */
static sj_str next_reason(sj_str *at) {
    const char *colon = at->len ? memchr(at->ptr, ':', at->len) : NULL;
    sj_str reason = {at->ptr, colon ? (size_t)(colon - at->ptr) : at->len};
    const char *blank = colon ? memchr(colon, ' ', at->len - reason.len) : NULL;
    size_t used = blank ? (size_t)(blank - at->ptr) + 1 : at->len;
    *at = (sj_str){at->ptr + used, at->len - used};
    return reason;
}

typedef struct drafting {
    sj_posting *p;
    sj_staged *s;
    const sj_payment *payment;
    bool as_one;
} drafting;

/* `line` NULL: the claim level. */
static void draft_adjustments(drafting *d, const sj_payment_line *line, uint32_t ordinal,
                              sj_str texts) {
    const sj_adjustments *list = line ? &line->adjustments : &d->payment->adjustments;
    bool from_payment = !line && !d->as_one;
    for (size_t i = 0; i < list->n; i++) {
        const sj_adjustment *a = &list->v[i];
        sj_account account = account_of(sj_decide_kind(d->p->reasons, d->payment, line, a, NULL));
        const sj_entry e = {
            .line = ordinal, .segment = a->at.segment, .reason = next_reason(&texts)};
        if (from_payment && !account) account = SJ_ACCOUNT_CLAIMS; /* goes back to what is owed */
        put(d->s, account, from_payment ? SJ_ACCOUNT_REMITTANCE : SJ_ACCOUNT_CLAIMS, a->amount, &e);
    }
}

static size_t most_entries(const sj_payment *payment) {
    size_t n = 1 + payment->adjustments.n;
    for (size_t i = 0; i < payment->lines.n; i++) n += 1 + payment->lines.v[i].adjustments.n;
    return n;
}

void sj_posting_draft(sj_posting *p, sj_staged *s, const sj_payment *payment, bool as_one) {
    drafting d = {p, s, payment, as_one};
    bool pricing = sj_str_is(payment->status.v, "25"); /* nothing is decided by a price */
    s->n_entries = 0;
    s->entries = sj_posting_room(p, most_entries(payment) * sizeof *s->entries);
    if (!s->entries) return;
    if (as_one || pricing)
        put(s, SJ_ACCOUNT_REMITTANCE, SJ_ACCOUNT_CLAIMS, payment->paid.v,
            &(sj_entry){.segment = s->row.segment});
    if (pricing) return;
    if (payment->adjustments.n) draft_adjustments(&d, NULL, 0, s->lines[0].adjustments);
    for (size_t i = 0; i < payment->lines.n; i++) {
        const sj_payment_line *line = &payment->lines.v[i];
        uint32_t ordinal = (uint32_t)i + 1;
        if (!as_one)
            put(s, SJ_ACCOUNT_REMITTANCE, SJ_ACCOUNT_CLAIMS, line->paid.v,
                &(sj_entry){.line = ordinal, .segment = line->at.segment});
        draft_adjustments(&d, line, ordinal, s->lines[s->first_line + i].adjustments);
    }
}

/* Did a payer decide that came after another? */
static bool is_later_payer(const sj_staged *s) {
    char sequence = s->probe.sequence;
    if (!sequence && s->match.best >= 0) sequence = s->possible[s->match.best].c.sequence;
    return sequence && sequence != 'P';
}

static sj_account later(sj_account a) {
    return a == SJ_ACCOUNT_CLAIMS ? SJ_ACCOUNT_PATIENT : a;
}

static sj_account suspense_of(sj_str state) {
    if (sj_str_is(state, "suspended")) return SJ_ACCOUNT_SUSPENDED;
    return sj_str_is(state, "repeated") ? SJ_ACCOUNT_REPEATED : SJ_ACCOUNT_NOT_OURS;
}

sj_date sj_posting_day(const sj_checked_set *set) {
    return set->row.paid_on != SJ_NO_DATE ? set->row.paid_on : set->row.produced;
}

void sj_posting_book(sj_staged *s) {
    bool posted = sj_str_is(s->row.state, "posted"), turned = posted && is_later_payer(s);
    if (!posted) {
        s->n_entries = 0;
        put(s, SJ_ACCOUNT_REMITTANCE, suspense_of(s->row.state), s->row.paid,
            &(sj_entry){.segment = s->row.segment});
    }
    size_t n = 0;
    for (size_t i = 0; i < s->n_entries; i++) {
        sj_entry e = s->entries[i];
        if (turned) e.debit = later(e.debit), e.credit = later(e.credit);
        if (e.debit == e.credit) continue;
        e.remit = s->row.remit;
        e.payment = s->row.id;
        e.ordinal = (uint32_t)n + 1;
        e.day = sj_posting_day(s->set);
        s->entries[n++] = e;
    }
    s->n_entries = n;
}
