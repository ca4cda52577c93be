/* The store: rows come back as they went in, states follow from events, the audit chain shows
 * changes. */
#include "engine/store/audit.h"
#include "engine/store/batches.h"
#include "engine/store/candidates.h"
#include "engine/store/events.h"
#include "engine/store/files.h"
#include "engine/store/findings.h"
#include "engine/store/sql.h"
#include "engine/store/submissions.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/scrubjay-test-XXXXXX";
static char file_name[64];
static sj_store *store;
static const uint8_t digest[SJ_SHA256_SIZE] = {1, 2, 3};

static sj_instant fixed_clock(void) {
    return 1793500000000;
}

#define OK(call)                                                                                   \
    do {                                                                                           \
        sj_err err = {0};                                                                          \
        sj_status got = (call);                                                                    \
        ck_assert_msg(got == SJ_OK, "%s: %s (%s)", #call, err.msg ? err.msg : "", err.detail);     \
    } while (0)

static void open_store(void) {
    const sj_store_opts opts = {.create = true, .clock = fixed_clock};
    OK(sj_store_open(&store, file_name, &opts, &err));
    OK(sj_store_use_practice(store, SJ_STR("Springfield Family Medicine"), &err));
}

static void setup(void) {
    ck_assert_ptr_nonnull(mkdtemp(path));
    snprintf(file_name, sizeof file_name, "%s/scrubjay.db", path);
    open_store();
}

static void teardown(void) {
    sj_store_close(store);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", path);
    ck_assert_int_eq(system(command), 0);
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
}

static int64_t add_file(const char *name, uint8_t first) {
    uint8_t sha[SJ_SHA256_SIZE] = {first};
    sj_file f = {.id = sj_store_new_id(store),
                 .name = sj_str_of(name),
                 .work = sj_str_of(name),
                 .type = SJ_STR("837P"),
                 .bytes = 100,
                 .sha256 = sha,
                 .state = SJ_STR("read"),
                 .taken_at = sj_store_now(store),
                 .place = SJ_STR("archive/x")};
    OK(sj_files_add(store, &f, &err));
    return f.id;
}

static const char raw_text[] = "HL*1~HL*2~CLM*A1~LX*1~";

static int64_t add_claim(int64_t file, uint32_t ordinal, const char *account,
                         sj_claim_state state) {
    sj_new_submission c = {.row = {.id = sj_store_new_id(store),
                                   .file = file,
                                   .ordinal = ordinal,
                                   .set_ordinal = 1,
                                   .segment = 20,
                                   .offset = 512,
                                   .account = sj_str_of(account),
                                   .verdict = SJ_STR("clean"),
                                   .state = state,
                                   .type = SJ_STR("837P"),
                                   .purpose = SJ_STR("CH"),
                                   .usage = SJ_STR("T"),
                                   .sequence = SJ_STR("P"),
                                   .frequency = SJ_STR("1"),
                                   .payer = SJ_STR("99999"),
                                   .payer_name = SJ_STR("EXAMPLE PAYER"),
                                   .provider = SJ_STR("1234567893"),
                                   .charge = 15000,
                                   .first_service = 20000,
                                   .last_service = SJ_NO_DATE,
                                   .fingerprint = digest},
                           .raw = {.delims = {'*', ':', '^', '~'},
                                   .provider = {raw_text, 5},
                                   .subscriber = {raw_text + 5, 5},
                                   .patient = {raw_text + 10, 0},
                                   .claim = {raw_text + 10, 12}},
                           .keys = {.member = 77 + ordinal, .patient = 90 + ordinal, .person = 7},
                           .loops = {1, 2, 0}};
    OK(sj_submissions_add(store, &c, 1, &err));
    return c.row.id;
}

static bool take_state(void *ctx, const sj_submission *s) {
    *(sj_claim_state *)ctx = s->state;
    return true;
}

static sj_claim_state state_of(int64_t id) {
    sj_claim_state state = SJ_STATE_NONE;
    OK(sj_submissions_by_id(store, &id, 1, take_state, &state, &err));
    return state;
}

static void move(sj_subject subject, int64_t id, sj_claim_state from, sj_claim_state to,
                 const char *what) {
    sj_event e = {.subject = subject,
                  .subject_id = id,
                  .from = from,
                  .to = to,
                  .what = sj_str_of(what),
                  .codes = SJ_STR("x")};
    OK(sj_events_add(store, &e, 1, &err));
}

static bool check_row(void *ctx, const sj_submission *s) {
    ck_assert_int_eq(s->ordinal, 1);
    ck_assert(sj_str_is(s->account, "00A-1"));
    ck_assert(sj_str_is(s->payer_name, "EXAMPLE PAYER"));
    ck_assert_int_eq(s->charge, 15000);
    ck_assert_int_eq(s->first_service, 20000);
    ck_assert_int_eq(s->last_service, SJ_NO_DATE);
    ck_assert_int_eq(s->state, SJ_STATE_READY);
    ck_assert_int_eq(s->batch, 0);
    ck_assert_mem_eq(s->fingerprint, digest, SJ_SHA256_SIZE);
    ++*(int *)ctx;
    return true;
}

static bool count_candidate(void *ctx, const sj_candidate *c) {
    ck_assert_int_gt(c->id, 0);
    ck_assert(sj_str_is(c->payer, "99999"));
    ck_assert_int_eq(c->state, SJ_STATE_READY);
    ++*(int *)ctx;
    return true;
}

static bool check_raw(void *ctx, const sj_claim_raw *raw) {
    ck_assert(sj_str_is(raw->provider, "HL*1~"));
    ck_assert(sj_str_is(raw->subscriber, "HL*2~"));
    ck_assert_uint_eq(raw->patient.len, 0);
    ck_assert(sj_str_is(raw->claim, "CLM*A1~LX*1~"));
    ck_assert_int_eq(raw->delims.repetition, '^');
    ++*(int *)ctx;
    return true;
}

START_TEST(rows_come_back) {
    OK(sj_store_begin(store, &err));
    int64_t id = add_claim(add_file("a.837", 1), 1, "00A-1", SJ_STATE_READY);
    OK(sj_store_commit(store, &err));
    int n = 0;
    OK(sj_submissions_by_id(store, &id, 1, check_row, &n, &err));
    /* Account numbers are found whatever leading zeros, dashes or case they come back with. */
    sj_str asked[] = {SJ_STR("a1"), SJ_STR("nobody")};
    OK(sj_submissions_by_account(store, asked, 2, check_row, &n, &err));
    OK(sj_submissions_list(store, &(sj_submission_filter){.state = SJ_STATE_READY}, check_row, &n,
                           &err));
    OK(sj_submissions_list(store, &(sj_submission_filter){.state = SJ_STATE_HELD}, check_row, &n,
                           &err));
    ck_assert_int_eq(n, 3);
    OK(sj_submissions_raw(store, &id, 1, check_raw, &n, &err));
    ck_assert_int_eq(n, 4);
}
END_TEST

/* A claim is found by its subscriber's member id (78), its patient's (91), its patient's name (7).
 */
START_TEST(keys_lead_to_claims) {
    static const struct {
        sj_key_kind kind;
        int64_t key;
        sj_money charge;
        sj_date from;
        int found;
    } cases[] = {
        {SJ_KEY_MEMBER, 78, 15000, 20000, 1},    {SJ_KEY_MEMBER, 91, 15000, 20000, 1},
        {SJ_KEY_MEMBER, 78, 14999, 20000, 0},    {SJ_KEY_PERSON, 7, 15000, 20000, 1},
        {SJ_KEY_PERSON, 78, 15000, 20000, 0},    {SJ_KEY_MEMBER, 7, 15000, 20000, 0},
        {SJ_KEY_PERSON, 7, 15000, 20031, 1}, /* a stay may begin a month before the day paid */
        {SJ_KEY_PERSON, 7, 15000, 20032, 0},     {SJ_KEY_PERSON, 7, 15000, 19999, 0},
        {SJ_KEY_PERSON, 7, 15000, SJ_NO_DATE, 0}};
    OK(sj_store_begin(store, &err));
    add_claim(add_file("a.837", 1), 1, "00A-1", SJ_STATE_READY);
    OK(sj_store_commit(store, &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const sj_wanted w = {.key = cases[i].key, .charge = cases[i].charge, .from = cases[i].from};
        int n = 0;
        OK(sj_candidates_by_patient(store, cases[i].kind, &w, 1, count_candidate, &n, &err));
        ck_assert_msg(n == cases[i].found, "case %zu: %d", i, n);
    }
}
END_TEST

typedef struct search {
    int64_t id;
    int rows, found;
} search;

static bool look_for(void *ctx, const sj_candidate *c) {
    search *s = ctx;
    s->rows++;
    s->found += c->id == s->id;
    return true;
}

/* A number that a thousand claims share costs a few rows, and the claim of the charge and day is
 * among them; a number beside it that is one claim's own is found all the same. */
START_TEST(a_shared_number_is_cut_off) {
    enum { SHARING = 1000 };
    OK(sj_store_begin(store, &err));
    int64_t file = add_file("a.837", 1), own = add_claim(file, 1, "OWN-1", SJ_STATE_READY);
    sj_sql_value change[] = {sj_sql_int(15077), sj_sql_int(0)};
    search s = {.rows = 0};
    for (uint32_t i = 0; i < SHARING; i++) {
        int64_t id = add_claim(file, 2 + i, "SHARED", SJ_STATE_READY);
        if (i == 700) s.id = id;
    }
    change[1] = sj_sql_int(s.id);
    OK(sj_sql_run(store, "UPDATE submission SET charge = $1 WHERE id = $2", change, 2, NULL, NULL,
                  &err));
    OK(sj_store_commit(store, &err));
    const sj_wanted wanted[] = {
        {.text = SJ_STR("SHARED"), .charge = 15077, .from = 20000},
        {.text = SJ_STR("own1"), .charge = 15000, .from = 20000},
    };
    OK(sj_candidates_by_account(store, wanted, 2, look_for, &s, &err));
    ck_assert_int_eq(s.found, 1);
    ck_assert_int_le(s.rows, 5 * SJ_CANDIDATES_EACH);
    s.id = own;
    s.found = 0;
    OK(sj_candidates_by_account(store, wanted, 2, look_for, &s, &err));
    ck_assert_int_ge(s.found, 1);
}
END_TEST

static bool check_ready(void *ctx, const sj_ready_claim *c) {
    ck_assert(sj_str_is(c->payer, "99999"));
    ck_assert_int_eq(c->charge, 15000);
    ck_assert_uint_eq(c->loops.subscriber, 2);
    ck_assert_int_eq(c->delims.component, ':');
    ++*(int *)ctx;
    return true;
}

static int count_ready(void) {
    int n = 0;
    OK(sj_submissions_ready(store, 0, check_ready, &n, &err));
    return n;
}

START_TEST(what_is_ready_waits_in_a_queue) {
    sj_held_claims held;
    OK(sj_store_begin(store, &err));
    int64_t file = add_file("a.837", 1), ids[4];
    for (uint32_t i = 0; i < 4; i++)
        ids[i] = add_claim(file, i + 1, "A1", i ? SJ_STATE_READY : SJ_STATE_HELD);
    ck_assert_int_eq(count_ready(), 3);
    int64_t found;
    OK(sj_submissions_by_ordinal(store, file, ids[0], ids[2], 3, &found, &err));
    ck_assert_int_eq(found, ids[2]);
    OK(sj_submissions_by_ordinal(store, file, ids[0], ids[2], 4, &found, &err));
    ck_assert_int_eq(found, 0);
    OK(sj_submissions_hold(store, file, ids[0], ids[1], &held, &err));
    ck_assert_uint_eq(held.claims, 1);
    ck_assert_int_eq(count_ready(), 2);
    move(SJ_SUBJECT_SUBMISSION, ids[2], SJ_STATE_READY, SJ_STATE_HELD, "batch");
    ck_assert_int_eq(count_ready(), 1);
    OK(sj_store_commit(store, &err));
}
END_TEST

START_TEST(many_values_are_asked_in_shares) {
    OK(sj_store_begin(store, &err));
    int64_t file = add_file("a.837", 1), ids[3 * SJ_SQL_MANY + 5];
    size_t n = sizeof ids / sizeof *ids;
    for (size_t i = 0; i < n; i++) ids[i] = add_claim(file, 1, "00A-1", SJ_STATE_READY);
    OK(sj_store_commit(store, &err));
    int seen = 0;
    OK(sj_submissions_by_id(store, ids, n, check_row, &seen, &err));
    ck_assert_uint_eq((size_t)seen, n); /* the filling of the last share brings nothing twice */
}
END_TEST

START_TEST(a_transaction_that_is_not_committed_leaves_nothing) {
    OK(sj_store_begin(store, &err));
    int64_t id = add_claim(add_file("a.837", 1), 1, "00A-1", SJ_STATE_READY);
    sj_store_close(store);
    open_store();
    ck_assert_int_eq(state_of(id), SJ_STATE_NONE);
    ck_assert_int_gt(sj_store_new_id(store), 0);
}
END_TEST

/* One batch of two sets with a claim each. */
typedef struct sent {
    int64_t batch, sets[2], claims[2];
} sent;

static sent send_batch(void) {
    OK(sj_store_begin(store, &err));
    int64_t file = add_file("a.837", 1);
    sent t = {.batch = sj_store_new_id(store)};
    sj_batch b = {.id = t.batch,
                  .partner = SJ_STR("oa"),
                  .type = SJ_STR("837P"),
                  .usage = SJ_STR("T"),
                  .interchange = 135,
                  .group_control = 135,
                  .name = SJ_STR("x"),
                  .sha256 = digest,
                  .claims = 2,
                  .charge = 30000,
                  .state = SJ_STATE_BATCHED};
    OK(sj_batches_add(store, &b, &err));
    for (int i = 0; i < 2; i++) {
        t.claims[i] = add_claim(file, (uint32_t)i + 1, i ? "B2" : "A1", SJ_STATE_READY);
        t.sets[i] = sj_store_new_id(store);
        sj_batch_set set = {.id = t.sets[i],
                            .batch = t.batch,
                            .control = sj_str_of(i ? "0002" : "0001"),
                            .reference = sj_str_of(i ? "135-2" : "135-1"),
                            .claims = 1,
                            .charge = 15000};
        OK(sj_batch_sets_add(store, &set, 1, &err));
        OK(sj_batch_claims_add(store, &(sj_batch_claim){t.claims[i], t.sets[i], 20, 30}, 1, &err));
    }
    OK(sj_store_commit(store, &err));
    return t;
}

START_TEST(one_event_moves_a_batch) {
    sent t = send_batch();
    ck_assert_int_eq(state_of(t.claims[0]), SJ_STATE_BATCHED);
    ck_assert_int_eq(count_ready(), 0);
    move(SJ_SUBJECT_BATCH, t.batch, SJ_STATE_BATCHED, SJ_STATE_SENT, "send");
    ck_assert_int_eq(state_of(t.claims[0]), SJ_STATE_SENT);
    ck_assert_int_eq(state_of(t.claims[1]), SJ_STATE_SENT);
    /* A set goes its own way … */
    move(SJ_SUBJECT_SET, t.sets[1], SJ_STATE_SENT, SJ_STATE_REJECTED, "999");
    move(SJ_SUBJECT_BATCH, t.batch, SJ_STATE_SENT, SJ_STATE_ACCEPTED, "999");
    ck_assert_int_eq(state_of(t.claims[0]), SJ_STATE_ACCEPTED);
    ck_assert_int_eq(state_of(t.claims[1]), SJ_STATE_REJECTED);
    /* … and a claim that was answered by itself is not moved with the others any more. */
    move(SJ_SUBJECT_SUBMISSION, t.claims[0], SJ_STATE_ACCEPTED, SJ_STATE_PAID, "835");
    move(SJ_SUBJECT_SET, t.sets[0], SJ_STATE_NONE, SJ_STATE_REJECTED, "999");
    ck_assert_int_eq(state_of(t.claims[0]), SJ_STATE_PAID);
}
END_TEST

static bool count_event(void *ctx, const sj_event *e) {
    (void)e;
    ++*(int *)ctx;
    return true;
}

START_TEST(the_same_event_counts_once) {
    sent t = send_batch();
    for (int i = 0; i < 3; i++)
        move(SJ_SUBJECT_BATCH, t.batch, SJ_STATE_BATCHED, SJ_STATE_SENT, "send");
    int n = 0;
    OK(sj_events_of_submission(store, t.claims[0], count_event, &n, &err));
    ck_assert_int_eq(n, 1);
}
END_TEST

START_TEST(a_segment_leads_to_its_claim) {
    static const struct {
        uint32_t segment;
        bool found;
    } cases[] = {{19, false}, {20, true}, {25, true}, {30, true}, {31, false}};
    sent t = send_batch();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t found;
        OK(sj_batch_claim_at(store, t.sets[1], cases[i].segment, &found, &err));
        ck_assert_int_eq(found, cases[i].found ? t.claims[1] : 0);
    }
}
END_TEST

START_TEST(sequences_never_give_a_number_twice) {
    static const struct {
        const char *partner;
        uint32_t n;
        int64_t first;
    } cases[] = {{"a", 1, 1}, {"a", 5, 2}, {"b", 1, 1}, {"a", 1, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t first;
        OK(sj_sequence_take(store, sj_str_of(cases[i].partner), SJ_STR("interchange"), cases[i].n,
                            &first, &err));
        ck_assert_int_eq(first, cases[i].first);
    }
}
END_TEST

static bool count_finding(void *ctx, const sj_finding_row *f) {
    ck_assert(sj_str_is(f->value, "99213"));
    ++((int *)ctx)[f->scope];
    return true;
}

START_TEST(findings_reach_the_claims_they_are_about) {
    sent t = send_batch();
    int64_t file = add_file("b.999", 9);
    sj_finding_row f = {.id = sj_store_new_id(store),
                        .source = SJ_STR("999"),
                        .scope = SJ_SCOPE_CLAIM,
                        .file = file,
                        .submission = t.claims[0],
                        .code = SJ_STR("8/7"),
                        .severity = SJ_STR("error"),
                        .value = SJ_STR("99213")};
    OK(sj_findings_add(store, &f, 1, &err));
    f.id = sj_store_new_id(store), f.scope = SJ_SCOPE_SET, f.submission = 0,
    f.batch_set = t.sets[1];
    OK(sj_findings_add(store, &f, 1, &err));
    f.id = sj_store_new_id(store), f.scope = SJ_SCOPE_SHARED, f.batch_set = 0;
    OK(sj_findings_add(store, &f, 1, &err));
    OK(sj_findings_link(store, f.id, t.claims[1], &err));
    int first[5] = {0}, second[5] = {0};
    OK(sj_findings_of_submission(store, t.claims[0], count_finding, first, &err));
    OK(sj_findings_of_submission(store, t.claims[1], count_finding, second, &err));
    ck_assert_int_eq(first[SJ_SCOPE_CLAIM], 1);
    ck_assert_int_eq(first[SJ_SCOPE_SET] + first[SJ_SCOPE_SHARED], 0);
    ck_assert_int_eq(second[SJ_SCOPE_SET], 1);
    ck_assert_int_eq(second[SJ_SCOPE_SHARED], 1);
    ck_assert_int_eq(second[SJ_SCOPE_CLAIM], 0);
}
END_TEST

START_TEST(the_audit_shows_a_change) {
    for (int i = 0; i < 3; i++)
        OK(sj_audit_add(store, SJ_STR("anna"), SJ_STR("read claim"), SJ_STR("17"), SJ_STR(""),
                        &err));
    sj_audit_chain chain = {.noted = NULL};
    OK(sj_audit_verify(store, &chain, &err));
    ck_assert_int_eq(chain.rows, 3);
    ck_assert_int_eq(chain.broken, 0);
    uint8_t head[SJ_SHA256_SIZE];
    memcpy(head, chain.head, sizeof head);
    static const char change[] = "UPDATE audit SET actor = 'eve'";
    ck_assert_int_eq(sj_sql_run(store, change, NULL, 0, NULL, NULL, NULL), SJ_ESTORE);
    /* Somebody with a tool of his own can take the guard away; the chain still shows it. */
    OK(store->ops->script(store->db,
                          "DROP TRIGGER audit_update; UPDATE audit SET actor = 'eve' "
                          "WHERE id = (SELECT MAX(id) FROM audit)",
                          &err));
    OK(sj_audit_verify(store, &chain, &err));
    ck_assert_int_eq(chain.rows, 2);
    ck_assert_int_ne(chain.broken, 0);
    /* What is cut off the end leaves a chain that is whole: the head that somebody noted is
     * missing. */
    OK(store->ops->script(store->db,
                          "DROP TRIGGER audit_delete; DELETE FROM audit "
                          "WHERE id = (SELECT MAX(id) FROM audit)",
                          &err));
    chain.noted = head;
    OK(sj_audit_verify(store, &chain, &err));
    ck_assert_int_eq(chain.rows, 2);
    ck_assert_int_eq(chain.broken, 0);
    ck_assert(!chain.has_noted);
    memcpy(head, chain.head, sizeof head);
    OK(sj_audit_verify(store, &chain, &err));
    ck_assert(chain.has_noted);
}
END_TEST

/* Steps of a claim's life, and steps that would send one twice or undo what the payer decided. */
static const struct {
    sj_claim_state from, to;
    bool allowed;
} steps[] = {
    {SJ_STATE_RECEIVED, SJ_STATE_READY, true},    {SJ_STATE_HELD, SJ_STATE_READY, true},
    {SJ_STATE_READY, SJ_STATE_BATCHED, true},     {SJ_STATE_BATCHED, SJ_STATE_SENT, true},
    {SJ_STATE_BATCHED, SJ_STATE_IN_DOUBT, true},  {SJ_STATE_IN_DOUBT, SJ_STATE_BATCHED, true},
    {SJ_STATE_SENT, SJ_STATE_ACCEPTED, true},     {SJ_STATE_SENT, SJ_STATE_PAID, true},
    {SJ_STATE_ACCEPTED, SJ_STATE_REJECTED, true}, {SJ_STATE_DENIED, SJ_STATE_PAID, true},
    {SJ_STATE_PAID, SJ_STATE_REVERSED, true},     {SJ_STATE_CLOSED, SJ_STATE_REVERSED, true},
    {SJ_STATE_HELD, SJ_STATE_PAID, true},         {SJ_STATE_READY, SJ_STATE_DENIED, true},
    {SJ_STATE_SENT, SJ_STATE_SENT, true},         {SJ_STATE_HELD, SJ_STATE_SENT, false},
    {SJ_STATE_HELD, SJ_STATE_BATCHED, false},     {SJ_STATE_SENT, SJ_STATE_READY, false},
    {SJ_STATE_SENT, SJ_STATE_BATCHED, false},     {SJ_STATE_REJECTED, SJ_STATE_READY, false},
    {SJ_STATE_PAID, SJ_STATE_ACCEPTED, false},    {SJ_STATE_PAID, SJ_STATE_REJECTED, false},
    {SJ_STATE_DENIED, SJ_STATE_READY, false},     {SJ_STATE_CLOSED, SJ_STATE_READY, false},
    {SJ_STATE_REVERSED, SJ_STATE_SENT, false},
};

START_TEST(a_claim_goes_only_along_its_steps) {
    const sj_event e = {.subject = SJ_SUBJECT_BATCH,
                        .subject_id = 1,
                        .from = steps[_i].from,
                        .to = steps[_i].to,
                        .what = SJ_STR("test")};
    sj_err err = {0};
    ck_assert_int_eq(sj_state_may_follow(e.from, e.to), steps[_i].allowed);
    if (steps[_i].allowed) return;
    ck_assert_int_eq(sj_events_add(store, &e, 1, &err), SJ_EINTERNAL);
    ck_assert_str_eq(err.msg, "a claim cannot go from one state to the other");
}
END_TEST

START_TEST(the_same_bytes_are_one_file) {
    add_file("a.837", 1);
    uint8_t sha[SJ_SHA256_SIZE] = {1};
    sj_file again = {.id = sj_store_new_id(store),
                     .name = SJ_STR("b"),
                     .work = SJ_STR("b"),
                     .sha256 = sha,
                     .state = SJ_STR("read"),
                     .place = SJ_STR("p")};
    ck_assert_int_eq(sj_files_add(store, &again, NULL), SJ_ESTORE);
}
END_TEST

START_TEST(account_keys_are_folded) {
    static const struct {
        const char *account, *key;
    } cases[] = {{"26463774", "26463774"},
                 {"00026463774", "26463774"},
                 {"ab-12 c", "AB12C"},
                 {"0", "0"},
                 {"--", "--"},
                 {"1234567890123456789012345", "12345678901234567890"}};
    char buf[SJ_ACCOUNT_KEY];
    ck_assert(sj_str_is(sj_account_key(sj_str_of(cases[_i].account), buf), cases[_i].key));
}
END_TEST

START_TEST(sha256_is_sha256) {
    sj_sha256 *h;
    char hex[SJ_SHA256_HEX];
    OK(sj_sha256_new(&h, &err));
    for (int i = 0; i < 2; i++) { /* a handle serves again */
        sj_sha256_add(h, "ab", 2);
        sj_sha256_add(h, "c", 1);
        sj_sha256_end_hex(h, hex);
        ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    sj_sha256_free(h);
}
END_TEST

START_TEST(keyed_hashes_need_the_key) {
    uint8_t one[SJ_KEY_SIZE] = {1}, two[SJ_KEY_SIZE] = {2};
    sj_keyed *a, *b;
    OK(sj_keyed_new(&a, one, &err));
    OK(sj_keyed_new(&b, two, &err));
    ck_assert_int_eq(sj_key_member(a, SJ_STR("W12-345")), sj_key_member(a, SJ_STR("w12345")));
    ck_assert_int_ne(sj_key_member(a, SJ_STR("W12345")), sj_key_member(b, SJ_STR("W12345")));
    ck_assert_int_ne(sj_key_person(a, SJ_STR("DO"), SJ_STR("EJ")),
                     sj_key_person(a, SJ_STR("DOE"), SJ_STR("J")));
    ck_assert_int_eq(sj_key_member(a, SJ_STR("")), 0);
    sj_keyed_free(a);
    sj_keyed_free(b);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("store");
    TCase *rows = tcase_create("rows");
    tcase_add_checked_fixture(rows, setup, teardown);
    tcase_add_test(rows, rows_come_back);
    tcase_add_test(rows, keys_lead_to_claims);
    tcase_add_test(rows, a_shared_number_is_cut_off);
    tcase_add_test(rows, what_is_ready_waits_in_a_queue);
    tcase_add_test(rows, many_values_are_asked_in_shares);
    tcase_add_test(rows, a_transaction_that_is_not_committed_leaves_nothing);
    tcase_add_test(rows, one_event_moves_a_batch);
    tcase_add_test(rows, the_same_event_counts_once);
    tcase_add_test(rows, a_segment_leads_to_its_claim);
    tcase_add_test(rows, sequences_never_give_a_number_twice);
    tcase_add_test(rows, findings_reach_the_claims_they_are_about);
    tcase_add_test(rows, the_audit_shows_a_change);
    tcase_add_loop_test(rows, a_claim_goes_only_along_its_steps, 0, sizeof steps / sizeof *steps);
    tcase_add_test(rows, the_same_bytes_are_one_file);
    suite_add_tcase(s, rows);
    TCase *keys = tcase_create("keys");
    tcase_add_loop_test(keys, account_keys_are_folded, 0, 6);
    tcase_add_test(keys, sha256_is_sha256);
    tcase_add_test(keys, keyed_hashes_need_the_key);
    suite_add_tcase(s, keys);
    return s;
}
