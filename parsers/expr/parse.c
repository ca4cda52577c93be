/* parsers/expr/parse.c - tokens to typed nodes, by recursive descent: the tests of a condition, and
 * how `and`, `or`, `not` join them. */
#include "parsers/expr/expr_private.h"

static const sj_node *pair(sj_parser *p, sj_node_kind kind, const sj_node *a, const sj_node *b) {
    if (!a || !b) return NULL;
    sj_node *n = sj_expr_node(p, kind, SJ_EXPR_BOOL, a->source.ptr);
    if (!n) return NULL;
    n->a = a;
    n->b = b;
    return n;
}

/* @set or ('A', 'B') behind `in` and `has`. */
static const sj_node *text_list(sj_parser *p, sj_node *n) {
    sj_str items[256];
    uint32_t count = 0;
    do {
        if (p->token.kind != TOKEN_TEXT) return sj_expr_fail(p, &p->token, "a 'text' was expected");
        if (count == 256)
            return sj_expr_fail(p, &p->token, "256 texts at the most: use a named set");
        const sj_node *item = sj_expr_text(p);
        if (!item) return NULL;
        items[count++] = item->constant.text;
    } while (sj_expr_take_sign(p, ","));
    if (!sj_expr_expect(p, ")", ") was expected after the list")) return NULL;
    sj_str *kept = sj_arena_alloc(p->e->arena, count * sizeof *kept);
    if (!kept) return sj_expr_nomem(p);
    memcpy(kept, items, count * sizeof *kept);
    n->items = kept;
    n->n_items = count;
    return n;
}

static bool members(sj_parser *p, sj_node *n) {
    if (p->token.kind == TOKEN_SET) {
        sj_token t = sj_expr_take(p);
        n->set = p->names->set ? p->names->set(p->names->ctx, t.text) : NULL;
        if (!n->set) sj_expr_unknown(p, &t, "there is no set of this name");
        if (!n->set) return false;
    } else if (!sj_expr_expect(p, "(", "@set or ('A', 'B') was expected") || !text_list(p, n)) {
        return false;
    }
    n->source.len = (size_t)(p->last_end - n->source.ptr);
    return true;
}

static const sj_node *in_test(sj_parser *p, const sj_node *left) {
    if (left->type != SJ_EXPR_TEXT)
        return sj_expr_fail(p, &p->token, "only a text can be in a set");
    sj_node *n = sj_expr_node(p, NODE_IN_LIST, SJ_EXPR_BOOL, left->source.ptr);
    if (!n) return NULL;
    n->a = left;
    if (p->token.kind == TOKEN_SET) n->kind = NODE_IN_SET;
    return members(p, n) ? n : NULL;
}

static const sj_node *compare_nodes(sj_parser *p, const sj_node *a, sj_compare compare,
                                    const sj_node *b, const sj_token *where) {
    if (!a || !b || !sj_expr_match_types(p, &a, &b, where)) return NULL;
    bool ordered = sj_expr_is_amount(a->type) || a->type == SJ_EXPR_TEXT;
    if (!ordered || a->type == SJ_EXPR_LIST)
        return sj_expr_fail(p, where, "a list or a yes/no cannot be compared");
    sj_node *n = sj_expr_node(p, NODE_COMPARE, SJ_EXPR_BOOL, a->source.ptr);
    if (!n) return NULL;
    n->a = a;
    n->b = b;
    n->compare = compare;
    return n;
}

static const sj_node *between(sj_parser *p, const sj_node *left, const sj_token *where) {
    const sj_node *low = sj_expr_value_of(p);
    if (!low) return NULL;
    if (!sj_expr_take_word(p, "and"))
        return sj_expr_fail(p, &p->token, "'and' was expected after between");
    const sj_node *high = sj_expr_value_of(p);
    return pair(p, NODE_AND, compare_nodes(p, left, CMP_GE, low, where),
                compare_nodes(p, left, CMP_LE, high, where));
}

static const sj_node *has_test(sj_parser *p, const sj_node *left) {
    if (left->type != SJ_EXPR_LIST)
        return sj_expr_fail(p, &p->token, "only a list can have a member");
    if (p->token.kind == TOKEN_SET || sj_expr_is_sign(p, "(")) {
        sj_node *n = sj_expr_node(p, NODE_HAS, SJ_EXPR_BOOL, left->source.ptr);
        if (!n) return NULL;
        n->a = left;
        return members(p, n) ? n : NULL;
    }
    const sj_node *member = sj_expr_value_of(p);
    if (!member) return NULL;
    if (member->type != SJ_EXPR_TEXT) return sj_expr_fail(p, &p->token, "a 'text' was expected");
    return pair(p, NODE_HAS, left, member);
}

static const sj_node *negate(sj_parser *p, const sj_node *a, const char *from) {
    if (!a) return NULL;
    sj_node *n = sj_expr_node(p, NODE_NOT, SJ_EXPR_BOOL, from);
    if (n) n->a = a;
    return n;
}

static bool compare_sign(const sj_parser *p, sj_compare *out) {
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    for (unsigned i = 0; i < 6; i++)
        if (sj_expr_is_sign(p, signs[i])) return *out = (sj_compare)i, true;
    return false;
}

static const sj_node *comparison(sj_parser *p) {
    sj_token start = p->token;
    const sj_node *left = sj_expr_value_of(p);
    if (!left) return NULL;
    sj_token where = p->token;
    sj_compare compare;
    if (compare_sign(p, &compare)) {
        sj_expr_take(p);
        return compare_nodes(p, left, compare, sj_expr_value_of(p), &where);
    }
    if (sj_expr_take_word(p, "in")) return in_test(p, left);
    if (sj_expr_take_word(p, "has")) return has_test(p, left);
    if (sj_expr_take_word(p, "between")) return between(p, left, &where);
    if (sj_expr_is_word(p, "not")) {
        sj_expr_take(p);
        if (sj_expr_take_word(p, "has")) return negate(p, has_test(p, left), start.from);
        if (!sj_expr_take_word(p, "in"))
            return sj_expr_fail(p, &p->token, "'in' or 'has' was expected after not");
        return negate(p, in_test(p, left), start.from);
    }
    if (left->type == SJ_EXPR_BOOL) return left;
    return sj_expr_fail(p, &where, "a comparison was expected: = != < > in has between");
}

static const sj_node *scope_call(sj_parser *p, const char *from, bool negate_inner,
                                 bool negate_all) {
    int scope;
    if (!sj_expr_expect(p, "(", "( was expected") || !sj_expr_scope(p, &scope) ||
        !sj_expr_expect(p, ",", ", and a condition were expected"))
        return NULL;
    int outer = sj_expr_enter(p, scope);
    const sj_node *inner = sj_expr_condition(p);
    if (negate_inner) inner = negate(p, inner, inner ? inner->source.ptr : from);
    sj_expr_leave(p, outer);
    if (!inner || !sj_expr_expect(p, ")", ") was expected")) return NULL;
    sj_node *n = sj_expr_node(p, NODE_SCOPE, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->scope = scope;
    n->a = inner;
    return negate_all ? negate(p, n, from) : n;
}

static const sj_node *exists_call(sj_parser *p, const char *from, bool missing) {
    if (!sj_expr_expect(p, "(", "( was expected")) return NULL;
    if (p->token.kind != TOKEN_NAME)
        return sj_expr_fail(p, &p->token, "the name of a field was expected");
    const sj_node *name = sj_expr_field(p);
    if (!name || !sj_expr_expect(p, ")", ") was expected")) return NULL;
    sj_node *n = sj_expr_node(p, NODE_EXISTS, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->a = name;
    return missing ? negate(p, n, from) : n;
}

static const sj_node *text_call(sj_parser *p, const char *from, bool matches) {
    if (!sj_expr_expect(p, "(", "( was expected")) return NULL;
    const sj_node *subject = sj_expr_value_of(p);
    if (!subject || !sj_expr_expect(p, ",", ", was expected")) return NULL;
    if (p->token.kind != TOKEN_TEXT || subject->type != SJ_EXPR_TEXT)
        return sj_expr_fail(p, &p->token, "a text field and a 'text' were expected");
    sj_token where = p->token;
    const sj_node *what = sj_expr_text(p);
    if (!what || !sj_expr_expect(p, ")", ") was expected")) return NULL;
    sj_node *n = sj_expr_node(p, matches ? NODE_MATCHES : NODE_STARTS, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->a = subject;
    n->b = what;
    if (!matches) return n;
    sj_status status = sj_pattern_new(&n->pattern, what->constant.text, p->err);
    if (status == SJ_ENOMEM) return sj_expr_nomem(p);
    if (status) return sj_expr_fail(p, &where, "this is not a regular expression");
    n->next_pattern = p->e->patterns;
    p->e->patterns = n;
    return n;
}

static const sj_node *test(sj_parser *p) {
    const char *from = p->token.from;
    if (sj_expr_take_sign(p, "(")) {
        const sj_node *inner = sj_expr_condition(p);
        return inner && sj_expr_expect(p, ")", ") was expected") ? inner : NULL;
    }
    if (sj_expr_take_word(p, "any")) return scope_call(p, from, false, false);
    if (sj_expr_take_word(p, "none")) return scope_call(p, from, false, true);
    if (sj_expr_take_word(p, "all")) return scope_call(p, from, true, true);
    if (sj_expr_take_word(p, "exists")) return exists_call(p, from, false);
    if (sj_expr_take_word(p, "missing")) return exists_call(p, from, true);
    if (sj_expr_take_word(p, "matches")) return text_call(p, from, true);
    if (sj_expr_take_word(p, "starts")) return text_call(p, from, false);
    return comparison(p);
}

static const sj_node *negation(sj_parser *p) {
    const char *from = p->token.from;
    if (++p->depth > MAX_DEPTH) return sj_expr_fail(p, &p->token, "this is nested too deeply");
    const sj_node *n = sj_expr_take_word(p, "not") ? negate(p, negation(p), from) : test(p);
    p->depth--;
    return n;
}

static const sj_node *conjunction(sj_parser *p) {
    const sj_node *left = negation(p);
    while (left && sj_expr_take_word(p, "and")) left = pair(p, NODE_AND, left, negation(p));
    return left;
}

const sj_node *sj_expr_condition(sj_parser *p) {
    const sj_node *left = conjunction(p);
    while (left && sj_expr_take_word(p, "or")) left = pair(p, NODE_OR, left, conjunction(p));
    return left;
}
