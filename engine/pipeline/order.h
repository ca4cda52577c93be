/* engine/pipeline/order.h - the order of claims in a batch: by payer, under their billing provider,
 * their subscriber and their patient, each in the order of first appearance.
 *
 * Only numbers: the claims' texts stay in the store until they are written. */
#ifndef SJ_PIPELINE_ORDER_H
#define SJ_PIPELINE_ORDER_H

#include "engine/store/submissions.h"

/* One ready claim. */
typedef struct sj_item {
    int64_t id;
    sj_money charge;
    bool released;        /* a person sends it although our check holds it */
    uint32_t group;       /* claims of one group share an interchange */
    uint64_t payer;       /* a hash, ordered: its rank; claims of one payer share a set */
    sj_claim_loops loops; /* hashes, ordered: ranks */
} sj_item;

/* Hash the loops above a claim, without their HL. */
sj_claim_loops sj_loops_of(const sj_claim_raw *raw);

/* Sort. SJ_ENOMEM. */
sj_status sj_items_order(sj_item *items, size_t n, sj_err *err) SJ_MUST_USE;

/* A loop's segments after its HL; all of them when it does not begin with one. */
sj_str sj_without_hl(sj_str loop, const sj_delimiters *d);

#endif
