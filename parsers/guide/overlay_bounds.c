/* One row of an overlay next to the guide's: what is stricter becomes a check or a limit, what is
 * milder an edit of the guide. A rule on what is merely milder tells of what the guide itself would
 * have refused. */
#include <stdlib.h>

#include "parsers/guide/overlay.h"

static sj_status fail(sj_overlay_loader *l, const sj_overlay_words *w, const char *msg,
                      const char *detail) {
    return sj_xml_fail(l->doc, w->xml, msg, detail, l->err);
}

static sj_status no_memory(sj_overlay_loader *l) {
    return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
}

static sj_status add_edit(sj_overlay_loader *l, const sj_overlay_words *w, sj_guide_edit x) {
    if (l->o->n_edits == SJ_OVERLAY_EDITS)
        return fail(l, w, "an overlay relaxes too much", l->o->id);
    l->o->edits[l->o->n_edits++] = x;
    return SJ_OK;
}

/* --- codes --- */

static int by_code(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static sj_status make_codes(sj_overlay_loader *l, const char *text, const sj_code_list **out) {
    sj_code_list *list = sj_arena_zalloc(&l->o->arena, sizeof *list);
    uint64_t *packed = sj_arena_alloc(&l->o->arena, (strlen(text) / 2 + 1) * sizeof *packed);
    sj_str copy;
    if (!list || !packed || !sj_arena_copy(&l->o->arena, (sj_str){text, strlen(text) + 1}, &copy))
        return no_memory(l);
    for (const char *p = text; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        packed[list->count++] = sj_code_pack(p, len);
        p += len;
    }
    qsort(packed, list->count, sizeof *packed, by_code);
    list->packed = packed;
    list->text = copy.ptr;
    *out = list;
    return SJ_OK;
}

/* Are all codes of `a` in `b`? */
static bool is_within(const sj_code_list *a, const sj_code_list *b) {
    for (uint16_t i = 0; i < a->count; i++)
        if (!sj_code_list_has_packed(b, a->packed[i])) return false;
    return true;
}

/* The guide's codes and the overlay's. */
static sj_status join_codes(sj_overlay_loader *l, const sj_code_list *a, const sj_code_list *b,
                            const char **out) {
    char *text = sj_arena_zalloc(&l->o->arena, strlen(a->text) + strlen(b->text) + 2);
    if (!text) return no_memory(l);
    strcpy(text, a->text);
    for (const char *p = b->text; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (!sj_code_list_has_packed(a, sj_code_pack(p, len))) {
            strcat(text, " ");
            strncat(text, p, len);
        }
        p += len;
    }
    *out = text;
    return SJ_OK;
}

/* --- values --- */

/* One place being laid: the guide's row there, the check and the edit in the making. */
typedef struct place {
    sj_overlay_loader *l;
    const sj_overlay_words *w;
    const sj_guide_element *e;
    sj_overlay_check check;
    sj_guide_edit edit; /* its address */
    bool has_rule, is_stricter, is_milder;
    bool fires; /* the check asks for anything */
} place;

static sj_status relax(place *p, sj_node_attr attr, const char *value) {
    sj_guide_edit x = p->edit;
    x.attr = attr;
    x.value = value;
    p->is_milder = true;
    return add_edit(p->l, p->w, x);
}

static sj_status lay_use(place *p) {
    if (!p->w->use) return SJ_OK;
    bool is_required = p->e->usage == SJ_REQUIRED, is_unused = p->e->usage == SJ_NOT_USED;
    char use = *p->w->use;
    if (use == 'R' && !is_required) p->check.required = p->is_stricter = true;
    if (use == 'N' && !is_unused) p->check.not_used = p->is_stricter = true;
    bool is_milder = (is_required && use != 'R') || (is_unused && use != 'N');
    if (!is_milder) return SJ_OK;
    if (p->has_rule && use == 'S') {
        p->check.required = is_required;
        p->check.not_used = is_unused;
    }
    return relax(p, SJ_ATTR_USE, "S");
}

static sj_status lay_codes(place *p) {
    const sj_code_list *ours = NULL, *theirs = p->e->codes;
    if (!p->w->codes) return SJ_OK;
    sj_status status = make_codes(p->l, p->w->codes, &ours);
    if (status) return status;
    bool is_stricter = !theirs || !is_within(theirs, ours);
    bool is_milder = theirs && !is_within(ours, theirs);
    if (is_stricter) p->check.codes = ours;
    if (is_milder && !is_stricter && p->has_rule) p->check.codes = theirs;
    p->is_stricter |= is_stricter;
    const char *joined = NULL;
    if (!is_milder) return SJ_OK;
    status = join_codes(p->l, theirs, ours, &joined);
    return status ? status : relax(p, SJ_ATTR_CODES, joined);
}

/* A number that may not be passed: `up` where the limit is a greatest one. */
static sj_status lay_bound(place *p, const char *text, sj_node_attr attr, uint16_t theirs, bool up,
                           uint16_t *bound) {
    if (!text) return SJ_OK;
    unsigned long n = strcmp(text, "unbounded") ? strtoul(text, NULL, 10) : UINT16_MAX;
    uint16_t ours = n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
    if (ours == theirs) return SJ_OK;
    if (up ? ours < theirs : ours > theirs) {
        *bound = ours;
        p->is_stricter = true;
        return SJ_OK;
    }
    if (p->has_rule) *bound = theirs;
    return relax(p, attr, text);
}

static sj_status add_pattern(place *p, const char *text) {
    sj_overlay *o = p->l->o;
    if (o->n_patterns == SJ_OVERLAY_PATTERNS)
        return fail(p->l, p->w, "an overlay has too many patterns", o->id);
    sj_err why = {0};
    sj_status status = sj_pattern_new(&o->patterns[o->n_patterns], sj_str_of(text), &why);
    if (status == SJ_ENOMEM) return no_memory(p->l);
    if (status) return fail(p->l, p->w, "a wrong pattern", text);
    p->check.pattern = ++o->n_patterns;
    p->check.pattern_text = text;
    return SJ_OK;
}

static sj_status lay_pattern(place *p) {
    const char *ours = p->w->pattern, *theirs = p->e->pattern;
    if (!ours) return SJ_OK;
    if (*ours) {
        p->is_stricter = true;
        return add_pattern(p, ours);
    }
    if (!theirs) return SJ_OK;
    sj_status status = p->has_rule ? add_pattern(p, theirs) : SJ_OK;
    return status ? status : relax(p, SJ_ATTR_PATTERN, NULL);
}

static bool asks_anything(const sj_overlay_check *c) {
    return c->required || c->not_used || c->codes || c->min || c->max != UINT16_MAX ||
           c->repeat != UINT16_MAX || c->pattern;
}

static const sj_guide_element *element_of(const sj_guide *g, uint16_t segment, unsigned element,
                                          unsigned component) {
    const sj_guide_segment *s = &g->segments[segment];
    if (element > s->n_elements) return NULL;
    const sj_guide_element *e = &g->elements[s->first_element + element - 1];
    if (!component) return e;
    return component <= e->n_components ? &g->elements[e->first_component + component - 1] : NULL;
}

sj_status sj_overlay_lay_value(sj_overlay_loader *l, const sj_overlay_words *w, uint16_t segment,
                               unsigned element, unsigned component, bool *fires) {
    sj_overlay *o = l->o;
    const sj_guide *g = &o->base->guide;
    place p = {.l = l, .w = w, .has_rule = w->rule != SJ_OVERLAY_NONE};
    p.e = element_of(g, segment, element, component);
    if (!p.e)
        return fail(l, w,
                    component ? "the guide has no such component" : "the guide has no such element",
                    g->segments[segment].id);
    if (p.e->type == 'C' && (w->codes || w->pattern || w->min || w->max))
        return fail(l, w, "a composite has codes, lengths and patterns in its components only",
                    g->segments[segment].id);
    p.edit =
        (sj_guide_edit){segment, false, (uint8_t)element, (uint8_t)component, SJ_ATTRS, NULL, NULL};
    p.check = (sj_overlay_check){.segment = segment,
                                 .element = (uint8_t)element,
                                 .component = (uint8_t)component,
                                 .row = (uint16_t)(p.e - g->elements),
                                 .rule = w->rule,
                                 .max = UINT16_MAX,
                                 .repeat = UINT16_MAX};
    sj_status status = lay_use(&p);
    if (!status) status = lay_codes(&p);
    if (!status) status = lay_bound(&p, w->min, SJ_ATTR_MIN, p.e->min, false, &p.check.min);
    if (!status) status = lay_bound(&p, w->max, SJ_ATTR_MAX, p.e->max, true, &p.check.max);
    if (!status)
        status = lay_bound(&p, w->repeat, SJ_ATTR_REPEAT, p.e->repeat, true, &p.check.repeat);
    if (!status) status = lay_pattern(&p);
    if (status) return status;
    if (p.is_stricter && !p.has_rule)
        return fail(l, w, "what is stricter than the guide needs a <rule>",
                    g->segments[segment].id);
    if (!p.has_rule || !asks_anything(&p.check)) return SJ_OK;
    if (o->n_checks == SJ_OVERLAY_CHECKS) return fail(l, w, "an overlay has too many rows", o->id);
    o->checks[o->n_checks++] = p.check;
    *fires = true;
    return SJ_OK;
}

/* --- segments and loops --- */

/* What the guide says of a segment or loop. */
typedef struct guide_words {
    const char *name;
    uint16_t owner;
    uint8_t usage;
    uint32_t max;
} guide_words;

static guide_words words_of(const sj_guide_impl *g, uint16_t row, bool is_loop) {
    if (!is_loop) {
        const sj_guide_segment *s = &g->guide.segments[row];
        return (guide_words){s->id, s->loop, s->usage, s->max};
    }
    const sj_guide_loop *r = &g->guide.loops[row];
    uint16_t owner = r->parent == SJ_NO_ROW ? sj_guide_root(g) : r->parent;
    return (guide_words){r->id, owner, r->usage, r->max};
}

sj_status sj_overlay_lay_limit(sj_overlay_loader *l, const sj_overlay_words *w, uint16_t row,
                               bool is_loop, bool *fires) {
    sj_overlay *o = l->o;
    const guide_words g = words_of(o->base, row, is_loop);
    bool has_rule = w->rule != SJ_OVERLAY_NONE, is_stricter = false;
    sj_overlay_limit limit = {
        .row = row, .owner = g.owner, .rule = w->rule, .is_loop = is_loop, .max = SJ_UNBOUNDED};
    sj_guide_edit edit = {row, is_loop, 0, 0, SJ_ATTR_USE, "S", NULL};
    sj_status status = SJ_OK;
    char use = w->use ? *w->use : 0;
    bool is_required = g.usage == SJ_REQUIRED, is_unused = g.usage == SJ_NOT_USED;
    if (use == 'R' && !is_required) limit.required = is_stricter = true;
    if (use == 'N' && !is_unused) limit.max = 0, is_stricter = true;
    if (use && ((is_required && use != 'R') || (is_unused && use != 'N'))) {
        if (has_rule && use == 'S' && is_required) limit.required = true;
        if (has_rule && use == 'S' && is_unused) limit.max = 0;
        status = add_edit(l, w, edit);
    }
    if (!status && w->max) {
        uint32_t max =
            strcmp(w->max, "unbounded") ? (uint32_t)strtoul(w->max, NULL, 10) : SJ_UNBOUNDED;
        edit.attr = SJ_ATTR_MAX;
        edit.value = w->max;
        if (max < g.max) limit.max = max, is_stricter = true;
        if (max > g.max && has_rule) limit.max = g.max;
        if (max > g.max) status = add_edit(l, w, edit);
    }
    if (status) return status;
    if (is_stricter && !has_rule)
        return fail(l, w, "what is stricter than the guide needs a <rule>", g.name);
    if (!has_rule || (!limit.required && limit.max == SJ_UNBOUNDED)) return SJ_OK;
    if (o->n_limits == SJ_OVERLAY_LIMITS) return fail(l, w, "an overlay has too many rows", o->id);
    o->limits[o->n_limits++] = limit;
    *fires = true;
    return SJ_OK;
}
