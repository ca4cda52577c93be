/* engine/followup/terms.h - what a payer holds to: its time limits, whether it takes replacements,
 * how soon it answers. What the configuration says of a payer stands before the usual values of
 * tables/terms.tsv, which are chosen by the claim filing indicator. */
#ifndef SJ_FOLLOWUP_TERMS_H
#define SJ_FOLLOWUP_TERMS_H

#include <scrubjay/date.h>
#include <scrubjay/error.h>

enum { SJ_APPEAL_LEVELS = 5 };

/* Where appeals go. */
typedef struct sj_terms_address {
    const char *name, *line1, *line2, *city, *state, *zip, *fax; /* NULL: not told */
} sj_terms_address;

/* Texts live as long as what they were read from. A number that is 0 is not told. */
typedef struct sj_terms {
    sj_str id;   /* the payer's; empty: usual values */
    sj_str kind; /* row of terms.tsv: "medicare-b"; empty: by the filing indicator */
    sj_str words;
    char replacement; /* '7', or '1': takes only new claims; 0: not told */
    uint16_t filing_days, correction_days;
    uint16_t appeal_days[SJ_APPEAL_LEVELS];
    uint16_t ack_days, status_days, remit_days;
    sj_str fees; /* name of its fee schedule; empty: that of its own id */
    /* How much less than the schedule says is let pass: cents, or thousandths of a per cent of it.
     * Neither told: a cent. */
    int64_t fee_cents, fee_permille;
    bool fee_told;
    sj_terms_address appeals;
    /* Of a result: which are usual values, not what this payer said. */
    bool filing_usual, correction_usual, appeal_usual, remit_usual;
} sj_terms;

typedef struct sj_terms_table sj_terms_table;

/* The usual values with what is told of `n` payers, which must outlive the table (NULL: nothing).
 * Free with sj_terms_free. SJ_ETABLE when a payer names a kind that there is not, or the table is
 * wrong. */
sj_status sj_terms_new(sj_terms_table **out, const sj_terms *payers, size_t n,
                       sj_err *err) SJ_MUST_USE;
void sj_terms_free(sj_terms_table *t);

/* Those of a payer's claims with this filing indicator; both may be empty. */
sj_terms sj_terms_of(const sj_terms_table *t, sj_str payer, sj_str filing);

/* What may be missing of `expected` without a word, in cents. */
int64_t sj_terms_fee_tolerance(const sj_terms *t, int64_t expected);

/* The last day on which an appeal of this level (from 1) can be sent against a decision; SJ_NO_DATE
 * when there is no such level or no such day. */
sj_date sj_terms_appeal_by(const sj_terms *t, unsigned level, sj_date decided);

#endif
