/* rules/packs/load.c - a pack's XML into rules that are ready to judge. The first mistake ends it,
 * with its place in the file; nothing of the pack is kept then. */
#include "parsers/base/alloc.h"
#include "rules/packs/pack.h"

#include <stdio.h>
#include <stdlib.h>

enum { PACK_LIMIT = 64 << 20 };

typedef struct loader {
    const sj_fields *fields;
    sj_source source;
    const char *name;
    sj_pack *pack;
    sj_view *view;            /* for the examples; NULL: the suite has asked them */
    sj_arena made;            /* of the claims of examples */
    const char *rule;         /* the one at hand; NULL */
    size_t n_rule, n_example; /* ordinals in the file */
    bool no_memory;           /* a text could not be kept */
    sj_err *err;
} loader;

static sj_status nomem(loader *l) {
    return sj_err_set(l->err, SJ_ENOMEM, "no memory for a pack");
}

/* A complaint about this pack: what was expected, where, and what was found. */
static sj_status complain(loader *l, const char *expected, const char *found, uint32_t line,
                          uint32_t column) {
    sj_err_setf(l->err, SJ_EXML, expected, "%.60s%s%.40s: %s", l->name, l->rule ? ", rule " : "",
                l->rule ? l->rule : "", found);
    if (l->err) {
        l->err->line = line;
        l->err->column = column;
    }
    return SJ_EXML;
}

/* Of the text of the n-th element: what a compiler complains of, at its column. */
static sj_status complain_text(loader *l, const char *element, size_t n, const sj_err *why) {
    uint32_t line, column;
    if (why->code == SJ_ENOMEM) return nomem(l);
    sj_source_text(&l->source, element, n, why->column ? why->column - 1 : 0, &line, &column);
    char found[sizeof why->detail];
    memcpy(found, why->detail, sizeof found);
    return complain(l, why->msg, found, line, column);
}

static sj_status complain_attr(loader *l, const char *element, size_t n, const char *attr,
                               const char *expected, const char *found) {
    uint32_t line, column;
    sj_source_attr(&l->source, element, n, attr, &line, &column);
    return complain(l, expected, found, line, column);
}

static const char *keep(loader *l, const char *text) {
    sj_str out;
    if (!text || !*text) return "";
    if (sj_arena_copy(&l->pack->arena, (sj_str){text, strlen(text) + 1}, &out)) return out.ptr;
    l->no_memory = true;
    return "";
}

static const char *attr_or(const sj_xml_node *n, const char *name, const char *otherwise) {
    const char *text = sj_xml_attr(n, name);
    return text ? text : otherwise;
}

static uint8_t types_of(const char *claims) {
    return (uint8_t)((strstr(claims, "professional") ? 1 << SJ_CLAIM_837P : 0) |
                     (strstr(claims, "institutional") ? 1 << SJ_CLAIM_837I : 0) |
                     (strstr(claims, "dental") ? 1 << SJ_CLAIM_837D : 0));
}

/* ---- sets ---- */

static sj_status load_sets(loader *l, const sj_xml_node *root) {
    sj_pack *p = l->pack;
    size_t n = 0;
    for (const sj_xml_node *s = sj_xml_child(root, "set"); s; s = sj_xml_next(s, "set")) n++;
    p->sets = sj_arena_zalloc(&p->arena, n * sizeof *p->sets);
    if (!p->sets) return nomem(l);
    for (const sj_xml_node *s = sj_xml_child(root, "set"); s; s = sj_xml_next(s, "set")) {
        sj_err why = {0};
        const char *words = sj_xml_text(s);
        sj_named_set *set = &p->sets[p->n_sets];
        set->name = sj_str_of(keep(l, sj_xml_attr(s, "id")));
        if (sj_expr_set_new(&set->set, sj_str_of(words), &why) != SJ_OK) {
            const char *at = strstr(words, why.detail);
            why.column = at ? (uint32_t)(at - words) + 1 : 1;
            return complain_text(l, "set", p->n_sets, &why);
        }
        p->n_sets++;
    }
    return SJ_OK;
}

/* ---- a rule's head ---- */

static sj_date date_attr(const sj_xml_node *n, const char *name) {
    const char *text = sj_xml_attr(n, name);
    sj_date d = SJ_NO_DATE;
    return text && sj_date_parse_iso(sj_str_of(text), &d) ? d : SJ_NO_DATE;
}

static sj_status load_partners(loader *l, sj_rule *r) {
    for (const char *p = r->info.partners; *p;) {
        size_t n = strcspn(p, " ,\t\n");
        if (n && r->n_partners == MAX_PARTNERS)
            return complain_attr(l, "rule", l->n_rule, "partners", "16 partners at the most", p);
        if (n) r->partners[r->n_partners++] = (sj_str){p, n};
        p += n ? n : 1;
    }
    return SJ_OK;
}

static sj_status load_head(loader *l, sj_rule *r, const sj_xml_node *n, const sj_xml_node *root) {
    const char *severity = sj_xml_attr(n, "severity"), *scope = sj_xml_attr(n, "scope");
    char id[64];
    sj_err why = {0};
    snprintf(id, sizeof id, "%s:%s", l->pack->info.id, sj_xml_attr(n, "id"));
    *r = (sj_rule){.pack = l->pack,
                   .from = date_attr(n, "from"),
                   .to = date_attr(n, "to"),
                   .at = NO_SLOT,
                   .a = NO_SLOT,
                   .b = NO_SLOT};
    if (!sj_scope_find(sj_str_of(scope), &r->scope)) r->scope = SCOPE_CLAIM;
    r->info = (sj_rule_info){.pack = l->pack->info.id,
                             .scope = keep(l, scope),
                             .when = keep(l, sj_xml_text(sj_xml_child(n, "when"))),
                             .applies = l->pack->applies_text,
                             .payers = keep(l, sj_xml_attr(n, "payers")),
                             .partners = keep(l, sj_xml_attr(n, "partners")),
                             .claims = keep(l, attr_or(n, "claims", l->pack->claims)),
                             .from = r->from,
                             .to = r->to,
                             .line = sj_xml_line(n)};
    r->types = types_of(r->info.claims);
    r->def = (sj_finding_def){.id = keep(l, id),
                              .severity = *severity == 'h'   ? SJ_ERROR
                                          : *severity == 'w' ? SJ_WARNING
                                                             : SJ_INFO,
                              .snip = (uint8_t)atoi(attr_or(n, "snip", attr_or(root, "snip", "7"))),
                              .stc = sj_xml_attr(n, "stc") ? keep(l, sj_xml_attr(n, "stc")) : NULL,
                              .tier = keep(l, attr_or(n, "tier", attr_or(root, "tier", "PAY"))),
                              .title = keep(l, sj_xml_attr(n, "title")),
                              .source = keep(l, attr_or(n, "source", l->pack->info.source)),
                              .yields = sj_xml_attr(n, "yields") ? keep(l, sj_xml_attr(n, "yields"))
                                                                 : NULL};
    if (*r->info.payers && sj_expr_set_new(&r->payers, sj_str_of(r->info.payers), &why) != SJ_OK)
        return why.code == SJ_ENOMEM
                   ? nomem(l)
                   : complain_attr(l, "rule", l->n_rule, "payers", why.msg, why.detail);
    return load_partners(l, r);
}

/* ---- its condition, place and texts ---- */

/* Where a finding stands when the rule does not say: at the first field that the condition reads of
 * what the rule is about, else of the claim. */
static uint32_t usual_place(const loader *l, const sj_rule *r) {
    uint32_t slot, claims = NO_SLOT;
    for (unsigned i = 0; sj_expr_slot(r->when, i, &slot); i++) {
        const sj_rule_field *f = &l->fields->v[SLOT_FIELD(slot)];
        if (f->peer || !SLOT_OUTER(slot)) continue;
        if (f->scope == r->scope) return slot;
        if (f->scope == SCOPE_CLAIM && claims == NO_SLOT) claims = slot;
    }
    return claims;
}

static sj_status load_place(loader *l, sj_rule *r, const sj_names *names, const sj_xml_node *n) {
    const char *at = sj_xml_attr(n, "at");
    char hint[160];
    if (!at) {
        r->at = usual_place(l, r);
        return SJ_OK;
    }
    if (sj_names_field(names, sj_str_of(at), -1, &r->at)) return SJ_OK;
    int skip = snprintf(hint, sizeof hint, "found %.40s; ", at);
    sj_names_suggest(names, sj_str_of(at), -1, hint + skip, sizeof hint - (size_t)skip);
    return complain_attr(l, "rule", l->n_rule, "at", "the name of a field was expected", hint);
}

static sj_status load_text(loader *l, sj_rule *r, const sj_names *names, const sj_xml_node *n,
                           const char *element, const char **out, const char **plain) {
    sj_err why = {0};
    const char *text = sj_xml_text(sj_xml_child(n, element));
    if (sj_texts_make(r, names, &l->pack->arena, text, out, plain, &why) == SJ_OK) return SJ_OK;
    return complain_text(l, element, l->n_rule, &why);
}

static sj_status load_body(loader *l, sj_rule *r, const sj_xml_node *n) {
    sj_names names;
    sj_err why = {0};
    sj_names_init(&names, l->fields, l->pack, r->scope);
    if (sj_names_compile(&names, &l->pack->arena, sj_str_of(r->info.when), &r->when, &why) != SJ_OK)
        return complain_text(l, "when", l->n_rule, &why);
    sj_status s = load_place(l, r, &names, n);
    if (s == SJ_OK) s = load_text(l, r, &names, n, "message", &r->def.message, &r->info.message);
    if (s == SJ_OK) s = load_text(l, r, &names, n, "effect", &r->def.effect, &r->info.effect);
    if (s == SJ_OK) s = load_text(l, r, &names, n, "fix", &r->def.fix, &r->info.fix);
    return s;
}

/* ---- its examples ---- */

static sj_status run_example(loader *l, const sj_rule *r, const sj_example *e) {
    sj_err why = {0};
    const sj_claim *claim;
    sj_arena_reset(&l->made);
    sj_status s =
        sj_example_claim(&claim, &l->made, l->fields, r, l->pack->beginning, e->text, &why);
    if (s != SJ_OK && why.code != SJ_ENOMEM && why.column == 0)
        return complain_attr(l, "pack", 0, "examples", why.msg, why.detail);
    if (s != SJ_OK) return complain_text(l, "example", l->n_example, &why);
    if (sj_rule_trips(r, l->view, l->fields, claim, NULL) == e->trips) return SJ_OK;
    why = (sj_err){.code = SJ_EARG};
    if (e->trips)
        sj_err_setf(&why, SJ_EARG, "this example must trip the rule, but does not",
                    "see 'scrubjay rules test'");
    else
        sj_err_setf(&why, SJ_EARG, "this example must not trip the rule, but does",
                    "see 'scrubjay rules test'");
    return complain_text(l, "example", l->n_example, &why);
}

static sj_status load_examples(loader *l, sj_rule *r, const sj_xml_node *n) {
    unsigned trips = 0;
    for (const sj_xml_node *e = sj_xml_child(n, "example"); e; e = sj_xml_next(e, "example"))
        r->n_examples++;
    r->examples = sj_arena_zalloc(&l->pack->arena, r->n_examples * sizeof *r->examples);
    if (!r->examples) return nomem(l);
    sj_example *to = r->examples;
    for (const sj_xml_node *e = sj_xml_child(n, "example"); e;
         e = sj_xml_next(e, "example"), to++) {
        *to = (sj_example){.text = keep(l, sj_xml_text(e)),
                           .trips = strcmp(sj_xml_attr(e, "trips"), "yes") == 0,
                           .line = sj_xml_line(e)};
        trips += to->trips;
        sj_status s = l->view ? run_example(l, r, to) : SJ_OK;
        if (s != SJ_OK) return s;
        l->n_example++;
    }
    r->info.examples = r->n_examples;
    l->pack->info.examples += r->n_examples;
    if (trips && trips < r->n_examples) return SJ_OK;
    return complain_attr(l, "rule", l->n_rule, "id",
                         "an example that trips the rule and one that does not were expected",
                         trips ? "all trip it" : "none trips it");
}

/* ---- the pack ---- */

static sj_status load_applies(loader *l, const sj_xml_node *root) {
    const sj_xml_node *n = sj_xml_child(root, "applies");
    sj_err why = {0};
    sj_names names;
    l->pack->applies_text = keep(l, n ? sj_xml_text(n) : NULL);
    if (!n) return SJ_OK;
    sj_names_init(&names, l->fields, l->pack, SCOPE_CLAIM);
    if (sj_names_compile(&names, &l->pack->arena, sj_str_of(l->pack->applies_text), &l->pack->applies, &why) ==
        SJ_OK)
        return SJ_OK;
    return complain_text(l, "applies", 0, &why);
}

static sj_status load_rule(loader *l, const sj_xml_node *n, const sj_xml_node *root) {
    sj_rule *r = &l->pack->rules[l->pack->n_rules++];
    l->rule = sj_xml_attr(n, "id");
    sj_status s = load_head(l, r, n, root);
    if (s == SJ_OK) s = load_body(l, r, n);
    if (s == SJ_OK) s = load_examples(l, r, n);
    r->info.def = &r->def;
    l->rule = NULL;
    l->n_rule++;
    return s == SJ_OK && l->no_memory ? nomem(l) : s;
}

static sj_status load_pack(loader *l, const sj_xml_node *root) {
    sj_pack *p = l->pack;
    const sj_xml_node *about = sj_xml_child(root, "about");
    p->info = (sj_pack_info){.id = keep(l, sj_xml_attr(root, "id")),
                             .title = keep(l, sj_xml_attr(root, "title")),
                             .version = keep(l, sj_xml_attr(root, "version")),
                             .source = keep(l, sj_xml_attr(root, "source")),
                             .about = keep(l, about ? sj_xml_text(about) : NULL),
                             .name = keep(l, l->name)};
    p->claims = keep(l, sj_xml_attr(root, "claims"));
    p->beginning = keep(l, sj_xml_attr(root, "examples"));
    sj_status s = load_sets(l, root);
    if (s == SJ_OK) s = load_applies(l, root);
    uint32_t n = 0;
    for (const sj_xml_node *r = sj_xml_child(root, "rule"); r; r = sj_xml_next(r, "rule")) n++;
    p->rules = sj_arena_zalloc(&p->arena, n * sizeof *p->rules);
    if (!p->rules && s == SJ_OK) s = nomem(l);
    const sj_xml_node *r = sj_xml_child(root, "rule");
    for (; r && s == SJ_OK; r = sj_xml_next(r, "rule")) s = load_rule(l, r, root);
    p->info.rules = p->n_rules;
    return s;
}

void sj_pack_free(sj_pack *p) {
    if (!p) return;
    for (uint32_t i = 0; i < p->n_rules; i++) {
        sj_expr_free(p->rules[i].when);
        sj_expr_set_free(p->rules[i].payers);
    }
    for (size_t i = 0; i < p->n_sets; i++) sj_expr_set_free(p->sets[i].set);
    sj_expr_free(p->applies);
    sj_arena_dispose(&p->arena);
    sj_free(p);
}

sj_status sj_pack_read(sj_pack **out, const sj_fields *fields, const sj_xml_schema *schema,
                       const void *bytes, size_t len, const char *name, sj_err *err) {
    *out = NULL;
    sj_xml *x = NULL;
    loader l = {.fields = fields, .source = {bytes, len}, .name = name, .err = err};
    sj_status s = sj_xml_parse(&x, bytes, len, name, err);
    if (s == SJ_OK && schema) s = sj_xml_validate(schema, bytes, len, name, err);
    if (s == SJ_OK) {
        l.pack = sj_calloc(1, sizeof *l.pack);
        if (schema) l.view = sj_calloc(1, sizeof *l.view);
        sj_arena_init(&l.made, 1 << 20);
        if (l.pack) sj_arena_init(&l.pack->arena, PACK_LIMIT);
        s = l.pack && (l.view || !schema) ? load_pack(&l, sj_xml_root(x)) : nomem(&l);
    }
    sj_arena_dispose(&l.made);
    sj_free(l.view);
    sj_xml_free(x);
    if (s == SJ_OK)
        *out = l.pack;
    else
        sj_pack_free(l.pack);
    return s;
}
