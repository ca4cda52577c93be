/* engine/report/sections_money.c - sections about money and files: does it tie out, what came and
 * went, what is not posted, what was taken back. */
#include "engine/report/remits.h"
#include "engine/report/sections.h"

enum { TEXT = 512, MANY = 12 };

static const sj_column control_columns[] = {
    {"what", "What", SJ_COL_TEXT, 58, 0, 1, NULL, NULL},
    {"number", "Number", SJ_COL_COUNT, 10, 0, 2, NULL, NULL},
    {"amount", "Amount", SJ_COL_MONEY, 16, 0, 3, NULL, NULL},
    {"state", "", SJ_COL_TEXT, 22, 0, 4, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_control = {
    .name = "tie-out",
    .title = "Tie-out",
    .about =
        "What came in since the first day, and where every dollar of it went. What the bank says "
        "of it stands below.",
    .query = "control",
    .columns = control_columns,
    .none = "Files",
    .outputs = SJ_OUT_ALL,
};

static sj_sql_value fill_way(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_text(v[0].i ? SJ_STR("out") : SJ_STR("in"));
}

/* The digest's first 16 digits. */
static sj_sql_value fill_digest(sj_filling *f, const sj_sql_value *v) {
    char hex[17] = "";
    for (size_t i = 0; i < 8 && i < v[9].s.len; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned char)v[9].s.ptr[i]);
    return sj_fill_text(f, hex);
}

static const sj_column file_columns[] = {
    {"file", "File", SJ_COL_CODE, 44, 0, 1, NULL, NULL},
    {"way", "Way", SJ_COL_TEXT, 6, 0, 0, fill_way, NULL},
    {"partner", "Partner", SJ_COL_TEXT, 20, 0, 3, NULL, NULL},
    {"type", "Type", SJ_COL_TEXT, 8, 0, 2, NULL, NULL},
    {"bytes", "Bytes", SJ_COL_COUNT, 12, 0, 5, NULL, NULL},
    {"claims", "Claims", SJ_COL_COUNT, 9, SJ_COL_TOTAL, 6, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 7, NULL, NULL},
    {"at", "When", SJ_COL_TIME, 17, 0, 8, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 10, 0, 4, NULL, NULL},
    {"sha256", "SHA-256", SJ_COL_CODE, 20, 0, 0, fill_digest, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_files = {
    .name = "files",
    .title = "Files out and in",
    .query = "files",
    .columns = file_columns,
    .none = "Files",
    .sheet = "Files",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = MANY,
};

static const sj_column unanswered_columns[] = {
    {"partner", "Partner", SJ_COL_TEXT, 20, 0, 0, NULL, NULL},
    {"file", "File", SJ_COL_CODE, 44, 0, 1, NULL, NULL},
    {"made", "Written", SJ_COL_TIME, 17, 0, 2, NULL, NULL},
    {"days", "Days ago", SJ_COL_COUNT, 9, 0, 3, NULL, NULL},
    {"claims", "Claims", SJ_COL_COUNT, 9, SJ_COL_TOTAL, 4, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 5, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 10, 0, 6, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_unanswered = {
    .name = "unanswered",
    .title = "Batches without an acknowledgment",
    .about = "Written more than a day ago, and no TA1, 999 or 277CA has come.",
    .query = "unanswered",
    .columns = unanswered_columns,
    .none = "Batches that wait for an acknowledgment",
    .count = true,
    .outputs = SJ_OUT_ALL,
};

static const sj_column remit_columns[] = {
    {"trace", "Trace", SJ_COL_CODE, 20, 0, 0, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, 1, NULL, NULL},
    {"paid_on", "Paid on", SJ_COL_DATE, 12, 0, 2, NULL, NULL},
    {"method", "Method", SJ_COL_TEXT, 8, SJ_COL_OFF_PAGE, 3, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 13, 0, 4, NULL, NULL},
    {"why", "Why", SJ_COL_TEXT, 30, SJ_COL_SUB, 5, NULL, NULL},
    {"claims", "Claims", SJ_COL_COUNT, 8, SJ_COL_TOTAL, 6, NULL, NULL},
    {"matched", "Posted", SJ_COL_COUNT, 8, SJ_COL_OFF_PAGE | SJ_COL_TOTAL, 7, NULL, NULL},
    {"not_ours", "Not ours", SJ_COL_COUNT, 8, SJ_COL_OFF_PAGE | SJ_COL_TOTAL, 8, NULL, NULL},
    {"suspended", "Set aside", SJ_COL_COUNT, 8, SJ_COL_OFF_PAGE | SJ_COL_TOTAL, 9, NULL, NULL},
    {"repeated", "Came twice", SJ_COL_COUNT, 8, SJ_COL_OFF_PAGE | SJ_COL_TOTAL, 10, NULL, NULL},
    {"claim_payments", "Claim payments", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 11, NULL, NULL},
    {"provider_adjustments", "Adjustments", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 12, NULL, NULL},
    {"payment", "Payment", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 13, NULL, NULL},
    {"difference", "Difference", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 14, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE | SJ_COL_TOTAL, 15, NULL, NULL},
    {"file", "File", SJ_COL_CODE, 30, SJ_COL_OFF_PAGE, 16, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_remits = {
    .name = "remits",
    .title = "Remittances",
    .about = "All that were read since the first day, refused ones and duplicates too. Payment = "
             "claim payments + adjustments; what is left is the difference.",
    .query = "remits",
    .columns = remit_columns,
    .none = "Remittances",
    .sheet = "Remits",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = MANY,
};

static sj_sql_value fill_unposted_why(sj_filling *f, const sj_sql_value *v) {
    char why[TEXT], money[SJ_MONEY_SIZE + 8];
    if (sj_str_is(v[0].s, "suspended")) {
        sj_money_print_people(v[6].i ? v[6].i : v[7].i, money);
        snprintf(why, sizeof why, "%s by %s (segment %lld)",
                 v[6].i ? "Charge, adjustments and payment differ"
                        : "The lines’ charges do not make the claim’s",
                 money, (long long)v[8].i);
    } else if (v[9].s.len && f->opts->detail != SJ_DETAIL_NONE) {
        snprintf(why, sizeof why, "Perhaps %.*s (%lld points)", SJ_FMT(v[9].s), (long long)v[10].i);
    } else if (v[9].s.len) {
        snprintf(why, sizeof why, "One of ours is like it (%lld points)", (long long)v[10].i);
    } else {
        snprintf(why, sizeof why, "No claim of ours is like it");
    }
    return sj_fill_text(f, why);
}

static sj_sql_value fill_unposted_patient(sj_filling *f, const sj_sql_value *v) {
    char text[TEXT];
    sj_patient_text(f->opts->detail, v[13].s, v[14].s, text, sizeof text);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_unposted_state(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_text(sj_str_is(v[0].s, "suspended") ? SJ_STR("set aside") : SJ_STR("not ours"));
}

static const sj_column unposted_columns[] = {
    {"account", "Account on the remittance", SJ_COL_TEXT, 20, SJ_COL_LIMITED, 1, NULL, NULL},
    {"patient", "Patient", SJ_COL_TEXT, 14, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_unposted_patient,
     NULL},
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, 2, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, 3, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 4, NULL, NULL},
    {"paid", "Paid", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 5, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 10, 0, 0, fill_unposted_state, NULL},
    {"why", "What is known", SJ_COL_WIDE, 44, 0, 0, fill_unposted_why, NULL},
    {"trace", "Trace", SJ_COL_CODE, 20, 0, 11, NULL, NULL},
    {"file", "File", SJ_COL_CODE, 30, SJ_COL_OFF_PAGE, 12, NULL, NULL},
    {"segment", "Segment", SJ_COL_COUNT, 9, SJ_COL_OFF_PAGE, 8, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_unposted = {
    .name = "not-posted",
    .title = "Not posted",
    .about = "Claim payments that are not ours, not certain enough, or do not balance. Their money "
             "is counted in the tie-out.",
    .query = "unposted",
    .columns = unposted_columns,
    .none = "Claim payments not posted",
    .sheet = "Unposted remits",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = MANY,
};

static sj_sql_value fill_taken_what(sj_filling *f, const sj_sql_value *v) {
    char text[TEXT];
    if (!v[0].i)
        return sj_sql_text(v[6].i ? SJ_STR("Reversal: takes back an earlier payment")
                                  : SJ_STR("Reversal of a payment that was never posted here"));
    sj_str words = sj_reasons_provider(f->reasons, v[5].s);
    snprintf(text, sizeof text, "%s%.*s",
             v[4].i < 0 && sj_reasons_takes_back(f->reasons, v[5].s) ? "Takeback: " : "",
             SJ_FMT(words.len ? words : SJ_STR("code without a text")));
    return sj_fill_text(f, text);
}

static sj_sql_value fill_taken_patient(sj_filling *f, const sj_sql_value *v) {
    char text[TEXT];
    sj_patient_text(f->opts->detail, v[10].s, v[11].s, text, sizeof text);
    return sj_fill_text(f, text);
}

static const sj_column takeback_columns[] = {
    {"account", "Account or reference", SJ_COL_TEXT, 20, SJ_COL_LIMITED, 1, NULL, NULL},
    {"patient", "Patient", SJ_COL_TEXT, 14, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_taken_patient,
     NULL},
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, 2, NULL, NULL},
    {"paid_on", "Paid on", SJ_COL_DATE, 12, 0, 3, NULL, NULL},
    {"what", "What", SJ_COL_WIDE, 44, 0, 0, fill_taken_what, NULL},
    {"code", "Code", SJ_COL_CODE, 7, 0, 5, NULL, NULL},
    {"amount", "Amount", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 4, NULL, NULL},
    {"trace", "Trace", SJ_COL_CODE, 20, 0, 7, NULL, NULL},
    {"file", "File", SJ_COL_CODE, 30, SJ_COL_OFF_PAGE, 8, NULL, NULL},
    {"segment", "Segment", SJ_COL_COUNT, 9, SJ_COL_OFF_PAGE, 9, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_takebacks = {
    .name = "takebacks",
    .title = "Takebacks and provider adjustments",
    .about = "What the payer took (−) or gave (+) beside new claims since the first day.",
    .query = "takebacks",
    .columns = takeback_columns,
    .none = "Reversals and provider adjustments",
    .sheet = "Takebacks-PLB",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = MANY,
};
