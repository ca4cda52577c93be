/* engine/followup/post.h - an 835 file into the store: checked whole, then posted and matched.
 *
 * The file is read twice. The first reading goes to its end and decides for every transaction set
 * whether it may be posted: not when it has errors of SNIP type 1 or 2, when BPR02 is not the sum
 * of its claim payments less its provider adjustments, or when its interchange is broken off. The
 * second reading posts. A set that may not be posted is recorded with the reason and posts nothing;
 * a claim payment that does not balance in a set that does is recorded as suspended. Nothing is
 * ever invented to make a sum come out. */
#ifndef SJ_FOLLOWUP_POST_H
#define SJ_FOLLOWUP_POST_H

#include "engine/store/keyed.h"
#include "engine/store/store.h"

#include <scrubjay/money.h>
#include <scrubjay/parse.h>

typedef struct sj_post_input {
    int64_t file; /* the file's row, which is in the store (or in the open transaction) */
    sj_read_fn read;
    bool (*rewind)(void *ctx); /* back to the first byte; false when that cannot be done */
    void *ctx;                 /* of both */
    /* What payments are held against; each may be NULL. */
    const struct sj_fees *fees;         /* fee schedules (fees.h), */
    const struct sj_terms_table *terms; /* the payers' terms, which name theirs, */
    const struct sj_tables *codes;      /* the tables of codes, for NCCI pairs */
    const volatile int *stop;  /* not 0: give up after the current claim (SJ_EBUSY); may be NULL */
} sj_post_input;

typedef struct sj_post_result {
    uint32_t remits;                      /* transaction sets of 835s */
    uint32_t posted, refused, duplicates; /* of those */
    uint32_t payments;                    /* claim payments in all of them */
    uint32_t matched;                     /* posted to a claim of ours */
    uint32_t unmatched;                   /* not ours, or not certain enough */
    uint32_t suspended;                   /* do not balance */
    uint32_t repeated;                    /* claim payments that had been posted before */
    uint32_t reversals;
    uint32_t denials;                                /* lines for the worklist */
    uint32_t underpayments;                          /* likewise: paid below the contract */
    sj_money underpaid;                              /* what is missing of those */
    uint32_t findings;                               /* of severity error in the files' sets */
    sj_money paid, denied, unmatched_paid, provider; /* cents, over posted remits */
    sj_money suspended_paid, repeated_paid;          /* likewise: held in accounts of their own */
    /* Why the first refused set was refused; "" when none was. */
    char reason[16];         /* a finding's id */
    uint32_t reason_segment; /* in its set, ST = 1 */
    sj_money residual;
} sj_post_result;

/* Call in an open transaction of the store; it is the caller who commits, or rolls back when this
 * fails. The same set in another file posts nothing (a duplicate remit); the caller keeps the same
 * bytes from coming here twice. SJ_ENOTX12, SJ_EINPUT, SJ_ETOOBIG as sj_parse; SJ_ESTORE,
 * SJ_ENOMEM. `err` may be NULL. */
sj_status sj_post_file(sj_store *store, sj_keyed *keyed, sj_guides *guides, const sj_post_input *in,
                       sj_post_result *out, sj_err *err) SJ_MUST_USE;

#endif
