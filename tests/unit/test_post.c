/* Posting of remittances into a store that holds a few claims of ours. Each case posts one or more
 * files and says in words what the store then holds. */
#include "tests/unit/post_world.h"

START_TEST(posts) {
    sj_post_result r = post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(true);
    expect("T1 170.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " ACC-2 1: posted, denied, paid 0.00, is ACC-2 by account\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "  line 1 by line control: paid denied 0.00\n"
           "  line 2 by line control: bundled denied 30.00\n"
           "  line 1 by procedure: denied denied 75.00\n"
           "  line 1 by procedure: paid denied 0.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 denied ICN2\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.posted == 1 && r.matched == 3 && r.denials == 2 && r.denied == 10500);
}
END_TEST

START_TEST(twice_is_once) {
    post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    sj_post_result r = post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(false);
    expect("T1 170.00 posted\nT1 170.00 duplicate\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 denied ICN2\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.duplicates == 1 && r.posted == 0 && r.payments == 0 && r.denials == 0);
}
END_TEST

START_TEST(twice_with_other_content) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP2 CLP3);
    say_all(false);
    expect("T1 90.00 posted\nT1 90.00 duplicate differs\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(same_trace_other_amount_is_another) {
    post(HEAD("80", "ACH", "T1") "LX*1~" CLP1);
    sj_post_result r = post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    ck_assert(r.posted == 1 && r.matched == 1);
}
END_TEST

/* Zero payments share a trace: the claims are compared, one by one. */
START_TEST(zero_payments_repeat_their_trace) {
    post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2);
    sj_post_result r = post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2);
    ck_assert_msg(r.duplicates == 1, "the same content");
    r = post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2
                                       "CLP*ACC-3*4*100*0**12*ICN3*11*1~CAS*CO*29*100~" PATIENT(
                                           "KIM", "ANN", "W3"));
    ck_assert_msg(r.posted == 1 && r.repeated == 1 && r.matched == 1, "%u %u %u", r.posted,
                  r.repeated, r.matched);
    say_all(false);
    expect(
        "NOPAY 0.00 posted\nNOPAY 0.00 duplicate\nNOPAY 0.00 posted\n"
        " ACC-2 1: repeated, denied, paid 0.00, is ACC-2 by account\n"
        " ACC-3 4: posted, denied, paid 0.00, is ACC-3 by account\n"
        "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
        "work: ACC-3 line 0 CO-29 100.00 TIMELY appeal\n"
        "ACC-1/1 sent\nACC-2/1 denied ICN2\nACC-3/1 denied ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(a_set_that_does_not_balance_is_refused_whole) {
    sj_post_result r = post(HEAD("171", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(true);
    expect("T1 171.00 refused BL-0204 residual 1.00\nACC-1/1 sent\n" OTHERS);
    ck_assert_str_eq(r.reason, "BL-0204");
    ck_assert(r.refused == 1 && r.residual == 100 && r.reason_segment == 2 && r.payments == 0);
    post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    w.text[0] = 0;
    say_all(false);
    ck_assert_msg(strstr(w.text, "T1 170.00 posted"), "the corrected one is no duplicate");
}
END_TEST

START_TEST(a_claim_that_does_not_balance_is_set_aside) {
    /* ACC-2 says 75 - 70 = 0: 5.00 are missing; the set's sum holds. */
    sj_post_result r =
        post(HEAD("80", "ACH", "T1") "LX*1~" CLP1 "CLP*ACC-2*1*75*0**12*ICN2*11*1~" PATIENT(
            "LEE", "SAM", "W2") "SVC*HC:90834*75*0**1~" DAY "CAS*CO*197*70~");
    say_all(false);
    expect("T1 80.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " ACC-2 1: suspended, denied, paid 0.00, is ACC-2 by account, residual 5.00/0.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\n" OTHERS);
    ck_assert(r.suspended == 1 && r.matched == 1);
}
END_TEST

START_TEST(one_bad_set_does_not_stop_the_others) {
    char *good = x12_wrap(&X12_835, HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    char *bad = x12_wrap(&X12_835, HEAD("5", "ACH", "T2") "LX*1~" CLP2);
    for (char *at = good; (at = strstr(at, "000000007")); at++) at[8] = '8';
    char both[32768];
    snprintf(both, sizeof both, "%s%s", bad, good);
    sj_post_result r;
    ok(post_text(both, strlen(both), &r));
    ck_assert(r.remits == 2 && r.refused == 1 && r.posted == 1 && r.matched == 1);
    free(good);
    free(bad);
}
END_TEST

START_TEST(reversal_and_correction) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r =
        post(HEAD("0", "NON", "T2") "LX*1~" CLP3_BACK CLP3_AGAIN "PLB*1234567893*20261231*FB*-90~");
    say_all(false);
    expect("T1 90.00 posted\nT2 0.00 posted\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account, reverses\n"
           " ACC-3 1: posted, denied, paid 0.00, is ACC-3 by account\n"
           " PLB FB  -90.00\n"
           "work: ACC-3 line 1 CO-50 100.00 MEDNEC appeal\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 denied ICN4\nACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.reversals == 1 && r.provider == -9000);
}
END_TEST

START_TEST(reversal_in_the_same_file) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3 CLP3_BACK);
    say_all(false);
    expect("T1 0.00 posted\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account, reverses\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 reversed ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(reversal_of_a_denial_closes_its_work) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_AGAIN);
    post(HEAD("90", "ACH", "T2") "LX*1~"
                                 "CLP*ACC-3*22*-100*0**12*ICN4*11*7~" PATIENT(
                                     "KIM", "ANN", "W3") "SVC*HC:99213*-100*0**-1~" DAY
                                                         "CAS*CO*50*-100~" CLP3);
    say_all(false);
    expect("T1 0.00 posted\nT2 90.00 posted\n"
           " ACC-3 22: posted, reversal, paid 0.00, is ACC-3 by account, reverses\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(a_reversal_of_what_was_never_posted) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_BACK "PLB*1234567893*20261231*FB*-90~");
    say_all(false);
    expect("T1 0.00 posted\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account\n"
           " PLB FB  -90.00\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 reversed\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(takeback_moves_no_claim) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r =
        post(HEAD("25", "ACH", "T2") "LX*1~" CLP1 "PLB*1234567893*20261231*WO:ICN3*60*L6:ICN1*-5~");
    say_all(false);
    expect("T1 90.00 posted\nT2 25.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " PLB WO ICN3 60.00\n PLB L6 ICN1 -5.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 accepted\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.provider == 5500);
}
END_TEST

START_TEST(not_ours_is_shown_and_counted) {
    sj_post_result r =
        post(HEAD("140", "ACH", "T1") "LX*1~"
                                      "CLP*OTHER-9*1*100*50**12*X1*11*1~" PATIENT(
                                          "NOBODY", "NICK", "Z9") "SVC*HC:99213*100*50**1~" DAY
                                                                  "CAS*CO*45*50~" CLP3);
    say_all(false);
    expect("T1 140.00 posted\n"
           " OTHER-9 1: unmatched, paid, paid 50.00\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.unmatched == 1 && r.unmatched_paid == 5000 && r.denials == 0);
}
END_TEST

START_TEST(found_without_the_account) {
    post(HEAD(
        "310", "ACH",
        "T1") "LX*1~"
              "CLP*0*1*100*90**12*ICN3*11*1~" PATIENT(
                  "KIM", "ANN",
                  "W3") "SVC*HC:99213*100*90**1~" DAY
                        "CAS*CO*45*10~" /* no account: member, day, charge */
                        "CLP*MB-ACC-2*1*75*70**12*ICN2*11*1~" PATIENT(
                            "LEE", "SAM",
                            "W2") "SVC*HC:90834*75*70**1~" DAY "CAS*CO*45*5~" /* a prefix */
                                  "CLP**1*150*150**12*ICN1*11*1~" PATIENT(
                                      "DOE", "JANE",
                                      "OTHER") "SVC*HC:99213:25*120*120**1~" DAY
                                               "SVC*HC:36415*30*30**1~" DAY); /* refused: CLP01 */
    w.text[0] = 0;
    post(HEAD("310", "ACH", "T2") "LX*1~"
                                  "CLP*0*1*100*90**12*ICN3*11*1~" PATIENT(
                                      "KIM", "ANN",
                                      "W3") "SVC*HC:99213*100*90**1~" DAY "CAS*CO*45*10~"
                                            "CLP*MB-ACC-2*1*75*70**12*ICN2*11*1~" PATIENT(
                                                "LEE", "SAM",
                                                "W2") "SVC*HC:90834*75*70**1~" DAY "CAS*CO*45*5~"
                                                      "CLP*000*1*150*150**12*ICN1*11*1~" PATIENT(
                                                          "DOE", "JANE",
                                                          "OTHER") "SVC*HC:99213:25*120*120**1~" DAY
                                                                   "SVC*HC:36415*30*30**1~" DAY);
    say_all(false);
    expect(
        "T1 310.00 refused IG-0201\nT2 310.00 posted\n"
        " 0 1: posted, paid, paid 90.00, is ACC-3 by member, date and charge\n"
        " MB-ACC-2 1: posted, paid, paid 70.00, is ACC-2 by account variant\n"
        " 000 1: posted, paid, paid 150.00, is ACC-1 by name, date and charge\n"
        "ACC-1/1 paid ICN1\nACC-2/1 paid ICN2\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(the_corrected_claim_takes_the_payment) {
    post(HEAD("200", "ACH", "T1") "LX*1~CLP*ACC-4*1*200*200**12*ICN9*11*7~" PATIENT(
        "ROE", "MAX", "W4") "SVC*HC:99214*200*200**1~" DAY);
    say_all(false);
    expect("T1 200.00 posted\n"
           " ACC-4 1: posted, paid, paid 200.00, is ACC-4 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 sent\nACC-4/1 denied\nACC-4/7 paid ICN9\n");
}
END_TEST

/* The payer splits a claim: each part is posted, the whole is partly paid. */
START_TEST(a_split_claim_sums_up) {
    post(HEAD("120", "ACH", "T1") "LX*1~"
                                  "CLP*ACC-1*1*120*120**12*ICN1*11*1~" PATIENT(
                                      "DOE", "JANE",
                                      "W1") "SVC*HC:99213:25*120*120**1~" DAY "REF*6R*ACC-1-1~"
                                            "CLP*ACC-1*1*30*0**12*ICN2*11*1~" PATIENT(
                                                "DOE", "JANE",
                                                "W1") "SVC*HC:36415*30*0**1~" DAY
                                                      "CAS*CO*16*30~REF*6R*ACC-1-2~LQ*HE*M51~");
    say_all(true);
    expect("T1 120.00 posted\n"
           " ACC-1 1: posted, paid, paid 120.00, is ACC-1 by account\n"
           " ACC-1 1: posted, denied, paid 0.00, is ACC-1 by account\n"
           "  line 1 by line control: paid denied 0.00\n"
           "  line 2 by line control: denied denied 30.00\n"
           "work: ACC-1 line 2 CO-16 30.00 CODING correct\n"
           "ACC-1/1 partly_paid ICN2\n" OTHERS);
}
END_TEST

START_TEST(paid_after_all_clears_the_worklist) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_AGAIN);
    post(HEAD("90", "ACH", "T2") "LX*1~" CLP3);
    say_all(false);
    expect("T1 0.00 posted\nT2 90.00 posted\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

/* Medicare passed the claim on; what the next payer decides does not undo what Medicare denied. */
START_TEST(a_crossover_payer_adds_its_part) {
    post(HEAD("80", "ACH", "T1") "LX*1~" CLP1);
    post(HEAD("20", "ACH", "T2") "LX*1~CLP*ACC-1*2*150*20**12*SEC1*11*1~" PATIENT(
        "DOE", "JANE", "W1") "SVC*HC:99213:25*120*20**1~" DAY "CAS*OA*23*100~REF*6R*ACC-1-1~"
                             "SVC*HC:36415*30*0**1~" DAY "CAS*OA*23*30~REF*6R*ACC-1-2~");
    say_all(false);
    expect("T1 80.00 posted\nT2 20.00 posted\n"
           " ACC-1 2: posted, paid, paid 20.00, is ACC-1 by account\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\n" OTHERS);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("post");
    TCase *t = tcase_create("post");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, posts);
    tcase_add_test(t, twice_is_once);
    tcase_add_test(t, twice_with_other_content);
    tcase_add_test(t, same_trace_other_amount_is_another);
    tcase_add_test(t, zero_payments_repeat_their_trace);
    tcase_add_test(t, a_set_that_does_not_balance_is_refused_whole);
    tcase_add_test(t, a_claim_that_does_not_balance_is_set_aside);
    tcase_add_test(t, one_bad_set_does_not_stop_the_others);
    tcase_add_test(t, reversal_and_correction);
    tcase_add_test(t, reversal_in_the_same_file);
    tcase_add_test(t, reversal_of_a_denial_closes_its_work);
    tcase_add_test(t, a_reversal_of_what_was_never_posted);
    tcase_add_test(t, takeback_moves_no_claim);
    tcase_add_test(t, not_ours_is_shown_and_counted);
    tcase_add_test(t, found_without_the_account);
    tcase_add_test(t, the_corrected_claim_takes_the_payment);
    tcase_add_test(t, a_split_claim_sums_up);
    tcase_add_test(t, paid_after_all_clears_the_worklist);
    tcase_add_test(t, a_crossover_payer_adds_its_part);
    suite_add_tcase(s, t);
    return s;
}
