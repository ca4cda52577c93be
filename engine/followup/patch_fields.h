/* engine/followup/patch_fields.h - fields of the catalogue by name, as places in a claim. Private
 * to patch*.c. */
#ifndef SJ_FOLLOWUP_PATCH_FIELDS_H
#define SJ_FOLLOWUP_PATCH_FIELDS_H

#include "engine/followup/revision.h"
#include "parsers/model/fields.h"

typedef struct sj_patch_field {
    const char *name; /* "claim.place" */
    const char *loop, *tag, *key;
    unsigned element, component;
    sj_field_kind kind;
} sj_patch_field;

/* The rows of a name: several where the guides differ. i = 0, 1, …; NULL at the end. */
const sj_patch_field *sj_patch_field_at(const char *name, size_t i);

/* A party ("claim.rendering") and one of its fields ("id"). */
typedef struct sj_patch_party {
    const char *name;
    const char *loop, *key; /* its loop's parent; NM101 */
} sj_patch_party;
const sj_patch_party *sj_patch_party_of(const char *name);
const sj_patch_field *sj_patch_party_field(const char *name);

#endif
