/* engine/store/submissions.h - claims in the store: added by intake, found by everybody. */
#ifndef SJ_STORE_SUBMISSIONS_H
#define SJ_STORE_SUBMISSIONS_H

#include "engine/store/keys.h"
#include "engine/store/sha256.h"
#include "engine/store/state.h"
#include "engine/store/store.h"

#include <scrubjay/money.h>

/* One submission. As a parameter its slices are the caller's; as a result they are valid inside the
 * callback only. */
typedef struct sj_submission {
    int64_t id;
    int64_t file;
    uint32_t ordinal;     /* of the claim in its file, from 1 */
    uint32_t set_ordinal; /* of its transaction set in the file, from 1 */
    uint32_t segment;     /* of CLM in its set, ST = 1 */
    uint64_t offset;      /* of CLM in the file */
    sj_str account;       /* CLM01 */
    int64_t previous;     /* the submission it follows; 0: none */
    sj_str verdict;       /* clean, warned, held */
    sj_claim_state state; /* as a result: the state now, its batch's where it shares that */
    sj_str type;          /* 837P … */
    sj_str purpose;       /* BHT06 */
    sj_str usage;         /* P, T */
    sj_str sequence;      /* SBR01 */
    sj_str filing;        /* SBR09; as a parameter only */
    sj_str frequency;     /* CLM05-3 */
    sj_str payer, payer_name, provider;
    sj_money charge;
    sj_date first_service, last_service;
    sj_str payer_control;       /* empty: not known yet */
    const uint8_t *fingerprint; /* SJ_SHA256_SIZE bytes */
    /* As a result only: where it stands in its batch; 0: in none. */
    int64_t batch, batch_set;
    uint32_t first_segment, last_segment;
} sj_submission;

/* Its raw text: stretches of segments, each segment ended by delims.terminator. */
typedef struct sj_claim_raw {
    int64_t submission;
    sj_delimiters delims;
    sj_str provider, subscriber, patient,
        claim; /* patient is empty when the claim hangs from the subscriber */
} sj_claim_raw;

/* Hashes of the text of the loops above a claim, without HL: what its place in a batch depends on.
 */
typedef struct sj_claim_loops {
    uint64_t provider, subscriber, patient; /* patient 0: none */
} sj_claim_loops;

/* One claim for sj_submissions_add. `raw`'s four slices follow each other in one buffer. */
typedef struct sj_new_submission {
    sj_submission row;
    sj_claim_raw raw;
    sj_match_keys keys;
    sj_claim_loops loops; /* used when it is ready */
} sj_new_submission;

/* A result; false stops the query. */
typedef bool (*sj_submission_fn)(void *ctx, const sj_submission *s);
typedef bool (*sj_claim_raw_fn)(void *ctx, const sj_claim_raw *raw);

sj_status sj_submissions_add(sj_store *s, const sj_new_submission *rows, size_t n,
                             sj_err *err) SJ_MUST_USE;

/* Put a claim in the queue of those that wait to be sent: when its state becomes `ready` after it
 * was added. What adds it as ready, and what moves it out of that state, keeps the queue by itself.
 */
sj_status sj_submissions_queue(sj_store *s, int64_t id, const sj_claim_loops *loops,
                               const sj_delimiters *delims, sj_err *err) SJ_MUST_USE;

/* Those of one file that were ready, from one id to another, are held after all. */
typedef struct sj_held_claims {
    uint32_t claims, warned; /* warned: of those, had a warning before */
    sj_money charge;
} sj_held_claims;
sj_status sj_submissions_hold(sj_store *s, int64_t file, int64_t first, int64_t last,
                              sj_held_claims *out, sj_err *err) SJ_MUST_USE;

/* The id of a claim by its ordinal in its file, looked for from one id to another; 0 when there is
 * none. */
sj_status sj_submissions_by_ordinal(sj_store *s, int64_t file, int64_t first, int64_t last,
                                    uint32_t ordinal, int64_t *out, sj_err *err) SJ_MUST_USE;

/* Those with these ids, these account numbers (folded: several may share a key, compare), these
 * payer control numbers. In no particular order. */
sj_status sj_submissions_by_id(sj_store *s, const int64_t *ids, size_t n, sj_submission_fn fn,
                               void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_submissions_by_account(sj_store *s, const sj_str *accounts, size_t n,
                                    sj_submission_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_submissions_by_payer_control(sj_store *s, const sj_str *numbers, size_t n,
                                          sj_submission_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Those whose patient's name has one of these keys (keys.h: the same key is a hint, no more). */
sj_status sj_submissions_by_person(sj_store *s, const int64_t *keys, size_t n, sj_submission_fn fn,
                                   void *ctx, sj_err *err) SJ_MUST_USE;

/* Those of the patients who have a claim under this account number: of the same name and member id.
 */
sj_status sj_submissions_same_patient(sj_store *s, sj_str account, sj_submission_fn fn, void *ctx,
                                      sj_err *err) SJ_MUST_USE;

/* Those that are ready, with ids greater than `after`, in the order of receipt. */
typedef struct sj_ready_claim {
    int64_t id;
    sj_str type, purpose, usage, payer;
    sj_money charge;
    sj_claim_loops loops;
    sj_delimiters delims;
    bool was_held; /* by our check, and a person released it */
} sj_ready_claim;
typedef bool (*sj_ready_fn)(void *ctx, const sj_ready_claim *c);
sj_status sj_submissions_ready(sj_store *s, int64_t after, sj_ready_fn fn, void *ctx,
                               sj_err *err) SJ_MUST_USE;

/* A list in the order of receipt. */
typedef struct sj_submission_filter {
    sj_claim_state state; /* SJ_STATE_NONE: any */
    int64_t file;         /* 0: any */
    int64_t batch;        /* 0: any */
    bool exceptions;      /* only those with a late refusal (events.h) that nobody settled */
} sj_submission_filter;
sj_status sj_submissions_list(sj_store *s, const sj_submission_filter *filter, sj_submission_fn fn,
                              void *ctx, sj_err *err) SJ_MUST_USE;

/* How many claims are in each state, and their charges. Reads every row. */
typedef struct sj_state_sum {
    uint64_t claims;
    sj_money charge;
} sj_state_sum;
sj_status sj_submissions_by_state(sj_store *s, sj_state_sum out[SJ_STATES],
                                  sj_err *err) SJ_MUST_USE;

/* Raw texts, in no particular order. */
sj_status sj_submissions_raw(sj_store *s, const int64_t *ids, size_t n, sj_claim_raw_fn fn,
                             void *ctx, sj_err *err) SJ_MUST_USE;

/* Note the payer's own numbers for submissions. */
typedef struct sj_payer_control {
    int64_t submission;
    sj_str number;
} sj_payer_control;
sj_status sj_submissions_set_payer_control(sj_store *s, const sj_payer_control *rows, size_t n,
                                           sj_err *err) SJ_MUST_USE;

#endif
