/* Situational rules: expressions and paths to what the walker evaluates. */
#include <stdio.h>

#include <scrubjay/walker.h>

#include "parsers/guide/loader.h"
#include "parsers/guide/overlay.h"

/* Before a path: of the member that the condition's first any stopped at. */
#define ANY "any."

enum { MAX_INPUTS = 8192, MAX_SCOPES = 512, MAX_SETS = 128, MAX_TEXT = 512 };

/* While all situations of a guide are compiled. */
typedef struct compiler {
    sj_loader *l;
    sj_situation *situations;
    sj_guide_situation *rows;
    sj_input *inputs;
    sj_scope *scopes;
    uint32_t n, n_inputs, n_scopes;
    sj_guide_set *set_rows;
    uint32_t last_finding; /* row */
    /* The one at hand: */
    const sj_pending_situation *at;
    sj_situation *s;
    const char *why; /* what is wrong with a path in it */
    int any;         /* row of its first scope, or -1 */
    bool has_memory;
} compiler;

static sj_path_place place_of(const compiler *c, int inside) {
    return (sj_path_place){c->l->g, c->at->loop, c->at->segment, c->scopes, inside};
}

/* The row of an input, one for equal ones of a situation; SJ_NO_INPUT when there are too many. */
static uint16_t add_input(compiler *c, const sj_input *in) {
    for (uint32_t i = c->s->first_input; i < c->n_inputs; i++)
        if (!memcmp(&c->inputs[i], in, sizeof *in)) return (uint16_t)i;
    if (c->n_inputs == MAX_INPUTS) return SJ_NO_INPUT;
    c->inputs[c->n_inputs] = *in;
    return (uint16_t)c->n_inputs++;
}

/* --- what the expression compiler asks --- */

static bool find_field(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type) {
    compiler *c = ctx;
    sj_input in;
    sj_path_place from = place_of(c, inside);
    if (!sj_path_resolve(&from, name, &in, &c->why)) return false;
    uint16_t row = add_input(c, &in);
    if (row == SJ_NO_INPUT) return c->why = "too many paths in one guide", false;
    c->why = NULL;
    *slot = row;
    *type = (sj_expr_type)in.type;
    return true;
}

static bool find_scope(void *ctx, sj_str name, int inside, int *scope) {
    compiler *c = ctx;
    sj_path_place from = place_of(c, inside);
    if (c->n_scopes == MAX_SCOPES) return c->why = "too many scopes in one guide", false;
    if (!sj_path_scope(&from, name, &c->scopes[c->n_scopes], &c->why)) return false;
    *scope = (int)c->n_scopes++;
    if (c->any < 0) c->any = *scope;
    c->why = NULL;
    return true;
}

static const sj_expr_set *find_set(void *ctx, sj_str name) {
    compiler *c = ctx;
    sj_guide_impl *g = c->l->g;
    char id[64];
    snprintf(id, sizeof id, "%.*s", SJ_FMT(name));
    for (unsigned i = 0; i < g->n_sets; i++)
        if (!strcmp(c->set_rows[i].id, id)) return g->sets[i];
    const char *words = sj_source_words(&c->l->source, "set", id);
    if (!words || g->n_sets == MAX_SETS) return NULL;
    sj_guide_set *row = &c->set_rows[g->n_sets];
    sj_status status = sj_loader_text(c->l, id, &row->id);
    if (!status) status = sj_loader_text(c->l, words, &row->words);
    if (!status) status = sj_expr_set_new(&g->sets[g->n_sets], sj_str_of(words), NULL);
    c->has_memory = status != SJ_ENOMEM;
    if (status) return NULL;
    g->guide.n_sets = (uint16_t)(g->n_sets + 1);
    return g->sets[g->n_sets++];
}

/* --- one situation --- */

static sj_status fail(const compiler *c, const char *attr, const char *why, const char *detail) {
    char text[MAX_TEXT + 32];
    snprintf(text, sizeof text, "%s: %s", attr, detail);
    return sj_node_fail(c->at->node, why, text, c->l->err);
}

/* Looked for from the row of the last one on: most stand in the same order here and there. */
static sj_status find_finding(compiler *c, const char *id) {
    const sj_finding_table *t = sj_guide_findings();
    for (uint32_t n = 0; n < t->count; n++) {
        uint32_t i = (c->last_finding + n) % t->count;
        if (strcmp(t->rows[i].id, id)) continue;
        c->last_finding = i;
        c->s->finding = SJ_FINDING_ID(t->box, i);
        c->s->def = &t->rows[i];
        return SJ_OK;
    }
    const sj_guide_changes *own = c->l->changes;
    for (uint16_t i = 0; own && i < own->n_rules; i++) {
        if (strcmp(own->rules[i].id, id)) continue;
        c->s->finding = SJ_FINDING_ID(SJ_BOX_OVERLAYS, own->first_rule + i);
        c->s->def = &own->rules[i];
        return SJ_OK;
    }
    return sj_node_fail(c->at->node, "no such finding", id, c->l->err);
}

/* A path in an attribute of its own. */
static sj_status compile_path(compiler *c, sj_node_attr attr, const char *name, uint16_t *out) {
    const char *text = c->at->node->attr[attr];
    *out = SJ_NO_INPUT;
    if (!text) return SJ_OK;
    bool in_any = !strncmp(text, ANY, strlen(ANY));
    sj_input in;
    sj_path_place from = place_of(c, in_any ? c->any : -1);
    if (in_any && c->any < 0) return fail(c, name, "when goes through nothing", text);
    sj_str path = sj_str_of(text + (in_any ? strlen(ANY) : 0));
    if (!sj_path_resolve(&from, path, &in, &c->why)) return fail(c, name, c->why, text);
    *out = add_input(c, &in);
    return *out == SJ_NO_INPUT ? fail(c, name, "too many paths in one guide", text) : SJ_OK;
}

static sj_status compile_when(compiler *c) {
    const char *text = c->at->node->attr[SJ_ATTR_WHEN];
    if (!text) return SJ_OK;
    const sj_expr_names names = {.ctx = c,
                                 .arena = &c->l->g->arena,
                                 .field = find_field,
                                 .scope = find_scope,
                                 .set = find_set};
    sj_err err = {0};
    c->why = NULL;
    c->has_memory = true;
    sj_status status = sj_expr_compile(&c->s->when, sj_str_of(text), &names, &err);
    if (!status) return SJ_OK;
    if (status == SJ_ENOMEM || !c->has_memory)
        return sj_err_set(c->l->err, SJ_ENOMEM, "out of memory");
    char detail[MAX_TEXT];
    snprintf(detail, sizeof detail, "column %u, %s", err.column, err.detail);
    return fail(c, "when", c->why ? c->why : err.msg, detail);
}

/* The element that calls for what is missing: the first that the condition reads and that is not a
 * member of a scope. */
static void choose_trigger(compiler *c) {
    uint32_t slot;
    if (c->s->trigger != SJ_NO_INPUT || !c->s->when) return;
    for (unsigned i = 0; sj_expr_slot(c->s->when, i, &slot); i++) {
        const sj_input *in = &c->inputs[slot];
        if (in->kind != SJ_INPUT_ELEMENT || in->from > SJ_FROM_OWN) continue;
        c->s->trigger = (uint16_t)slot;
        return;
    }
}

static sj_status compile(compiler *c) {
    const sj_node *n = c->at->node;
    sj_situation *s = c->s;
    s->loop = c->at->loop;
    s->segment = c->at->segment;
    s->first_input = (uint16_t)c->n_inputs;
    s->first_scope = (uint16_t)c->n_scopes;
    c->any = -1;
    if (!n->attr[SJ_ATTR_ID]) return sj_node_fail(n, "a situation without id", NULL, c->l->err);
    if (!n->attr[SJ_ATTR_WHEN] && !n->attr[SJ_ATTR_FORBIDS])
        return sj_node_fail(n, "a situation without when", n->attr[SJ_ATTR_ID], c->l->err);
    sj_status status = find_finding(c, n->attr[SJ_ATTR_ID]);
    if (!status) status = compile_when(c);
    if (!status) status = compile_path(c, SJ_ATTR_NEEDS, "needs", &s->needs);
    if (!status) status = compile_path(c, SJ_ATTR_FORBIDS, "forbids", &s->forbids);
    if (!status) status = compile_path(c, SJ_ATTR_PLACE, "at", &s->at);
    if (!status) status = compile_path(c, SJ_ATTR_TRIGGER, "trigger", &s->trigger);
    if (!status) status = compile_path(c, SJ_ATTR_A, "a", &s->facts[0]);
    if (!status) status = compile_path(c, SJ_ATTR_B, "b", &s->facts[1]);
    if (status) return status;
    choose_trigger(c);
    if (s->needs == SJ_NO_INPUT && s->forbids == SJ_NO_INPUT && s->at == SJ_NO_INPUT &&
        s->trigger == SJ_NO_INPUT)
        return sj_node_fail(n, "say at what the finding points: at", n->attr[SJ_ATTR_ID],
                            c->l->err);
    s->n_inputs = (uint16_t)(c->n_inputs - s->first_input);
    s->n_scopes = (uint16_t)(c->n_scopes - s->first_scope);
    return SJ_OK;
}

/* For people: as it is written. */
static sj_status describe(compiler *c, sj_guide_situation *row) {
    const sj_node *n = c->at->node;
    row->loop = c->at->loop;
    row->segment = c->at->segment;
    sj_status status = sj_loader_text(c->l, n->attr[SJ_ATTR_ID], &row->id);
    if (!status) status = sj_loader_tidy(c->l, n->attr[SJ_ATTR_WHEN], &row->when);
    if (!status) status = sj_loader_text(c->l, n->attr[SJ_ATTR_NEEDS], &row->needs);
    if (!status) status = sj_loader_text(c->l, n->attr[SJ_ATTR_FORBIDS], &row->forbids);
    return status;
}

static sj_status compile_all(compiler *c) {
    sj_status status = SJ_OK;
    for (uint32_t i = 0; i < c->l->n_pending && !status; i++) {
        c->at = &c->l->pending[i];
        c->s = &c->situations[i];
        c->l->g->situations.n = (uint16_t)(i + 1); /* what is freed with the guide */
        status = describe(c, &c->rows[i]);
        if (!status) status = compile(c);
        uint8_t *first = &c->l->g->situations.first_snip;
        if (!status && (!*first || c->s->def->snip < *first)) *first = c->s->def->snip;
    }
    return status;
}

/* Those of type 3 with a plan of their own: few, in few loops. Who asks for no more does not pay
 * for what arms the others. */
static sj_status plan_sums(compiler *c) {
    sj_loader *l = c->l;
    const sj_situations *all = &l->g->situations;
    sj_situations *sums = &l->g->sums;
    sj_situation *own = sj_loader_room(l, all->n, sizeof *own);
    if (!own) return SJ_ENOMEM;
    *sums = (sj_situations){.situations = own,
                            .inputs = all->inputs,
                            .scopes = all->scopes,
                            .n_inputs = all->n_inputs,
                            .n_scopes = all->n_scopes,
                            .first_snip = SJ_SUMS_SNIP};
    for (uint16_t i = 0; i < all->n; i++)
        if (c->situations[i].def->snip <= SJ_SUMS_SNIP) own[sums->n++] = c->situations[i];
    return sums->n ? sj_loader_watches(l, sums, own) : SJ_OK;
}

/* What was gathered, in the guide's own arena. */
static sj_status keep(compiler *c) {
    sj_loader *l = c->l;
    sj_input *inputs = sj_loader_room(l, c->n_inputs, sizeof *inputs);
    sj_scope *scopes = sj_loader_room(l, c->n_scopes, sizeof *scopes);
    if (!inputs || !scopes) return SJ_ENOMEM;
    memcpy(inputs, c->inputs, c->n_inputs * sizeof *inputs);
    memcpy(scopes, c->scopes, c->n_scopes * sizeof *scopes);
    sj_situations *to = &l->g->situations;
    to->inputs = inputs;
    to->n_inputs = (uint16_t)c->n_inputs;
    to->scopes = scopes;
    to->n_scopes = (uint16_t)c->n_scopes;
    sj_status status = sj_loader_watches(l, to, c->situations);
    return status || to->first_snip > SJ_SUMS_SNIP ? status : plan_sums(c);
}

sj_status sj_loader_situations(sj_loader *l) {
    if (!l->n_pending) return SJ_OK;
    compiler *c = sj_arena_zalloc(&l->source.arena, sizeof *c);
    if (!c) return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
    c->l = l;
    c->situations = sj_loader_room(l, l->n_pending, sizeof *c->situations);
    c->rows = sj_loader_room(l, l->n_pending, sizeof *c->rows);
    c->inputs = sj_arena_alloc(&l->source.arena, MAX_INPUTS * sizeof *c->inputs);
    c->scopes = sj_arena_alloc(&l->source.arena, MAX_SCOPES * sizeof *c->scopes);
    l->g->sets = sj_loader_room(l, MAX_SETS, sizeof(sj_expr_set *));
    c->set_rows = sj_loader_room(l, MAX_SETS, sizeof *c->set_rows);
    if (!c->situations || !c->rows || !c->inputs || !c->scopes || !l->g->sets || !c->set_rows)
        return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
    l->g->situations.situations = c->situations;
    l->g->guide.situations = c->rows;
    l->g->guide.sets = c->set_rows;
    sj_status status = compile_all(c);
    l->g->guide.n_situations = l->g->situations.n;
    return status ? status : keep(c);
}
