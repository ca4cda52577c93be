/* engine/simulate/faults.h - claims with one known fault each, from tables (faults/README.md).
 *
 * A table holds clean claims and rows that say how one of them is changed and which findings that
 * must bring about. It knows the catalogue's ids and nothing of the code that finds. */
#ifndef SJ_SIMULATE_FAULTS_H
#define SJ_SIMULATE_FAULTS_H

#include <scrubjay/claim.h>
#include <scrubjay/writer.h>

typedef struct sj_sim_faults sj_sim_faults;

/* The table of a kind of claim: 837P, 837I, 837D; `tables`: with the faults that only code tables
 * show. SJ_EINTERNAL names the line that is wrong. */
sj_status sj_sim_faults_new(sj_sim_faults **out, sj_claim_type type, bool tables,
                            sj_err *err) SJ_MUST_USE;
void sj_sim_faults_free(sj_sim_faults *f);

size_t sj_sim_faults_count(const sj_sim_faults *f);

/* The findings that fault `i` brings about, blank-separated. */
sj_str sj_sim_faults_findings(const sj_sim_faults *f, size_t i);

/* How many claims fault `i` takes, 1 or 2: what it brings about is found on the last. */
unsigned sj_sim_faults_claims(const sj_sim_faults *f, size_t i);

/* What differs from claim to claim. */
typedef struct sj_sim_fault_values {
    const char *account, *account2, *last, *first, *street, *member, *mbi;
    uint32_t hl;   /* of the billing provider; those below count on */
    sj_date as_of; /* the day of sending: the tables' days move with it */
} sj_sim_fault_values;

/* Write fault `i`, from its billing provider (loop 2000A) to its last line. *levels: how many HL.
 * False when the row does not fit its claim: a mistake in the table. */
bool sj_sim_faults_write(sj_sim_faults *f, size_t i, const sj_sim_fault_values *v, sj_writer *w,
                         uint32_t *levels) SJ_MUST_USE;

#endif
