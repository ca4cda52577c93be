/* The writer: counts, dropped trailing separators, refused values, copies byte for byte. */
#include <scrubjay/writer.h>

#include "tests/unit/unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct text {
    char bytes[1 << 20];
    size_t len;
} text;

static int append(void *ctx, const void *bytes, size_t len) {
    text *t = ctx;
    if (t->len + len >= sizeof t->bytes) return -1;
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    t->bytes[t->len] = 0;
    return 0;
}

static sj_writer *new_writer(text *out, const sj_writer_opts *opts) {
    out->len = 0;
    sj_writer *w;
    ck_assert_int_eq(sj_writer_new(&w, append, out, opts, NULL), SJ_OK);
    return w;
}

static void write_envelope_begin(sj_writer *w) {
    sj_writer_isa(w, &(sj_isa){.sender_qualifier = SJ_STR("ZZ"),
                               .sender = SJ_STR("SENDER"),
                               .receiver_qualifier = SJ_STR("30"),
                               .receiver = SJ_STR("123456789"),
                               .date = sj_date_of(2026, 4, 16),
                               .time = 930,
                               .control = 17,
                               .usage = 'T'});
    sj_writer_gs(w, &(sj_gs){.functional = SJ_STR("HC"),
                             .sender = SJ_STR("SENDER"),
                             .receiver = SJ_STR("RCV"),
                             .version = SJ_STR("005010X222A1"),
                             .date = sj_date_of(2026, 4, 16),
                             .time = 5,
                             .control = 3});
}

START_TEST(builds_an_interchange) {
    static text out;
    sj_writer *w = new_writer(&out, &(sj_writer_opts){.newline = "\n"});
    write_envelope_begin(w);
    for (uint32_t set = 1; set <= 2; set++) {
        sj_writer_st(w, SJ_STR("837"), set, set == 1 ? SJ_STR("005010X222A1") : SJ_STR(""));
        sj_writer_begin(w, "CLM");
        sj_writer_elz(w, "A1");
        sj_writer_money(w, 10050);
        sj_writer_skip(w, 2);
        sj_writer_elz(w, "11");
        sj_writer_compz(w, "B");
        sj_writer_compz(w, "1");
        sj_writer_elz(w, "Y");
        sj_writer_end(w);
        ck_assert_uint_eq(sj_writer_segments(w), 2);
        sj_writer_se(w);
    }
    sj_writer_ge(w);
    sj_writer_iea(w);
    ck_assert_int_eq(sj_writer_status(w, NULL), SJ_OK);
    sj_writer_free(w);
    ck_assert_str_eq(out.bytes,
                     "ISA*00*          *00*          *ZZ*SENDER         *30*123456789      "
                     "*260416*0930*^*00501*000000017*0*T*:~\n"
                     "GS*HC*SENDER*RCV*20260416*0005*3*X*005010X222A1~\n"
                     "ST*837*0001*005010X222A1~\nCLM*A1*100.5***11:B:1*Y~\nSE*3*0001~\n"
                     "ST*837*0002~\nCLM*A1*100.5***11:B:1*Y~\nSE*3*0002~\n"
                     "GE*2*3~\nIEA*1*000000017~\n");
}
END_TEST

START_TEST(drops_what_trails) {
    static text out;
    sj_writer *w = new_writer(&out, NULL);
    sj_writer_begin(w, "SV1");
    sj_writer_elz(w, "HC");
    sj_writer_compz(w, "99213");
    sj_writer_compz(w, "");
    sj_writer_compz(w, "25");
    sj_writer_compz(w, "");
    sj_writer_elz(w, "");
    sj_writer_compz(w, "");
    sj_writer_compz(w, "x");
    sj_writer_skip(w, 1);
    sj_writer_quantity(w, 1500);
    sj_writer_number(w, 0);
    sj_writer_date(w, SJ_NO_DATE);
    sj_writer_elz(w, "");
    sj_writer_end(w);
    sj_writer_begin(w, "LX");
    sj_writer_end(w);
    sj_writer_free(w);
    ck_assert_str_eq(out.bytes, "SV1*HC:99213::25*::x**1.5*0~LX~");
}
END_TEST

static void hold_element(sj_writer *w) {
    sj_writer_elz(w, "A*B");
}
static void hold_repetition(sj_writer *w) {
    sj_writer_elz(w, "A^B");
}
static void hold_component(sj_writer *w) {
    sj_writer_compz(w, "A:B");
}
static void hold_terminator(sj_writer *w) {
    sj_writer_elz(w, "A~B");
}
static void begin_twice(sj_writer *w) {
    sj_writer_begin(w, "N3");
}
static void end_twice(sj_writer *w) {
    sj_writer_end(w);
    sj_writer_end(w);
}
static void end_unbegun(sj_writer *w) {
    sj_writer_end(w);
    sj_writer_se(w);
}
static void copy_inside(sj_writer *w) {
    sj_writer_copy(w, SJ_STR("N3*1"), &(sj_delimiters){'*', ':', '^', '~'});
}
static void copy_data(sj_writer *w) {
    sj_writer_end(w);
    sj_writer_copy(w, SJ_STR("N3|A*B"), &(sj_delimiters){'|', ':', '^', '~'});
}

static void (*const mistakes[])(sj_writer *) = {hold_element,    hold_repetition, hold_component,
                                                hold_terminator, begin_twice,     end_twice,
                                                end_unbegun,     copy_inside,     copy_data};

START_TEST(refuses_mistakes) {
    static text out;
    sj_writer *w = new_writer(&out, NULL);
    sj_writer_begin(w, "REF");
    mistakes[_i](w);
    sj_err err;
    ck_assert_int_eq(sj_writer_status(w, &err), SJ_EARG);
    ck_assert_ptr_nonnull(err.msg);
    size_t len = out.len;
    sj_writer_elz(w, "more");
    sj_writer_end(w);
    ck_assert_uint_eq(out.len, len);
    sj_writer_free(w);
}
END_TEST

START_TEST(refuses_delimiters_that_are_alike) {
    sj_writer *w;
    sj_err err;
    ck_assert_int_eq(
        sj_writer_new(&w, append, NULL, &(sj_writer_opts){.delims = {'*', ':', ':', '~'}}, &err),
        SJ_EARG);
    ck_assert_ptr_null(w);
}
END_TEST

/* Read `input`, write it with `opts` (NULL: the delimiters it came with). */
static void copy_all(text *out, sj_str input, const sj_writer_opts *opts) {
    sj_reader *r;
    sj_segment s;
    sj_writer *w = NULL;
    ck_assert_int_eq(sj_reader_open_memory(&r, input.ptr, input.len, NULL, NULL), SJ_OK);
    while (sj_reader_next(r, &s) == SJ_READ_SEGMENT) {
        sj_writer_opts same = {.delims = *s.delims};
        if (!w) w = new_writer(out, opts ? opts : &same);
        sj_writer_copy(w, (sj_str){s.text, s.len}, s.delims);
    }
    ck_assert_int_eq(sj_writer_status(w, NULL), SJ_OK);
    sj_writer_free(w);
    sj_reader_free(r);
}

#define ISA_WITH(el, rep, comp, term)                                                              \
    "ISA" el "00" el "          " el "00" el "          " el "ZZ" el "SENDER         " el "ZZ" el  \
    "RECEIVER       " el "260416" el "0930" el rep el "00501" el "000000001" el "0" el             \
    "T" el comp term

/* Everything is given back, trailing separators and odd bytes too. */
static const sj_str same[] = {
    SJ_STR(ISA_WITH("*", "^", ":",
                    "~") "GS*HC~ST*837*0001~N3**\xc3\x89\t*A:^:B**~~SE*2*0001~GE~IEA*1~"),
    SJ_STR(ISA_WITH("\x1d", "U", "\x1f", "\x1c") "GS\x1dHC\x1cN3\x1d^*~:\x1f\x1c"),
    SJ_STR(ISA_WITH("*", "^", ":", "~") "BIN*6*~*^:~\x00~BDS*A*1*~~IEA*1~"),
};

START_TEST(gives_back_what_was_read) {
    static text out;
    copy_all(&out, same[_i], NULL);
    ck_assert_uint_eq(out.len, same[_i].len);
    ck_assert_mem_eq(out.bytes, same[_i].ptr, out.len);
}
END_TEST

START_TEST(changes_delimiters) {
    static text out;
    copy_all(&out, SJ_STR(ISA_WITH("*", "^", ":", "~") "HI*A:B^C*D|E~BIN*3*~*:~"),
             &(sj_writer_opts){.delims = {'+', '>', '!', '\''}, .newline = "\r\n"});
    ck_assert_str_eq(out.bytes, ISA_WITH("+", "!", ">", "'") "\r\nHI+A>B!C+D|E'\r\nBIN+3+~*:'\r\n");
}
END_TEST

/* A stretch of a set: as it stands, with other delimiters, with line breaks. */
START_TEST(copies_a_stretch_of_segments) {
    static const struct {
        sj_writer_opts opts;
        const char *text;
    } cases[] = {{{.delims = {'*', ':', '^', '~'}}, "ST*837*0001~N3*A:B*~N4~SE*4*0001~"},
                 {{.delims = {'|', '>', '!', '\''}}, "ST|837|0001'N3|A>B|'N4'SE|4|0001'"},
                 {{.delims = {'*', ':', '^', '~'}, .newline = "\n"},
                  "ST*837*0001~\nN3*A:B*~\nN4~\nSE*4*0001~\n"}};
    static text out;
    const sj_delimiters from = {'*', ':', '^', '~'};
    sj_writer *w = new_writer(&out, &cases[_i].opts);
    sj_writer_copy(w, SJ_STR(ISA_WITH("*", "^", ":", "")), &from);
    sj_writer_copy(w, SJ_STR("GS*HC*S*R*20260416*0930*7*X*V"), &from);
    sj_writer_copy(w, SJ_STR("ST*837*0001"), &from);
    sj_writer_copy_all(w, SJ_STR("N3*A:B*~N4~"), &from);
    sj_writer_copy_all(w, SJ_STR(""), &from);
    ck_assert_uint_eq(sj_writer_segments(w), 3);
    sj_writer_se(w);
    ck_assert_int_eq(sj_writer_status(w, NULL), SJ_OK);
    ck_assert_str_eq(strstr(out.bytes, "ST"), cases[_i].text);
    sj_writer_free(w);
}
END_TEST

START_TEST(counts_what_was_copied) {
    static text out;
    const sj_delimiters from = {'|', '>', '!', '\''};
    sj_writer *w = new_writer(&out, NULL);
    sj_writer_copy(w, SJ_STR(ISA_WITH("|", "!", ">", "")), &from);
    sj_writer_copy(w, SJ_STR("GS|HC|S|R|20260416|0930|7|X|V"), &from);
    sj_writer_copy(w, SJ_STR("ST|837|00042"), &from);
    sj_writer_copy(w, SJ_STR("N3|1"), &from);
    sj_writer_se(w);
    sj_writer_ge(w);
    sj_writer_iea(w);
    ck_assert_int_eq(sj_writer_status(w, NULL), SJ_OK);
    ck_assert_str_eq(out.bytes,
                     ISA_WITH("*", "^", ":", "~") "GS*HC*S*R*20260416*0930*7*X*V~ST*837*00042~"
                                                  "N3*1~SE*3*00042~GE*1*7~IEA*1*000000001~");
    sj_writer_free(w);
}
END_TEST

START_TEST(chooses_delimiters_that_are_free) {
    const sj_delimiters from = {'|', '>', '!', '\''};
    sj_delimiters d;
    ck_assert(sj_delimiters_choose(SJ_STR("N3|A>B!C'"), &from, &d));
    ck_assert_mem_eq(&d, (&(sj_delimiters){'*', ':', '^', '~'}), sizeof d);
    ck_assert(sj_delimiters_choose(SJ_STR("N3|A*B:C^D~E"), &from, &d));
    ck_assert_mem_eq(&d, (&(sj_delimiters){'|', '>', '{', '\''}), sizeof d);
    ck_assert(!sj_delimiters_choose(SJ_STR("*|+!}\x1d"), &(sj_delimiters){'#', ':', 0, '~'}, &d));
}
END_TEST

/* What the line breaks behind the ISA are, to be written everywhere. */
static const char *newline_of(const sj_segment *isa) {
    const char *p = isa->text + isa->len + 1;
    if (p[0] == '\r' && p[1] == '\n') return "\r\n";
    return p[0] == '\n' ? "\n" : p[0] == '\r' ? "\r" : "";
}

static unsigned files_compared;

/* Reads a file and writes it again. Files that hold more than segments and one kind of line break
 * are passed over: what lies between segments is not the writer's. */
static int compare_file(const char *path, const struct stat *about, int type, struct FTW *where) {
    (void)about, (void)where;
    static char bytes[sizeof((text *)0)->bytes];
    static text out;
    FILE *f = type == FTW_F ? fopen(path, "rb") : NULL;
    if (!f) return 0;
    sj_str file = {bytes, fread(bytes, 1, sizeof bytes, f)};
    fclose(f);

    sj_reader *r;
    sj_segment s;
    sj_writer *w = NULL;
    const char *newline = "";
    uint64_t next = 0;
    bool is_plain = true;
    enum sj_read_result result;
    ck_assert_int_eq(sj_reader_open_memory(&r, file.ptr, file.len, NULL, NULL), SJ_OK);
    while ((result = sj_reader_next(r, &s)) < SJ_READ_END && is_plain) {
        is_plain = result == SJ_READ_SEGMENT && s.offset == next &&
                   !(s.flags & (SJ_SEG_WRAPPED | SJ_SEG_UNTERMINATED)) &&
                   (s.tag != SJ_TAG('I', 'S', 'A') || s.offset == 0);
        if (!is_plain) break;
        if (!w) {
            newline = newline_of(&s);
            w = new_writer(&out, &(sj_writer_opts){.delims = *s.delims, .newline = newline});
        }
        sj_writer_copy(w, (sj_str){s.text, s.len}, s.delims);
        next = s.offset + s.len + 1 + strlen(newline);
    }
    if (is_plain && w && result == SJ_READ_END && next == file.len) {
        ck_assert_int_eq(sj_writer_status(w, NULL), SJ_OK);
        ck_assert_msg(out.len == file.len && memcmp(out.bytes, bytes, out.len) == 0, "%s", path);
        files_compared++;
    }
    sj_writer_free(w);
    sj_reader_free(r);
    return 0;
}

START_TEST(gives_back_whole_files) {
    ck_assert_int_eq(nftw(SJ_SOURCE "/testdata", compare_file, 16, FTW_PHYS), 0);
    ck_assert_uint_ge(files_compared, 1);
    const char *shared = getenv("SJ_SHARED");
    char corpus[4096];
    snprintf(corpus, sizeof corpus, "%s/corpus", shared ? shared : SJ_SOURCE "/../shared");
    files_compared = 0;
    if (nftw(corpus, compare_file, 16, FTW_PHYS) == 0) ck_assert_uint_ge(files_compared, 200);
}
END_TEST

static int refuse(void *ctx, const void *bytes, size_t len) {
    (void)ctx, (void)bytes, (void)len;
    return -1;
}

START_TEST(reports_output_that_fails) {
    sj_writer *w;
    ck_assert_int_eq(sj_writer_new(&w, refuse, NULL, NULL, NULL), SJ_OK);
    write_envelope_begin(w);
    ck_assert_int_eq(sj_writer_status(w, NULL), SJ_EIO);
    sj_writer_free(w);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("writer");
    TCase *t = tcase_create("writer");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, builds_an_interchange);
    tcase_add_test(t, drops_what_trails);
    tcase_add_loop_test(t, refuses_mistakes, 0, sizeof mistakes / sizeof *mistakes);
    tcase_add_test(t, refuses_delimiters_that_are_alike);
    tcase_add_loop_test(t, gives_back_what_was_read, 0, sizeof same / sizeof *same);
    tcase_add_test(t, changes_delimiters);
    tcase_add_loop_test(t, copies_a_stretch_of_segments, 0, 3);
    tcase_add_test(t, counts_what_was_copied);
    tcase_add_test(t, chooses_delimiters_that_are_free);
    tcase_add_test(t, gives_back_whole_files);
    tcase_add_test(t, reports_output_that_fails);
    suite_add_tcase(s, t);
    return s;
}
