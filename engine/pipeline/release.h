/* engine/pipeline/release.h - a person's decision to send a claim that our check holds. */
#ifndef SJ_PIPELINE_RELEASE_H
#define SJ_PIPELINE_RELEASE_H

#include "engine/pipeline/home.h"

#include <scrubjay/finding.h>

enum { SJ_RELEASE_REASON = 500 }; /* bytes that a reason may have */

typedef enum sj_release_answer {
    SJ_RELEASED = 0,
    SJ_RELEASE_NOT_HELD,
    SJ_RELEASE_UNFIT,      /* a receiver would refuse it: an error of SNIP type 1 or 2 */
    SJ_RELEASE_NO_PARTNER, /* nobody takes its payer's claims */
    SJ_RELEASE_USAGE       /* a test claim for production, or the other way round */
} sj_release_answer;

typedef struct sj_release {
    sj_release_answer answer;
    char finding[32]; /* UNFIT: the first such error's id; else "" */
} sj_release;

/* Move a held submission to `ready`, with an event and a row in the audit log that bear who did it
 * and why; the next run sends it. What cannot be sent stays held, and nothing is written. `catalog`
 * tells the SNIP types. SJ_ENOTFOUND, SJ_EBUSY, SJ_ESTORE. */
sj_status sj_release_claim(sj_home *home, const sj_catalog *catalog, int64_t submission,
                           sj_str actor, sj_str reason, sj_release *out, sj_err *err) SJ_MUST_USE;

#endif
