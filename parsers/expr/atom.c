/* parsers/expr/atom.c - tests that one value decides alone, among those that must hold for a
 * condition to hold.
 *
 * The largest parts of a condition that read one slot are taken whole: procedure in @codes and
 * procedure != '99211' is one atom. Functions, which look into tables, are left to the evaluation
 * of the whole condition; a pattern that runs away counts as if it held, and runs again there. */
#include "parsers/expr/expr_private.h"

typedef struct planner {
    bool (*may_ask)(void *ctx, uint32_t slot);
    void *ctx;
} planner;

typedef struct plan {
    sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS];
    unsigned n; /* 0: none */
} plan;

enum { NO_SLOT = -1 };

/* Does it read one slot alone, which *slot (NO_SLOT: not known yet) becomes? */
static bool reads_one(const sj_node *n, int64_t *slot) {
    switch (n->kind) {
    case NODE_CONSTANT:
        return true;
    case NODE_FIELD:
        if (*slot == NO_SLOT) *slot = n->slot;
        return *slot == n->slot;
    case NODE_SCOPE:
    case NODE_COUNT:
    case NODE_SUM:
    case NODE_CALL:
        return false;
    default:
        return reads_one(n->a, slot) && (!n->b || reads_one(n->b, slot));
    }
}

/* Do few values pass? Those of a list of constants, say. */
static bool is_rare(const sj_node *n, bool negated) {
    if (n->kind == NODE_NOT) return is_rare(n->a, !negated);
    if (n->kind != NODE_AND && n->kind != NODE_OR)
        return !negated && (n->kind == NODE_MATCHES || sj_expr_is_key(n));
    bool a = is_rare(n->a, negated), b = is_rare(n->b, negated);
    return (n->kind == NODE_AND) != negated ? a || b : a && b;
}

static void take(sj_expr_atom atom, plan *out) {
    out->atoms[0] = atom;
    out->n = 1;
}

/* The first field of a value that is missing without it. */
static void of_value(const planner *p, const sj_node *n, plan *out) {
    if (n->kind == NODE_FIELD && p->may_ask(p->ctx, n->slot)) {
        take((sj_expr_atom){.kind = SJ_ATOM_PRESENCE, .slot = n->slot}, out);
    } else if (n->kind == NODE_PLUS || n->kind == NODE_MINUS) {
        of_value(p, n->a, out);
        if (!out->n) of_value(p, n->b, out);
    }
}

/* More than so many members, or so much of them together: all there are must be as much. */
static bool is_bound(const sj_node *n) {
    bool more = n->compare == CMP_GT || n->compare == CMP_GE;
    return more && n->b->kind == NODE_CONSTANT &&
           (n->a->kind == NODE_COUNT || n->a->kind == NODE_SUM);
}

static void of_bound(const planner *p, const sj_node *n, plan *out) {
    bool is_sum = n->a->kind == NODE_SUM;
    const sj_node *summand = n->a->b;
    if (n->inside >= 0) return;
    sj_expr_atom atom = {.kind = is_sum ? SJ_ATOM_SUM : SJ_ATOM_COUNT,
                         .scope = n->a->scope,
                         .is_rare = true,
                         .test = n};
    if (is_sum) {
        if (summand->kind != NODE_FIELD || !p->may_ask(p->ctx, summand->slot)) return;
        atom.slot = summand->slot;
    }
    take(atom, out);
}

static unsigned count_rare(const plan *p) {
    unsigned rare = 0;
    for (unsigned i = 0; i < p->n; i++) rare += p->atoms[i].is_rare;
    return rare;
}

/* The set that opens less often: all of it rare, then the smaller. */
static bool is_better(const plan *a, const plan *b) {
    if (!a->n || !b->n) return a->n > 0;
    bool rare_a = count_rare(a) == a->n, rare_b = count_rare(b) == b->n;
    return rare_a != rare_b ? rare_a : a->n < b->n;
}

static void make(const planner *p, const sj_node *n, bool negated, plan *out);

static void of_both(const planner *p, const sj_node *n, bool negated, plan *out) {
    plan b = {.n = 0};
    bool is_all = (n->kind == NODE_AND) != negated;
    make(p, n->a, negated, out);
    make(p, n->b, negated, &b);
    if (is_all) {
        if (is_better(&b, out)) *out = b;
    } else if (!out->n || !b.n || out->n + b.n > SJ_EXPR_MAX_ATOMS) {
        out->n = 0;
    } else {
        memcpy(out->atoms + out->n, b.atoms, b.n * sizeof *b.atoms);
        out->n += b.n;
    }
}

static void make(const planner *p, const sj_node *n, bool negated, plan *out) {
    int64_t slot = NO_SLOT;
    out->n = 0;
    if (reads_one(n, &slot) && slot != NO_SLOT) {
        if (!p->may_ask(p->ctx, (uint32_t)slot)) return;
        take((sj_expr_atom){.kind = n->kind == NODE_EXISTS ? SJ_ATOM_PRESENCE : SJ_ATOM_VALUE,
                            .slot = (uint32_t)slot,
                            .negated = negated,
                            .is_rare = is_rare(n, negated),
                            .test = n},
             out);
    } else if (n->kind == NODE_NOT) {
        make(p, n->a, !negated, out);
    } else if (n->kind == NODE_AND || n->kind == NODE_OR) {
        of_both(p, n, negated, out);
    } else if (n->kind == NODE_SCOPE && n->a && !negated) {
        make(p, n->a, false, out);
    } else if (n->kind == NODE_COMPARE && !negated && is_bound(n)) {
        of_bound(p, n, out);
    } else if (n->kind == NODE_COMPARE && !negated) {
        of_value(p, n->a, out);
        if (!out->n) of_value(p, n->b, out);
    }
}

static unsigned count_alternatives(const sj_node *n) {
    return n->kind == NODE_OR ? count_alternatives(n->a) + count_alternatives(n->b) : 1;
}

/* The alternative `left` places on. */
static const sj_node *alternative(const sj_node *n, unsigned *left) {
    if (n->kind != NODE_OR) return (*left)-- == 0 ? n : NULL;
    const sj_node *found = alternative(n->a, left);
    return found ? found : alternative(n->b, left);
}

/* The `or` that branches are made of: one of few alternatives that no single value decides; NULL.
 */
static const sj_node *to_branch(const sj_expr *e) {
    sj_found_test test;
    const sj_branch whole = {NULL, NULL};
    for (unsigned i = 0; sj_expr_find_test(e->root, &whole, i, &test); i++) {
        int64_t slot = NO_SLOT;
        if (test.negated || test.within || test.node->kind != NODE_OR) continue;
        if (count_alternatives(test.node) > SJ_EXPR_MAX_BRANCHES) continue;
        if (!reads_one(test.node, &slot)) return test.node;
    }
    return NULL;
}

unsigned sj_expr_branches(const sj_expr *e) {
    const sj_node *either = to_branch(e);
    return either ? count_alternatives(either) : 1;
}

bool sj_expr_atoms_of(const sj_expr *e, unsigned branch, unsigned i,
                      bool (*may_ask)(void *ctx, uint32_t slot), void *ctx,
                      sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS], unsigned *n) {
    sj_branch taken = {branch == SJ_EXPR_WHOLE ? NULL : to_branch(e), NULL};
    sj_found_test test;
    if (taken.either) taken.taken = alternative(taken.either, &branch);
    if (!sj_expr_find_test(e->root, &taken, i, &test)) return false;
    plan p;
    make(&(planner){may_ask, ctx}, test.node, test.negated, &p);
    *n = p.n;
    memcpy(atoms, p.atoms, p.n * sizeof *atoms);
    for (unsigned k = 0; k < *n; k++) atoms[k].within = test.within;
    return true;
}

static void give(void *ctx, uint32_t slot, sj_expr_value *out) {
    (void)slot;
    *out = *(sj_expr_value *)ctx;
}

static bool is_enough(const sj_node *n, int64_t all) {
    int64_t limit = n->b->constant.n;
    return n->compare == CMP_GT ? all > limit : all >= limit;
}

bool sj_expr_atom_holds(const sj_expr_atom *a, const sj_expr_value *value) {
    enum { PLENTY = 1000000 };
    int64_t budget = PLENTY;
    if (a->kind == SJ_ATOM_PRESENCE) return value->missing == a->negated;
    if (a->kind != SJ_ATOM_VALUE) return is_enough(a->test, value->n);
    const sj_expr_values values = {.ctx = (void *)value, .get = give, .budget = &budget};
    bool held = sj_expr_node_holds(a->test, &values) != a->negated;
    return held || budget != PLENTY;
}

bool sj_expr_atom_beside(const sj_expr_atom *a, bool (*is_meant)(void *ctx, uint32_t slot),
                         void *ctx) {
    const sj_node *any = a->within;
    const sj_branch whole = {NULL, NULL};
    sj_found_test test;
    for (unsigned i = 0; any && sj_expr_find_test(any->a, &whole, i, &test); i++)
        if (!test.within && !test.negated && test.node->kind == NODE_FIELD &&
            is_meant(ctx, test.node->slot))
            return true;
    return false;
}

static bool begins(const sj_node *n, uint64_t first[4]) {
    char room[SJ_EXPR_WORD];
    bool prefix;
    sj_str text;
    const sj_expr_gate gate = {.test = n};
    if (n->kind == NODE_OR) return begins(n->a, first) && begins(n->b, first);
    if (n->kind == NODE_AND) { /* one of both is enough */
        uint64_t a[4] = {0};
        if (!begins(n->a, a)) return begins(n->b, first);
        for (int i = 0; i < 4; i++) first[i] |= a[i];
        return true;
    }
    if (!sj_expr_is_key(n)) return false;
    if (n->set) {
        sj_expr_set_begins(n->set, first);
        return true;
    }
    for (uint32_t j = 0; (text = sj_expr_gate_text(&gate, j, room, &prefix)).ptr; j++) {
        if (!text.len) return false;
        sj_expr_begins_add(first, text, prefix);
    }
    return true;
}

bool sj_expr_atom_begins(const sj_expr_atom *a, uint64_t first[4]) {
    return a->kind == SJ_ATOM_VALUE && !a->negated && begins(a->test, first);
}
