/* Comparisons: what situations compare is kept as it passes, where it is one value, or all that a
 * loop's members have. Mostly it shows at once that a claim's dates stand as they should, and no
 * condition has to be evaluated for that. What is kept is either exactly what the walker would find
 * or unsure (SJ_VALUE_UNSURE). */
#include "parsers/guide/watch_plan.h"

enum { NOT_KEPT = 0xffff };

static bool can_keep(const sj_input *in) {
    return in->kind == SJ_INPUT_ELEMENT && !in->component && !in->n_codes &&
           (in->type == SJ_EXPR_DATE || in->type == SJ_EXPR_TEXT);
}

static bool is_same(const sj_kept *a, const sj_kept *b) {
    return a->loop == b->loop && a->row == b->row && a->element == b->element &&
           a->is_text == b->is_text && a->is_all == b->is_all && a->is_end == b->is_end &&
           a->first == b->first;
}

static uint16_t keep(sj_planner *p, sj_kept kept) {
    for (uint32_t i = 0; i < p->n_kept; i++)
        if (is_same(&p->kept[i], &kept)) return (uint16_t)i;
    if (p->n_kept == SJ_PLAN_KEPT) return NOT_KEPT;
    p->kept[p->n_kept] = kept;
    return (uint16_t)p->n_kept++;
}

static sj_kept kept_of(const sj_input *in, uint16_t loop) {
    return (sj_kept){
        .loop = loop, .row = in->row, .element = in->element, .is_text = in->type == SJ_EXPR_TEXT};
}

/* Of a segment in the open loops. */
static uint16_t keep_one(sj_planner *p, const sj_input *in) {
    if (!can_keep(in) || in->from > SJ_FROM_OWN) return NOT_KEPT;
    uint16_t row = keep(p, kept_of(in, sj_plan_base(p, in)));
    return row == NOT_KEPT ? row : (uint16_t)(2 * row + in->is_end);
}

/* Is `in` one of the scope's members? */
static bool is_member(const sj_input *in, const sj_scope *scope) {
    return in->from == SJ_FROM_SCOPE && in->depth == scope->depth;
}

/* `scope`, or of those around it the one at this depth. */
static const sj_scope *scope_at(const sj_planner *p, const sj_scope *scope, uint8_t depth) {
    while (scope->depth > depth && scope->outer >= 0) scope = &p->scopes[scope->outer];
    return scope;
}

/* The open loop in which all loops of the scope are gone through, by `top` and the scopes between;
 * NOT_KEPT where they are not all of them, or no loops. */
static uint32_t base_of(const sj_planner *p, const sj_scope *scope, const sj_scope *top) {
    while (scope->place.kind == SJ_INPUT_LOOP && scope->place.from == SJ_FROM_SCOPE &&
           scope->place.depth >= top->depth)
        scope = scope_at(p, scope, scope->place.depth);
    if (scope->place.kind != SJ_INPUT_LOOP || scope->place.from != SJ_FROM_OPEN) return NOT_KEPT;
    return scope->place.base == SJ_NO_ROW ? p->l->g->guide.n_loops : scope->place.base;
}

/* Of all members of a loop that is gone through. */
static uint16_t keep_all(sj_planner *p, const sj_input *in, const sj_scope *scope,
                         const sj_scope *top) {
    uint32_t base = base_of(p, scope, top);
    if (!can_keep(in) || !is_member(in, scope) || base == NOT_KEPT) return NOT_KEPT;
    uint16_t first = keep(p, kept_of(in, scope->place.row));
    if (first == NOT_KEPT) return NOT_KEPT;
    sj_kept kept = kept_of(in, (uint16_t)base);
    kept.is_all = true;
    kept.is_end = in->is_end;
    kept.first = first;
    for (uint32_t i = 0; i < p->n_kept; i++) { /* of one place there is one in one loop */
        const sj_kept *k = &p->kept[i];
        bool is_it = k->is_all && k->first == first && k->is_end == in->is_end;
        if (is_it && k->loop != kept.loop) return NOT_KEPT;
    }
    uint16_t row = keep(p, kept);
    return row == NOT_KEPT ? row : (uint16_t)(2 * row);
}

/* Both of members: on the right of one of an any's, which always have a value where nothing is
 * wrong. */
static bool keep_each(sj_planner *p, const sj_expr_order *o, sj_order *out) {
    const sj_scope *scope = &p->scopes[o->scope], *top = &p->scopes[o->none];
    const sj_input *b = &p->inputs[o->b];
    const sj_scope *any = scope_at(p, top, b->depth);
    out->is_each = true;
    if (!out->is_text || out->sign != SJ_EXPR_EQ || any->depth != b->depth ||
        !sj_plan_is_required(p, b, any->place.row))
        return false;
    out->b = keep_all(p, b, any, any);
    if (out->b == NOT_KEPT) return false;
    out->a = keep_all(p, &p->inputs[o->a], scope, top);
    return out->a != NOT_KEPT;
}

/* The members' values of a none stand on the left. */
static bool plan_order(sj_planner *p, sj_expr_order o, sj_order *out) {
    bool is_text = p->inputs[o.a].type == SJ_EXPR_TEXT;
    if (is_text && !o.is_none) return false; /* a condition that is evaluated costs no more */
    const sj_scope *scope = o.is_none ? &p->scopes[o.scope] : NULL;
    if (scope && !is_member(&p->inputs[o.a], scope)) {
        uint32_t a = o.a;
        o.a = o.b;
        o.b = a;
        o.sign = sj_expr_turned(o.sign);
    }
    const sj_input *a = &p->inputs[o.a], *b = &p->inputs[o.b];
    *out = (sj_order){
        .sign = (uint8_t)o.sign, .is_none = o.is_none, .is_text = is_text, .goes_on = true};
    if (scope && b->from == SJ_FROM_SCOPE) return keep_each(p, &o, out);
    out->b = keep_one(p, b);
    if (out->b == NOT_KEPT) return false;
    out->a = scope ? keep_all(p, a, scope, &p->scopes[o.none]) : keep_one(p, a);
    return out->a != NOT_KEPT;
}

bool sj_plan_orders(sj_planner *p, const sj_expr_order *orders, unsigned n, bool *is_kept) {
    *is_kept = false;
    if (p->n_orders + n > SJ_PLAN_ORDERS) return false;
    for (unsigned k = 0; k < n; k++)
        if (!plan_order(p, orders[k], &p->orders[p->n_orders + k])) return true;
    p->n_orders += n;
    p->orders[p->n_orders - 1].goes_on = false;
    *is_kept = true;
    return true;
}

/* Where all of the members' values are kept that are first in `one`. */
static uint16_t all_of(const sj_planner *p, uint32_t one, bool is_end) {
    for (uint32_t i = 0; i < p->n_kept; i++)
        if (p->kept[i].is_all && p->kept[i].first == one && p->kept[i].is_end == is_end)
            return p->kept[i].word;
    return SJ_NO_INPUT;
}

uint32_t sj_plan_values(const sj_planner *p, uint16_t row, sj_watch_value *out) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_kept; i++) {
        const sj_kept *k = &p->kept[i];
        if (k->row != row || k->is_all) continue;
        out[n++] = (sj_watch_value){.element = k->element,
                                    .is_text = k->is_text,
                                    .one = k->word,
                                    .all = {all_of(p, i, false), all_of(p, i, true)}};
    }
    return n;
}
