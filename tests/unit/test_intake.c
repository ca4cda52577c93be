/* Intake: what becomes of a claim next to those that came before it; what of a file is held; what
 * goes out. */
#include "engine/pipeline/intake.h"
#include "engine/store/sql.h"
#include "tests/unit/claims837.h"
#include "tests/unit/home.h"

static int control;

static sj_run_totals take(const small_claim *claims) {
    char name[32];
    snprintf(name, sizeof name, "f%d.837", ++control);
    home_put("in", name, make_837(claims, control));
    return home_run();
}

static sj_run_totals take_one(small_claim c) {
    return take((small_claim[]){c, {0}});
}

START_TEST(clean_claims_go_out) {
    sj_run_totals t = take((small_claim[]){{.account = "A1"},
                                           {.account = "A2"},
                                           {.account = "A3", .off = 5},
                                           {.account = "A4"},
                                           {.account = "A5"},
                                           {0}});
    ck_assert_uint_eq(t.claims, 5);
    ck_assert_uint_eq(t.ready, 4);
    ck_assert_uint_eq(t.held, 1);
    ck_assert_uint_eq(t.batches, 2); /* three claims a file */
    ck_assert_uint_eq(t.sent, 4);
    ck_assert_str_eq(home_states("A1"), "sent");
    ck_assert_str_eq(home_states("A3"), "held");
    ck_assert_uint_eq(home_count("partners/oa/outbox"), 2);
    ck_assert_uint_eq(home_count("in"), 0);
    ck_assert_uint_eq(home_count("work"), 0);
    ck_assert_uint_eq(home_count("archive/2026/05/04"), 1);
    ck_assert_uint_eq(home_count("reports"), 1);
    /* A second pass finds nothing to do. */
    t = home_run();
    ck_assert_uint_eq(t.files + t.batches, 0);
}
END_TEST

START_TEST(the_same_bytes_are_read_once) {
    small_claim claims[] = {{.account = "A1"}, {0}};
    home_put("in", "one.837", make_837(claims, 1));
    home_put("in", "two.837", make_837(claims, 1));
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.files, 2);
    ck_assert_uint_eq(t.duplicates, 1);
    ck_assert_uint_eq(t.claims, 1);
    ck_assert_uint_eq(home_count("archive/2026/05/04"), 2); /* no original is thrown away */
    ck_assert_uint_eq(home_count("reports"), 2);
}
END_TEST

START_TEST(a_claim_twice_in_one_file) {
    small_claim twice[] = {{.account = "A1"}, {.account = "A1"}, {0}};
    char *text = strdup(make_837(twice, 7));
    /* The two differ in the patient's id, which make_837 counts: make them the same. */
    char *second = strstr(text, "MI*W300");
    ck_assert_ptr_nonnull(second);
    memcpy(second, "MI*W200", 7);
    home_put("in", "twice.837", text);
    free(text);
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.claims, 2);
    ck_assert_uint_eq(t.sent, 1);
    ck_assert_uint_eq(home_find("A1").n, 1);
}
END_TEST

/* An answer that moves the claim before the next one comes. */
static void move(const char *account, sj_claim_state to) {
    sj_home *home;
    home_found f = home_find(account);
    if (to == SJ_STATE_NONE || f.states[f.n - 1] == to) return;
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_store_begin(home->store, &err));
    sj_event e = {.subject = SJ_SUBJECT_SUBMISSION,
                  .subject_id = f.ids[f.n - 1],
                  .from = f.states[f.n - 1],
                  .to = to,
                  .what = SJ_STR("277CA payer"),
                  .codes = SJ_STR("test")};
    OK(sj_events_add(home->store, &e, 1, &err));
    OK(sj_store_commit(home->store, &err));
    sj_home_close(home);
}

/* The first claim, what happened to it, the second claim, and what both are then. */
static const struct {
    const char *what;
    small_claim first;
    sj_claim_state then;
    small_claim second;
    const char *states;
} pairs[] = {
    {"same content, on its way: a duplicate",
     {.account = "A"},
     SJ_STATE_NONE,
     {.account = "A"},
     "sent"},
    {"same content, accepted: a duplicate",
     {.account = "A"},
     SJ_STATE_ACCEPTED,
     {.account = "A"},
     "accepted"},
    {"same content, paid: a duplicate", {.account = "A"}, SJ_STATE_PAID, {.account = "A"}, "paid"},
    {"same content, rejected: sent again",
     {.account = "A"},
     SJ_STATE_REJECTED,
     {.account = "A"},
     "closed sent"},
    {"same content, held, and held again: a duplicate",
     {.account = "A", .off = 5},
     SJ_STATE_NONE,
     {.account = "A", .off = 5},
     "held"},
    {"mended after our hold",
     {.account = "A", .off = 5},
     SJ_STATE_NONE,
     {.account = "A"},
     "closed sent"},
    {"mended after a rejection",
     {.account = "A"},
     SJ_STATE_REJECTED,
     {.account = "A", .charge = 90},
     "closed sent"},
    {"other content, on its way: held",
     {.account = "A"},
     SJ_STATE_NONE,
     {.account = "A", .charge = 90},
     "sent held"},
    {"other content, denied: held",
     {.account = "A"},
     SJ_STATE_DENIED,
     {.account = "A", .charge = 90},
     "denied held"},
    {"a replacement of what was paid follows it",
     {.account = "A"},
     SJ_STATE_PAID,
     {.account = "A", .charge = 90, .frequency = "7", .reference = "ICN1"},
     "paid sent"},
    {"a void of what was accepted follows it",
     {.account = "A"},
     SJ_STATE_ACCEPTED,
     {.account = "A", .frequency = "8", .reference = "ICN1"},
     "accepted sent"},
    {"to another payer in the order: another claim",
     {.account = "A"},
     SJ_STATE_PAID,
     {.account = "A", .sequence = "U"},
     "paid sent"},
    {"letters' case makes another account",
     {.account = "A"},
     SJ_STATE_NONE,
     {.account = "a", .charge = 90},
     "sent"},
};

START_TEST(a_claim_next_to_the_one_before) {
    small_claim first[] = {pairs[_i].first, {0}}, second[] = {pairs[_i].second, {0}};
    take(first);
    move("A", pairs[_i].then);
    take(second);
    ck_assert_msg(strcmp(home_states("A"), pairs[_i].states) == 0, "%s: '%s', not '%s'",
                  pairs[_i].what, home_states("A"), pairs[_i].states);
    home_found f = home_find("A");
    if (f.n == 2 && !pairs[_i].second.sequence) ck_assert_int_eq(f.previous[1], f.ids[0]);
}
END_TEST

START_TEST(old_content_does_not_come_back) {
    take_one((small_claim){.account = "A", .off = 5}); /* held */
    take_one((small_claim){.account = "A"});           /* mended, sent */
    take_one((small_claim){.account = "A", .off = 5}); /* the old export once more */
    ck_assert_str_eq(home_states("A"), "closed sent");
}
END_TEST

static bool count_code(void *ctx, const sj_finding_row *f) {
    if (sj_str_is(f->code, "IN-0001")) ++*(int *)ctx;
    return true;
}

START_TEST(a_reused_account_says_why) {
    take_one((small_claim){.account = "A"});
    sj_run_totals t = take_one((small_claim){.account = "A", .charge = 90});
    ck_assert_uint_eq(t.held, 1);
    /* The same once more is a duplicate of what is held. */
    t = take_one((small_claim){.account = "A", .charge = 90});
    ck_assert_uint_eq(t.claim_duplicates, 1);
    home_found f = home_find("A");
    ck_assert_uint_eq(f.n, 2);
    sj_home *home;
    int n = 0;
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_findings_of_submission(home->store, f.ids[1], count_code, &n, &err));
    sj_home_close(home);
    ck_assert_int_eq(n, 1);
}
END_TEST

/* A receiver would refuse the whole set for an error of type 1 or 2 in one claim. Our batch is
 * another set: what is wrong stays behind, the others go. */
static const struct {
    const char *what, *right, *wrong;
    const char *a, *b; /* what becomes of the two claims */
} faults[] = {
    {"the first claim's subscriber: a code that the guide does not know", "******CI", "******QQ",
     "held", "sent"},
    {"the first claim itself: a code of type 2", "CLM*A*100***11:B:1*Y", "CLM*A*100***11:B:1*Q",
     "held", "sent"},
    {"the billing provider that both share", "NM1*85*2*", "NM1*85*9*", "held", "held"},
    {"the set's own beginning", "BHT*0019*00*", "BHT*0019*99*", "held", "held"},
    {"the set's count of segments", "SE*", "SE*9", "held", "held"},
};

START_TEST(an_error_holds_what_it_is_about) {
    char *text = strdup(make_837((small_claim[]){{.account = "A"}, {.account = "B"}, {0}}, 9));
    char *at = strstr(text, faults[_i].right), changed[8192];
    ck_assert_msg(at != NULL, "%s: not in the file", faults[_i].what);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, faults[_i].wrong,
             at + strlen(faults[_i].right));
    home_put("in", "x.837", changed);
    free(text);
    sj_run_totals t = home_run();
    ck_assert_msg(strcmp(home_states("A"), faults[_i].a) == 0, "%s: A %s", faults[_i].what,
                  home_states("A"));
    ck_assert_msg(strcmp(home_states("B"), faults[_i].b) == 0, "%s: B %s", faults[_i].what,
                  home_states("B"));
    ck_assert_uint_eq(t.held, 1 + (strcmp(faults[_i].b, "held") == 0));
}
END_TEST

START_TEST(test_claims_never_reach_production) {
    char *config = strdup(home_config);
    char *usage = strstr(config, "usage='T'");
    usage[7] = 'P';
    home_put("", "scrubjay.xml", config);
    free(config);
    sj_run_totals t = take_one((small_claim){.account = "A"});
    ck_assert_uint_eq(t.held, 1);
    ck_assert_uint_eq(home_count("partners/oa/outbox"), 0);
}
END_TEST

/* What was right when it was read may not be so when it goes out: it is held, the others go. */
START_TEST(what_our_check_refuses_does_not_go_out) {
    char *config = strdup(home_config);
    strstr(config, "usage='T'")[7] = 'P';
    home_put("", "scrubjay.xml", config);
    free(config);
    take((small_claim[]){{.account = "A"}, {.account = "B"}, {.account = "C"}, {0}});
    sj_home *home;
    OK(sj_home_open(&home, home_dir, &err));
    OK(home->store->ops->script(
        home->store->db,
        "UPDATE submission SET state = 'ready', usage = 'P'; INSERT INTO ready_claim SELECT "
        "submission, practice, 1, submission, 0, delimiters FROM patient_claim;"
        "UPDATE patient_claim SET text = CAST(REPLACE(text, 'HI*ABK:J029', 'HI*ABK') AS BLOB) "
        "WHERE submission = (SELECT id FROM submission WHERE account = 'B')",
        &err));
    sj_home_close(home);
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.sent, 2);
    ck_assert_uint_eq(t.held, 1);
    ck_assert_str_eq(home_states("A"), "sent");
    ck_assert_str_eq(home_states("B"), "held");
    ck_assert_str_eq(home_states("C"), "sent");
    ck_assert_uint_eq(home_count("partners/oa/outbox"), 1);
}
END_TEST

START_TEST(names_in_use_and_names_left_alone) {
    home_put("in", ".hidden.837", "x");
    home_put("in", "growing.837.part", "x");
    home_put("in", "x.tmp", "x");
    home_put("in", "letter.txt", "Dear Sir or Madam");
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.files, 1);
    ck_assert_uint_eq(t.failed, 1);
    ck_assert_uint_eq(home_count("error"), 2); /* the file, and why */
    home_put("in", "letter.txt", "Dear Sir or Madam");
    t = home_run();
    ck_assert_uint_eq(t.failed, 1); /* again, under a name of its own */
    ck_assert_uint_eq(home_count("error"), 4);
}
END_TEST

/* The same claim in another file, with other separators, other numbers, and trailing separators. */
START_TEST(other_separators_make_the_same_claim) {
    take_one((small_claim){.account = "A"});
    char *text = strdup(make_837((small_claim[]){{.account = "A"}, {0}}, 77));
    for (char *at = text; *at; at++) {
        if (*at == '*')
            *at = '|';
        else if (*at == ':')
            *at = '>';
    }
    home_put("in", "other.837", text);
    free(text);
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.claim_duplicates, 1);
    ck_assert_str_eq(home_states("A"), "sent");
}
END_TEST

START_TEST(data_with_our_separators_goes_out_with_others) {
    char *text = strdup(make_837((small_claim[]){{.account = "A"}, {0}}, 78));
    for (char *at = text; *at; at++)
        if (*at == '*') *at = '|';
    char *road = strstr(text, "1 EXAMPLE ROAD");
    memcpy(road, "1 EXAMPLE*ROAD", 14);
    home_put("in", "star.837", text);
    free(text);
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.ready, 1);
    ck_assert_uint_eq(t.sent, 1);
    char command[256];
    snprintf(command, sizeof command, "grep -q '1 EXAMPLE[*]ROAD' %s/partners/oa/outbox/*",
             home_dir);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(one_at_a_time) {
    sj_home *home;
    sj_engine *e;
    sj_run_totals t;
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_home_lock(home, &err));
    OK(sj_engine_open(&e, home_dir, NULL, &err));
    ck_assert_int_eq(sj_engine_run(e, NULL, &t, NULL), SJ_EBUSY);
    sj_home_close(home);
    OK(sj_engine_run(e, NULL, &t, &err));
    sj_engine_close(e);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("intake");
    TCase *t = tcase_create("intake");
    tcase_add_checked_fixture(t, home_setup, home_teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, clean_claims_go_out);
    tcase_add_test(t, the_same_bytes_are_read_once);
    tcase_add_test(t, a_claim_twice_in_one_file);
    tcase_add_loop_test(t, a_claim_next_to_the_one_before, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(t, old_content_does_not_come_back);
    tcase_add_test(t, a_reused_account_says_why);
    tcase_add_loop_test(t, an_error_holds_what_it_is_about, 0, sizeof faults / sizeof *faults);
    tcase_add_test(t, test_claims_never_reach_production);
    tcase_add_test(t, what_our_check_refuses_does_not_go_out);
    tcase_add_test(t, names_in_use_and_names_left_alone);
    tcase_add_test(t, other_separators_make_the_same_claim);
    tcase_add_test(t, data_with_our_separators_goes_out_with_others);
    tcase_add_test(t, one_at_a_time);
    suite_add_tcase(s, t);
    return s;
}
