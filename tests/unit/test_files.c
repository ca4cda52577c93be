/* Files as bytes: whole, and piece by piece. */
#include "engine/files/read.h"
#include "parsers/base/alloc.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char bytes[] = "ISA*00~\0behind a NUL";
enum { SIZE = sizeof bytes - 1 };
static char path[] = "/tmp/scrubjay-files-XXXXXX";

static void make_file(void) {
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, SIZE), SIZE);
    close(fd);
}

static void remove_file(void) {
    unlink(path);
}

static const struct {
    const char *path;
    size_t most;
    sj_status expect;
} cases[] = {
    {path, SIZE, SJ_OK},         {path, SIZE + 1, SJ_OK},
    {path, SIZE - 1, SJ_EIO},    {path, 0, SJ_EIO},
    {"/tmp", 1 << 20, SJ_EIO},   {"/tmp/scrubjay-no-such-file", SIZE, SJ_ENOTFOUND},
    {"/dev/null", SIZE, SJ_EIO},
};

START_TEST(test_whole) {
    char *out;
    size_t len;
    sj_err err = {0};
    sj_status status = sj_file_whole(&out, &len, cases[_i].path, cases[_i].most, &err);
    ck_assert_int_eq(status, cases[_i].expect);
    if (status == SJ_OK) {
        ck_assert_uint_eq(len, SIZE);
        ck_assert_mem_eq(out, bytes, SIZE + 1); /* with the NUL behind it */
        sj_free(out);
        return;
    }
    ck_assert_ptr_null(out);
    ck_assert_uint_eq(len, 0);
    ck_assert_ptr_nonnull(strstr(err.detail, cases[_i].path));
}
END_TEST

START_TEST(test_whole_without_memory) {
    char *out;
    size_t len;
    sj_alloc_fail_at(1);
    ck_assert_int_eq(sj_file_whole(&out, &len, path, SIZE, NULL), SJ_ENOMEM);
    sj_alloc_fail_at(0);
    ck_assert_ptr_null(out);
}
END_TEST

START_TEST(test_pieces) {
    char buf[SIZE];
    FILE *f = fopen(path, "re");
    ck_assert_int_eq(sj_file_read(f, buf, 5), 5);
    ck_assert_int_eq(sj_file_read(f, buf + 5, sizeof buf), SIZE - 5);
    ck_assert_int_eq(sj_file_read(f, buf, 1), 0);
    ck_assert_mem_eq(buf, bytes, 5);
    fclose(f);
    f = fopen(path, "we"); /* not open for reading */
    ck_assert_int_eq(sj_file_read(f, buf, 1), -1);
    fclose(f);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("files");
    TCase *t = tcase_create("read");
    tcase_add_unchecked_fixture(t, make_file, remove_file);
    tcase_add_loop_test(t, test_whole, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, test_whole_without_memory);
    tcase_add_test(t, test_pieces);
    suite_add_tcase(s, t);
    return s;
}
