/* JSON read piece by piece, and bytes that survive JSON. */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "parsers/base/alloc.h"
#include "parsers/base/json.h"

typedef struct text {
    sj_str left;
    size_t piece; /* bytes at the most per call */
} text;

static ptrdiff_t read_text(void *ctx, char *buf, size_t cap) {
    text *t = ctx;
    size_t n = t->left.len < cap ? t->left.len : cap;
    if (n > t->piece) n = t->piece;
    if (n) memcpy(buf, t->left.ptr, n);
    t->left.ptr += n;
    t->left.len -= n;
    return (ptrdiff_t)n;
}

/* What a walk over a document sees: objects and the arrays named "in" are entered, all else is
 * taken whole and shown by its kind. */
typedef struct sight {
    char text[512];
    size_t len;
} sight;

static void note(sight *l, const char *fmt, sj_str s) {
    l->len += (size_t)snprintf(l->text + l->len, sizeof l->text - l->len, fmt, SJ_FMT(s));
}

static void walk_object(sj_json_in *in, sight *l);

static void walk_array(sj_json_in *in, sight *l) {
    if (!sj_json_in_enter(in, '[')) return;
    note(l, "[", SJ_STR(""));
    while (sj_json_in_more(in)) walk_object(in, l);
    note(l, "]", SJ_STR(""));
}

static void walk_object(sj_json_in *in, sight *l) {
    static const char *const kinds[] = {"?", "null", "bool", "number", "string", "array", "object"};
    if (!sj_json_in_enter(in, '{')) return;
    note(l, "{", SJ_STR(""));
    sj_str key;
    while (sj_json_in_more(in) && sj_json_in_key(in, &key)) {
        note(l, " %.*s", key);
        if (sj_str_is(key, "in")) {
            walk_array(in, l);
            continue;
        }
        sj_json *v = sj_json_in_value(in);
        note(l, ":%.*s", sj_str_of(kinds[sj_json_kind_of(v)]));
        sj_json_free(v);
    }
    note(l, "}", SJ_STR(""));
}

static const struct {
    const char *text;
    const char *seen;
    sj_status status;
    unsigned line;
} walks[] = {
    {"{}", "{}", SJ_OK, 0},
    {" {\"a\":1}\n", "{ a:number}", SJ_OK, 0},
    {"{\"a\":1,\"b\":true,\"c\":null,\"d\":\"}\",\"e\":[1,[2]],\"f\":{\"g\":{}}}",
     "{ a:number b:bool c:null d:string e:array f:object}", SJ_OK, 0},
    {"{\"in\":[{\"a\":-1.5e3\n},{\"in\":[]} , {\"b\":false}],\"z\":\"\"}",
     "{ in[{ a:number}{ in[]}{ b:bool}] z:string}", SJ_OK, 0},
    {"{\"a\" : 1 , \"b\"\t:\r\n2 }", "{ a:number b:number}", SJ_OK, 0},
    {"{\"a\":1\n,\n\"b\":2,}", NULL, SJ_EARG, 3},
    {"{\"a\":1 \"b\":2}", NULL, SJ_EARG, 1},
    {"{\"in\":[{}\n{}]}", NULL, SJ_EARG, 2},
    {"{\"in\":[{},]}", NULL, SJ_EARG, 1},
    {"{\"in\":[1]}", NULL, SJ_EARG, 1},
    {"{\"a\"", NULL, SJ_EARG, 1},
    {"{\"a\":", NULL, SJ_EARG, 1},
    {"{\"a\":\"x", NULL, SJ_EARG, 1},
    {"", NULL, SJ_EARG, 1},
    {"[]", NULL, SJ_EARG, 1},
    {"{1:2}", NULL, SJ_EARG, 1},
    {"{\"a\":nul}", NULL, SJ_EARG, 1},
    {"{\"a\":\"\xff\"}", NULL, SJ_EARG, 1},
    {"{} x", NULL, SJ_EARG, 1},
    {"{\"a\":\"0123456789012345678901234567890123456789\"}", NULL, SJ_ETOOBIG, 1},
};

START_TEST(a_document_is_walked) {
    for (size_t piece = 1; piece < 64; piece++) {
        text t = {sj_str_of(walks[_i].text), piece};
        sj_json_in *in;
        sj_err err = {0};
        ck_assert_int_eq(sj_json_in_new(&in, read_text, &t, 32, &err), SJ_OK);
        sight seen = {0};
        walk_object(in, &seen);
        bool is_whole = sj_json_in_end(in);
        ck_assert_int_eq(sj_json_in_status(in, &err), walks[_i].status);
        ck_assert_int_eq(is_whole, walks[_i].status == SJ_OK);
        if (walks[_i].seen) ck_assert_str_eq(seen.text, walks[_i].seen);
        ck_assert_uint_eq(err.line, walks[_i].line);
        sj_json_in_free(in);
    }
}
END_TEST

START_TEST(depth_is_limited) {
    char deep[1024];
    size_t n = 0;
    for (int i = 0; i < 70; i++) n += (size_t)sprintf(deep + n, "{\"in\":[");
    text t = {{deep, n}, 4096};
    sj_json_in *in;
    ck_assert_int_eq(sj_json_in_new(&in, read_text, &t, 32, NULL), SJ_OK);
    sight seen = {0};
    walk_object(in, &seen);
    ck_assert_int_eq(sj_json_in_status(in, NULL), SJ_ETOOBIG);
    sj_json_in_free(in);
}
END_TEST

static ptrdiff_t read_failing(void *ctx, char *buf, size_t cap) {
    (void)ctx, (void)buf, (void)cap;
    return -1;
}

START_TEST(a_failing_input_is_told) {
    sj_json_in *in;
    ck_assert_int_eq(sj_json_in_new(&in, read_failing, NULL, 32, NULL), SJ_OK);
    ck_assert(!sj_json_in_enter(in, '{'));
    ck_assert_int_eq(sj_json_in_status(in, NULL), SJ_EINPUT);
    sj_json_in_free(in);
}
END_TEST

START_TEST(no_memory_is_told) {
    sj_json_in *in;
    sj_alloc_fail_at(1);
    ck_assert_int_eq(sj_json_in_new(&in, read_failing, NULL, 32, NULL), SJ_ENOMEM);
    ck_assert_ptr_null(in);
    sj_json_in_free(in);
}
END_TEST

START_TEST(members_come_in_their_order) {
    sj_json *v;
    ck_assert_int_eq(sj_json_parse(&v, SJ_STR("{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"}"), NULL),
                     SJ_OK);
    char seen[16] = "";
    void *at = NULL;
    sj_str key;
    const sj_json *value;
    while (sj_json_each(v, &at, &key, &value)) {
        strncat(seen, key.ptr, key.len);
        strncat(seen, sj_json_text(value).ptr, 1);
    }
    ck_assert_str_eq(seen, "z1a2m3");
    at = NULL;
    ck_assert(!sj_json_each(sj_json_get(v, "z"), &at, &key, &value));
    sj_json_free(v);
}
END_TEST

/* Bytes, how they stand in JSON, and back. */
static const struct {
    sj_str bytes;
    const char *json;
} kept[] = {
    {SJ_STR(""), "\"\""},
    {SJ_STR("SMITH"), "\"SMITH\""},
    {SJ_STR("a\"b\\c\x1d\t\0z"), "\"a\\\"b\\\\c\\u001d\\t\\u0000z\""},
    {SJ_STR("Mu\xc3\xb1oz \xf0\x9f\x90\xa6"),
     "\"Mu\xc3\xb1oz \xf0\x9f\x90\xa6\""},   /* UTF-8 stays */
    {SJ_STR("Mu\xf1oz"), "\"Mu\\ueff1oz\""}, /* Latin 1: each byte */
    {SJ_STR("\x80\xff"), "\"\\uef80\\uefff\""},
    {SJ_STR("\xc3"), "\"\\uefc3\""},                       /* a sequence that is cut */
    {SJ_STR("\xed\xa0\x80"), "\"\\uefed\\uefa0\\uef80\""}, /* a surrogate is not UTF-8 */
    {SJ_STR("\xee\xbe\x80"), "\"\\uefee\\uefbe\\uef80\""}, /* U+EF80 itself */
    {SJ_STR("\xee\xbd\xbf\xef\x80\x80"), "\"\xee\xbd\xbf\xef\x80\x80\""}, /* its neighbours */
};

START_TEST(bytes_survive) {
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_bytes(&out, kept[_i].bytes);
    ck_assert_int_eq(sj_json_flush(&out), SJ_OK);
    ck_assert_uint_eq(out.len, strlen(kept[_i].json));
    ck_assert_mem_eq(out.buf, kept[_i].json, out.len);
    char document[128];
    int n = snprintf(document, sizeof document, "[%s]", kept[_i].json);
    sj_json *v;
    ck_assert_int_eq(sj_json_parse(&v, (sj_str){document, (size_t)n}, NULL), SJ_OK);
    char back[64];
    size_t len = sj_json_keep_bytes(sj_json_text(sj_json_at(v, 0)), back);
    ck_assert_uint_eq(len, kept[_i].bytes.len);
    if (len) ck_assert_mem_eq(back, kept[_i].bytes.ptr, len);
    sj_json_free(v);
    sj_json_dispose(&out);
}
END_TEST

START_TEST(lines_are_indented) {
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_object(&out);
    sj_json_key(&out, "content");
    sj_json_array(&out);
    for (int i = 0; i < 2; i++) {
        sj_json_line(&out);
        sj_json_object(&out);
        sj_json_key(&out, "in");
        sj_json_array(&out);
        sj_json_line(&out);
        sj_json_int(&out, i);
        sj_json_int(&out, i);
        sj_json_array_end(&out);
        sj_json_object_end(&out);
    }
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    const char *want = "{\"content\":[\n {\"in\":[\n  0,0]},\n {\"in\":[\n  1,1]}]}";
    ck_assert_uint_eq(out.len, strlen(want));
    ck_assert_mem_eq(out.buf, want, out.len);
    sj_json_dispose(&out);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof *(array))

Suite *suite(void) {
    Suite *s = suite_create("json_in");
    TCase *t = tcase_create("json_in");
    tcase_add_loop_test(t, a_document_is_walked, 0, COUNT_OF(walks));
    tcase_add_test(t, depth_is_limited);
    tcase_add_test(t, a_failing_input_is_told);
    tcase_add_test(t, no_memory_is_told);
    tcase_add_test(t, members_come_in_their_order);
    tcase_add_loop_test(t, bytes_survive, 0, COUNT_OF(kept));
    tcase_add_test(t, lines_are_indented);
    suite_add_tcase(s, t);
    return s;
}
