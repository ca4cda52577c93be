/* parsers/expr/parser.c - what the rules of the grammar stand on: tokens taken, complaints, nodes.
 */
#include "parsers/base/alloc.h"
#include "parsers/expr/expr_private.h"

/* Always NULL, so that a rule can `return sj_expr_fail(…)`. */
sj_node *sj_expr_fail(sj_parser *p, const sj_token *where, const char *expected) {
    if (p->status != SJ_OK) return NULL;
    sj_str found = where->kind == TOKEN_END ? SJ_STR("the end") : where->text;
    p->status = sj_err_setf(p->err, SJ_EARG, expected, "found %.*s", SJ_FMT(found));
    if (p->err) p->err->column = (uint32_t)(where->from - p->start) + 1;
    return NULL;
}

sj_node *sj_expr_unknown(sj_parser *p, const sj_token *where, const char *expected) {
    if (p->status != SJ_OK) return NULL;
    char hint[96] = "";
    if (p->names->suggest)
        p->names->suggest(p->names->ctx, where->text, p->inside, hint, sizeof hint);
    sj_expr_fail(p, where, expected);
    if (p->err && *hint)
        sj_err_setf(p->err, SJ_EARG, expected, "found %.*s; %s",
                    where->text.len > 40 ? 40 : (int)where->text.len, where->text.ptr, hint);
    if (p->err) p->err->column = (uint32_t)(where->from - p->start) + 1;
    return NULL;
}

sj_node *sj_expr_nomem(sj_parser *p) {
    if (p->status == SJ_OK) p->status = sj_err_set(p->err, SJ_ENOMEM, "out of memory");
    return NULL;
}

sj_token sj_expr_take(sj_parser *p) {
    sj_token taken = p->token;
    p->last_end = p->at;
    p->token = sj_expr_lex(&p->at, p->end);
    return taken;
}

bool sj_expr_is_sign(const sj_parser *p, const char *sign) {
    return p->token.kind == TOKEN_SIGN && sj_str_is(p->token.text, sign);
}

bool sj_expr_is_word(const sj_parser *p, const char *word) {
    return p->token.kind == TOKEN_NAME && *p->token.from != '{' && sj_str_is(p->token.text, word);
}

bool sj_expr_take_sign(sj_parser *p, const char *sign) {
    if (!sj_expr_is_sign(p, sign)) return false;
    sj_expr_take(p);
    return true;
}

bool sj_expr_take_word(sj_parser *p, const char *word) {
    if (!sj_expr_is_word(p, word)) return false;
    sj_expr_take(p);
    return true;
}

bool sj_expr_expect(sj_parser *p, const char *sign, const char *expected) {
    if (sj_expr_take_sign(p, sign)) return true;
    sj_expr_fail(p, &p->token, expected);
    return false;
}

int sj_expr_enter(sj_parser *p, int scope) {
    int outer = p->inside;
    p->inside = scope;
    if (p->names->nest) p->names->nest(p->names->ctx, scope, 1);
    return outer;
}

void sj_expr_leave(sj_parser *p, int outer) {
    if (p->names->nest) p->names->nest(p->names->ctx, p->inside, -1);
    p->inside = outer;
}

sj_node *sj_expr_node(sj_parser *p, sj_node_kind kind, sj_expr_type type, const char *from) {
    sj_node *n = sj_arena_zalloc(p->e->arena, sizeof *n);
    if (!n) return sj_expr_nomem(p);
    n->kind = kind;
    n->type = type;
    n->inside = p->inside;
    n->scope = -1;
    n->source = (sj_str){from, (size_t)(p->last_end > from ? p->last_end - from : 0)};
    return n;
}
