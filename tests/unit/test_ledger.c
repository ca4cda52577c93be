/* The double entry: where each cent of a remittance goes, that the books balance after all that may
 * happen, and that open items stand until they come to nothing. */
#include "tests/unit/post_world.h"

#define PLB(reasons) "PLB*1234567893*20261231*" reasons "~"
#define NOTHING      HEAD("0", "NON", "T0") "LX*1~"

static void check_books(const char *words) {
    sj_money books[SJ_ACCOUNTS];
    char text[512] = "";
    size_t n = 0;
    read_books(books);
    for (int a = 1; a < SJ_ACCOUNTS; a++)
        if (books[a])
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %s", n ? ", " : "",
                                  sj_account_name((sj_account)a), dollars(books[a]));
    ck_assert_str_eq(text, words);
}

/* 80 + 0 + 90 and 5 interest: 175. */
START_TEST(every_cent_has_its_segment) {
    post(HEAD("175", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3 PLB("L6:ICN1*-5"));
    say_postings("T1");
    /* ST is 1, BPR 2 … PE 9, LX 10, CLP 11, NM1 12, SVC 13, DTM 14, CAS 15 … */
    expect("remittance > bank 175.00 @2\n"
           "interest > remittance 5.00 L6 ICN1 @34\n"
           "ACC-1 claims > remittance 80.00 @13\n"
           "ACC-1 claims > contract 20.00 CO-45 @15\n"
           "ACC-1 claims > patient 20.00 PR-3 @16\n"
           "ACC-1 claims > denied 30.00 CO-97 @20\n"
           "ACC-2 claims > denied 75.00 CO-197 @27\n"
           "ACC-3 claims > remittance 90.00 @31\n"
           "ACC-3 claims > contract 10.00 CO-45 @33\n");
    check_books("bank 175.00, claims -325.00, patient 20.00, contract 30.00, denied 105.00, "
                "interest -5.00");
}
END_TEST

/* A reversal is the mirror of its payment; the correction stands alone. */
START_TEST(a_reversal_leaves_nothing) {
    post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP3);
    post(HEAD("0", "NON", "T2") "LX*1~" CLP3_BACK PLB("FB:T2*-90"));
    check_books("bank 170.00, claims -150.00, patient 20.00, contract 20.00, denied 30.00, "
                "forward -90.00");
    post(HEAD("0", "NON", "T3") "LX*1~" CLP3_AGAIN);
    check_books("bank 170.00, claims -250.00, patient 20.00, contract 20.00, denied 130.00, "
                "forward -90.00");
    say_items(false);
    expect("forward  taken 0.00 given 90.00 left -90.00\n");
}
END_TEST

/* What a payer carries forward it takes from a later payment: then nothing is open. */
START_TEST(forward_balance_until_zero) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("0", "NON", "T2") "LX*1~" CLP3_BACK PLB("FB:T2*-90"));
    post(HEAD("30", "ACH", "T3") "LX*1~" CLP1 PLB("FB:FROM T2*50"));
    say_items(false);
    expect("forward  taken 50.00 given 90.00 left -40.00\n");
    w.text[0] = 0;
    post(HEAD("35", "ACH", "T4") "LX*1~"
                                 "CLP*ACC-2*1*75*75**12*ICN2*11*1~" PATIENT(
                                     "LEE", "SAM", "W2") "SVC*HC:90834*75*75**1~" DAY PLB("FB*40"));
    say_items(false);
    expect("");
    say_items(true);
    expect("forward  taken 90.00 given 90.00 left 0.00\n");
    check_books("bank 155.00, claims -225.00, patient 20.00, contract 20.00, denied 30.00");
}
END_TEST

/* Refunds that were sent are acknowledged with the recovery: nothing moves. Recoveries that are not
 * accounted for stand open by their reference; so do adjustments (CS). */
START_TEST(takebacks_by_reference) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3 PLB("WO:REF1*298.18*72:REF1*-298.18"));
    say_items(false);
    expect("");
    post(HEAD("45", "ACH", "T2") "LX*1~" CLP1 PLB("WO:ICN9*40*CS:OLD*-5"));
    say_items(false);
    expect("takeback ICN9 taken 40.00 given 0.00 left 40.00\n"
           "adjustment OLD taken 0.00 given 5.00 left -5.00\n");
}
END_TEST

/* Each kind of provider adjustment has its account. */
START_TEST(provider_adjustments_have_accounts) {
    post(HEAD("1135", "ACH", "T1") "LX*1~" CLP3 PLB(
        "CT:JAN*-1000*L6:A*-5*50:B*10*LE:C*20*BN:D*-70") "PLB*1234567893*20261231*L3:E*0~");
    check_books("bank 1135.00, claims -100.00, contract 10.00, interest -5.00, penalty 10.00, "
                "capitation -1000.00, settlement -70.00, withheld 20.00");
}
END_TEST

/* A capitated claim is written off; its money comes as capitation. */
START_TEST(capitation) {
    post(HEAD("500", "ACH", "T1") "LX*1~"
                                  "CLP*ACC-3*1*100*0**12*ICN3*11*1~" PATIENT(
                                      "KIM", "ANN", "W3") "SVC*HC:99213*100*0**1~" DAY
                                                          "CAS*CO*24*100~" PLB("CT:202611*-500"));
    check_books("bank 500.00, claims -100.00, contract 100.00, capitation -500.00");
}
END_TEST

/* A secondary payer pays out of what the first left to the patient. */
START_TEST(secondary_pays_the_patients_share) {
    post(HEAD("80", "ACH", "T1") "LX*1~" CLP1);
    check_books("bank 80.00, claims -150.00, patient 20.00, contract 20.00, denied 30.00");
    post(HEAD("15", "ACH", "T2") "LX*1~"
                                 "CLP*ACC-1*2*150*15*5*12*SEC1*11*1~" PATIENT(
                                     "DOE", "JANE", "W1") "SVC*HC:99213:25*120*15**1~" DAY
                                                          "CAS*OA*23*100~CAS*PR*3*5~REF*6R*ACC-1-1~"
                                                          "SVC*HC:36415*30*0**1~" DAY
                                                          "CAS*OA*23*30~REF*6R*ACC-1-2~");
    check_books("bank 95.00, claims -150.00, patient 5.00, contract 20.00, denied 30.00");
}
END_TEST

/* Two lines adjudicated as one code: the paying one bears what lies over its charge. */
START_TEST(bundled_lines) {
    post(
        HEAD("140", "ACH", "T1") "LX*1~"
                                 "CLP*ACC-1*1*150*140**12*ICN1*11*1~" PATIENT(
                                     "DOE", "JANE", "W1") "SVC*HC:99215*120*140**1*HC:99213:25~" DAY
                                                          "CAS*CO*94*-20~REF*6R*ACC-1-1~"
                                                          "SVC*HC:99215*30*0**1*HC:36415~" DAY
                                                          "CAS*CO*97*30~REF*6R*ACC-1-2~");
    check_books("bank 140.00, claims -150.00, contract 10.00");
}
END_TEST

/* Adjustments of the claim itself make the payment less than its lines. */
START_TEST(claim_level_beside_lines) {
    post(HEAD("85", "ACH", "T1") "LX*1~"
                                 "CLP*ACC-3*1*100*85*5*12*ICN3*11*1~CAS*PR*1*5~" PATIENT(
                                     "KIM", "ANN", "W3") "SVC*HC:99213*100*90**1~" DAY
                                                         "CAS*CO*45*10~");
    check_books("bank 85.00, claims -100.00, patient 5.00, contract 10.00");
}
END_TEST

/* The same claim payment in another remittance: shown, its money kept apart, the claim unmoved. */
START_TEST(the_same_claim_payment_in_two_files) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r = post(HEAD("170", "ACH", "T2") "LX*1~" CLP1 CLP3);
    ck_assert(r.posted == 1 && r.repeated == 1 && r.matched == 1 && r.repeated_paid == 9000);
    check_books("bank 260.00, claims -250.00, patient 20.00, contract 30.00, denied 30.00, "
                "repeated -90.00");
    /* Also where it had found no claim, and across the sets of one file. */
    r = post(HEAD("50", "ACH", "T3") "LX*1~"
                                     "CLP*OTHER-9*1*100*50**12*X1*11*1~" PATIENT(
                                         "NOBODY", "NICK", "Z9") "SVC*HC:99213*100*50**1~" DAY
                                                                 "CAS*CO*45*50~");
    ck_assert(r.unmatched == 1 && r.repeated == 0);
    r = post(HEAD("50", "ACH", "T4") "LX*1~"
                                     "CLP*OTHER-9*1*100*50**12*X1*11*1~" PATIENT(
                                         "NOBODY", "NICK", "Z9") "SVC*HC:99213*100*50**1~" DAY
                                                                 "CAS*CO*45*50~");
    ck_assert(r.unmatched == 0 && r.repeated == 1);
}
END_TEST

/* What was taken back may come again, word for word. */
START_TEST(paid_again_after_a_reversal) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("0", "NON", "T2") "LX*1~" CLP3_BACK PLB("FB:T2*-90"));
    sj_post_result r = post(HEAD("0", "NON", "T3") "LX*1~" CLP3 PLB("FB:T2*90"));
    ck_assert(r.matched == 1 && r.repeated == 0);
    say_items(false);
    expect("");
    check_books("bank 90.00, claims -100.00, contract 10.00");
    /* The reversal once more takes the second payment back; a third finds nothing to take. */
    r = post(HEAD("0", "NON", "T4") "LX*1~" CLP3_BACK PLB("FB:T4*-90"));
    ck_assert(r.reversals == 1 && r.repeated == 0);
    r = post(HEAD("0", "NON", "T5") "LX*1~" CLP3_BACK PLB("FB:T5*-90"));
    ck_assert(r.reversals == 0 && r.repeated == 1);
}
END_TEST

/* The same trace, payer and amount on another day is the same payment. */
START_TEST(the_same_trace_on_another_day) {
    static const char again[] =
        "BPR*I*90*C*ACH************20261117~TRN*1*T1*1999999999~DTM*405*20261109~"
        "N1*PR*EXAMPLE PAYER~N3*PO BOX 1~N4*CHICAGO*IL*60601~PER*BL*EDI*TE*8005550100~"
        "N1*PE*SAMPLE CLINIC*XX*1234567893~LX*1~" CLP3;
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r = post(again);
    ck_assert(r.duplicates == 1 && r.posted == 0);
    check_books("bank 90.00, claims -100.00, contract 10.00");
}
END_TEST

static bool say_balance(void *ctx, const sj_balance *b) {
    (void)ctx;
    if (b->account == SJ_ACCOUNT_BANK)
        say("%.*s %s\n", SJ_FMT(b->payee), dollars(b->debit - b->credit));
    return true;
}

/* Each payee has books of its own, also when one file pays several. */
START_TEST(several_payees) {
    static const char other[] = "BPR*I*80*C*ACH************20261110~TRN*1*T2*1999999999~"
                                "DTM*405*20261109~N1*PR*EXAMPLE PAYER~N3*PO BOX 1~"
                                "N4*CHICAGO*IL*60601~PER*BL*EDI*TE*8005550100~"
                                "N1*PE*ANOTHER CLINIC*XX*1999901006~LX*1~" CLP1;
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(other);
    ok(sj_ledger_balances(w.store, SJ_NO_DATE, SJ_NO_DATE, say_balance, NULL, &err));
    expect("1234567893 90.00\n1999901006 80.00\n");
}
END_TEST

/* A payment of nothing, and one that only takes: both have their entries. */
START_TEST(nothing_paid) {
    post(NOTHING CLP2);
    check_books("claims -75.00, denied 75.00");
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3 PLB("WO:X*90"));
    check_books("claims -175.00, contract 10.00, denied 75.00, takeback 90.00");
}
END_TEST

/* A claim that the payer split comes as two claim payments under one account: they add up. */
START_TEST(split_payments) {
    sj_post_result r = post(
        HEAD("100", "ACH", "T1") "LX*1~"
                                 "CLP*ACC-1*1*120*80*20*12*ICN1*11*1~" PATIENT(
                                     "DOE", "JANE",
                                     "W1") "SVC*HC:99213:25*120*80**1~" DAY
                                           "CAS*CO*45*20~CAS*PR*3*20~REF*6R*ACC-1-1~"
                                           "CLP*ACC-1*1*30*20**12*ICN2*11*1~" PATIENT(
                                               "DOE", "JANE", "W1") "SVC*HC:36415*30*20**1~" DAY
                                                                    "CAS*CO*45*10~REF*6R*ACC-1-2~");
    ck_assert(r.matched == 2 && r.repeated == 0);
    check_books("bank 100.00, claims -150.00, patient 20.00, contract 30.00");
}
END_TEST

/* Passed on to the next payer (19): posted as the first payer's, and what is left is the next
 * one's. */
START_TEST(crossover) {
    post(HEAD("80", "ACH", "T1") "LX*1~"
                                 "CLP*ACC-1*19*150*80*20*12*ICN1*11*1~" PATIENT(
                                     "DOE", "JANE",
                                     "W1") "NM1*TT*2*NEXT PAYER*****PI*77777~MOA***MA18~"
                                           "SVC*HC:99213:25*120*80**1~" DAY
                                           "CAS*CO*45*20~CAS*PR*3*20~REF*6R*ACC-1-1~"
                                           "SVC*HC:36415*30*0**1~" DAY
                                           "CAS*CO*45*30~REF*6R*ACC-1-2~");
    check_books("bank 80.00, claims -150.00, patient 20.00, contract 50.00");
}
END_TEST

static bool say_bank(void *ctx, const sj_bank_line *b) {
    (void)ctx;
    say("%.*s %.*s %s booked %s\n", SJ_FMT(b->trace), SJ_FMT(b->state), dollars(b->amount),
        dollars(b->booked));
    return true;
}

START_TEST(the_bank_sees_all) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("81", "ACH", "T2") "LX*1~" CLP1);
    ok(sj_ledger_bank(w.store, sj_date_of(2026, 11, 10), sj_date_of(2026, 11, 10), say_bank, NULL,
                      &err));
    expect("T1 posted 90.00 booked 90.00\nT1 duplicate 90.00 booked 0.00\n"
           "T2 refused 81.00 booked 0.00\n");
    w.text[0] = 0;
    ok(sj_ledger_bank(w.store, sj_date_of(2026, 11, 11), SJ_NO_DATE, say_bank, NULL, &err));
    expect("");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("ledger");
    TCase *t = tcase_create("entries");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_cent_has_its_segment);
    tcase_add_test(t, a_reversal_leaves_nothing);
    tcase_add_test(t, forward_balance_until_zero);
    tcase_add_test(t, takebacks_by_reference);
    tcase_add_test(t, provider_adjustments_have_accounts);
    tcase_add_test(t, capitation);
    tcase_add_test(t, secondary_pays_the_patients_share);
    tcase_add_test(t, bundled_lines);
    tcase_add_test(t, claim_level_beside_lines);
    tcase_add_test(t, the_same_claim_payment_in_two_files);
    tcase_add_test(t, paid_again_after_a_reversal);
    tcase_add_test(t, the_same_trace_on_another_day);
    tcase_add_test(t, several_payees);
    tcase_add_test(t, nothing_paid);
    tcase_add_test(t, split_payments);
    tcase_add_test(t, crossover);
    tcase_add_test(t, the_bank_sees_all);
    suite_add_tcase(s, t);
    return s;
}
