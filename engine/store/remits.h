/* engine/store/remits.h - remittances in the store: what posting writes and asks.
 *
 * Amounts are cents. Texts of rows are the caller's; of results they are valid inside the callback
 * only. Everything is about the practice in use. Listing for people stands in ledger.h. */
#ifndef SJ_STORE_REMITS_H
#define SJ_STORE_REMITS_H

#include "engine/store/keys.h"
#include "engine/store/sha256.h"
#include "engine/store/store.h"

#include <scrubjay/money.h>

/* The part of a claim payment's fingerprint that is kept. */
#define SJ_FINGERPRINT_SIZE 16

/* One transaction set of an 835 (schema/0002_remit.sql says what each column is). */
typedef struct sj_remit_row {
    int64_t id, file;
    uint32_t ordinal;
    sj_str interchange, group_control, control; /* ISA13, GS06, ST02 */
    uint64_t offset;
    sj_str state;  /* posted, refused, duplicate */
    sj_str reason; /* empty: none */
    uint32_t reason_segment;
    uint32_t notes;       /* bits (followup/decide.h) */
    int64_t duplicate_of; /* 0: none */
    bool differs;
    sj_str trace, originator, method;
    sj_money amount;
    sj_date paid_on, produced;
    sj_str payer, payer_name, payee, payee_name;
    uint32_t claims, lines;
    sj_money charge, paid, patient, provider, residual;
    const uint8_t *digest; /* SJ_SHA256_SIZE bytes */
    sj_instant posted_at;  /* as a result only */
    sj_str file_name;      /* as a result only */
} sj_remit_row;

typedef struct sj_provider_row {
    uint32_t ordinal;
    sj_str provider;
    sj_date period_end;
    sj_str reason, reference;
    sj_money amount;
    uint32_t segment;
} sj_provider_row;

/* A line of a claim payment; ordinal 0 is the claim level. */
typedef struct sj_payment_line_row {
    uint32_t ordinal, segment, line, line_key;
    sj_str procedure, submitted, revenue;
    sj_money charge, paid;
    sj_quantity units;
    sj_date from, to;
    sj_str control, adjustments, remarks, kind;
    sj_money patient, contractual, denied;
} sj_payment_line_row;

typedef struct sj_denial_row {
    int64_t id;
    uint32_t ordinal;
    sj_str state, kind; /* open, reversed, superseded */
    sj_money amount;
    sj_str group, carc, rarc, category, action;
    uint32_t guards;
    sj_date due, appeal_by;
    uint32_t rule;      /* row of the decision table; 0: not told */
    sj_money expected;  /* underpaid by the fee schedule: what it allows; 0: no such */
    sj_str expected_by; /* the schedule's row, in words */
} sj_denial_row;

typedef struct sj_payment_row {
    int64_t id, remit;
    uint32_t ordinal, segment;
    uint64_t offset;
    sj_str account, status;
    sj_money charge, paid, patient, contractual, denied;
    sj_str payer_control, filing, facility, frequency;
    sj_date from, to;
    sj_str remarks;
    sj_str state, kind; /* posted, unmatched, suspended, repeated */
    uint32_t notes;
    sj_money residual, charge_residual;
    int64_t submission; /* 0: none */
    sj_str claim_payer; /* for its denials, as a parameter only: that claim's payer id, */
    sj_date paid_on;    /* and the remittance's payment date */
    uint32_t rung, score, evidence;
    int64_t runner_up; /* 0: none */
    uint32_t runner_score;
    int64_t reverses;           /* 0: none */
    int64_t repeats;            /* 0: none */
    int64_t content;            /* hash of the payer and of what it says */
    const uint8_t *fingerprint; /* SJ_FINGERPRINT_SIZE bytes */
    sj_str last, first, member; /* patient data: kept apart */
    bool compared;              /* with a fee schedule; written only: */
    sj_money expected, allowed; /* of the lines that it prices */
    const sj_payment_line_row *lines;
    size_t n_lines;
    const sj_denial_row *denials;
    size_t n_denials;
} sj_payment_row;

/* Write. Ids are made by the caller (sj_store_new_id). */
sj_status sj_remits_add(sj_store *s, const sj_remit_row *row, sj_err *err) SJ_MUST_USE;
sj_status sj_remits_add_provider(sj_store *s, int64_t remit, const sj_provider_row *rows, size_t n,
                                 sj_err *err) SJ_MUST_USE;
/* The payments, each with its patient, lines and denials. */
sj_status sj_payments_add(sj_store *s, const sj_payment_row *rows, size_t n,
                          sj_err *err) SJ_MUST_USE;

/* The denials of payments whose own rows are there, and what their lines were compared
 * with. */
sj_status sj_denials_add(sj_store *s, const sj_payment_row *rows, size_t n,
                         sj_err *err) SJ_MUST_USE;

/* Posted remits with these traces. */
typedef bool (*sj_remit_fn)(void *ctx, const sj_remit_row *row);
sj_status sj_remits_by_trace(sj_store *s, const sj_str *traces, size_t n, sj_remit_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* What was posted to these submissions before, in the order of posting. */
typedef struct sj_posted {
    int64_t payment, remit, submission, content;
    sj_money charge, paid;
    sj_str payer_control, status;
    bool reversed; /* by a later payment */
} sj_posted;
typedef bool (*sj_posted_fn)(void *ctx, const sj_posted *p);
sj_status sj_payments_of_submissions(sj_store *s, const int64_t *submissions, size_t n,
                                     sj_posted_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Claim payments that found no claim, or stand suspended, with one of these contents. `submission`
 * is 0 then. */
sj_status sj_payments_of_content(sj_store *s, const int64_t *contents, size_t n, sj_posted_fn fn,
                                 void *ctx, sj_err *err) SJ_MUST_USE;

/* Close the open denials of a payment that was taken back ("reversed"), or of a submission that was
 * decided again ("superseded"). */
sj_status sj_denials_reverse(sj_store *s, int64_t payment, sj_err *err) SJ_MUST_USE;
sj_status sj_denials_supersede(sj_store *s, int64_t submission, sj_err *err) SJ_MUST_USE;

#endif
