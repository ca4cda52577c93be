/* rules/packs/example.h - a claim in the making: what example.c reads and build.c puts together. */
#ifndef SJ_PACKS_EXAMPLE_H
#define SJ_PACKS_EXAMPLE_H

#include "rules/packs/pack.h"

enum { MADE_LINES = 32, MADE_DIAGNOSES = 25, MADE_CODES = 32, MADE_OTHERS = 4 };

typedef struct sj_made {
    sj_arena *arena;
    const sj_fields *fields;
    sj_date day; /* of service, where a line does not say otherwise */
    bool has_dx, has_charge;
    sj_claim claim;
    sj_set set;
    sj_header header;
    sj_billing billing;
    sj_subscriber subscriber;
    sj_patient patient; /* claim.patient points here when it is asked for */
    sj_line lines[MADE_LINES];
    sj_diagnosis diagnoses[MADE_DIAGNOSES];
    sj_hi codes[MADE_CODES];
    sj_other_payer others[MADE_OTHERS];
} sj_made;

/* A claim without lines that no rule minds: an office visit of a woman of 45, insured herself. NULL
 * without memory. */
sj_made *sj_made_new(sj_arena *arena, const sj_fields *fields, sj_claim_type type);

/* The pieces: NULL, or false, when there are too many or memory ends. */
sj_line *sj_made_line(sj_made *m);
sj_other_payer *sj_made_other(sj_made *m, sj_str sequence);
/* Position (from 1) of a diagnosis of the claim, added if need be; 0 when there is no room. */
unsigned sj_made_diagnosis(sj_made *m, sj_str code);
bool sj_made_code(sj_made *m, const char *qualifier, sj_str code, sj_date from, sj_date to,
                  sj_money amount);
bool sj_made_ref(sj_made *m, sj_refs *refs, sj_str qualifier, sj_str value);
bool sj_made_date(sj_made *m, sj_date_list *dates, sj_str qualifier, sj_date from, sj_date to);
bool sj_made_amount(sj_made *m, sj_amts *amounts, sj_str qualifier, sj_money value);
void sj_made_born(sj_made *m, sj_date born);

/* Set a member of the claim, the line or other payer (either may be NULL) to what `text` says. NULL
 * when done, else what was expected. */
const char *sj_made_set(sj_made *m, const sj_rule_field *f, sj_line *line, sj_other_payer *other,
                        sj_str text);

/* A day: 2026-03-10, or +3 for so many days after m->day. */
bool sj_made_day(const sj_made *m, sj_str text, sj_date *out);

/* Totals, dates, pointers: what follows from the rest. */
void sj_made_finish(sj_made *m);

#endif
