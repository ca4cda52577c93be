/* parsers/expr/order.c - tests that only compare fields: who keeps the fields' values at hand need
 * not evaluate them to see that they fail. */
#include "parsers/expr/expr_private.h"

typedef struct list {
    sj_expr_order *orders;
    unsigned n;
} list;

/* Of dates, or of texts for equality. */
static bool is_comparison(const sj_node *n) {
    if (!n || n->kind != NODE_COMPARE) return false;
    if (n->a->kind != NODE_FIELD || n->b->kind != NODE_FIELD) return false;
    return (n->a->type == SJ_EXPR_DATE && n->b->type == SJ_EXPR_DATE) ||
           (n->a->type == SJ_EXPR_TEXT && n->b->type == SJ_EXPR_TEXT && n->compare <= CMP_NE);
}

static bool add(list *l, const sj_node *n, int scope, int none) {
    if (!is_comparison(n) || l->n == SJ_EXPR_MAX_GATES) return false;
    l->orders[l->n++] = (sj_expr_order){.a = n->a->slot,
                                        .b = n->b->slot,
                                        .sign = (sj_expr_sign)n->compare,
                                        .is_none = scope >= 0,
                                        .scope = scope,
                                        .none = none};
    return true;
}

/* What none of the members may fulfil, or of their members. */
static bool add_none(list *l, const sj_node *none) {
    const sj_node *n = none;
    while (n->a && n->a->kind == NODE_SCOPE) n = n->a;
    return add(l, n->a, n->scope, none->scope);
}

/* All alternatives. `not` of a comparison also holds where a value is missing. */
static bool collect(list *l, const sj_node *n, bool negated) {
    if (n->kind == NODE_NOT) return collect(l, n->a, !negated);
    if (n->kind == (negated ? NODE_AND : NODE_OR))
        return collect(l, n->a, negated) && collect(l, n->b, negated);
    if (negated) return n->kind == NODE_SCOPE && add_none(l, n);
    return add(l, n, -1, -1);
}

bool sj_expr_orders_of(const sj_expr *e, unsigned i, sj_expr_order orders[SJ_EXPR_MAX_GATES],
                       unsigned *n) {
    sj_found_test test;
    if (!sj_expr_find_test(e->root, &(sj_branch){NULL, NULL}, i, &test)) return false;
    list l = {.orders = orders};
    *n = collect(&l, test.node, test.negated) ? l.n : 0;
    return true;
}
