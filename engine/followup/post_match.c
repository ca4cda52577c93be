/* Candidates from the store, in few questions for many payments, and the judgement over them.
 *
 * First by account number, for all; the patient's name is compared by its keyed hash, and the
 * member id where the name is another. What is then unmatched asks again: by the payer's own
 * number, by the account number without a prefix, by member id and by name. */
#include "engine/followup/posting.h"

#include "engine/store/submissions.h"
#include "parsers/base/hash.h"

enum { MOST_POSSIBLE = 48, SHOWN = 8, DROPPED = 6, SHORTEST = 4, MOST_OF_PATIENTS = 8192 };

/* What is asked in one go: payments by the key that leads to them. */
typedef struct question {
    sj_posting *p;
    sj_index by_key;
    bool by_hand; /* all that are found are wanted */
    bool failed;  /* no memory */
} question;

static uint64_t text_key(sj_str text) {
    return sj_hash_str(sj_str_trim(text));
}

static uint64_t account_hash(sj_str account) {
    char buf[SJ_ACCOUNT_KEY];
    return sj_hash_str(sj_account_key(account, buf));
}

/* Does it look for its claim still? What has the charge or the days of another claim
 * is not certain yet. */
static bool is_open(const sj_staged *s) {
    return s->match.rung == SJ_MATCH_NONE ||
           sj_evidence_of(s->match.evidence, SJ_FACT_CHARGE) == SJ_RESULT_OTHER ||
           sj_evidence_of(s->match.evidence, SJ_FACT_DATES) == SJ_RESULT_OTHER;
}

static bool is_out(sj_claim_state state) {
    switch (state) {
    case SJ_STATE_NONE:
    case SJ_STATE_RECEIVED:
    case SJ_STATE_HELD:
    case SJ_STATE_READY:
    case SJ_STATE_BATCHED:
    case SJ_STATE_REJECTED:
        return false;
    default:
        return true;
    }
}

/* A list grows by doubling in the arena: full when its length is a power of two. */
static sj_possible *make_room(question *q, sj_staged *s) {
    uint32_t n = s->n_possible;
    if (n && (n & (n - 1))) return &s->possible[n];
    sj_possible *more = sj_posting_room(q->p, (n ? 2u * n : 1) * sizeof *more);
    if (!more) {
        q->failed = true;
        return NULL;
    }
    if (n) memcpy(more, s->possible, n * sizeof *more);
    s->possible = more;
    return &more[n];
}

static bool is_listed(const sj_staged *s, int64_t submission) {
    for (uint32_t i = 0; i < s->n_possible; i++)
        if (s->possible[i].c.submission == submission) return true;
    return false;
}

/* Many claims may share a short account number, or all of a patient's: those that could win are
 * kept, and a few to show. */
static bool is_worth_it(const sj_staged *s, const sj_submission *c) {
    const sj_match_probe *probe = &s->probe;
    if (s->set->usage && c->usage.len && c->usage.ptr[0] != s->set->usage) return false;
    if (is_listed(s, c->id) || s->n_possible >= MOST_POSSIBLE) return false;
    bool charge = probe->charge == c->charge;
    bool day = probe->from != SJ_NO_DATE && probe->from >= c->first_service &&
               probe->from <= c->last_service;
    return day || s->n_possible < SHOWN || (charge && probe->from == SJ_NO_DATE);
}

static void add_possible(question *q, sj_staged *s, const sj_submission *c) {
    if (q->by_hand ? s->n_possible >= MOST_POSSIBLE : !is_worth_it(s, c)) return;
    sj_possible *slot = make_room(q, s);
    sj_str account, control, frequency;
    sj_arena *a = &q->p->arena;
    if (!slot) return;
    if (!sj_arena_copy(a, c->account, &account) || !sj_arena_copy(a, c->payer_control, &control) ||
        !sj_arena_copy(a, c->frequency, &frequency)) {
        q->failed = true;
        return;
    }
    *slot = (sj_possible){.c = {.submission = c->id,
                                .previous = c->previous,
                                .account = account,
                                .control = control,
                                .frequency = frequency,
                                .sequence = c->sequence.len ? c->sequence.ptr[0] : 0,
                                .out = is_out(c->state),
                                .charge = c->charge,
                                .from = c->first_service,
                                .to = c->last_service},
                          .state = c->state};
    s->n_possible++;
}

static bool found(question *q, uint64_t key, const sj_submission *c) {
    for (const sj_index_entry *e = sj_index_first(&q->by_key, key); e;
         e = sj_index_next(&q->by_key, e))
        add_possible(q, &q->p->staged[e->value], c);
    return !q->failed;
}

static bool found_by_account(void *ctx, const sj_submission *c) {
    return found(ctx, account_hash(c->account), c);
}

static bool found_by_control(void *ctx, const sj_submission *c) {
    return found(ctx, text_key(c->payer_control), c);
}

static sj_status no_memory(sj_posting *p) {
    sj_posting_fail(p, SJ_ENOMEM);
    return SJ_ENOMEM;
}

/* Start a question with room for `room` keys; the list of values is returned. */
static void *begin(question *q, sj_posting *p, uint32_t room, size_t size) {
    *q = (question){.p = p};
    sj_arena_reset(&p->questions);
    void *values = sj_arena_alloc(&p->questions, room * size);
    return values && sj_index_init(&q->by_key, &p->questions, room) ? values : NULL;
}

static sj_status ask_accounts(sj_posting *p) {
    question q;
    sj_str *accounts = begin(&q, p, p->n, sizeof *accounts);
    size_t n = 0;
    if (!accounts) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        if (!p->staged[i].row.account.len) continue;
        uint64_t key = account_hash(p->staged[i].row.account);
        if (!sj_index_first(&q.by_key, key)) accounts[n++] = p->staged[i].row.account;
        sj_index_add(&q.by_key, key, i);
    }
    sj_status status =
        sj_submissions_by_account(p->store, accounts, n, found_by_account, &q, p->err);
    return status == SJ_OK && q.failed ? no_memory(p) : status;
}

static sj_status ask_controls(sj_posting *p) {
    question q;
    sj_str *numbers = begin(&q, p, 2 * p->n, sizeof *numbers);
    size_t n = 0;
    if (!numbers) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_str told[] = {p->staged[i].probe.control, p->staged[i].probe.replaces};
        for (size_t k = 0; k < 2 && is_open(&p->staged[i]); k++) {
            if (!told[k].len) continue;
            sj_index_add(&q.by_key, text_key(told[k]), i);
            numbers[n++] = told[k];
        }
    }
    sj_status status =
        sj_submissions_by_payer_control(p->store, numbers, n, found_by_control, &q, p->err);
    return status == SJ_OK && q.failed ? no_memory(p) : status;
}

/* The account number without its first one to six characters. */
static sj_status ask_prefixed(sj_posting *p) {
    question q;
    sj_str *accounts = begin(&q, p, DROPPED * p->n, sizeof *accounts);
    size_t n = 0;
    if (!accounts) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        sj_str rest = sj_str_trim(p->staged[i].row.account);
        if (!is_open(&p->staged[i])) continue;
        for (int k = 0; k < DROPPED && rest.len > SHORTEST; k++) {
            rest = (sj_str){rest.ptr + 1, rest.len - 1};
            sj_index_add(&q.by_key, account_hash(rest), i);
            accounts[n++] = rest;
        }
    }
    sj_status status =
        sj_submissions_by_account(p->store, accounts, n, found_by_account, &q, p->err);
    return status == SJ_OK && q.failed ? no_memory(p) : status;
}

/* Claims of a patient with the payment's charge: first their ids, then the claims. */
typedef struct patients {
    question q;     /* payments by key */
    sj_index by_id; /* payments by submission found */
    int64_t *ids;
    size_t n, room;
} patients;

static bool found_id(void *ctx, int64_t key, int64_t submission) {
    patients *x = ctx;
    if (x->n == x->room) return false;
    if (!sj_index_first(&x->by_id, (uint64_t)submission)) x->ids[x->n++] = submission;
    for (const sj_index_entry *e = sj_index_first(&x->q.by_key, (uint64_t)key); e;
         e = sj_index_next(&x->q.by_key, e))
        sj_index_add(&x->by_id, (uint64_t)submission, e->value);
    return true;
}

static bool found_by_id(void *ctx, const sj_submission *c) {
    patients *x = ctx;
    for (const sj_index_entry *e = sj_index_first(&x->by_id, (uint64_t)c->id); e;
         e = sj_index_next(&x->by_id, e))
        if (x->q.p->staged[e->value].probe.charge == c->charge)
            add_possible(&x->q, &x->q.p->staged[e->value], c);
    return !x->q.failed;
}

static sj_status ask_patients(sj_posting *p, sj_key_kind kind) {
    patients x = {.room = MOST_OF_PATIENTS};
    sj_key_charge *wanted = begin(&x.q, p, p->n, sizeof *wanted);
    x.ids = sj_arena_alloc(&p->questions, x.room * sizeof *x.ids);
    size_t n = 0;
    if (!wanted || !x.ids || !sj_index_init(&x.by_id, &p->questions, 4 * MOST_OF_PATIENTS))
        return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_match_probe *probe = &p->staged[i].probe;
        int64_t key = kind == SJ_KEY_MEMBER ? probe->member : probe->person;
        if (!is_open(&p->staged[i]) || !key) continue;
        sj_index_add(&x.q.by_key, (uint64_t)key, i);
        wanted[n++] = (sj_key_charge){key, probe->charge};
    }
    sj_status status = sj_keys_with_charge(p->store, kind, wanted, n, found_id, &x, p->err);
    if (status == SJ_OK)
        status = sj_submissions_by_id(p->store, x.ids, x.n, found_by_id, &x, p->err);
    return status == SJ_OK && x.q.failed ? no_memory(p) : status;
}

static uint64_t pair_key(int64_t key, int64_t submission) {
    return (uint64_t)key ^ ((uint64_t)submission * 0xd6e8feb86659fd93u);
}

static sj_match_result *answer_of(sj_possible *o, sj_key_kind kind) {
    return kind == SJ_KEY_MEMBER ? &o->c.member : &o->c.person;
}

typedef struct pairs {
    sj_posting *p;
    sj_key_kind kind;
    sj_index by_pair;
} pairs;

static bool pair_holds(void *ctx, int64_t key, int64_t submission) {
    pairs *x = ctx;
    uint64_t both = pair_key(key, submission);
    for (const sj_index_entry *e = sj_index_first(&x->by_pair, both); e;
         e = sj_index_next(&x->by_pair, e)) {
        sj_staged *s = &x->p->staged[e->value];
        for (uint32_t i = 0; i < s->n_possible; i++)
            if (s->possible[i].c.submission == submission)
                *answer_of(&s->possible[i], x->kind) = SJ_RESULT_SAME;
    }
    return true;
}

/* Is this candidate's name (member id) still to be compared? The first time, the member id only
 * where the name is another. */
static bool is_asked(const sj_staged *s, const sj_possible *o, sj_key_kind kind, bool again) {
    if (!is_open(s)) return false;
    if (kind == SJ_KEY_PERSON) return s->probe.person && o->c.person == SJ_RESULT_UNKNOWN;
    return s->probe.member && o->c.member == SJ_RESULT_UNKNOWN &&
           (again || o->c.person != SJ_RESULT_SAME);
}

/* Compare names, or member ids, of payments and their candidates by keyed hash. */
static sj_status ask_pairs(sj_posting *p, sj_key_kind kind, bool again) {
    size_t n = 0, room = 0;
    for (uint32_t i = 0; i < p->n; i++) room += p->staged[i].n_possible;
    pairs x = {p, kind, {0}};
    sj_arena_reset(&p->questions);
    sj_key_pair *list = sj_arena_alloc(&p->questions, room * sizeof *list);
    if (!list || !sj_index_init(&x.by_pair, &p->questions, (uint32_t)room)) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        sj_staged *s = &p->staged[i];
        int64_t key = kind == SJ_KEY_MEMBER ? s->probe.member : s->probe.person;
        for (uint32_t k = 0; k < s->n_possible; k++) {
            sj_possible *o = &s->possible[k];
            if (!is_asked(s, o, kind, again)) continue;
            *answer_of(o, kind) = SJ_RESULT_OTHER; /* unless the store says that it is the same */
            list[n++] = (sj_key_pair){key, o->c.submission};
            sj_index_add(&x.by_pair, pair_key(key, o->c.submission), i);
        }
    }
    return sj_keys_hold(p->store, kind, list, n, pair_holds, &x, p->err);
}

static sj_status judge_all(sj_posting *p, bool again) {
    sj_match_candidate list[MOST_POSSIBLE];
    sj_status status = ask_pairs(p, SJ_KEY_PERSON, again);
    if (status == SJ_OK) status = ask_pairs(p, SJ_KEY_MEMBER, again);
    for (uint32_t i = 0; i < p->n && status == SJ_OK; i++) {
        sj_staged *s = &p->staged[i];
        if (!is_open(s)) continue;
        for (uint32_t k = 0; k < s->n_possible; k++) list[k] = s->possible[k].c;
        sj_match_judge(&s->match, &s->probe, list, s->n_possible);
    }
    return status;
}

static bool any_open(const sj_posting *p) {
    for (uint32_t i = 0; i < p->n; i++)
        if (is_open(&p->staged[i])) return true;
    return false;
}

static void note_match(sj_staged *s) {
    const sj_match *m = &s->match;
    sj_payment_row *r = &s->row;
    r->rung = m->rung;
    r->score = m->score;
    r->evidence = m->evidence;
    if (m->best >= 0) {
        r->submission = s->possible[m->best].c.submission;
        s->state = s->possible[m->best].state;
        s->previous = s->possible[m->best].c.previous;
    }
    if (m->second >= 0) {
        r->runner_up = s->possible[m->second].c.submission;
        r->runner_score = m->second_score;
    }
    if (m->rung == SJ_MATCH_NONE && sj_str_is(r->state, "posted")) r->state = SJ_STR("unmatched");
}

/* What is not matched asks again, by one thing after the other. */
static sj_status ask_again(sj_posting *p) {
    sj_status status = ask_controls(p);
    if (status == SJ_OK) status = ask_prefixed(p);
    if (status == SJ_OK) status = judge_all(p, true);
    static const sj_key_kind kinds[] = {SJ_KEY_MEMBER, SJ_KEY_PERSON};
    for (size_t i = 0; i < 2 && status == SJ_OK && any_open(p); i++) {
        status = ask_patients(p, kinds[i]);
        if (status == SJ_OK) status = judge_all(p, true);
    }
    return status;
}

sj_status sj_posting_match(sj_posting *p) {
    sj_status status = ask_accounts(p);
    if (status == SJ_OK) status = judge_all(p, false);
    if (status == SJ_OK && any_open(p)) status = ask_again(p);
    for (uint32_t i = 0; i < p->n && status == SJ_OK; i++) note_match(&p->staged[i]);
    return status;
}

sj_status sj_posting_match_by_hand(sj_posting *p, sj_str account, bool *found) {
    sj_staged *s = &p->staged[0];
    sj_match_candidate list[MOST_POSSIBLE];
    question q;
    sj_str *accounts = begin(&q, p, 1, sizeof *accounts);
    if (!accounts) return no_memory(p);
    accounts[0] = account;
    sj_index_add(&q.by_key, account_hash(account), 0);
    q.by_hand = true;
    sj_status status =
        sj_submissions_by_account(p->store, accounts, 1, found_by_account, &q, p->err);
    if (status == SJ_OK && q.failed) return no_memory(p);
    /* The numbers that only share its folded form are none. */
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_possible; i++)
        if (sj_match_accounts(account, s->possible[i].c.account) == SJ_RESULT_SAME)
            s->possible[n++] = s->possible[i];
    s->n_possible = n;
    *found = n > 0;
    if (status == SJ_OK) status = ask_pairs(p, SJ_KEY_PERSON, true);
    if (status == SJ_OK) status = ask_pairs(p, SJ_KEY_MEMBER, true);
    if (status != SJ_OK || !n) return status;
    for (uint32_t k = 0; k < n; k++) list[k] = s->possible[k].c;
    sj_match_judge(&s->match, &s->probe, list, n);
    s->match.rung = SJ_MATCH_HAND;
    note_match(s);
    return SJ_OK;
}

/* Line matching happens while the raw claim is at hand: its text is not kept. */
static bool match_claim_lines(void *ctx, const sj_claim_raw *raw) {
    question *q = ctx;
    sj_posting *p = q->p;
    for (const sj_index_entry *e = sj_index_first(&q->by_key, (uint64_t)raw->submission); e;
         e = sj_index_next(&q->by_key, e)) {
        sj_staged *s = &p->staged[e->value];
        sj_our_line *ours;
        size_t n;
        sj_line_match *m = sj_arena_alloc(&p->questions, (s->n_theirs + 1) * sizeof *m);
        if (!m || !sj_our_lines_read(&ours, &n, raw->claim, raw->delims, &p->questions)) {
            q->failed = true;
            return false;
        }
        sj_match_lines(m, s->theirs, s->n_theirs, ours, n);
        for (uint32_t i = 0; i < s->n_theirs; i++) {
            sj_payment_line_row *row = &s->lines[s->first_line + i];
            row->line = m[i].line >= 0 ? ours[m[i].line].number : 0;
            row->line_key = m[i].key;
        }
    }
    return true;
}

sj_status sj_posting_match_lines(sj_posting *p) {
    question q;
    int64_t *ids = begin(&q, p, p->n, sizeof *ids);
    size_t n = 0;
    if (!ids) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_staged *s = &p->staged[i];
        if (s->match.rung == SJ_MATCH_NONE || !s->n_theirs) continue;
        uint64_t key = (uint64_t)s->row.submission;
        if (!sj_index_first(&q.by_key, key)) ids[n++] = s->row.submission;
        sj_index_add(&q.by_key, key, i);
    }
    sj_status status = sj_submissions_raw(p->store, ids, n, match_claim_lines, &q, p->err);
    return status == SJ_OK && q.failed ? no_memory(p) : status;
}
