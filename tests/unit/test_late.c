/* Libraries that are loaded when they are first needed: found, not there, too old for us. */
#include "engine/transport/late.h"
#include "engine/transport/late_curl.h"
#include "engine/transport/late_ssh.h"
#include "tests/unit/unit.h"

#include <string.h>

struct table {
    size_t (*length)(const char *);
    size_t (*second)(const char *);
};

static const sj_late_call both[] = {{"strlen", offsetof(struct table, length)},
                                    {"sj_no_such_function", offsetof(struct table, second)}};

START_TEST(a_library_gives_its_functions) {
    struct table t = {NULL, NULL};
    ck_assert_int_eq(sj_late_load("libc.so.6", both, 1, &t, NULL), SJ_OK);
    ck_assert_uint_eq(t.length("claim"), 5);
    ck_assert_ptr_null(t.second);
}
END_TEST

START_TEST(what_is_missing_is_said) {
    struct table t = {NULL, NULL};
    sj_err err;
    ck_assert_int_eq(sj_late_load("libsj-none.so.1", both, 1, &t, &err), SJ_ENOTFOUND);
    ck_assert_str_eq(err.detail, "libsj-none.so.1");
    ck_assert_int_eq(sj_late_load("libc.so.6", both, 2, &t, &err), SJ_ENOTFOUND);
    ck_assert_str_eq(err.detail, "libc.so.6: sj_no_such_function");
}
END_TEST

START_TEST(ours_are_there) {
    for (int twice = 0; twice < 2; twice++) {
        ck_assert_int_eq(sj_libcurl_load(NULL), SJ_OK);
        ck_assert_int_eq(sj_libssh_load(NULL), SJ_OK);
    }
    ck_assert_ptr_nonnull(strstr(sj_libcurl.easy_strerror(CURLE_OK), "rror"));
    ssh_session ssh = sj_libssh.ssh_new();
    ck_assert_ptr_nonnull(ssh);
    sj_libssh.ssh_free(ssh);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("late");
    TCase *t = tcase_create("late");
    tcase_add_test(t, a_library_gives_its_functions);
    tcase_add_test(t, what_is_missing_is_said);
    tcase_add_test(t, ours_are_there);
    suite_add_tcase(s, t);
    return s;
}
