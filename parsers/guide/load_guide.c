/* A guide's tree as flat arrays: counts what is there, takes the room once, fills it.
 *
 * Loops stand in the order of the guide, parents first; the segments of a loop stand together, so
 * do the elements of a segment, and its components behind them. */
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/guide/loader.h"
#include "parsers/guide/overlay.h"

enum { GUIDE_LIMIT = 64 << 20 };

typedef struct counts {
    uint32_t loops, segments, elements, notes, children, situations;
} counts;

static uint32_t count_notes(const char *syntax) {
    uint32_t n = 0;
    for (; *syntax; syntax++) n += *syntax >= 'A';
    return n;
}

static sj_status count_segment(sj_loader *l, const sj_node *n, counts *c) {
    const char *tag = n->attr[SJ_ATTR_TAG];
    if (!tag) return sj_node_fail(n, "a segment without tag", NULL, l->err);
    const sj_dict_segment *d = sj_dictionary_segment(l->dictionary, tag);
    if (!d) return sj_node_fail(n, "the dictionary has no such segment", tag, l->err);
    c->segments++;
    for (const sj_node *k = n->child; k; k = k->next) c->situations += k->kind == SJ_NODE_SITUATION;
    c->elements += d->n;
    for (unsigned i = 0; i < d->n; i++)
        if (d->places[i].composite) c->elements += d->places[i].composite->n;
    c->notes += count_notes(n->attr[SJ_ATTR_SYNTAX] ? n->attr[SJ_ATTR_SYNTAX] : d->syntax);
    return SJ_OK;
}

static sj_status count(sj_loader *l, const sj_node *n, unsigned depth, counts *c) {
    sj_status status = SJ_OK;
    for (; n && !status; n = n->next) {
        if (n->kind == SJ_NODE_SEGMENT) {
            status = count_segment(l, n, c);
            continue;
        }
        if (n->kind == SJ_NODE_SITUATION) {
            c->situations++;
            continue;
        }
        if (depth >= SJ_GUIDE_MAX_DEPTH)
            return sj_node_fail(n, "loops nested too deep", n->attr[SJ_ATTR_ID], l->err);
        c->loops++;
        c->children++;
        status = count(l, n->child, depth + 1, c);
    }
    return status;
}

/* The arrays, by count; they go over to the guide as they are. */
static sj_status take_room(sj_loader *l, const counts *c) {
    if (c->elements >= SJ_NO_ROW || c->segments >= SJ_NO_ROW || c->notes >= SJ_NO_ROW)
        return sj_err_setf(l->err, SJ_EXML, "the guide is too large", "%s", l->source.names[0]);
    sj_guide_impl *g = l->g;
    g->guide.loops = l->loops = sj_loader_room(l, c->loops, sizeof *l->loops);
    g->guide.segments = l->segments = sj_loader_room(l, c->segments, sizeof *l->segments);
    g->guide.elements = l->elements = sj_loader_room(l, c->elements, sizeof *l->elements);
    g->guide.notes = l->notes = sj_loader_room(l, c->notes, sizeof *l->notes);
    g->guide.children = g->children = l->children =
        sj_loader_room(l, c->children, sizeof *l->children);
    g->checks = l->checks = sj_loader_room(l, c->elements, sizeof *l->checks);
    g->notes = l->note_rules = sj_loader_room(l, c->notes, sizeof *l->note_rules);
    g->segments = l->segment_rules = sj_loader_room(l, c->segments, sizeof *l->segment_rules);
    g->loops = l->loop_rules = sj_loader_room(l, c->loops + 1, sizeof *l->loop_rules);
    g->requirements = l->requirements =
        sj_loader_room(l, c->segments + 2 * c->loops + 1, sizeof *l->requirements);
    g->lists = l->lists = sj_arena_alloc(&g->arena, SJ_LOADER_LISTS * sizeof *l->lists);
    g->patterns = sj_loader_room(l, SJ_LOADER_PATTERNS, sizeof *g->patterns);
    l->pending = sj_arena_zalloc(&l->source.arena, (c->situations + 1) * sizeof *l->pending);
    l->des = sj_arena_zalloc(&l->source.arena, l->dictionary->n_des * sizeof *l->des);
    l->texts = sj_arena_zalloc(&l->source.arena, SJ_LOADER_TEXTS * sizeof *l->texts);
    l->known = sj_arena_zalloc(&l->source.arena, sizeof *l->known << SJ_LOADER_KNOWN_BITS);
    l->pattern_texts =
        sj_arena_zalloc(&l->source.arena, SJ_LOADER_PATTERNS * sizeof *l->pattern_texts);
    bool is_complete = l->loops && l->segments && l->elements && l->notes && l->children &&
                       l->checks && l->note_rules && l->segment_rules && l->loop_rules &&
                       l->requirements && l->lists && g->patterns && l->pending && l->des &&
                       l->texts && l->known && l->pattern_texts;
    return is_complete ? SJ_OK : sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
}

static uint8_t usage_of(const sj_node *n) {
    switch (n->attr[SJ_ATTR_USE] ? *n->attr[SJ_ATTR_USE] : 'S') {
    case 'R':
        return SJ_REQUIRED;
    case 'N':
        return SJ_NOT_USED;
    default:
        return SJ_SITUATIONAL;
    }
}

/* `key`: "3" or "1-1", and the codes that stand there. */
static sj_status fill_key(sj_loader *l, const sj_node *n, sj_guide_segment *row) {
    const char *key = n->attr[SJ_ATTR_KEY];
    if (!key) return SJ_OK;
    char *rest;
    row->key_element = (uint8_t)strtoul(key, &rest, 10);
    row->key_component = *rest == '-' ? (uint8_t)strtoul(rest + 1, NULL, 10) : 0;
    if (row->key_element > row->n_elements)
        return sj_node_fail(n, "the key names an element that is not there", key, l->err);
    const sj_guide_element *e = &l->elements[row->first_element + row->key_element - 1];
    if (row->key_component) {
        if (row->key_component > e->n_components)
            return sj_node_fail(n, "the key names a component that is not there", key, l->err);
        e = &l->elements[e->first_component + row->key_component - 1];
    }
    if (!e->codes) return sj_node_fail(n, "the key has no codes", row->id, l->err);
    row->key_codes = e->codes;
    return SJ_OK;
}

/* The situations among the children of `n`, to be compiled when all rows are there. */
static void gather_situations(sj_loader *l, const sj_node *n, uint16_t loop, uint16_t segment) {
    for (const sj_node *c = n->child; c; c = c->next)
        if (c->kind == SJ_NODE_SITUATION)
            l->pending[l->n_pending++] = (sj_pending_situation){c, loop, segment};
}

static sj_status fill_segment(sj_loader *l, const sj_node *n, uint16_t loop) {
    const char *tag = n->attr[SJ_ATTR_TAG];
    const sj_dict_segment *d = sj_dictionary_segment(l->dictionary, tag);
    sj_guide_segment *row = &l->segments[l->n_segments];
    sj_segment_rule *rule = &l->segment_rules[l->n_segments++];
    const char *name = n->attr[SJ_ATTR_NAME] ? n->attr[SJ_ATTR_NAME] : d->name;
    sj_status status = sj_loader_text(l, name, &row->name);
    if (status) return status;
    memcpy(row->id, tag, strlen(tag));
    row->tag = rule->tag = sj_loader_tag(row->id);
    row->loop = rule->loop = loop;
    row->pos = rule->pos = (uint16_t)sj_node_pos(n);
    row->usage = usage_of(n);
    rule->required = row->usage == SJ_REQUIRED;
    row->doubt = rule->doubt = n->attr[SJ_ATTR_DOUBT] && *n->attr[SJ_ATTR_DOUBT] == '1';
    row->max = rule->max = sj_node_number(n, SJ_ATTR_MAX, 1);
    status = sj_loader_elements(l, n, d, row, rule);
    if (!status) status = sj_loader_notes(l, n, d, row, rule);
    if (!status) status = fill_key(l, n, row);
    gather_situations(l, n, loop, (uint16_t)(l->n_segments - 1));
    return status;
}

/* `unit="CLM01"` names an element of the loop's first segment. */
static sj_status fill_unit(sj_loader *l, const sj_node *n, sj_guide_loop *row) {
    const char *unit = n->attr[SJ_ATTR_UNIT];
    if (!unit) return SJ_OK;
    const sj_guide_segment *first = &l->segments[row->first_segment];
    size_t len = strlen(unit) - 2;
    row->unit = true;
    row->unit_element = (uint8_t)strtoul(unit + len, NULL, 10);
    if (strlen(first->id) != len || memcmp(first->id, unit, len) || !row->unit_element ||
        row->unit_element > first->n_elements)
        return sj_node_fail(n, "unit names no element of the loop's first segment", unit, l->err);
    return SJ_OK;
}

static int by_pos(const void *a, const void *b) {
    return ((const sj_requirement *)a)->pos - ((const sj_requirement *)b)->pos;
}

static void require(sj_loader *l, uint16_t pos, uint16_t row, bool is_loop) {
    l->requirements[l->n_requirements++] = (sj_requirement){pos, row, is_loop, row};
}

/* What a loop, or the whole set, must hold, by position. */
static void fill_requirements(sj_loader *l, sj_loop_rule *r) {
    r->first_requirement = (uint16_t)l->n_requirements;
    for (uint16_t i = r->first_segment; i < r->first_segment + r->n_segments; i++)
        if (l->segments[i].usage == SJ_REQUIRED) require(l, l->segments[i].pos, i, false);
    for (uint16_t i = r->first_child; i < r->first_child + r->n_children; i++) {
        const sj_guide_loop *c = &l->loops[l->children[i]];
        if (c->usage == SJ_REQUIRED) require(l, c->pos, l->children[i], true);
    }
    qsort(&l->requirements[r->first_requirement], l->n_requirements - r->first_requirement,
          sizeof *l->requirements, by_pos);
    require(l, SJ_POS_END, 0, false);
}

static sj_status fill_loop(sj_loader *l, const sj_node *n, uint16_t parent, unsigned depth);

/* The loops among `nodes`, as the children of `parent`, whose places are side by side. */
static sj_status fill_children(sj_loader *l, const sj_node *nodes, uint16_t parent, unsigned depth,
                               uint16_t *first, uint16_t *n_out) {
    uint16_t n = 0;
    for (const sj_node *c = nodes; c; c = c->next) n += c->kind == SJ_NODE_LOOP;
    uint32_t at = *first = (uint16_t)l->n_children;
    *n_out = n;
    l->n_children += n;
    for (const sj_node *c = nodes; c; c = c->next) {
        if (c->kind != SJ_NODE_LOOP) continue;
        l->children[at++] = (uint16_t)l->n_loops;
        sj_status status = fill_loop(l, c, parent, depth);
        if (status) return status;
    }
    return SJ_OK;
}

static sj_status fill_loop(sj_loader *l, const sj_node *n, uint16_t parent, unsigned depth) {
    uint16_t self = (uint16_t)l->n_loops++;
    sj_guide_loop *row = &l->loops[self];
    sj_loop_rule *rule = &l->loop_rules[self];
    if (!n->attr[SJ_ATTR_ID]) return sj_node_fail(n, "a loop without id", NULL, l->err);
    sj_status status = sj_loader_text(l, n->attr[SJ_ATTR_ID], &row->id);
    if (!status)
        status =
            sj_loader_text(l, n->attr[SJ_ATTR_NAME] ? n->attr[SJ_ATTR_NAME] : row->id, &row->name);
    row->parent = rule->parent = parent;
    row->pos = rule->pos = (uint16_t)sj_node_pos(n);
    row->usage = usage_of(n);
    row->depth = (uint8_t)depth;
    row->max = rule->max = sj_node_number(n, SJ_ATTR_MAX, 1);
    row->first_segment = rule->first_segment = (uint16_t)l->n_segments;
    for (const sj_node *s = n->child; s && !status; s = s->next)
        if (s->kind == SJ_NODE_SEGMENT) status = fill_segment(l, s, self);
    if (status) return status;
    gather_situations(l, n, self, SJ_NO_ROW);
    row->n_segments = rule->n_segments = (uint16_t)(l->n_segments - row->first_segment);
    if (!row->n_segments) return sj_node_fail(n, "a loop without segments", row->id, l->err);
    rule->is_level = l->segments[row->first_segment].tag == SJ_TAG('H', 'L', 0);
    status = fill_unit(l, n, row);
    if (!status)
        status = fill_children(l, n->child, self, depth + 1, &rule->first_child, &rule->n_children);
    row->first_child = rule->first_child;
    row->n_children = rule->n_children;
    rule->unit = row->unit;
    rule->unit_element = row->unit_element;
    if (!status) status = sj_loader_siblings(l, rule, n);
    if (!status) fill_requirements(l, rule);
    return status;
}

static sj_status fill(sj_loader *l) {
    sj_loop_rule root = {.parent = SJ_NO_ROW, .max = 1};
    sj_status status = fill_children(l, l->tree, SJ_NO_ROW, 0, &root.first_child, &root.n_children);
    if (!status && l->tree) status = sj_loader_siblings(l, &root, l->tree);
    if (status) return status;
    fill_requirements(l, &root);
    l->loop_rules[l->n_loops] = root;
    sj_guide *g = &l->g->guide;
    g->n_loops = (uint16_t)l->n_loops;
    g->n_segments = (uint16_t)l->n_segments;
    for (uint32_t i = 0; i < l->n_requirements; i++)
        if (l->requirements[i].is_loop) l->requirements[i].count += g->n_segments;
    g->n_elements = (uint16_t)l->n_elements;
    g->n_notes = (uint16_t)l->n_notes;
    g->n_children = (uint16_t)l->n_children;
    l->g->n_lists = (uint16_t)l->n_lists;
    return sj_loader_tags(l);
}

static sj_status fill_head(sj_loader *l) {
    const sj_xml *doc = sj_source_guide(&l->source);
    const sj_xml_node *x = sj_xml_root(doc);
    if (strcmp(sj_xml_name(x), "guide"))
        return sj_xml_fail(doc, x, "not a guide", sj_xml_name(x), l->err);
    sj_guide *g = &l->g->guide;
    l->g->st03 = *sj_xml_attr(x, "st03");
    sj_status status = sj_loader_text(l, sj_xml_attr(x, "id"), &g->id);
    if (!status) status = sj_loader_text(l, sj_xml_attr(x, "title"), &g->title);
    if (!status) status = sj_loader_text(l, sj_xml_attr(x, "transaction"), &g->transaction);
    if (!status) status = sj_loader_text(l, sj_xml_attr(x, "functional"), &g->functional);
    if (!status) status = sj_loader_text(l, sj_xml_attr(x, "version"), &g->version);
    return status;
}

static sj_status load(sj_loader *l, sj_dictionary *dictionary, const sj_embedded *files,
                      const char *file, const sj_guide_changes *changes) {
    counts c = {0};
    sj_status status = sj_source_open(&l->source, files, file, l->err);
    if (!status && !dictionary->doc) status = sj_dictionary_open(dictionary, &l->source, l->err);
    if (!status) status = sj_source_tree(&l->source, &l->tree, l->err);
    if (!status && changes)
        status =
            sj_guide_edit_tree(l->tree, changes->edits, changes->n_edits, &l->source.arena, l->err);
    if (!status) status = count(l, l->tree, 0, &c);
    if (!status) status = take_room(l, &c);
    if (!status) status = fill_head(l);
    if (!status) status = fill(l);
    if (!status) status = sj_loader_glances(l);
    if (!status) status = sj_loader_situations(l);
    return status;
}

sj_status sj_guide_load(sj_guide_impl **out, sj_dictionary *dictionary, const sj_embedded *files,
                        const char *file, const sj_guide_changes *changes, sj_err *err) {
    *out = NULL;
    sj_loader *l = sj_calloc(1, sizeof *l);
    sj_guide_impl *g = sj_calloc(1, sizeof *g);
    if (!l || !g) {
        sj_free(l);
        sj_free(g);
        return sj_err_set(err, SJ_ENOMEM, "out of memory loading a guide");
    }
    sj_arena_init(&g->arena, GUIDE_LIMIT);
    l->g = g;
    l->err = err;
    l->dictionary = dictionary;
    l->changes = changes;
    sj_status status = load(l, dictionary, files, file, changes);
    sj_source_close(&l->source);
    sj_free(l);
    if (status) {
        sj_guide_impl_free(g);
        return status;
    }
    *out = g;
    return SJ_OK;
}

void sj_guide_impl_free(sj_guide_impl *g) {
    if (!g) return;
    for (uint16_t i = 0; i < g->n_patterns; i++) sj_pattern_free(g->patterns[i]);
    for (uint16_t i = 0; i < g->situations.n; i++) sj_expr_free(g->situations.situations[i].when);
    for (uint16_t i = 0; i < g->n_sets; i++) sj_expr_set_free(g->sets[i]);
    sj_arena_dispose(&g->arena);
    sj_free(g);
}
