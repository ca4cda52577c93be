/* Posting of what is broken: cut, damaged, not X12, and with memory that ends. Nothing half posted.
 */
#include "parsers/base/alloc.h"
#include "tests/unit/post_world.h"

START_TEST(a_file_that_is_cut_posts_nothing) {
    char *text = x12_wrap(&X12_835, HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    char *ge = strstr(text, "GE*1"), *iea = strstr(text, "IEA*"), *se = strstr(text, "SE*");
    const char *cuts[] = {iea, ge, se, strstr(text, "CAS*")};
    for (int i = 0; i < 4; i++) {
        sj_post_result r;
        ok(post_text(text, (size_t)(cuts[i] - text), &r));
        ck_assert_msg(r.posted == 0 && r.refused == 1 && r.reason[0], "cut %d: %u posted", i,
                      r.posted);
    }
    say_all(false);
    ck_assert_ptr_nonnull(strstr(w.text, "ACC-3/1 sent"));
    free(text);
}
END_TEST

START_TEST(syntax_errors_refuse_the_set) {
    /* CLP03 is no number: the guide's error, named. */
    sj_post_result r = post(HEAD(
        "90", "ACH", "T1") "LX*1~CLP*ACC-3*1*1OO*90**12*ICN3*11*1~" PATIENT("KIM", "ANN", "W3"));
    ck_assert(r.refused == 1 && r.posted == 0 && strncmp(r.reason, "IG-", 3) == 0);
    ck_assert_uint_gt(r.reason_segment, 2);
}
END_TEST

/* Whatever allocation fails: it is reported, nothing stays behind, and the next try goes well. */
START_TEST(memory_ends_anywhere) {
    char *text =
        x12_wrap(&X12_835, HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3
                                                    "PLB*1234567893*20261231*WO:A*5*L6:B*-5~");
    unsigned failures = 0;
    for (unsigned n = 1;; n++) {
        text_source t = {text, strlen(text), 0};
        ok(sj_store_begin(w.store, &err));
        sj_post_input in = {
            .file = add_file(40000 + n), .read = read_text, .rewind = rewind_text, .ctx = &t};
        sj_post_result r;
        sj_alloc_fail_at(n);
        sj_status st = sj_post_file(w.store, w.keyed, w.guides, &in, &r, &err);
        bool failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        sj_store_rollback(w.store);
        if (st == SJ_OK) { /* some can do without: then nothing may be missing */
            ck_assert_uint_eq(r.matched, 3);
            if (!failed) break;
        }
        ck_assert_msg(st == SJ_OK || st == SJ_ENOMEM, "allocation %u: status %d, %s", n, st,
                      err.msg);
        failures++;
    }
    ck_assert_uint_gt(failures, 20);
    sj_post_result r;
    ok(post_text(text, strlen(text), &r));
    ck_assert_uint_eq(r.matched, 3);
    free(text);
}
END_TEST

/* Damaged files: refused or posted, never a crash, and never a cent that is not in the file. */
START_TEST(damaged_files) {
    static const char bytes[] = "*~:^-09A \n\0\xff";
    char *text =
        x12_wrap(&X12_835, HEAD("80", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3_BACK CLP3
                                                   "PLB*1234567893*20261231*WO:A*5*L6:B*-5~");
    size_t len = strlen(text);
    uint32_t x = 7 + (uint32_t)_i;
    for (int i = 0; i < 60; i++) {
        char *copy = malloc(len);
        size_t n = len;
        memcpy(copy, text, len);
        for (int k = 0; k < 3; k++) {
            x = x * 1664525u + 1013904223u;
            copy[106 + (x >> 8) % (len - 106)] = bytes[(x >> 4) % (sizeof bytes - 1)];
        }
        if (i % 7 == 0) n = 106 + (x >> 9) % (len - 106);
        text_source t = {copy, n, 0};
        ok(sj_store_begin(w.store, &err));
        sj_post_input in = {
            .file = add_file(50000), .read = read_text, .rewind = rewind_text, .ctx = &t};
        sj_post_result r;
        sj_status st = sj_post_file(w.store, w.keyed, w.guides, &in, &r, &err);
        ck_assert_msg(st == SJ_OK || st == SJ_ENOTX12 || st == SJ_ETOOBIG, "%d %s", st, err.msg);
        if (st == SJ_OK) ck_assert_uint_eq(r.remits, r.posted + r.refused + r.duplicates);
        sj_store_rollback(w.store);
        free(copy);
    }
    free(text);
}
END_TEST

START_TEST(nothing_is_x12) {
    sj_post_result r;
    ck_assert_int_eq(post_text("hello", 5, &r), SJ_ENOTX12);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("post_hostile");
    TCase *t = tcase_create("post_hostile");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_file_that_is_cut_posts_nothing);
    tcase_add_test(t, syntax_errors_refuse_the_set);
    tcase_add_test(t, memory_ends_anywhere);
    tcase_add_loop_test(t, damaged_files, 0, 10);
    tcase_add_test(t, nothing_is_x12);
    suite_add_tcase(s, t);
    return s;
}
