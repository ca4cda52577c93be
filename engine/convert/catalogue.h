/* engine/convert/catalogue.h - where a field of the model's catalogue stands in its record.
 *
 * A column names its field as parsers/model/fields.def does ("claim.charge"); a party's field by
 * the party and the field in it ("payer.id"). */
#ifndef SJ_CONVERT_CATALOGUE_H
#define SJ_CONVERT_CATALOGUE_H

#include "parsers/model/fields.h"

typedef struct sj_catalogue_field {
    sj_field_kind kind;
    sj_subject subject;
    size_t party;  /* offset of the pointer to the party that has it, or SJ_IN_RECORD */
    size_t offset; /* in the subject's struct, or in that party */
} sj_catalogue_field;

/* The field in a record of its subject. */
static inline const void *sj_catalogue_member(const sj_catalogue_field *f, const void *record) {
    const char *from = record;
    if (f->party != SJ_IN_RECORD) memcpy(&from, from + f->party, sizeof from);
    return from + f->offset;
}

/* False when the set has no field of this name. */
bool sj_catalogue_find(sj_field_set set, const char *name, sj_catalogue_field *out);

#endif
