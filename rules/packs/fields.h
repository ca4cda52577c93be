/* rules/packs/fields.h - the one catalogue of what rules may name: the members of the claim's
 * records (parsers/model/fields.def) and what is derived from them (fields.def here). It drives the
 * compiler, its complaints, the notation of examples and the manual. */
#ifndef SJ_PACKS_FIELDS_H
#define SJ_PACKS_FIELDS_H

#include "parsers/model/fields.h"
#include "rules/packs/view.h"

/* The records whose own texts are read without a detour. */
typedef enum sj_plain { NOT_PLAIN, PLAIN_CLAIM, PLAIN_SUBSCRIBER, PLAIN_LINE } sj_plain;

typedef struct sj_rule_field {
    char name[48];
    sj_expr_type type;
    sj_scope scope;   /* whose it is */
    bool peer;        /* compares the line visited inside with the one at hand */
    sj_member member; /* kind, subject, place in the record; name "" when it is no member */
    sj_plain plain;   /* the member is a text that lies in such a record itself */
    void (*get)(sj_view *v, bool outer, sj_fact *out); /* derived */
    const char *places, *what;                         /* derived: for people */
} sj_rule_field;

typedef struct sj_fields {
    size_t n;
    sj_rule_field *v; /* sorted by name */
} sj_fields;

sj_status sj_fields_new(sj_fields **out, sj_err *err) SJ_MUST_USE;
void sj_fields_free(sj_fields *f);

/* A field by its full name; NULL when there is none. */
const sj_rule_field *sj_fields_get(const sj_fields *f, sj_str name);

/* "line", "diagnosis" …; NULL for the claim and beyond the last. */
const char *sj_scope_name(sj_scope scope);
bool sj_scope_find(sj_str name, sj_scope *out);

/* A slot: which field, and of which visit. */
#define SLOT(field, outer) ((uint32_t)(field) | ((outer) ? 1u << 16 : 0u))
#define SLOT_FIELD(slot)   ((slot)&0xffffu)
#define SLOT_OUTER(slot)   (((slot) >> 16 & 1) != 0)

/* The derived fields' values (derived.c, derived_line.c). */
#define FIELD(name, subject, type, getter, places, what)                                           \
    void sj_get_##getter(sj_view *v, bool outer, sj_fact *out);
#include "rules/packs/fields.def"
#undef FIELD

/* Read a member of a record: absent values are missing. */
void sj_member_get(const void *record, const sj_member *m, sj_fact *out);

/* A text of the claim as a value. */
void sj_fact_text(sj_fact *out, const sj_text *t);

#endif
