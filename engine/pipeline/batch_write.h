/* engine/pipeline/batch_write.h - one interchange of claims for a partner, as bytes and as rows. */
#ifndef SJ_PIPELINE_BATCH_WRITE_H
#define SJ_PIPELINE_BATCH_WRITE_H

#include "engine/pipeline/order.h"
#include "engine/pipeline/run.h"
#include "engine/store/batches.h"

/* What claims of one interchange have in common. */
typedef struct sj_batch_group {
    const sj_partner *partner;
    char type[8];    /* "837P" */
    char purpose[4]; /* BHT06 */
    sj_delimiters delims;
} sj_batch_group;

/* Write the claims `items` (of one group, in order) into the new file `path`, and the rows of the
 * batch `b` (id, name, interchange, group_control and made_at filled by the caller) with its sets
 * and claims into the store; the rest of `b` is filled here. In
 * the caller's transaction. */
sj_status sj_batch_write(sj_run *r, const sj_batch_group *g, const sj_item *items, size_t n,
                         const char *path, sj_batch *b, sj_err *err) SJ_MUST_USE;

#endif
