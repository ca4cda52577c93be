/* engine/pipeline/settle_late.h - a person's word on a refusal that came after the payer had
 * decided. */
#ifndef SJ_PIPELINE_SETTLE_LATE_H
#define SJ_PIPELINE_SETTLE_LATE_H

#include "engine/pipeline/home.h"

/* Note in the claim's life and in the audit log that somebody looked into it, and what came of it:
 * it is no exception any more (`claims --exceptions`). *settled false: it was none. SJ_EBUSY,
 * SJ_ESTORE. */
sj_status sj_late_settle(sj_home *home, int64_t submission, sj_str actor, sj_str reason,
                         bool *settled, sj_err *err) SJ_MUST_USE;

#endif
