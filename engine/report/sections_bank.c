/* engine/report/sections_bank.c - sections about the bank: deposits without a remittance,
 * remittances without a deposit, what each payer announced and what of it came. */
#include "engine/report/sections.h"

enum { KIND, PAYER, DAY, BANK, ANNOUNCED, TRACE, DAYS, DEPOSIT, BANK_TEXT, METHOD, STATE };
enum { K_DEPOSIT = 1, K_REMIT, K_DIFFERS, K_TAKEN, LATE = 5, TEXT = 512 };

static sj_sql_value fill_what(sj_filling *f, const sj_sql_value *v) {
    static const char *const words[] = {"", "Deposit without a remittance",
                                        "Remittance without a deposit", "Deposit of another amount",
                                        "Taken at the bank"};
    (void)f;
    return sj_sql_textz(words[v[KIND].i]);
}

static sj_sql_value fill_difference(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_int(sj_money_add(v[BANK].i, -v[ANNOUNCED].i));
}

static sj_sql_value fill_todo(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    bool cheque = sj_str_is(v[METHOD].s, "CHK"), early = v[DAYS].i <= LATE;
    switch (v[KIND].i) {
    case K_DEPOSIT:
        return sj_sql_textz(early ? "Its 835 may still come (3 business days)."
                                  : "Ask the payer for the 835.");
    case K_REMIT:
        return sj_sql_textz(cheque ? "Look for the cheque; ask for a new one."
                                   : "Ask the payer where the transfer went.");
    case K_DIFFERS:
        return sj_sql_textz("Same trace, other amount: ask the payer.");
    default:
        return sj_sql_textz("Find the takeback that it belongs to.");
    }
}

/* The deposit, to be named at `ledger bank match`. */
static sj_sql_value fill_deposit(sj_filling *f, const sj_sql_value *v) {
    char text[32];
    if (v[DEPOSIT].type == SJ_SQL_NULL) return sj_sql_null();
    snprintf(text, sizeof text, "#%lld", (long long)v[DEPOSIT].i);
    return sj_fill_text(f, text);
}

static const sj_column exception_columns[] = {
    {"what", "What", SJ_COL_TEXT, 29, 0, 0, fill_what, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 26, 0, PAYER, NULL, NULL},
    {"day", "Day", SJ_COL_DATE, 11, 0, DAY, NULL, NULL},
    {"days", "Days", SJ_COL_COUNT, 5, 0, DAYS, NULL, NULL},
    {"at_the_bank", "At the bank", SJ_COL_MONEY, 13, SJ_COL_TOTAL, BANK, NULL, NULL},
    {"announced", "Remittance", SJ_COL_MONEY, 13, SJ_COL_TOTAL, ANNOUNCED, NULL, NULL},
    {"difference", "Difference", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 0, fill_difference, NULL},
    {"trace", "Trace", SJ_COL_CODE, 18, 0, TRACE, NULL, NULL},
    {"deposit", "Deposit", SJ_COL_CODE, 20, SJ_COL_SUB, 0, fill_deposit, NULL},
    {"todo", "What to do", SJ_COL_WIDE, 48, 0, 0, fill_todo, NULL},
    {"bank_text", "The bank’s text", SJ_COL_WIDE, 48, SJ_COL_FULL | SJ_COL_OFF_PAGE, BANK_TEXT,
     NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_bank = {
    .name = "bank",
    .title = "Bank and remittances that do not agree",
    .about = "Deposits of payers whose 835 is not here, and payments of remittances that are not "
             "at the bank five days after their date (cheques: thirty). Load the bank’s export "
             "with: scrubjay ledger bank FILE",
    .query = "bank_exceptions",
    .columns = exception_columns,
    .none = "Differences between the bank’s files and the remittances",
    .sheet = "Bank",
    .count = true,
    .outputs = SJ_OUT_ALL | SJ_OUT_TEXT,
    .page_rows = 100,
};

static const sj_column payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 0, NULL, NULL},
    {"remittances", "Remittances", SJ_COL_COUNT, 11, SJ_COL_TOTAL, 1, NULL, NULL},
    {"announced", "Announced", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"found", "Found", SJ_COL_COUNT, 7, SJ_COL_TOTAL, 3, NULL, NULL},
    {"at_the_bank", "At the bank", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 4, NULL, NULL},
    {"difference", "Difference", SJ_COL_MONEY, 13, SJ_COL_TOTAL, 5, NULL, NULL},
    {"not_known", "Not known yet", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 6, NULL, NULL},
    {"missing", "Missing", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 7, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_bank_payers = {
    .name = "bank-by-payer",
    .title = "Payments to be expected at the bank",
    .about =
        "What remittances of the last 30 days (or since the first day) announce, by payer. "
        "Announced = at the bank less the difference, not known yet (still to come, or on days "
        "of which no bank file is loaded), and missing.",
    .query = "bank_payers",
    .columns = payer_columns,
    .none = "Payments announced by remittances",
    .outputs = SJ_OUT_ALL | SJ_OUT_TEXT,
    .page_rows = 60,
};

static const sj_column statement_columns[] = {
    {"file", "Bank file", SJ_COL_CODE, 30, 0, 0, NULL, NULL},
    {"first", "From", SJ_COL_DATE, 11, 0, 1, NULL, NULL},
    {"last", "To", SJ_COL_DATE, 11, 0, 2, NULL, NULL},
    {"imported", "Imported", SJ_COL_TIME, 17, SJ_COL_OFF_PAGE, 3, NULL, NULL},
    {"rows", "Rows kept", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 4, NULL, NULL},
    {"by", "By", SJ_COL_TEXT, 12, SJ_COL_OFF_PAGE, 5, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_bank_files = {
    .name = "bank-files",
    .title = "Bank files",
    .query = "bank_statements",
    .columns = statement_columns,
    .none = "Bank files that were imported",
    .outputs = SJ_OUT_ALL | SJ_OUT_TEXT,
};
