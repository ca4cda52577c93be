/* parsers/expr/parse.c - tokens to typed nodes, by recursive descent.
 *
 * Every node lives in the program's arena. The first thing that does not fit ends the parse with
 * its column and what was expected there; `fail` is safe to call again, the first complaint stays.
 */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

typedef struct parser {
    sj_expr *e;
    const sj_expr_names *names;
    sj_err *err;
    sj_status status;
    const char *start, *at, *end;
    sj_token token;       /* the one to look at */
    const char *last_end; /* behind the token taken last */
    int inside;           /* innermost scope, or -1 */
    int depth;
} parser;

static const sj_node *condition(parser *p);
static const sj_node *value(parser *p);

/* Always NULL, so that a rule can `return fail(…)`. */
static sj_node *fail(parser *p, const sj_token *where, const char *expected) {
    if (p->status != SJ_OK) return NULL;
    sj_str found = where->kind == TOKEN_END ? SJ_STR("the end") : where->text;
    p->status = sj_err_setf(p->err, SJ_EARG, expected, "found %.*s", SJ_FMT(found));
    if (p->err) p->err->column = (uint32_t)(where->from - p->start) + 1;
    return NULL;
}

static sj_node *out_of_memory(parser *p) {
    if (p->status == SJ_OK) p->status = sj_err_set(p->err, SJ_ENOMEM, "out of memory");
    return NULL;
}

static sj_token take(parser *p) {
    sj_token taken = p->token;
    p->last_end = p->at;
    p->token = sj_expr_lex(&p->at, p->end);
    return taken;
}

static bool is_sign(const parser *p, const char *sign) {
    return p->token.kind == TOKEN_SIGN && sj_str_is(p->token.text, sign);
}

static bool is_word(const parser *p, const char *word) {
    return p->token.kind == TOKEN_NAME && *p->token.from != '{' && sj_str_is(p->token.text, word);
}

static bool take_sign(parser *p, const char *sign) {
    if (!is_sign(p, sign)) return false;
    take(p);
    return true;
}

static bool take_word(parser *p, const char *word) {
    if (!is_word(p, word)) return false;
    take(p);
    return true;
}

static bool expect_sign(parser *p, const char *sign, const char *expected) {
    if (take_sign(p, sign)) return true;
    fail(p, &p->token, expected);
    return false;
}

static sj_node *new_node(parser *p, sj_node_kind kind, sj_expr_type type, const char *from) {
    sj_node *n = sj_arena_zalloc(&p->e->arena, sizeof *n);
    if (!n) return out_of_memory(p);
    n->kind = kind;
    n->type = type;
    n->outside = p->inside < 0;
    n->scope = -1;
    n->source = (sj_str){from, (size_t)(p->last_end > from ? p->last_end - from : 0)};
    return n;
}

static const sj_node *pair(parser *p, sj_node_kind kind, const sj_node *a, const sj_node *b) {
    if (!a || !b) return NULL;
    sj_node *n = new_node(p, kind, SJ_EXPR_BOOL, a->source.ptr);
    if (!n) return NULL;
    n->a = a;
    n->b = b;
    return n;
}

/* ---- values ---- */

static const sj_node *text_constant(parser *p) {
    sj_token t = take(p);
    char *copy = sj_arena_alloc(&p->e->arena, t.text.len + 1);
    if (!copy) return out_of_memory(p);
    size_t n = 0;
    for (size_t i = 0; i < t.text.len; i++) {
        copy[n++] = t.text.ptr[i];
        if (t.text.ptr[i] == '\'') i++; /* '' is one quote */
    }
    sj_node *node = new_node(p, NODE_CONSTANT, SJ_EXPR_TEXT, t.from);
    if (node) node->constant.text = (sj_str){copy, n};
    return node;
}

static const sj_node *number_constant(parser *p) {
    sj_token t = take(p);
    sj_node *node = new_node(p, NODE_CONSTANT, SJ_EXPR_NUMBER, t.from);
    if (node && !sj_quantity_parse(t.text, &node->constant.n))
        return fail(p, &t, "a number of up to three decimals was expected");
    return node;
}

static const sj_node *date_constant(parser *p) {
    sj_token t = take(p);
    sj_date day;
    if (!sj_date_parse_iso(t.text, &day))
        return fail(p, &t, "a date like #2026-04-16 was expected");
    sj_node *node = new_node(p, NODE_CONSTANT, SJ_EXPR_DATE, t.from);
    if (node) node->constant.n = day;
    return node;
}

static bool note_slot(parser *p, uint32_t slot) {
    for (unsigned i = 0; i < p->e->n_slots; i++)
        if (p->e->slots[i] == slot) return true;
    if (p->e->n_slots == MAX_SLOTS) return false;
    p->e->slots[p->e->n_slots++] = slot;
    return true;
}

static const sj_node *field(parser *p) {
    sj_token t = take(p);
    uint32_t slot;
    sj_expr_type type;
    if (!p->names->field || !p->names->field(p->names->ctx, t.text, p->inside, &slot, &type))
        return fail(p, &t, "there is no field of this name here");
    if (!note_slot(p, slot)) return fail(p, &t, "a condition reads 64 fields at the most");
    sj_node *node = new_node(p, NODE_FIELD, type, t.from);
    if (node) node->slot = slot;
    return node;
}

/* Enter `scope`, parse what stands inside, leave. */
static bool scope_of(parser *p, int *scope) {
    sj_token t = take(p);
    if (t.kind == TOKEN_NAME && p->names->scope &&
        p->names->scope(p->names->ctx, t.text, p->inside, scope))
        return true;
    fail(p, &t, "the name of a scope was expected, like line");
    return false;
}

static const sj_node *count_call(parser *p, const char *from) {
    int scope, outer = p->inside;
    if (!expect_sign(p, "(", "count needs (") || !scope_of(p, &scope)) return NULL;
    const sj_node *inner = NULL;
    if (take_sign(p, ",")) {
        p->inside = scope;
        inner = condition(p);
        p->inside = outer;
        if (!inner) return NULL;
    }
    if (!expect_sign(p, ")", ") was expected")) return NULL;
    sj_node *n = new_node(p, NODE_COUNT, SJ_EXPR_NUMBER, from);
    if (!n) return NULL;
    n->scope = scope;
    n->a = inner;
    return n;
}

static const sj_node *term(parser *p) {
    switch (p->token.kind) {
    case TOKEN_TEXT:
        return text_constant(p);
    case TOKEN_NUMBER:
        return number_constant(p);
    case TOKEN_DATE:
        return date_constant(p);
    case TOKEN_NAME:
        if (is_word(p, "count")) {
            const char *from = take(p).from;
            return count_call(p, from);
        }
        return field(p);
    default:
        return fail(p, &p->token, "a field, a number, a date or a 'text' was expected");
    }
}

static bool is_amount(sj_expr_type t) {
    return t == SJ_EXPR_NUMBER || t == SJ_EXPR_MONEY || t == SJ_EXPR_DATE;
}

/* A written number beside money means dollars: its thousandths become cents. */
static const sj_node *as_money(parser *p, const sj_node *n) {
    if (n->kind != NODE_CONSTANT || n->constant.n % 10) return NULL;
    sj_node *money = new_node(p, NODE_CONSTANT, SJ_EXPR_MONEY, n->source.ptr);
    if (!money) return NULL;
    money->source = n->source;
    money->constant.n = n->constant.n / 10;
    return money;
}

/* Make both sides one type, or say that they do not go together. */
static bool match_types(parser *p, const sj_node **a, const sj_node **b, const sj_token *where) {
    const sj_node *other = NULL;
    if ((*a)->type == (*b)->type) return true;
    if ((*a)->type == SJ_EXPR_MONEY && (*b)->type == SJ_EXPR_NUMBER && (other = as_money(p, *b)))
        return *b = other, true;
    if ((*b)->type == SJ_EXPR_MONEY && (*a)->type == SJ_EXPR_NUMBER && (other = as_money(p, *a)))
        return *a = other, true;
    fail(p, where, "the two sides are not of one kind");
    return false;
}

/* The type of a ± b; days are counted in whole units (1.000 = one day). */
static bool sum_type(bool minus, sj_expr_type a, sj_expr_type b, sj_expr_type *out) {
    if (a == SJ_EXPR_DATE && b == SJ_EXPR_DATE) return *out = SJ_EXPR_NUMBER, minus;
    if (a == SJ_EXPR_DATE && b == SJ_EXPR_NUMBER) return *out = SJ_EXPR_DATE, true;
    *out = a;
    return a == b && (a == SJ_EXPR_NUMBER || a == SJ_EXPR_MONEY);
}

static const sj_node *value(parser *p) {
    const sj_node *left = term(p);
    while (left && (is_sign(p, "+") || is_sign(p, "-"))) {
        sj_token sign = take(p);
        bool minus = *sign.text.ptr == '-';
        const sj_node *right = term(p);
        sj_expr_type type;
        if (!right) return NULL;
        if (!sum_type(minus, left->type, right->type, &type) &&
            (!match_types(p, &left, &right, &sign) ||
             !sum_type(minus, left->type, right->type, &type)))
            return fail(p, &sign, "these two cannot be added or taken from each other");
        sj_node *n = new_node(p, minus ? NODE_MINUS : NODE_PLUS, type, left->source.ptr);
        if (!n) return NULL;
        n->a = left;
        n->b = right;
        left = n;
    }
    return left;
}

/* ---- tests ---- */

static const sj_node *text_list(parser *p, sj_node *n) {
    sj_str items[256];
    uint32_t count = 0;
    do {
        if (p->token.kind != TOKEN_TEXT) return fail(p, &p->token, "a 'text' was expected");
        if (count == 256) return fail(p, &p->token, "256 texts at the most: use a named set");
        const sj_node *item = text_constant(p);
        if (!item) return NULL;
        items[count++] = item->constant.text;
    } while (take_sign(p, ","));
    if (!expect_sign(p, ")", ") was expected after the list")) return NULL;
    sj_str *kept = sj_arena_alloc(&p->e->arena, count * sizeof *kept);
    if (!kept) return out_of_memory(p);
    memcpy(kept, items, count * sizeof *kept);
    n->items = kept;
    n->n_items = count;
    return n;
}

static const sj_node *in_test(parser *p, const sj_node *left) {
    if (left->type != SJ_EXPR_TEXT) return fail(p, &p->token, "only a text can be in a set");
    sj_node *n = new_node(p, NODE_IN_SET, SJ_EXPR_BOOL, left->source.ptr);
    if (!n) return NULL;
    n->a = left;
    if (p->token.kind == TOKEN_SET) {
        sj_token t = take(p);
        n->set = p->names->set ? p->names->set(p->names->ctx, t.text) : NULL;
        if (!n->set) return fail(p, &t, "there is no set of this name");
    } else {
        if (!expect_sign(p, "(", "@set or ('A', 'B') was expected")) return NULL;
        n->kind = NODE_IN_LIST;
        if (!text_list(p, n)) return NULL;
    }
    n->source.len = (size_t)(p->last_end - n->source.ptr);
    return n;
}

static const sj_node *compare_nodes(parser *p, const sj_node *a, sj_compare compare,
                                    const sj_node *b, const sj_token *where) {
    if (!a || !b || !match_types(p, &a, &b, where)) return NULL;
    bool ordered = is_amount(a->type) || a->type == SJ_EXPR_TEXT;
    if (!ordered || a->type == SJ_EXPR_LIST)
        return fail(p, where, "a list or a yes/no cannot be compared");
    sj_node *n = new_node(p, NODE_COMPARE, SJ_EXPR_BOOL, a->source.ptr);
    if (!n) return NULL;
    n->a = a;
    n->b = b;
    n->compare = compare;
    return n;
}

static const sj_node *between(parser *p, const sj_node *left, const sj_token *where) {
    const sj_node *low = value(p);
    if (!low) return NULL;
    if (!take_word(p, "and")) return fail(p, &p->token, "'and' was expected after between");
    const sj_node *high = value(p);
    return pair(p, NODE_AND, compare_nodes(p, left, CMP_GE, low, where),
                compare_nodes(p, left, CMP_LE, high, where));
}

static const sj_node *has_test(parser *p, const sj_node *left) {
    if (left->type != SJ_EXPR_LIST) return fail(p, &p->token, "only a list can have a member");
    const sj_node *member = value(p);
    if (!member) return NULL;
    if (member->type != SJ_EXPR_TEXT) return fail(p, &p->token, "a 'text' was expected");
    return pair(p, NODE_HAS, left, member);
}

static const sj_node *negate(parser *p, const sj_node *a, const char *from) {
    if (!a) return NULL;
    sj_node *n = new_node(p, NODE_NOT, SJ_EXPR_BOOL, from);
    if (n) n->a = a;
    return n;
}

static bool compare_sign(const parser *p, sj_compare *out) {
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    for (unsigned i = 0; i < 6; i++)
        if (is_sign(p, signs[i])) return *out = (sj_compare)i, true;
    return false;
}

static const sj_node *comparison(parser *p) {
    sj_token start = p->token;
    const sj_node *left = value(p);
    if (!left) return NULL;
    sj_token where = p->token;
    sj_compare compare;
    if (compare_sign(p, &compare)) {
        take(p);
        return compare_nodes(p, left, compare, value(p), &where);
    }
    if (take_word(p, "in")) return in_test(p, left);
    if (take_word(p, "has")) return has_test(p, left);
    if (take_word(p, "between")) return between(p, left, &where);
    if (is_word(p, "not")) {
        take(p);
        if (!take_word(p, "in")) return fail(p, &p->token, "'in' was expected after not");
        return negate(p, in_test(p, left), start.from);
    }
    if (left->type == SJ_EXPR_BOOL) return left;
    return fail(p, &where, "a comparison was expected: = != < > in has between");
}

static const sj_node *scope_call(parser *p, const char *from, bool negate_inner, bool negate_all) {
    int scope, outer = p->inside;
    if (!expect_sign(p, "(", "( was expected") || !scope_of(p, &scope) ||
        !expect_sign(p, ",", ", and a condition were expected"))
        return NULL;
    p->inside = scope;
    const sj_node *inner = condition(p);
    if (negate_inner) inner = negate(p, inner, inner ? inner->source.ptr : from);
    p->inside = outer;
    if (!inner || !expect_sign(p, ")", ") was expected")) return NULL;
    sj_node *n = new_node(p, NODE_SCOPE, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->scope = scope;
    n->a = inner;
    return negate_all ? negate(p, n, from) : n;
}

static const sj_node *exists_call(parser *p, const char *from, bool missing) {
    if (!expect_sign(p, "(", "( was expected")) return NULL;
    if (p->token.kind != TOKEN_NAME) return fail(p, &p->token, "the name of a field was expected");
    const sj_node *name = field(p);
    if (!name || !expect_sign(p, ")", ") was expected")) return NULL;
    sj_node *n = new_node(p, NODE_EXISTS, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->a = name;
    return missing ? negate(p, n, from) : n;
}

static const sj_node *text_call(parser *p, const char *from, bool matches) {
    if (!expect_sign(p, "(", "( was expected")) return NULL;
    const sj_node *subject = value(p);
    if (!subject || !expect_sign(p, ",", ", was expected")) return NULL;
    if (p->token.kind != TOKEN_TEXT || subject->type != SJ_EXPR_TEXT)
        return fail(p, &p->token, "a text field and a 'text' were expected");
    sj_token where = p->token;
    const sj_node *what = text_constant(p);
    if (!what || !expect_sign(p, ")", ") was expected")) return NULL;
    sj_node *n = new_node(p, matches ? NODE_MATCHES : NODE_STARTS, SJ_EXPR_BOOL, from);
    if (!n) return NULL;
    n->a = subject;
    n->b = what;
    if (!matches) return n;
    if (sj_pattern_new(&n->pattern, what->constant.text, p->err) != SJ_OK)
        return fail(p, &where, "this is not a regular expression");
    n->next_pattern = p->e->patterns;
    p->e->patterns = n;
    return n;
}

static const sj_node *test(parser *p) {
    const char *from = p->token.from;
    if (take_sign(p, "(")) {
        const sj_node *inner = condition(p);
        return inner && expect_sign(p, ")", ") was expected") ? inner : NULL;
    }
    if (take_word(p, "any")) return scope_call(p, from, false, false);
    if (take_word(p, "none")) return scope_call(p, from, false, true);
    if (take_word(p, "all")) return scope_call(p, from, true, true);
    if (take_word(p, "exists")) return exists_call(p, from, false);
    if (take_word(p, "missing")) return exists_call(p, from, true);
    if (take_word(p, "matches")) return text_call(p, from, true);
    if (take_word(p, "starts")) return text_call(p, from, false);
    return comparison(p);
}

static const sj_node *negation(parser *p) {
    const char *from = p->token.from;
    if (++p->depth > MAX_DEPTH) return fail(p, &p->token, "this is nested too deeply");
    const sj_node *n = take_word(p, "not") ? negate(p, negation(p), from) : test(p);
    p->depth--;
    return n;
}

static const sj_node *conjunction(parser *p) {
    const sj_node *left = negation(p);
    while (left && take_word(p, "and")) left = pair(p, NODE_AND, left, negation(p));
    return left;
}

static const sj_node *condition(parser *p) {
    const sj_node *left = conjunction(p);
    while (left && take_word(p, "or")) left = pair(p, NODE_OR, left, conjunction(p));
    return left;
}

/* ---- the program ---- */

static bool is_key(const sj_node *n) {
    if (n->kind == NODE_IN_SET || n->kind == NODE_IN_LIST) return n->a->kind == NODE_FIELD;
    return n->kind == NODE_COMPARE && n->compare == CMP_EQ && n->a->kind == NODE_FIELD &&
           n->b->kind == NODE_CONSTANT && n->b->type == SJ_EXPR_TEXT;
}

static void collect_keys(sj_expr *e, const sj_node *n) {
    if (n->kind == NODE_AND) {
        collect_keys(e, n->a);
        collect_keys(e, n->b);
    } else if (n->outside && is_key(n) && e->n_keys < MAX_KEYS) {
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
    parser p = {.e = e,
                .names = names,
                .err = err,
                .start = copy.ptr,
                .at = copy.ptr,
                .end = copy.ptr + copy.len,
                .inside = -1,
                .last_end = copy.ptr};
    p.token = sj_expr_lex(&p.at, p.end);
    e->root = condition(&p);
    if (e->root && p.token.kind != TOKEN_END)
        fail(&p, &p.token, "'and', 'or' or the end was expected");
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

bool sj_expr_key(const sj_expr *e, unsigned i, uint32_t *slot, uint32_t *n_texts) {
    if (i >= e->n_keys) return false;
    const sj_node *n = e->keys[i];
    *slot = n->a->slot;
    *n_texts = n->kind == NODE_IN_SET    ? sj_expr_set_count(n->set)
               : n->kind == NODE_IN_LIST ? n->n_items
                                         : 1;
    return true;
}

sj_str sj_expr_key_text(const sj_expr *e, unsigned i, uint32_t j) {
    const sj_node *n = e->keys[i];
    if (n->kind == NODE_IN_SET) return sj_expr_set_at(n->set, j);
    return n->kind == NODE_IN_LIST ? n->items[j] : n->b->constant.text;
}
