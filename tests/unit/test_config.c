/* scrubjay.xml: what is taken, and the line of a mistake. */
#include "engine/pipeline/config.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static sj_status read_text(const char *text, sj_config *c, sj_err *err) {
    char path[] = "/tmp/scrubjay-config-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq((int)write(fd, text, strlen(text)), (int)strlen(text));
    close(fd);
    sj_status status = sj_config_read(c, path, err);
    unlink(path);
    return status;
}

#define HEAD                                                                                       \
    "<scrubjay version='1'>\n<practice name='P'/>\n"                                               \
    "<submitter id='S1' name='P' contact='C' phone='5555550100'/>\n"
#define PARTNER(name, usage, more)                                                                 \
    "<partner name='" name "' usage='" usage "'>\n"                                                \
    "<interchange sender-qualifier='ZZ' sender='S1' receiver-qualifier='30' receiver='R1'/>\n"     \
    "<group sender='S1' receiver='R1'/>\n<receiver id='R1' name='R'/>\n" more "</partner>\n"
#define TAIL "</scrubjay>\n"

START_TEST(everything_is_taken) {
    sj_config c;
    sj_err err = {0};
    ck_assert_int_eq(read_text(HEAD "<intake settle='3' give-up='7'/>\n" PARTNER(
                                   "a", "T", "<route payer='60054'/>\n")
                                   PARTNER("b", "P", "<batch claims-per-set='9'/>\n") TAIL,
                               &c, &err),
                     SJ_OK);
    ck_assert_str_eq(c.practice, "P");
    ck_assert_str_eq(c.practice_code, "main");
    ck_assert_int_eq(c.settle, 3);
    ck_assert_int_eq(c.give_up, 7);
    ck_assert_uint_eq(c.n_partners, 2);
    ck_assert_str_eq(c.partners[0].receiver_qualifier, "30");
    ck_assert_uint_eq(c.partners[0].claims_per_set, 500);
    ck_assert_uint_eq(c.partners[1].claims_per_set, 9);
    ck_assert_int_eq(c.partners[1].usage, 'P');
    /* A route wins; all else goes to the first without routes. */
    ck_assert_ptr_eq(sj_config_route(&c, SJ_STR("60054")), &c.partners[0]);
    ck_assert_ptr_eq(sj_config_route(&c, SJ_STR("12345")), &c.partners[1]);
    ck_assert_ptr_eq(sj_config_partner(&c, SJ_STR("b")), &c.partners[1]);
    ck_assert_ptr_null(sj_config_partner(&c, SJ_STR("c")));
    sj_config_dispose(&c);
}
END_TEST

#define REMOTE(more) "<partner name='oa' usage='T' transport='sftp'" more
#define IDS                                                                                        \
    "<interchange sender-qualifier='ZZ' sender='S 1' receiver-qualifier='30' receiver='R1'/>\n"    \
    "<group sender='S1' receiver='R1'/>\n<receiver id='R1' name='R'/>\n"
#define CONNECTION                                                                                 \
    "<connection host='h.example' user='u' key-file='keys/oa' known-hosts='keys/known_hosts'/>\n"

/* A convention gives what the partner's own elements do not say. */
START_TEST(a_convention_fills_in) {
    sj_config c;
    sj_err err = {0};
    sj_status status =
        read_text(HEAD REMOTE(" convention='officeally'>\n") IDS CONNECTION
                  "<folders in='/mine'/>\n<expect type='835' days='Tue Thu' by='18:30'/>\n"
                  "<failover partner='b' hours='4'/>\n</partner>\n" PARTNER("b", "T", "") TAIL,
                  &c, &err);
    ck_assert_msg(status == SJ_OK, "%s %s line %u", err.msg, err.detail, err.line);
    const sj_partner *p = &c.partners[0];
    ck_assert_int_eq(p->link.endpoint.kind, SJ_TRANSPORT_SFTP);
    ck_assert_str_eq(p->link.endpoint.host, "h.example");
    ck_assert_uint_eq(p->link.endpoint.port, 22);
    ck_assert_str_eq(p->link.in, "/mine");
    ck_assert_str_eq(p->link.out, "/inbound");
    ck_assert_str_eq(p->link.test_mark, "OATEST_");
    ck_assert_int_eq(p->link.after, SJ_AFTER_KEEP);
    ck_assert_uint_eq(p->n_expects, 1);
    ck_assert_uint_eq(p->expects[0].days, 1u << 2 | 1u << 4);
    ck_assert_int_eq(p->expects[0].by, 18 * 60 + 30);
    ck_assert_uint_eq(p->n_awaited, 2);
    ck_assert_str_eq(p->awaited[0].type, "999");
    ck_assert_uint_eq(p->awaited[0].hours, 24);
    ck_assert_str_eq(p->failover, "b");
    ck_assert_uint_eq(p->failover_hours, 4);
    ck_assert_int_eq(c.partners[1].link.endpoint.kind, SJ_TRANSPORT_NONE);
    sj_config_dispose(&c);
}
END_TEST

static bool count_convention(void *ctx, const char *name, const char *title, const char *note) {
    ck_assert(name[0] && title[0] && note);
    ++*(unsigned *)ctx;
    return true;
}

/* Each of them can be used as it stands, once host and user are filled in. */
START_TEST(conventions_are_right) {
    sj_err err = {0};
    unsigned n = 0;
    ck_assert_int_eq(sj_config_conventions(count_convention, &n, &err), SJ_OK);
    ck_assert_uint_ge(n, 9);
}
END_TEST

START_TEST(a_config_for_everybody_is_refused) {
    char path[] = "/tmp/scrubjay-config-XXXXXX";
    static const char text[] = HEAD PARTNER("a", "T", "") TAIL;
    sj_config c;
    sj_err err = {0};
    int fd = mkstemp(path);
    ck_assert_int_eq((int)write(fd, text, sizeof text - 1), (int)sizeof text - 1);
    ck_assert_int_eq(fchmod(fd, 0644), 0);
    ck_assert_int_eq(sj_config_read(&c, path, &err), SJ_ECONFIG);
    ck_assert_ptr_nonnull(strstr(err.msg, "may read the configuration"));
    sj_config_dispose(&c);
    ck_assert_int_eq(fchmod(fd, 0640), 0);
    ck_assert_int_eq(sj_config_read(&c, path, &err), SJ_OK);
    sj_config_dispose(&c);
    close(fd);
    unlink(path);
}
END_TEST

START_TEST(the_sample_is_right) {
    sj_config c;
    sj_err err = {0};
    char text[8192];
    snprintf(text, sizeof text, "%.*s", SJ_FMT(sj_config_sample()));
    ck_assert_int_eq(read_text(text, &c, &err), SJ_OK);
    ck_assert_int_eq(c.settle, 10);
    ck_assert_int_eq(c.give_up, 900);
    sj_config_dispose(&c);
}
END_TEST

#define PAYERS                                                                                     \
    "<payers>\n<payer id='60054' filing-days='120' appeal-days='90 30' replacement='1' "           \
    "expect-835='21' fees='ACME'><appeals name='Acme Appeals' city='Springfield'/></payer>\n"      \
    "<payer id='11111' terms='medicare-b'/>\n</payers>\n"

/* What is told stands before what is usual; what is usual goes by the payer's kind, else by the
 * filing indicator, else it is everybody else's. */
START_TEST(terms_of_payers) {
    sj_config c;
    sj_err err = {0};
    ck_assert_int_eq(read_text(HEAD PAYERS PARTNER("a", "T", "") TAIL, &c, &err), SJ_OK);
    sj_terms t = sj_config_terms(&c, SJ_STR("60054"), SJ_STR("CI"));
    ck_assert(t.filing_days == 120 && !t.filing_usual && t.replacement == '1');
    ck_assert(t.appeal_days[0] == 90 && t.appeal_days[1] == 30 && t.appeal_days[2] == 0);
    ck_assert(t.remit_days == 21 && !t.remit_usual && t.correction_days && t.correction_usual);
    ck_assert_str_eq(t.appeals.city, "Springfield");
    ck_assert(sj_str_is(t.fees, "ACME"));
    t = sj_config_terms(&c, SJ_STR("11111"), SJ_STR(""));
    ck_assert(t.replacement == '1' && t.appeal_days[0] == 120 && t.appeal_days[1] == 180);
    ck_assert(t.filing_days == 365 && t.filing_usual);
    t = sj_config_terms(&c, SJ_STR("22222"), SJ_STR("MA"));
    ck_assert(sj_str_is(t.kind, "medicare-a") && t.replacement == '7');
    t = sj_config_terms(&c, SJ_STR("22222"), SJ_STR("BL"));
    ck_assert(sj_str_is(t.kind, "commercial") && t.remit_days == 45);
    ck_assert_int_eq(sj_terms_appeal_by(&t, 1, 1000), 1180);
    ck_assert_int_eq(sj_terms_appeal_by(&t, 3, 1000), SJ_NO_DATE);
    ck_assert_int_eq(sj_config_filing_days(&c, SJ_STR("60054")), 120);
    ck_assert_int_eq(sj_config_filing_days(&c, SJ_STR("11111")), 0);
    sj_config_dispose(&c);
}
END_TEST

static const struct {
    const char *what, *text;
    uint32_t line; /* 0: any */
} wrong[] = {
    {"not XML", "settle = 10\n", 1},
    {"a payer's limit that is none",
     HEAD "<payers>\n<payer id='60054' filing-days='0'/></payers>\n" PARTNER("a", "T", "") TAIL, 5},
    {"a payer twice",
     HEAD "<payers>\n<payer id='60054'/>\n<payer id='60054'/></payers>\n" PARTNER("a", "T", "")
         TAIL,
     0},
    {"terms that there are not",
     HEAD "<payers>\n<payer id='60054' terms='none'/></payers>\n" PARTNER("a", "T", "") TAIL, 0},
    {"a partner without usage", HEAD "<partner name='a'>\n</partner>\n" TAIL, 4},
    {"a usage that is none", HEAD PARTNER("a", "X", "") TAIL, 4},
    {"an id that is too long for ISA06",
     HEAD "<partner name='a' usage='T'>\n<interchange sender-qualifier='ZZ' "
          "sender='0123456789ABCDEF' receiver-qualifier='ZZ' receiver='R1'/>\n<group sender='S1' "
          "receiver='R1'/>\n"
          "<receiver id='R1' name='R'/>\n</partner>\n" TAIL,
     5},
    {"an id with a separator in it",
     HEAD
     "<partner name='a' usage='T'>\n<interchange sender-qualifier='ZZ' "
     "sender='A*B' receiver-qualifier='ZZ' receiver='R1'/>\n<group sender='S1' receiver='R1'/>\n"
     "<receiver id='R1' name='R'/>\n</partner>\n" TAIL,
     5},
    {"a name that is no folder", HEAD PARTNER("../a", "T", "") TAIL, 4},
    {"a phone that is none",
     "<scrubjay version='1'>\n<practice name='P'/>\n"
     "<submitter id='S1' name='P' contact='C' phone='555'/>\n" PARTNER("a", "T", "") TAIL,
     3},
    {"more claims in a set than the guide allows",
     HEAD PARTNER("a", "T", "<batch claims-per-set='5001'/>\n") TAIL, 8},
    {"an unknown element", HEAD "<sftp/>\n" PARTNER("a", "T", "") TAIL, 4},
    {"two partners of one name", HEAD PARTNER("a", "T", "") PARTNER("a", "T", "") TAIL, 0},
    {"two routes for one payer",
     HEAD PARTNER("a", "T", "<route payer='60054'/>\n")
         PARTNER("b", "T", "<route payer='60054'/>\n") TAIL,
     0},
    {"a server that nobody knows",
     HEAD REMOTE(">\n") IDS "<connection host='h' user='u' key-file='k'/>\n"
                            "<folders out='/in'/>\n</partner>\n" TAIL,
     4},
    {"no way to log in",
     HEAD REMOTE(">\n") IDS "<connection host='h' user='u' known-hosts='k'/>\n"
                            "<folders out='/in'/>\n</partner>\n" TAIL,
     4},
    {"no folder", HEAD REMOTE(">\n") IDS CONNECTION "</partner>\n" TAIL, 4},
    {"an unknown convention",
     HEAD REMOTE(" convention='nobody'>\n") IDS CONNECTION "</partner>\n" TAIL, 4},
    {"a name without a number that counts",
     HEAD REMOTE(">\n") IDS CONNECTION
     "<folders out='/in'/>\n<files out='{date}.837'/>\n</partner>\n" TAIL,
     10},
    {"a token that is none",
     HEAD REMOTE(">\n") IDS CONNECTION
     "<folders out='/in'/>\n<files out='{day}{isa13}'/>\n</partner>\n" TAIL,
     4},
    {"moved to nowhere",
     HEAD REMOTE(">\n") IDS CONNECTION "<folders in='/out' after='move'/>\n</partner>\n" TAIL, 4},
    {"a password in the configuration",
     HEAD REMOTE(">\n") IDS "<connection host='h' user='u' password='p'/>\n</partner>\n" TAIL, 8},
    {"a failover to oneself", HEAD PARTNER("a", "T", "<failover partner='a'/>\n") TAIL, 0},
    {"a failover from test to production",
     HEAD PARTNER("a", "T", "<failover partner='b'/>\n") PARTNER("b", "P", "") TAIL, 0},
    {"an entity",
     "<!DOCTYPE scrubjay [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n" HEAD PARTNER("a", "T", "")
         TAIL,
     0},
};

START_TEST(a_mistake_is_named) {
    sj_config c;
    sj_err err = {0};
    ck_assert_msg(read_text(wrong[_i].text, &c, &err) == SJ_ECONFIG, "%s", wrong[_i].what);
    ck_assert_ptr_nonnull(err.msg);
    if (wrong[_i].line)
        ck_assert_msg(err.line == wrong[_i].line, "%s: line %u, not %u (%s)", wrong[_i].what,
                      err.line, wrong[_i].line, err.detail);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("config");
    TCase *t = tcase_create("config");
    tcase_add_test(t, everything_is_taken);
    tcase_add_test(t, the_sample_is_right);
    tcase_add_test(t, terms_of_payers);
    tcase_add_test(t, a_convention_fills_in);
    tcase_add_test(t, conventions_are_right);
    tcase_add_test(t, a_config_for_everybody_is_refused);
    tcase_add_loop_test(t, a_mistake_is_named, 0, sizeof wrong / sizeof *wrong);
    suite_add_tcase(s, t);
    return s;
}
