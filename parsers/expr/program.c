/* parsers/expr/program.c - a compiled condition: made, freed, and what an index wants to know of
 * it. */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

static void collect_keys(sj_expr *e, const sj_node *n) {
    if (n->kind == NODE_AND) {
        collect_keys(e, n->a);
        collect_keys(e, n->b);
    } else if (n->kind == NODE_SCOPE && n->inside < 0) {
        collect_keys(e, n->a); /* some member must have it */
    } else if (sj_expr_is_key(n) && e->n_keys < MAX_KEYS) {
        e->keys[e->n_keys++] = n;
    }
}

sj_status sj_expr_compile(sj_expr **out, sj_str text, const sj_expr_names *names, sj_err *err) {
    sj_expr *e = sj_calloc(1, sizeof *e);
    if (!e) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_arena_init(&e->arena, 1 << 20);
    sj_str copy;
    if (!sj_arena_copy(&e->arena, text, &copy)) {
        sj_expr_free(e);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    sj_parser p = {.e = e,
                   .names = names,
                   .err = err,
                   .start = copy.ptr,
                   .at = copy.ptr,
                   .end = copy.ptr + copy.len,
                   .inside = -1,
                   .last_end = copy.ptr};
    p.token = sj_expr_lex(&p.at, p.end);
    e->root = sj_expr_condition(&p);
    if (e->root && p.token.kind != TOKEN_END)
        sj_expr_fail(&p, &p.token, "'and', 'or' or the end was expected");
    if (p.status != SJ_OK) {
        sj_expr_free(e);
        return p.status;
    }
    collect_keys(e, e->root);
    *out = e;
    return SJ_OK;
}

void sj_expr_free(sj_expr *e) {
    if (!e) return;
    for (sj_node *n = e->patterns; n; n = n->next_pattern) sj_pattern_free(n->pattern);
    sj_arena_dispose(&e->arena);
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

sj_str sj_expr_key_text(const sj_expr *e, unsigned i, uint32_t j, bool *prefix) {
    const sj_node *n = e->keys[i];
    *prefix = n->kind == NODE_STARTS;
    if (n->set) return sj_expr_set_at(n->set, j, prefix);
    return n->b ? n->b->constant.text : n->items[j];
}
