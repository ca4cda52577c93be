/* Schedules are some ten thousand rows: read once, whatever the number of remittance files. */
#include "engine/pipeline/fee_cache.h"

sj_status sj_fee_cache_get(sj_fee_cache *c, sj_store *store, const sj_fees **out, sj_err *err) {
    int64_t mark;
    *out = c->fees;
    sj_status status = sj_fees_mark(store, &mark, err);
    if (status != SJ_OK || mark == c->mark) return status;
    sj_fees_free(c->fees);
    c->fees = NULL;
    status = sj_fees_load(&c->fees, store, err);
    c->mark = status == SJ_OK ? mark : 0;
    *out = c->fees;
    return status;
}

void sj_fee_cache_dispose(sj_fee_cache *c) {
    sj_fees_free(c->fees);
    *c = (sj_fee_cache){.fees = NULL};
}
