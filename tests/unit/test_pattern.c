/* Patterns: the whole value or nothing, bytes as they are, no runaway. */
#include "parsers/base/alloc.h"
#include "parsers/base/pattern.h"
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdlib.h>

static const struct {
    const char *pattern;
    sj_str value;
    bool matches;
} cases[] = {
    {"[0-9]{5}([0-9]{4})?", SJ_STR("33111"), true},
    {"[0-9]{5}([0-9]{4})?", SJ_STR("331110000"), true},
    {"[0-9]{5}([0-9]{4})?", SJ_STR("3311100"), false},
    {"[0-9]{5}", SJ_STR("33111\n"), false}, /* the end is the end, not the last line break */
    {"^[0-9]{5}$", SJ_STR("33111\n"), false},
    {"^[0-9]{5}$", SJ_STR("33111"), true},
    {"[0-9]{5}", SJ_STR("x33111"), false},
    {"a|ab", SJ_STR("ab"), true}, /* the alternative that reaches the end */
    {"", SJ_STR(""), true},
    {"", SJ_STR("x"), false},
    {"x*", {NULL, 0}, true},
    {".", SJ_STR("\xc3"), true}, /* bytes, not letters */
    {".", SJ_STR("\xc3\x89"), false},
    {"a.b", SJ_STR("a\0b"), true},
    {"(a+)+b", SJ_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), false},
};

START_TEST(matches_whole_values) {
    sj_pattern *p;
    ck_assert_int_eq(sj_pattern_new(&p, sj_str_of(cases[_i].pattern), NULL), SJ_OK);
    ck_assert_int_eq(sj_pattern_matches(p, cases[_i].value), cases[_i].matches);
    sj_pattern_free(p);
    sj_pattern_free(NULL);
}
END_TEST

START_TEST(wrong_patterns_are_reported) {
    sj_pattern *p;
    sj_err err;
    ck_assert_int_eq(sj_pattern_new(&p, SJ_STR("ab(c"), &err), SJ_EARG);
    ck_assert_ptr_null(p);
    ck_assert_uint_eq(err.column, 5);
    ck_assert_ptr_nonnull(strstr(err.detail, "parenthesis"));
    ck_assert_int_eq(sj_pattern_new(&p, SJ_STR("(*UTF)a"), &err), SJ_EARG);
    ck_assert_int_eq(sj_pattern_new(&p, SJ_STR("[z-a]"), NULL), SJ_EARG);
}
END_TEST

START_TEST(a_lack_of_memory_is_reported) {
    for (unsigned nth = 1;; nth++) {
        sj_pattern *p;
        sj_alloc_fail_at(nth);
        sj_status status = sj_pattern_new(&p, SJ_STR("[A-Z]{2,3}(x|y)"), NULL);
        sj_pattern_free(p);
        if (!sj_alloc_failed()) break;
        ck_assert_uint_lt(nth, 50);
        ck_assert(status == SJ_ENOMEM || status == SJ_OK); /* without JIT it works all the same */
    }
    sj_alloc_fail_at(0);
}
END_TEST

static void *match_often(void *pattern) {
    size_t matched = 0;
    for (int i = 0; i < 2000; i++) matched += sj_pattern_matches(pattern, SJ_STR("123456789"));
    return (void *)matched;
}

START_TEST(threads_share_a_pattern) {
    sj_pattern *p;
    pthread_t threads[4];
    void *matched;
    ck_assert_int_eq(sj_pattern_new(&p, SJ_STR("([0-9]{3})+"), NULL), SJ_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, match_often, p), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &matched);
        ck_assert_uint_eq((size_t)matched, 2000);
    }
    sj_pattern_free(p);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("pattern");
    TCase *t = tcase_create("pattern");
    tcase_add_loop_test(t, matches_whole_values, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, wrong_patterns_are_reported);
    tcase_add_test(t, a_lack_of_memory_is_reported);
    tcase_add_test(t, threads_share_a_pattern);
    suite_add_tcase(s, t);
    return s;
}
