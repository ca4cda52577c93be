/* Names of files, made by patterns and matched by them; names that are refused. */
#include "engine/transport/names.h"
#include "tests/unit/unit.h"

static const sj_name_facts facts = {"oa", "SENDER 1", "OATEST_", "837P", "20260504", "101112", 42};

static const struct {
    const char *pattern, *name;
} made[] = {
    {"{date}_{isa13}.x12", "20260504_000000042.x12"},
    {"{test}{type}_{time}_{isa13}.837", "OATEST_837P_101112_000000042.837"},
    {"007111{isa13:2}.x12", "00711142.x12"},
    {"{partner}-{sender}-{isa13:9}", "oa-SENDER_1-000000042"},
};

START_TEST(a_name_is_made) {
    char name[SJ_NAME];
    ck_assert_int_eq(sj_name_check(made[_i].pattern, NULL), SJ_OK);
    ck_assert_int_eq(sj_name_make(name, made[_i].pattern, &facts, NULL), SJ_OK);
    ck_assert_str_eq(name, made[_i].name);
}
END_TEST

static const struct {
    const char *patterns, *name;
    bool fits;
} given[] = {
    {"", "anything at all", true},
    {"*_999.999", "12345_batch_999.999", true},
    {"*_999.999", "12345_batch_999.999x", false},
    {"*_ERA_835_5010_{date}.835", "7_ERA_835_5010_20260504.835", true},
    {"*_ERA_835_5010_{date}.835", "7_ERA_835_5010_2026.835", false},
    {"*.era *.ACK", "ONE.ERA", true},
    {"R5?????.??", "R5 1234.01", true},
    {"{isa13}.x12", "000000042.x12", true},
    {"{isa13}.x12", "0000000421.x12", false},
    {"*_{type}.x12", "20260504_u-u-i-d_277CA.x12", true},
    {"*_{type}.x12", "20260504_u-u-i-d_readme.x12", false},
    {"a.b", "axb", false}, /* a point is a point */
    {"{test}*", "OATEST_1", true},
    {"{test}*", "1", false},
};

START_TEST(a_name_fits) {
    sj_names *n;
    ck_assert_int_eq(sj_names_new(&n, given[_i].patterns, &facts, NULL), SJ_OK);
    ck_assert_msg(sj_names_fit(n, given[_i].name) == given[_i].fits, "%s", given[_i].name);
    sj_names_free(n);
}
END_TEST

static const struct {
    const char *name;
    bool is_safe, is_unready;
} names[] = {
    {"a b.835", true, false},
    {"-rf", true, false},
    {"erl\xc3\xa4uterung.txt", true, false},
    {"latin\xe4.txt", false, false},
    {"cut\xc3", false, false},
    {"..", false, true},
    {"../../etc/passwd", false, true},
    {"a/b", false, false},
    {"a\\b", false, false},
    {"line\nbreak", false, false},
    {"", false, false},
    {".hidden", true, true},
    {"a.835.part", true, true},
    {"a.835.TMP", true, true},
    {"part", true, false},
};

START_TEST(a_name_is_judged) {
    ck_assert_msg(sj_name_is_safe(names[_i].name) == names[_i].is_safe, "%s", names[_i].name);
    ck_assert_msg(sj_name_is_unready(names[_i].name) == names[_i].is_unready, "%s", names[_i].name);
}
END_TEST

START_TEST(a_long_name_is_refused) {
    char name[SJ_NAME + 1], out[SJ_NAME];
    memset(name, 'a', SJ_NAME);
    name[SJ_NAME] = 0;
    ck_assert(!sj_name_is_safe(name));
    ck_assert_int_eq(sj_name_make(out, name, &facts, NULL), SJ_ETOOBIG);
    name[SJ_NAME - 1] = 0;
    ck_assert(sj_name_is_safe(name));
    ck_assert_int_eq(sj_name_make(out, name, &facts, NULL), SJ_OK);
}
END_TEST

#define N(table) (int)(sizeof table / sizeof *table)

Suite *suite(void) {
    Suite *s = suite_create("names");
    TCase *t = tcase_create("names");
    tcase_add_loop_test(t, a_name_is_made, 0, N(made));
    tcase_add_loop_test(t, a_name_fits, 0, N(given));
    tcase_add_loop_test(t, a_name_is_judged, 0, N(names));
    tcase_add_test(t, a_long_name_is_refused);
    suite_add_tcase(s, t);
    return s;
}
