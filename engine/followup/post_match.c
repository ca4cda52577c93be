/* Candidates from the store, in few questions for many payments, and the judgement over them.
 *
 * First by account number, for all. What is then unmatched asks again, from the most telling thing
 * to the least: by the payer's own number, by the account number without a prefix, by member id and
 * by name. A number or a name that any number of claims share costs no more than another: the store
 * gives a few of them (engine/store/candidates.h). */
#include "engine/followup/posting.h"

#include "engine/store/submissions.h"
#include "parsers/base/hash.h"

enum { MOST_POSSIBLE = SJ_CANDIDATES_EACH, SHOWN = 8, DROPPED = 6, SHORTEST = 4 };

/* What is asked in one go: payments by the key that leads to them. */
typedef struct question {
    sj_posting *p;
    sj_index by_key;
    sj_wanted *wanted; /* n of them, each once */
    size_t n;
    sj_key_kind kind; /* of a patient's keys */
    bool by_hand;     /* all that are found are wanted */
    bool failed;      /* no memory */
} question;

static uint64_t text_key(sj_str text) {
    return sj_hash_str(sj_str_trim(text));
}

static uint64_t account_hash(sj_str account) {
    char buf[SJ_ACCOUNT_KEY];
    return sj_hash_str(sj_account_key(account, buf));
}

/* A payer that knows no account number writes "0": that leads to no claim. */
static bool is_told(sj_str account) {
    for (size_t i = 0; i < account.len; i++)
        if (account.ptr[i] != '0' && account.ptr[i] != ' ') return true;
    return false;
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
static bool is_worth_it(const sj_staged *s, const sj_candidate *c) {
    const sj_match_probe *probe = &s->probe;
    if (s->set->usage && c->usage && c->usage != s->set->usage) return false;
    if (s->n_possible >= MOST_POSSIBLE || is_listed(s, c->id)) return false;
    bool charge = probe->charge == c->charge;
    bool day = probe->from != SJ_NO_DATE && probe->from >= c->first_service &&
               probe->from <= c->last_service;
    return day || s->n_possible < SHOWN || (charge && probe->from == SJ_NO_DATE);
}

static sj_match_result compare_keys(int64_t asked, int64_t one, int64_t other) {
    if (!asked) return SJ_RESULT_UNKNOWN;
    return asked == one || asked == other ? SJ_RESULT_SAME : SJ_RESULT_OTHER;
}

static void add_possible(question *q, sj_staged *s, const sj_candidate *c) {
    if (q->by_hand ? s->n_possible >= MOST_POSSIBLE : !is_worth_it(s, c)) return;
    sj_possible *slot = make_room(q, s);
    sj_str account, control, frequency, payer;
    sj_arena *a = &q->p->arena;
    if (!slot) return;
    if (!sj_arena_copy(a, c->account, &account) || !sj_arena_copy(a, c->payer_control, &control) ||
        !sj_arena_copy(a, c->frequency, &frequency) || !sj_arena_copy(a, c->payer, &payer)) {
        q->failed = true;
        return;
    }
    *slot = (sj_possible){.c = {.submission = c->id,
                                .previous = c->previous,
                                .account = account,
                                .control = control,
                                .frequency = frequency,
                                .sequence = c->sequence,
                                .out = is_out(c->state),
                                .charge = c->charge,
                                .from = c->first_service,
                                .to = c->last_service,
                                .member = compare_keys(s->probe.member, c->member, c->patient),
                                .person = compare_keys(s->probe.person, c->person, c->person)},
                          .state = c->state,
                          .payer = payer};
    s->n_possible++;
}

static bool found(question *q, uint64_t key, const sj_candidate *c) {
    for (const sj_index_entry *e = sj_index_first(&q->by_key, key); e;
         e = sj_index_next(&q->by_key, e))
        add_possible(q, &q->p->staged[e->value], c);
    return !q->failed;
}

static bool found_by_account(void *ctx, const sj_candidate *c) {
    return found(ctx, account_hash(c->account), c);
}

static bool found_by_control(void *ctx, const sj_candidate *c) {
    return found(ctx, text_key(c->payer_control), c);
}

static bool found_by_patient(void *ctx, const sj_candidate *c) {
    question *q = ctx;
    if (q->kind == SJ_KEY_PERSON) return found(q, (uint64_t)c->person, c);
    return found(q, (uint64_t)c->member, c) && (!c->patient || found(q, (uint64_t)c->patient, c));
}

static sj_status no_memory(sj_posting *p) {
    sj_posting_fail(p, SJ_ENOMEM);
    return SJ_ENOMEM;
}

/* Start a question with room for `room` keys. */
static bool begin(question *q, sj_posting *p, uint32_t room) {
    *q = (question){.p = p};
    sj_arena_reset(&p->questions);
    q->wanted = sj_arena_alloc(&p->questions, room * sizeof *q->wanted);
    return q->wanted && sj_index_init(&q->by_key, &p->questions, room);
}

/* Payment `i` wants what `key` leads to. */
static void want(question *q, uint32_t i, uint64_t key, const sj_wanted *wanted) {
    q->wanted[q->n++] = *wanted;
    sj_index_add(&q->by_key, key, i);
}

/* What the payment says, with the text that is asked by. */
static sj_wanted wanted_of(const sj_staged *s, sj_str text) {
    return (sj_wanted){.text = text, .charge = s->probe.charge, .from = s->probe.from};
}

static sj_status end(question *q, sj_status status) {
    return status == SJ_OK && q->failed ? no_memory(q->p) : status;
}

static sj_status ask_accounts(sj_posting *p) {
    question q;
    if (!begin(&q, p, p->n)) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_wanted w = wanted_of(&p->staged[i], p->staged[i].row.account);
        if (is_told(w.text)) want(&q, i, account_hash(w.text), &w);
    }
    return end(&q, sj_candidates_by_account(p->store, q.wanted, q.n, found_by_account, &q, p->err));
}

static sj_status ask_controls(sj_posting *p) {
    question q;
    if (!begin(&q, p, 2 * p->n)) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_staged *s = &p->staged[i];
        const sj_str told[] = {s->probe.control, s->probe.replaces};
        for (size_t k = 0; k < 2 && is_open(s); k++) {
            const sj_wanted w = wanted_of(s, told[k]);
            if (told[k].len) want(&q, i, text_key(told[k]), &w);
        }
    }
    return end(&q, sj_candidates_by_control(p->store, q.wanted, q.n, found_by_control, &q, p->err));
}

/* The account number without its first one to six characters. */
static sj_status ask_prefixed(sj_posting *p) {
    question q;
    if (!begin(&q, p, DROPPED * p->n)) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        sj_str rest = sj_str_trim(p->staged[i].row.account);
        if (!is_open(&p->staged[i])) continue;
        for (int k = 0; k < DROPPED && rest.len > SHORTEST; k++) {
            rest = (sj_str){rest.ptr + 1, rest.len - 1};
            const sj_wanted w = wanted_of(&p->staged[i], rest);
            if (is_told(rest)) want(&q, i, account_hash(rest), &w);
        }
    }
    return end(&q, sj_candidates_by_account(p->store, q.wanted, q.n, found_by_account, &q, p->err));
}

/* Claims of the patient, of the payment's charge and days. */
static sj_status ask_patients(sj_posting *p, sj_key_kind kind) {
    question q;
    if (!begin(&q, p, p->n)) return no_memory(p);
    q.kind = kind;
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_staged *s = &p->staged[i];
        int64_t key = kind == SJ_KEY_MEMBER ? s->probe.member : s->probe.person;
        const sj_wanted w = {.key = key, .charge = s->probe.charge, .from = s->probe.from};
        if (is_open(s) && key) want(&q, i, (uint64_t)key, &w);
    }
    return end(
        &q, sj_candidates_by_patient(p->store, kind, q.wanted, q.n, found_by_patient, &q, p->err));
}

/* Those that look for their claim still. */
static void judge_all(sj_posting *p) {
    sj_match_candidate list[MOST_POSSIBLE];
    for (uint32_t i = 0; i < p->n; i++) {
        sj_staged *s = &p->staged[i];
        if (!is_open(s)) continue;
        for (uint32_t k = 0; k < s->n_possible; k++) list[k] = s->possible[k].c;
        sj_match_judge(&s->match, &s->probe, list, s->n_possible);
    }
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
        r->claim_payer = s->possible[m->best].payer;
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
    if (status == SJ_OK) judge_all(p);
    static const sj_key_kind kinds[] = {SJ_KEY_MEMBER, SJ_KEY_PERSON};
    for (size_t i = 0; i < 2 && status == SJ_OK && any_open(p); i++) {
        status = ask_patients(p, kinds[i]);
        if (status == SJ_OK) judge_all(p);
    }
    return status;
}

sj_status sj_posting_match(sj_posting *p) {
    sj_status status = ask_accounts(p);
    if (status == SJ_OK) judge_all(p);
    if (status == SJ_OK && any_open(p)) status = ask_again(p);
    for (uint32_t i = 0; i < p->n && status == SJ_OK; i++) note_match(&p->staged[i]);
    return status;
}

sj_status sj_posting_match_by_hand(sj_posting *p, sj_str account, bool *found) {
    sj_staged *s = &p->staged[0];
    sj_match_candidate list[MOST_POSSIBLE];
    question q;
    if (!begin(&q, p, 1)) return no_memory(p);
    const sj_wanted w = wanted_of(s, account);
    want(&q, 0, account_hash(account), &w);
    q.by_hand = true;
    sj_status status =
        sj_candidates_by_account(p->store, q.wanted, q.n, found_by_account, &q, p->err);
    if (status == SJ_OK && q.failed) return no_memory(p);
    /* The numbers that only share its folded form are none. */
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_possible; i++)
        if (sj_match_accounts(account, s->possible[i].c.account) == SJ_RESULT_SAME)
            s->possible[n++] = s->possible[i];
    s->n_possible = n;
    *found = n > 0;
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
        sj_posting_price(p, s, m, ours, n);
        sj_posting_pairs(p, s, m, ours, n);
    }
    return true;
}

sj_status sj_posting_match_lines(sj_posting *p) {
    question q;
    if (!begin(&q, p, p->n)) return no_memory(p);
    int64_t *ids = sj_arena_alloc(&p->questions, p->n * sizeof *ids);
    size_t n = 0;
    if (!ids) return no_memory(p);
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_staged *s = &p->staged[i];
        if (s->match.rung == SJ_MATCH_NONE || !s->n_theirs) continue;
        uint64_t key = (uint64_t)s->row.submission;
        if (!sj_index_first(&q.by_key, key)) ids[n++] = s->row.submission;
        sj_index_add(&q.by_key, key, i);
    }
    return end(&q, sj_submissions_raw(p->store, ids, n, match_claim_lines, &q, p->err));
}
