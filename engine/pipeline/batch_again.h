/* engine/pipeline/batch_again.h - the bytes of a batch that was written before, from the store
 * alone. */
#ifndef SJ_PIPELINE_BATCH_AGAIN_H
#define SJ_PIPELINE_BATCH_AGAIN_H

#include "engine/store/batches.h"

#include <stdio.h>

/* Write the batch `b` to `to`, as it went out. SJ_ENOTFOUND: it was made before the store kept
 * heads; SJ_ESTORE: what comes out has another digest than what went out, so the store was changed.
 */
sj_status sj_batch_again(sj_store *s, const sj_batch *b, FILE *to, sj_err *err) SJ_MUST_USE;

#endif
