/* What people may change on the worklist, what is refused, and that each change is kept with its
 * author. */
#include "tests/unit/post_world.h"

#include "engine/followup/worklist.h"
#include "engine/store/audit.h"

static sj_reasons *reasons;

static void open_world(void) {
    setup();
    ok(sj_reasons_new(&reasons, &err));
}

static void close_world(void) {
    sj_reasons_free(reasons);
    teardown();
}

static bool take_last_id(void *ctx, const sj_ledger_denial *d) {
    *(int64_t *)ctx = d->row.id;
    return true;
}

static int64_t last_denial(void) {
    int64_t id = 0;
    ok(sj_ledger_denials(w.store, take_last_id, &id, &err));
    return id;
}

static sj_work_answer change(const sj_work_change *c, const char *actor) {
    sj_work_answer answer;
    ok(sj_store_begin(w.store, &err));
    ok(sj_worklist_update(w.store, reasons, c, sj_str_of(actor), &answer, NULL, &err));
    ok(sj_store_commit(w.store, &err));
    return answer;
}

static bool say_work(void *ctx, const sj_work *k) {
    (void)ctx;
    char day[SJ_DATE_SIZE] = "-";
    if (k->follow_up != SJ_NO_DATE) sj_date_print_iso(k->follow_up, day);
    say("v%d %.*s %.*s owner=%.*s plan=%.*s %s outcome=%.*s note=%.*s\n", (int)k->version,
        SJ_FMT(k->state), SJ_FMT(k->status), SJ_FMT(k->owner), SJ_FMT(k->plan), day,
        SJ_FMT(k->outcome), SJ_FMT(k->note));
    return true;
}

static bool say_entry(void *ctx, const sj_work_entry *e) {
    (void)ctx;
    say("%.*s %.*s: '%.*s' to '%.*s'%s%.*s\n", SJ_FMT(e->actor), SJ_FMT(e->field),
        SJ_FMT(e->before), SJ_FMT(e->after), e->note.len ? " " : "", SJ_FMT(e->note));
    return true;
}

static void say_all_work(int64_t id) {
    w.text[0] = 0;
    ok(sj_work_get(w.store, &id, 1, say_work, NULL, &err));
    ok(sj_work_log(w.store, id, say_entry, NULL, &err));
}

START_TEST(changes_are_written_and_logged) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    int64_t id = last_denial();
    sj_work_change c = {.denial = id,
                        .version = 1,
                        .fields = SJ_WORK_OWNER | SJ_WORK_STATUS | SJ_WORK_ACTION |
                                  SJ_WORK_FOLLOW_UP | SJ_WORK_NOTE,
                        .owner = SJ_STR("ana"),
                        .status = SJ_STR("working"),
                        .action = SJ_STR("call"),
                        .follow_up = sj_date_of(2026, 12, 1),
                        .note = SJ_STR("rang them")};
    ck_assert_int_eq(change(&c, "bo"), SJ_WORK_CHANGED);
    say_all_work(id);
    expect("v2 open working owner=ana plan=call 2026-12-01 outcome= note=rang them\n"
           "bo owner: '' to 'ana'\n"
           "bo status: 'new' to 'working'\n"
           "bo action: '' to 'call'\n"
           "bo follow-up: '' to '2026-12-01'\n"
           "bo note: '' to '' rang them\n");
    c.version = 2;
    ck_assert_int_eq(change(&c, "bo"), SJ_WORK_SAME);
}
END_TEST

/* Two people: the one who saw the older version is told, and nothing of it is written; but what he
 * wants and what is there may be the same. */
START_TEST(an_older_version_is_a_conflict) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    int64_t id = last_denial();
    sj_work_change ana = {.denial = id, .fields = SJ_WORK_OWNER, .owner = SJ_STR("ana")};
    ck_assert_int_eq(change(&ana, "ana"), SJ_WORK_CHANGED);
    sj_work_change bo = {
        .denial = id, .version = 1, .fields = SJ_WORK_OWNER, .owner = SJ_STR("bo")};
    ck_assert_int_eq(change(&bo, "bo"), SJ_WORK_CONFLICT);
    bo.owner = SJ_STR("ana");
    ck_assert_int_eq(change(&bo, "bo"), SJ_WORK_SAME);
    say_all_work(id);
    expect("v2 open new owner=ana plan= - outcome= note=\nana owner: '' to 'ana'\n");
}
END_TEST

START_TEST(done_and_back) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    int64_t id = last_denial();
    sj_work_change c = {.denial = id,
                        .fields = SJ_WORK_STATUS,
                        .status = SJ_STR("done"),
                        .outcome = SJ_STR("written_off")};
    ck_assert_int_eq(change(&c, "ana"), SJ_WORK_CHANGED);
    ck_assert_msg(!last_denial(), "off the list");
    c = (sj_work_change){.denial = id, .fields = SJ_WORK_STATUS, .status = SJ_STR("working")};
    ck_assert_int_eq(change(&c, "ana"), SJ_WORK_CHANGED);
    ck_assert_msg(last_denial() == id, "on the list again");
    say_all_work(id);
    expect("v3 open working owner= plan= - outcome= note=\n"
           "ana status: 'new' to 'done'\nana outcome: '' to 'written_off'\n"
           "ana status: 'done' to 'working'\nana outcome: 'written_off' to ''\n");
}
END_TEST

/* remit-835 11: MA130 and N211 are never appealed. 10: N380 asks for a replacement. */
static const struct {
    const char *remark, *action;
    sj_work_answer answer;
} guards[] = {
    {"MA130", "appeal", SJ_WORK_FORBIDDEN}, {"MA130", "correct", SJ_WORK_FORBIDDEN},
    {"MA130", "rebill", SJ_WORK_SAME}, /* that is what is advised */
    {"N211", "appeal", SJ_WORK_FORBIDDEN},  {"N211", "call", SJ_WORK_CHANGED},
    {"N380", "rebill", SJ_WORK_FORBIDDEN},  {"N380", "appeal", SJ_WORK_CHANGED},
    {"N779", "correct", SJ_WORK_FORBIDDEN}, {"N704", "appeal", SJ_WORK_FORBIDDEN},
    {"MA44", "appeal", SJ_WORK_FORBIDDEN},  {"M62", "appeal", SJ_WORK_CHANGED},
    {"M62", "no such", SJ_WORK_BAD_ACTION},
};

START_TEST(guards_hold) {
    char text[2048];
    snprintf(text, sizeof text,
             HEAD("0", "NON", "T1") "LX*1~"
                                    "CLP*ACC-2*1*75*0**12*ICN2*11*1~" PATIENT(
                                        "LEE", "SAM", "W2") "SVC*HC:90834*75*0**1~" DAY
                                                            "CAS*CO*16*75~LQ*HE*%s~",
             guards[_i].remark);
    post(text);
    int64_t id = last_denial();
    ck_assert_int_ne(id, 0);
    sj_work_change c = {
        .denial = id, .fields = SJ_WORK_ACTION, .action = sj_str_of(guards[_i].action)};
    ck_assert_msg(change(&c, "ana") == guards[_i].answer, "%s under %s", guards[_i].action,
                  guards[_i].remark);
}
END_TEST

START_TEST(bad_changes_write_nothing) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    int64_t id = last_denial();
    static const char long_owner[] = "12345678901234567890123456789012345678901";
    const struct {
        sj_work_change c;
        sj_work_answer answer;
    } bad[] = {
        {{.denial = 1, .fields = SJ_WORK_OWNER, .owner = SJ_STR("ana")}, SJ_WORK_UNKNOWN},
        {{.denial = id, .fields = SJ_WORK_OWNER, .owner = sj_str_of(long_owner)},
         SJ_WORK_BAD_OWNER},
        {{.denial = id, .fields = SJ_WORK_OWNER, .owner = SJ_STR("a\nb")}, SJ_WORK_BAD_OWNER},
        {{.denial = id, .fields = SJ_WORK_STATUS, .status = SJ_STR("maybe")}, SJ_WORK_BAD_STATUS},
        {{.denial = id, .fields = SJ_WORK_STATUS, .status = SJ_STR("done"), .outcome = SJ_STR("x")},
         SJ_WORK_BAD_OUTCOME},
        {{.denial = id,
          .fields = SJ_WORK_STATUS,
          .status = SJ_STR("new"),
          .outcome = SJ_STR("won")},
         SJ_WORK_BAD_OUTCOME},
        {{.denial = id, .fields = SJ_WORK_NOTE, .note = SJ_STR("a\x01")}, SJ_WORK_BAD_NOTE},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(change(&bad[i].c, "ana") == bad[i].answer, "case %zu", i);
    say_all_work(id);
    expect("v1 open new owner= plan= - outcome= note=\n");
}
END_TEST

/* What the payer decided anew cannot be worked on any more. */
START_TEST(superseded_is_closed) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP2);
    int64_t id = last_denial();
    post(HEAD("60", "ACH", "T2") "LX*1~"
                                 "CLP*ACC-2*1*75*60**12*ICN2*11*1~" PATIENT(
                                     "LEE", "SAM", "W2") "SVC*HC:90834*75*60**1~" DAY
                                                         "CAS*CO*45*15~");
    const sj_work_change c = {.denial = id, .fields = SJ_WORK_OWNER, .owner = SJ_STR("ana")};
    ck_assert_int_eq(change(&c, "ana"), SJ_WORK_CLOSED);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("worklist");
    TCase *t = tcase_create("changes");
    tcase_add_checked_fixture(t, open_world, close_world);
    tcase_add_test(t, changes_are_written_and_logged);
    tcase_add_test(t, an_older_version_is_a_conflict);
    tcase_add_test(t, done_and_back);
    tcase_add_loop_test(t, guards_hold, 0, sizeof guards / sizeof *guards);
    tcase_add_test(t, bad_changes_write_nothing);
    tcase_add_test(t, superseded_is_closed);
    suite_add_tcase(s, t);
    return s;
}
