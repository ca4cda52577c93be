/* rules/packs/pack.h - packs in memory: what the loader makes and the judge reads. Private to this
 * box. */
#ifndef SJ_PACKS_PACK_H
#define SJ_PACKS_PACK_H

#include "parsers/base/xml.h"
#include "rules/packs/fields.h"

#include <scrubjay/packs.h>

enum { NO_SLOT = UINT32_MAX, MAX_PARTNERS = 16 };

typedef struct sj_named_set {
    sj_str name;
    sj_expr_set *set;
} sj_named_set;

typedef struct sj_example {
    const char *text;
    bool trips;
    uint32_t line;
} sj_example;

typedef struct sj_pack sj_pack;

typedef struct sj_rule {
    const sj_pack *pack;
    sj_finding_def def; /* texts with {value}, {a}, {b} */
    sj_scope scope;
    uint8_t types; /* bits 1 << sj_claim_type */
    sj_date from, to;
    sj_expr_set *payers; /* NULL: all */
    unsigned n_partners; /* 0: all */
    sj_str partners[MAX_PARTNERS];
    sj_expr *when;
    uint32_t at, a, b; /* slots: where the finding stands, its facts; NO_SLOT */
    sj_rule_info info;
    sj_example *examples;
    uint32_t n_examples;
} sj_rule;

struct sj_pack {
    sj_arena arena;  /* all texts and lists */
    uint32_t number; /* among the packs that are loaded, from 0 */
    sj_pack_info info;
    const char *claims;    /* its rules' types, unless they say otherwise */
    const char *beginning; /* of each example; "" */
    const char *applies_text;
    sj_expr *applies; /* NULL: always */
    sj_named_set *sets;
    size_t n_sets;
    sj_rule *rules;
    uint32_t n_rules;
};

/* Packs as a set: one bit each; what comes after the 63rd shares the last. */
static inline uint64_t sj_pack_bit(const sj_pack *p) {
    return 1ull << (p->number < 63 ? p->number : 63);
}

typedef struct sj_index sj_index;
typedef struct sj_sieve sj_sieve;

struct sj_packs {
    sj_fields *fields;
    sj_xml_schema *schema; /* made for the first pack that is not shipped; NULL */
    sj_pack **packs;
    size_t n_packs;
    bool sealed;
    /* When sealed: */
    const sj_rule **rules; /* of all packs, in the order of the findings' rows */
    uint32_t n_rules;
    sj_finding_def *rows; /* one for each rule, and the limit's last */
    sj_finding_table table;
    sj_sieve *sieve[SJ_CLAIM_837D + 1]; /* by sj_claim_type; rules that are not in it … */
    sj_index *index[SJ_CLAIM_837D + 1]; /* … are here */
};

/* ---- load.c ---- */

/* `schema` NULL: the pack is known to satisfy it, and its examples to come out as they say. */
sj_status sj_pack_read(sj_pack **out, const sj_fields *fields, const sj_xml_schema *schema,
                       const void *bytes, size_t len, const char *name, sj_err *err) SJ_MUST_USE;
void sj_pack_free(sj_pack *p);

/* ---- names.c: a condition compiled against the catalogue ---- */

typedef struct sj_names {
    const sj_fields *fields;
    const sj_pack *pack; /* for its sets */
    sj_scope scope;      /* the rule's */
    uint8_t nested[SCOPE_COUNT];
} sj_names;

void sj_names_init(sj_names *n, const sj_fields *fields, const sj_pack *pack, sj_scope scope);
/* The program lives in `arena`. */
sj_status sj_names_compile(sj_names *n, sj_arena *arena, sj_str text, sj_expr **out,
                           sj_err *err) SJ_MUST_USE;

/* A field by its name, or by its name without the scope's; false when it is not there or not at
 * hand. */
bool sj_names_field(const sj_names *n, sj_str name, int inside, uint32_t *slot);
/* What may have been meant. */
void sj_names_suggest(const sj_names *n, sj_str name, int inside, char *buf, size_t cap);

/* ---- source.c: places in the pack's own text ---- */

typedef struct sj_source {
    const char *bytes;
    size_t len;
} sj_source;

/* Line and column of byte `offset` of the text of the n-th (from 0) element `name`; of the value of
 * the n-th element's attribute. Both 0 when it is not found. */
void sj_source_text(const sj_source *s, const char *name, size_t n, size_t offset, uint32_t *line,
                    uint32_t *column);
void sj_source_attr(const sj_source *s, const char *name, size_t n, const char *attr,
                    uint32_t *line, uint32_t *column);

/* ---- texts.c: the texts of a rule ---- */

/* `text` with blanks joined, and {field} turned into {value}, {a} or {b}: fills rule->a and ->b.
 * `plain`: the same with the names kept. SJ_EARG with err->column as byte offset + 1. */
sj_status sj_texts_make(sj_rule *rule, const sj_names *names, sj_arena *arena, const char *text,
                        const char **out, const char **plain, sj_err *err) SJ_MUST_USE;

/* A value for people, into buf; returns what there was room for. */
sj_str sj_value_print(const sj_expr_value *v, sj_expr_type type, char *buf, size_t cap);

/* ---- example.c: claims in a few words ---- */

/* Make a claim of `text` after `beginning`, for a rule's types (the first) and payers. All of it
 * lies in the arena. SJ_EARG with what was expected; err->column counts in `text` (0: in the
 * beginning). */
sj_status sj_example_claim(const sj_claim **out, sj_arena *arena, const sj_fields *fields,
                           const sj_rule *rule, const char *beginning, const char *text,
                           sj_err *err) SJ_MUST_USE;

/* ---- judge.c ---- */

/* Does the rule trip on the claim at all? `view` is room to work in. A rule for partners is asked
 * as if the claim went to one of them. */
bool sj_rule_trips(const sj_rule *r, sj_view *view, const sj_fields *fields, const sj_claim *c,
                   const sj_tables *tables);

/* A rule that may trip on the claim at hand. `member`: the line, diagnosis or provider that it is to
 * be judged on; -1: all of them, or the claim. */
typedef void (*sj_candidate_fn)(void *ctx, uint32_t rule, int member);

/* ---- sieve_make.c (sift.c uses it) ---- */

/* Give rules for a type of claim their columns: those for all payers, as far as there is room. */
sj_status sj_sieve_new(sj_sieve **out, const sj_packs *p, sj_claim_type type,
                       sj_err *err) SJ_MUST_USE;
void sj_sieve_free(sj_sieve *x);

/* Does the sieve have the rule? */
bool sj_sieve_has(const sj_sieve *x, uint32_t rule);

/* ---- index_make.c, index.c ---- */

/* File the rules for a type of claim that its sieve does not have. */
sj_status sj_index_new(sj_index **out, const sj_packs *p, sj_claim_type type,
                       sj_err *err) SJ_MUST_USE;
void sj_index_free(sj_index *x);

/* Can there be any for this claim? */
bool sj_index_may_find(const sj_index *x, const sj_claim *c);

/* Go through the rules that may trip on the claim of `v`, which is of the index's type. `packs`:
 * the packs that apply to it, as sj_pack_bit; rules of others may be left out. A rule may come
 * twice. */
void sj_index_find(const sj_index *x, sj_view *v, uint64_t packs, sj_candidate_fn found, void *ctx);

#endif
