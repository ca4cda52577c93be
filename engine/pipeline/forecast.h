/* engine/pipeline/forecast.h - codes that claims use and that end soon.
 *
 * Works on claims as segments (sj_claim_raw), as the store keeps them and as sj_raw_take makes them
 * of a file: diagnoses and procedures of HI, codes, modifiers, places and revenue codes of lines.
 */
#ifndef SJ_PIPELINE_FORECAST_H
#define SJ_PIPELINE_FORECAST_H

#include "engine/store/submissions.h"

#include <scrubjay/codes.h>
#include <scrubjay/parse.h>

typedef struct sj_forecast sj_forecast;

/* A code that ends between `as_of` and so many days later. */
enum { SJ_FORECAST_ACCOUNTS = 5 };
typedef struct sj_ending_code {
    sj_code_kind kind;
    sj_str code;
    sj_code_info info; /* text, last day, successor */
    uint32_t claims;   /* that use it */
    uint32_t late;     /* of those, with a service after its last day */
    uint32_t n_accounts;
    sj_str accounts[SJ_FORECAST_ACCOUNTS]; /* the first of them */
} sj_ending_code;

/* `tables` must outlive it. */
sj_status sj_forecast_new(sj_forecast **out, const sj_tables *tables, sj_date as_of, int days,
                          sj_err *err) SJ_MUST_USE;
void sj_forecast_free(sj_forecast *f);

/* Count a claim's codes. False when memory ends. */
bool sj_forecast_claim(sj_forecast *f, const sj_claim_raw *raw, sj_str account,
                       sj_date last_service) SJ_MUST_USE;

/* All claims of a file. */
sj_status sj_forecast_file(sj_forecast *f, sj_guides *guides, const char *path,
                           sj_err *err) SJ_MUST_USE;

/* All claims of a store that no payer has decided on. */
sj_status sj_forecast_store(sj_forecast *f, sj_store *store, sj_err *err) SJ_MUST_USE;

/* How many claims were looked at; the codes found, by last day, then by claims, most first. */
uint32_t sj_forecast_claims(const sj_forecast *f);
const sj_ending_code *sj_forecast_codes(sj_forecast *f, size_t *n);

#endif
