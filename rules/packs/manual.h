/* rules/packs/manual.h - the catalogue of fields and functions for people: `rules fields`. */
#ifndef SJ_PACKS_MANUAL_H
#define SJ_PACKS_MANUAL_H

#include "rules/packs/fields.h"

/* Each field in the order of its name, with where it stands: "P: 2400 SV101-2 (CMS-1500 Box 24D);
 * …", empty for what is computed. SJ_ENOMEM. */
typedef void (*sj_place_fn)(void *ctx, const sj_rule_field *field, const char *places);
sj_status sj_field_places(sj_guides *guides, const sj_fields *fields, sj_place_fn fn, void *ctx,
                          sj_err *err) SJ_MUST_USE;

/* "text", "money" … */
const char *sj_field_type_name(sj_expr_type type);

#endif
