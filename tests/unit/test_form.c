/* Boxes of the paper forms: each row leads to a place that the guide has, and the boxes that
 * billers name most come out as the forms' instructions say. */
#include <scrubjay/form.h>
#include <scrubjay/guide.h>

#include "tests/unit/unit.h"

static const struct {
    const char *type, *loop, *tag, *qualifier;
    unsigned element, component;
    const char *box;
} cases[] = {
    {"837P", "2400", "SV1", "", 1, 2, "CMS-1500 Box 24D"},
    {"837P", "2400", "SV1", "", 7, 0, "CMS-1500 Box 24E"},
    {"837P", "2300", "CLM", "", 5, 3, "CMS-1500 Box 22"},
    {"837P", "2300", "CLM", "", 5, 1, "CMS-1500 Box 24B"},
    {"837P", "2300", "CLM", "", 5, 2, NULL},
    {"837P", "2300", "REF", "G1", 2, 0, "CMS-1500 Box 23"},
    {"837P", "2300", "REF", "P4", 2, 0, NULL},
    {"837P", "2310B", "NM1", "82", 9, 0, "CMS-1500 Box 24J"},
    {"837P", "2310", "NM1", "82", 9, 0, "CMS-1500 Box 24J"}, /* cut as IK303 cuts it */
    {"837P", "2010AA", "NM1", "85", 9, 0, "CMS-1500 Box 33a"},
    {"837P", "2010AA", "NM1", "85", 3, 0, "CMS-1500 Box 33"},
    {"837P", "2300", "HI", "ABK", 1, 2, "CMS-1500 Box 21"},
    {"837P", "2000A", "HL", "", 1, 0, NULL},
    {"837I", "2300", "HI", "ABK", 1, 2, "UB-04 FL 67"},
    {"837I", "2300", "HI", "BH", 3, 2, "UB-04 FL 31-34"},
    {"837I", "2400", "SV2", "", 1, 0, "UB-04 FL 42"},
    {"837I", "2300", "CL1", "", 3, 0, "UB-04 FL 17"},
    {"837I", "2310A", "NM1", "71", 9, 0, "UB-04 FL 76"},
    {"837D", "2400", "TOO", "", 2, 0, "ADA Box 27"},
    {"837D", "2400", "SV3", "", 1, 2, "ADA Box 29"},
    {"835", "2100", "CLP", "", 1, 0, NULL},
};

START_TEST(a_place_has_its_box) {
    const sj_form_place place = {.type = sj_str_of(cases[_i].type),
                                 .loop = sj_str_of(cases[_i].loop),
                                 .tag = sj_str_of(cases[_i].tag),
                                 .qualifier = sj_str_of(cases[_i].qualifier),
                                 .element = cases[_i].element,
                                 .component = cases[_i].component};
    const char *box = sj_form_box(&place);
    if (cases[_i].box)
        ck_assert_msg(box && strcmp(box, cases[_i].box) == 0, "%s, not %s", box, cases[_i].box);
    else
        ck_assert_msg(!box, "%s, though the form has no box", box);
}
END_TEST

static const struct {
    const char *guide, *loop, *tag, *qualifier;
    unsigned element, component;
} rows[] = {
#define GUIDE_P "837P"
#define GUIDE_I "837I"
#define GUIDE_D "837D"
#define BOX(form, loop, tag, qualifier, element, component, box)                                   \
    {GUIDE_##form, loop, tag, qualifier, element, component},
#include "parsers/model/form.def"
#undef BOX
};

static const sj_guide_element *element_at(const sj_guide *g, const sj_guide_segment *s,
                                          unsigned at) {
    return at && at <= s->n_elements ? &g->elements[s->first_element + at - 1] : NULL;
}

/* A row that the guide has no place for would never be found, and hides a slip. */
START_TEST(a_row_stands_in_the_guide) {
    sj_guides *guides;
    const sj_guide *g;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_guides_get(guides, rows[_i].guide, &g, NULL), SJ_OK);
    uint16_t loop = sj_guide_find_loop(g, rows[_i].loop, 0);
    ck_assert_msg(loop != SJ_NO_ROW, "%s has no loop %s", rows[_i].guide, rows[_i].loop);
    uint16_t row = sj_guide_find_segment(g, loop, rows[_i].tag, rows[_i].qualifier);
    ck_assert_msg(row != SJ_NO_ROW, "%s %s has no %s %s", rows[_i].guide, rows[_i].loop,
                  rows[_i].tag, rows[_i].qualifier ? rows[_i].qualifier : "");
    if (rows[_i].element) {
        const sj_guide_element *e = element_at(g, &g->segments[row], rows[_i].element);
        ck_assert_msg(e && e->usage != SJ_NOT_USED, "%s %s %s%02u is not used", rows[_i].guide,
                      rows[_i].loop, rows[_i].tag, rows[_i].element);
        ck_assert_uint_le(rows[_i].component, e->n_components);
    }
    sj_guides_free(guides);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("form");
    TCase *t = tcase_create("boxes");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, a_place_has_its_box, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, a_row_stands_in_the_guide, 0, sizeof rows / sizeof *rows);
    suite_add_tcase(s, t);
    return s;
}
