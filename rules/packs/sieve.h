/* rules/packs/sieve.h - which rules may trip on a claim, told by the values of its fields.
 *
 * Each rule has a column. What must hold for it to trip is split into up to four clauses, each of
 * which some values of a field meet (a procedure of a set, a modifier that is not there); a field's
 * value, known once, is a table of bits: row r of column c, the value meets clause r of rule c. The
 * bits of all values of a claim joined by OR, and the rows by AND, leave the rules that may trip:
 * none, on most claims. What a value's bits are is asked of the conditions themselves (atoms of
 * parsers/expr), and remembered.
 *
 * A clause about the line that the rule is asked of is met by that line's values alone (own), one
 * about any line or about the claim by those of all of them. Fields that rule out most are looked
 * at in each claim (early), those of one line, diagnosis or claim together: what they are worth
 * together is remembered by all their values at once. The others (late) are looked at one by one,
 * where a rule that is left asks for them. */
#ifndef SJ_PACKS_SIEVE_H
#define SJ_PACKS_SIEVE_H

#include "rules/packs/pack.h"

enum {
    SIEVE_ROWS = 4,
    SIEVE_GROUPS = 4, /* of 64 columns */
    SIEVE_COLUMNS = 64 * SIEVE_GROUPS,
    SIEVE_FIELDS = 64,
    SIEVE_USUAL = 4, /* early fields of one scope that are read without asking how … */
    SIEVE_EARLY = SIEVE_USUAL + 3 /* … and all together */
};

/* The usual early fields of the claim, and of a line. */
enum { USUAL_FILING, USUAL_PRINCIPAL, USUAL_RELATED };
enum { USUAL_PROCEDURE, USUAL_MODIFIERS, USUAL_PLACE, USUAL_POINTED };

/* Some of the rules: a bit each. */
typedef struct sj_columns {
    uint64_t v[SIEVE_GROUPS];
} sj_columns;

typedef struct sj_rows {
    sj_columns row[SIEVE_ROWS];
} sj_rows;

/* How a field is read: the text in its place in a record, several such, a number; the line's place
 * of service, else the claim's; the first diagnosis of the claim, of the line; any other. Or what
 * all members of a scope come to: how many there are, the sum of their numbers. */
typedef enum sj_sieve_way {
    READ_TEXT,
    READ_TEXTS,
    READ_NUMBER,
    READ_PLACE,
    READ_PRINCIPAL,
    READ_POINTED,
    READ_VIEW,
    READ_COUNT,
    READ_SUM
} sj_sieve_way;
typedef enum sj_sieve_record { IN_CLAIM, IN_SUBSCRIBER, IN_MEMBER } sj_sieve_record;

typedef struct sj_sieve_field {
    uint32_t slot;
    uint16_t offset;
    uint8_t way, record, scope, n_texts;
    uint8_t members;   /* READ_COUNT, READ_SUM: the scope */
    bool by_presence;  /* only whether it is there is asked */
    bool by_beginning; /* values that do not begin as `first` says, and none, meet nothing */
    uint64_t first[4];
    uint32_t first_atom, n_atoms;
} sj_sieve_field;

typedef struct sj_sieve_atom {
    sj_expr_atom atom;
    uint16_t column;
    uint8_t row;
} sj_sieve_atom;

struct sj_sieve {
    const sj_packs *packs;
    unsigned n_columns, n_fields;
    sj_sieve_field *fields;      /* early ones by scope, then late ones by scope */
    bool is_simple[SCOPE_COUNT]; /* it has one early field, a text that is told by its beginning */
    /* Those of the early fields that are usual, by scope and what they are; NULL where they are not
     * early. Where the other early ones begin. */
    const sj_sieve_field *usual[SCOPE_COUNT][SIEVE_USUAL];
    unsigned unusual[SCOPE_COUNT];
    unsigned early[SCOPE_COUNT + 1], late[SCOPE_COUNT + 1]; /* those of scope s: [s] to [s + 1] */
    unsigned n_member_scopes;
    uint8_t member_scopes[SCOPE_COUNT]; /* whose members have early fields */
    sj_sieve_atom *atoms;               /* by field */
    sj_rows *open;    /* by field, before it is looked at, and behind the last: clauses that are not
                         known to be missed, since fields are still to come or there is no clause */
    sj_columns *asks; /* by field: the columns that ask for it */
    sj_columns asks_of[SCOPE_COUNT]; /* … for a late field of the scope */
    sj_rows whole[SCOPE_COUNT];      /* clauses about any member, early fields only */
    sj_rows others;                  /* of these, those about any line but the one at hand */
    sj_columns wholes;               /* the columns that have clauses about any member */
    /* What makes a rule likely, before more is asked: that some member of a scope meets the clauses
     * that are not in `unasked`. Of pairs, a member meets those not in `unasked_own`, too: another
     * one, where it is in `twos`. */
    sj_rows unasked[SCOPE_COUNT], unasked_own[SCOPE_COUNT];
    sj_columns likely[SCOPE_COUNT], pairs[SCOPE_COUNT], twos[SCOPE_COUNT];
    sj_columns by_itself[SCOPE_COUNT]; /* likely of those members alone that meet it */
    sj_columns always;                 /* likely without a member */
    sj_columns columns[SCOPE_COUNT];   /* by the rule's scope */
    uint32_t rules[SIEVE_COLUMNS];     /* by column */
    uint64_t *has;                     /* by rule: it has a column */
};

/* The field that an atom asks for, and how it is read. False: it cannot be asked for by itself. */
bool sj_sieve_field_of(sj_sieve_field *out, const sj_fields *fields, const sj_expr_atom *a);

/* Which of the usual fields of its scope it is; SIEVE_USUAL: none. */
unsigned sj_sieve_usual(const sj_sieve_field *f);

/* What is remembered of values while claims are judged. */
typedef struct sj_sift sj_sift;

/* `snip`: rules above that are left out; 0: none. */
sj_status sj_sift_new(sj_sift **out, const sj_sieve *x, int snip, sj_err *err) SJ_MUST_USE;
void sj_sift_free(sj_sift *s);

/* Go through the rules of the sieve that may trip on the claim of `v`, each once for each line,
 * diagnosis or provider that it may trip on. */
void sj_sift_claim(sj_sift *s, sj_view *v, sj_candidate_fn found, void *ctx);

static inline void sj_columns_join(sj_columns *to, const sj_columns *more) {
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) to->v[g] |= more->v[g];
}

static inline void sj_rows_join(sj_rows *to, const sj_rows *more) {
    for (unsigned r = 0; r < SIEVE_ROWS; r++) sj_columns_join(&to->row[r], &more->row[r]);
}

static inline bool sj_columns_any(const sj_columns *c) {
    uint64_t any = 0;
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) any |= c->v[g];
    return any != 0;
}

static inline sj_columns sj_columns_both(const sj_columns *a, const sj_columns *b) {
    sj_columns both;
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) both.v[g] = a->v[g] & b->v[g];
    return both;
}

#endif
