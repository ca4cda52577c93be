/* The double entry: where each cent of a remittance goes, that the books balance after all that may
 * happen, and that open items stand until they come to nothing. */
#include "tests/unit/post_world.h"

/* 80 + 0 + 90 - 5 interest taken as PLB gives 175. */
START_TEST(every_cent_has_its_segment) {
    post(HEAD("175", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3 "PLB*1234567893*20261231*L6:ICN1*-5~");
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
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("ledger");
    TCase *t = tcase_create("entries");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_cent_has_its_segment);
    suite_add_tcase(s, t);
    return s;
}
