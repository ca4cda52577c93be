/* The reader's promises beyond single segments: how long text stays valid, what is too big, that
 * nothing depends on how the input is cut or which kernel runs, that failures are reported. */
#include "parsers/base/alloc.h"
#include "parsers/x12/kernel.h"
#include "tests/unit/reader_log.h"
#include "tests/unit/unit.h"

#include <sys/mman.h>
#include <unistd.h>

#define ISA                                                                                        \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*^*00501*"   \
    "000000001*0*T*:~"

/* An 837 of `claims` claims, each some 500 bytes, with `breaks` after every segment. */
static char *make_batch(unsigned claims, const char *breaks, size_t *len) {
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    fprintf(f, ISA "%sGS*HC*S*R*20260416*0930*1*X*005010X222A1~%sST*837*0001~%s", breaks, breaks,
            breaks);
    for (unsigned i = 1; i <= claims; i++) {
        fprintf(f, "HL*%u**22*0~%sNM1*IL*1*DOE%u*JANE****MI*M%u~%sCLM*A%u*100***11:B:1*Y*A*Y*I~%s",
                i, breaks, i, i, breaks, i, breaks);
        for (unsigned line = 1; line <= 4; line++)
            fprintf(f,
                    "LX*%u~%sSV1*HC:99213:25*25*UN*1***1:2~%sDTP*472*D8*20260403~%sREF*6R*%u-%u~%s",
                    line, breaks, breaks, breaks, i, line, breaks);
    }
    fprintf(f, "SE*1*0001~%sGE*1*1~%sIEA*1*000000001~%s", breaks, breaks, breaks);
    fclose(f);
    return text;
}

static bool is_boundary(uint32_t tag) {
    static const uint32_t tags[] = {
        SJ_TAG('I', 'S', 'A'), SJ_TAG('T', 'A', '1'), SJ_TAG('G', 'S', 0),   SJ_TAG('S', 'T', 0),
        SJ_TAG('H', 'L', 0),   SJ_TAG('C', 'L', 'M'), SJ_TAG('C', 'L', 'P'), SJ_TAG('P', 'L', 'B'),
        SJ_TAG('A', 'K', '2'), SJ_TAG('S', 'E', 0),   SJ_TAG('G', 'E', 0),   SJ_TAG('I', 'E', 'A')};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == tag) return true;
    return false;
}

/* Text as it was handed out, with a copy of what it was then. */
typedef struct kept {
    const char *text;
    char copy[64];
    uint32_t len;
} kept;

/* Interchanges in a row, with text between them that is none of theirs. */
static char *make_file(unsigned interchanges, unsigned claims, const char *breaks, size_t *len) {
    char *one = make_batch(claims, breaks, len), *all = NULL;
    size_t one_len = *len;
    FILE *f = open_memstream(&all, len);
    for (unsigned i = 0; i < interchanges; i++) {
        if (i % 3 == 1) fprintf(f, "\n-- another --%*s\n", (int)(i * 500), "");
        fwrite(one, 1, one_len, f);
    }
    fclose(f);
    free(one);
    return all;
}

static const struct {
    unsigned interchanges, claims;
    const char *breaks;
} files[] = {{1, 1000, ""}, {1, 1000, "\r\n"}, {40, 20, "\n"}, {300, 1, ""}};

START_TEST(text_stays_until_the_second_boundary) {
    size_t len;
    char *input = make_file(files[_i].interchanges, files[_i].claims, files[_i].breaks, &len);
    cut_input in = {input, len, 1000};
    sj_reader *r;
    /* Small units, so that windows change all the time. */
    ck_assert_int_eq(sj_reader_open(&r, read_cut, &in, &(sj_reader_opts){.max_unit = 2000}, NULL),
                     SJ_OK);
    static kept segments[64];
    size_t n = 0, since_first_boundary = 0, total = 0, wrong = 0;
    sj_segment s;
    enum sj_read_result result;
    while ((result = sj_reader_next(r, &s)) < SJ_READ_END) {
        if (result == SJ_READ_JUNK) continue;
        total++;
        /* What came before the last boundary may go now; the rest must be as it was. */
        if (is_boundary(s.tag)) {
            n -= since_first_boundary;
            memmove(segments, segments + since_first_boundary, n * sizeof *segments);
            since_first_boundary = n;
        }
        for (size_t i = 0; i < n; i++)
            wrong += memcmp(segments[i].text, segments[i].copy, segments[i].len) != 0;
        ck_assert_uint_lt(n, 64);
        segments[n] = (kept){.text = s.text, .len = s.len < 64 ? s.len : 64};
        memcpy(segments[n].copy, s.text, segments[n].len);
        n++;
        wrong += memcmp(input + s.offset, s.text, s.len) != 0;
    }
    ck_assert_int_eq(result, SJ_READ_END);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(total, files[_i].interchanges * (6 + files[_i].claims * 19));
    ck_assert_uint_eq(sj_reader_bytes(r), len);
    sj_reader_free(r);
    free(input);
}
END_TEST

/* Read to the end; the last result. */
static enum sj_read_result read_all(sj_reader *r, unsigned *segments) {
    enum sj_read_result result;
    sj_segment s;
    for (*segments = 0; (result = sj_reader_next(r, &s)) < SJ_READ_END;) ++*segments;
    ck_assert_int_eq(sj_reader_next(r, &s), result); /* and it stays so */
    return result;
}

/* One unit of exactly max_unit bytes passes, one byte more does not, wherever it lies. */
START_TEST(units_are_limited_to_the_byte) {
    enum { UNIT = 300000 };
    size_t head = sizeof ISA - 1;
    char *input = malloc(head + UNIT + 100);
    for (size_t before = 0; before < 3; before++) {
        size_t at = head;
        memcpy(input, ISA, head);
        for (size_t i = 0; i < before * 2000; i++)
            at += (size_t)sprintf(input + at, "HL*%06zu~", i);
        size_t unit = at - 10 * (before > 0); /* begins with the last boundary */
        unit = before ? unit : 0;
        while (at < unit + UNIT - 50) at += (size_t)sprintf(input + at, "N3*%08zu~", at);
        at += (size_t)sprintf(
            input + at, "N4*%.*s~", (int)(unit + UNIT - at - 3),
            "0123456789012345678901234567890123456789012345678901234567890123456789");
        ck_assert_uint_eq(at, unit + UNIT + 1); /* the terminator is not counted */
        for (unsigned more = 0; more < 2; more++) {
            sj_reader *r;
            unsigned segments;
            sj_reader_opts opts = {.max_unit = UNIT - more};
            ck_assert_int_eq(sj_reader_open_memory(&r, input, at, &opts, NULL), SJ_OK);
            ck_assert_int_eq(read_all(r, &segments), more ? SJ_READ_FAILED : SJ_READ_END);
            if (more) ck_assert_int_eq(sj_reader_error(r)->code, SJ_ETOOBIG);
            sj_reader_free(r);
        }
        if (before == 2) break;
        input = realloc(input, head + (before + 1) * 20000 + UNIT + 100);
    }
    free(input);
}
END_TEST

/* A segment may be 64 KiB long, not more: then its terminator is missing. */
START_TEST(segments_are_limited) {
    enum { MOST = 64 * 1024 };
    char *input = malloc(sizeof ISA + MOST + 100);
    for (unsigned more = 0; more < 2; more++) {
        size_t at = (size_t)sprintf(input, ISA "N3*");
        memset(input + at, 'X', MOST - 3 + more);
        at += MOST - 3 + more;
        at += (size_t)sprintf(input + at, "~N4*1~");
        for (size_t cut = 0; cut < 2; cut++) {
            char *log = reader_log(input, at, cut * 777, NULL);
            ck_assert_int_eq(strstr(log, "N4|1\nend") != NULL, !more);
            ck_assert_int_eq(strstr(log, "failed: too big @106\n") != NULL, more);
            free(log);
        }
    }
    free(input);
}
END_TEST

/* Junk of any length passes through a window of limited length, and nothing of it is kept. */
START_TEST(junk_may_be_long) {
    enum { JUNK = 3000000 };
    char *input = malloc(JUNK + 400);
    memset(input, 'j', JUNK);
    for (size_t i = 0; i + 3 < JUNK; i += 1000)
        memcpy(input + i, "ISA", 3); /* none of them is one */
    size_t len = JUNK + (size_t)sprintf(input + JUNK, ISA "IEA*0*1~");
    char *log = reader_log(input, len, 5000, &(sj_reader_opts){.max_unit = 500});
    ck_assert_ptr_nonnull(strstr(log, "@0 junk ISAjjj"));
    ck_assert_ptr_nonnull(strstr(log, "@3000000 #1 - ISA"));
    ck_assert_ptr_nonnull(strstr(log, "@3000106 #2 - IEA|0|1\nend\n"));
    free(log);
    memset(input + 106, 0, JUNK); /* the same with NULs inside an interchange */
    memcpy(input, ISA, 106);
    memcpy(input + JUNK, "N3*1~", 6);
    log = reader_log(input, JUNK + 5, 0, NULL);
    ck_assert_ptr_nonnull(strstr(log, "failed: too big @3000000\n"));
    free(log);
    log = reader_log(input, JUNK, 0, NULL);
    ck_assert_ptr_nonnull(strstr(log, "|:\nend\n"));
    free(log);
    free(input);
}
END_TEST

static ptrdiff_t read_then_fail(void *ctx, char *buf, size_t cap) {
    cut_input *in = ctx;
    return in->left ? read_cut(ctx, buf, cap) : -1;
}

START_TEST(input_that_fails_is_reported) {
    cut_input in = {ISA "GS*HC~N", sizeof ISA + 6, 10};
    sj_reader *r;
    unsigned segments;
    ck_assert_int_eq(sj_reader_open(&r, read_then_fail, &in, NULL, NULL), SJ_OK);
    ck_assert_int_eq(read_all(r, &segments), SJ_READ_FAILED);
    ck_assert_int_eq(sj_reader_error(r)->code, SJ_EINPUT);
    sj_reader_free(r);
}
END_TEST

static ptrdiff_t read_too_much(void *ctx, char *buf, size_t cap) {
    (void)ctx, (void)buf;
    return (ptrdiff_t)cap + 1;
}

START_TEST(arguments_are_checked) {
    sj_reader *r;
    sj_err err;
    unsigned segments;
    ck_assert_int_eq(sj_reader_open_memory(&r, "", 0, &(sj_reader_opts){.kernel = "mmx"}, &err),
                     SJ_EARG);
    ck_assert_int_eq(
        sj_reader_open_memory(&r, "", 0, &(sj_reader_opts){.max_unit = (size_t)2 << 30}, &err),
        SJ_EARG);
    ck_assert_int_eq(sj_reader_open(&r, read_too_much, NULL, NULL, &err), SJ_OK);
    ck_assert_int_eq(read_all(r, &segments), SJ_READ_FAILED);
    ck_assert_int_eq(sj_reader_error(r)->code, SJ_EINPUT);
    sj_reader_free(r);
    setenv("SJ_KERNEL", "scalar", 1);
    ck_assert_int_eq(sj_reader_open_memory(&r, "", 0, NULL, &err), SJ_OK);
    ck_assert_str_eq(sj_reader_kernel(r), "scalar");
    sj_reader_free(r);
    unsetenv("SJ_KERNEL");
}
END_TEST

/* Each allocation fails once: no crash, no leak, SJ_ENOMEM. */
START_TEST(memory_that_ends_is_reported) {
    size_t len;
    char *input = make_batch(2000, "", &len);
    unsigned failures = 0, segments;
    for (unsigned nth = 1;; nth++) {
        sj_reader *r;
        sj_err err = {0};
        sj_alloc_fail_at(nth);
        sj_status status =
            sj_reader_open_memory(&r, input, len, &(sj_reader_opts){.max_unit = 5000}, &err);
        if (status == SJ_OK && read_all(r, &segments) == SJ_READ_FAILED)
            status = sj_reader_error(r)->code;
        if (sj_alloc_failed()) {
            failures++;
            ck_assert_int_eq(status, SJ_ENOMEM);
        }
        sj_reader_free(r);
        if (!sj_alloc_failed()) break;
    }
    ck_assert_uint_ge(failures, 4); /* the reader, its marks, two windows */
    free(input);
}
END_TEST

/* All kernels, several cuts, several limits: the same log. */
static void compare_logs(const char *input, size_t len) {
    sj_reader_opts scalar = {.kernel = "scalar"};
    char *expected = reader_log(input, len, 0, &scalar);
    const sj_kernel *k;
    for (size_t i = 0; (k = sj_kernel_at(i)); i++) {
        if (!k->is_supported()) continue;
        static const size_t cuts[] = {0, 1, 61};
        for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
            if (cuts[c] == 1 && len > 3000) continue;
            sj_reader_opts opts = {.kernel = k->name};
            char *log = reader_log(input, len, cuts[c], &opts);
            ck_assert_msg(strcmp(log, expected) == 0, "%s, cut %zu:\n%s\ninstead of\n%s", k->name,
                          cuts[c], log, expected);
            free(log);
        }
    }
    free(expected);
}

/* Every prefix, placed before a page that cannot be read. */
START_TEST(every_prefix_is_read) {
    static const char input[] =
        "\xef\xbb\xbf" ISA
        "\r\nGS*HC~\nBIN*5*a~b~c~\nN3*A\nB:C~\n\n  N4*\x80~~IEA*1*000000001~\r\nabc " ISA
        "IEA*0*1~\n";
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
    for (size_t len = 0; len < sizeof input; len++) {
        memcpy(pages + page - len, input, len);
        compare_logs(pages + page - len, len);
    }
    munmap(pages, 2 * page);
}
END_TEST

/* Well-formed input with some bytes changed, doubled, taken out. */
START_TEST(damaged_input_is_read_alike) {
    srand((unsigned)_i + 1);
    size_t len;
    char *good = make_batch(20, _i % 2 ? "\r\n" : "", &len);
    char *bad = malloc(2 * len);
    size_t n = 0;
    int rarity = _i < 3 ? 1000 : 40;
    for (size_t i = 0; i < len; i++) {
        static const char odd[] = "*:^~\r\n\n\n \tISA\0\x1a\x80";
        int what = rand() % rarity;
        if (what == 0) bad[n++] = odd[(size_t)rand() % (sizeof odd - 1)];
        if (what == 1) i += (size_t)rand() % 50;
        if (what == 2 && i > 106) memcpy(bad + n, ISA, 106), n += 106;
        if (i < len && what != 3) bad[n++] = good[i];
        if (n + 300 > 2 * len) break;
    }
    compare_logs(bad, n);
    free(bad);
    free(good);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("reader limits");
    TCase *t = tcase_create("limits");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, text_stays_until_the_second_boundary, 0, sizeof files / sizeof *files);
    tcase_add_test(t, units_are_limited_to_the_byte);
    tcase_add_test(t, segments_are_limited);
    tcase_add_test(t, junk_may_be_long);
    tcase_add_test(t, input_that_fails_is_reported);
    tcase_add_test(t, arguments_are_checked);
    tcase_add_test(t, memory_that_ends_is_reported);
    tcase_add_test(t, every_prefix_is_read);
    tcase_add_loop_test(t, damaged_input_is_read_alike, 0, 12);
    suite_add_tcase(s, t);
    return s;
}
