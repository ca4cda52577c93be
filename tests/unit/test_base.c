/* Slices, errors, arenas, allocation that fails when asked to, hashing. */
#include <scrubjay/arena.h>
#include <scrubjay/error.h>

#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"
#include "tests/unit/unit.h"

#include <stdio.h>

START_TEST(slices_are_compared_and_trimmed) {
    ck_assert(sj_str_is(SJ_STR("CLM"), "CLM"));
    ck_assert(!sj_str_is(SJ_STR("CLM"), "CLMX"));
    ck_assert(!sj_str_is(SJ_STR("CLMX"), "CLM"));
    ck_assert(sj_str_eq((sj_str){NULL, 0}, SJ_STR("")));
    ck_assert(sj_str_is(sj_str_trim(SJ_STR("  A B ")), "A B"));
    ck_assert_uint_eq(sj_str_trim(SJ_STR("   ")).len, 0);
    ck_assert_uint_eq(sj_str_of(NULL).len, 0);
}
END_TEST

START_TEST(errors_keep_a_bounded_detail) {
    sj_err err;
    ck_assert_int_eq(sj_err_setf(&err, SJ_ETABLE, "damaged", "%s %d", "icd10", 7), SJ_ETABLE);
    ck_assert_int_eq(err.code, SJ_ETABLE);
    ck_assert_str_eq(err.msg, "damaged");
    ck_assert_str_eq(err.detail, "icd10 7");
    char longer[400];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    sj_err_setf(&err, SJ_EARG, "m", "%s", longer);
    ck_assert_uint_eq(strlen(err.detail), sizeof err.detail - 1);
    sj_err_set(&err, SJ_EIO, "again");
    ck_assert_str_eq(err.detail, "");
    ck_assert_int_eq(sj_err_set(NULL, SJ_EIO, "nobody listens"), SJ_EIO);
    ck_assert_int_eq(sj_err_setf(NULL, SJ_EIO, "nobody", "%d", 1), SJ_EIO);
}
END_TEST

START_TEST(each_status_has_a_text) {
    for (int code = SJ_OK; code <= SJ_EINTERNAL; code++) {
        ck_assert_ptr_nonnull(sj_status_text((sj_status)code));
        ck_assert_str_ne(sj_status_text((sj_status)code), "unknown status");
    }
    ck_assert_str_eq(sj_status_text((sj_status)999), "unknown status");
}
END_TEST

START_TEST(arena_never_moves_or_mixes) {
    sj_arena a;
    sj_arena_init(&a, 10 << 20);
    static unsigned char *blocks[2000];
    for (int round = 0; round < 3; round++) {
        size_t used = a.used;
        for (size_t i = 0; i < 2000; i++) {
            size_t n = i * 7 % 600;
            blocks[i] = sj_arena_alloc(&a, n);
            ck_assert_ptr_nonnull(blocks[i]);
            ck_assert_uint_eq((uintptr_t)blocks[i] % 8, 0);
            memset(blocks[i], (int)i, n);
        }
        size_t changed = 0;
        for (size_t i = 0; i < 2000; i++)
            for (size_t j = 0; j < i * 7 % 600; j++) changed += blocks[i][j] != (i & 0xff);
        ck_assert_uint_eq(changed, 0);
        if (round) ck_assert_uint_eq(a.used, used); /* a reset keeps the blocks */
        sj_arena_reset(&a);
    }
    sj_arena_dispose(&a);
    sj_arena_dispose(&a);
    ck_assert_uint_eq(a.used, 0);
}
END_TEST

START_TEST(arena_keeps_to_its_limit) {
    sj_arena a;
    sj_arena_init(&a, 10000);
    ck_assert_ptr_null(sj_arena_alloc(&a, 10001));
    ck_assert_ptr_null(sj_arena_alloc(&a, SIZE_MAX));
    ck_assert_ptr_null(sj_arena_alloc(&a, SIZE_MAX - 3));
    ck_assert_ptr_nonnull(sj_arena_alloc(&a, 10000));
    ck_assert_ptr_null(sj_arena_alloc(&a, 1));
    sj_arena_reset(&a);
    ck_assert_ptr_nonnull(sj_arena_alloc(&a, 5000));
    ck_assert_ptr_nonnull(sj_arena_alloc(&a, 5000));
    ck_assert_ptr_null(sj_arena_alloc(&a, 1));
    sj_arena_dispose(&a);
    ck_assert_ptr_nonnull(sj_arena_alloc(&a, 0));
    sj_arena_dispose(&a);
}
END_TEST

START_TEST(arena_copies_and_clears) {
    sj_arena a;
    sj_arena_init(&a, 1 << 20);
    sj_str copy;
    char original[] = "26463774";
    ck_assert(sj_arena_copy(&a, sj_str_of(original), &copy));
    memset(original, 'x', 8);
    ck_assert(sj_str_is(copy, "26463774"));
    ck_assert(sj_arena_copy(&a, (sj_str){NULL, 0}, &copy));
    ck_assert_uint_eq(copy.len, 0);
    memset(sj_arena_alloc(&a, 3000), 0xff, 3000);
    sj_arena_reset(&a);
    const char *cleared = sj_arena_zalloc(&a, 3000);
    static const char zeros[3000];
    ck_assert_mem_eq(cleared, zeros, sizeof zeros);
    sj_arena_dispose(&a);
}
END_TEST

START_TEST(allocation_fails_when_asked_to) {
    sj_alloc_fail_at(2);
    void *first = sj_malloc(1);
    ck_assert_ptr_nonnull(first);
    ck_assert(!sj_alloc_failed());
    ck_assert_ptr_null(sj_realloc(first, 100));
    ck_assert(sj_alloc_failed());
    void *third = sj_calloc(0, 0);
    ck_assert_ptr_nonnull(third);
    char *z = sj_strdup(SJ_STR("ab"));
    ck_assert_str_eq(z, "ab");
    sj_free(z);
    sj_free(first);
    sj_free(third);
    sj_free(NULL);
    sj_alloc_fail_at(0);
    ck_assert(!sj_alloc_failed());
}
END_TEST

/* No collisions among keys as they occur, and every byte and the length count. */
START_TEST(hash_tells_keys_apart) {
    enum { KEYS = 20000, SLOTS = 1 << 16 };
    static uint64_t seen[KEYS];
    static unsigned char slots[SLOTS];
    char key[40];
    unsigned crowded = 0;
    for (unsigned i = 0; i < KEYS; i++) {
        int n = snprintf(key, sizeof key, "%.*s%u", (int)(i % 20), "ACCOUNT-ACCOUNT-ACCOUNT", i);
        seen[i] = sj_hash(key, (size_t)n, 0);
        if (++slots[seen[i] % SLOTS] > 6) crowded++;
    }
    ck_assert_uint_lt(crowded, 3); /* at a load of 0.3, six in a slot are rare */
    unsigned same = 0;
    for (unsigned i = 1; i < 2000; i++)
        for (unsigned j = 0; j < i; j++) same += seen[i] == seen[j];
    ck_assert_uint_eq(same, 0);
    static char zeros[64];
    for (size_t n = 0; n < 64; n++) {
        ck_assert_uint_ne(sj_hash(zeros, n, 0), sj_hash(zeros, n + (n < 63), n == 63));
        for (size_t at = 0; at < n; at++) {
            zeros[at] = 1;
            uint64_t changed = sj_hash(zeros, n, 0);
            zeros[at] = 0;
            ck_assert_uint_ne(changed, sj_hash(zeros, n, 0));
        }
    }
    ck_assert_uint_eq(sj_hash_str(SJ_STR("X")), sj_hash("X", 1, 0));
    ck_assert_uint_ne(sj_hash("X", 1, 1), sj_hash("X", 1, 0));
    ck_assert_uint_eq(sj_hash(NULL, 0, 0), sj_hash("", 0, 0));
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("base");
    TCase *t = tcase_create("base");
    tcase_add_test(t, slices_are_compared_and_trimmed);
    tcase_add_test(t, errors_keep_a_bounded_detail);
    tcase_add_test(t, each_status_has_a_text);
    tcase_add_test(t, arena_never_moves_or_mixes);
    tcase_add_test(t, arena_keeps_to_its_limit);
    tcase_add_test(t, arena_copies_and_clears);
    tcase_add_test(t, allocation_fails_when_asked_to);
    tcase_add_test(t, hash_tells_keys_apart);
    suite_add_tcase(s, t);
    return s;
}
