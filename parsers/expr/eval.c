/* parsers/expr/eval.c - nodes and values to true or false. Takes no memory, changes nothing.
 *
 * A missing value makes every test on it false; sums with a missing part are missing. */
#include "parsers/expr/expr_private.h"

typedef struct run {
    const sj_expr_values *values;
    sj_expr_trace_fn trace;
    void *trace_ctx;
    unsigned depth; /* scopes visited now */
} run;

/* What a pattern that reaches its limit costs, in visits: about as long as these take. */
enum { RUNAWAY = 20000 };

typedef const sj_expr_value value; /* as fetch gives it: a constant lies in its node */

static bool holds(run *r, const sj_node *n);
static value *fetch(run *r, const sj_node *n, sj_expr_value *room);

/* Take from the budget; false when it is used up. */
static bool spend(const run *r, int64_t cost) {
    int64_t *budget = r->values->budget;
    if (!budget) return true;
    if (*budget >= 0) *budget -= cost;
    return *budget >= 0;
}

/* Go through the members that fulfil n->a: how many, and (NODE_SUM) the sum of n->b over them. */
static uint32_t visit(run *r, const sj_node *n, bool stop_at_first, int64_t *sum) {
    const sj_expr_values *v = r->values;
    uint32_t members = v->count ? v->count(v->ctx, n->scope) : 0, found = 0;
    if (!n->a && !sum) return members;
    r->depth++;
    for (uint32_t i = 0; i < members && !(stop_at_first && found) && spend(r, 1); i++) {
        v->visit(v->ctx, n->scope, i);
        bool counts = !n->a || holds(r, n->a);
        found += counts;
        sj_expr_value room;
        value *one = counts && sum ? fetch(r, n->b, &room) : NULL;
        if (one && !one->missing && __builtin_add_overflow(*sum, one->n, sum)) *sum = INT64_MAX;
        v->leave(v->ctx, n->scope);
    }
    r->depth--;
    return found;
}

/* Days stand as whole days, differences of days as thousandths: one day is 1.000. */
static void sum(run *r, const sj_node *n, sj_expr_value *out) {
    sj_expr_value rooms[2];
    value *a = fetch(r, n->a, &rooms[0]), *b = fetch(r, n->b, &rooms[1]);
    out->missing = a->missing || b->missing;
    int64_t right = b->n, sign = n->kind == NODE_MINUS ? -1 : 1;
    if (n->a->type == SJ_EXPR_DATE && n->b->type == SJ_EXPR_NUMBER) right /= 1000;
    if (out->missing || __builtin_add_overflow(a->n, sign * right, &out->n)) out->missing = true;
    if (n->a->type == SJ_EXPR_DATE && n->b->type == SJ_EXPR_DATE) out->n *= 1000;
}

static void call(run *r, const sj_node *n, sj_expr_value *out) {
    sj_expr_value args[SJ_EXPR_MAX_ARGS];
    for (unsigned i = 0; i < n->function->n_args; i++) {
        value *arg = fetch(r, n->args[i], &args[i]);
        if (arg != &args[i]) args[i] = *arg;
        out->missing = args[i].missing;
        if (out->missing) return;
    }
    r->values->call(r->values->ctx, n->function->id, args, out);
}

/* A node's value: in its own place, or in `room`. */
static value *fetch(run *r, const sj_node *n, sj_expr_value *room) {
    if (n->kind == NODE_CONSTANT) return &n->constant;
    *room = (sj_expr_value){.missing = false};
    switch (n->kind) {
    case NODE_FIELD:
        r->values->get(r->values->ctx, n->slot, room);
        break;
    case NODE_COUNT:
        room->n = 1000 * (int64_t)visit(r, n, false, NULL);
        break;
    case NODE_SUM:
        visit(r, n, false, &room->n);
        break;
    case NODE_CALL:
        call(r, n, room);
        break;
    default:
        sum(r, n, room);
    }
    return room;
}

static int order(const sj_node *n, const sj_expr_value *a, const sj_expr_value *b) {
    if (n->a->type != SJ_EXPR_TEXT) return (a->n > b->n) - (a->n < b->n);
    size_t shorter = a->text.len < b->text.len ? a->text.len : b->text.len;
    int bytes = shorter ? memcmp(a->text.ptr, b->text.ptr, shorter) : 0;
    return bytes ? bytes : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

/* More than there are members? Then none is visited. */
static bool is_too_many(const run *r, const sj_node *n) {
    const sj_expr_values *v = r->values;
    if (n->a->kind != NODE_COUNT || n->compare != CMP_GT || n->b->kind != NODE_CONSTANT)
        return false;
    return !r->trace && v->count &&
           1000 * (int64_t)v->count(v->ctx, n->a->scope) <= n->b->constant.n;
}

static bool compare(run *r, const sj_node *n) {
    sj_expr_value rooms[2];
    if (is_too_many(r, n)) return false;
    value *a = fetch(r, n->a, &rooms[0]), *b = fetch(r, n->b, &rooms[1]);
    if (a->missing || b->missing) return false;
    if (n->a->type == SJ_EXPR_TEXT && n->compare <= CMP_NE)
        return sj_str_eq(a->text, b->text) == (n->compare == CMP_EQ);
    int o = order(n, a, b);
    switch (n->compare) {
    case CMP_EQ:
        return o == 0;
    case CMP_NE:
        return o != 0;
    case CMP_LT:
        return o < 0;
    case CMP_LE:
        return o <= 0;
    case CMP_GT:
        return o > 0;
    case CMP_GE:
        return o >= 0;
    }
    return false;
}

static bool is_among(sj_str text, const sj_str *items, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (sj_str_eq(text, items[i])) return true;
    return false;
}

static bool has(run *r, const sj_node *n) {
    sj_expr_value rooms[2];
    value *list = fetch(r, n->a, &rooms[0]);
    if (list->missing) return false;
    if (n->b) {
        value *member = fetch(r, n->b, &rooms[1]);
        return !member->missing && is_among(member->text, list->items, list->n_items);
    }
    for (uint32_t i = 0; i < list->n_items; i++)
        if (n->set ? sj_expr_set_has(n->set, list->items[i])
                   : is_among(list->items[i], n->items, n->n_items))
            return true;
    return false;
}

static bool matches(const run *r, const sj_node *n, sj_str text) {
    bool exhausted, yes = sj_pattern_try(n->pattern, text, &exhausted);
    if (exhausted) spend(r, RUNAWAY);
    return yes;
}

static bool text_test(run *r, const sj_node *n) {
    sj_expr_value room;
    value *v = fetch(r, n->a, &room);
    if (v->missing) return false;
    switch (n->kind) {
    case NODE_IN_SET:
        return sj_expr_set_has(n->set, v->text);
    case NODE_IN_LIST:
        return is_among(v->text, n->items, n->n_items);
    case NODE_MATCHES:
        return matches(r, n, v->text);
    default: /* NODE_STARTS */
        return v->text.len >= n->b->constant.text.len &&
               sj_str_eq((sj_str){v->text.ptr, n->b->constant.text.len}, n->b->constant.text);
    }
}

/* There; and true, where it is asked for. */
static bool is_there(run *r, const sj_node *n, bool and_true) {
    sj_expr_value room;
    value *v = fetch(r, n, &room);
    return !v->missing && (v->yes || !and_true);
}

static bool leaf(run *r, const sj_node *n) {
    switch (n->kind) {
    case NODE_COMPARE:
        return compare(r, n);
    case NODE_HAS:
        return has(r, n);
    case NODE_EXISTS:
        return is_there(r, n->a, false);
    case NODE_SCOPE:
        return visit(r, n, true, NULL) > 0;
    case NODE_IN_SET:
    case NODE_IN_LIST:
    case NODE_MATCHES:
    case NODE_STARTS:
        return text_test(r, n);
    default:
        return is_there(r, n, true);
    }
}

/* What a test looked at: the fields and calls it is made of. */
static void add_facts(run *r, sj_expr_test *t, const sj_node *n) {
    if (!n || t->n_facts == SJ_EXPR_MAX_FACTS) return;
    if (n->kind == NODE_FIELD || n->kind == NODE_CALL || n->kind == NODE_COUNT ||
        n->kind == NODE_SUM) {
        sj_expr_trace_fn trace = r->trace;
        r->trace = NULL; /* what a count goes through was told already */
        sj_expr_value room;
        t->facts[t->n_facts++] = (struct sj_expr_fact){n->source, n->type, *fetch(r, n, &room)};
        r->trace = trace;
    }
    for (unsigned i = 0; n->kind == NODE_CALL && i < n->function->n_args; i++)
        add_facts(r, t, n->args[i]);
    if (n->kind == NODE_COUNT || n->kind == NODE_SUM || n->kind == NODE_SCOPE) return;
    add_facts(r, t, n->a);
    add_facts(r, t, n->b);
}

static void tell(run *r, const sj_node *n, bool held) {
    sj_expr_test t = {.source = n->source, .held = held, .depth = r->depth};
    add_facts(r, &t, n);
    r->trace(r->trace_ctx, &t);
}

/* `not` of a call that can say nothing (a table that is not loaded) is not true either. */
static bool holds_not(run *r, const sj_node *a) {
    if (a->kind != NODE_CALL) return !holds(r, a);
    sj_expr_value room;
    value *v = fetch(r, a, &room);
    bool held = !v->missing && v->yes;
    if (r->trace) tell(r, a, held);
    return !v->missing && !v->yes;
}

static bool holds(run *r, const sj_node *n) {
    for (; n->kind == NODE_AND || n->kind == NODE_OR; n = n->b)
        if (holds(r, n->a) == (n->kind == NODE_OR)) return n->kind == NODE_OR;
    if (n->kind == NODE_NOT) return holds_not(r, n->a);
    bool held = leaf(r, n);
    if (r->trace) tell(r, n, held);
    return held;
}

bool sj_expr_node_holds(const sj_node *n, const sj_expr_values *values) {
    return holds(&(run){.values = values}, n);
}

bool sj_expr_holds(const sj_expr *e, const sj_expr_values *values) {
    bool held = holds(&(run){.values = values}, e->root);
    return held && (!values->budget || *values->budget >= 0);
}

bool sj_expr_trace(const sj_expr *e, const sj_expr_values *values, sj_expr_trace_fn trace,
                   void *ctx) {
    return holds(&(run){.values = values, .trace = trace, .trace_ctx = ctx}, e->root);
}
