/* parsers/expr/expr.h - conditions: compile once, evaluate often. See README.md for the language.
 */
#ifndef SJ_EXPR_H
#define SJ_EXPR_H

#include <scrubjay/arena.h>
#include <scrubjay/date.h>
#include <scrubjay/error.h>
#include <scrubjay/money.h>

typedef enum sj_expr_type {
    SJ_EXPR_BOOL,
    SJ_EXPR_TEXT,
    SJ_EXPR_NUMBER, /* thousandths */
    SJ_EXPR_MONEY,  /* cents */
    SJ_EXPR_DATE,   /* day number */
    SJ_EXPR_LIST    /* of text: `has` asks for a member */
} sj_expr_type;

enum { SJ_EXPR_MAX_LIST = 16 }; /* members of a list value at the most */

typedef struct sj_expr_value {
    bool missing;
    bool yes;            /* SJ_EXPR_BOOL */
    sj_str text;         /* SJ_EXPR_TEXT */
    int64_t n;           /* SJ_EXPR_NUMBER, MONEY, DATE */
    const sj_str *items; /* SJ_EXPR_LIST */
    uint32_t n_items;
} sj_expr_value;

/* A named set of texts. */
typedef struct sj_expr_set sj_expr_set;

/* What names mean, asked while compiling. `inside` is the scope of the innermost any/all/none/count
 * around the name, or -1. */
typedef struct sj_expr_names {
    void *ctx;
    /* The field `name`; false when there is none. *slot is handed to sj_expr_values.get. */
    bool (*field)(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type);
    /* The scope `name` ("line"); false when there is none. NULL: no scopes. */
    bool (*scope)(void *ctx, sj_str name, int inside, int *scope);
    /* The set `@name`, which must outlive the program; NULL when there is none. NULL: no sets. */
    const sj_expr_set *(*set)(void *ctx, sj_str name);
} sj_expr_names;

/* Where values come from while evaluating. */
typedef struct sj_expr_values {
    void *ctx;
    /* The value of a slot; sets out->missing where there is none. `out` is cleared before. */
    void (*get)(void *ctx, uint32_t slot, sj_expr_value *out);
    /* How many members a scope has now, and go to one of them; `leave` ends the innermost visit. */
    uint32_t (*count)(void *ctx, int scope);
    void (*visit)(void *ctx, int scope, uint32_t i);
    void (*leave)(void *ctx, int scope);
} sj_expr_values;

typedef struct sj_expr sj_expr;

/* Compile `text` (which is copied). SJ_EARG with err->column (from 1), a constant message of what
 * was expected, and in detail the word that was found. Free with sj_expr_free. */
sj_status sj_expr_compile(sj_expr **out, sj_str text, const sj_expr_names *names,
                          sj_err *err) SJ_MUST_USE;
void sj_expr_free(sj_expr *e);

/* True when the condition holds. */
bool sj_expr_holds(const sj_expr *e, const sj_expr_values *values);

/* One test of a program and how it came out, for `rules explain`: called for each comparison and
 * call in the order of evaluation, with the text it was compiled from. */
typedef void (*sj_expr_trace_fn)(void *ctx, sj_str test, bool held);
bool sj_expr_trace(const sj_expr *e, const sj_expr_values *values, sj_expr_trace_fn trace,
                   void *ctx);

/* A test that must hold for the whole condition to hold, of the form "slot = text" or "slot in
 * set", outside any scope: what a rule index files the program under. i = 0, 1, …; false at the
 * end. For a set, *text is each member in turn (j = 0, 1, …; *text.ptr NULL at the end). */
bool sj_expr_key(const sj_expr *e, unsigned i, uint32_t *slot, uint32_t *n_texts);
sj_str sj_expr_key_text(const sj_expr *e, unsigned i, uint32_t j);

/* The slots a program reads: i = 0, 1, …; false at the end. */
bool sj_expr_slot(const sj_expr *e, unsigned i, uint32_t *slot);

/* Sets: built from blank- or comma-separated words, ranges as 99202-99215 included (same length,
 * last digits). SJ_EARG names the word that is wrong. */
sj_status sj_expr_set_new(sj_expr_set **out, sj_str words, sj_err *err) SJ_MUST_USE;
void sj_expr_set_free(sj_expr_set *s);
bool sj_expr_set_has(const sj_expr_set *s, sj_str text);

#endif
