/* Answers to those who send us claims: where they lie, what they say, whose numbers they bear. */
#include "tests/unit/claims837.h"
#include "tests/unit/home.h"

static void acknowledging_home(void) {
    char config[2048];
    const char *at = strstr(home_config, "settle='0'");
    home_setup();
    snprintf(config, sizeof config, "%.*sacknowledge='yes' %s", (int)(at - home_config),
             home_config, at);
    home_put("", "scrubjay.xml", config);
}

/* The first file of a folder whose name ends so, read; false when there is none. */
static bool read_ending(const char *folder, const char *ending, char *text, size_t cap) {
    char command[512];
    snprintf(command, sizeof command, "cat %s/%s/*%s 2>/dev/null", home_dir, folder, ending);
    FILE *f = popen(command, "r");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, cap - 1, f);
    text[n] = 0;
    pclose(f);
    return n > 0;
}

/* A2's lines do not add up. */
static const small_claim claims[] = {{.account = "A1"}, {.account = "A2", .off = 5}, {0}};

START_TEST(our_own_system_finds_them_beside_the_report) {
    char text[16384];
    home_put("in", "x.837", make_837(claims, 1));
    home_run();
    ck_assert(read_ending("reports", "x.837.999", text, sizeof text));
    ck_assert_ptr_nonnull(strstr(text, "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~"));
    ck_assert(read_ending("reports", "x.837.277ca", text, sizeof text));
    ck_assert_ptr_nonnull(strstr(text, "TRN*2*DEMO1~")); /* BHT03 of what came */
    ck_assert_ptr_nonnull(strstr(text, "QTY*90*1~QTY*AA*1~AMT*YU*100~AMT*YY*100~"));
    ck_assert_ptr_nonnull(strstr(text, "TRN*2*A2~STC*A8:400*"));
    ck_assert(!read_ending("reports", "x.837.ta1", text, sizeof text)); /* not asked for */
    ck_assert(read_ending("reports", "x.837.txt", text, sizeof text));
    ck_assert_ptr_nonnull(strstr(text, "  Answered with reports/x.837.999\n"));
    ck_assert_uint_eq(home_count("work"), 0);
}
END_TEST

START_TEST(a_partner_finds_them_in_its_outbox) {
    char text[16384];
    home_put("partners/oa/inbox", "y.837", make_837(claims, 7));
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.batches, 1);
    ck_assert(read_ending("partners/oa/outbox", "y.837.999", text, sizeof text));
    /* To whoever sent it: its ids, the other way round. */
    ck_assert_ptr_nonnull(strstr(text, "*ZZ*SAMPLECH       *ZZ*DEMOPRACTICE   *"));
    ck_assert_ptr_nonnull(strstr(text, "*00501*000000001*"));
    ck_assert(read_ending("partners/oa/outbox", "y.837.277ca", text, sizeof text));
    ck_assert_ptr_nonnull(strstr(text, "*00501*000000002*"));
    /* One sequence for all that goes to a partner: the batch follows. */
    ck_assert(read_ending("partners/oa/outbox", "_837P_000000003.x12", text, sizeof text));
    ck_assert(!read_ending("reports", "y.837.999", text, sizeof text));
}
END_TEST

START_TEST(a_file_that_came_before_is_not_answered_again) {
    char text[16384];
    home_put("in", "x.837", make_837(claims, 1));
    home_run();
    home_put("in", "again.837", make_837(claims, 1));
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.duplicates, 1);
    ck_assert(!read_ending("reports", "again.837.999", text, sizeof text));
}
END_TEST

START_TEST(nobody_is_answered_unless_told_so) {
    char text[16384];
    home_put("", "scrubjay.xml", home_config);
    home_put("in", "x.837", make_837(claims, 1));
    home_run();
    ck_assert(!read_ending("reports", "x.837.999", text, sizeof text));
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("acknowledge");
    TCase *t = tcase_create("intake");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, acknowledging_home, home_teardown);
    tcase_add_test(t, our_own_system_finds_them_beside_the_report);
    tcase_add_test(t, a_partner_finds_them_in_its_outbox);
    tcase_add_test(t, a_file_that_came_before_is_not_answered_again);
    tcase_add_test(t, nobody_is_answered_unless_told_so);
    suite_add_tcase(s, t);
    return s;
}
