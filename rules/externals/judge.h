/* rules/externals/judge.h - is a value in its list? */
#ifndef SJ_EXTERNALS_JUDGE_H
#define SJ_EXTERNALS_JUDGE_H

#include <scrubjay/finding.h>

#include "rules/externals/plan.h"

/* A value, and what stands beside it. */
typedef struct sj_external_value {
    sj_str v, state, country;
} sj_external_value;

/* What is wrong with it. */
typedef struct sj_ruling {
    uint8_t finding;     /* enum sj_codes_row */
    bool certain;        /* it is wrong, not only absent from a list that may lack it */
    sj_code_state state; /* UNKNOWN, ENDED, NOT_YET */
    sj_date day;         /* since when it holds, or until when it held */
} sj_ruling;

/* True when something is wrong with the value. It must hold on one day from `from` to `to`, which
 * are the same for most. Nothing is wrong where no table is loaded or it does not cover the days.
 */
bool sj_external_is_wrong(sj_ruling *out, const sj_tables *tables, const sj_spot *spot,
                          const sj_external_value *value, sj_date from, sj_date to);

/* True when the answer is the same on every day up to `until`: the code began long ago, or the days
 * that count end there (`since`: any day from service on will do), and has not ended. */
bool sj_external_is_timeless(const sj_tables *tables, const sj_spot *spot,
                             const sj_external_value *value, sj_date until, bool since);

#endif
