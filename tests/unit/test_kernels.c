/* Every kernel of this machine gives the answer of the scalar one, on any input, and reads no byte
 * outside of it: the inputs end at a page that cannot be read. */
#include "parsers/x12/kernel.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX = 4096, ROOM = MAX + SJ_SCAN_SLACK };

typedef struct answer {
    sj_scan scan;
    uint32_t words[1 + 3 * ROOM];
    sj_scan_end ends[ROOM];
    uint8_t filled[ROOM / 8 + 1];
} answer;

static answer expected, got;
static char *page_end; /* the first byte that cannot be read */

static void setup(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (MAX / page + 1) * page;
    char *pages =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(pages, MAP_FAILED);
    page_end = pages + size;
    ck_assert_int_eq(mprotect(page_end, page, PROT_NONE), 0);
}

static void run(answer *a, const sj_kernel *k, const char *p, uint32_t len,
                const sj_delimiters *d) {
    uint32_t *words = a->words + 1;
    words[-1] = UINT32_MAX;
    a->scan = (sj_scan){.marks = words,
                        .subs = words + ROOM,
                        .odd = words + 2 * ROOM,
                        .ends = a->ends,
                        .filled = a->filled};
    k->scan(&a->scan, p, len, d);
}

static bool are_filled_alike(const sj_scan *a, const sj_scan *b) {
    uint32_t whole = a->n_marks / 8, rest = a->n_marks % 8;
    unsigned differ = a->filled[whole] ^ b->filled[whole];
    return memcmp(a->filled, b->filled, whole) == 0 && !(rest && differ << (8 - rest) & 0xff);
}

/* Compare all kernels on `len` bytes placed directly before the page that cannot be read. */
static void compare(const char *bytes, uint32_t len, const sj_delimiters *d) {
    char *p = page_end - len;
    memcpy(p, bytes, len);
    run(&expected, &sj_kernel_scalar, p, len, d);
    const sj_scan *e = &expected.scan, *g = &got.scan;
    ck_assert_uint_eq(e->odd[e->n_odd], UINT32_MAX);
    const sj_kernel *k;
    for (size_t i = 0; (k = sj_kernel_at(i)); i++) {
        if (!k->is_supported()) continue;
        run(&got, k, p, len, d);
        bool is_same = e->n_marks == g->n_marks && e->n_subs == g->n_subs && e->n_odd == g->n_odd &&
                       e->n_ends == g->n_ends &&
                       memcmp(e->marks, g->marks, e->n_marks * sizeof *e->marks) == 0 &&
                       memcmp(e->subs, g->subs, e->n_subs * sizeof *e->subs) == 0 &&
                       memcmp(e->odd, g->odd, (e->n_odd + 1) * sizeof *e->odd) == 0 &&
                       memcmp(e->ends, g->ends, e->n_ends * sizeof *e->ends) == 0 &&
                       are_filled_alike(e, g);
        if (is_same) continue;
        fprintf(stderr, "input of %u bytes:", len);
        for (uint32_t j = 0; j < len; j++) fprintf(stderr, " %02x", (unsigned char)p[j]);
        ck_abort_msg("%s differs from scalar", k->name);
    }
}

static const sj_delimiters delimiters[] = {
    {'*', ':', '^', '~'},
    {'|', '>', 0, '\n'},
    {'*', ':', 0, '\r'},
    {0x1d, 0x1f, 0x1e, 0x1c},
    {(char)0xff, 0x7f, (char)0x80, 0x1f},
    {'\t', '!', '"', (char)0xfe},
};
enum { DELIMITERS = sizeof delimiters / sizeof *delimiters };

/* What the definition says, on an input that can be checked by eye. */
START_TEST(scalar_is_as_defined) {
    /*                  0123456 78901 2345 6 7890 */
    const char text[] = "\r\nA*B:C~\r\n\nX^\n*\x80~\n~";
    run(&expected, &sj_kernel_scalar, text, sizeof text - 1, &delimiters[0]);
    const sj_scan *e = &expected.scan;
    static const uint32_t marks[] = {3, 7, 14, 16, 18}, subs[] = {5, 12}, odd[] = {13, 15};
    static const sj_scan_end ends[] = {{1, 1}, {3, 2}, {4, 2}};
    ck_assert_uint_eq(e->n_marks, 5);
    ck_assert_mem_eq(e->marks, marks, sizeof marks);
    ck_assert_uint_eq(e->n_subs, 2);
    ck_assert_mem_eq(e->subs, subs, sizeof subs);
    ck_assert_uint_eq(e->n_odd, 2);
    ck_assert_mem_eq(e->odd, odd, sizeof odd);
    ck_assert_uint_eq(e->n_ends, 3);
    ck_assert_mem_eq(e->ends, ends, sizeof ends);
    ck_assert_uint_eq(e->filled[0], 0x1f);
    run(&expected, &sj_kernel_scalar, "A**B*~C~", 8, &delimiters[0]);
    ck_assert_uint_eq(e->filled[0], 0x15); /* A, B and C stand before marks 0, 2 and 4 */
}
END_TEST

/* Bytes from a handful that matter, at each density: 1 of `rarity` is one of them. */
static void fill(char *bytes, uint32_t len, const sj_delimiters *d, int rarity) {
    const char interesting[] = {d->element,    d->element,    d->element, d->component,
                                d->repetition, d->terminator, '\r',       '\n',
                                '\n',          '\t',          0,          0x1f,
                                ' ',           0x7e,          0x7f,       (char)0x80,
                                (char)0xff,    d->terminator};
    for (uint32_t i = 0; i < len; i++) {
        bool is_plain = rand() % rarity != 0;
        bytes[i] =
            is_plain ? (char)('A' + rand() % 26) : interesting[(size_t)rand() % sizeof interesting];
    }
}

START_TEST(random_inputs) {
    static const int rarities[] = {1, 2, 5, 40};
    char bytes[MAX];
    srand(20260416);
    for (int round = 0; round < 400; round++) {
        const sj_delimiters *d = &delimiters[round % DELIMITERS];
        uint32_t len = (uint32_t)rand() % (round % 8 == 0 ? MAX : 300);
        fill(bytes, len, d, rarities[rand() % 4]);
        compare(bytes, len, d);
    }
}
END_TEST

/* Every length, so every alignment to the end of a block and every remainder. */
START_TEST(all_lengths) {
    char bytes[MAX];
    srand(1);
    for (uint32_t len = 0; len <= 260; len++) {
        fill(bytes, len, &delimiters[_i], 3);
        compare(bytes, len, &delimiters[_i]);
    }
}
END_TEST

/* A terminator and a run of line breaks after it, around every block border. */
START_TEST(line_breaks_across_blocks) {
    char bytes[200];
    for (uint32_t at = 40; at < 140; at++) {
        for (uint32_t breaks = 0; breaks < 70 && at + breaks < sizeof bytes;
             breaks += 1 + breaks / 8) {
            memset(bytes, 'A', sizeof bytes);
            memset(bytes + at, '\n', breaks);
            compare(bytes, sizeof bytes, &delimiters[_i]); /* without the terminator: all odd */
            bytes[at - 1] = delimiters[_i].terminator;
            compare(bytes, sizeof bytes, &delimiters[_i]);
        }
    }
}
END_TEST

/* One kind of byte only. */
START_TEST(uniform_inputs) {
    char bytes[300];
    for (int c = 0; c < 256; c++) {
        memset(bytes, c, sizeof bytes);
        compare(bytes, sizeof bytes, &delimiters[_i]);
    }
}
END_TEST

START_TEST(kernels_are_found_by_name) {
    ck_assert_ptr_nonnull(sj_kernel_find(NULL));
    ck_assert_ptr_eq(sj_kernel_find("scalar"), &sj_kernel_scalar);
    ck_assert_ptr_null(sj_kernel_find("mmx"));
    const sj_kernel *k;
    for (size_t i = 0; (k = sj_kernel_at(i)); i++)
        ck_assert(sj_kernel_find(k->name) == (k->is_supported() ? k : NULL));
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("kernels");
    TCase *t = tcase_create("kernels");
    tcase_add_unchecked_fixture(t, setup, NULL);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, scalar_is_as_defined);
    tcase_add_test(t, random_inputs);
    tcase_add_loop_test(t, all_lengths, 0, DELIMITERS);
    tcase_add_loop_test(t, line_breaks_across_blocks, 0, DELIMITERS);
    tcase_add_loop_test(t, uniform_inputs, 0, DELIMITERS);
    tcase_add_test(t, kernels_are_found_by_name);
    suite_add_tcase(s, t);
    return s;
}
