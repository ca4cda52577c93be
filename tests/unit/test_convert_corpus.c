/* Every public sample that is to be accepted comes back from JSON byte for byte, and the others do
 * where they are X12 at all. Without the samples the test is skipped (exit 77). */
#include "tests/unit/convert.h"
#include "tests/unit/unit.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "parsers/base/alloc.h"

static sj_guides *guides;
static unsigned accepted, others, not_x12;

static const char *samples(void) {
    static char path[1024];
    const char *shared = getenv("SJ_SHARED");
    if (shared)
        snprintf(path, sizeof path, "%s/corpus", shared);
    else
        snprintf(path, sizeof path, "%s/../shared/corpus", SJ_SOURCE);
    struct stat st;
    return stat(path, &st) == 0 ? path : NULL;
}

/* One file: to JSON and back. */
static int check(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st, (void)at;
    bool is_accepted = strstr(path, "/accept/");
    if (kind != FTW_F || strstr(path, "MANIFEST.tsv") || strstr(path, "README.md")) return 0;
    sj_str file = convert_file(path);
    sj_text_buffer json = {0}, x12 = {0};
    sj_err err = {0};
    sj_status status = convert_to_json(guides, file, 0, false, &json, &err);
    if (is_accepted || status != SJ_ENOTX12) {
        ck_assert_msg(status == SJ_OK, "%s: %s", path, err.msg);
        status = convert_to_x12(convert_text(&json), false, &x12, &err);
        ck_assert_msg(status == SJ_OK, "%s: %s, line %u", path, err.msg, err.line);
        ck_assert_msg(sj_str_eq(convert_text(&x12), file), "%s: not the same bytes", path);
        *(is_accepted ? &accepted : &others) += 1;
    } else {
        ck_assert_uint_eq(json.len, 0);
        not_x12++;
    }
    sj_free(json.bytes);
    sj_free(x12.bytes);
    sj_free((char *)file.ptr);
    return 0;
}

START_TEST(all_come_back) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(nftw(samples(), check, 16, FTW_PHYS), 0);
    sj_guides_free(guides);
    printf("%u accepted and %u other files came back, %u are not X12\n", accepted, others, not_x12);
    ck_assert_uint_gt(accepted, 0);
}
END_TEST

Suite *suite(void) {
    if (!samples()) {
        puts("skipped: the public samples are not here");
        exit(77);
    }
    Suite *s = suite_create("convert_corpus");
    TCase *t = tcase_create("corpus");
    tcase_set_timeout(t, 280);
    tcase_add_test(t, all_come_back);
    suite_add_tcase(s, t);
    return s;
}
