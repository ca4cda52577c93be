/* Queues: the first of a queue, found by the sums, are those of all of it; the sums count as the
 * denials do, whatever changes. */
#include "tests/unit/post_world.h"

#include "engine/followup/queue.h"
#include "engine/store/sql.h"

enum { DENIALS = 300, TODAY = 20600 };
static sj_chances chances;

static uint32_t below(uint64_t *state, uint32_t n) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % n;
}

static void run(const char *sql, const sj_sql_value *values, unsigned n) {
    ok(sj_sql_run(w.store, sql, values, n, NULL, NULL, &err));
}

/* One denial more, as the first but for what queues look at. */
static void add_one(uint64_t *state) {
    static const char sql[] =
        "INSERT INTO denial (id, practice, payment, ordinal, submission, state, kind, amount, "
        "group_code, carc, rarc, category, action, guards, due, appeal_by, found_at, payer, "
        "status, owner, follow_up, paid_on) SELECT $1, practice, payment, ordinal, submission, "
        "'open', $2, $3, group_code, carc, rarc, $4, $5, guards, $6, appeal_by, $7, $8, $9, $10, "
        "$11, $12 FROM denial ORDER BY id LIMIT 1";
    static const char *const
        kinds[] = {"denied", "partly_denied", "bundled", "underpaid"},
        *const categories[] = {"CODING", "AUTH", "TIMELY", "ELIG"},
        *const actions[] = {"correct", "appeal", "call"}, *const payers[] = {"60054", "00882"},
        *const statuses[] = {"new", "working", "waiting"}, *const owners[] = {"", "", "ana"};
    uint32_t due = below(state, 60), snoozed = below(state, 5);
    const sj_sql_value values[] = {sj_sql_int(sj_store_new_id(w.store)),
                                   sj_sql_textz(kinds[below(state, 4)]),
                                   sj_sql_int(1 + below(state, below(state, 10) ? 50000 : 4000000)),
                                   sj_sql_textz(categories[below(state, 4)]),
                                   sj_sql_textz(actions[below(state, 3)]),
                                   due < 5 ? sj_sql_null() : sj_sql_int(TODAY - 20 + (int64_t)due),
                                   sj_sql_int(1000 + below(state, 1000)),
                                   sj_sql_textz(payers[below(state, 2)]),
                                   sj_sql_textz(statuses[below(state, 3)]),
                                   sj_sql_textz(owners[below(state, 3)]),
                                   snoozed ? sj_sql_null()
                                           : sj_sql_int(TODAY - 3 + below(state, 6)),
                                   sj_sql_int(TODAY - 30)};
    run(sql, values, sizeof values / sizeof *values);
}

static void open_queues(void) {
    uint64_t state = 11;
    setup();
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    ok(sj_store_begin(w.store, &err));
    for (int i = 0; i < DENIALS; i++) add_one(&state);
    ok(sj_store_commit(w.store, &err));
    chances = (sj_chances){.v = {{.category = SJ_STR("CODING"), .chance = 800},
                                 {.category = SJ_STR("AUTH"), .chance = 300},
                                 {.category = SJ_STR("TIMELY"), .chance = 50},
                                 {.category = SJ_STR("ELIG"), .chance = 600}},
                           .n = 4};
}

static const char *const filters[] = {"snoozed=any",
                                      "",
                                      "due=14",
                                      "owner=ana status=working,waiting",
                                      "owner=- category=AUTH,ELIG",
                                      "action=appeal payer=00882",
                                      "kind=underpaid snoozed=any",
                                      "snoozed=yes",
                                      "least=300.00",
                                      "least=0.01 snoozed=any",
                                      "least=150.00 owner=ana", /* where a step begins */
                                      "least=149.99 kind=denied",
                                      "least=12345.67 snoozed=any",
                                      "least=99999999.00",
                                      "category=NONE"};

typedef struct reckoning {
    uint64_t lines;
    sj_money amount;
} reckoning;

/* The whole of a queue, counted one by one from what its rows say. */
static bool reckon(void *ctx, const sj_work_brief *b) {
    reckoning *r = ctx;
    r->lines++;
    r->amount += b->amount;
    return true;
}

START_TEST(the_first_are_the_first_of_all) {
    static const size_t most[] = {1, 7, 40, 5000};
    sj_filter f;
    sj_queue all, sum;
    ok(sj_filter_read(&f, sj_str_of(filters[_i]), &err));
    ok(sj_queue_read(&all, w.store, &f, &chances, TODAY, 0, &err));
    ck_assert_uint_eq(all.n, all.lines);
    ok(sj_queues_sum(&sum, w.store, &f, 1, TODAY, &err));
    ck_assert_uint_eq(sum.lines, all.lines);
    ck_assert_int_eq(sum.amount, all.amount);
    ck_assert_uint_eq(sum.past, all.past);
    ck_assert_uint_eq(sum.soon, all.soon);
    for (size_t k = 0; k < sizeof most / sizeof *most; k++) {
        sj_queue some;
        ok(sj_queue_read(&some, w.store, &f, &chances, TODAY, most[k], &err));
        ck_assert_uint_eq(some.lines, all.lines);
        ck_assert_int_eq(some.amount, all.amount);
        ck_assert_uint_eq(some.n, most[k] < all.n ? most[k] : all.n);
        for (size_t i = 0; i < some.n; i++)
            ck_assert_msg(some.v[i].denial == all.v[i].denial, "place %zu of %zu", i, most[k]);
        sj_queue_dispose(&some);
    }
    sj_queue_dispose(&all);
}
END_TEST

START_TEST(sums_count_what_is_there) {
    reckoning r = {0, 0};
    sj_filter f;
    sj_queue sum;
    ok(sj_filter_read(&f, SJ_STR("snoozed=any"), &err));
    ok(sj_work_walk(w.store, reckon, &r, &err));
    ok(sj_queues_sum(&sum, w.store, &f, 1, TODAY, &err));
    ck_assert_uint_eq(r.lines, DENIALS + 1);
    ck_assert_uint_eq(sum.lines, r.lines);
    ck_assert_int_eq(sum.amount, r.amount);
    ck_assert_uint_gt(sum.past, 0);
    ck_assert_uint_gt(sum.soon, 0);
    ck_assert_uint_gt(sum.snoozed, 0);
}
END_TEST

/* Whatever is done to a denial: the sums follow, and the check sees when they did not. */
static const char *const changes[] = {
    "UPDATE denial SET state = 'resolved' WHERE id % 3 = 0",
    "UPDATE denial SET owner = 'bo', status = 'working' WHERE id % 2 = 0",
    "UPDATE denial SET amount = amount + 7777, due = NULL, follow_up = 20700 WHERE id % 5 = 0",
    "UPDATE denial SET state = 'superseded', plan = 'call'",
    "DELETE FROM denial WHERE id % 7 = 0",
};

START_TEST(sums_follow_every_change) {
    uint64_t off = 9;
    run(changes[_i], NULL, 0);
    ok(sj_work_sums_check(w.store, &off, &err));
    ck_assert_uint_eq(off, 0);
    run("UPDATE denial SET state = 'open'", NULL, 0);
    run("UPDATE denial_sum SET lines = lines + 1 WHERE category = 'AUTH' AND owner = 'ana'", NULL,
        0);
    ok(sj_work_sums_check(w.store, &off, &err));
    ck_assert_uint_gt(off, 0);
    run("UPDATE denial_sum SET lines = lines - 1 WHERE category = 'AUTH' AND owner = 'ana'", NULL,
        0);
}
END_TEST

static bool count_found(void *ctx, const sj_work_brief *b) {
    (void)b;
    ++*(int *)ctx;
    return true;
}

/* Ids tell when a denial was found at the earliest: a walk from a moment on leaves none out. */
START_TEST(what_is_new_is_found_by_id) {
    sj_instant now = sj_store_now(w.store);
    int all = 0, none = 0;
    ok(sj_work_walk_since(w.store, now - 3600000, count_found, &all, &err));
    ok(sj_work_walk_since(w.store, now + 3600000, count_found, &none, &err));
    ck_assert_int_eq(all, DENIALS + 1);
    ck_assert_int_eq(none, 0);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("queue");
    TCase *t = tcase_create("queue");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, open_queues, teardown);
    tcase_add_loop_test(t, the_first_are_the_first_of_all, 0, sizeof filters / sizeof *filters);
    tcase_add_test(t, sums_count_what_is_there);
    tcase_add_loop_test(t, sums_follow_every_change, 0, sizeof changes / sizeof *changes);
    tcase_add_test(t, what_is_new_is_found_by_id);
    suite_add_tcase(s, t);
    return s;
}
