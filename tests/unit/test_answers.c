/* TA1, 999 and 277CA: what they do to what was sent, in any order, once or twice. */
#include "tests/unit/claims837.h"
#include "tests/unit/home.h"

/* Five claims in two batches: 000000001 with the sets 0001 (A1, A2) and 0002 (A3), 000000002 with
 * A4, A5. */
static void send_claims(void) {
    home_setup();
    home_put("in", "x.837",
             make_837((small_claim[]){{.account = "A1"},
                                      {.account = "A2"},
                                      {.account = "A3"},
                                      {.account = "A4"},
                                      {.account = "A5"},
                                      {0}},
                      1));
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.batches, 2);
}

#define ISA(control)                                                                               \
    "ISA*00*          *00*          *ZZ*RECEIV01       *ZZ*SUBMIT01       "                        \
    "*260504*1000*^*00501*" control "*0*T*:~"
#define TA1_FILE(control, answer) ISA(control) answer "IEA*0*" control "~"
#define X999_FILE(control, body)                                                                   \
    ISA(control)                                                                                   \
    "GS*FA*RECEIV01*SUBMIT01*20260504*1000*1*X*005010X231A1~ST*999*0001*005010X231A1~" body        \
    "SE*9*0001~GE*1*1~IEA*1*" control "~"

static const char ta1_accepts[] = TA1_FILE("000000901", "TA1*000000001*260504*0930*A*000~");
static const char ta1_refuses[] = TA1_FILE("000000902", "TA1*000000001*260504*0930*R*025~");
static const char accepts[] =
    X999_FILE("000000903", "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~"
                           "AK2*837*0002*005010X222A1~IK5*A~AK9*A*2*2*2~");
static const char accepts_short[] = X999_FILE("000000904", "AK1*HC*1*005010X222A1~AK9*A*2*2*2~");
static const char refuses[] =
    X999_FILE("000000905", "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK5*R*5~"
                           "AK2*837*0002*005010X222A1~IK5*R*5~AK9*R*2*2*0~");
/* The place of A2's CLM, found in what was sent. */
static const char in_part[] =
    X999_FILE("000000906", "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~"
                           "IK3*SV1*37*2400*8~IK4*1:2*234*7*99213~IK5*R*5~"
                           "AK2*837*0002*005010X222A1~IK5*A~AK9*P*2*2*1~");
/* Says R, and yet counts an accepted set: it is partial. */
static const char says_r_means_p[] =
    X999_FILE("000000907", "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~"
                           "IK5*R*5~AK2*837*0002*005010X222A1~IK5*A~AK9*R*2*2*1~");
static const char of_nobody[] = X999_FILE("000000908", "AK1*HC*77*005010X222A1~AK9*A*1*1*1~");

#define X277_HEAD(control, entity)                                                                 \
    ISA(control)                                                                                   \
    "GS*HN*RECEIV01*SUBMIT01*20260505*1000*5*X*005010X214~ST*277*0001*005010X214~"                 \
    "BHT*0085*08*X1*20260505*0800*TH~HL*1**20*1~NM1*" entity "*2*EXAMPLE PAYER*****PI*90001~"      \
    "TRN*1*R1~DTP*050*D8*20260505~DTP*009*D8*20260505~HL*2*1*21*1~"                                \
    "NM1*41*2*TEST PRACTICE*****46*SUBMIT01~"
#define X277_CLAIM(hl, account, status, more)                                                      \
    "HL*" hl "*3*PT~NM1*QC*1*SAMPLE-WREN*AMBER****MI*W200200301~TRN*2*" account "~STC*" status     \
    "*20260505*WQ*100~" more "DTP*472*D8*20260416~"
#define X277_PROVIDER                                                                              \
    "HL*3*2*19*1~NM1*85*2*DEMO FAMILY MEDICINE*****XX*1999901006~TRN*1*0~STC*A1:19:PR**WQ*200~"
#define X277_TAIL(control)  "SE*30*0001~GE*1*5~IEA*1*" control "~"
#define RECEIVED(reference) "TRN*2*" reference "~STC*A1:19:PR*20260505*WQ*200~QTY*90*1~AMT*YU*200~"

static const char payer_accepts[] = X277_HEAD("000000910", "PR") RECEIVED("000000001-1")
    X277_PROVIDER X277_CLAIM("4", "A1", "A2:20:PR", "REF*1K*ICN1001~") X277_TAIL("000000910");
static const char payer_rejects[] = X277_HEAD("000000911", "PR") RECEIVED("000000001-1")
    X277_PROVIDER X277_CLAIM("4", "A1", "A7:562:85", "") X277_TAIL("000000911");
static const char clearinghouse_accepts[] = X277_HEAD("000000912", "AY") RECEIVED("000000001-1")
    X277_PROVIDER X277_CLAIM("4", "A1", "A2:20", "") X277_TAIL("000000912");
static const char clearinghouse_rejects[] = X277_HEAD("000000913", "AY") RECEIVED("000000001-1")
    X277_PROVIDER X277_CLAIM("4", "A1", "A3:21", "") X277_TAIL("000000913");
static const char refuses_batch[] =
    X277_HEAD("000000914", "AY") "TRN*2*000000001-1~STC*A8:746:41*20260505*U*200~QTY*AA*2~AMT*YY*"
                                 "200~" X277_TAIL("000000914");
static const char refuses_provider[] = X277_HEAD("000000915", "PR")
    RECEIVED("000000001-1") "HL*3*2*19*0~NM1*85*2*DEMO FAMILY "
                            "MEDICINE*****XX*1999901006~TRN*1*0~STC*A8:496:85**U*200~QTY*QC*2~AMT*"
                            "YY*200~" X277_TAIL("000000915");
static const char not_ours[] = X277_HEAD("000000916", "PR") RECEIVED("NOBODYS")
    X277_PROVIDER X277_CLAIM("4", "Z9", "A2:20:PR", "") X277_TAIL("000000916");

/* Answers in the order of their reading, and the states of A1, A3 and A4 afterwards. A2 shares A1's
 * set. */
static const struct {
    const char *what;
    const char *answers[4];
    const char *a1, *a2, *a3, *a4;
} cases[] = {
    {"a TA1 that accepts says nothing about claims", {ta1_accepts}, "sent", "sent", "sent", "sent"},
    {"a TA1 that refuses refuses its batch only",
     {ta1_refuses},
     "rejected",
     "rejected",
     "rejected",
     "sent"},
    {"999 A", {accepts}, "accepted", "accepted", "accepted", "sent"},
    {"999 A without its sets", {accepts_short}, "accepted", "accepted", "accepted", "sent"},
    {"999 R", {refuses}, "rejected", "rejected", "rejected", "sent"},
    {"999 P: only the refused set goes back",
     {in_part},
     "rejected",
     "rejected",
     "accepted",
     "sent"},
    {"999 R that counts an accepted set is partial",
     {says_r_means_p},
     "rejected",
     "rejected",
     "accepted",
     "sent"},
    {"999 of somebody else", {of_nobody}, "sent", "sent", "sent", "sent"},
    {"TA1 after the 999: late, harmless",
     {accepts, ta1_accepts},
     "accepted",
     "accepted",
     "accepted",
     "sent"},
    {"a refusing TA1 after a 999 cannot be",
     {accepts, ta1_refuses},
     "accepted",
     "accepted",
     "accepted",
     "sent"},
    {"277CA by the payer: A1 alone; its batch was received",
     {payer_accepts},
     "accepted",
     "accepted",
     "sent",
     "sent"},
    {"277CA that rejects A1", {accepts, payer_rejects}, "rejected", "accepted", "accepted", "sent"},
    {"277CA before the 999", {payer_rejects, accepts}, "rejected", "accepted", "accepted", "sent"},
    {"the payer's word outranks the clearinghouse's",
     {payer_accepts, clearinghouse_rejects},
     "accepted",
     "accepted",
     "sent",
     "sent"},
    {"whatever comes first",
     {clearinghouse_accepts, payer_rejects},
     "rejected",
     "accepted",
     "sent",
     "sent"},
    {"the clearinghouse may think again",
     {clearinghouse_accepts, clearinghouse_rejects},
     "rejected",
     "accepted",
     "sent",
     "sent"},
    {"a refused batch", {refuses_batch}, "rejected", "rejected", "sent", "sent"},
    {"a refused provider", {refuses_provider}, "rejected", "rejected", "sent", "sent"},
    {"a 277CA about claims of others", {not_ours}, "sent", "sent", "sent", "sent"},
};

START_TEST(answers_move_claims) {
    char name[32];
    for (int i = 0; i < 4 && cases[_i].answers[i]; i++) {
        snprintf(name, sizeof name, "%d.x12", i);
        home_put("partners/oa/inbox", name, cases[_i].answers[i]);
        sj_run_totals t = home_run();
        ck_assert_msg(t.failed == 0, "%s: answer %d failed", cases[_i].what, i);
    }
    const struct {
        const char *account, *want;
    } wants[] = {
        {"A1", cases[_i].a1}, {"A2", cases[_i].a2}, {"A3", cases[_i].a3}, {"A4", cases[_i].a4}};
    for (int i = 0; i < 4; i++) {
        const char *got = home_states(wants[i].account);
        ck_assert_msg(strcmp(got, wants[i].want) == 0, "%s: %s is %s, not %s", cases[_i].what,
                      wants[i].account, got, wants[i].want);
    }
    ck_assert_uint_eq(home_count("partners/oa/inbox"), 0);
}
END_TEST

typedef struct counts {
    int events, findings, own;
    char code[32];
    uint32_t element;
    sj_finding_scope scope;
} counts;

static bool count_event(void *ctx, const sj_event *e) {
    (void)e;
    ((counts *)ctx)->events++;
    return true;
}

static bool count_finding(void *ctx, const sj_finding_row *f) {
    counts *c = ctx;
    c->findings++;
    if (f->scope == SJ_SCOPE_SET) return true; /* the verdict that all claims of the set share */
    c->own++;
    snprintf(c->code, sizeof c->code, "%.*s", SJ_FMT(f->code));
    c->element = f->pos.element;
    c->scope = f->scope;
    return true;
}

static counts count(const char *account) {
    sj_home *home;
    counts c = {0};
    home_found f = home_find(account);
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_events_of_submission(home->store, f.ids[0], count_event, &c, &err));
    OK(sj_findings_of_submission(home->store, f.ids[0], count_finding, &c, &err));
    sj_home_close(home);
    return c;
}

START_TEST(an_answer_twice_changes_nothing) {
    /* The same content in another file: a blank line makes other bytes of it. */
    static const char *const answers[] = {ta1_refuses, in_part, payer_rejects, refuses_provider};
    home_put("partners/oa/inbox", "1.x12", answers[_i]);
    home_run();
    counts before = count("A1");
    char text[4096];
    snprintf(text, sizeof text, "%s\n", answers[_i]);
    home_put("partners/oa/inbox", "2.x12", text);
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.files, 1);
    ck_assert_uint_eq(t.duplicates, 0);
    counts after = count("A1");
    ck_assert_int_eq(after.events, before.events);
    ck_assert_int_eq(after.findings, before.findings);
}
END_TEST

START_TEST(an_error_leads_to_its_claim) {
    home_put("partners/oa/inbox", "1.x12", in_part);
    home_run();
    counts a2 = count("A2"), a1 = count("A1");
    /* Segment 37 of set 0001 is a segment of the second claim. */
    ck_assert_int_eq(a2.own, 1);
    ck_assert_str_eq(a2.code, "8/7");
    ck_assert_uint_eq(a2.element, 1);
    ck_assert_int_eq(a2.scope, SJ_SCOPE_CLAIM);
    ck_assert_int_eq(a1.own, 0);
    ck_assert_int_eq(a1.findings, 1);
}
END_TEST

START_TEST(the_payers_number_is_kept) {
    home_put("partners/oa/inbox", "1.x12", payer_accepts);
    home_run();
    ck_assert_str_eq(home_find("A1").payer_control, "ICN1001");
}
END_TEST

START_TEST(a_decision_stands) {
    sj_home *home;
    home_found f = home_find("A1");
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_store_begin(home->store, &err));
    sj_event paid = {.subject = SJ_SUBJECT_SUBMISSION,
                     .subject_id = f.ids[0],
                     .from = SJ_STATE_SENT,
                     .to = SJ_STATE_PAID,
                     .what = SJ_STR("835")};
    OK(sj_events_add(home->store, &paid, 1, &err));
    OK(sj_store_commit(home->store, &err));
    sj_home_close(home);
    home_put("partners/oa/inbox", "1.x12", payer_rejects);
    home_put("partners/oa/inbox", "2.x12", refuses);
    home_run();
    ck_assert_str_eq(home_states("A1"), "paid");
}
END_TEST

START_TEST(rejected_claims_may_come_again) {
    home_put("partners/oa/inbox", "1.x12", in_part);
    home_put("in", "mended.837",
             make_837((small_claim[]){{.account = "A2", .charge = 90}, {0}}, 2));
    home_run(); /* answers are read first: the mended claim finds its way free */
    ck_assert_str_eq(home_states("A2"), "closed sent");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("answers");
    TCase *t = tcase_create("answers");
    tcase_add_checked_fixture(t, send_claims, home_teardown);
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, answers_move_claims, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, an_answer_twice_changes_nothing, 0, 4);
    tcase_add_test(t, an_error_leads_to_its_claim);
    tcase_add_test(t, the_payers_number_is_kept);
    tcase_add_test(t, a_decision_stands);
    tcase_add_test(t, rejected_claims_may_come_again);
    suite_add_tcase(s, t);
    return s;
}
