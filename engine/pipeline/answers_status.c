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
    sj_answers_end(a);
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

/* ---- what a status is about, in what we sent ---- */

/* The guide's row of a place that we sent nothing at: in the last of its loops that has one, the
 * claim's rather than the line's. */
static uint16_t row_of(const sj_guide *g, const sj_status_place *at) {
    char loop[8], key[4];
    uint16_t found = SJ_NO_ROW;
    snprintf(key, sizeof key, "%.*s", at->qualifiers ? (int)strcspn(at->qualifiers, " ") : 0,
             at->qualifiers ? at->qualifiers : "");
    for (const char *loops = at->loops; *loops; loops += *loops == ' ') {
        size_t n = strcspn(loops, " ");
        snprintf(loop, sizeof loop, "%.*s", (int)n, loops);
        uint16_t l = sj_guide_find_loop(g, loop, 0);
        uint16_t row =
            l == SJ_NO_ROW ? l : sj_guide_find_segment(g, l, at->tag, key[0] ? key : NULL);
        if (row != SJ_NO_ROW) found = row;
        loops += n;
    }
    return found;
}

static const sj_sent_segment *find_sent(const sj_sent *s, const sj_status_place *at,
                                        uint32_t line) {
    char loop[8];
    for (const char *loops = at->loops; *loops; loops += *loops == ' ') {
        size_t n = strcspn(loops, " ");
        snprintf(loop, sizeof loop, "%.*s", (int)n, loops);
        bool in_line = loop[1] == '4';
        const sj_sent_segment *seg =
            sj_sent_find(s, loop, at->tag, at->qualifiers, in_line ? line : 0);
        if (seg) return seg;
        loops += n;
    }
    return NULL;
}

/* Fill what told says of the value in a->looked that its status is about. */
static void place_status(sj_answers *a, sj_told *told, uint32_t line) {
    const sj_sent *s = &a->looked.sent;
    sj_str rest = told->what.code, type = a->looked.row.type;
    sj_status_place at;
    sj_words_cut(&rest, ':');
    sj_str status = sj_words_cut(&rest, ':');
    if (type.len != 4 || !sj_status_place_of(type.ptr[3], status, rest, &at)) {
        if (line) snprintf(told->label, sizeof told->label, "line %u", line);
        told->what.label = sj_str_of(told->label);
        return;
    }
    const sj_sent_segment *seg = find_sent(s, &at, line);
    uint16_t row = seg ? seg->row : row_of(s->guide, &at);
    sj_answers_label(a, told, seg, row, at.element, at.component);
    told->row.tag = sj_str_of(at.tag);
    told->row.pos.element = (uint16_t)at.element;
    told->row.pos.component = (uint16_t)at.component;
    if (row != SJ_NO_ROW)
        told->row.loop = sj_str_of(s->guide->loops[s->guide->segments[row].loop].id);
    if (!seg) {
        snprintf(told->remark, sizeof told->remark, "We sent none.");
        return;
    }
    told->row.pos.segment = sj_answers_number(a, seg);
    told->what.sent = sj_sent_value(s, seg, at.element, at.component, 0);
}

/* ---- accounts to be sent again ---- */

static void refuse(sj_answers *a, sj_str account, const sj_told *told) {
    if (a->n_refused == a->cap_refused) {
        size_t cap = a->cap_refused ? 2 * a->cap_refused : 64;
        sj_str *more = sj_arena_alloc(&a->words, cap * sizeof *more);
        if (more && a->n_refused) memcpy(more, a->refused, a->n_refused * sizeof *more);
        a->refused = more;
        a->cap_refused = cap;
    }
    if (!a->refused || !sj_arena_copy(&a->words, account, &a->refused[a->n_refused])) {
        a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
        return;
    }
    a->n_refused++;
    sj_answers_rejected(a, account, told);
}

void sj_answers_end(sj_answers *a) {
    sj_answers_flush(a);
    if (a->status == SJ_OK)
        sj_answers_list(a, "Mend these claims and send only them again, as originals", a->refused,
                        a->n_refused);
    a->refused = NULL;
    a->n_refused = a->cap_refused = 0;
    sj_arena_reset(&a->words);
}

/* ---- a batch, or a provider's claims in it ---- */

typedef struct provider_claims {
    sj_answers *a;
    sj_str provider;
    int64_t *ids;
    sj_claim_state *states;
    sj_str *accounts;
    size_t n, cap;
    bool no_memory;
} provider_claims;

static bool more_room(provider_claims *p) {
    sj_arena *arena = &p->a->arena;
    size_t cap = p->cap ? 2 * p->cap : 256;
    int64_t *ids = sj_arena_alloc(arena, cap * sizeof *ids);
    sj_claim_state *states = sj_arena_alloc(arena, cap * sizeof *states);
    sj_str *accounts = sj_arena_alloc(arena, cap * sizeof *accounts);
    p->no_memory = !ids || !states || !accounts;
    if (p->no_memory) return false;
    if (p->n) memcpy(ids, p->ids, p->n * sizeof *ids);
    if (p->n) memcpy(states, p->states, p->n * sizeof *states);
    if (p->n) memcpy(accounts, p->accounts, p->n * sizeof *accounts);
    *p = (provider_claims){p->a, p->provider, ids, states, accounts, p->n, cap, false};
    return true;
}

static bool take_provider_claim(void *ctx, const sj_submission *s) {
    provider_claims *p = ctx;
    if (!sj_str_eq(s->provider, p->provider) || !is_set_of(p->a, s->batch_set)) return true;
    if (p->n == p->cap && !more_room(p)) return false;
    p->no_memory = !sj_arena_copy(&p->a->arena, s->account, &p->accounts[p->n]);
    if (p->no_memory) return false;
    p->ids[p->n] = s->id;
    p->states[p->n++] = s->state;
    return true;
}

static bool take_batch_of(void *ctx, const sj_batch_set *t) {
    *(sj_batch_set *)ctx = *t;
    return false;
}

/* Why: kept once for all of them, told once. */
static void tell_provider(sj_answers *a, const sj_batch_status *b, const provider_claims *p,
                          int64_t batch_set) {
    char code[64];
    bool is_new;
    fprintf(a->taken->body, "    All claims of the billing provider %.*s are REFUSED (%zu)\n",
            SJ_FMT(b->provider_id), p->n);
    for (uint16_t i = 0; i < b->statuses.n && sj_answers_look(a, p->ids[0]); i++) {
        sj_told told = {.what = {.source = SJ_STR("277CA")}};
        print_codes(&b->statuses.v[i], 1, code, sizeof code);
        told.what.code = sj_str_of(code);
        told.row.batch_set = batch_set;
        told.row.severity = SJ_STR("error");
        place_status(a, &told, 0);
        sj_answers_tell(a, &told, p->ids, p->n, &is_new);
    }
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
    if (p.n && a->status == SJ_OK) tell_provider(a, b, &p, set.id);
    for (size_t i = 0; i < p.n; i++) {
        bool decided = sj_answers_add_late(a, p.ids[i], p.states[i], p.accounts[i], 0);
        if (!decided) refuse(a, p.accounts[i], NULL);
        sj_answers_move(a,
                        &(sj_event){.subject = SJ_SUBJECT_SUBMISSION,
                                    .subject_id = p.ids[i],
                                    .from = p.states[i],
                                    .to = decided ? p.states[i] : SJ_STATE_REJECTED,
                                    .what = SJ_STR("277CA"),
                                    .cause = a->taken->id,
                                    .codes = codes},
                        1);
    }
    sj_answers_tell_late(a, SJ_STR("277CA"), codes);
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

static bool take_account(void *ctx, const sj_batched_claim *p) {
    sj_answers *a = ctx;
    if (!sj_answers_add_late(a, p->at.submission, p->state, p->account, 0))
        refuse(a, p->account, NULL);
    return a->status == SJ_OK;
}

/* No claim of it was looked at: each learns why. */
static void refuse_batch(sj_answers *a, const sj_batch_status *b) {
    char code[64];
    bool is_new;
    a->looked.id = 0;
    for (size_t i = 0; i < a->n_sets; i++)
        for (uint16_t k = 0; k < b->statuses.n && a->status == SJ_OK; k++) {
            sj_told told = {.what = {.source = SJ_STR("277CA")}};
            print_codes(&b->statuses.v[k], 1, code, sizeof code);
            told.what.code = sj_str_of(code);
            told.row.batch_set = a->sets[i];
            told.row.severity = SJ_STR("error");
            sj_answers_tell(a, &told, NULL, 0, &is_new);
        }
    for (size_t i = 0; i < a->n_sets && a->status == SJ_OK; i++) {
        sj_status status =
            sj_batch_claims_from(a->run->store, a->sets[i], 0, take_account, a, a->err);
        if (a->status == SJ_OK) a->status = status;
    }
    print_codes(b->statuses.v, b->statuses.n, code, sizeof code);
    a->kept = (uint32_t)a->n_late;
    sj_answers_tell_late(a, SJ_STR("277CA"), sj_str_of(code));
}

void sj_answer_batch_status(void *ctx, const sj_batch_status *b) {
    sj_answers *a = ctx;
    char codes[128];
    if (a->status != SJ_OK) return;
    find_sets(a, b->batch);
    sj_answers_flush(a); /* what waits lies in the arena that is used and emptied here */
    if (a->status != SJ_OK) return;
    print_codes(b->statuses.v, b->statuses.n, codes, sizeof codes);
    if (b->level == 'C') {
        if (!b->accepted) refuse_provider(a, b, sj_str_of(codes));
        return;
    }
    fprintf(a->taken->body, "  Batch %.*s: %s", SJ_FMT(b->batch),
            b->accepted ? "received" : "REFUSED: ");
    if (!b->accepted) tell_codes(a->taken->body, codes);
    fputs(a->n_sets ? "\n" : ". It is not a batch of ours: nothing was changed.\n", a->taken->body);
    if (a->n_sets && !b->accepted) refuse_batch(a, b);
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

/* "Look at the lines", "something is missing": they come with the true reason beside them. */
static bool is_pointer(sj_str status) {
    return sj_str_is(status, "247") || sj_str_is(status, "21");
}

static void add_reasons(sj_answers *a, sj_pending_status *p, const sj_status_code *v, size_t n,
                        sj_str control) {
    char code[64];
    for (size_t i = 0; i < n && p->n_reasons < SJ_REASONS; i++) {
        sj_reason *r = &p->reasons[p->n_reasons];
        print_codes(&v[i], 1, code, sizeof code);
        if (!keep(a, sj_str_of(code), &r->code) || !keep(a, control, &r->control))
            a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
        p->n_reasons++;
    }
}

/* Leave out those that only point, where others say more. */
static void drop_pointers(sj_pending_status *p) {
    size_t kept = 0;
    sj_reason *r = p->reasons;
    for (size_t i = 0; i < p->n_reasons; i++) {
        sj_str rest = r[i].code;
        sj_words_cut(&rest, ':');
        if (!is_pointer(sj_words_cut(&rest, ':'))) r[kept++] = r[i];
    }
    if (kept) p->n_reasons = kept;
}

void sj_answer_claim_status(void *ctx, const sj_claim_status *c) {
    sj_answers *a = ctx;
    char codes[128];
    if (a->status != SJ_OK) return;
    find_sets(a, c->batch);
    if (a->n_pending == SJ_STATUS_SHARE) sj_answers_flush(a);
    if (a->status != SJ_OK) return;
    sj_pending_status *p = &a->pending[a->n_pending++];
    *p = (sj_pending_status){.charge = c->charge,
                             .accepted = c->accepted,
                             .from_clearinghouse = c->from_clearinghouse,
                             .segment = c->at.segment};
    print_codes(c->statuses.v, c->statuses.n, codes, sizeof codes);
    add_reasons(a, p, c->statuses.v, c->statuses.n, (sj_str){NULL, 0});
    for (size_t i = 0; i < c->lines.n; i++) {
        const sj_claim_status_line *l = &c->lines.v[i];
        size_t used = strlen(codes);
        add_reasons(a, p, l->statuses.v, l->statuses.n, l->control);
        if (!l->statuses.n || used + 2 >= sizeof codes) continue;
        codes[used] = ' ';
        print_codes(l->statuses.v, l->statuses.n, codes + used + 1, sizeof codes - used - 1);
    }
    drop_pointers(p);
    if (!keep(a, c->account, &p->account) || !keep(a, c->payer_control, &p->payer_control) ||
        !keep(a, c->payer, &p->payer) || !keep(a, sj_str_of(codes), &p->codes))
        a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
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

/* Each reason joined to what we sent. */
static void tell_rejection(sj_answers *a, const sj_pending_status *p, bool late) {
    bool is_new;
    FILE *to = a->taken->body;
    if (!sj_answers_look(a, p->submission)) return;
    sj_answers_heading(a);
    fprintf(to, "      REJECTED by %.*s", SJ_FMT(p->payer));
    if (late)
        fprintf(to, ", but it is %s already: nothing was changed. Ask the payer.",
                sj_state_text(p->state));
    else if (p->state == SJ_STATE_REJECTED)
        fputs(", as was told before", to);
    fputc('\n', to);
    for (size_t i = 0; i < p->n_reasons && a->status == SJ_OK; i++) {
        sj_told told = {.what = {.source = SJ_STR("277CA"), .code = p->reasons[i].code}};
        told.row.submission = p->submission;
        told.row.batch_set = p->batch_set;
        told.row.severity = late ? SJ_STR("warning") : SJ_STR("error");
        place_status(a, &told, sj_sent_line(&a->looked.sent, p->reasons[i].control));
        sj_answers_tell(a, &told, NULL, 0, &is_new);
        if (i == 0 && !late) refuse(a, p->account, &told);
    }
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
    if (!p->accepted) tell_rejection(a, p, late);
    if (!p->accepted && sj_answers_add_late(a, p->submission, p->state, p->account, p->segment))
        sj_answers_tell_late(a, SJ_STR("277CA"), p->codes);
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
