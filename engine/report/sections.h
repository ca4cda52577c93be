/* engine/report/sections.h - the sections that reports are put together from. */
#ifndef SJ_REPORT_SECTIONS_H
#define SJ_REPORT_SECTIONS_H

#include "engine/report/section.h"

/* sections_work.c: what to do. */
extern const sj_section sj_section_work, sj_section_new, sj_section_due, sj_section_partly,
    sj_section_denials, sj_section_rejections, sj_section_outcomes, sj_section_claims,
    sj_section_codes;

/* sections_waiting.c: what runs out of time. */
extern const sj_section sj_section_silent, sj_section_unsent, sj_section_pended, sj_section_missing;

/* sections_money.c: where the money and the files are. */
extern const sj_section sj_section_control, sj_section_files, sj_section_unanswered,
    sj_section_remits, sj_section_unposted, sj_section_takebacks;

/* sections_odd.c: a matter for the payer. */
extern const sj_section sj_section_odd;

/* sections_bank.c: what the bank says. */
extern const sj_section sj_section_bank, sj_section_bank_payers, sj_section_bank_files;

/* sections_trend.c: what is common to many. */
extern const sj_section sj_section_reasons, sj_section_denial_age_payer,
    sj_section_denial_age_category, sj_section_trend_new;

/* sections_change.c: what is not as it was, or not as elsewhere. */
extern const sj_section sj_section_trend, sj_section_payer_change, sj_section_outliers;

/* sections_period.c: weeks, months, payers, A/R. */
extern const sj_section sj_section_ar_payer, sj_section_ar_state, sj_section_weeks,
    sj_section_weeks_sent, sj_section_payers, sj_section_payer_fees, sj_section_payer_taken,
    sj_section_months, sj_section_by_reason, sj_section_by_category, sj_section_by_payer,
    sj_section_by_provider, sj_section_by_procedure;

/* sections_pattern.c */
extern const sj_section sj_section_patterns;

/* kpi.c */
extern const sj_section sj_section_kpi, sj_section_kpi_payers, sj_section_kpi_providers;

#define SJ_COLUMNS_END                                                                             \
    { NULL, NULL, SJ_COL_TEXT, 0, 0, 0, NULL, NULL }

#endif
