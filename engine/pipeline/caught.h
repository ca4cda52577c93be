/* engine/pipeline/caught.h - would our edits have caught it? Each denied claim's text judged once
 * more, with today's tables, edits and packs, as on the day on which it was sent. A pass does it for
 * what it finds untried; `denials caught` on demand. */
#ifndef SJ_PIPELINE_CAUGHT_H
#define SJ_PIPELINE_CAUGHT_H

#include "engine/pipeline/run.h"

typedef struct sj_caught_totals {
    uint32_t tried,
        caught; /* denials: that were judged now, and of those, that something is found against */
    sj_money amount, caught_amount;
} sj_caught_totals;

/* Judge open denials that were not tried yet (`again`: all that are open), `limit` at the most, and
 * keep with each the id of the first error or warning, "-" when there is none. In transactions of
 * its own. */
sj_status sj_caught_try(sj_run *r, uint32_t limit, bool again, sj_caught_totals *out,
                        sj_err *err) SJ_MUST_USE;

#endif
