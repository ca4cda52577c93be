/* engine/followup/silence.h - claims whose answer is overdue: no 999, no 277CA, no remittance by
 * the day on which the payer should have answered.
 *
 * That day is what scrubjay.xml says of the payer; for remittances, where it says nothing, a week
 * after the office's own median for this payer (of at least 20 claims); else the usual day
 * (terms.tsv). */
#ifndef SJ_FOLLOWUP_SILENCE_H
#define SJ_FOLLOWUP_SILENCE_H

#include "engine/followup/terms.h"
#include "engine/store/silence.h"

enum { SJ_PACE_ENOUGH = 20, SJ_PACE_GRACE = 7, SJ_PACE_PAYERS = 512 };

typedef enum sj_silent_step { SJ_AWAITED_999 = 1, SJ_AWAITED_277CA, SJ_AWAITED_835 } sj_silent_step;
const char *sj_silent_step_text(sj_silent_step a); /* "999" */

typedef struct sj_silent {
    const sj_undecided *claim;
    sj_silent_step awaited;
    sj_date sent, expected;
    char by;         /* 'p' the payer's own days, 'o' the office's median, 'u' usual days */
    sj_date file_by; /* last day for a new claim; SJ_NO_DATE: not known */
    bool file_usual;
} sj_silent;

/* Those whose answer was expected before `as_of`. In no particular order. */
typedef bool (*sj_silent_fn)(void *ctx, const sj_silent *s);
sj_status sj_silence_walk(sj_store *s, const sj_terms_table *terms, sj_date as_of, sj_silent_fn fn,
                          void *ctx, sj_err *err) SJ_MUST_USE;

#endif
