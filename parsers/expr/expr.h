/* parsers/expr/expr.h - conditions: compile once, evaluate often. See README.md for the language.
 */
#ifndef SJ_EXPR_H
#define SJ_EXPR_H

#include <scrubjay/arena.h>
#include <scrubjay/date.h>
#include <scrubjay/error.h>
#include <scrubjay/money.h>

#include <limits.h>

typedef enum sj_expr_type {
    SJ_EXPR_BOOL,
    SJ_EXPR_TEXT,
    SJ_EXPR_NUMBER, /* thousandths */
    SJ_EXPR_MONEY,  /* cents */
    SJ_EXPR_DATE,   /* day number */
    SJ_EXPR_LIST    /* of text: `has` asks for a member */
} sj_expr_type;

enum {
    SJ_EXPR_MAX_LIST = 32, /* members of a list value at the most */
    SJ_EXPR_MAX_ARGS = 4,  /* arguments of a function */
    SJ_EXPR_WORD = 16      /* bytes of a set's word at the most */
};

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

/* A function that conditions may call, like code_valid('icd10cm', code, date). Static. */
typedef struct sj_expr_function {
    const char *name;
    unsigned id; /* for sj_expr_values.call */
    unsigned n_args;
    sj_expr_type args[SJ_EXPR_MAX_ARGS], result; /* result: not a list */
    /* Judge a constant text given as argument i: NULL when it will do, else what was expected,
     * constant text. May be NULL. */
    const char *(*check)(unsigned i, sj_str text);
} sj_expr_function;

/* What names mean, asked while compiling. `inside` is the scope of the innermost any/all/none/count
 * around the name, or -1. */
typedef struct sj_expr_names {
    void *ctx;
    sj_arena *arena; /* where programs live, side by side; NULL: each in one of its own */
    /* The field `name`; false when there is none. *slot is handed to sj_expr_values.get. */
    bool (*field)(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type);
    /* The scope `name` ("line"); false when there is none. NULL: no scopes. */
    bool (*scope)(void *ctx, sj_str name, int inside, int *scope);
    /* The set `@name`, which must outlive the program; NULL when there is none. NULL: no sets. */
    const sj_expr_set *(*set)(void *ctx, sj_str name);
    /* The function `name`; NULL when there is none. NULL: no functions. */
    const sj_expr_function *(*function)(void *ctx, sj_str name);
    /* What follows stands inside this scope (by = 1), or does no longer (by = -1). NULL: not told.
     */
    void (*nest)(void *ctx, int scope, int by);
    /* A field, set or function was not found: write what may have been meant ("did you mean
     * line.units?"), or nothing. NULL: nothing. */
    void (*suggest)(void *ctx, sj_str name, int inside, char *buf, size_t cap);
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
    /* The result of a function; sets out->missing where nothing can be said. */
    void (*call)(void *ctx, unsigned id, const sj_expr_value *args, sj_expr_value *out);
    /* What may still be spent; evaluation takes from it for each member visited and each pattern
     * that runs away, and gives up (false) when it is used up, below 0. NULL: no limit. */
    int64_t *budget;
} sj_expr_values;

typedef struct sj_expr sj_expr;

/* Compile `text` (which is copied). SJ_EARG with err->column (from 1), a constant message of what
 * was expected, and in detail the word that was found. Free with sj_expr_free, before the arena
 * where the names have one. */
sj_status sj_expr_compile(sj_expr **out, sj_str text, const sj_expr_names *names,
                          sj_err *err) SJ_MUST_USE;
void sj_expr_free(sj_expr *e);

/* True when the condition holds. */
bool sj_expr_holds(const sj_expr *e, const sj_expr_values *values);

/* One test of a program and how it came out, for `rules explain`: told for each comparison and call
 * in the order of evaluation; a test inside any/all/none/count once for each member visited, before
 * that test itself. */
enum { SJ_EXPR_MAX_FACTS = 4 };
typedef struct sj_expr_test {
    sj_str source; /* the text it was compiled from */
    bool held;
    unsigned depth; /* scopes around it */
    unsigned n_facts;
    struct sj_expr_fact {
        sj_str source; /* the field or call */
        sj_expr_type type;
        sj_expr_value value;
    } facts[SJ_EXPR_MAX_FACTS]; /* the values that it looked at */
} sj_expr_test;
typedef void (*sj_expr_trace_fn)(void *ctx, const sj_expr_test *test);
bool sj_expr_trace(const sj_expr *e, const sj_expr_values *values, sj_expr_trace_fn trace,
                   void *ctx);

/* A test that must hold for the whole condition to hold, of the form "slot = text", "slot in set",
 * "slot has text" or starts(slot, text): what a rule index files the program under. Outside any
 * scope
 * (`inside` -1), or directly in an any() that must hold: then some member's value is meant. i = 0,
 * 1, …; false at the end. */
typedef struct sj_expr_key {
    uint32_t slot;
    int inside;
    uint32_t n_texts;
} sj_expr_key;
bool sj_expr_key_at(const sj_expr *e, unsigned i, sj_expr_key *out);
/* Its text j < n_texts, which may be put into `room`; *prefix: the value only begins with it. */
sj_str sj_expr_key_text(const sj_expr *e, unsigned i, uint32_t j, char room[SJ_EXPR_WORD],
                        bool *prefix);

/* The slots a program reads: i = 0, 1, …; false at the end. */
bool sj_expr_slot(const sj_expr *e, unsigned i, uint32_t *slot);

/* A test that must come out true for the condition to hold: what a caller looks at while values go
 * by, so that conditions which cannot hold are never evaluated. */
typedef enum sj_expr_gate_kind {
    SJ_GATE_KEY,      /* the slot's value is one of the gate's texts */
    SJ_GATE_PRESENT,  /* the slot has a value */
    SJ_GATE_ABSENT,   /* the slot has none */
    SJ_GATE_NEGATIVE, /* the slot's value is a number that begins with a minus */
    SJ_GATE_NOT,      /* the slot's value is none of the gate's texts, or it has none */
    SJ_GATE_NONE /* no member of an outermost scope has one of the gate's texts; impossible where
                    the slot is not the members' own */
} sj_expr_gate_kind;

typedef struct sj_expr_gate {
    sj_expr_gate_kind kind;
    uint32_t slot;
    const void *test; /* private */
} sj_expr_gate;

enum { SJ_EXPR_MAX_GATES = 16 };

/* What a gate would cost, by the caller's lights (how often it opens); SJ_GATE_IMPOSSIBLE where the
 * caller cannot watch this slot so. */
#define SJ_GATE_IMPOSSIBLE UINT32_MAX
typedef uint32_t (*sj_expr_gate_cost_fn)(void *ctx, sj_expr_gate_kind kind, uint32_t slot);

/* The cheapest set of gates of which at least one opens whenever the condition holds, tests inside
 * `any` included. Fills `gates` and returns their number and, in *cost, what they cost together; 0
 * when there is no such set: the condition may hold at any time. */
unsigned sj_expr_gates(const sj_expr *e, sj_expr_gate_cost_fn cost_of, void *ctx,
                       sj_expr_gate gates[SJ_EXPR_MAX_GATES], uint32_t *cost);

/* The same for one of the tests that must all come out true, i = 0, 1, …: each has a set of gates
 * of its own, of which one opens whenever the condition holds. *n is their number, 0 where there is
 * no such set; false behind the last. */
bool sj_expr_gates_of(const sj_expr *e, unsigned i, sj_expr_gate_cost_fn cost_of, void *ctx,
                      sj_expr_gate gates[SJ_EXPR_MAX_GATES], unsigned *n);

/* Two fields that are compared: both dates, or both texts for equality. is_none: no member of
 * `scope`, whose `a` or `b` is meant, may fulfil it, where the condition is to hold. */
typedef enum sj_expr_sign {
    SJ_EXPR_EQ,
    SJ_EXPR_NE,
    SJ_EXPR_LT,
    SJ_EXPR_LE,
    SJ_EXPR_GT,
    SJ_EXPR_GE
} sj_expr_sign;

typedef struct sj_expr_order {
    uint32_t a, b; /* slots */
    sj_expr_sign sign;
    bool is_none;
    int scope; /* -1 where it is not is_none */
    int none;  /* the scope that this none goes through: `scope`, or one that it lies in */
} sj_expr_order;

/* The comparisons of which one must be fulfilled for the test i = 0, 1, … (as above) to come out
 * true; *n is 0 where it is not made of such. False behind the last. */
bool sj_expr_orders_of(const sj_expr *e, unsigned i, sj_expr_order orders[SJ_EXPR_MAX_GATES],
                       unsigned *n);

/* The same with the sides changed. */
static inline sj_expr_sign sj_expr_turned(sj_expr_sign s) {
    static const sj_expr_sign turned[] = {SJ_EXPR_EQ, SJ_EXPR_NE, SJ_EXPR_GT,
                                          SJ_EXPR_GE, SJ_EXPR_LT, SJ_EXPR_LE};
    return turned[s];
}

/* The texts of a SJ_GATE_KEY, SJ_GATE_NOT or SJ_GATE_NONE, which may be put into `room`: j = 0, 1,
 * …; ptr NULL at the end. *prefix: the value only begins so. */
sj_str sj_expr_gate_text(const sj_expr_gate *gate, uint32_t j, char room[SJ_EXPR_WORD],
                         bool *prefix);

/* A test that one value decides alone: whoever meets the same values again and again asks once for
 * each. */
typedef enum sj_expr_atom_kind {
    SJ_ATOM_VALUE,    /* by the slot's value */
    SJ_ATOM_PRESENCE, /* by whether it has one */
    SJ_ATOM_COUNT,    /* by how many members the scope has */
    SJ_ATOM_SUM /* by the sum of the slot's values over all of these, those below 0 left out */
} sj_expr_atom_kind;

typedef struct sj_expr_atom {
    sj_expr_atom_kind kind;
    uint32_t slot; /* not of COUNT */
    int scope;     /* of COUNT and SUM */
    bool negated;
    bool is_rare;              /* few values pass it */
    const void *test, *within; /* private */
} sj_expr_atom;

enum { SJ_EXPR_MAX_ATOMS = 16, SJ_EXPR_MAX_BRANCHES = 8 };
#define SJ_EXPR_WHOLE UINT_MAX /* no branch: the whole condition */

/* A condition may be told by branches, one of which holds whenever it does: (A or B) and C by A and
 * C, and by B and C. At least 1: the whole. */
unsigned sj_expr_branches(const sj_expr *e);

/* Of the tests that must all come out true for the branch to hold, i = 0, 1, …, each by atoms of
 * which at least one does then. *n is their number, 0 where the test has no such set; false behind
 * the last. `may_ask`: can the caller tell what this slot's value is by itself? */
bool sj_expr_atoms_of(const sj_expr *e, unsigned branch, unsigned i,
                      bool (*may_ask)(void *ctx, uint32_t slot), void *ctx,
                      sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS], unsigned *n);

/* Does the atom come out true with this value? COUNT and SUM: with a number, of which more make it
 * no less true. */
bool sj_expr_atom_holds(const sj_expr_atom *a, const sj_expr_value *value);

/* Inside `any`: must a field that `is_meant` come out true of the same member? */
bool sj_expr_atom_beside(const sj_expr_atom *a, bool (*is_meant)(void *ctx, uint32_t slot),
                         void *ctx);

/* What a text (not an empty one) begins with, as one of 256: all that matters of the first byte of
 * letters, or of digits, and something of the second. */
static inline unsigned sj_expr_beginning(sj_str text) {
    unsigned second = text.len > 1 ? (unsigned char)text.ptr[1] : 0;
    return ((unsigned char)text.ptr[0] & 31) << 3 | (second & 7);
}

/* Add what the texts begin with that may pass, b as bit b % 64 of first[b / 64]. False: others, or
 * no value, may pass too. */
bool sj_expr_atom_begins(const sj_expr_atom *a, uint64_t first[4]);

/* Sets: built from blank- or comma-separated words, ranges as 99202-99215 included (same length,
 * last digits); a word or range that ends in * stands for all that begins so (E10-E14*). SJ_EARG
 * names the word that is wrong. */
sj_status sj_expr_set_new(sj_expr_set **out, sj_str words, sj_err *err) SJ_MUST_USE;
void sj_expr_set_free(sj_expr_set *s);
bool sj_expr_set_has(const sj_expr_set *s, sj_str text);

/* Its words, ranges told word by word, put into `room`; *prefix: stands for all that begins so. */
uint32_t sj_expr_set_count(const sj_expr_set *s);
sj_str sj_expr_set_at(const sj_expr_set *s, uint32_t i, char room[SJ_EXPR_WORD], bool *prefix);

#endif
