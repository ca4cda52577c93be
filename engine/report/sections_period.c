/* engine/report/sections_period.c - sections over a period: weeks, months, payers, what is denied
 * by what; and what payers owe, by age. */
#include "engine/report/denials.h"
#include "engine/report/sections.h"

#include "engine/followup/words.h"

#define AR_COLUMNS                                                                                 \
    {"d0_30", "0–30 days", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 1, NULL, NULL},                         \
        {"d31_60", "31–60", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 2, NULL, NULL},                        \
        {"d61_90", "61–90", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 3, NULL, NULL},                        \
        {"d91_120", "91–120", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 4, NULL, NULL},                      \
        {"over_120", "over 120", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 5, NULL, NULL},                   \
        {"all", "All", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 6, NULL, NULL},                             \
        {"share_over_90", "over 90", SJ_COL_RATE, 10, 0, 7, NULL, NULL}, {                         \
        "items", "Claims, lines", SJ_COL_COUNT, 9, SJ_COL_TOTAL, 8, NULL, NULL                     \
    }

static const sj_column ar_payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL}, AR_COLUMNS, SJ_COLUMNS_END};
static const sj_column ar_state_columns[] = {
    {"state", "State", SJ_COL_TEXT, 30, 0, 0, NULL, NULL}, AR_COLUMNS, SJ_COLUMNS_END};

const sj_section sj_section_ar_payer = {
    .name = "ar-by-payer",
    .title = "What payers owe, by age",
    .about = "By days since the last service. Claims that are not decided count with their charge, "
             "open denials with what is at stake; patients’ shares are not in it.",
    .query = "ar_by_payer",
    .columns = ar_payer_columns,
    .none = "Money owed by payers",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
    .chart = {SJ_CHART_BARS, 0, 1, 5, 10, "Dollars owed by payer and age in days"},
};

const sj_section sj_section_ar_state = {
    .name = "ar-by-state",
    .title = "The same by state",
    .query = "ar_by_state",
    .columns = ar_state_columns,
    .none = "Money owed by payers",
    .outputs = SJ_OUT_ALL,
};

static const sj_column week_columns[] = {
    {"week_to", "Week to", SJ_COL_DATE, 12, 0, 0, NULL, NULL},
    {"payments", "Claim payments", SJ_COL_COUNT, 12, SJ_COL_TOTAL, 1, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"paid", "Paid", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 3, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 6, NULL, NULL},
    {"denied_share", "Denied of charge", SJ_COL_RATE, 10, 0, 7, NULL, NULL},
    {"patient_share", "Patient share", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 4, NULL, NULL},
    {"contractual", "Contractual", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_weeks = {
    .name = "weeks",
    .title = "Decided, the last twelve weeks",
    .about = "By payment date, net of reversals. Denied of charge = denied ÷ charge.",
    .query = "weeks",
    .columns = week_columns,
    .none = "Weeks",
    .outputs = SJ_OUT_ALL,
    .chart = {SJ_CHART_COLUMNS, 0, 3, 3, 12,
              "Paid and denied by week; the line is denied of charge"},
};

static const sj_column sent_columns[] = {
    {"week_to", "Week to", SJ_COL_DATE, 12, 0, 0, NULL, NULL},
    {"batches", "Batches", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 1, NULL, NULL},
    {"claims", "Claims", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 2, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 3, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_weeks_sent = {
    .name = "weeks-sent",
    .title = "Sent, the last twelve weeks",
    .about = "By the day of the batch.",
    .query = "weeks_sent",
    .columns = sent_columns,
    .none = "Weeks",
    .outputs = SJ_OUT_ALL,
    .chart = {SJ_CHART_COLUMNS, 0, 3, 1, 12, "Charges sent by week"},
};

static const sj_column payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL},
    {"payments", "Payments", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 1, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"paid", "Paid", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 3, NULL, NULL},
    {"patient_share", "Patient share", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 4, NULL, NULL},
    {"contractual", "Contractual", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 6, NULL, NULL},
    {"rest", "Other", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 7, NULL, NULL},
    {"denied_share", "Denied of charge", SJ_COL_RATE, 10, 0, 8, NULL, NULL},
    {"denied_payments", "of payments", SJ_COL_RATE, 10, 0, 9, NULL, NULL},
    {"denied_payments_28", "last 28 days", SJ_COL_RATE, 10, SJ_COL_OFF_PAGE, 10, NULL, NULL},
    {"days_to_pay", "Days to pay", SJ_COL_TENTHS, 10, 0, 11, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_payers = {
    .name = "payers",
    .title = "Payers",
    .about =
        "By payment date. Denied of charge = denied ÷ charge; of payments = payments with a "
        "denied line ÷ payments (in the files also of the last 28 days); days to pay = mean "
        "of days from the last service to the payment. Other is underpaid, not decided, or for "
        "information only. Reversals are counted below.",
    .query = "payers",
    .columns = payer_columns,
    .none = "Claim payments in the period",
    .outputs = SJ_OUT_ALL,
    .page_rows = 60,
    .chart = {SJ_CHART_BARS, 0, 3, 5, 10, "Where the charge went, by payer"},
};

static const sj_column fee_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL},
    {"payments", "Payments compared", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 1, NULL, NULL},
    {"expected", "The contract says", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"allowed", "Allowed", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 3, NULL, NULL},
    {"allowed_share", "of the contract", SJ_COL_RATE, 10, 0, 4, NULL, NULL},
    {"underpaid", "Lines below it", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 5, NULL, NULL},
    {"missing", "Missing", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 6, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_payer_fees = {
    .name = "contracts",
    .title = "Against the contracts",
    .about = "Lines that a fee schedule of ours prices, by payment date: what the contract says, "
             "what was allowed, what is missing of the lines below it.",
    .query = "payer_fees",
    .columns = fee_columns,
    .none = "Lines priced by a fee schedule ('scrubjay fees import' takes one in)",
    .outputs = SJ_OUT_ALL,
};

static const sj_column taken_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL},
    {"reversals", "Reversals", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 1, NULL, NULL},
    {"reversed", "Reversed", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"adjustments", "Provider adjustments", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 3, NULL, NULL},
    {"adjusted", "Adjusted", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 4, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_payer_taken = {
    .name = "taken-back",
    .title = "Taken back or given beside claims",
    .query = "payer_taken",
    .columns = taken_columns,
    .none = "Reversals and provider adjustments in the period",
    .outputs = SJ_OUT_ALL,
};

static const sj_column month_columns[] = {
    {"month_to", "30 days to", SJ_COL_DATE, 12, 0, 0, NULL, NULL},
    {"payments", "Payments with a denial", SJ_COL_COUNT, 12, SJ_COL_TOTAL, 1, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"denied_share", "Denied of charge", SJ_COL_RATE, 12, 0, 4, NULL, NULL},
    {"charge", "Charge decided", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 3, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_months = {
    .name = "months",
    .title = "Denied, the last year",
    .about = "By payment date, in steps of 30 days. Denied of charge = denied ÷ charge decided.",
    .query = "denied_month",
    .columns = month_columns,
    .none = "Months",
    .outputs = SJ_OUT_ALL,
    .chart = {SJ_CHART_COLUMNS, 0, 2, 2, 12, "Denied by 30 days; the line is denied of charge"},
};

#define DENIED(lines)                                                                              \
    {"lines", "Lines", SJ_COL_COUNT, 9, SJ_COL_TOTAL, lines, NULL, NULL},                          \
        {"denied", "Denied", SJ_COL_MONEY, 14, SJ_COL_TOTAL, lines + 1, NULL, NULL}, {             \
        "open", "Still open", SJ_COL_MONEY, 14, SJ_COL_TOTAL, lines + 2, NULL, NULL                \
    }

static const sj_column reason_columns[] = {
    {"reason", "Reason", SJ_COL_WIDE, 48, 0, 0, sj_fill_reason, NULL},
    {"codes", "Codes", SJ_COL_CODE, 14, 0, 0, sj_fill_codes, NULL},
    DENIED(3),
    {"preventable", "An edit could catch it", SJ_COL_TEXT, 14, 0, 0, sj_fill_preventable, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_by_reason = {
    .name = "by-reason",
    .title = "By reason",
    .query = "denied_reason",
    .columns = reason_columns,
    .none = "Denied lines in the period",
    .sheet = "By reason",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
    .chart = {SJ_CHART_BARS, 0, 3, 1, 10, "Dollars denied by reason"},
};

static const sj_column category_columns[] = {
    {"category", "Category", SJ_COL_TEXT, 30, 0, 0, sj_fill_category, NULL},
    DENIED(1),
    SJ_COLUMNS_END};

const sj_section sj_section_by_category = {
    .name = "by-category",
    .title = "By category",
    .query = "denied_category",
    .columns = category_columns,
    .none = "Denied lines in the period",
    .outputs = SJ_OUT_ALL,
    .chart = {SJ_CHART_BARS, 0, 2, 1, 12, "Dollars denied by category"},
};

static const sj_column denied_payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL}, DENIED(1), SJ_COLUMNS_END};

const sj_section sj_section_by_payer = {
    .name = "by-payer",
    .title = "By payer",
    .query = "denied_payer",
    .columns = denied_payer_columns,
    .none = "Denied lines in the period",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
};

static const sj_column provider_columns[] = {
    {"provider", "Billing NPI", SJ_COL_CODE, 16, 0, 0, NULL, NULL}, DENIED(1), SJ_COLUMNS_END};

const sj_section sj_section_by_provider = {
    .name = "by-provider",
    .title = "By billing provider",
    .query = "denied_provider",
    .columns = provider_columns,
    .none = "Denied lines in the period",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
};

static sj_sql_value fill_procedure(sj_filling *f, const sj_sql_value *v) {
    char text[256];
    sj_words_procedure(v[0].s, text, sizeof text);
    return sj_fill_text(f, *text ? text : "claim level");
}

static const sj_column procedure_columns[] = {
    {"procedure", "Procedure", SJ_COL_CODE, 20, 0, 0, fill_procedure, NULL},
    DENIED(1),
    SJ_COLUMNS_END};

const sj_section sj_section_by_procedure = {
    .name = "by-procedure",
    .title = "By procedure",
    .query = "denied_procedure",
    .columns = procedure_columns,
    .none = "Denied lines in the period",
    .sheet = "By procedure",
    .outputs = SJ_OUT_ALL,
    .page_rows = 40,
};
