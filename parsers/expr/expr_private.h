/* parsers/expr/expr_private.h - tokens, nodes and the parser's state: shared inside this box only.
 */
#ifndef SJ_EXPR_PRIVATE_H
#define SJ_EXPR_PRIVATE_H

#include "parsers/base/pattern.h"
#include "parsers/expr/expr.h"

typedef enum sj_token_kind {
    TOKEN_END,
    TOKEN_NAME,   /* word, or {anything}: text without the braces */
    TOKEN_TEXT,   /* 'quoted': text between the quotes, '' still doubled */
    TOKEN_NUMBER, /* 12 or 12.50 */
    TOKEN_DATE,   /* #2026-04-16: text without the # */
    TOKEN_SET,    /* @name: text without the @ */
    TOKEN_SIGN,   /* ( ) , = != < <= > >= + - */
    TOKEN_BAD
} sj_token_kind;

typedef struct sj_token {
    sj_token_kind kind;
    sj_str text;
    const char *from; /* its first byte in the source, quotes and the like included */
} sj_token;

/* The token at *at; *at moves behind it. */
sj_token sj_expr_lex(const char **at, const char *end);

typedef enum sj_node_kind {
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_COMPARE,  /* a op b */
    NODE_IN_SET,   /* a in set */
    NODE_IN_LIST,  /* a in (list of constants): items */
    NODE_HAS,      /* list a has text b, or one of the set, or of items */
    NODE_EXISTS,   /* a is there */
    NODE_MATCHES,  /* a matches pattern */
    NODE_STARTS,   /* a starts with b */
    NODE_SCOPE,    /* some member of the scope fulfils a */
    NODE_COUNT,    /* a value: members of the scope that fulfil a (NULL: all) */
    NODE_SUM,      /* a value: the sum of b over the members that fulfil a (NULL: all) */
    NODE_CALL,     /* a value: function of args */
    NODE_FIELD,    /* a value: slot */
    NODE_CONSTANT, /* a value */
    NODE_PLUS,
    NODE_MINUS
} sj_node_kind;

/* In the order of sj_expr_sign. */
typedef enum sj_compare { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE } sj_compare;

/* What nearly every evaluation asks for stands first, within one line of the cache. */
typedef struct sj_node {
    sj_node_kind kind;
    sj_expr_type type;
    sj_compare compare;
    uint32_t slot;
    int scope;
    uint32_t n_items;
    const struct sj_node *a, *b;
    const sj_expr_set *set;
    const sj_str *items; /* NODE_IN_LIST */
    int inside;          /* the scope it stands in, or -1 */
    union {
        sj_expr_value constant; /* NODE_CONSTANT */
        struct {                /* NODE_CALL */
            const sj_expr_function *function;
            const struct sj_node *args[SJ_EXPR_MAX_ARGS];
        };
        struct { /* NODE_MATCHES */
            sj_pattern *pattern;
            struct sj_node *next_pattern; /* chain of nodes that own one */
        };
    };
    sj_str source; /* the text it was compiled from */
} sj_node;

enum { MAX_SLOTS = 64, MAX_KEYS = 8, MAX_DEPTH = 64 };

struct sj_expr {
    sj_arena own;    /* where nobody lent one */
    sj_arena *arena; /* holds the source and all nodes */
    const sj_node *root;
    sj_node *patterns;
    const uint32_t *slots;
    const sj_node *const *keys; /* conjuncts "field = text", "field in …" */
    unsigned n_slots, n_keys;
};

/* The parser. The first thing that does not fit ends it; sj_expr_fail is safe to call again. */
typedef struct sj_parser {
    sj_expr *e;
    const sj_expr_names *names;
    sj_err *err;
    sj_status status;
    const char *start, *at, *end;
    sj_token token;       /* the one to look at */
    const char *last_end; /* behind the token taken last */
    int inside;           /* innermost scope, or -1 */
    int depth;
    uint32_t slots[MAX_SLOTS]; /* of the fields so far */
    unsigned n_slots;
} sj_parser;

/* Always NULL, so that a rule can `return sj_expr_fail(…)`. `expected` is constant text. */
sj_node *sj_expr_fail(sj_parser *p, const sj_token *where, const char *expected);
/* The same for a name that is not known, with what may have been meant. */
sj_node *sj_expr_unknown(sj_parser *p, const sj_token *where, const char *expected);
sj_node *sj_expr_nomem(sj_parser *p);

sj_token sj_expr_take(sj_parser *p);
bool sj_expr_is_sign(const sj_parser *p, const char *sign);
bool sj_expr_is_word(const sj_parser *p, const char *word);
bool sj_expr_take_sign(sj_parser *p, const char *sign);
bool sj_expr_take_word(sj_parser *p, const char *word);
bool sj_expr_expect(sj_parser *p, const char *sign, const char *expected);

sj_node *sj_expr_node(sj_parser *p, sj_node_kind kind, sj_expr_type type, const char *from);

/* The rules of the grammar that files share; NULL after a complaint. */
const sj_node *sj_expr_condition(sj_parser *p);
const sj_node *sj_expr_value_of(sj_parser *p);
const sj_node *sj_expr_field(sj_parser *p);
const sj_node *sj_expr_text(sj_parser *p);
const sj_node *sj_expr_call(sj_parser *p);
bool sj_expr_scope(sj_parser *p, int *scope);
/* What comes now stands inside the scope; returns what it stood inside before, for sj_expr_leave.
 */
int sj_expr_enter(sj_parser *p, int scope);
void sj_expr_leave(sj_parser *p, int outer);
bool sj_expr_match_types(sj_parser *p, const sj_node **a, const sj_node **b, const sj_token *where);
bool sj_expr_is_amount(sj_expr_type t);

/* A test of the form "field = text", "in set", "has text" or starts: its texts can be filed under.
 */
bool sj_expr_is_key(const sj_node *n);

/* One of the tests that must all come out true (or, negated, false) for a condition to hold. */
typedef struct sj_found_test {
    const sj_node *node, *within; /* within: the innermost `any` around it; NULL: none */
    bool negated;
} sj_found_test;

/* Of an `or` one of the conditions: the others are left aside. */
typedef struct sj_branch {
    const sj_node *either, *taken; /* NULL: all are looked at together */
} sj_branch;

/* Test i = 0, 1, … of them, those inside `any` included; false where there are fewer. */
bool sj_expr_find_test(const sj_node *n, const sj_branch *branch, unsigned i, sj_found_test *out);

/* Add the first bytes of a set's words. */
void sj_expr_set_begins(const sj_expr_set *s, uint64_t first[4]);

/* What a text begins with; `prefix`: and all that begin so. */
static inline void sj_expr_begins_add(uint64_t first[4], sj_str text, bool prefix) {
    unsigned b = sj_expr_beginning(text);
    first[b / 64] |= (prefix && text.len == 1 ? 0xffull : 1ull) << b % 64;
}

/* Does a part of a condition hold? */
bool sj_expr_node_holds(const sj_node *n, const sj_expr_values *values);

#endif
