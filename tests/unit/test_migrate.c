/* A store of an earlier version, opened by this one: nothing is lost or moved. */
#include "engine/store/candidates.h"
#include "engine/store/silence.h"
#include "engine/store/sql.h"
#include "engine/store/submissions.h"
#include "parsers/base/embed.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern const sj_embedded sj_schema_files[];

#define OK(call)                                                                                   \
    do {                                                                                           \
        sj_err err = {0};                                                                          \
        sj_status got = (call);                                                                    \
        ck_assert_msg(got == SJ_OK, "%s: %s (%s)", #call, err.msg ? err.msg : "", err.detail);     \
    } while (0)

static char path[] = "/tmp/scrubjay-test-XXXXXX";
static char file_name[64];
static sj_store *store;

/* Three claims under versions 1 and 2: held, ready, and in a batch that was sent. */
static const char rows[] =
    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) "
    "STRICT; INSERT INTO migration VALUES (1, 'core', 0), (2, 'remit', 0);"
    "INSERT INTO practice VALUES (1, 'P');"
    "INSERT INTO file VALUES (10, 1, NULL, 'a', '~a', '837P', 1, x'00', 'filed', 0, 'p', 'r');"
#define CLAIM(id, ordinal)                                                                         \
    "INSERT INTO submission VALUES (" #id ", 1, 10, " #ordinal ", 1, 20, 512, 'A" #id "', 'A" #id  \
    "', NULL, 'clean', '837P', 'CH', 'T', 'P', '1', '99999', 'PAYER', '1234567893', 15000, "       \
    "20000, 20001, NULL, zeroblob(32));"                                                           \
    "INSERT INTO patient_claim VALUES (" #id                                                       \
    ", 1, x'2A3A5E7E', 5, 5, 0, CAST('HL*1~HL*2~CLM~' AS BLOB));"                                  \
    "INSERT INTO match_key VALUES (1, 'M', " #id "1, " #id "), (1, 'M', " #id "2, " #id            \
    "), (1, 'N', " #id "3, " #id ");"
    CLAIM(11, 1) CLAIM(12, 2) CLAIM(13, 3)
#undef CLAIM
        "INSERT INTO claim_state VALUES (11, 1, 'held'), (12, 1, 'ready'), (13, 1, 'batch');"
        "INSERT INTO batch VALUES (20, 1, 'oa', '837P', 'T', 1, 1, 'b', 1, x'00', 1, 15000, "
        "'sent', 0);"
        "INSERT INTO batch_set VALUES (21, 1, 20, '0001', '1-1', 1, 15000, NULL);"
        "INSERT INTO batch_claim VALUES (21, 8, 20, 13);";

static void setup(void) {
    void *db;
    ck_assert_ptr_nonnull(mkdtemp(path));
    snprintf(file_name, sizeof file_name, "%s/scrubjay.db", path);
    OK(sj_store_sqlite.open(&db, file_name, &err));
    for (int i = 0; i < 2; i++)
        OK(sj_store_sqlite.script(db, (const char *)sj_schema_files[i].bytes, &err));
    OK(sj_store_sqlite.script(db, rows, &err));
    sj_store_sqlite.close(db);
    OK(sj_store_open(&store, file_name, &(sj_store_opts){.create = false}, &err));
    OK(sj_store_use_practice(store, SJ_STR("P"), &err));
}

static void teardown(void) {
    sj_store_close(store);
    unlink(file_name);
    rmdir(path);
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
}

static bool take_state(void *ctx, const sj_submission *s) {
    *(sj_claim_state *)ctx = s->state;
    return true;
}

static bool take_ready(void *ctx, const sj_ready_claim *c) {
    ck_assert_int_eq(c->id, 12);
    ck_assert_uint_eq(c->loops.patient, 0);
    ck_assert_int_eq(c->delims.terminator, '~');
    ++*(int *)ctx;
    return true;
}

static bool take_candidate(void *ctx, const sj_candidate *c) {
    *(int64_t *)ctx = c->id;
    return true;
}

/* The claim that a member id leads to. */
static int64_t find_by(int64_t key) {
    const sj_wanted wanted = {.key = key, .charge = 15000, .from = 20000};
    int64_t id = 0;
    OK(sj_candidates_by_patient(store, SJ_KEY_MEMBER, &wanted, 1, take_candidate, &id, &err));
    return id;
}

static bool take_undecided(void *ctx, const sj_undecided *u) {
    ck_assert_int_eq(u->submission, 13);
    ++*(int *)ctx;
    return true;
}

START_TEST(states_keys_and_what_is_ready_are_kept) {
    static const sj_claim_state states[] = {SJ_STATE_HELD, SJ_STATE_READY, SJ_STATE_SENT};
    int ready = 0, undecided = 0;
    for (int64_t id = 11; id <= 13; id++) {
        sj_claim_state state = SJ_STATE_NONE;
        OK(sj_submissions_by_id(store, &id, 1, take_state, &state, &err));
        ck_assert_int_eq(state, states[id - 11]);
        ck_assert_int_eq(find_by(id * 10 + 1), id);
        ck_assert_int_eq(find_by(id * 10 + 2), id);
    }
    OK(sj_submissions_ready(store, 0, take_ready, &ready, &err));
    ck_assert_int_eq(ready, 1);
    OK(sj_undecided_walk(store, take_undecided, &undecided, &err));
    ck_assert_int_eq(undecided, 1);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("migrate");
    TCase *t = tcase_create("migrate");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, states_keys_and_what_is_ready_are_kept);
    suite_add_tcase(s, t);
    return s;
}
