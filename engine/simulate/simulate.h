/* engine/simulate/simulate.h - the payer: makes batches of claims, and answers batches as a
 * clearinghouse and its payers would, with a truth file that says what it did.
 *
 * It stands for the outside world: it shares no matching and no denial code with what it tests. The
 * same options and input give the same bytes. */
#ifndef SJ_SIMULATE_SIMULATE_H
#define SJ_SIMULATE_SIMULATE_H

#include "parsers/base/embed.h"

#include <scrubjay/parse.h>
#include <scrubjay/writer.h>

typedef struct sj_sim_make_opts {
    uint64_t seed;
    uint32_t claims;
    sj_claim_type type; /* sj_sim_make_claims: the kind of 837; 0: 837P */
    sj_date day;        /* the batch is made on this day; services lie up to 75 days before */
    bool faults;        /* of claims: one in ten has a fault, each kind of the tables in turn */
    bool tables;        /* also faults that only the code tables of sj_sim_tables show */
    /* Of faults: told the account of each such claim, and the ids of the findings that it must
     * bring about, blank-separated. */
    void (*planted)(void *ctx, const char *account, sj_str findings);
    void *planted_ctx;
    uint8_t same_day; /* per cent of patients with another claim on the same day (837P) */
} sj_sim_make_opts;

/* Write an 837 (005010X222A1, X223A2, X224A2) of `claims` claims, without a fault but for those
 * asked for, a balanced 835 (005010X221A1) of as many claim payments, or a 277CA (005010X214) about
 * as many claims, piece by piece: memory is flat. SJ_EARG for no claims or no day; whatever the
 * writer reports. */
sj_status sj_sim_make_claims(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                             sj_err *err) SJ_MUST_USE;
sj_status sj_sim_make_payments(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                               sj_err *err) SJ_MUST_USE;
sj_status sj_sim_make_statuses(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                               sj_err *err) SJ_MUST_USE;

/* What becomes of a claim; the order of the truth file's words. */
typedef enum sj_sim_fate {
    SJ_SIM_PAID = 0,      /* paid in full */
    SJ_SIM_CONTRACTUAL,   /* paid less the contract's reduction and the patient's share */
    SJ_SIM_DEDUCTIBLE,    /* nothing paid: all of it is the patient's deductible; no denial */
    SJ_SIM_PARTLY_DENIED, /* paid, but for a line or some units */
    SJ_SIM_DENIED,        /* CLP02 4 */
    SJ_SIM_HIDDEN_DENIAL, /* CLP02 as if processed, nothing paid, group CO */
    SJ_SIM_REJECTED,      /* in the 277CA: never adjudicated */
    SJ_SIM_REVERSED,      /* paid, then reversed and corrected in a later remittance */
    SJ_SIM_TAKEBACK,      /* paid, then taken back by PLB in a later remittance */
    SJ_SIM_DUPLICATE,     /* its remittance comes twice, in two files */
    SJ_SIM_SILENT,        /* no answer */
    SJ_SIM_UNDERPAID,     /* a line paid below its contract; only with contracts */
    SJ_SIM_FATES
} sj_sim_fate;

/* "paid", "contractual" …: the words of DESIGN 6.6. */
const char *sj_sim_fate_name(sj_sim_fate f);

typedef struct sj_sim_payer_opts {
    uint64_t seed;
    sj_date day;               /* of the acknowledgments; SJ_NO_DATE: the day of the first batch */
    uint8_t mix[SJ_SIM_FATES]; /* per cent of each fate; all 0: a mix that holds every fate */
    uint8_t mangle;            /* per cent of the claims that are told mangled (mangle.c) */
    bool contract;             /* pay by contracts (contract.c), which the office can be given */
} sj_sim_payer_opts;

/* Read "paid=40,denied=10,…" into a mix; fates that are not named get 0. False when a word is
 * unknown, a number is none, or the sum is not 100. */
bool sj_sim_mix_parse(const char *text, uint8_t mix[SJ_SIM_FATES]);

typedef struct sj_sim_payer sj_sim_payer;

/* Keeps every claim it is given until it is freed: about 2 KB a claim. */
sj_status sj_sim_payer_new(sj_sim_payer **out, const sj_sim_payer_opts *opts,
                           sj_err *err) SJ_MUST_USE;
void sj_sim_payer_free(sj_sim_payer *p);

/* Take in one batch: a file of 837 interchanges. Errors as sj_parse. */
sj_status sj_sim_payer_take(sj_sim_payer *p, sj_guides *guides, sj_read_fn read, void *ctx,
                            sj_err *err) SJ_MUST_USE;

/* Decide all claims taken in and write the answers into the folder `dir`, each under a temporary
 * name first. `wrote` is told each file's name; it may be NULL. SJ_ENOTFOUND when no claim was
 * taken in. */
sj_status sj_sim_payer_answer(sj_sim_payer *p, const char *dir,
                              void (*wrote)(void *ctx, const char *name), void *ctx,
                              sj_err *err) SJ_MUST_USE;

/* The contracts that were paid by, as a CSV table. */
sj_status sj_sim_payer_contract(const sj_sim_payer *p, sj_write_fn write, void *ctx,
                                sj_err *err) SJ_MUST_USE;

/* The truth of the last answer as JSON (DESIGN 6.6), through `write`. */
sj_status sj_sim_payer_truth(const sj_sim_payer *p, sj_write_fn write, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* Made-up code tables, as their publishers would ship them: all codes that made claims have, and
 * what faults of `tables` need. Ended by a NULL name. */
const sj_embedded *sj_sim_tables(void);

#endif
