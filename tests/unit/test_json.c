/* JSON: what the writer writes, whatever bytes it is given, and look-ups in documents that were
 * read. */
#include "parsers/base/alloc.h"
#include "parsers/base/json.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

START_TEST(writes_a_document) {
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_uint(&out, 1);
    sj_json_key(&out, "files");
    sj_json_array(&out);
    sj_json_object(&out);
    sj_json_key(&out, "path");
    sj_json_strz(&out, "a.837");
    sj_json_key(&out, "stc");
    sj_json_strz(&out, NULL);
    sj_json_key(&out, "empty");
    sj_json_array(&out);
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_object(&out);
    sj_json_object_end(&out);
    sj_json_array_end(&out);
    sj_json_key(&out, "charge");
    sj_json_money(&out, -1205);
    sj_json_key(&out, "n");
    sj_json_array(&out);
    sj_json_int(&out, INT64_MIN);
    sj_json_int(&out, -7);
    sj_json_uint(&out, UINT64_MAX);
    sj_json_bool(&out, true);
    sj_json_bool(&out, false);
    sj_json_null(&out);
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    sj_json_object(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    ck_assert_int_eq(sj_json_flush(&out), SJ_OK);
    static const char expected[] =
        "{\"schema\":1,\"files\":[{\"path\":\"a.837\",\"stc\":null,\"empty\":[]},{}],"
        "\"charge\":\"-12.05\",\"n\":[-9223372036854775808,-7,18446744073709551615,true,false,null]"
        "}\n"
        "{}\n";
    ck_assert_uint_eq(out.len, sizeof expected - 1);
    ck_assert_mem_eq(out.buf, expected, out.len);
    sj_json_dispose(&out);
    sj_json_dispose(&out);
}
END_TEST

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static const struct {
    sj_str text;
    const char *written;
} strings[] = {
    {SJ_STR(""), ""},
    {SJ_STR("plain, with / and ' and ~"), "plain, with / and ' and ~"},
    {SJ_STR("\"\\\b\f\n\r\t"), "\\\"\\\\\\b\\f\\n\\r\\t"},
    {SJ_STR("\0\x01\x1f\x7f"), "\\u0000\\u0001\\u001f\\u007f"},
    {SJ_STR("\xc3\x89VRY \xe2\x82\xac \xf0\x9f\x90\xa6"),
     "\xc3\x89VRY \xe2\x82\xac \xf0\x9f\x90\xa6"},
    {SJ_STR("\xc9VRY"), BAD "VRY"},                             /* Latin-1 */
    {SJ_STR("\x80\xbf"), BAD BAD},                              /* continuation bytes alone */
    {SJ_STR("\xc0\xaf \xe0\x80\xaf"), BAD BAD " " BAD BAD BAD}, /* overlong */
    {SJ_STR("\xed\xa0\x80"), BAD BAD BAD},                      /* a surrogate */
    {SJ_STR("\xf4\x90\x80\x80"), BAD BAD BAD BAD},              /* beyond U+10FFFF */
    {SJ_STR("\xf5\xff"), BAD BAD},
    {SJ_STR("\xe2\x82"), BAD BAD}, /* cut */
    {SJ_STR("\xe2\x82\xe2\x82\xac"), BAD BAD "\xe2\x82\xac"},
};

START_TEST(escapes_strings) {
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_array(&out);
    sj_json_str(&out, strings[_i].text);
    sj_json_array_end(&out);
    size_t len = strlen(strings[_i].written);
    ck_assert_uint_eq(out.len, len + 4);
    ck_assert_mem_eq(out.buf + 2, strings[_i].written, len);
    /* And another reader of JSON understands it. */
    sj_json *read;
    ck_assert_int_eq(sj_json_parse(&read, (sj_str){out.buf, out.len}, NULL), SJ_OK);
    ck_assert_ptr_nonnull(read);
    sj_json_free(read);
    sj_json_dispose(&out);
}
END_TEST

static const struct {
    sj_money money;
    const char *text;
} amounts[] = {
    {0, "\"0.00\""},
    {5, "\"0.05\""},
    {-5, "\"-0.05\""},
    {1250, "\"12.50\""},
    {-123456, "\"-1234.56\""},
    {INT64_MAX, "\"92233720368547758.07\""},
    {INT64_MIN, "\"-92233720368547758.08\""},
};

/* A row put together by the caller: the comma before it and the room are the writer's, also where
 * the row is longer than a piece. */
START_TEST(rows_by_hand) {
    const sj_str text = SJ_STR("a\"b\x01\xff");
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_array(&out);
    sj_json_uint(&out, 7);
    char *p = sj_json_room(&out, 100000 + SJ_JSON_STR_ROOM(text.len) + SJ_JSON_UINT_ROOM + 1);
    ck_assert_ptr_nonnull(p);
    p = sj_json_write_str(p, text);
    *p++ = ',';
    p = sj_json_write_uint(p, UINT64_MAX);
    sj_json_wrote(&out, p);
    sj_json_uint(&out, 8);
    sj_json_array_end(&out);
    ck_assert_int_eq(out.status, SJ_OK);
    static const char expected[] = "[7,\"a\\\"b\\u0001\xef\xbf\xbd\",18446744073709551615,8]";
    ck_assert_uint_eq(out.len, sizeof expected - 1);
    ck_assert_mem_eq(out.buf, expected, out.len);
    sj_json_dispose(&out);
}
END_TEST

START_TEST(amounts_by_hand) {
    char buf[SJ_JSON_MONEY_ROOM];
    const char *end = sj_json_write_money(buf, amounts[_i].money);
    ck_assert_uint_eq((size_t)(end - buf), strlen(amounts[_i].text));
    ck_assert_mem_eq(buf, amounts[_i].text, strlen(amounts[_i].text));
}
END_TEST

static const struct {
    uint64_t number;
    const char *text;
} numbers[] = {
    {0, "0"},
    {9, "9"},
    {10, "10"},
    {1005, "1005"},
    {99999, "99999"},
    {40302010, "40302010"},
    {99999999, "99999999"},
    {100000000, "100000000"},
    {10000000000000001, "10000000000000001"},
    {UINT64_MAX, "18446744073709551615"},
};

START_TEST(numbers_by_hand) {
    char buf[SJ_JSON_UINT_ROOM];
    const char *end = sj_json_write_uint(buf, numbers[_i].number);
    ck_assert_uint_eq((size_t)(end - buf), strlen(numbers[_i].text));
    ck_assert_mem_eq(buf, numbers[_i].text, strlen(numbers[_i].text));
}
END_TEST

static void check_text(sj_str text) {
    sj_json_out out;
    sj_json_init(&out, NULL, NULL);
    sj_json_str(&out, text);
    char buf[256];
    const char *end = sj_json_write_str(buf, text);
    ck_assert_uint_eq((size_t)(end - buf), out.len);
    ck_assert_mem_eq(buf, out.buf, out.len);
    sj_json_dispose(&out);
}

/* A text that is written by hand is the same as one that is not, whatever byte stands in it, and
 * where. */
START_TEST(texts_by_hand) {
    for (size_t len = 1; len <= 18; len++) {
        char *text = malloc(len); /* no byte more, so that no reading behind it goes unseen */
        for (size_t i = 0; i < 256 * len; i++) {
            memset(text, 'x', len);
            text[i / 256] = (char)(i % 256);
            check_text((sj_str){text, len});
        }
        free(text);
    }
}
END_TEST

typedef struct counter {
    size_t bytes, calls, fail_at;
    uint64_t sum;
} counter;

static int count(void *ctx, const void *bytes, size_t len) {
    counter *c = ctx;
    if (++c->calls == c->fail_at) return -1;
    for (size_t i = 0; i < len; i++) c->sum = c->sum * 31 + ((const unsigned char *)bytes)[i];
    c->bytes += len;
    return 0;
}

static void write_much(sj_json_out *out) {
    char text[1000];
    memset(text, 'x', sizeof text);
    sj_json_array(out);
    for (size_t i = 0; i < 1000; i++) sj_json_str(out, (sj_str){text, i});
    char *long_text = malloc(300000);
    memset(long_text, '\n', 300000);
    sj_json_str(out, (sj_str){long_text, 300000});
    free(long_text);
    sj_json_array_end(out);
}

START_TEST(writes_in_pieces) {
    sj_json_out gathered, streamed;
    counter whole = {0}, pieces = {0};
    sj_json_init(&gathered, NULL, NULL);
    write_much(&gathered);
    count(&whole, gathered.buf, gathered.len);
    sj_json_init(&streamed, count, &pieces);
    write_much(&streamed);
    ck_assert_uint_le(streamed.cap, 64 * 1024);
    ck_assert_int_eq(sj_json_flush(&streamed), SJ_OK);
    ck_assert_uint_gt(pieces.calls, 10);
    ck_assert_uint_eq(pieces.bytes, whole.bytes);
    ck_assert_uint_eq(pieces.sum, whole.sum);
    sj_json_dispose(&gathered);
    sj_json_dispose(&streamed);
}
END_TEST

START_TEST(output_that_fails_is_reported) {
    sj_json_out out;
    counter c = {.fail_at = 3};
    sj_json_init(&out, count, &c);
    write_much(&out);
    ck_assert_int_eq(sj_json_flush(&out), SJ_EIO);
    ck_assert_uint_eq(c.calls, 3);
    sj_json_dispose(&out);
    for (unsigned nth = 1; nth < 5; nth++) {
        sj_json_init(&out, NULL, NULL);
        sj_alloc_fail_at(nth);
        write_much(&out);
        ck_assert_int_eq(sj_json_flush(&out), SJ_ENOMEM);
        sj_json_dispose(&out);
    }
    sj_alloc_fail_at(0);
}
END_TEST

START_TEST(reads_documents) {
    sj_json *root;
    ck_assert_int_eq(
        sj_json_parse(&root,
                      SJ_STR("{\"seed\":7,\"claims\":[{\"account\":\"A\\u00e9\\u0000B\","
                             "\"ok\":true},{}]}"),
                      NULL),
        SJ_OK);
    const sj_json *claims = sj_json_get(root, "claims");
    ck_assert_int_eq(sj_json_integer(sj_json_get(root, "seed")), 7);
    ck_assert_uint_eq(sj_json_count(root), 2);
    ck_assert_uint_eq(sj_json_count(claims), 2);
    ck_assert(sj_str_eq(sj_json_text(sj_json_get(sj_json_at(claims, 0), "account")),
                        SJ_STR("A\xc3\xa9\0B")));
    ck_assert(sj_json_is_true(sj_json_get(sj_json_at(claims, 0), "ok")));
    ck_assert(!sj_json_is_true(sj_json_get(sj_json_at(claims, 1), "ok")));
    /* What is not there is NULL, and so is all below it. */
    ck_assert_ptr_null(sj_json_get(sj_json_at(sj_json_get(root, "none"), 5), "x"));
    ck_assert_ptr_null(sj_json_at(claims, 2));
    ck_assert_ptr_null(sj_json_get(claims, "x"));
    ck_assert_uint_eq(sj_json_text(claims).len, 0);
    ck_assert_int_eq(sj_json_integer(NULL), 0);
    ck_assert_uint_eq(sj_json_count(NULL), 0);
    sj_json_free(root);
    sj_json_free(NULL);
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
} wrong[] = {{"", 1}, {"{", 1}, {"{\"a\":1,\n\"a\":2}", 2}, {"[1,\n2,\n]", 3}, {"{} x", 1}};

START_TEST(refuses_wrong_documents) {
    sj_json *root;
    sj_err err;
    ck_assert_int_eq(sj_json_parse(&root, sj_str_of(wrong[_i].text), &err), SJ_EARG);
    ck_assert_ptr_null(root);
    ck_assert_uint_eq(err.line, wrong[_i].line);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("json");
    TCase *t = tcase_create("json");
    tcase_add_test(t, writes_a_document);
    tcase_add_loop_test(t, escapes_strings, 0, sizeof strings / sizeof *strings);
    tcase_add_test(t, rows_by_hand);
    tcase_add_loop_test(t, amounts_by_hand, 0, sizeof amounts / sizeof *amounts);
    tcase_add_loop_test(t, numbers_by_hand, 0, sizeof numbers / sizeof *numbers);
    tcase_add_test(t, texts_by_hand);
    tcase_add_test(t, writes_in_pieces);
    tcase_add_test(t, output_that_fails_is_reported);
    tcase_add_test(t, reads_documents);
    tcase_add_loop_test(t, refuses_wrong_documents, 0, sizeof wrong / sizeof *wrong);
    suite_add_tcase(s, t);
    return s;
}
