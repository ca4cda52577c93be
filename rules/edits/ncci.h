/* rules/edits/ncci.h - what the edits of one claim and those across claims have in common. */
#ifndef SJ_EDITS_NCCI_H
#define SJ_EDITS_NCCI_H

#include "rules/edits/edits.h"

/* Is the claim one that the tables are for: a professional one, or a hospital's outpatient bill? */
bool sj_ncci_is_judged(const sj_scrub *s);

/* Which table of pairs. */
sj_code_kind sj_ncci_pairs_of(const sj_scrub *s);

/* Who did it: the line's own provider (NULL: no line), else the claim's, else who bills; of an
 * institution's bill the institution. */
sj_str sj_ncci_provider_of(const sj_scrub *s, const line_facts *l);

/* A modifier that sets a procedure apart from others. */
bool sj_ncci_is_separate(const line_facts *l);

/* Units of a line on one day, in thousandths, where they are counted; 0. */
int64_t sj_ncci_units_of(const line_facts *l);

/* The limit of a line's code on its day. False where there is none, or none for this payer: a limit
 * of 0 says that Medicare does not cover the service. */
bool sj_ncci_find_limit(const sj_scrub *s, const line_facts *l, sj_mue_info *out);

/* Is an add-on code's primary among the lines of other claims of its patient, provider and day,
 * those before it or those that follow in the file (across.c)? */
bool sj_ncci_has_primary_elsewhere(sj_scrub *s, const line_facts *l);

#endif
