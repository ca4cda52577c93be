/* parsers/expr/parse_value.c - the values of a condition: constants, fields, calls, sums. */
#include "parsers/expr/expr_private.h"

const sj_node *sj_expr_text(sj_parser *p) {
    sj_token t = sj_expr_take(p);
    char *copy = sj_arena_alloc(p->e->arena, t.text.len + 1);
    if (!copy) return sj_expr_nomem(p);
    size_t n = 0;
    for (size_t i = 0; i < t.text.len; i++) {
        copy[n++] = t.text.ptr[i];
        if (t.text.ptr[i] == '\'') i++; /* '' is one quote */
    }
    sj_node *node = sj_expr_node(p, NODE_CONSTANT, SJ_EXPR_TEXT, t.from);
    if (node) node->constant.text = (sj_str){copy, n};
    return node;
}

static const sj_node *number_constant(sj_parser *p) {
    sj_token t = sj_expr_take(p);
    sj_node *node = sj_expr_node(p, NODE_CONSTANT, SJ_EXPR_NUMBER, t.from);
    if (node && !sj_quantity_parse(t.text, &node->constant.n))
        return sj_expr_fail(p, &t, "a number of up to three decimals was expected");
    return node;
}

static const sj_node *date_constant(sj_parser *p) {
    sj_token t = sj_expr_take(p);
    sj_date day;
    if (!sj_date_parse_iso(t.text, &day))
        return sj_expr_fail(p, &t, "a date like #2026-04-16 was expected");
    sj_node *node = sj_expr_node(p, NODE_CONSTANT, SJ_EXPR_DATE, t.from);
    if (node) node->constant.n = day;
    return node;
}

static bool note_slot(sj_parser *p, uint32_t slot) {
    for (unsigned i = 0; i < p->n_slots; i++)
        if (p->slots[i] == slot) return true;
    if (p->n_slots == MAX_SLOTS) return false;
    p->slots[p->n_slots++] = slot;
    return true;
}

const sj_node *sj_expr_field(sj_parser *p) {
    sj_token t = sj_expr_take(p);
    uint32_t slot;
    sj_expr_type type;
    if (!p->names->field || !p->names->field(p->names->ctx, t.text, p->inside, &slot, &type))
        return sj_expr_unknown(p, &t, "there is no field of this name here");
    if (!note_slot(p, slot)) return sj_expr_fail(p, &t, "a condition reads 64 fields at the most");
    sj_node *node = sj_expr_node(p, NODE_FIELD, type, t.from);
    if (node) node->slot = slot;
    return node;
}

/* Enter `scope`, parse what stands inside, leave. */
bool sj_expr_scope(sj_parser *p, int *scope) {
    sj_token t = sj_expr_take(p);
    if (t.kind == TOKEN_NAME && p->names->scope &&
        p->names->scope(p->names->ctx, t.text, p->inside, scope))
        return true;
    sj_expr_fail(p, &t, "the name of a scope was expected, like line");
    return false;
}

static const sj_node *count_call(sj_parser *p, const char *from) {
    int scope;
    if (!sj_expr_expect(p, "(", "count needs (") || !sj_expr_scope(p, &scope)) return NULL;
    const sj_node *inner = NULL;
    if (sj_expr_take_sign(p, ",")) {
        int outer = sj_expr_enter(p, scope);
        inner = sj_expr_condition(p);
        sj_expr_leave(p, outer);
        if (!inner) return NULL;
    }
    if (!sj_expr_expect(p, ")", ") was expected")) return NULL;
    sj_node *n = sj_expr_node(p, NODE_COUNT, SJ_EXPR_NUMBER, from);
    if (!n) return NULL;
    n->scope = scope;
    n->a = inner;
    return n;
}

/* sum(line, units, procedure = '97110'): the condition may be left out. */
static const sj_node *sum_call(sj_parser *p, const char *from) {
    int scope;
    if (!sj_expr_expect(p, "(", "sum needs (") || !sj_expr_scope(p, &scope) ||
        !sj_expr_expect(p, ",", ", and a field were expected"))
        return NULL;
    sj_token where = p->token;
    int outer = sj_expr_enter(p, scope);
    const sj_node *what = sj_expr_value_of(p), *inner = NULL;
    bool filtered = what && sj_expr_take_sign(p, ",");
    if (filtered) inner = sj_expr_condition(p);
    sj_expr_leave(p, outer);
    if (!what || (filtered && !inner)) return NULL;
    if (what->type != SJ_EXPR_NUMBER && what->type != SJ_EXPR_MONEY)
        return sj_expr_fail(p, &where, "only numbers and amounts can be summed");
    if (!sj_expr_expect(p, ")", ") was expected")) return NULL;
    sj_node *n = sj_expr_node(p, NODE_SUM, what->type, from);
    if (!n) return NULL;
    n->scope = scope;
    n->a = inner;
    n->b = what;
    return n;
}

static bool take_argument(sj_parser *p, sj_node *call, unsigned i) {
    const sj_expr_function *f = call->function;
    sj_token where = p->token;
    const sj_node *arg = sj_expr_value_of(p);
    if (!arg) return false;
    if (arg->type != f->args[i]) {
        sj_expr_fail(p, &where, "this argument is not of the kind that the function takes");
        return false;
    }
    const char *expected = NULL;
    if (arg->kind == NODE_CONSTANT && arg->type == SJ_EXPR_TEXT && f->check)
        expected = f->check(i, arg->constant.text);
    if (expected) {
        sj_expr_fail(p, &where, expected);
        return false;
    }
    call->args[i] = arg;
    return true;
}

const sj_node *sj_expr_call(sj_parser *p) {
    sj_token t = sj_expr_take(p);
    const sj_expr_function *f =
        p->names->function ? p->names->function(p->names->ctx, t.text) : NULL;
    if (!f) return sj_expr_unknown(p, &t, "there is no function of this name");
    sj_node *n = sj_expr_node(p, NODE_CALL, f->result, t.from);
    if (!n || !sj_expr_expect(p, "(", "( was expected")) return NULL;
    n->function = f;
    for (unsigned i = 0; i < f->n_args; i++)
        if ((i && !sj_expr_expect(p, ",", ", and another argument were expected")) ||
            !take_argument(p, n, i))
            return NULL;
    if (!sj_expr_expect(p, ")", ") was expected")) return NULL;
    n->source.len = (size_t)(p->last_end - n->source.ptr);
    return n;
}

/* Is the name at hand followed by a parenthesis? */
static bool is_call(const sj_parser *p) {
    const char *at = p->at;
    sj_token next = sj_expr_lex(&at, p->end);
    return *p->token.from != '{' && next.kind == TOKEN_SIGN && sj_str_is(next.text, "(");
}

static const sj_node *term(sj_parser *p) {
    switch (p->token.kind) {
    case TOKEN_TEXT:
        return sj_expr_text(p);
    case TOKEN_NUMBER:
        return number_constant(p);
    case TOKEN_DATE:
        return date_constant(p);
    case TOKEN_NAME:
        if (sj_expr_is_word(p, "count")) {
            const char *from = sj_expr_take(p).from;
            return count_call(p, from);
        }
        if (sj_expr_is_word(p, "sum") && is_call(p)) {
            const char *from = sj_expr_take(p).from;
            return sum_call(p, from);
        }
        if (is_call(p)) return sj_expr_call(p);
        return sj_expr_field(p);
    default:
        return sj_expr_fail(p, &p->token, "a field, a number, a date or a 'text' was expected");
    }
}

bool sj_expr_is_amount(sj_expr_type t) {
    return t == SJ_EXPR_NUMBER || t == SJ_EXPR_MONEY || t == SJ_EXPR_DATE;
}

/* A written number beside money means dollars: its thousandths become cents. */
static const sj_node *as_money(sj_parser *p, const sj_node *n) {
    if (n->kind != NODE_CONSTANT || n->constant.n % 10) return NULL;
    sj_node *money = sj_expr_node(p, NODE_CONSTANT, SJ_EXPR_MONEY, n->source.ptr);
    if (!money) return NULL;
    money->source = n->source;
    money->constant.n = n->constant.n / 10;
    return money;
}

/* Make both sides one type, or say that they do not go together. */
bool sj_expr_match_types(sj_parser *p, const sj_node **a, const sj_node **b,
                         const sj_token *where) {
    const sj_node *other = NULL;
    if ((*a)->type == (*b)->type) return true;
    if ((*a)->type == SJ_EXPR_MONEY && (*b)->type == SJ_EXPR_NUMBER && (other = as_money(p, *b)))
        return *b = other, true;
    if ((*b)->type == SJ_EXPR_MONEY && (*a)->type == SJ_EXPR_NUMBER && (other = as_money(p, *a)))
        return *a = other, true;
    sj_expr_fail(p, where, "the two sides are not of one kind");
    return false;
}

/* The type of a ± b; days are counted in whole units (1.000 = one day). */
static bool sum_type(bool minus, sj_expr_type a, sj_expr_type b, sj_expr_type *out) {
    if (a == SJ_EXPR_DATE && b == SJ_EXPR_DATE) return *out = SJ_EXPR_NUMBER, minus;
    if (a == SJ_EXPR_DATE && b == SJ_EXPR_NUMBER) return *out = SJ_EXPR_DATE, true;
    *out = a;
    return a == b && (a == SJ_EXPR_NUMBER || a == SJ_EXPR_MONEY);
}

const sj_node *sj_expr_value_of(sj_parser *p) {
    const sj_node *left = term(p);
    while (left && (sj_expr_is_sign(p, "+") || sj_expr_is_sign(p, "-"))) {
        sj_token sign = sj_expr_take(p);
        bool minus = *sign.text.ptr == '-';
        const sj_node *right = term(p);
        sj_expr_type type;
        if (!right) return NULL;
        if (!sum_type(minus, left->type, right->type, &type) &&
            (!sj_expr_match_types(p, &left, &right, &sign) ||
             !sum_type(minus, left->type, right->type, &type)))
            return sj_expr_fail(p, &sign, "these two cannot be added or taken from each other");
        sj_node *n = sj_expr_node(p, minus ? NODE_MINUS : NODE_PLUS, type, left->source.ptr);
        if (!n) return NULL;
        n->a = left;
        n->b = right;
        left = n;
    }
    return left;
}
