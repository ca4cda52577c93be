/* A claim payment matched by a person, or taken off its claim.
 *
 * To match, its file is read once more, so that every amount has its own segment and everything
 * goes the way that a match found by itself goes. To undo, the entries of what is undone are posted
 * the other way round: those of the last act, or, when it was posted by itself, those of the
 * remittance. */
#include "engine/followup/hand.h"

#include "engine/followup/posting.h"
#include "engine/store/events.h"
#include "engine/store/submissions.h"
#include "parsers/base/alloc.h"

enum { DAY_MS = 86400000 };

static sj_date today(const sj_store *s) {
    return (sj_date)(sj_store_now(s) / DAY_MS);
}

static sj_status add_act(sj_store *s, int64_t id, const char *what, const sj_hand_payment *p,
                         int64_t was, int64_t becomes, const sj_hand_act *act, sj_err *err) {
    const sj_ledger_act row = {.id = id,
                               .at = sj_store_now(s),
                               .actor = act->actor,
                               .what = sj_str_of(what),
                               .remit = p->remit,
                               .payment = p->id,
                               .was = was,
                               .becomes = becomes,
                               .note = act->note};
    return sj_ledger_act_add(s, &row, err);
}

/* The money of a payment without a claim, into its suspense account, or out of it again. */
static sj_entry suspense(const sj_hand_payment *p, bool in, int64_t act, sj_date day) {
    bool forward = in == (p->paid > 0);
    return (sj_entry){.remit = p->remit,
                      .payment = p->id,
                      .debit = forward ? SJ_ACCOUNT_REMITTANCE : SJ_ACCOUNT_NOT_OURS,
                      .credit = forward ? SJ_ACCOUNT_NOT_OURS : SJ_ACCOUNT_REMITTANCE,
                      .cents = p->paid > 0 ? p->paid : -p->paid,
                      .segment = p->segment,
                      .day = day,
                      .act = act};
}

/* --- matching --- */

typedef struct matching {
    sj_posting p;
    const sj_hand_payment *payment;
    uint32_t set; /* sets of type 835 begun */
    bool found;
} matching;

static void set_begin(void *ctx, const sj_set *s) {
    matching *m = ctx;
    if (sj_str_is(s->transaction, "835")) m->set++;
}

static void take_payment(void *ctx, const sj_payment *payment) {
    matching *m = ctx;
    if (m->set != m->payment->set_ordinal || payment->ordinal_in_set != m->payment->ordinal) return;
    m->p.at = m->set - 1;
    m->found = m->set <= m->p.checked.n;
    if (!m->found) return;
    sj_posting_stage(&m->p, payment);
    m->p.staged[0].row.id = m->payment->id;
    m->p.staged[0].row.remit = m->payment->remit;
    m->p.failed = 1; /* nothing more is wanted of the file */
}

static sj_status read_payment(matching *m, sj_guides *guides, const sj_post_input *in) {
    const sj_parse_events events = {.ctx = m, .set_begin = set_begin, .payment = take_payment};
    const sj_parse_opts opts = {.snip = 1, .stop = &m->p.failed};
    if (!in->rewind(in->ctx))
        return sj_err_set(m->p.err, SJ_EINPUT, "a remittance file cannot be read twice");
    sj_status status = sj_parse(guides, in->read, in->ctx, &events, &opts, NULL, m->p.err);
    if (m->p.status != SJ_OK) return m->p.status;
    m->p.failed = 0;
    if (status == SJ_OK && !m->found)
        return sj_err_set(m->p.err, SJ_EINPUT, "the archived file does not hold this payment");
    return status;
}

static sj_status write_match(matching *m, sj_hand_act *act) {
    sj_posting *p = &m->p;
    sj_staged *s = &p->staged[0];
    int64_t id = sj_store_new_id(p->store);
    sj_date day = today(p->store);
    const sj_entry out = suspense(m->payment, false, id, day);
    sj_posting_book(s);
    for (size_t i = 0; i < s->n_entries; i++) {
        s->entries[i].ordinal = 0;
        s->entries[i].day = day;
        s->entries[i].act = id;
    }
    sj_status status =
        add_act(p->store, id, "match", m->payment, 0, s->row.submission, act, p->err);
    if (status == SJ_OK) status = sj_hand_post(p->store, &s->row, p->err);
    if (status == SJ_OK && out.cents) status = sj_entries_add(p->store, &out, 1, p->err);
    return status == SJ_OK ? sj_entries_add(p->store, s->entries, s->n_entries, p->err) : status;
}

static sj_status match(matching *m, sj_guides *guides, const sj_post_input *in, sj_str account,
                       sj_hand_act *act) {
    sj_posting *p = &m->p;
    bool found = false;
    sj_status status = read_payment(m, guides, in);
    if (status == SJ_OK) status = sj_posting_match_by_hand(p, account, &found);
    if (status == SJ_OK && !found) act->answer = SJ_HAND_NO_CLAIM;
    if (status != SJ_OK || !found) return status;
    status = sj_posting_match_lines(p);
    if (status == SJ_OK) status = sj_posting_before(p);
    if (status == SJ_OK && p->staged[0].row.repeats) {
        act->answer = SJ_HAND_REPEATED;
        return SJ_OK;
    }
    if (status == SJ_OK) status = sj_posting_settle(p);
    return status == SJ_OK ? write_match(m, act) : status;
}

sj_status sj_hand_match(sj_store *store, sj_keyed *keyed, sj_guides *guides,
                        const sj_post_input *in, const sj_hand_payment *payment, sj_str account,
                        sj_hand_act *act, sj_err *err) {
    sj_post_result result;
    matching m = {.p = {.store = store, .keyed = keyed, .err = err, .by_hand = true},
                  .payment = payment};
    act->answer = sj_str_is(payment->state, "unmatched") ? SJ_HAND_DONE : SJ_HAND_NOT_OPEN;
    if (act->answer != SJ_HAND_DONE) return SJ_OK;
    sj_status status = sj_posting_open(&m.p, guides, in, &result);
    if (status == SJ_OK && !m.p.checked.n)
        status = sj_err_set(err, SJ_EINPUT, "the archived file holds no remittance");
    if (status == SJ_OK) status = match(&m, guides, in, account, act);
    sj_posting_close(&m.p);
    return status;
}

/* --- undoing --- */

enum { MOST_ENTRIES = 1 << 17 };

typedef struct undoing {
    const sj_hand_payment *payment;
    bool by_hand;
    int64_t last;   /* act */
    sj_arena arena; /* of the entries' texts */
    sj_entry *entries;
    size_t n;
    bool no_memory;
    /* The claim's log: the event that the payment made, and the last of all. */
    int64_t event, newest;
    sj_claim_state before, now;
} undoing;

static bool find_last(void *ctx, const sj_entry_source *e) {
    undoing *u = ctx;
    if (e->e.act > u->last) u->last = e->e.act;
    return true;
}

static bool take_entry(void *ctx, const sj_entry_source *e) {
    undoing *u = ctx;
    if (e->e.act != (u->by_hand ? u->last : 0)) return true;
    sj_entry *kept = u->n < MOST_ENTRIES ? &u->entries[u->n++] : NULL;
    u->no_memory |= !kept;
    if (!kept) return false;
    *kept = e->e;
    kept->debit = e->e.credit;
    kept->credit = e->e.debit;
    kept->ordinal = 0;
    u->no_memory |= !sj_arena_copy(&u->arena, e->e.reason, &kept->reason) ||
                    !sj_arena_copy(&u->arena, e->e.reference, &kept->reference);
    return !u->no_memory;
}

static bool take_event(void *ctx, const sj_event *e) {
    undoing *u = ctx;
    u->newest = e->id;
    bool posting = sj_str_is(e->what, "835") || sj_str_is(e->what, "match");
    if (posting && e->cause == u->payment->file && e->segment == u->payment->segment) {
        u->event = e->id;
        u->before = e->from;
    }
    return true;
}

static bool take_state(void *ctx, const sj_submission *s) {
    ((undoing *)ctx)->now = s->state;
    return false;
}

/* The claim is again what it was before, unless something happened to it since. */
static sj_status move_back(sj_store *store, undoing *u, bool untouched, sj_err *err) {
    const sj_event event = {.subject = SJ_SUBJECT_SUBMISSION,
                            .subject_id = u->payment->submission,
                            .from = u->now,
                            .to = untouched ? u->before : u->now,
                            .again = true,
                            .undoes = true,
                            .what = SJ_STR("unmatch"),
                            .cause = u->payment->file,
                            .segment = u->payment->segment};
    return sj_events_add(store, &event, 1, err);
}

static sj_status read_undone(sj_store *store, undoing *u, sj_err *err) {
    const sj_hand_payment *p = u->payment;
    sj_status status = sj_entries_of_payment(store, p->remit, p->id, find_last, u, err);
    if (status == SJ_OK) status = sj_entries_of_payment(store, p->remit, p->id, take_entry, u, err);
    if (status == SJ_OK) status = sj_events_of_submission(store, p->submission, take_event, u, err);
    if (status == SJ_OK)
        status = sj_submissions_by_id(store, &p->submission, 1, take_state, u, err);
    if (status == SJ_OK && u->no_memory)
        status = sj_err_set(err, SJ_ENOMEM, "no memory to undo a match");
    return status;
}

static sj_status undo(sj_store *store, undoing *u, const sj_hand_act *act, sj_err *err) {
    const sj_hand_payment *p = u->payment;
    sj_status status = read_undone(store, u, err);
    if (status != SJ_OK) return status;
    int64_t id = sj_store_new_id(store);
    sj_date day = today(store);
    bool untouched = u->event && u->event == u->newest;
    const sj_entry in = suspense(p, true, id, day);
    for (size_t i = 0; i < u->n; i++) {
        u->entries[i].act = id;
        u->entries[i].day = day;
    }
    status = add_act(store, id, "undo", p, p->submission, 0, act, err);
    if (status == SJ_OK) status = sj_entries_add(store, u->entries, u->n, err);
    /* What undoes a person's match has put it back already. */
    if (status == SJ_OK && !u->by_hand && in.cents) status = sj_entries_add(store, &in, 1, err);
    if (status == SJ_OK) status = sj_hand_undo(store, p, untouched, err);
    return status == SJ_OK ? move_back(store, u, untouched, err) : status;
}

sj_status sj_hand_unmatch(sj_store *store, const sj_hand_payment *payment, sj_hand_act *act,
                          sj_err *err) {
    act->answer = payment->reversed_by                  ? SJ_HAND_REVERSED
                  : sj_str_is(payment->state, "posted") ? SJ_HAND_DONE
                                                        : SJ_HAND_NOT_POSTED;
    if (act->answer != SJ_HAND_DONE) return SJ_OK;
    undoing u = {.payment = payment, .by_hand = payment->rung == SJ_MATCH_HAND};
    u.entries = sj_malloc(MOST_ENTRIES * sizeof *u.entries);
    if (!u.entries) return sj_err_set(err, SJ_ENOMEM, "no memory to undo a match");
    sj_arena_init(&u.arena, (size_t)64 << 20);
    sj_status status = undo(store, &u, act, err);
    sj_arena_dispose(&u.arena);
    sj_free(u.entries);
    return status;
}
