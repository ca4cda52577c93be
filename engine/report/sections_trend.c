/* engine/report/sections_trend.c - sections about what is common to many denials: reasons, age. */
#include "engine/report/denials.h"
#include "engine/report/sections.h"

static const sj_column reason_columns[] = {
    {"reason", "Reason", SJ_COL_WIDE, 48, 0, 0, sj_fill_reason, NULL},
    {"codes", "Codes", SJ_COL_CODE, 14, 0, 0, sj_fill_codes, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, 3, NULL, NULL},
    {"lines", "Lines", SJ_COL_COUNT, 8, SJ_COL_TOTAL, 4, NULL, NULL},
    {"at_stake", "At stake", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL},
    {"preventable", "An edit could catch it", SJ_COL_TEXT, 14, 0, 0, sj_fill_preventable, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_reasons = {
    .name = "reasons",
    .title = "Top reasons by payer",
    .about = "Over all open lines.",
    .query = "reasons",
    .columns = reason_columns,
    .none = "Open denials",
    .outputs = SJ_OUT_ALL,
    .page_rows = 15,
    .book_rows = 100,
    .chart = {SJ_CHART_BARS, 0, 4, 1, 8, "Dollars at stake by reason and payer"},
};

#define AGE_COLUMNS                                                                                \
    {"d0_30", "0–30 days", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 1, NULL, NULL},                         \
        {"d31_60", "31–60", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 2, NULL, NULL},                        \
        {"d61_90", "61–90", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 3, NULL, NULL},                        \
        {"over_90", "over 90", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 4, NULL, NULL},                     \
        {"all", "All", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL}, {                           \
        "lines", "Lines", SJ_COL_COUNT, 9, SJ_COL_TOTAL, 6, NULL, NULL                             \
    }

static const sj_column age_payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL}, AGE_COLUMNS, SJ_COLUMNS_END};
static const sj_column age_category_columns[] = {
    {"category", "Category", SJ_COL_TEXT, 30, 0, 0, sj_fill_category, NULL},
    AGE_COLUMNS,
    SJ_COLUMNS_END};

const sj_section sj_section_denial_age_payer = {
    .name = "age-by-payer",
    .title = "Age of open denials by payer",
    .about = "Days since the payment date of the remittance that denied the line.",
    .query = "denial_age_payer",
    .columns = age_payer_columns,
    .none = "Open denials",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
    .chart = {SJ_CHART_BARS, 0, 1, 4, 10, "Dollars open by payer and age in days"},
};

const sj_section sj_section_denial_age_category = {
    .name = "age-by-category",
    .title = "Age of open denials by category",
    .query = "denial_age_category",
    .columns = age_category_columns,
    .none = "Open denials",
    .outputs = SJ_OUT_ALL,
};

static const sj_column trend_new_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 3, NULL, NULL},
    {"reason", "Reason", SJ_COL_WIDE, 48, 0, 0, sj_fill_reason, NULL},
    {"codes", "Codes", SJ_COL_CODE, 12, 0, 0, sj_fill_codes, NULL},
    {"lines", "Lines", SJ_COL_COUNT, 9, SJ_COL_TOTAL, 4, NULL, NULL},
    {"amount", "Denied", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_trend_new = {
    .name = "first-time",
    .title = "Reasons a payer never gave before",
    .about = "Of payers that denied something before: codes that they gave for the first time.",
    .query = "trend_new",
    .columns = trend_new_columns,
    .none = "New pairs of payer and reason",
    .outputs = SJ_OUT_ALL,
};
