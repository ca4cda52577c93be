/* The matching ladder, over candidates written as text: what is certain is matched, nothing else.
 */
#include "engine/followup/match.h"
#include "tests/unit/unit.h"

enum { MAX = 4 };

typedef struct side {
    const char *account, *control;
    char sequence;
    sj_money charge;
    int from, to; /* day numbers; 0: none */
    sj_match_result member, person;
    bool out;
    int64_t previous;
} side;

#define SAME  SJ_RESULT_SAME
#define OTHER SJ_RESULT_OTHER

static const struct {
    const char *why;
    side probe; /* member, person: not 0 = the payer told */
    side ours[MAX];
    sj_match_rung rung;
    int best, second;
    bool ambiguous;
} cases[] = {
    {"as we sent it",
     {"ACC-1", "I1", 'P', 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"case and blanks do not count",
     {" acc-1 ", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"no dates at all: the charge is enough",
     {"ACC-1", "", 0, 10000, 0, 0, 0, 0, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"a part of the claim: name and day vouch for it",
     {"ACC-1", "", 0, 4000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 103, SAME, SAME, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"the number of the patient's other claim of that day: the charge tells",
     {"ACC-2", "", 0, 4000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-2", "", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "", 'P', 4000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_MEMBER,
     1,
     0,
     false},
    {"the same, and the member id is wrong: the number says one, the charge the other",
     {"ACC-2", "", 0, 4000, 100, 100, OTHER, SAME, 0, 0},
     {{"ACC-2", "", 'P', 10000, 100, 100, OTHER, SAME, true, 0},
      {"ACC-1", "", 'P', 4000, 100, 100, OTHER, SAME, true, 0}},
     SJ_MATCH_NONE,
     1,
     0,
     true},
    {"two others of that day and charge speak against the number",
     {"ACC-3", "", 0, 4000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-3", "", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "", 'P', 4000, 100, 100, SAME, SAME, true, 0},
      {"ACC-2", "", 'P', 4000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_NONE,
     1,
     2,
     true},
    {"another name, no member id, another payer's number: not by the account alone",
     {"ACC-1", "I9", 0, 10000, 100, 100, 0, SAME, 0, 0},
     {{"ACC-1", "I1", 'P', 10000, 100, 100, 0, OTHER, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"the number was used again: other charge, other patient",
     {"1001", "", 0, 4000, 100, 100, SAME, SAME, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, OTHER, OTHER, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"the number was used again: same charge, other day and patient",
     {"1001", "", 0, 10000, 400, 400, SAME, SAME, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, OTHER, OTHER, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"the number and the charge of another system: neither name nor member id is ours",
     {"1001", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, OTHER, OTHER, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"a name spelt otherwise, the member id is right",
     {"1001", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, SAME, OTHER, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"used again: the day tells the two apart",
     {"1001", "", 0, 10000, 400, 400, SAME, SAME, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, OTHER, OTHER, true, 0},
      {"1001", "", 'P', 10000, 400, 400, SAME, SAME, true, 0}},
     SJ_MATCH_ACCOUNT,
     1,
     0,
     false},
    {"used again, nothing tells them apart",
     {"1001", "", 0, 10000, 0, 0, 0, 0, 0, 0},
     {{"1001", "", 'P', 10000, 100, 100, 0, 0, true, 0},
      {"1001", "", 'P', 10000, 400, 400, 0, 0, true, 0}},
     SJ_MATCH_NONE,
     0,
     1,
     true},
    {"used again, the payer's number tells them apart",
     {"1001", "ICN9", 0, 10000, 0, 0, 0, 0, 0, 0},
     {{"1001", "ICN9", 'P', 10000, 100, 100, 0, 0, true, 0},
      {"1001", "", 'P', 10000, 400, 400, 0, 0, true, 0}},
     SJ_MATCH_ACCOUNT,
     0,
     1,
     false},
    {"corrected claim with the same number: the later one",
     {"ACC-1", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 1}},
     SJ_MATCH_ACCOUNT,
     1,
     -1,
     false},
    {"the reversal of the first: its own payer number",
     {"ACC-1", "ICN1", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "ICN1", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "ICN2", 'P', 10000, 100, 100, SAME, SAME, true, 1}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"rejected, then sent again: the one that went out",
     {"ACC-1", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, false, 1}},
     SJ_MATCH_ACCOUNT,
     0,
     -1,
     false},
    {"primary and secondary under one number: CLP02 tells",
     {"ACC-1", "", 'S', 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0},
      {"ACC-1", "", 'S', 10000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_ACCOUNT,
     1,
     0,
     false},
    {"the payer's number alone",
     {"X", "ICN7", 0, 10000, 100, 100, 0, 0, 0, 0},
     {{"ACC-9", "ICN7", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_CONTROL,
     0,
     -1,
     false},
    {"leading zeros",
     {"0001234", "", 0, 10000, 100, 100, 0, 0, 0, 0},
     {{"1234", "", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_VARIANT,
     0,
     -1,
     false},
    {"cut after 20",
     {"ABCDEFGHIJKLMNOPQRST", "", 0, 10000, 100, 100, 0, 0, 0, 0},
     {{"ABCDEFGHIJKLMNOPQRSTUVW", "", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_VARIANT,
     0,
     -1,
     false},
    {"a prefix of the payer's",
     {"MB-ACC-77", "", 0, 10000, 100, 100, 0, 0, 0, 0},
     {{"ACC-77", "", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_VARIANT,
     0,
     -1,
     false},
    {"a variant with another day is none",
     {"MB-ACC-77", "", 0, 10000, 300, 300, 0, 0, 0, 0},
     {{"ACC-77", "", 'P', 10000, 100, 100, 0, 0, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"no number at all: member, day, charge",
     {"0", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, 0, true, 0},
      {"ACC-2", "", 'P', 10000, 101, 101, SAME, 0, true, 0}},
     SJ_MATCH_MEMBER,
     0,
     1,
     false},
    {"two claims of that member, day and charge",
     {"0", "", 0, 10000, 100, 100, SAME, 0, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, 0, true, 0},
      {"ACC-2", "", 'P', 10000, 100, 100, SAME, 0, true, 0}},
     SJ_MATCH_NONE,
     0,
     1,
     true},
    {"name, day, charge",
     {"", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, OTHER, SAME, true, 0}},
     SJ_MATCH_PERSON,
     0,
     -1,
     false},
    {"a sibling: the member id is shared, name and account are others",
     {"ACC-7", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, OTHER, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"a namesake: member id and account are others",
     {"ACC-7", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, OTHER, SAME, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"the same patient under a number that another system gave",
     {"ACC-7", "", 0, 10000, 100, 100, SAME, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, SAME, SAME, true, 0}},
     SJ_MATCH_MEMBER,
     0,
     -1,
     false},
    {"the name with another charge is not enough",
     {"", "", 0, 9900, 100, 100, 0, SAME, 0, 0},
     {{"ACC-1", "", 'P', 10000, 100, 100, 0, SAME, true, 0}},
     SJ_MATCH_NONE,
     0,
     -1,
     false},
    {"nothing there",
     {"ACC-1", "", 0, 10000, 100, 100, 0, 0, 0, 0},
     {{0}},
     SJ_MATCH_NONE,
     -1,
     -1,
     false},
};

static sj_date day(int n) {
    return n ? (sj_date)(20000 + n) : SJ_NO_DATE;
}

START_TEST(judges) {
    const side *t = &cases[_i].probe;
    sj_match_probe probe = {sj_str_of(t->account),
                            sj_str_of(t->control),
                            {NULL, 0},
                            t->sequence,
                            t->charge,
                            day(t->from),
                            day(t->to),
                            t->member ? 5 : 0,
                            t->person ? 6 : 0,
                            {NULL, 0}};
    sj_match_candidate list[MAX];
    size_t n = 0;
    for (const side *o = cases[_i].ours; n < MAX && o[n].account; n++)
        list[n] = (sj_match_candidate){(int64_t)n + 1,
                                       o[n].previous,
                                       sj_str_of(o[n].account),
                                       sj_str_of(o[n].control),
                                       {NULL, 0},
                                       o[n].sequence,
                                       o[n].out,
                                       o[n].charge,
                                       day(o[n].from),
                                       day(o[n].to),
                                       o[n].member,
                                       o[n].person};
    sj_match m;
    sj_match_judge(&m, &probe, list, n);
    char words[200];
    sj_match_explain(m.evidence, words, sizeof words);
    ck_assert_msg(m.rung == cases[_i].rung, "%s: rung is '%s' (%s)", cases[_i].why,
                  sj_match_rung_text(m.rung), words);
    ck_assert_msg(m.best == cases[_i].best && m.second == cases[_i].second,
                  "%s: best %d, second %d", cases[_i].why, m.best, m.second);
    ck_assert_msg(m.ambiguous == cases[_i].ambiguous, "%s", cases[_i].why);
    if (m.rung && m.second >= 0) ck_assert_uint_gt(m.score, m.second_score);
}
END_TEST

/* By the payer's number of what it corrects. */
START_TEST(a_correction) {
    sj_match_probe probe = {
        .account = SJ_STR("0"), .control = SJ_STR("I1A"), .charge = 500, .from = 100, .to = 100};
    sj_match_candidate ours = {.submission = 1,
                               .account = SJ_STR("A1"),
                               .control = SJ_STR("I1"),
                               .charge = 500,
                               .from = 100,
                               .to = 100,
                               .out = true};
    sj_match m;
    sj_match_judge(&m, &probe, &ours, 1);
    ck_assert_int_eq(m.rung, SJ_MATCH_NONE);
    probe.replaces = SJ_STR("I1");
    sj_match_judge(&m, &probe, &ours, 1);
    ck_assert_int_eq(m.rung, SJ_MATCH_CONTROL);
}
END_TEST

START_TEST(explains) {
    sj_match_probe probe = {SJ_STR("A1"), SJ_STR("I1"), {NULL, 0}, 0, 500,
                            100,          100,          0,         0, {NULL, 0}};
    sj_match_candidate ours = {
        .submission = 1, .account = SJ_STR("A1"), .charge = 500, .from = 99, .to = 99, .out = true};
    sj_match m;
    sj_match_judge(&m, &probe, &ours, 1);
    char words[200];
    ck_assert_uint_eq(sj_match_explain(m.evidence, words, sizeof words), strlen(words));
    ck_assert_str_eq(words, "account same; charge same; dates other");
    ck_assert_uint_eq(sj_match_explain(m.evidence, words, 5), 38);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("match");
    TCase *t = tcase_create("match");
    tcase_add_loop_test(t, judges, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, a_correction);
    tcase_add_test(t, explains);
    suite_add_tcase(s, t);
    return s;
}
