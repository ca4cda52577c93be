/* engine/pipeline/set_write.h - the claims of one transaction set as bytes: the one way from the
 * store's texts to a set, whether it is written for the first time or again.
 *
 * Claims come ordered by billing provider, subscriber and patient. A loop is written once for the
 * claims that share its text; its HL is made anew, everything else is copied as it came. */
#ifndef SJ_PIPELINE_SET_WRITE_H
#define SJ_PIPELINE_SET_WRITE_H

#include "engine/pipeline/order.h"
#include "engine/store/store.h"

#include <scrubjay/arena.h>
#include <scrubjay/writer.h>

enum { SJ_SET_LOOPS = 3, SJ_SET_SHARE = 32 };

/* The loop that is open at one level of the hierarchy (2000A, 2000B, 2000C). */
typedef struct sj_set_level {
    char *text; /* without HL */
    size_t len, cap;
    uint32_t hl; /* its number; 0: none is open */
    bool has_child;
} sj_set_level;

typedef struct sj_set_writer {
    sj_store *store;
    sj_writer *x12;
    sj_set_level levels[SJ_SET_LOOPS];
    uint32_t hl;    /* last number given in this set */
    sj_arena arena; /* one share of claims' texts */
    sj_claim_raw raws[SJ_SET_SHARE];
} sj_set_writer;

/* Claims that go through `x12`, which the caller owns; their texts come from `store`. */
void sj_set_writer_init(sj_set_writer *w, sj_store *store, sj_writer *x12);
void sj_set_writer_dispose(sj_set_writer *w);

/* A claim was written: from which segment of its set to which, ST = 1. */
typedef void (*sj_set_claim_fn)(void *ctx, const sj_item *item, uint32_t first, uint32_t last);

/* Write the claims of one set, whose header stands already and whose end comes after. `fn` may be
 * NULL. */
sj_status sj_set_write_claims(sj_set_writer *w, const sj_item *items, size_t n, sj_set_claim_fn fn,
                              void *ctx, sj_err *err) SJ_MUST_USE;

#endif
