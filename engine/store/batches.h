/* engine/store/batches.h - the interchanges that we wrote for partners, and which claim stands
 * where. */
#ifndef SJ_STORE_BATCHES_H
#define SJ_STORE_BATCHES_H

#include "engine/store/sha256.h"
#include "engine/store/state.h"
#include "engine/store/store.h"

#include <scrubjay/money.h>

typedef struct sj_batch {
    int64_t id;
    sj_str partner, type, usage;
    uint32_t interchange;   /* ISA13 */
    uint32_t group_control; /* GS06 */
    sj_str name;            /* of its file */
    uint64_t bytes;
    const uint8_t *sha256;
    uint32_t claims;
    sj_money charge;
    sj_claim_state state;
    sj_instant made_at;
    sj_str head; /* its ISA and GS as they went out; empty in batches of before they were kept */
} sj_batch;

/* A transaction set of it. */
typedef struct sj_batch_set {
    int64_t id, batch;
    sj_str control;   /* ST02 */
    sj_str reference; /* BHT03 */
    uint32_t claims;
    sj_money charge;
    sj_claim_state state; /* its own; SJ_STATE_NONE: its batch's */
    sj_str head;          /* ST to the receiver's name, as they went out */
} sj_batch_set;

/* Where a submission stands: its segments in its set, ST = 1. */
typedef struct sj_batch_claim {
    int64_t submission, batch_set;
    uint32_t first, last;
} sj_batch_claim;

typedef bool (*sj_batch_fn)(void *ctx, const sj_batch *b);
typedef bool (*sj_batch_set_fn)(void *ctx, const sj_batch_set *t);

/* Add a batch, then its sets, then its claims; the claims' submissions become 'batched'. */
sj_status sj_batches_add(sj_store *s, const sj_batch *b, sj_err *err) SJ_MUST_USE;
sj_status sj_batch_sets_add(sj_store *s, const sj_batch_set *sets, size_t n,
                            sj_err *err) SJ_MUST_USE;
sj_status sj_batch_claims_add(sj_store *s, const sj_batch_claim *claims, size_t n,
                              sj_err *err) SJ_MUST_USE;

/* Batches that are written and not sent yet, oldest first. */
sj_status sj_batches_unsent(sj_store *s, sj_batch_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Batches that are in this state as a whole, oldest first; SJ_STATE_NONE: all, newest first. */
sj_status sj_batches_list(sj_store *s, sj_claim_state state, sj_batch_fn fn, void *ctx,
                          sj_err *err) SJ_MUST_USE;

/* Batches by one of their control numbers. `partner` may be empty: any. */
typedef enum sj_control_kind { SJ_CONTROL_INTERCHANGE, SJ_CONTROL_GROUP } sj_control_kind;
sj_status sj_batches_by_control(sj_store *s, sj_control_kind kind, sj_str partner, int64_t control,
                                sj_batch_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* The newest batch to a partner whose file has this name. */
sj_status sj_batches_by_name(sj_store *s, sj_str partner, sj_str name, sj_batch_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

sj_status sj_batches_by_id(sj_store *s, int64_t id, sj_batch_fn fn, void *ctx,
                           sj_err *err) SJ_MUST_USE;

/* The sets of a batch, in order; the sets with this BHT03. */
sj_status sj_batch_sets(sj_store *s, int64_t batch, sj_batch_set_fn fn, void *ctx,
                        sj_err *err) SJ_MUST_USE;
sj_status sj_batch_sets_by_reference(sj_store *s, sj_str reference, sj_batch_set_fn fn, void *ctx,
                                     sj_err *err) SJ_MUST_USE;

/* The set of a batch with this ST02. */
sj_status sj_batch_set_by_control(sj_store *s, int64_t batch, sj_str control, sj_batch_set_fn fn,
                                  void *ctx, sj_err *err) SJ_MUST_USE;

/* The submission at a segment of a set; 0 when it is one that claims share. */
sj_status sj_batch_claim_at(sj_store *s, int64_t batch_set, uint32_t segment, int64_t *out,
                            sj_err *err) SJ_MUST_USE;

/* The claims of a set in their order, from the one on whose last segment is at or behind `segment`
 * (0: all). So the first that comes holds the segment, or is the next one behind it: then the
 * segment is in a loop above claims (or in the set's header), and `before` is the last segment of
 * the claim in front of it (0: none). */
typedef struct sj_batched_claim {
    sj_batch_claim at;
    uint32_t before;
    sj_str account;
    sj_money charge;
    sj_claim_state state; /* its own; that of its set where it has none yet is not told */
} sj_batched_claim;
typedef bool (*sj_batched_claim_fn)(void *ctx, const sj_batched_claim *p);
sj_status sj_batch_claims_from(sj_store *s, int64_t batch_set, uint32_t segment,
                               sj_batched_claim_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Leave out the next `n` numbers of all sequences: they may be in use without this store's knowing.
 */
sj_status sj_sequences_skip(sj_store *s, uint32_t n, sj_err *err) SJ_MUST_USE;
/* The same backwards: those that begin at `segment` or in front of it, the last first. Without
 * account and charge. */
sj_status sj_batch_claims_back(sj_store *s, int64_t batch_set, uint32_t segment,
                               sj_batched_claim_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Reserve `n` consecutive numbers of a partner's sequence; *out is the first (they begin at 1). */
sj_status sj_sequence_take(sj_store *s, sj_str partner, sj_str name, uint32_t n, int64_t *out,
                           sj_err *err) SJ_MUST_USE;

#endif
