/* engine/pipeline/answers_status.c - the 277CA: what the clearinghouse and the payer say of each
 * claim.
 *
 * Claims are looked up a share at a time by their account numbers, among those of the batch that
 * the 277CA names. The payer's word outranks the clearinghouse's, and a decision (835) outranks
 * both. */
#include "engine/pipeline/answer_words.h"
#include "engine/pipeline/answers.h"

static bool take_set_id(void *ctx, const sj_batch_set *t) {
    sj_answers *a = ctx;
    a->sets[a->n_sets++] = t->id;
    return a->n_sets < SJ_SETS_OF_REFERENCE;
}

/* Know the sets that `reference` (2200B TRN02) names. */
static void find_sets(sj_answers *a, sj_str reference) {
    if (sj_str_is(reference, a->reference)) return;
    sj_answers_flush(a);
    a->n_sets = 0;
    snprintf(a->reference, sizeof a->reference, "%.*s", SJ_FMT(reference));
    if (a->status == SJ_OK && reference.len)
        a->status = sj_batch_sets_by_reference(a->run->store, reference, take_set_id, a, a->err);
}

static bool is_set_of(const sj_answers *a, int64_t batch_set) {
    for (size_t i = 0; i < a->n_sets; i++)
        if (a->sets[i] == batch_set) return true;
    return false;
}

/* "A7:562:85 A7:500" into buf. */
static void print_codes(const sj_status_code *v, size_t n, char *buf, size_t cap) {
    size_t used = 0;
    buf[0] = 0;
    for (size_t i = 0; i < n && used < cap; i++) {
        int len = snprintf(buf + used, cap - used, "%s%.*s:%.*s%s%.*s", i ? " " : "",
                           SJ_FMT(v[i].category), SJ_FMT(v[i].status), v[i].entity.len ? ":" : "",
                           SJ_FMT(v[i].entity));
        used += (size_t)len;
    }
}

static void tell_codes(FILE *to, const char *codes) {
    char words[1024];
    sj_words_claim_status(sj_str_of(codes), words, sizeof words);
    fputs(words, to);
}

/* ---- a batch, or a provider's claims in it ---- */

typedef struct provider_claims {
    sj_answers *a;
    sj_str provider;
    int64_t *ids;
    sj_claim_state *states;
    size_t n, cap;
    bool no_memory;
} provider_claims;

static bool take_provider_claim(void *ctx, const sj_submission *s) {
    provider_claims *p = ctx;
    if (!sj_str_eq(s->provider, p->provider) || !is_set_of(p->a, s->batch_set)) return true;
    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 256;
        int64_t *ids = sj_arena_alloc(&p->a->arena, cap * sizeof *ids);
        sj_claim_state *states = sj_arena_alloc(&p->a->arena, cap * sizeof *states);
        p->no_memory = !ids || !states;
        if (p->no_memory) return false;
        if (p->n) memcpy(ids, p->ids, p->n * sizeof *ids);
        if (p->n) memcpy(states, p->states, p->n * sizeof *states);
        p->ids = ids, p->states = states, p->cap = cap;
    }
    p->ids[p->n] = s->id;
    p->states[p->n++] = s->state;
    return true;
}

static bool take_batch_of(void *ctx, const sj_batch_set *t) {
    *(sj_batch_set *)ctx = *t;
    return false;
}

/* All claims of one provider in the batch are refused: no claims are named. */
static void refuse_provider(sj_answers *a, const sj_batch_status *b, sj_str codes) {
    sj_batch_set set = {0};
    a->status = sj_batch_sets_by_reference(a->run->store, b->batch, take_batch_of, &set, a->err);
    provider_claims p = {.a = a, .provider = b->provider_id};
    if (a->status == SJ_OK && set.id)
        a->status = sj_submissions_list(a->run->store, &(sj_submission_filter){.batch = set.batch},
                                        take_provider_claim, &p, a->err);
    if (p.no_memory) a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
    for (size_t i = 0; i < p.n; i++)
        sj_answers_move(
            a,
            &(sj_event){.subject = SJ_SUBJECT_SUBMISSION,
                        .subject_id = p.ids[i],
                        .from = p.states[i],
                        .to = sj_state_is_decided(p.states[i]) ? p.states[i] : SJ_STATE_REJECTED,
                        .what = SJ_STR("277CA"),
                        .cause = a->taken->id,
                        .codes = codes},
            1);
    sj_arena_reset(&a->arena);
}

typedef struct state_of_set {
    sj_claim_state state;
    uint32_t claims;
    int64_t batch;
    int64_t id;
} state_of_set;

static bool take_set_state(void *ctx, const sj_batch_set *t) {
    state_of_set *wanted = ctx;
    if (t->id != wanted->id) return true;
    wanted->state = t->state;
    wanted->claims = t->claims;
    wanted->batch = t->batch;
    return false;
}

static bool take_batch_state(void *ctx, const sj_batch *b) {
    ((state_of_set *)ctx)->state = b->state;
    return false;
}

/* The state that a set is in, its batch's where it has none of its own. */
static state_of_set look_at_set(sj_answers *a, int64_t id) {
    state_of_set s = {.id = id};
    a->status = sj_batch_sets_by_reference(a->run->store, sj_str_of(a->reference), take_set_state,
                                           &s, a->err);
    if (a->status == SJ_OK && !s.state)
        a->status = sj_batches_by_id(a->run->store, s.batch, take_batch_state, &s, a->err);
    return s;
}

void sj_answer_batch_status(void *ctx, const sj_batch_status *b) {
    sj_answers *a = ctx;
    char codes[128];
    if (a->status != SJ_OK) return;
    find_sets(a, b->batch);
    if (a->status != SJ_OK) return;
    print_codes(b->statuses.v, b->statuses.n, codes, sizeof codes);
    if (b->level == 'C') {
        if (!b->accepted) refuse_provider(a, b, sj_str_of(codes));
        return;
    }
    fprintf(a->taken->body, "  Batch %.*s: %s: ", SJ_FMT(b->batch),
            b->accepted ? "received" : "REFUSED");
    tell_codes(a->taken->body, codes);
    fputs(a->n_sets ? "\n" : ". It is not a batch of ours: nothing was changed.\n", a->taken->body);
    a->taken->result.unknown += a->n_sets == 0;
    for (size_t i = 0; i < a->n_sets && a->status == SJ_OK; i++) {
        state_of_set s = look_at_set(a, a->sets[i]);
        sj_claim_state to = b->accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED;
        sj_answers_move(a,
                        &(sj_event){.subject = SJ_SUBJECT_SET,
                                    .subject_id = a->sets[i],
                                    .from = s.state,
                                    .to = to,
                                    .what = SJ_STR("277CA"),
                                    .cause = a->taken->id,
                                    .codes = sj_str_of(codes)},
                        b->accepted ? 0 : s.claims);
    }
}

/* ---- one claim ---- */

static bool keep(sj_answers *a, sj_str s, sj_str *out) {
    return sj_arena_copy(&a->arena, s, out);
}

void sj_answer_claim_status(void *ctx, const sj_claim_status *c) {
    sj_answers *a = ctx;
    char codes[128];
    if (a->status != SJ_OK) return;
    find_sets(a, c->batch);
    if (a->n_pending == SJ_STATUS_SHARE) sj_answers_flush(a);
    if (a->status != SJ_OK) return;
    /* "A3:247" points to the lines: their codes are the true reason. */
    print_codes(c->statuses.v, c->statuses.n, codes, sizeof codes);
    for (size_t i = 0; i < c->lines.n; i++) {
        size_t used = strlen(codes);
        if (c->lines.v[i].statuses.n && used + 2 < sizeof codes) {
            codes[used] = ' ';
            print_codes(c->lines.v[i].statuses.v, c->lines.v[i].statuses.n, codes + used + 1,
                        sizeof codes - used - 1);
        }
    }
    sj_pending_status *p = &a->pending[a->n_pending++];
    *p = (sj_pending_status){.charge = c->charge,
                             .accepted = c->accepted,
                             .from_clearinghouse = c->from_clearinghouse,
                             .segment = c->at.segment};
    if (!keep(a, c->account, &p->account) || !keep(a, c->payer_control, &p->payer_control) ||
        !keep(a, c->payer, &p->payer) || !keep(a, sj_str_of(codes), &p->codes))
        a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
    if (c->accepted) return;
    fprintf(a->taken->body, "  Acct %.*s: REJECTED by %.*s: ", SJ_FMT(c->account),
            SJ_FMT(c->payer));
    tell_codes(a->taken->body, codes);
    fputs("\n      Mend it and send it again as an original claim: the payer has not decided on "
          "it.\n",
          a->taken->body);
}

/* A submission with one of the account numbers: it is meant when it stands in a set that the 277CA
 * names, or else (the reference was lost on the way) when it was sent with the same charge; the
 * newest. */
static bool take_candidate(void *ctx, const sj_submission *s) {
    sj_answers *a = ctx;
    for (size_t i = 0; i < a->n_pending; i++) {
        sj_pending_status *p = &a->pending[i];
        bool named = is_set_of(a, s->batch_set);
        if (!sj_str_eq(s->account, p->account) || !s->batch) continue;
        if (!named && (a->n_sets || s->charge != p->charge)) continue;
        if (s->id < p->submission) continue;
        p->submission = s->id;
        p->batch_set = s->batch_set;
        p->state = s->state;
    }
    return true;
}

/* Has the payer itself spoken? Then the clearinghouse's word comes too late. */
static bool comes_too_late(sj_answers *a, const sj_pending_status *p) {
    if (sj_state_is_decided(p->state) || p->state == SJ_STATE_CLOSED) return true;
    if (!p->from_clearinghouse) return false;
    bool spoken = false;
    a->status = sj_events_has(a->run->store, p->submission, SJ_STR("277CA payer"), &spoken, a->err);
    return spoken;
}

static void move_claim(sj_answers *a, const sj_pending_status *p) {
    sj_claim_state to = p->accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED;
    bool late = comes_too_late(a, p);
    if (late) to = p->state;
    if (a->status != SJ_OK) return;
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_SUBMISSION,
                                .subject_id = p->submission,
                                .from = p->state,
                                .to = to,
                                .alone = !late,
                                .what = p->from_clearinghouse ? SJ_STR("277CA clearinghouse")
                                                              : SJ_STR("277CA payer"),
                                .cause = a->taken->id,
                                .segment = p->segment,
                                .codes = p->codes},
                    1);
    if (a->status == SJ_OK && p->payer_control.len)
        a->status = sj_submissions_set_payer_control(
            a->run->store, &(sj_payer_control){p->submission, p->payer_control}, 1, a->err);
    if (a->status == SJ_OK && !p->accepted)
        a->status = sj_findings_note(a->run->store,
                                     &(sj_finding_row){.id = sj_store_new_id(a->run->store),
                                                       .source = SJ_STR("277CA"),
                                                       .scope = SJ_SCOPE_CLAIM,
                                                       .file = a->taken->id,
                                                       .submission = p->submission,
                                                       .batch_set = p->batch_set,
                                                       .code = p->codes,
                                                       .severity = SJ_STR("error"),
                                                       .pos = {.segment = p->segment}},
                                     a->err);
}

void sj_answers_flush(sj_answers *a) {
    sj_str accounts[SJ_STATUS_SHARE];
    if (!a->n_pending || a->status != SJ_OK) return;
    for (size_t i = 0; i < a->n_pending; i++) accounts[i] = a->pending[i].account;
    a->status =
        sj_submissions_by_account(a->run->store, accounts, a->n_pending, take_candidate, a, a->err);
    for (size_t i = 0; i < a->n_pending && a->status == SJ_OK; i++) {
        if (a->pending[i].submission) {
            move_claim(a, &a->pending[i]);
            continue;
        }
        a->taken->result.unknown++;
        fprintf(a->taken->body, "  Acct %.*s is not among the claims sent: nothing was changed.\n",
                SJ_FMT(a->pending[i].account));
    }
    a->n_pending = 0;
    sj_arena_reset(&a->arena);
}
