/* engine/pipeline/fee_cache.h - the fee schedules in use, read again only after an import. */
#ifndef SJ_PIPELINE_FEE_CACHE_H
#define SJ_PIPELINE_FEE_CACHE_H

#include "engine/followup/fees.h"

typedef struct sj_fee_cache {
    sj_fees *fees; /* NULL: not read yet */
    int64_t mark;  /* of the imports that are in it */
} sj_fee_cache;

/* The schedules as they are now, valid until the next call; NULL where there is none. */
sj_status sj_fee_cache_get(sj_fee_cache *c, sj_store *store, const sj_fees **out,
                           sj_err *err) SJ_MUST_USE;
void sj_fee_cache_dispose(sj_fee_cache *c);

#endif
