/* engine/store/transfers.h - how files went to partners and came from them, and how it goes with
 * the partners' servers. */
#ifndef SJ_STORE_TRANSFERS_H
#define SJ_STORE_TRANSFERS_H

#include "engine/store/sha256.h"
#include "engine/store/store.h"

/* ---- files to partners ---- */

typedef enum sj_delivery_state {
    SJ_DELIVERY_NEW = 0, /* no row yet */
    SJ_DELIVERY_UPLOADING,
    SJ_DELIVERY_UPLOADED,
    SJ_DELIVERY_RENAMING,
    SJ_DELIVERY_SENT,
    SJ_DELIVERY_IN_DOUBT
} sj_delivery_state;

typedef struct sj_delivery {
    int64_t id;
    sj_str partner, name;
    int64_t batch;            /* 0: an acknowledgment */
    sj_str temporary, target; /* the partner's paths */
    uint64_t bytes;
    sj_delivery_state state;
    sj_instant begun_at, changed_at;
} sj_delivery;

typedef bool (*sj_delivery_fn)(void *ctx, const sj_delivery *d);

/* Add a row, or change the state of the one with this id. In a transaction. */
sj_status sj_deliveries_put(sj_store *s, const sj_delivery *d, sj_err *err) SJ_MUST_USE;

/* The newest row of a file in a partner's outbox. */
sj_status sj_deliveries_find(sj_store *s, sj_str partner, sj_str name, int64_t batch,
                             sj_delivery_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* All that are in doubt, oldest first. */
sj_status sj_deliveries_in_doubt(sj_store *s, sj_delivery_fn fn, void *ctx,
                                 sj_err *err) SJ_MUST_USE;

/* A row is of no more use: its file is to be sent again from the beginning. */
sj_status sj_deliveries_forget(sj_store *s, int64_t id, sj_err *err) SJ_MUST_USE;

/* ---- files from partners ---- */

typedef enum sj_arrival_state {
    SJ_ARRIVAL_NONE = 0,
    SJ_ARRIVAL_HALF,
    SJ_ARRIVAL_ARRIVED,
    SJ_ARRIVAL_KEPT,
    SJ_ARRIVAL_REMOVED
} sj_arrival_state;

typedef struct sj_arrival {
    int64_t id;
    sj_str partner, folder, name;
    int64_t bytes, modified; /* modified: -1 not told */
    sj_str local;
    sj_arrival_state state;
    sj_instant begun_at, changed_at;
} sj_arrival;

typedef bool (*sj_arrival_fn)(void *ctx, const sj_arrival *a);

/* Add a row, or change the one with this id. In a transaction. */
sj_status sj_arrivals_put(sj_store *s, const sj_arrival *a, sj_err *err) SJ_MUST_USE;

/* The rows of a partner's folder, without those removed, by name, the newest of each name first. */
sj_status sj_arrivals_of(sj_store *s, sj_str partner, sj_str folder, sj_arrival_fn fn, void *ctx,
                         sj_err *err) SJ_MUST_USE;

/* ---- the servers ---- */

typedef struct sj_partner_link {
    sj_str partner;
    uint32_t failures;
    sj_instant down_at, retry_at, well_at; /* 0: not */
    sj_str stopped; /* SHA-256 of the settings that were refused; empty: it was not */
    sj_str reason;
} sj_partner_link;

typedef bool (*sj_partner_link_fn)(void *ctx, const sj_partner_link *l);

sj_status sj_links_put(sj_store *s, const sj_partner_link *l, sj_err *err) SJ_MUST_USE;

/* Of one partner, or of all (`partner` empty). */
sj_status sj_links_get(sj_store *s, sj_str partner, sj_partner_link_fn fn, void *ctx,
                       sj_err *err) SJ_MUST_USE;

/* ---- what is missing ---- */

/* Was a file of this type taken in from the partner at `since` or later? */
sj_status sj_files_came(sj_store *s, sj_str partner, sj_str type, sj_instant since, bool *out,
                        sj_err *err) SJ_MUST_USE;

/* Batches sent to a partner from `since` to `before` for which no answer `what` (999 …) has come,
 * neither about the batch nor one of its sets or claims. */
typedef bool (*sj_unanswered_fn)(void *ctx, int64_t batch, sj_str name, sj_instant sent_at);
sj_status sj_batches_unanswered(sj_store *s, sj_str partner, sj_str what, sj_instant since,
                                sj_instant before, sj_unanswered_fn fn, void *ctx,
                                sj_err *err) SJ_MUST_USE;

#endif
