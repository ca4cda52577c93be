/* engine/store/silence.h - claims that went out and are not decided, and how long payers take. */
#ifndef SJ_STORE_SILENCE_H
#define SJ_STORE_SILENCE_H

#include "engine/store/state.h"
#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef struct sj_undecided {
    int64_t submission;
    sj_str account, payer, payer_name, filing;
    sj_money charge;
    sj_date service; /* its first day */
    sj_instant sent_at;
    sj_claim_state state; /* sent, in_doubt, accepted, pended */
    bool has_status;      /* a 277CA came */
} sj_undecided;
typedef bool (*sj_undecided_fn)(void *ctx, const sj_undecided *u);
sj_status sj_undecided_walk(sj_store *s, sj_undecided_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Days from sending to the remittance, of the last 10000 claim payments: by payer, the shortest
 * first. */
typedef bool (*sj_pace_fn)(void *ctx, sj_str payer, int32_t days);
sj_status sj_pace_walk(sj_store *s, sj_pace_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

#endif
