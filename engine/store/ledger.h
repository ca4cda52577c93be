/* engine/store/ledger.h - what was posted, for people to read: remittances, claim payments,
 * denials.
 *
 * Rows come through callbacks in a stable order; texts are valid inside the callback only; false
 * stops the query. Everything is about the practice in use. */
#ifndef SJ_STORE_LEDGER_H
#define SJ_STORE_LEDGER_H

#include "engine/store/remits.h"
#include "engine/store/state.h"
#include "engine/store/work.h"

/* A remittance with what became of its claim payments. */
typedef struct sj_ledger_remit {
    sj_remit_row row;
    uint32_t posted, suspended, unmatched, repeated, reversals; /* claim payments */
    sj_money unmatched_paid, denied;
} sj_ledger_remit;

typedef struct sj_ledger_filter {
    sj_str trace;        /* empty: any; else the times do not count */
    sj_instant from, to; /* posted in [from, to); 0: open */
} sj_ledger_filter;

typedef bool (*sj_ledger_remit_fn)(void *ctx, const sj_ledger_remit *r);
sj_status sj_ledger_remits(sj_store *s, const sj_ledger_filter *filter, sj_ledger_remit_fn fn,
                           void *ctx, sj_err *err) SJ_MUST_USE;

/* Its claim payments in their order (without lines and denials), each with our account number for
 * the submission and for the runner-up; its lines, in the same order; its provider adjustments. */
typedef bool (*sj_ledger_payment_fn)(void *ctx, const sj_payment_row *p, sj_str our_account,
                                     sj_str runner_account);
sj_status sj_ledger_payments(sj_store *s, int64_t remit, sj_ledger_payment_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;
typedef bool (*sj_ledger_line_fn)(void *ctx, int64_t payment, const sj_payment_line_row *line);
sj_status sj_ledger_lines(sj_store *s, int64_t remit, sj_ledger_line_fn fn, void *ctx,
                          sj_err *err) SJ_MUST_USE;
typedef bool (*sj_ledger_provider_fn)(void *ctx, const sj_provider_row *row);
sj_status sj_ledger_provider(sj_store *s, int64_t remit, sj_ledger_provider_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* A claim payment that stands open, or was taken back: with its remittance. */
typedef struct sj_ledger_open {
    int64_t payment;
    sj_str state, kind; /* unmatched, suspended; posted for reversals */
    sj_str account, payer_control, status;
    sj_str candidate; /* our account of the likeliest claim; empty: none */
    sj_money charge, paid, residual, charge_residual;
    sj_date from, paid_on;
    uint32_t notes, score, evidence, segment;
    sj_str trace, payer_name, file_name;
    sj_instant posted_at;
    sj_str last, first; /* patient data */
    uint32_t ordinal;   /* in its set */
    sj_str runner_up;   /* account of our next likeliest claim; empty: none */
    uint32_t runner_score;
} sj_ledger_open;
typedef bool (*sj_ledger_open_fn)(void *ctx, const sj_ledger_open *o);

/* All that are unmatched or suspended. */
sj_status sj_ledger_open_payments(sj_store *s, sj_ledger_open_fn fn, void *ctx,
                                  sj_err *err) SJ_MUST_USE;

/* Reversals posted in [from, to). */
sj_status sj_ledger_reversals(sj_store *s, sj_instant from, sj_instant to, sj_ledger_open_fn fn,
                              void *ctx, sj_err *err) SJ_MUST_USE;

/* Provider adjustments of remits posted in [from, to). */
typedef bool (*sj_ledger_taken_fn)(void *ctx, const sj_provider_row *row, sj_str payer_name,
                                   sj_str trace, sj_date paid_on);
sj_status sj_ledger_taken(sj_store *s, sj_instant from, sj_instant to, sj_ledger_taken_fn fn,
                          void *ctx, sj_err *err) SJ_MUST_USE;

/* One row of the worklist: an open denial with all that says what to do. */
typedef struct sj_ledger_denial {
    sj_denial_row row;
    sj_instant found_at;
    sj_str account;           /* ours */
    sj_str payer, payer_name; /* as our claim has them */
    sj_str provider;          /* billing NPI */
    sj_str payer_control, claim_status;
    uint32_t line;    /* LX01 of our line; 0: the claim, or not known */
    sj_str procedure; /* as we sent it: 'HC:99213:25' */
    sj_date from, to, paid_on;
    sj_money charge, paid, patient, contractual;
    sj_str adjustments, remarks, claim_remarks;
    sj_str trace, file_name;
    uint32_t segment;
    sj_str last, first, member; /* patient data */
    sj_work work;               /* what people noted; its texts too may name the patient */
    int64_t payment;
    sj_str filing;      /* SBR09, else CLP06 */
    sj_money expected;  /* underpaid by the fee schedule: what it allows; 0: no such */
    sj_str expected_by; /* the schedule's row, in words */
    sj_str caught;      /* the finding that would catch it now; "-": none, "?": not tried */
} sj_ledger_denial;
typedef bool (*sj_ledger_denial_fn)(void *ctx, const sj_ledger_denial *d);
sj_status sj_ledger_denials(sj_store *s, sj_ledger_denial_fn fn, void *ctx,
                            sj_err *err) SJ_MUST_USE;

/* The same for these denials, open or not, in no particular order. */
sj_status sj_ledger_denials_by_id(sj_store *s, const int64_t *ids, size_t n, sj_ledger_denial_fn fn,
                                  void *ctx, sj_err *err) SJ_MUST_USE;

/* How many claims are in each state, and their charges. */
typedef bool (*sj_ledger_state_fn)(void *ctx, sj_claim_state state, uint32_t claims,
                                   sj_money charge);
sj_status sj_ledger_states(sj_store *s, sj_ledger_state_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Claims that never reached adjudication: rejected, with the answer that says so. */
typedef struct sj_ledger_rejection {
    int64_t submission;
    sj_str account, payer_name, sequence;
    sj_date from;
    sj_money charge;
    sj_str what, codes, file_name; /* of the event: 999, 277CA …; empty when there is none */
    uint32_t segment;
    sj_instant at;
} sj_ledger_rejection;
typedef bool (*sj_ledger_rejection_fn)(void *ctx, const sj_ledger_rejection *r);
sj_status sj_ledger_rejections(sj_store *s, sj_ledger_rejection_fn fn, void *ctx,
                               sj_err *err) SJ_MUST_USE;

/* Files taken in, and batches written, in [from, to). */
typedef struct sj_ledger_file {
    bool out;
    sj_str name, type, partner, state;
    uint64_t bytes;
    uint32_t claims; /* batches only */
    sj_money charge; /* batches only */
    const uint8_t *sha256;
    sj_instant at;
} sj_ledger_file;
typedef bool (*sj_ledger_file_fn)(void *ctx, const sj_ledger_file *f);
sj_status sj_ledger_files(sj_store *s, sj_instant from, sj_instant to, sj_ledger_file_fn fn,
                          void *ctx, sj_err *err) SJ_MUST_USE;

#endif
