/* An overlay's file read: its rules as findings, its places looked up in the guide, and the guide
 * loaded once more where something is relaxed. Nothing of a file with a mistake stays. */
#include <stdio.h>
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"
#include "parsers/guide/overlay.h"

extern const sj_embedded sj_guide_files[];

enum { OVERLAY_LIMIT = 16 << 20, PLACES = 256, LAST_PLACE = 99 };

static sj_status fail(sj_overlay_loader *l, const sj_xml_node *x, const char *msg,
                      const char *detail) {
    return sj_xml_fail(l->doc, x, msg, detail, l->err);
}

/* The overlay's own copy of a text; NULL stays NULL. */
static sj_status keep(sj_overlay_loader *l, const char *text, const char **out) {
    sj_str copy = {NULL, 0};
    if (text && !sj_arena_copy(&l->o->arena, (sj_str){text, strlen(text) + 1}, &copy))
        return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
    *out = copy.ptr;
    return SJ_OK;
}

/* --- rules --- */

static sj_severity severity_of(const sj_xml_node *x) {
    const char *word = sj_xml_attr(x, "severity");
    return !word || *word == 'e' ? SJ_ERROR : *word == 'w' ? SJ_WARNING : SJ_INFO;
}

static const char *effect_of(const sj_xml_node *x, sj_severity severity) {
    const char *effect = sj_xml_attr(x, "effect");
    if (effect) return effect;
    return severity == SJ_ERROR ? "This partner rejects the claim, or the file."
                                : "This partner takes it, but does not use it as it was meant.";
}

/* The <rule> of a node as a finding; *row is SJ_OVERLAY_NONE when it has none. */
static sj_status read_rule(sj_overlay_loader *l, const sj_xml_node *node, uint16_t *row) {
    const sj_xml_node *x = sj_xml_child(node, "rule");
    sj_overlay *o = l->o;
    *row = SJ_OVERLAY_NONE;
    if (!x) return SJ_OK;
    if (o->n_rules == SJ_OVERLAY_RULES) return fail(l, x, "an overlay has too many rules", o->id);
    char id[64];
    snprintf(id, sizeof id, "%s:%s", o->id, sj_xml_attr(x, "id"));
    for (uint16_t i = 0; i < o->n_rules; i++)
        if (!strcmp(o->rules[i].id, id)) return fail(l, x, "a rule's id is used twice", id);
    sj_finding_def *d = &o->rules[o->n_rules];
    d->severity = severity_of(x);
    d->snip = 7;
    sj_status status = keep(l, id, &d->id);
    if (!status) status = keep(l, sj_xml_attr(x, "title"), &d->title);
    if (!status) status = keep(l, sj_xml_attr(x, "says"), &d->message);
    if (!status) status = keep(l, effect_of(x, d->severity), &d->effect);
    if (!status) status = keep(l, sj_xml_attr(x, "fix"), &d->fix);
    if (!status) status = keep(l, sj_xml_attr(x, "stc"), &d->stc);
    const char *source = sj_xml_attr(x, "source");
    if (!status) status = keep(l, source ? source : o->source, &d->source);
    *row = o->n_rules++;
    return status;
}

static sj_status words_of(sj_overlay_loader *l, const sj_xml_node *x, sj_overlay_words *w) {
    *w = (sj_overlay_words){.xml = x};
    sj_status status = read_rule(l, x, &w->rule);
    if (!status) status = keep(l, sj_xml_attr(x, "use"), &w->use);
    if (!status) status = keep(l, sj_xml_attr(x, "codes"), &w->codes);
    if (!status) status = keep(l, sj_xml_attr(x, "min"), &w->min);
    if (!status) status = keep(l, sj_xml_attr(x, "max"), &w->max);
    if (!status) status = keep(l, sj_xml_attr(x, "repeat"), &w->repeat);
    return status ? status : keep(l, sj_xml_attr(x, "pattern"), &w->pattern);
}

/* A rule that can never tell anything is a mistake of who wrote it. */
static sj_status check_fires(sj_overlay_loader *l, const sj_overlay_words *w, bool fires) {
    if (fires || w->rule == SJ_OVERLAY_NONE) return SJ_OK;
    return fail(l, w->xml, "the guide asks this already: the rule would never tell anything",
                l->o->rules[w->rule].id);
}

/* --- values --- */

/* Rows of the guide that a node means: one for each placement. */
typedef struct rows {
    uint16_t v[PLACES];
    unsigned n;
} rows;

/* Call `lay` for each number that `at` names: 3, 2-12, 5 8 11. */
static sj_status lay_places(sj_overlay_loader *l, const sj_overlay_words *w, const rows *segments,
                            unsigned element, bool *fires) {
    for (const char *p = sj_xml_attr(w->xml, "at"); *p; p += strspn(p, " ")) {
        char *end;
        unsigned long from = strtoul(p, &end, 10);
        unsigned long to = *end == '-' ? strtoul(end + 1, &end, 10) : from;
        if (to < from || to > LAST_PLACE)
            return fail(l, w->xml, "element numbers in the wrong order", sj_xml_attr(w->xml, "at"));
        for (unsigned at = (unsigned)from; at <= to; at++)
            for (unsigned i = 0; i < segments->n; i++) {
                sj_status status =
                    element ? sj_overlay_lay_value(l, w, segments->v[i], element, at, fires)
                            : sj_overlay_lay_value(l, w, segments->v[i], at, 0, fires);
                if (status) return status;
            }
        p = end;
    }
    return SJ_OK;
}

static sj_status read_components(sj_overlay_loader *l, const sj_xml_node *el,
                                 const rows *segments) {
    const sj_xml_node *x = sj_xml_child(el, "c");
    char *end;
    unsigned element = (unsigned)strtoul(sj_xml_attr(el, "at"), &end, 10);
    if (x && *end) return fail(l, el, "components of one element only", sj_xml_attr(el, "at"));
    for (; x; x = sj_xml_next(x, "c")) {
        sj_overlay_words w;
        bool fires = false;
        sj_status status = words_of(l, x, &w);
        if (!status) status = lay_places(l, &w, segments, element, &fires);
        if (!status) status = check_fires(l, &w, fires);
        if (status) return status;
    }
    return SJ_OK;
}

static sj_status read_elements(sj_overlay_loader *l, const sj_xml_node *segment,
                               const rows *segments) {
    for (const sj_xml_node *x = sj_xml_child(segment, "el"); x; x = sj_xml_next(x, "el")) {
        sj_overlay_words w;
        bool fires = false;
        sj_status status = words_of(l, x, &w);
        if (!status) status = lay_places(l, &w, segments, 0, &fires);
        if (!status) status = check_fires(l, &w, fires);
        if (!status) status = read_components(l, x, segments);
        if (status) return status;
    }
    return SJ_OK;
}

/* --- segments and loops --- */

/* The <situation> nodes of a loop or segment, added to the guide at each of its rows. */
static sj_status read_situations(sj_overlay_loader *l, const sj_xml_node *parent, const rows *r,
                                 bool is_loop) {
    static const struct {
        sj_node_attr attr;
        const char *name;
    } attrs[] = {{SJ_ATTR_WHEN, "when"}, {SJ_ATTR_NEEDS, "needs"},     {SJ_ATTR_FORBIDS, "forbids"},
                 {SJ_ATTR_PLACE, "at"},  {SJ_ATTR_TRIGGER, "trigger"}, {SJ_ATTR_A, "a"},
                 {SJ_ATTR_B, "b"}};
    const sj_xml_node *x = sj_xml_child(parent, "situation");
    for (; x; x = sj_xml_next(x, "situation")) {
        sj_node *n = sj_arena_zalloc(&l->o->arena, sizeof *n);
        uint16_t rule;
        sj_status status = n ? read_rule(l, x, &rule)
                             : sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
        if (status) return status;
        n->kind = SJ_NODE_SITUATION;
        n->doc = l->doc;
        n->xml = x;
        n->attr[SJ_ATTR_ID] = l->o->rules[rule].id;
        for (size_t i = 0; i < sizeof attrs / sizeof *attrs && !status; i++)
            status = keep(l, sj_xml_attr(x, attrs[i].name), &n->attr[attrs[i].attr]);
        for (unsigned i = 0; i < r->n && !status; i++) {
            if (l->o->n_edits == SJ_OVERLAY_EDITS)
                return fail(l, x, "an overlay has too many rows", l->o->id);
            l->o->edits[l->o->n_edits++] =
                (sj_guide_edit){r->v[i], is_loop, 0, 0, SJ_ATTRS, NULL, n};
        }
        if (status) return status;
    }
    return SJ_OK;
}

/* The node's own words laid at each of its rows. */
static sj_status lay_rows(sj_overlay_loader *l, const sj_xml_node *x, const rows *r, bool is_loop) {
    sj_overlay_words w;
    bool fires = false;
    sj_status status = words_of(l, x, &w);
    for (unsigned i = 0; i < r->n && !status; i++)
        status = sj_overlay_lay_limit(l, &w, r->v[i], is_loop, &fires);
    if (!status) status = check_fires(l, &w, fires);
    return status ? status : read_situations(l, x, r, is_loop);
}

/* Do the key's codes of a row and those asked for meet? */
static bool has_key(const sj_guide_segment *s, const char *key) {
    if (!key) return true;
    if (!s->key_codes) return false;
    for (const char *p = key; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (sj_code_list_has_packed(s->key_codes, sj_code_pack(p, len))) return true;
        p += len;
    }
    return false;
}

static sj_status read_segment(sj_overlay_loader *l, const sj_xml_node *x, const rows *loops) {
    const sj_guide *g = &l->o->base->guide;
    const char *tag = sj_xml_attr(x, "tag"), *key = sj_xml_attr(x, "key");
    rows found = {.n = 0};
    for (unsigned i = 0; i < loops->n; i++) {
        const sj_guide_loop *r = &g->loops[loops->v[i]];
        for (uint16_t s = r->first_segment; s < r->first_segment + r->n_segments; s++)
            if (!strcmp(g->segments[s].id, tag) && has_key(&g->segments[s], key) &&
                found.n < PLACES)
                found.v[found.n++] = s;
    }
    if (!found.n) return fail(l, x, "the guide has no such segment in this loop", tag);
    sj_status status = lay_rows(l, x, &found, false);
    return status ? status : read_elements(l, x, &found);
}

/* Does loop `row` lie in one of `above`? NULL: anywhere will do. */
static bool is_below(const sj_guide *g, uint16_t row, const rows *above) {
    if (!above) return true;
    for (uint16_t at = g->loops[row].parent; at != SJ_NO_ROW; at = g->loops[at].parent)
        for (unsigned i = 0; i < above->n; i++)
            if (above->v[i] == at) return true;
    return false;
}

static sj_status read_loops(sj_overlay_loader *l, const sj_xml_node *parent, const rows *above);

static sj_status read_loop(sj_overlay_loader *l, const sj_xml_node *x, const rows *above) {
    const sj_guide *g = &l->o->base->guide;
    const char *id = sj_xml_attr(x, "id");
    rows found = {.n = 0};
    for (uint16_t i = 0; i < g->n_loops; i++)
        if (!strcmp(g->loops[i].id, id) && is_below(g, i, above) && found.n < PLACES)
            found.v[found.n++] = i;
    if (!found.n) return fail(l, x, "the guide has no such loop here", id);
    sj_status status = lay_rows(l, x, &found, true);
    const sj_xml_node *s = sj_xml_child(x, "segment");
    for (; s && !status; s = sj_xml_next(s, "segment")) status = read_segment(l, s, &found);
    return status ? status : read_loops(l, x, &found);
}

static sj_status read_loops(sj_overlay_loader *l, const sj_xml_node *parent, const rows *above) {
    sj_status status = SJ_OK;
    const sj_xml_node *x = sj_xml_child(parent, "loop");
    for (; x && !status; x = sj_xml_next(x, "loop")) status = read_loop(l, x, above);
    return status;
}

/* --- the set as a whole --- */

static sj_status read_claims(sj_overlay_loader *l, const sj_xml_node *x) {
    const char *max = sj_xml_attr(x, "max");
    l->o->max_claims = strcmp(max, "unbounded") ? (uint32_t)strtoul(max, NULL, 10) : 0;
    return read_rule(l, x, &l->o->claims_rule);
}

/* "A-Z0-9 '()": ranges and single characters; a hyphen stands first or last. */
static sj_status read_characters(sj_overlay_loader *l, const sj_xml_node *x) {
    const char *text = sj_xml_attr(x, "allowed");
    bool *allowed = sj_arena_zalloc(&l->o->arena, 256);
    if (!allowed) return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        unsigned last = p[1] == '-' && p[2] ? p[2] : *p;
        if (last < *p) return fail(l, x, "a range of characters runs backwards", text);
        for (unsigned c = *p; c <= last; c++) allowed[c] = true;
        if (p[1] == '-' && p[2]) p += 2;
    }
    l->o->allowed = allowed;
    return read_rule(l, x, &l->o->characters_rule);
}

static sj_status read_head(sj_overlay_loader *l, sj_guides *guides) {
    const sj_xml_node *root = sj_xml_root(l->doc);
    sj_overlay *o = l->o;
    sj_status status = keep(l, sj_xml_attr(root, "id"), &o->id);
    if (!status) status = keep(l, sj_xml_attr(root, "on"), &o->on);
    if (!status) status = keep(l, sj_xml_attr(root, "title"), &o->title);
    if (!status) status = keep(l, sj_xml_attr(root, "source"), &o->source);
    if (status) return status;
    const sj_guide *g;
    status = sj_guides_get(guides, o->on, &g, l->err);
    if (status == SJ_ENOTFOUND) return fail(l, root, "there is no such guide", o->on);
    if (!status) o->base = sj_guide_impl_of(g);
    return status;
}

static sj_status read_all(sj_overlay_loader *l, sj_guides *guides) {
    const sj_xml_node *root = sj_xml_root(l->doc);
    sj_status status = read_head(l, guides);
    const sj_xml_node *claims = sj_xml_child(root, "claims");
    const sj_xml_node *characters = sj_xml_child(root, "characters");
    if (!status && claims) status = read_claims(l, claims);
    if (!status && characters) status = read_characters(l, characters);
    return status ? status : read_loops(l, root, NULL);
}

/* --- chains by row --- */

static void link_all(sj_overlay *o) {
    const sj_guide *g = &o->base->guide;
    for (unsigned i = 0; i < g->n_segments; i++)
        o->checks_at[i] = o->segment_limits[i] = SJ_OVERLAY_NONE;
    for (unsigned i = 0; i <= g->n_loops; i++) o->loop_limits[i] = o->owned[i] = SJ_OVERLAY_NONE;
    for (unsigned i = o->n_checks; i-- > 0;) {
        o->checks[i].next = o->checks_at[o->checks[i].segment];
        o->checks_at[o->checks[i].segment] = (uint16_t)i;
    }
    for (unsigned i = o->n_limits; i-- > 0;) {
        sj_overlay_limit *m = &o->limits[i];
        uint16_t *first = m->is_loop ? &o->loop_limits[m->row] : &o->segment_limits[m->row];
        m->next = *first;
        *first = (uint16_t)i;
        m->next_owned = o->owned[m->owner];
        o->owned[m->owner] = (uint16_t)i;
    }
}

static sj_status make_chains(sj_overlay_loader *l) {
    sj_overlay *o = l->o;
    const sj_guide *g = &o->base->guide;
    o->checks_at = sj_arena_alloc(&o->arena, g->n_segments * sizeof *o->checks_at);
    o->segment_limits = sj_arena_alloc(&o->arena, g->n_segments * sizeof *o->segment_limits);
    o->loop_limits = sj_arena_alloc(&o->arena, (g->n_loops + 1u) * sizeof *o->loop_limits);
    o->owned = sj_arena_alloc(&o->arena, (g->n_loops + 1u) * sizeof *o->owned);
    if (!o->checks_at || !o->segment_limits || !o->loop_limits || !o->owned)
        return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
    link_all(o);
    return SJ_OK;
}

/* --- the file --- */

static sj_status take_room(sj_overlay_loader *l) {
    sj_overlay *o = l->o;
    o->rules = sj_arena_zalloc(&o->arena, SJ_OVERLAY_RULES * sizeof *o->rules);
    o->checks = sj_arena_zalloc(&o->arena, SJ_OVERLAY_CHECKS * sizeof *o->checks);
    o->limits = sj_arena_zalloc(&o->arena, SJ_OVERLAY_LIMITS * sizeof *o->limits);
    o->edits = sj_arena_zalloc(&o->arena, SJ_OVERLAY_EDITS * sizeof *o->edits);
    o->patterns = sj_arena_zalloc(&o->arena, SJ_OVERLAY_PATTERNS * sizeof(sj_pattern *));
    if (o->rules && o->checks && o->limits && o->edits && o->patterns) return SJ_OK;
    return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading an overlay");
}

static sj_status validate(const void *bytes, size_t len, const char *name, sj_err *err) {
    const sj_embedded *f = sj_guide_files;
    while (strcmp(f->name, "overlay.xsd")) f++;
    sj_xml_schema *schema;
    sj_status status = sj_xml_schema_new(&schema, f->bytes, f->size, f->name, err);
    if (status) return status;
    status = sj_xml_validate(schema, bytes, len, name, err);
    sj_xml_schema_free(schema);
    return status;
}

/* The column at which the tag of a line begins: the tree knows lines only. */
static void add_column(sj_err *err, const char *bytes, size_t len) {
    if (!err || !err->line || err->column) return;
    const char *p = bytes, *end = bytes + len;
    for (uint32_t line = 1; p && line < err->line; line++) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (p) p++;
    }
    if (!p) return;
    const char *from = p;
    while (p < end && *p != '\n' && *p != '<') p++;
    err->column = p < end && *p == '<' ? (uint32_t)(p - from) + 1 : 1;
}

static sj_status load(sj_overlay_loader *l, sj_guides *guides) {
    sj_overlay *o = l->o;
    sj_arena_init(&o->arena, OVERLAY_LIMIT);
    o->claims_rule = o->characters_rule = SJ_OVERLAY_NONE;
    sj_status status = take_room(l);
    if (!status) status = read_all(l, guides);
    if (!status) status = make_chains(l);
    if (status || !o->n_edits) return status;
    const sj_guide_changes changes = {o->edits, o->n_edits, o->rules, o->n_rules, o->first_rule};
    return sj_guides_load_changed(guides, o->on, &changes, &o->relaxed, l->err);
}

sj_status sj_overlay_load(sj_overlay **out, sj_guides *guides, uint32_t first_rule,
                          const void *bytes, size_t len, const char *name, sj_err *err) {
    *out = NULL;
    sj_err local = {0};
    sj_xml *doc = NULL;
    sj_overlay *o = sj_calloc(1, sizeof *o);
    sj_status status = o ? sj_xml_parse(&doc, bytes, len, name, &local)
                         : sj_err_set(&local, SJ_ENOMEM, "out of memory loading an overlay");
    if (!status) status = validate(bytes, len, name, &local);
    if (!status) {
        sj_overlay_loader l = {o, doc, &local};
        o->first_rule = first_rule;
        status = load(&l, guides);
    }
    sj_xml_free(doc);
    if (!status) {
        *out = o;
        return SJ_OK;
    }
    sj_overlay_free(o);
    if (status == SJ_EXML) add_column(&local, bytes, len);
    if (err) *err = local;
    return status;
}

void sj_overlay_free(sj_overlay *o) {
    if (!o) return;
    for (uint16_t i = 0; i < o->n_patterns; i++) sj_pattern_free(o->patterns[i]);
    sj_guide_impl_free(o->relaxed);
    sj_arena_dispose(&o->arena);
    sj_free(o);
}
