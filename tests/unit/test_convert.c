/* JSON and back: the same bytes whatever the input; and documents edited by hand. */
#include "tests/unit/convert.h"
#include "tests/unit/unit.h"

#include <stdio.h>

#include "parsers/base/alloc.h"

static sj_guides *guides;
static sj_text_buffer json, x12;

static void setup(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
}

static void teardown(void) {
    sj_guides_free(guides);
    sj_free(json.bytes);
    sj_free(x12.bytes);
    json = x12 = (sj_text_buffer){0};
}

/* If the input can be converted at all, it comes back. */
static bool comes_back(sj_str input, size_t piece) {
    sj_err err = {0};
    sj_status status = convert_to_json(guides, input, piece, false, &json, &err);
    if (status == SJ_ENOTX12 && json.len == 0) return true;
    if (status != SJ_OK) return status == SJ_ETOOBIG;
    status = convert_to_x12(convert_text(&json), false, &x12, &err);
    if (status != SJ_OK) fprintf(stderr, "%s, line %u\n", err.msg, err.line);
    return status == SJ_OK && sj_str_eq(convert_text(&x12), input);
}

/* --- round trips --- */

static const char *const files[] = {"claims.837", "remit.835", "odd.x12"};

static sj_str testdata(int i) {
    char path[512];
    snprintf(path, sizeof path, "%s/testdata/convert/%s", SJ_SOURCE, files[i]);
    sj_str s = convert_file(path);
    ck_assert_ptr_nonnull(s.ptr);
    return s;
}

#define ISA                                                                                        \
    "ISA*00*          *00*          *ZZ*JAY            *ZZ*OWL            "                        \
    "*260416*0930*^*00501*000000001*0*T*:~"

/* What real files do. */
static const sj_str oddities[] = {
    SJ_STR(ISA),
    SJ_STR(ISA "\n"),
    SJ_STR(ISA "IEA*0*000000001~"),
    SJ_STR(ISA "\r\nIEA*0*000000001~\r\n\r\n\r\n"),
    SJ_STR(ISA "IEA*0*000000001~\n\x1a"),
    SJ_STR(ISA "IEA*0*000000001~\0\0\0"),
    SJ_STR("\n\n  " ISA "IEA*0*000000001~"),
    SJ_STR("page 1\n" ISA "IEA*0*000000001~\npage 2\n" ISA "IEA*0*000000001~ page 3"),
    SJ_STR(ISA ISA ISA),                                 /* no IEA at all */
    SJ_STR(ISA "GS*HC~ST*837*1~ST*837*2~GS*HC~SE*1*2~"), /* envelopes without ends */
    SJ_STR(ISA "SE*1*1~GE*1*1~ST*837*1~IEA*1*1~"),       /* ends without beginnings */
    SJ_STR(ISA "GS*HC~ST*837*1~SE*2*1~NTE*x~GE*1*1~NTE*y~IEA*1*1~NTE*z~"),
    SJ_STR(ISA "~~~  ~\r\n~IEA*0*1~"),
    SJ_STR(ISA "gs*HC~A~AB~ABC~ABCD~*~**~:~:*:~^*^~IEA~"),
    SJ_STR(ISA "BIN*5*a~b*c~BIN*5*a~b*~BDS*X*4*~~~~~IEA*0*1~"), /* measured data, and not */
    SJ_STR(ISA "\nGS*HC~\r\nST*837*1~ \n\tSE*2*1~\n\nGE*1*1~IEA*1*1~\r"),
    SJ_STR("ISA*bad\n" ISA "IEA*0*1~ISA*00*bad*" ISA "IEA*0*1~"),
};

START_TEST(oddities_come_back) {
    for (size_t piece = 0; piece < 3; piece++) ck_assert(comes_back(oddities[_i], piece));
}
END_TEST

/* The document does not depend on how the input is read. */
START_TEST(pieces_make_no_difference) {
    sj_str file = testdata(_i);
    static const size_t pieces[] = {1, 2, 7, 106, 107, 108, 4096};
    sj_text_buffer whole = {0};
    ck_assert_int_eq(convert_to_json(guides, file, 0, true, &whole, NULL), SJ_OK);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        ck_assert_int_eq(convert_to_json(guides, file, pieces[i], true, &json, NULL), SJ_OK);
        ck_assert(sj_str_eq(convert_text(&json), convert_text(&whole)));
    }
    sj_free(whole.bytes);
    sj_free((char *)file.ptr);
}
END_TEST

START_TEST(cut_files_come_back) {
    sj_str file = testdata(_i);
    for (size_t n = 0; n <= file.len; n++)
        ck_assert_msg(comes_back((sj_str){file.ptr, n}, 0), "%s, %zu bytes", files[_i], n);
    sj_free((char *)file.ptr);
}
END_TEST

/* Lines of every width, so that a break falls on every place. */
START_TEST(wrapped_files_come_back) {
    sj_str file = testdata(_i);
    for (size_t width = 1; width < 130; width++) {
        sj_text_buffer wrapped = {0};
        for (size_t at = 0; at < file.len; at += width) {
            size_t n = file.len - at < width ? file.len - at : width;
            sj_text_buffer_put(&wrapped, (sj_str){file.ptr + at, n});
            sj_text_buffer_put(&wrapped, width % 2 ? SJ_STR("\r\n") : SJ_STR("\n"));
        }
        ck_assert_msg(comes_back(convert_text(&wrapped), 0), "%s, width %zu", files[_i], width);
        sj_free(wrapped.bytes);
    }
    sj_free((char *)file.ptr);
}
END_TEST

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Take out, put in or double a few bytes. */
static sj_text_buffer mutate(sj_str file, uint32_t *state) {
    static const char *const snippets[] = {
        "*",          ":", "^",       "~",    "\n",           "\r\n", "|", ">",
        "'",          "!", "ISA",     "\xe9", "\xee\xbf\xbf", "ST*",  " ", "~~",
        "BIN*3*~~~~", ISA, "SE*1*1~", "\x1d", "\"",           "\\u",  "{", "IEA*1*1~\n\n",
        "\xf0\x9f"};
    sj_text_buffer out = {0};
    size_t at = next_random(state) % file.len;
    size_t n = next_random(state) % (file.len - at);
    if (next_random(state) % 4) n %= 8;
    sj_text_buffer_put(&out, (sj_str){file.ptr, at});
    switch (next_random(state) % 3) {
    case 0:
        n = 0;
        break;
    case 1:
        sj_text_buffer_put(&out, (sj_str){file.ptr + at, n});
        n = 0;
        break;
    }
    size_t snippet = next_random(state) % (sizeof snippets / sizeof *snippets + 1);
    if (snippet < sizeof snippets / sizeof *snippets)
        sj_text_buffer_put(&out, sj_str_of(snippets[snippet]));
    else
        sj_text_buffer_put(&out, SJ_STR("\0"));
    sj_text_buffer_put(&out, (sj_str){file.ptr + at + n, file.len - at - n});
    return out;
}

START_TEST(mutated_files_come_back) {
    sj_str file = testdata(_i);
    uint32_t state = 20260416u + (uint32_t)_i;
    for (int i = 0; i < 1500; i++) {
        uint32_t before = state;
        sj_text_buffer changed = mutate(file, &state);
        for (uint32_t more = before % 4; more; more--) {
            sj_text_buffer again = mutate(convert_text(&changed), &state);
            sj_free(changed.bytes);
            changed = again;
        }
        ck_assert_msg(comes_back(convert_text(&changed), 0), "%s, seed %u", files[_i], before);
        sj_free(changed.bytes);
    }
    sj_free((char *)file.ptr);
}
END_TEST

/* Text between interchanges up to its limit, and beyond. */
START_TEST(text_has_a_limit) {
    static const char interchange[] = ISA "IEA*0*1~";
    enum { SMALL = 200 * 1024, LARGE = SJ_CONVERT_TEXT_MAX + (8 << 20) };
    for (int large = 0; large < 2; large++) {
        sj_text_buffer b = {0};
        size_t n = large ? LARGE : SMALL;
        sj_text_buffer_put(&b, sj_str_of(interchange));
        ck_assert(sj_text_buffer_reserve(&b, n));
        memset(b.bytes + b.len, 'x', n);
        b.len += n;
        sj_text_buffer_put(&b, sj_str_of(interchange));
        sj_err err = {0};
        if (large) {
            ck_assert_int_eq(convert_to_json(guides, convert_text(&b), 0, false, &json, &err),
                             SJ_ETOOBIG);
            ck_assert_int_eq(convert_to_x12(convert_text(&json), false, &x12, &err), SJ_EARG);
        } else {
            ck_assert(comes_back(convert_text(&b), 0));
        }
        sj_free(b.bytes);
    }
}
END_TEST

/* --- documents by hand --- */

#define DELIMITERS                                                                                 \
    "\"delimiters\":{\"element\":\"*\",\"component\":\":\",\"repetition\":\"^\",\"terminator\":"   \
    "\"~\"}"
#define INTERCHANGE(items)    "{" DELIMITERS ",\"newline\":\"\\n\",\"content\":[" items "]}"
#define DOCUMENT(items)       "{\"schema\":1,\"content\":[" INTERCHANGE(items) "]}"
#define SEGMENT(id, elements) "{\"segment\":\"" id "\",\"elements\":{" elements "}}"

static const struct {
    const char *json, *x12; /* x12 NULL: refused */
    const char *why;        /* part of the message */
} documents[] = {
    {DOCUMENT(SEGMENT("REF", "\"01\":\"EI\",\"02\":\"1\"")), "REF*EI*1~\n", NULL},
    {DOCUMENT(SEGMENT("REF", "\"04\":\"x\",\"1\":\"EI\"")), "REF*EI***x~\n", NULL},
    {DOCUMENT(SEGMENT("REF", "")), "REF~\n", NULL},
    {DOCUMENT(SEGMENT("SV1", "\"01\":[\"HC\",\"99213\",\"\"],\"03\":\"\"")), "SV1*HC:99213:**~\n",
     NULL},
    {DOCUMENT(SEGMENT("EB", "\"03\":{\"repeat\":[\"30\",[\"A\",\"B\"]]}")), "EB***30^A:B~\n", NULL},
    {DOCUMENT("{\"loop\":\"2300\",\"name\":\"x\",\"content\":[" SEGMENT("LX", "\"01\":\"1\"") "]}"),
     "LX*1~\n", NULL},
    {DOCUMENT("{\"segment\":\"LX\",\"elements\":{\"01\":\"1\"},\"after\":\" \\r\\n\"}"),
     "LX*1~ \r\n", NULL},
    {DOCUMENT(
         "{\"segment\":\"LX\",\"elements\":{\"01\":\"1\"},\"terminated\":false,\"after\":\"\"}"),
     "LX*1", NULL},
    {DOCUMENT("{\"segment\":\"NTE\",\"elements\":{\"01\":\"abcdef\"},\"breaks\":[[2,\"\\n\"],[6,"
              "\"\\r\\n\"],[99,\"\\n\"]]}"),
     "NT\nE*a\r\nbcdef~\n", NULL},
    {DOCUMENT("{\"text\":\"a~*\\uefe9\"}"), "a~*\xe9", NULL},
    {"{\"content\":[{" DELIMITERS ",\"content\":[" SEGMENT("LX", "") "]}]}", "LX~", NULL},
    {"{\"content\":[]}", "", NULL},

    {"{\"content\":[" SEGMENT("LX", "") "]}", NULL, "outside an interchange"},
    {"{\"content\":[{\"content\":[]," DELIMITERS "}]}", NULL, "before \"content\""},
    {"{\"content\":[{\"delimiters\":{\"element\":\"**\",\"component\":\":\",\"terminator\":\"~\"},"
     "\"content\":[]}]}",
     NULL, "one byte"},
    {"{\"content\":[{\"delimiters\":{\"component\":\":\",\"terminator\":\"~\"},\"content\":[]}]}",
     NULL, "one byte"},
    {"{\"schema\":2,\"content\":[]}", NULL, "schema"},
    {"{\"schema\":1}", NULL, "no \"content\""},
    {"{\"schema\":1,\"content\":[],\"failed\":\"x\"}", NULL, "could not be read"},
    {"{\"content\":[],\"note\":1}", NULL, "no meaning"},
    {"{\"content\":[]} {}", NULL, "something follows"},
    {"{\"content\":[", NULL, "too early"},
    {"[]", NULL, "an object is wanted"},
    {DOCUMENT("{\"segment\":\"REF\",\"element\":{}}"), NULL, "no meaning"},
    {DOCUMENT("{\"segment\":\"REF\"}"), NULL, "must be an object"},
    {DOCUMENT("{\"segment\":7,\"elements\":{}}"), NULL, "must be text"},
    {DOCUMENT("{\"segment\":\"REF\",\"segment\":\"REF\",\"elements\":{}}"), NULL, "twice"},
    {DOCUMENT(SEGMENT("REF", "\"00\":\"x\"")), NULL, "position"},
    {DOCUMENT(SEGMENT("REF", "\"x\":\"x\"")), NULL, "position"},
    {DOCUMENT(SEGMENT("REF", "\"99999\":\"x\"")), NULL, "position"},
    {DOCUMENT(SEGMENT("REF", "\"1\":\"x\",\"01\":\"y\"")), NULL, "same position"},
    {DOCUMENT(SEGMENT("REF", "\"01\":100")), NULL, "must be text"},
    {DOCUMENT(SEGMENT("REF", "\"01\":[[\"x\"]]")), NULL, "must be text"},
    {DOCUMENT(SEGMENT("REF", "\"01\":{\"repeats\":[]}")), NULL, "\"repeat\""},
    {DOCUMENT(SEGMENT("REF", "\"01\":\"a*b\"")), NULL, "delimiters"},
    {DOCUMENT(SEGMENT("REF", "\"01\":\"a:b\"")), NULL, "delimiters"},
    {DOCUMENT(SEGMENT("REF", "\"01\":[\"a^b\"]")), NULL, "delimiters"},
    {DOCUMENT(SEGMENT("REF", "\"01\":\"~\"")), NULL, "delimiters"},
    {DOCUMENT(SEGMENT("RE*F", "")), NULL, "id holds a delimiter"},
    {DOCUMENT(SEGMENT("ISA", "\"11\":\"!\",\"16\":\":\"")), NULL, "ISA11"},
    {DOCUMENT(SEGMENT("ISA", "\"11\":\"^\",\"16\":\">\"")), NULL, "ISA16"},
    {DOCUMENT("{\"segment\":\"LX\",\"elements\":{},\"breaks\":[[1,\"x\"]]}"), NULL, "\"breaks\""},
    {DOCUMENT("{\"segment\":\"LXY\",\"elements\":{},\"breaks\":[[2,\"\\n\"],[1,\"\\n\"]]}"), NULL,
     "\"breaks\""},
    {DOCUMENT("{\"segment\":\"LX\",\"elements\":{},\"breaks\":{}}"), NULL, "\"breaks\""},
    {DOCUMENT("{\"text\":1}"), NULL, "must be text"},
};

START_TEST(a_document_becomes_x12) {
    sj_err err = {0};
    sj_status status = convert_to_x12(sj_str_of(documents[_i].json), false, &x12, &err);
    if (documents[_i].x12) {
        ck_assert_msg(status == SJ_OK, "%s", err.msg);
        ck_assert(sj_str_is(convert_text(&x12), documents[_i].x12));
    } else {
        ck_assert_int_eq(status, SJ_EARG);
        ck_assert_msg(strstr(err.msg, documents[_i].why), "%s", err.msg);
        ck_assert_uint_eq(err.line, 1);
    }
}
END_TEST

/* Counts are what is there: two sets of three and two segments in one of two groups. */
START_TEST(counts_are_set_anew) {
    const char *wrong = DOCUMENT(SEGMENT("ISA", "\"11\":\"^\",\"16\":\":\"") "," SEGMENT("GS", "") "," SEGMENT(
        "ST",
        "\"01\""
        ":\"837"
        "\"") "," SEGMENT("LX",
                          "\"01\":\"1\"") "," SEGMENT("SE",
                                                      "\"01\":\"99\",\"02\":"
                                                      "\"1\"") "," SEGMENT("ST",
                                                                           "\"01"
                                                                           "\":"
                                                                           "\"837"
                                                                           "\"") "," SEGMENT("SE",
                                                                                             "\"02"
                                                                                             "\":"
                                                                                             "\"2"
                                                                                             "\"") "," SEGMENT("GE",
                                                                                                               "\"01\":\"0\"") "," SEGMENT("GS",
                                                                                                                                           "") "," SEGMENT("GE",
                                                                                                                                                           "\"01\":\"5\"") "," SEGMENT("IEA",
                                                                                                                                                                                       ""));
    ck_assert_int_eq(convert_to_x12(sj_str_of(wrong), true, &x12, NULL), SJ_OK);
    ck_assert(sj_str_is(convert_text(&x12),
                        "ISA***********^*****:~\nGS~\nST*837~\nLX*1~\nSE*3*1~\nST*837~\nSE*2*2~\n"
                        "GE*2~\nGS~\nGE*0~\nIEA*2~\n"));
    ck_assert_int_eq(convert_to_x12(sj_str_of(wrong), false, &x12, NULL), SJ_OK);
    ck_assert(strstr(x12.bytes, "SE*99*1~"));
}
END_TEST

static int write_nothing(void *ctx, const void *bytes, size_t len) {
    (void)ctx, (void)bytes, (void)len;
    return -1;
}

START_TEST(a_full_disk_is_told) {
    sj_str file = testdata(0);
    convert_input in = {file, 0};
    ck_assert_int_eq(
        sj_convert_to_json(guides, convert_read, &in, write_nothing, NULL, false, NULL), SJ_EIO);
    ck_assert_int_eq(convert_to_json(guides, file, 0, false, &json, NULL), SJ_OK);
    in.left = convert_text(&json);
    ck_assert_int_eq(sj_convert_to_x12(convert_read, &in, write_nothing, NULL, false, NULL),
                     SJ_EIO);
    sj_free((char *)file.ptr);
}
END_TEST

/* Each allocation fails in turn: told, nothing lost, nothing leaked. */
START_TEST(no_memory_is_told) {
    sj_str file = testdata(2);
    sj_text_buffer to = {0};
    ck_assert(sj_text_buffer_reserve(&to, 1 << 20));
    ck_assert(sj_text_buffer_reserve(&x12, 1 << 20));
    bool failed = true;
    for (unsigned n = 1; failed; n++) {
        sj_alloc_fail_at(n);
        sj_status status = convert_to_json(guides, file, 0, true, &to, NULL);
        failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        ck_assert_int_eq(status, failed ? SJ_ENOMEM : SJ_OK);
    }
    failed = true;
    for (unsigned n = 1; failed; n++) {
        sj_alloc_fail_at(n);
        sj_status status = convert_to_x12(convert_text(&to), false, &x12, NULL);
        failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        ck_assert_int_eq(status, failed ? SJ_ENOMEM : SJ_OK);
    }
    sj_free(to.bytes);
    sj_free((char *)file.ptr);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof *(array))

Suite *suite(void) {
    Suite *s = suite_create("convert");
    TCase *t = tcase_create("convert");
    tcase_add_unchecked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, oddities_come_back, 0, COUNT_OF(oddities));
    tcase_add_loop_test(t, pieces_make_no_difference, 0, COUNT_OF(files));
    tcase_add_loop_test(t, cut_files_come_back, 0, COUNT_OF(files));
    tcase_add_loop_test(t, wrapped_files_come_back, 0, COUNT_OF(files));
    tcase_add_loop_test(t, mutated_files_come_back, 0, COUNT_OF(files));
    tcase_add_test(t, text_has_a_limit);
    tcase_add_loop_test(t, a_document_becomes_x12, 0, COUNT_OF(documents));
    tcase_add_test(t, counts_are_set_anew);
    tcase_add_test(t, a_full_disk_is_told);
    tcase_add_test(t, no_memory_is_told);
    suite_add_tcase(s, t);
    return s;
}
