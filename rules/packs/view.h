/* rules/packs/view.h - a claim as rules see it: which line, diagnosis … is at hand, and the values
 * of fields with their places.
 *
 * A rule is judged on the claim, or on each line, diagnosis or provider of it; any(line, …) goes
 * through the lines once more inside. Both are visits: the first of a scope is what `line.x` names,
 * the innermost is what a bare `x` inside any(line, …) names. */
#ifndef SJ_PACKS_VIEW_H
#define SJ_PACKS_VIEW_H

#include "parsers/expr/expr.h"

#include <scrubjay/claim.h>
#include <scrubjay/codes.h>

/* What can be visited. */
typedef enum sj_scope {
    SCOPE_CLAIM = 0, /* not visited: it is always at hand */
    SCOPE_LINE,
    SCOPE_DIAGNOSIS,
    SCOPE_PROVIDER,
    SCOPE_CODE,
    SCOPE_OTHER,
    SCOPE_COUNT
} sj_scope;

enum {
    MAX_VISITS = 72,    /* within each other: more than the language nests */
    MAX_PROVIDERS = 64, /* of a claim, judged one by one */
    LIST_BUFFERS = 8    /* lists that are looked at in one test */
};

typedef struct sj_provider {
    const char *role;
    const sj_party *party;
} sj_provider;

typedef struct sj_view {
    const sj_claim *claim;
    const sj_tables *tables; /* NULL: none loaded */
    sj_str partner;          /* to which the claim goes; empty: not known */
    const struct sj_fields *fields;
    int64_t budget;
    uint8_t depth[SCOPE_COUNT];
    uint16_t visits[SCOPE_COUNT][MAX_VISITS];
    bool has_providers; /* gathered already */
    uint16_t n_providers;
    sj_provider providers[MAX_PROVIDERS];
    unsigned list; /* the buffer to use next */
    sj_str lists[LIST_BUFFERS][SJ_EXPR_MAX_LIST];
    char text[8][16]; /* small made texts: type of bill, "CO-45" */
    unsigned n_text;
} sj_view;

/* Look at a claim; nothing is visited. */
void sj_view_begin(sj_view *v, const struct sj_fields *fields, const sj_claim *c,
                   const sj_tables *tables);

uint32_t sj_view_count(sj_view *v, sj_scope scope);
void sj_view_visit(sj_view *v, sj_scope scope, uint32_t i);
void sj_view_leave(sj_view *v, sj_scope scope);

/* Go to another member instead of the one visited last. */
static inline void sj_view_move(sj_view *v, sj_scope scope, uint32_t i) {
    v->visits[scope][v->depth[scope] - 1] = (uint16_t)i;
}

/* The one at hand: the first visited (outer), or the innermost; -1 when none is. */
static inline int sj_view_at(const sj_view *v, sj_scope scope, bool outer) {
    return v->depth[scope] ? v->visits[scope][outer ? 0 : v->depth[scope] - 1] : -1;
}

/* A value and where it stands (segment 0: nowhere). */
typedef struct sj_fact {
    sj_expr_value value;
    sj_at at;
} sj_fact;

/* What an expression asks for: ctx is the view. */
extern const sj_expr_values sj_view_values;

/* A field's value; slots are made by sj_fields_find. */
void sj_view_get(sj_view *v, uint32_t slot, sj_fact *out);
/* The same without its place, into a value that is clear. */
void sj_view_value(sj_view *v, uint32_t slot, sj_expr_value *out);

/* For derived fields: an empty list to fill, members added while there is room; a small text. */
void sj_view_list(sj_view *v, sj_fact *out);
void sj_view_add(sj_view *v, sj_fact *out, sj_str text);
char *sj_view_text(sj_view *v);

#endif
