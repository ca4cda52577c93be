/* engine/store/candidates.h - claims that a claim payment may be about: narrow rows, many questions
 * at once, and bounded however many claims share a number or a name.
 *
 * Texts are valid inside the callback only; false stops the query. Rows come in no particular
 * order, and the same claim may come more than once. */
#ifndef SJ_STORE_CANDIDATES_H
#define SJ_STORE_CANDIDATES_H

#include "engine/store/keys.h"
#include "engine/store/state.h"
#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef struct sj_candidate {
    int64_t id, previous; /* previous: the submission it follows; 0: none */
    sj_str account, payer_control, frequency, payer;
    char usage, sequence; /* ISA15, SBR01; 0: not told */
    sj_claim_state state; /* now: its batch's where it shares that */
    sj_money charge;
    sj_date first_service, last_service;
    int64_t member, patient, person; /* keyed hashes; 0: none */
} sj_candidate;

typedef bool (*sj_candidate_fn)(void *ctx, const sj_candidate *c);

/* What is looked for. Each question reads its own key of it; charge and days choose where more
 * claims than SJ_CANDIDATES_EACH share an account number, and always among a patient's claims. */
typedef struct sj_wanted {
    sj_str text;     /* an account number, or the payer's number */
    int64_t key;     /* keyed hash of a member id or a name */
    sj_money charge; /* cents */
    sj_date from;    /* first day of service; SJ_NO_DATE: not told */
} sj_wanted;

enum { SJ_CANDIDATES_EACH = 48 };

/* By account number, folded: several numbers may share a key, compare. Where too many claims have
 * it, those of this charge and first day. */
sj_status sj_candidates_by_account(sj_store *s, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* By the payer's own number, as it stands. */
sj_status sj_candidates_by_control(sj_store *s, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* A patient's, by name or by member id (the subscriber's or the patient's own), of this very charge
 * and begun on the first day of service or up to a month before. */
sj_status sj_candidates_by_patient(sj_store *s, sj_key_kind kind, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

#endif
