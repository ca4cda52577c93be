/* The field catalogue as data: every row finds its place in a guide, names mean one thing. */
#include <stdio.h>

#include "parsers/model/fields.h"
#include "tests/unit/unit.h"

static const struct {
    sj_field_set set;
    const char *guides[4];
} sets[] = {
    {SJ_FIELDS_837, {"837P", "837I", "837D", NULL}},
    {SJ_FIELDS_835, {"835", NULL}},
    {SJ_FIELDS_999, {"999", "997", NULL}},
    {SJ_FIELDS_277, {"277CA", NULL}},
};
enum { SETS = sizeof sets / sizeof *sets };

static sj_guides *guides;

static void open_guides(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
}

static void close_guides(void) {
    sj_guides_free(guides);
}

/* Is the field bound to some row of this guide? */
static bool is_bound(const sj_plan *p, const sj_field *f) {
    for (uint16_t row = 0; row < p->guide->n_segments; row++) {
        const sj_guide_segment *s = &p->guide->segments[row];
        if (strcmp(s->id, f->tag) != 0 || strcmp(p->guide->loops[s->loop].id, f->loop) != 0)
            continue;
        for (uint32_t b = p->first[row]; b < p->first[row + 1]; b++)
            if (p->bindings[b].subject == f->subject && p->bindings[b].offset == f->offset &&
                (p->bindings[b].element == f->element || f->element == 0) &&
                p->bindings[b].component == f->component)
                return true;
    }
    return false;
}

static unsigned count_bound(const sj_field *f) {
    unsigned n = 0;
    for (int i = 0; i < SETS; i++) {
        for (int k = 0; sets[i].set == f->set && sets[i].guides[k]; k++) {
            const sj_guide *g;
            sj_plan *p;
            ck_assert_int_eq(sj_guides_get(guides, sets[i].guides[k], &g, NULL), SJ_OK);
            ck_assert_int_eq(sj_plan_new(&p, g, NULL), SJ_OK);
            ck_assert_int_eq(p->set, f->set);
            n += is_bound(p, f);
            sj_plan_free(p);
        }
    }
    return n;
}

START_TEST(every_field_has_a_place) {
    open_guides();
    for (size_t i = 0; sj_field_at(i); i++) {
        const sj_field *f = sj_field_at(i);
        ck_assert_msg(count_bound(f) > 0, "%s: no guide has %s in %s", f->name, f->tag, f->loop);
    }
    close_guides();
}
END_TEST

/* One name, one member: places may differ (SV1, SV2, SV3), what they fill does not. */
START_TEST(names_mean_one_thing) {
    for (size_t i = 0; sj_field_at(i); i++) {
        for (size_t k = 0; k < i; k++) {
            const sj_field *a = sj_field_at(i), *b = sj_field_at(k);
            bool same_name = strcmp(a->name, b->name) == 0;
            bool same_member = a->subject == b->subject && a->offset == b->offset;
            ck_assert_msg(same_name == same_member, "%s and %s", a->name, b->name);
        }
    }
}
END_TEST

/* What a party takes, and from where: rows of a guide against the member they fill. */
static const struct {
    const char *guide, *loop, *tag, *key;
    unsigned nth; /* placement of the loop */
    unsigned bindings;
} rows[] = {
    {"837P", "2310A", "NM1", "DN", 0, 8}, /* eight elements of NM1 */
    {"837P", "2310A", "NM1", "DN", 1, 8}, /* under 2000C too */
    {"837P", "2010AA", "N3", NULL, 0, 2},
    {"837P", "2010AA", "N4", NULL, 0, 4},
    {"837P", "2010AA", "REF", "EI", 0, 2}, /* the tax number, and the list of all */
    {"837I", "2310A", "NM1", "71", 0, 8},  /* attending */
    {"837I", "2300", "CL1", NULL, 0, 3},
    {"837D", "2300", "DN1", NULL, 0, 3},
    {"837D", "2400", "TOO", NULL, 0, 6},  /* tooth, five surfaces */
    {"837I", "2310F", "NM1", "DN", 0, 8}, /* referring, in another loop than in P */
    {"837I", "2310D", "NM1", "82", 0, 8},
    {"837D", "2310B", "NM1", "82", 0, 8},
    {"837P", "2400", "SV1", NULL, 0, 18},
    {"837I", "2400", "SV2", NULL, 0, 12},
    {"837D", "2400", "SV3", NULL, 0, 20},
    {"837P", "2400", "DTP", "472", 0, 2}, /* the service dates, and the list of all */
    {"837P", "2400", "DTP", "463", 0, 1},
    {"835", "1000A", "N1", "PR", 0, 4},
    {"835", "2100", "NM1", "QC", 0, 8},
    {"835", "2110", "REF", "6R", 0, 2},
    {"999", "2110", "IK4", NULL, 0, 6},
    {"277CA", "2200D", "STC", NULL, 0, 3},
};

START_TEST(rows_are_bound) {
    open_guides();
    const sj_guide *g;
    sj_plan *p;
    ck_assert_int_eq(sj_guides_get(guides, rows[_i].guide, &g, NULL), SJ_OK);
    ck_assert_int_eq(sj_plan_new(&p, g, NULL), SJ_OK);
    uint16_t loop = sj_guide_find_loop(g, rows[_i].loop, rows[_i].nth);
    ck_assert_uint_ne(loop, SJ_NO_ROW);
    uint16_t row = sj_guide_find_segment(g, loop, rows[_i].tag, rows[_i].key);
    ck_assert_uint_ne(row, SJ_NO_ROW);
    ck_assert_uint_eq(p->first[row + 1] - p->first[row], rows[_i].bindings);
    sj_plan_free(p);
    close_guides();
}
END_TEST

/* A guide without a model is no error: nothing is bound. */
START_TEST(no_model) {
    open_guides();
    const sj_guide *g;
    sj_plan *p;
    ck_assert_int_eq(sj_guides_get(guides, "270", &g, NULL), SJ_OK);
    ck_assert_int_eq(sj_plan_new(&p, g, NULL), SJ_OK);
    ck_assert_int_eq(p->set, SJ_FIELDS_NONE);
    ck_assert_uint_eq(p->first[g->n_segments], 0);
    sj_plan_free(p);
    close_guides();
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("fields");
    TCase *t = tcase_create("catalogue");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_field_has_a_place);
    tcase_add_test(t, names_mean_one_thing);
    tcase_add_loop_test(t, rows_are_bound, 0, sizeof rows / sizeof *rows);
    tcase_add_test(t, no_model);
    suite_add_tcase(s, t);
    return s;
}
