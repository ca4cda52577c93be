/* engine/report/sections_pattern.c - patterns of denials as a section. */
#include "engine/report/denials.h"
#include "engine/report/patterns.h"
#include "engine/report/sections.h"

#include "engine/followup/words.h"

enum { TEXT = 256 };

/* The columns that rows() makes. */
enum {
    P_GROUP,
    P_CARC,
    P_RARC,
    P_KEY,
    P_PAYER,
    P_PAYER_ID,
    P_PROCEDURE,
    P_DIAGNOSIS,
    P_LINES,
    P_DECIDED,
    P_RATE,
    P_AMOUNT,
    P_RECENT,
    P_MEAN,
    P_TREND,
    P_COLUMNS
};

/* Lines of the last 28 days against the mean of 28 days before them, in tenths; none where the
 * period is not longer than that. */
static sj_sql_value mean_before(const sj_pattern *p, int days) {
    if (days <= 28) return sj_sql_null();
    return sj_sql_int((int64_t)(p->lines - p->recent) * 10 * 28 / (days - 28));
}

static const char *trend(const sj_pattern *p, sj_sql_value mean) {
    if (mean.type == SJ_SQL_NULL) return "";
    if (p->recent == p->lines) return "★ only in the last 28 days";
    if (!p->recent) return "✓ not in the last 28 days";
    if ((int64_t)p->recent * 10 * 4 >= mean.i * 5) return "▲ more by a quarter or more";
    if ((int64_t)p->recent * 10 * 4 <= mean.i * 3) return "✓ less by a quarter or more";
    return "as before";
}

static sj_status rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    sj_patterns all;
    sj_query_params params = f->params;
    params.a = f->opts->least;
    sj_status status = sj_patterns_read(&all, f->store, &params, err);
    bool more = true;
    for (size_t i = 0; i < all.n && status == SJ_OK && more; i++) {
        const sj_pattern *p = &all.v[i];
        sj_sql_value mean = mean_before(p, all.days);
        const sj_sql_value row[P_COLUMNS] = {
            [P_GROUP] = sj_sql_text(p->group),
            [P_CARC] = sj_sql_text(p->carc),
            [P_RARC] = sj_sql_text(p->rarc),
            [P_KEY] = sj_sql_textz(p->key),
            [P_PAYER] = sj_sql_text(p->payer_name.len ? p->payer_name : p->payer),
            [P_PAYER_ID] = sj_sql_text(p->payer),
            [P_PROCEDURE] = sj_sql_text(p->procedure),
            [P_DIAGNOSIS] = sj_sql_text(p->diagnosis),
            [P_LINES] = sj_sql_int(p->lines),
            [P_DECIDED] = sj_sql_int(p->decided),
            [P_RATE] = sj_sql_int((int64_t)p->lines * 1000 / p->decided),
            [P_AMOUNT] = sj_sql_int(p->amount),
            [P_RECENT] = sj_sql_int(p->recent),
            [P_MEAN] = mean,
            [P_TREND] = sj_sql_textz(trend(p, mean)),
        };
        more = fn(ctx, row);
    }
    sj_patterns_dispose(&all);
    return status;
}

static sj_sql_value fill_procedure(sj_filling *f, const sj_sql_value *v) {
    char text[TEXT];
    sj_words_procedure(v[P_PROCEDURE].s, text, sizeof text);
    return sj_fill_text(f, text);
}

/* With its dot, as people write it. */
static sj_sql_value fill_diagnosis(sj_filling *f, const sj_sql_value *v) {
    char text[TEXT];
    sj_str s = v[P_DIAGNOSIS].s;
    if (!s.len) return sj_sql_text(SJ_STR("any"));
    if (s.len <= 3) return v[P_DIAGNOSIS];
    snprintf(text, sizeof text, "%.3s.%.*s", s.ptr, (int)s.len - 3, s.ptr + 3);
    return sj_fill_text(f, text);
}

static const sj_column columns[] = {
    {"pattern", "Pattern", SJ_COL_CODE, 11, 0, P_KEY, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, P_PAYER, NULL, NULL},
    {"payer_id", "Payer id", SJ_COL_CODE, 10, SJ_COL_OFF_PAGE, P_PAYER_ID, NULL, NULL},
    {"procedure", "Procedure", SJ_COL_CODE, 16, 0, 0, fill_procedure, NULL},
    {"diagnosis", "Diagnosis", SJ_COL_CODE, 11, 0, 0, fill_diagnosis, NULL},
    {"codes", "Codes", SJ_COL_CODE, 13, 0, 0, sj_fill_codes, NULL},
    {"reason", "Reason", SJ_COL_WIDE, 40, 0, 0, sj_fill_reason, NULL},
    {"lines", "Denied lines", SJ_COL_COUNT, 12, SJ_COL_TOTAL, P_LINES, NULL, NULL},
    {"decided", "of decided", SJ_COL_COUNT, 10, 0, P_DECIDED, NULL, NULL},
    {"rate", "Rate", SJ_COL_RATE, 9, 0, P_RATE, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 13, 0, P_AMOUNT, NULL, NULL},
    {"recent", "Last 28 days", SJ_COL_COUNT, 12, 0, P_RECENT, NULL, NULL},
    {"mean_before", "Mean before", SJ_COL_TENTHS, 11, 0, P_MEAN, NULL, NULL},
    {"trend", "Trend", SJ_COL_TEXT, 26, 0, P_TREND, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_patterns = {
    .name = "patterns",
    .title = "Patterns",
    .about =
        "Denied lines that have payer, procedure, modifiers and reason in common, and the first "
        "diagnosis where three or more have it; decided are all lines of that payer, procedure "
        "and modifiers. A rule can be drafted with: scrubjay rules suggest PATTERN",
    .rows = rows,
    .columns = columns,
    .none = "Patterns of three or more lines",
    .sheet = "Patterns",
    .outputs = SJ_OUT_ALL | SJ_OUT_TEXT,
    .page_rows = 40,
};
