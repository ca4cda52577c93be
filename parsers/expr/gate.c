/* parsers/expr/gate.c - tests that must hold for a condition to hold.
 *
 * Of conjuncts the cheapest is enough, of alternatives all are needed; `not` is carried inwards by
 * de Morgan. A comparison with a missing value is false, so that its fields must be there. */
#include "parsers/expr/expr_private.h"

typedef struct plan {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    unsigned n;
    uint32_t cost; /* SJ_GATE_IMPOSSIBLE: none */
} plan;

typedef struct planner {
    sj_expr_gate_cost_fn cost_of;
    void *ctx;
} planner;

static const plan no_plan = {.cost = SJ_GATE_IMPOSSIBLE};

static void make(const planner *p, const sj_node *n, bool negated, plan *out);

static void one(const planner *p, sj_expr_gate_kind kind, uint32_t slot, const sj_node *test,
                plan *out) {
    *out = (plan){.gates = {{kind, slot, test}}, .n = 1, .cost = p->cost_of(p->ctx, kind, slot)};
}

static void cheaper(plan *best, const plan *other) {
    if (other->cost < best->cost) *best = *other;
}

static void both(const planner *p, const sj_node *n, bool negated, plan *out) {
    plan b;
    make(p, n->a, negated, out);
    make(p, n->b, negated, &b);
    cheaper(out, &b);
}

static void either(const planner *p, const sj_node *n, bool negated, plan *out) {
    plan b;
    make(p, n->a, negated, out);
    make(p, n->b, negated, &b);
    if (out->cost == SJ_GATE_IMPOSSIBLE || b.cost == SJ_GATE_IMPOSSIBLE ||
        out->n + b.n > SJ_EXPR_MAX_GATES) {
        *out = no_plan;
        return;
    }
    memcpy(out->gates + out->n, b.gates, b.n * sizeof *b.gates);
    out->n += b.n;
    out->cost += b.cost;
}

/* The cheapest field of a value that is missing without it. */
static void of_value(const planner *p, const sj_node *n, plan *out) {
    *out = no_plan;
    if (n->kind == NODE_FIELD) {
        one(p, SJ_GATE_PRESENT, n->slot, n, out);
    } else if (n->kind == NODE_CALL) { /* a missing argument makes it missing */
        for (unsigned i = 0; i < n->function->n_args; i++) {
            plan b;
            of_value(p, n->args[i], &b);
            cheaper(out, &b);
        }
    } else if (n->kind == NODE_PLUS || n->kind == NODE_MINUS) {
        plan b;
        of_value(p, n->a, out);
        of_value(p, n->b, &b);
        cheaper(out, &b);
    }
}

static bool is_text_constant(const sj_node *n) {
    return n->kind == NODE_CONSTANT && n->type == SJ_EXPR_TEXT;
}

bool sj_expr_is_key(const sj_node *n) {
    if (!n->a || n->a->kind != NODE_FIELD) return false;
    switch (n->kind) {
    case NODE_IN_SET:
    case NODE_IN_LIST:
    case NODE_STARTS:
        return true;
    case NODE_HAS:
        return !n->b || is_text_constant(n->b);
    case NODE_COMPARE:
        return n->compare == CMP_EQ && is_text_constant(n->b);
    default:
        return false;
    }
}

/* Less than nothing? */
static bool is_negative(const sj_node *n) {
    if (n->kind != NODE_COMPARE || n->a->kind != NODE_FIELD || n->b->kind != NODE_CONSTANT)
        return false;
    if (n->a->type != SJ_EXPR_NUMBER && n->a->type != SJ_EXPR_MONEY) return false;
    int64_t limit = n->b->constant.n;
    return n->compare == CMP_LT ? limit <= 0 : n->compare == CMP_LE && limit < 0;
}

/* Not this text? */
static bool is_other(const sj_node *n) {
    return n->kind == NODE_COMPARE && n->compare == CMP_NE && n->a->kind == NODE_FIELD &&
           is_text_constant(n->b);
}

static void of_test(const planner *p, const sj_node *n, plan *out) {
    plan b;
    *out = no_plan;
    switch (n->kind) {
    case NODE_SCOPE:
        make(p, n->a, false, out);
        return;
    case NODE_COMPARE:
    case NODE_HAS:
        of_value(p, n->a, out);
        if (!n->b) break;
        of_value(p, n->b, &b);
        cheaper(out, &b);
        break;
    case NODE_FIELD:
    case NODE_CALL:
        of_value(p, n, out);
        return;
    case NODE_IN_SET:
    case NODE_IN_LIST:
    case NODE_MATCHES:
    case NODE_STARTS:
    case NODE_EXISTS:
        of_value(p, n->a, out);
        break;
    default:
        return;
    }
    if (sj_expr_is_key(n))
        one(p, SJ_GATE_KEY, n->a->slot, n, &b);
    else if (is_negative(n))
        one(p, SJ_GATE_NEGATIVE, n->a->slot, n, &b);
    else if (is_other(n))
        one(p, SJ_GATE_NOT, n->a->slot, n, &b);
    else
        return;
    cheaper(out, &b);
}

static void make(const planner *p, const sj_node *n, bool negated, plan *out) {
    if (n->kind == NODE_NOT) {
        make(p, n->a, !negated, out);
    } else if (n->kind == NODE_AND || n->kind == NODE_OR) {
        if ((n->kind == NODE_AND) != negated)
            both(p, n, negated, out);
        else
            either(p, n, negated, out);
    } else if (!negated) {
        of_test(p, n, out);
    } else if (n->kind == NODE_EXISTS && n->a->kind == NODE_FIELD) {
        one(p, SJ_GATE_ABSENT, n->a->slot, n, out);
    } else if (sj_expr_is_key(n)) {
        one(p, SJ_GATE_NOT, n->a->slot, n, out);
    } else if (n->kind == NODE_SCOPE && n->inside < 0 && n->a && sj_expr_is_key(n->a)) {
        one(p, SJ_GATE_NONE, n->a->a->slot, n->a, out);
    } else {
        *out = no_plan;
    }
}

unsigned sj_expr_gates(const sj_expr *e, sj_expr_gate_cost_fn cost_of, void *ctx,
                       sj_expr_gate gates[SJ_EXPR_MAX_GATES], uint32_t *cost) {
    plan best;
    make(&(planner){cost_of, ctx}, e->root, false, &best);
    *cost = best.cost;
    if (best.cost == SJ_GATE_IMPOSSIBLE) return 0;
    memcpy(gates, best.gates, best.n * sizeof *gates);
    return best.n;
}

typedef struct search {
    const sj_branch *branch;
    unsigned left; /* tests to pass over */
    sj_found_test found;
} search;

static bool find_test(search *s, const sj_node *n, bool negated, const sj_node *within) {
    if (n == s->branch->either) n = s->branch->taken;
    if (n->kind == NODE_NOT) return find_test(s, n->a, !negated, within);
    if (n->kind == (negated ? NODE_OR : NODE_AND))
        return find_test(s, n->a, negated, within) || find_test(s, n->b, negated, within);
    if (n->kind == NODE_SCOPE && n->a && !negated) return find_test(s, n->a, false, n);
    s->found = (sj_found_test){n, within, negated};
    return s->left-- == 0;
}

bool sj_expr_find_test(const sj_node *n, const sj_branch *branch, unsigned i, sj_found_test *out) {
    search s = {.branch = branch, .left = i};
    bool found = find_test(&s, n, false, NULL);
    *out = s.found;
    return found;
}

bool sj_expr_gates_of(const sj_expr *e, unsigned i, sj_expr_gate_cost_fn cost_of, void *ctx,
                      sj_expr_gate gates[SJ_EXPR_MAX_GATES], unsigned *n) {
    sj_found_test test;
    if (!sj_expr_find_test(e->root, &(sj_branch){NULL, NULL}, i, &test)) return false;
    plan best;
    make(&(planner){cost_of, ctx}, test.node, test.negated, &best);
    *n = best.cost == SJ_GATE_IMPOSSIBLE ? 0 : best.n;
    memcpy(gates, best.gates, *n * sizeof *gates);
    return true;
}

sj_str sj_expr_gate_text(const sj_expr_gate *gate, uint32_t j, char room[SJ_EXPR_WORD],
                         bool *prefix) {
    const sj_node *n = gate->test;
    const sj_str none = {NULL, 0};
    *prefix = n->kind == NODE_STARTS;
    if (n->set)
        return j < sj_expr_set_count(n->set) ? sj_expr_set_at(n->set, j, room, prefix) : none;
    if (n->b) return j == 0 ? n->b->constant.text : none;
    return j < n->n_items ? n->items[j] : none;
}
