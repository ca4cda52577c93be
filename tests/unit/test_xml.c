/* XML: trees as they stand, schemas that hold, and everything hostile refused. */
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sj_status parse(sj_xml **out, const char *text, sj_err *err) {
    return sj_xml_parse(out, text, strlen(text), "test.xml", err);
}

static sj_status validate(const sj_xml_schema *schema, const char *text, sj_err *err) {
    return sj_xml_validate(schema, text, strlen(text), "test.xml", err);
}

START_TEST(walks_a_tree) {
    sj_xml *x;
    ck_assert_int_eq(parse(&x,
                           "<?xml version='1.0'?><!-- c -->\n"
                           "<guide id='837P' title='A &amp; &lt;B&gt; &#233;' none=''>\n"
                           "  <codes id='f'>11 <!-- c --> 12<?pi?><![CDATA[ <13>]]></codes>\n"
                           "  text <loop id='2000A'/><loop id='2000B'><segment tag='HL'/></loop>\n"
                           "  <last/>\n</guide>",
                           NULL),
                     SJ_OK);
    const sj_xml_node *root = sj_xml_root(x);
    ck_assert_str_eq(sj_xml_name(root), "guide");
    ck_assert_uint_eq(sj_xml_line(root), 2);
    ck_assert_str_eq(sj_xml_attr(root, "id"), "837P");
    ck_assert_str_eq(sj_xml_attr(root, "title"), "A & <B> \xc3\xa9");
    ck_assert_str_eq(sj_xml_attr(root, "none"), "");
    ck_assert_ptr_null(sj_xml_attr(root, "absent"));
    const sj_xml_node *codes = sj_xml_child(root, NULL);
    ck_assert_str_eq(sj_xml_name(codes), "codes");
    ck_assert_str_eq(sj_xml_text(codes), "11  12 <13>");
    const sj_xml_node *loop = sj_xml_child(root, "loop");
    ck_assert_str_eq(sj_xml_attr(loop, "id"), "2000A");
    ck_assert_ptr_null(sj_xml_child(loop, NULL));
    ck_assert_str_eq(sj_xml_text(loop), "");
    loop = sj_xml_next(loop, "loop");
    ck_assert_str_eq(sj_xml_attr(sj_xml_child(loop, "segment"), "tag"), "HL");
    ck_assert_ptr_null(sj_xml_next(loop, "loop"));
    ck_assert_str_eq(sj_xml_name(sj_xml_next(loop, NULL)), "last");
    ck_assert_uint_eq(sj_xml_line(sj_xml_next(loop, NULL)), 5);

    sj_err err;
    ck_assert_int_eq(sj_xml_fail(x, loop, "wrong loop", "2000B", &err), SJ_EXML);
    ck_assert_uint_eq(err.line, 4);
    ck_assert_str_eq(err.msg, "wrong loop");
    ck_assert_str_eq(err.detail, "test.xml: 2000B");
    sj_xml_free(x);
    sj_xml_free(NULL);
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
    const char *said; /* in msg or detail */
} wrong[] = {
    {"", 1, "test.xml"},
    {"no xml", 1, "test.xml"},
    {"<a>\n<b>\n</a>", 3, "mismatch"},
    {"<a b='1' b='2'/>", 1, "redefined"},
    {"<a>&undefined;</a>", 1, "undefined"},
    {"<a>\n<b/></a><c/>", 2, "Extra content"},
    {"<a>\xff</a>", 1, "UTF-8"},
    {"<!DOCTYPE a><a/>", 1, "DOCTYPE"},
    {"<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>", 1, "DOCTYPE"},
    {"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", 1, "DOCTYPE"},
    {"\n<!DOCTYPE a SYSTEM 'http://localhost/a.dtd'><a/>", 2, "DOCTYPE"},
};

START_TEST(refuses_what_is_wrong_or_hostile) {
    sj_xml *x;
    sj_err err;
    ck_assert_int_eq(parse(&x, wrong[_i].text, &err), SJ_EXML);
    ck_assert_ptr_null(x);
    ck_assert_uint_eq(err.line, wrong[_i].line);
    ck_assert_msg(strstr(err.detail, wrong[_i].said) || strstr(err.msg, wrong[_i].said), "%s: %s",
                  err.msg, err.detail);
    ck_assert_int_eq(parse(&x, wrong[_i].text, NULL), SJ_EXML);
}
END_TEST

START_TEST(refuses_deep_nesting) {
    enum { DEEP = 100000 };
    char *text = malloc(DEEP * 3);
    for (size_t i = 0; i < DEEP; i++) memcpy(text + 3 * i, "<a>", 3);
    sj_xml *x;
    ck_assert_int_eq(sj_xml_parse(&x, text, DEEP * 3, "deep", NULL), SJ_EXML);
    ck_assert_int_eq(sj_xml_parse(&x, text, SJ_XML_MAX + 1, "large", NULL), SJ_EXML);
    free(text);
}
END_TEST

#define XSD(body) "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>" body "</xs:schema>"
#define LOOPS                                                                                      \
    XSD("<xs:element name='loops'><xs:complexType><xs:sequence>"                                   \
        "<xs:element name='loop' maxOccurs='2'><xs:complexType>"                                   \
        "<xs:attribute name='use' use='required'><xs:simpleType><xs:restriction base='xs:string'>" \
        "<xs:enumeration value='R'/><xs:enumeration value='S'/>"                                   \
        "</xs:restriction></xs:simpleType></xs:attribute></xs:complexType></xs:element>"           \
        "</xs:sequence></xs:complexType></xs:element>")

static const struct {
    const char *text;
    unsigned line; /* 0: valid */
} documents[] = {
    {"<loops><loop use='R'/><loop use='S'/></loops>", 0},
    {"<loops>\n<loop use='X'/></loops>", 2},
    {"<loops>\n<loop/></loops>", 2},
    {"<loops></loops>", 1},
    {"<loops><loop use='R'/><loop use='R'/>\n<loop use='R'/></loops>", 2},
    {"<other/>", 1},
};

START_TEST(checks_against_a_schema) {
    sj_xml_schema *schema;
    sj_err err = {0};
    ck_assert_int_eq(sj_xml_schema_new(&schema, LOOPS, sizeof LOOPS - 1, "loops.xsd", NULL), SJ_OK);
    ck_assert_int_eq(validate(schema, documents[_i].text, &err),
                     documents[_i].line ? SJ_EXML : SJ_OK);
    ck_assert_uint_eq(err.line, documents[_i].line);
    if (documents[_i].line) ck_assert_ptr_nonnull(strstr(err.detail, "test.xml: "));
    sj_xml_schema_free(schema);
    sj_xml_schema_free(NULL);
}
END_TEST

/* A schema that pulls in a file, and a document that names one: the file is not opened. */
START_TEST(opens_no_file) {
    char path[] = "/tmp/sj-test-xsd-XXXXXX", text[600];
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_gt(write(file, LOOPS, sizeof LOOPS - 1), 0);
    close(file);

    sj_xml_schema *schema;
    sj_err err;
    int len = snprintf(text, sizeof text, XSD("<xs:include schemaLocation='%s'/>"), path);
    ck_assert_int_eq(sj_xml_schema_new(&schema, text, (size_t)len, "s", &err), SJ_EXML);

    ck_assert_int_eq(sj_xml_schema_new(&schema, XSD("<xs:element name='a'/>"),
                                       sizeof XSD("<xs:element name='a'/>") - 1, "s", &err),
                     SJ_OK);
    snprintf(text, sizeof text,
             "<loops xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
             "xsi:noNamespaceSchemaLocation='%s'><loop use='R'/></loops>",
             path);
    ck_assert_int_eq(validate(schema, text, &err), SJ_EXML); /* 'loops' is still unknown */
    sj_xml_schema_free(schema);
    unlink(path);
}
END_TEST

START_TEST(refuses_a_wrong_schema) {
    sj_xml_schema *schema;
    sj_err err;
    static const char *const schemas[] = {"", "<a/>", XSD("<xs:element name='a' type='none'/>")};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(sj_xml_schema_new(&schema, schemas[i], strlen(schemas[i]), "s", &err),
                         SJ_EXML);
        ck_assert_ptr_null(schema);
    }
}
END_TEST

START_TEST(a_lack_of_memory_is_reported) {
    sj_xml *x;
    sj_xml_schema *schema;
    for (unsigned nth = 1; nth <= 3; nth++) {
        sj_alloc_fail_at(nth);
        ck_assert_int_eq(parse(&x, "<a/>", NULL), SJ_ENOMEM);
    }
    sj_alloc_fail_at(1);
    ck_assert_int_eq(sj_xml_schema_new(&schema, LOOPS, sizeof LOOPS - 1, "s", NULL), SJ_ENOMEM);
    sj_alloc_fail_at(0);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("xml");
    TCase *t = tcase_create("xml");
    tcase_add_test(t, walks_a_tree);
    tcase_add_loop_test(t, refuses_what_is_wrong_or_hostile, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(t, refuses_deep_nesting);
    tcase_add_loop_test(t, checks_against_a_schema, 0, sizeof documents / sizeof *documents);
    tcase_add_test(t, opens_no_file);
    tcase_add_test(t, refuses_a_wrong_schema);
    tcase_add_test(t, a_lack_of_memory_is_reported);
    suite_add_tcase(s, t);
    return s;
}
