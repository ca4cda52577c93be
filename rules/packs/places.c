/* rules/packs/places.c - where fields stand in 837P, 837I and 837D, with the form's boxes: the
 * manual's side of the catalogue, told by the guides themselves. */
#include "rules/packs/manual.h"

#include "rules/packs/functions.h"
#include "rules/packs/pack.h"

#include <scrubjay/form.h>
#include <stdio.h>

static const char *const guides[] = {"837P", "837I", "837D"};
enum { GUIDES = 3 };

/* The one code that tells the row from others of its tag; empty where there are several. */
static sj_str qualifier_of(const sj_guide *g, const sj_guide_segment *row) {
    const sj_code_list *codes = row->key_codes;
    if (!codes && row->n_elements) codes = g->elements[row->first_element].codes;
    bool one = codes && codes->count == 1;
    return one ? sj_str_of(codes->text) : (sj_str){NULL, 0};
}

static bool is_of(const sj_binding *b, const sj_member *m) {
    return b->subject == m->subject && b->party == m->party && b->offset == m->offset;
}

/* "2400 SV101-2 (CMS-1500 Box 24D)" of the first row that fills the member. */
static bool place_in(const sj_plan *p, const sj_member *m, char *buf, size_t cap) {
    const sj_guide *g = p->guide;
    for (uint16_t r = 0; r < g->n_segments; r++)
        for (uint32_t i = p->first[r]; i < p->first[r + 1]; i++) {
            const sj_binding *b = &p->bindings[i];
            if (!is_of(b, m)) continue;
            const sj_guide_segment *row = &g->segments[r];
            char component[8] = "", element[8] = "";
            if (b->element) snprintf(element, sizeof element, "%02u", b->element);
            if (b->component) snprintf(component, sizeof component, "-%u", b->component);
            const sj_form_place place = {.type = sj_str_of(g->id),
                                         .loop = sj_str_of(g->loops[row->loop].id),
                                         .tag = sj_str_of(row->id),
                                         .qualifier = qualifier_of(g, row),
                                         .element = b->element,
                                         .component = b->component};
            const char *box = sj_form_box(&place);
            snprintf(buf, cap, "%s %s%s%s%s%s%s", g->loops[row->loop].id, row->id, element,
                     component, box ? " (" : "", box ? box : "", box ? ")" : "");
            return true;
        }
    return false;
}

sj_status sj_field_places(sj_guides *all, const sj_fields *fields, sj_place_fn fn, void *ctx,
                          sj_err *err) {
    sj_plan *plans[GUIDES] = {NULL};
    sj_status s = SJ_OK;
    for (int i = 0; i < GUIDES && s == SJ_OK; i++) {
        const sj_guide *g;
        s = sj_guides_get(all, guides[i], &g, err);
        if (s == SJ_OK) s = sj_plan_new(&plans[i], g, err);
    }
    for (size_t f = 0; f < fields->n && s == SJ_OK; f++) {
        const sj_rule_field *field = &fields->v[f];
        char text[512] = "", one[160];
        size_t n = 0;
        for (int i = 0; i < GUIDES && !field->get; i++)
            if (place_in(plans[i], &field->member, one, sizeof one) && n < sizeof text - 180)
                n += (size_t)snprintf(text + n, sizeof text - n, "%s%c: %s", n ? "; " : "",
                                      guides[i][3], one);
        fn(ctx, field, field->get ? field->places : text);
    }
    for (int i = 0; i < GUIDES; i++) sj_plan_free(plans[i]);
    return s;
}

static const char *const types[] = {
    [SJ_EXPR_BOOL] = "yes/no", [SJ_EXPR_TEXT] = "text", [SJ_EXPR_NUMBER] = "number",
    [SJ_EXPR_MONEY] = "money", [SJ_EXPR_DATE] = "date", [SJ_EXPR_LIST] = "list"};

const char *sj_field_type_name(sj_expr_type type) {
    return types[type];
}
