/* parsers/expr/eval.c - nodes and values to true or false. Takes no memory, changes nothing.
 *
 * A missing value makes every test on it false; sums with a missing part are missing. */
#include "parsers/expr/expr_private.h"

typedef struct run {
    const sj_expr_values *values;
    sj_expr_trace_fn trace;
    void *trace_ctx;
} run;

static bool holds(const run *r, const sj_node *n);

static uint32_t count_members(const run *r, const sj_node *n, bool stop_at_first) {
    const sj_expr_values *v = r->values;
    uint32_t members = v->count ? v->count(v->ctx, n->scope) : 0, found = 0;
    if (!n->a) return members;
    for (uint32_t i = 0; i < members && !(stop_at_first && found); i++) {
        v->visit(v->ctx, n->scope, i);
        found += holds(r, n->a);
        v->leave(v->ctx, n->scope);
    }
    return found;
}

static sj_expr_value fetch(const run *r, const sj_node *n);

/* Days stand as whole days, differences of days as thousandths: one day is 1.000. */
static sj_expr_value sum(const run *r, const sj_node *n) {
    sj_expr_value a = fetch(r, n->a), b = fetch(r, n->b);
    sj_expr_value out = {.missing = a.missing || b.missing};
    int64_t right = b.n, sign = n->kind == NODE_MINUS ? -1 : 1;
    if (n->a->type == SJ_EXPR_DATE && n->b->type == SJ_EXPR_NUMBER) right /= 1000;
    if (out.missing || __builtin_add_overflow(a.n, sign * right, &out.n)) out.missing = true;
    if (n->a->type == SJ_EXPR_DATE && n->b->type == SJ_EXPR_DATE) out.n *= 1000;
    return out;
}

static sj_expr_value fetch(const run *r, const sj_node *n) {
    sj_expr_value v = {0};
    switch (n->kind) {
    case NODE_CONSTANT:
        return n->constant;
    case NODE_FIELD:
        r->values->get(r->values->ctx, n->slot, &v);
        return v;
    case NODE_COUNT:
        v.n = 1000 * (int64_t)count_members(r, n, false);
        return v;
    default:
        return sum(r, n);
    }
}

static int order(const sj_node *n, const sj_expr_value *a, const sj_expr_value *b) {
    if (n->a->type != SJ_EXPR_TEXT) return (a->n > b->n) - (a->n < b->n);
    size_t shorter = a->text.len < b->text.len ? a->text.len : b->text.len;
    int bytes = shorter ? memcmp(a->text.ptr, b->text.ptr, shorter) : 0;
    return bytes ? bytes : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

static bool compare(const run *r, const sj_node *n) {
    sj_expr_value a = fetch(r, n->a), b = fetch(r, n->b);
    if (a.missing || b.missing) return false;
    if (n->a->type == SJ_EXPR_TEXT && n->compare <= CMP_NE)
        return sj_str_eq(a.text, b.text) == (n->compare == CMP_EQ);
    int o = order(n, &a, &b);
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

static bool has(const run *r, const sj_node *n) {
    sj_expr_value list = fetch(r, n->a), member = fetch(r, n->b);
    return !list.missing && !member.missing && is_among(member.text, list.items, list.n_items);
}

static bool text_test(const run *r, const sj_node *n) {
    sj_expr_value v = fetch(r, n->a);
    if (v.missing) return false;
    switch (n->kind) {
    case NODE_IN_SET:
        return sj_expr_set_has(n->set, v.text);
    case NODE_IN_LIST:
        return is_among(v.text, n->items, n->n_items);
    case NODE_MATCHES:
        return sj_pattern_matches(n->pattern, v.text);
    default: /* NODE_STARTS */
        return v.text.len >= n->b->constant.text.len &&
               sj_str_eq((sj_str){v.text.ptr, n->b->constant.text.len}, n->b->constant.text);
    }
}

static bool leaf(const run *r, const sj_node *n) {
    switch (n->kind) {
    case NODE_COMPARE:
        return compare(r, n);
    case NODE_HAS:
        return has(r, n);
    case NODE_EXISTS:
        return !fetch(r, n->a).missing;
    case NODE_SCOPE:
        return count_members(r, n, true) > 0;
    case NODE_IN_SET:
    case NODE_IN_LIST:
    case NODE_MATCHES:
    case NODE_STARTS:
        return text_test(r, n);
    default: {
        sj_expr_value v = fetch(r, n);
        return !v.missing && v.yes;
    }
    }
}

static bool holds(const run *r, const sj_node *n) {
    if (n->kind == NODE_AND) return holds(r, n->a) && holds(r, n->b);
    if (n->kind == NODE_OR) return holds(r, n->a) || holds(r, n->b);
    if (n->kind == NODE_NOT) return !holds(r, n->a);
    bool held = leaf(r, n);
    if (r->trace) r->trace(r->trace_ctx, n->source, held);
    return held;
}

bool sj_expr_holds(const sj_expr *e, const sj_expr_values *values) {
    return holds(&(run){values, NULL, NULL}, e->root);
}

bool sj_expr_trace(const sj_expr *e, const sj_expr_values *values, sj_expr_trace_fn trace,
                   void *ctx) {
    return holds(&(run){values, trace, ctx}, e->root);
}
