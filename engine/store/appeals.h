/* engine/store/appeals.h - the packets that went out with appeals. */
#ifndef SJ_STORE_APPEALS_H
#define SJ_STORE_APPEALS_H

#include "engine/store/sha256.h"
#include "engine/store/store.h"

#include <scrubjay/date.h>

typedef struct sj_appeal {
    int64_t denial;
    uint32_t level; /* from 1 */
    sj_date deadline;
    sj_str actor;
    const uint8_t *sha256; /* of the packet */
    sj_instant made_at;    /* as a result */
} sj_appeal;

sj_status sj_appeals_add(sj_store *s, const sj_appeal *a, sj_err *err) SJ_MUST_USE;

/* How many levels a denial was appealed on. */
sj_status sj_appeals_level(sj_store *s, int64_t denial, uint32_t *out, sj_err *err) SJ_MUST_USE;

#endif
