/* parsers/expr/program.c - a compiled condition: made, freed, and what an index wants to know of
 * it. */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

static void collect_keys(const sj_node *n, const sj_node **keys, unsigned *count) {
    if (n->kind == NODE_AND) {
        collect_keys(n->a, keys, count);
        collect_keys(n->b, keys, count);
    } else if (n->kind == NODE_SCOPE && n->inside < 0) {
        collect_keys(n->a, keys, count); /* some member must have it */
    } else if (sj_expr_is_key(n) && *count < MAX_KEYS) {
        keys[(*count)++] = n;
    }
}

static void *copy(sj_expr *e, const void *from, size_t n) {
    void *to = sj_arena_alloc(e->arena, n);
    return to ? memcpy(to, from, n) : NULL;
}

/* What was gathered, beside the nodes. */
static bool keep(sj_expr *e, const sj_parser *p) {
    const sj_node *keys[MAX_KEYS];
    collect_keys(e->root, keys, &e->n_keys);
    e->n_slots = p->n_slots;
    e->slots = copy(e, p->slots, p->n_slots * sizeof *p->slots);
    e->keys = copy(e, keys, e->n_keys * sizeof *keys);
    return e->slots && e->keys;
}

static sj_expr *new_program(sj_arena *lent) {
    sj_expr *e = lent ? sj_arena_zalloc(lent, sizeof *e) : sj_calloc(1, sizeof *e);
    if (!e) return NULL;
    if (!lent) sj_arena_init(&e->own, 1 << 20);
    e->arena = lent ? lent : &e->own;
    return e;
}

static sj_status compile(sj_expr *e, sj_str text, const sj_expr_names *names, sj_err *err) {
    sj_str source;
    if (!sj_arena_copy(e->arena, text, &source)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_parser p = {.e = e,
                   .names = names,
                   .err = err,
                   .start = source.ptr,
                   .at = source.ptr,
                   .end = source.ptr + source.len,
                   .inside = -1,
                   .last_end = source.ptr};
    p.token = sj_expr_lex(&p.at, p.end);
    e->root = sj_expr_condition(&p);
    if (e->root && p.token.kind != TOKEN_END)
        sj_expr_fail(&p, &p.token, "'and', 'or' or the end was expected");
    if (p.status == SJ_OK && !keep(e, &p)) sj_expr_nomem(&p);
    return p.status;
}

sj_status sj_expr_compile(sj_expr **out, sj_str text, const sj_expr_names *names, sj_err *err) {
    sj_expr *e = new_program(names->arena);
    if (!e) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status status = compile(e, text, names, err);
    if (status == SJ_OK)
        *out = e;
    else
        sj_expr_free(e);
    return status;
}

void sj_expr_free(sj_expr *e) {
    if (!e) return;
    for (sj_node *n = e->patterns; n; n = n->next_pattern) sj_pattern_free(n->pattern);
    if (e->arena != &e->own) return;
    sj_arena_dispose(&e->own);
    sj_free(e);
}

bool sj_expr_slot(const sj_expr *e, unsigned i, uint32_t *slot) {
    if (i >= e->n_slots) return false;
    *slot = e->slots[i];
    return true;
}

bool sj_expr_key_at(const sj_expr *e, unsigned i, sj_expr_key *out) {
    if (i >= e->n_keys) return false;
    const sj_node *n = e->keys[i];
    *out = (sj_expr_key){n->a->slot, n->inside, n->n_items};
    if (n->set) out->n_texts = sj_expr_set_count(n->set);
    if (!n->set && n->b) out->n_texts = 1;
    return true;
}

sj_str sj_expr_key_text(const sj_expr *e, unsigned i, uint32_t j, char room[SJ_EXPR_WORD],
                        bool *prefix) {
    const sj_node *n = e->keys[i];
    *prefix = n->kind == NODE_STARTS;
    if (n->set) return sj_expr_set_at(n->set, j, room, prefix);
    return n->b ? n->b->constant.text : n->items[j];
}
