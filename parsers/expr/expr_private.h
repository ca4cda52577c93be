/* parsers/expr/expr_private.h - tokens and nodes: shared by lex.c, parse.c and eval.c only. */
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
    NODE_HAS,      /* list a has text b */
    NODE_EXISTS,   /* a is there */
    NODE_MATCHES,  /* a matches pattern */
    NODE_STARTS,   /* a starts with b */
    NODE_SCOPE,    /* some member of the scope fulfils a */
    NODE_COUNT,    /* a value: members of the scope that fulfil a (NULL: all) */
    NODE_FIELD,    /* a value: slot */
    NODE_CONSTANT, /* a value */
    NODE_PLUS,
    NODE_MINUS
} sj_node_kind;

typedef enum sj_compare { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE } sj_compare;

typedef struct sj_node {
    sj_node_kind kind;
    sj_expr_type type;
    sj_compare compare;
    bool outside; /* stands outside any scope: its slots may be index keys */
    uint32_t slot;
    int scope;
    const struct sj_node *a, *b;
    sj_expr_value constant;
    const sj_expr_set *set;
    const sj_str *items; /* NODE_IN_LIST */
    uint32_t n_items;
    sj_pattern *pattern;
    sj_str source;                /* the text it was compiled from */
    struct sj_node *next_pattern; /* chain of nodes that own a pattern */
} sj_node;

enum { MAX_SLOTS = 64, MAX_KEYS = 8, MAX_DEPTH = 64 };

struct sj_expr {
    sj_arena arena; /* holds the source and all nodes */
    const sj_node *root;
    sj_node *patterns;
    uint32_t slots[MAX_SLOTS];
    unsigned n_slots;
    const sj_node *keys[MAX_KEYS]; /* conjuncts "field = text", "field in …" */
    unsigned n_keys;
};

/* Members of a set in order, for index keys. */
uint32_t sj_expr_set_count(const sj_expr_set *s);
sj_str sj_expr_set_at(const sj_expr_set *s, uint32_t i);

#endif
