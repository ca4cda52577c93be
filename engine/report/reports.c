/* engine/report/reports.c - the reports: which sections each has, in what order. */
#include "engine/report/sections.h"

static const sj_tile night_tiles[] = {
    {"New denials", "red", "tile_new", "open", "new denial", "new denials", "No new denials.", 0, 0,
     false},
    {"Due within 14 days", "amber", "tile_due", "!past due", "is due within 14 days",
     "are due within 14 days", NULL, 0, 0, false},
    {"Rejected", "amber", "tile_rejected", NULL, "claim was rejected before the payer decided",
     "claims were rejected before the payer decided", NULL, 0, 0, false},
    {"No response", "blue", "tile_waiting", "out in all", "claim is not answered in time",
     "claims are not answered in time", NULL, 0, 0, true},
    {"Not posted", "red", "tile_unposted", "in refused sets", "claim payment is not posted",
     "claim payments are not posted", NULL, 0, 0, false},
    {"Taken back", "amber", "tile_takebacks", "in provider adjustments", "payment was taken back",
     "payments were taken back", NULL, 0, 0, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, false}};

static const sj_section *const nightly[] = {&sj_section_work,
                                            &sj_section_control,
                                            &sj_section_bank,
                                            &sj_section_bank_payers,
                                            &sj_section_missing,
                                            &sj_section_unanswered,
                                            &sj_section_new,
                                            &sj_section_rejections,
                                            &sj_section_partly,
                                            &sj_section_takebacks,
                                            &sj_section_due,
                                            &sj_section_unsent,
                                            &sj_section_silent,
                                            &sj_section_denial_age_payer,
                                            &sj_section_denial_age_category,
                                            &sj_section_reasons,
                                            &sj_section_trend,
                                            &sj_section_trend_new,
                                            &sj_section_payer_change,
                                            &sj_section_outliers,
                                            &sj_section_outcomes,
                                            &sj_section_pended,
                                            &sj_section_unposted,
                                            &sj_section_odd,
                                            &sj_section_remits,
                                            &sj_section_files,
                                            &sj_section_denials,
                                            &sj_section_claims,
                                            &sj_section_codes,
                                            NULL};

static const sj_section *const weekly[] = {&sj_section_weeks,
                                           &sj_section_weeks_sent,
                                           &sj_section_control,
                                           &sj_section_bank,
                                           &sj_section_bank_payers,
                                           &sj_section_payers,
                                           &sj_section_by_category,
                                           &sj_section_trend,
                                           &sj_section_trend_new,
                                           &sj_section_payer_change,
                                           &sj_section_outliers,
                                           &sj_section_outcomes,
                                           &sj_section_rejections,
                                           &sj_section_takebacks,
                                           &sj_section_remits,
                                           &sj_section_denials,
                                           NULL};

static const sj_section *const aging[] = {&sj_section_ar_payer,
                                          &sj_section_ar_state,
                                          &sj_section_denial_age_payer,
                                          &sj_section_denial_age_category,
                                          &sj_section_silent,
                                          &sj_section_unsent,
                                          &sj_section_pended,
                                          &sj_section_denials,
                                          NULL};

static const sj_section *const kpi[] = {&sj_section_kpi,           &sj_section_kpi_payers,
                                        &sj_section_kpi_providers, &sj_section_weeks,
                                        &sj_section_ar_payer,      NULL};

static const sj_section *const payer[] = {
    &sj_section_payers,    &sj_section_payer_fees,   &sj_section_payer_taken,
    &sj_section_ar_payer,  &sj_section_reasons,      &sj_section_denial_age_payer,
    &sj_section_trend_new, &sj_section_payer_change, NULL};

static const sj_section *const denials[] = {&sj_section_months,       &sj_section_by_reason,
                                            &sj_section_by_category,  &sj_section_by_payer,
                                            &sj_section_by_procedure, &sj_section_by_provider,
                                            &sj_section_patterns,     &sj_section_trend,
                                            &sj_section_trend_new,    &sj_section_payer_change,
                                            &sj_section_outliers,     &sj_section_outcomes,
                                            &sj_section_denials,      NULL};

static const sj_section *const bank[] = {&sj_section_bank, &sj_section_bank_payers,
                                         &sj_section_bank_files, NULL};

static const sj_section *const patterns[] = {&sj_section_patterns, NULL};

static const sj_report reports[] = {
    {"nightly", "Denial report",
     "What to do in the morning: denials, rejections, money, deadlines.", "new since", 0,
     night_tiles, nightly},
    {"weekly", "Weekly report", "The last seven days against the weeks before.", "from", 6,
     night_tiles, weekly},
    {"aging", "Aging", "What payers owe, by age since the service.", "new since", 0, night_tiles,
     aging},
    {"kpi", "Key figures", "Each figure with its numerator, denominator and dates.", "from", 89,
     NULL, kpi},
    {"payer", "Payers", "What each payer paid, denied, took back and owes.", "from", 89, NULL,
     payer},
    {"denials", "Denials", "What was denied over a period, by reason, payer, procedure, provider.",
     "from", 89, NULL, denials},
    {"bank", "Bank", "Deposits against remittances: what is missing on either side.", "from", 89,
     NULL, bank},
    {"patterns", "Patterns of denials", "What denials have in common, and whether it grows.",
     "from", 89, NULL, patterns},
};

const sj_report *sj_report_at(size_t i) {
    return i < sizeof reports / sizeof *reports ? &reports[i] : NULL;
}

const sj_report *sj_report_find(const char *name) {
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (strcmp(reports[i].name, name) == 0) return &reports[i];
    return NULL;
}

const char *sj_report_name(const sj_report *r) {
    return r->name;
}

const char *sj_report_about(const sj_report *r) {
    return r->about;
}

int sj_report_days(const sj_report *r) {
    return r->days;
}
