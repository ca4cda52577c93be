/* engine/simulate/made.h - one claim as the simulator invents it, before it is written. */
#ifndef SJ_SIMULATE_MADE_H
#define SJ_SIMULATE_MADE_H

#include "engine/simulate/segments.h"

#include <scrubjay/claim.h>

typedef struct sj_sim_made_line {
    const sj_sim_service *service;
    sj_money charge;
    unsigned units;
    sj_date day;
    unsigned doctor; /* who rendered it, where not the claim's doctor; 0 */
    /* What the payer before decided; charge = contract + sequester + patient + paid. */
    sj_money contract, sequester, patient, paid;
} sj_sim_made_line;

typedef struct sj_sim_made {
    sj_claim_type type;
    const sj_sim_practice *practice;
    unsigned serial; /* of the practice's NPI */
    const sj_sim_visit *visit;
    const sj_sim_plan *plan;  /* the payer that gets the claim */
    const sj_sim_plan *other; /* another payer of the patient; NULL */
    bool secondary;           /* `other` came first and has decided */
    const sj_sim_person *insured;
    char member[12], other_member[12];
    char account[21];
    char replaces[20];     /* payer's control number of the claim that this one replaces; "" */
    char chart[16];        /* medical record number */
    char trace[24];        /* the billing service's number for it */
    unsigned doctor;       /* of the practice, from 1; 0: it bills for itself */
    unsigned referrer;     /* from 0 */
    bool supervised;       /* by another of the practice's doctors */
    sj_money total, copay; /* copay: paid by the patient on the day; 0: nothing */
    sj_date day, last_day, decided;
    bool authorized, noted;
    unsigned n;
    sj_sim_made_line lines[SJ_SIM_SERVICES];
} sj_sim_made;

/* Invent the services of a claim whose visit, plan, other, secondary and insured stand: days
 * (between `from` and `to`), charges, what a payer before decided. */
void sj_sim_invent(sj_sim_rng *rng, sj_date from, sj_date to, sj_sim_made *m);

/* Write loop 2300 with its lines; of an 837I or 837D, which have no other payer here. */
void sj_sim_write_claim(sj_writer *w, const sj_sim_made *m);
void sj_sim_write_institutional(sj_writer *w, const sj_sim_made *m);
void sj_sim_write_dental(sj_writer *w, const sj_sim_made *m);

#endif
