/* The guides: that wrong files are refused with their line, what sharing means, and an audit of
 * every guide that is built in. */
#include <stdio.h>

#include "parsers/base/embed.h"
#include "parsers/guide/guide_impl.h"
#include "tests/unit/unit.h"

#include "parsers/base/xml.h"

extern const sj_embedded sj_guide_files[];

/* --- loading --- */

#define DICTIONARY                                                                                 \
    "<dictionary version='005010'>"                                                                \
    "<de id='1' type='AN' min='1' max='9' name='Text'/>"                                           \
    "<de id='2' type='ID' min='2' max='3' name='Code'/>"                                           \
    "<de id='1250' type='ID' min='2' max='3' name='Format'/>"                                      \
    "<de id='1251' type='AN' min='1' max='35' name='Period'/>"                                     \
    "<composite id='C001' name='Pair'><c de='2' mandatory='1'/><c de='1'/></composite>"            \
    "<segment tag='AA' name='First' syntax='P0203'><e de='2'/><e de='1'/><e de='1'/></segment>"    \
    "<segment tag='BB' name='Second'><e de='2'/><e composite='C001'/></segment>"                   \
    "<segment tag='DT' name='Dates'><e de='1250'/><e de='1251'/></segment>"                        \
    "</dictionary>"
#define GUIDE(content)                                                                             \
    "<guide id='T' title='Test' transaction='999' functional='FA' version='V1' accepts='V2  V3'\n" \
    " informs='V4' st03='S' library='lib.xml'>\n" content "</guide>"
#define LOOP(content) GUIDE("<loop id='A' use='R'>\n" content "</loop>\n")

/* The guide's first line is the one with <guide; its content begins in the third, a loop's in the
 * fourth. */
static const struct {
    const char *name, *guide;
    unsigned line; /* 0: loads */
} files[] = {
    {"right", LOOP("<segment tag='AA' pos='1' use='R'/>\n"), 0},
    {"not XML", GUIDE("<loop id='A'>\n"), 4},
    {"against the schema", LOOP("<segment tag='AA' pos='1' use='Q'/>\n"), 4},
    {"attribute that does not exist", LOOP("<segment tag='AA' pos='1' usage='R'/>\n"), 4},
    {"no such segment", LOOP("<segment tag='ZZ' pos='1'/>\n"), 4},
    {"no such element", LOOP("<segment tag='AA' pos='1'><el at='4' use='R'/></segment>\n"), 4},
    {"no such component",
     LOOP("<segment tag='BB' pos='1'><el at='2' use='R'>\n<c at='3' use='R'/></el></segment>\n"),
     5},
    {"composite without components",
     LOOP("<segment tag='BB' pos='1'>\n<el at='2' use='R'/></segment>\n"), 5},
    {"components in a simple element",
     LOOP("<segment tag='AA' pos='1'>\n<el at='1' use='R'><c at='1' use='R'/></el></segment>\n"),
     5},
    {"no such list",
     LOOP("<segment tag='AA' pos='1'>\n<el at='1' use='R' list='none'/></segment>\n"), 5},
    {"a code twice", LOOP("<segment tag='AA' pos='1'>\n<el at='1' codes='A1 B1 A1'/></segment>\n"),
     5},
    {"codes and list",
     LOOP("<segment tag='AA' pos='1'>\n<el at='1' codes='A1' list='shared'/></segment>\n"), 5},
    {"a wrong pattern", LOOP("<segment tag='AA' pos='1'>\n<el at='2' pattern='[0-'/></segment>\n"),
     5},
    {"least above greatest", LOOP("<segment tag='AA' pos='1'>\n<el at='2' min='10'/></segment>\n"),
     5},
    {"key without codes", LOOP("<segment tag='AA' pos='1' key='1'><el at='1'/></segment>\n"), 4},
    {"key that is not there", LOOP("<segment tag='AA' pos='1' key='9'/>\n"), 4},
    {"note on an element that is not there", LOOP("<segment tag='AA' pos='1' syntax='P0109'/>\n"),
     4},
    {"two rows for the same segment",
     LOOP("<segment tag='AA' pos='1'/>\n<segment tag='AA' pos='2'/>\n"), 3},
    {"keys that overlap",
     LOOP("<segment tag='AA' pos='1' key='1'><el at='1' codes='A1 B1'/></segment>\n"
          "<segment tag='AA' pos='2' key='1'><el at='1' codes='B1 C1'/></segment>\n"),
     3},
    {"a loop that begins like a segment beside it",
     LOOP("<segment tag='AA' pos='1'/>\n<segment tag='BB' pos='2'/>\n"
          "<loop id='B' pos='3'><segment tag='BB' pos='3'/></loop>\n"),
     3},
    {"loop without segments", GUIDE("<loop id='A'/>\n"), 3},
    {"loop without id", GUIDE("<loop><segment tag='AA' pos='1'/></loop>\n"), 3},
    {"unit of another segment",
     GUIDE("<loop id='A' unit='BB01'><segment tag='AA' pos='1'/></loop>\n"), 3},
    {"no such template", LOOP("<segment like='none' pos='1'/>\n"), 4},
    {"template of another kind", LOOP("<loop like='aa' pos='1'/>\n"), 4},
    {"templates in a circle",
     GUIDE("<templates>\n<loop define='x' id='X'><loop like='x' id='Y'/></loop></templates>\n"
           "<loop id='A'><segment tag='AA' pos='1'/><loop like='x'/></loop>\n"),
     4},
    {"template defined twice",
     GUIDE("<templates>\n<segment define='x' tag='AA'/>\n<segment define='x' "
           "tag='BB'/></templates>\n"),
     5},
    {"DOCTYPE", "<!DOCTYPE guide>" LOOP("<segment tag='AA' pos='1'/>\n"), 1},
};

#define LIBRARY                                                                                    \
    "<library><codes id='shared'>X1\n  Y1</codes>"                                                 \
    "<segment define='aa' tag='AA' key='1' name='Template'><el at='1' use='R' codes='Q1'/>"        \
    "<el at='2-3' use='S'/></segment></library>"

static const sj_embedded *schema(void) {
    const sj_embedded *f = sj_guide_files;
    while (f->name && strcmp(f->name, "guide.xsd")) f++;
    return f;
}

#define FILE_OF(name, text)                                                                        \
    { name, (const unsigned char *)(text), strlen(text) }

/* Load `guide` with the small dictionary and library above. */
static sj_status load(sj_guides **guides, const sj_guide **out, const char *guide, sj_err *err) {
    static sj_embedded table[5];
    const sj_embedded rows[5] = {*schema(),
                                 FILE_OF("dictionary.xml", DICTIONARY),
                                 FILE_OF("lib.xml", LIBRARY),
                                 FILE_OF("t.xml", guide),
                                 {0}};
    memcpy(table, rows, sizeof rows);
    sj_status status = sj_guides_new_from(guides, table, err);
    return status ? status : sj_guides_get(*guides, "T", out, err);
}

/* The files that are built in are not checked at each start: here they are. */
START_TEST(test_built_in_files) {
    const sj_embedded *xsd = schema();
    sj_xml_schema *s = NULL;
    sj_err err = {0};
    unsigned n = 0;
    ck_assert_int_eq(sj_xml_schema_new(&s, xsd->bytes, xsd->size, xsd->name, &err), SJ_OK);
    for (const sj_embedded *f = sj_guide_files; f->name; f++) {
        sj_xml *doc = NULL;
        if (f == xsd || !strstr(f->name, ".xml")) continue;
        ck_assert_int_eq(sj_xml_parse(&doc, f->bytes, f->size, f->name, &err), SJ_OK);
        ck_assert_msg(sj_xml_validate(s, f->bytes, f->size, f->name, &err) == SJ_OK,
                      "%s, line %u: %s", f->name, err.line, err.detail);
        sj_xml_free(doc);
        n++;
    }
    ck_assert_uint_gt(n, 10);
    sj_xml_schema_free(s);
}
END_TEST

START_TEST(test_file) {
    sj_guides *guides = NULL;
    const sj_guide *g;
    sj_err err = {0};
    sj_status status = load(&guides, &g, files[_i].guide, &err);
    ck_assert_msg(status == (files[_i].line ? SJ_EXML : SJ_OK) && err.line == files[_i].line,
                  "%s: status %d, line %u, \"%s\" (%s)", files[_i].name, status, err.line,
                  err.msg ? err.msg : "", err.detail);
    sj_guides_free(guides);
}
END_TEST

/* Templates: what is given at the place lies over what they say. */
START_TEST(test_sharing) {
    sj_guides *guides = NULL;
    const sj_guide *g;
    sj_err err = {0};
    sj_status status =
        load(&guides, &g,
             LOOP("<segment like='aa' pos='20' max='3'><el at='3' use='N'/></segment>"
                  "<segment like='aa' pos='10' name='Own'><el at='1' list='shared'/></segment>"
                  "<segment tag='DT' pos='30'><el at='1 2' use='R'/></segment>"),
             &err);
    ck_assert_msg(status == SJ_OK, "%s %s", err.msg, err.detail);
    ck_assert_uint_eq(g->n_segments, 3);
    const sj_guide_segment *own = &g->segments[0], *shared = &g->segments[1];
    ck_assert_str_eq(own->name, "Own"); /* sorted by position */
    ck_assert_str_eq(own->key_codes->text, "X1 Y1");
    ck_assert_str_eq(own->key_codes->id, "shared");
    ck_assert(sj_code_list_has(own->key_codes, SJ_STR("Y1")));
    ck_assert(!sj_code_list_has(own->key_codes, SJ_STR("Y")));
    ck_assert_uint_eq(own->max, 1);
    ck_assert_str_eq(shared->name, "Template");
    ck_assert_uint_eq(shared->max, 3);
    ck_assert_uint_eq(g->elements[shared->first_element + 1].usage, SJ_SITUATIONAL);
    ck_assert_uint_eq(g->elements[shared->first_element + 2].usage, SJ_NOT_USED);
    ck_assert_uint_eq(sj_guide_find_segment(g, 0, "AA", "Q1"), 1);
    ck_assert_uint_eq(sj_guide_find_segment(g, 0, "AA", "X1"), 0);
    ck_assert_uint_eq(sj_guide_find_segment(g, 0, "AA", "Z1"), SJ_NO_ROW);
    ck_assert_uint_eq(sj_guide_find_segment(g, 0, "DT", NULL), 2);
    ck_assert_uint_eq(sj_guide_find_loop(g, "A", 0), 0);
    ck_assert_uint_eq(sj_guide_find_loop(g, "A", 1), SJ_NO_ROW);
    sj_guides_free(guides);
}
END_TEST

START_TEST(test_versions) {
    static const struct {
        const char *transaction, *version;
        sj_version_match match;
    } versions[] = {
        {"999", "V1", SJ_VERSION_EXACT},   {"999", "V3", SJ_VERSION_EXACT},
        {"999", "V4", SJ_VERSION_INFORMS}, {"999", "V5", SJ_VERSION_UNKNOWN},
        {"999", "V", SJ_VERSION_UNKNOWN},  {"837", "V1", SJ_VERSION_UNKNOWN},
        {"999", "", SJ_VERSION_UNKNOWN},
    };
    sj_guides *guides = NULL;
    const sj_guide *g, *found;
    ck_assert_int_eq(load(&guides, &g, LOOP("<segment tag='AA' pos='1'/>"), NULL), SJ_OK);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        sj_version_match match = sj_guides_match(guides, sj_str_of(versions[i].transaction),
                                                 sj_str_of(versions[i].version), &found);
        ck_assert_int_eq(match, versions[i].match);
        ck_assert_ptr_eq(found, match ? g : NULL);
    }
    sj_guides_free(guides);
}
END_TEST

/* --- the guides that are built in --- */

static sj_guides *built_in;
static void make_guides(void) {
    ck_assert_int_eq(sj_guides_new(&built_in, NULL), SJ_OK);
}
static void free_guides(void) {
    sj_guides_free(built_in);
}

enum { GUIDES_EXPECTED = 12 };

static const sj_guide *guide_at(int i) {
    const sj_guide *g = NULL;
    sj_err err = {0};
    sj_status status = sj_guides_get(built_in, sj_guides_id(built_in, (size_t)i), &g, &err);
    ck_assert_msg(status == SJ_OK, "%s: %s (line %u)", err.msg, err.detail, err.line);
    return g;
}

static void audit_codes(const sj_guide *g, const sj_guide_segment *s, const sj_guide_element *e) {
    if (!e->codes) return;
    ck_assert_msg(e->codes->count > 0, "%s %s %s: no codes", g->id, s->id, e->name);
    const char *p = e->codes->text;
    for (uint16_t i = 0; i < e->codes->count; i++) {
        size_t len = strcspn(p, " ");
        ck_assert_msg(len >= e->min && len <= e->max, "%s %s%02u: \"%.*s\" can never be sent",
                      g->id, s->id, e->at, (int)len, p);
        ck_assert(sj_code_list_has(e->codes, (sj_str){p, len}));
        p += len + 1;
        if (i) ck_assert(e->codes->packed[i] > e->codes->packed[i - 1]);
    }
}

static void audit_element(const sj_guide *g, const sj_guide_segment *s, const sj_guide_element *e) {
    ck_assert(e->name && e->name[0]);
    if (e->type != 'C') {
        ck_assert_msg(e->min >= 1 && e->min <= e->max, "%s %s%02u: length", g->id, s->id, e->at);
        audit_codes(g, s, e);
        return;
    }
    unsigned used = 0;
    for (uint16_t i = 0; i < e->n_components; i++) {
        const sj_guide_element *c = &g->elements[e->first_component + i];
        ck_assert_uint_eq(c->at, i + 1u);
        ck_assert_uint_eq(c->n_components, 0);
        used += c->usage != SJ_NOT_USED;
        audit_element(g, s, c);
    }
    ck_assert_msg(e->usage == SJ_NOT_USED || used, "%s %s%02u: no component used", g->id, s->id,
                  e->at);
}

START_TEST(test_segments) {
    const sj_guide *g = guide_at(_i);
    for (uint16_t i = 0; i < g->n_segments; i++) {
        const sj_guide_segment *s = &g->segments[i];
        ck_assert_uint_lt(s->loop, g->n_loops);
        ck_assert(s->max >= 1);
        for (uint16_t k = 0; k < s->n_elements; k++) {
            ck_assert_uint_eq(g->elements[s->first_element + k].at, k + 1u);
            audit_element(g, s, &g->elements[s->first_element + k]);
        }
        for (uint16_t k = 0; k < s->n_notes; k++) {
            const sj_guide_note *n = &g->notes[s->first_note + k];
            ck_assert(strchr("PRECL", n->kind) && n->n >= 2);
        }
        if (!s->key_element) continue;
        ck_assert(s->key_codes && s->key_codes->count);
        ck_assert_msg(s->usage == SJ_NOT_USED ||
                          g->elements[s->first_element + s->key_element - 1].usage == SJ_REQUIRED,
                      "%s %s %s: a key that may be missing", g->id, s->id, s->name);
    }
}
END_TEST

START_TEST(test_loops) {
    const sj_guide *g = guide_at(_i);
    for (uint16_t i = 0; i < g->n_loops; i++) {
        const sj_guide_loop *l = &g->loops[i];
        ck_assert_msg(l->parent == SJ_NO_ROW
                          ? l->depth == 0
                          : l->parent < i && g->loops[l->parent].depth + 1 == l->depth,
                      "%s %s: parent", g->id, l->id);
        ck_assert(l->n_segments > 0 && l->max >= 1 && l->name[0]);
        for (uint16_t k = 0; k < l->n_segments; k++) {
            const sj_guide_segment *s = &g->segments[l->first_segment + k];
            ck_assert_uint_eq(s->loop, i);
            ck_assert(!k || s->pos >= s[-1].pos);
        }
        for (uint16_t k = 0; k < l->n_children; k++)
            ck_assert_uint_eq(g->loops[g->children[l->first_child + k]].parent, i);
        const sj_guide_segment *first = &g->segments[l->first_segment];
        ck_assert_msg(first->usage == SJ_REQUIRED, "%s %s: may begin without %s", g->id, l->id,
                      first->id);
    }
}
END_TEST

static bool is_told_apart(const sj_guide_segment *a, const sj_guide_segment *b) {
    if (a->tag != b->tag) return true;
    if (!a->key_element || a->key_element != b->key_element || a->key_component != b->key_component)
        return false;
    for (uint16_t i = 0; i < a->key_codes->count; i++)
        for (uint16_t k = 0; k < b->key_codes->count; k++)
            if (a->key_codes->packed[i] == b->key_codes->packed[k]) return false;
    return true;
}

/* No segment can be claimed by two rows of a loop and of the loops that begin in it. */
START_TEST(test_siblings) {
    const sj_guide *g = guide_at(_i);
    for (uint16_t loop = 0; loop <= g->n_loops; loop++) {
        const sj_guide_segment *rivals[512];
        unsigned n = 0;
        for (uint16_t i = 0; i < g->n_segments; i++)
            if (g->segments[i].loop == loop) rivals[n++] = &g->segments[i];
        for (uint16_t i = 0; i < g->n_loops; i++) {
            uint16_t parent = g->loops[i].parent == SJ_NO_ROW ? g->n_loops : g->loops[i].parent;
            if (parent == loop) rivals[n++] = &g->segments[g->loops[i].first_segment];
        }
        for (unsigned i = 0; i < n; i++)
            for (unsigned k = 0; k < i; k++)
                ck_assert_msg(is_told_apart(rivals[i], rivals[k]), "%s: %s \"%s\" and \"%s\"",
                              g->id, rivals[i]->id, rivals[i]->name, rivals[k]->name);
    }
}
END_TEST

START_TEST(test_units) {
    const sj_guide *g = guide_at(_i);
    const char *unit = NULL;
    for (uint16_t i = 0; i < g->n_loops; i++) {
        const sj_guide_loop *l = &g->loops[i];
        if (!l->unit) continue;
        unit = l->id;
        const sj_guide_segment *first = &g->segments[l->first_segment];
        ck_assert_uint_eq(g->elements[first->first_element + l->unit_element - 1].usage,
                          SJ_REQUIRED);
        for (uint16_t up = l->parent; up != SJ_NO_ROW; up = g->loops[up].parent)
            ck_assert_msg(!g->loops[up].unit, "%s: a unit in a unit", g->id);
    }
    bool is_claim = !strcmp(g->transaction, "837"), is_remittance = !strcmp(g->transaction, "835");
    ck_assert_str_eq(unit ? unit : "", is_claim        ? "2300"
                                       : is_remittance ? "2100"
                                       : unit          ? unit
                                                       : "");
}
END_TEST

START_TEST(test_own_version) {
    const sj_guide *g = guide_at(_i), *found;
    if (!g->transaction[0]) return; /* the envelope */
    ck_assert_int_eq(
        sj_guides_match(built_in, sj_str_of(g->transaction), sj_str_of(g->version), &found),
        SJ_VERSION_EXACT);
    ck_assert_ptr_eq(found, g);
}
END_TEST

START_TEST(test_which) {
    static const struct {
        const char *transaction, *version, *id;
        sj_version_match match;
    } rows[] = {
        {"837", "005010X222A1", "837P", SJ_VERSION_EXACT},
        {"837", "005010X222", "837P", SJ_VERSION_EXACT},
        {"837", "005010X222A2", "837P", SJ_VERSION_EXACT},
        {"837", "005010X223A2", "837I", SJ_VERSION_EXACT},
        {"837", "005010X223A3", "837I", SJ_VERSION_EXACT},
        {"837", "005010X224A2", "837D", SJ_VERSION_EXACT},
        {"837", "005010X291", "837P", SJ_VERSION_INFORMS},
        {"837", "005010X292", "837I", SJ_VERSION_INFORMS},
        {"837", "005010X293", "837D", SJ_VERSION_INFORMS},
        {"835", "005010X221A1", "835", SJ_VERSION_EXACT},
        {"835", "005010X221", "835", SJ_VERSION_EXACT},
        {"999", "005010X231A1", "999", SJ_VERSION_EXACT},
        {"277", "005010X214", "277CA", SJ_VERSION_EXACT},
        {"277", "005010X212", "277", SJ_VERSION_EXACT},
        {"276", "005010X212", "276", SJ_VERSION_EXACT},
        {"270", "005010X279A1", "270", SJ_VERSION_EXACT},
        {"271", "005010X279A1", "271", SJ_VERSION_EXACT},
        {"837", "004010X098A1", NULL, SJ_VERSION_UNKNOWN},
        {"837", "005010X222A9", NULL, SJ_VERSION_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sj_guide *g;
        sj_version_match match = sj_guides_match(built_in, sj_str_of(rows[i].transaction),
                                                 sj_str_of(rows[i].version), &g);
        ck_assert_msg(match == rows[i].match && (!g ? !rows[i].id : !strcmp(g->id, rows[i].id)),
                      "%s %s", rows[i].transaction, rows[i].version);
    }
}
END_TEST

START_TEST(test_all_there) {
    size_t n = 0;
    while (sj_guides_id(built_in, n)) n++;
    ck_assert_uint_eq(n, GUIDES_EXPECTED);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("guides");
    TCase *t = tcase_create("loading");
    tcase_add_test(t, test_built_in_files);
    tcase_add_loop_test(t, test_file, 0, (int)(sizeof files / sizeof *files));
    tcase_add_test(t, test_sharing);
    tcase_add_test(t, test_versions);
    suite_add_tcase(s, t);
    t = tcase_create("audit");
    tcase_add_unchecked_fixture(t, make_guides, free_guides);
    tcase_add_test(t, test_all_there);
    tcase_add_test(t, test_which);
    tcase_add_loop_test(t, test_segments, 0, GUIDES_EXPECTED);
    tcase_add_loop_test(t, test_loops, 0, GUIDES_EXPECTED);
    tcase_add_loop_test(t, test_siblings, 0, GUIDES_EXPECTED);
    tcase_add_loop_test(t, test_units, 0, GUIDES_EXPECTED);
    tcase_add_loop_test(t, test_own_version, 0, GUIDES_EXPECTED);
    suite_add_tcase(s, t);
    return s;
}
