/* engine/report/overdue.h - claims whose answer is overdue, in the order of the days that they are
 * late. The clocks are those of `claims --silent` (engine/followup/silence.h). */
#ifndef SJ_REPORT_OVERDUE_H
#define SJ_REPORT_OVERDUE_H

#include "engine/followup/silence.h"

typedef struct sj_overdue {
    int64_t submission;
    sj_money charge;
    sj_date sent, expected, file_by; /* file_by: SJ_NO_DATE when not known */
    sj_claim_state state;
    sj_silent_step awaited;
    char by; /* 'p' the payer's own days, 'o' the office's median, 'u' usual days */
} sj_overdue;

typedef struct sj_overdues {
    sj_overdue *v;
    size_t n, cap;
    sj_money charge; /* of all */
} sj_overdues;

/* Those whose answer was expected before `as_of`; none where `terms` is NULL. Dispose in any case.
 */
sj_status sj_overdues_read(sj_overdues *out, sj_store *store, const sj_terms_table *terms,
                           sj_date as_of, sj_err *err) SJ_MUST_USE;
void sj_overdues_dispose(sj_overdues *o);

#endif
