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
    size_t offset; /* in the subject's struct */
} sj_catalogue_field;

/* False when the set has no field of this name. */
bool sj_catalogue_find(sj_field_set set, const char *name, sj_catalogue_field *out);

#endif
