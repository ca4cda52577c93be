/* engine/followup/pairs.h - procedures that NCCI never lets be paid beside each other. */
#ifndef SJ_FOLLOWUP_PAIRS_H
#define SJ_FOLLOWUP_PAIRS_H

#include <scrubjay/codes.h>

/* Are these two a pair of indicator 0 on that day, in either order: no modifier parts them? False
 * where the table is not loaded (`codes` may be NULL) or does not cover the day. */
bool sj_never_parted(const sj_tables *codes, bool institutional, sj_str a, sj_str b, sj_date on);

/* "99213" of "HC:99213:25". */
sj_str sj_procedure_code(sj_str procedure);

#endif
