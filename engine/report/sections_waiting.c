/* engine/report/sections_waiting.c - sections about what runs out of time: claims that nobody
 * answers, claims that were never sent, claims that the payer keeps, files that did not come. */
#include "engine/report/sections.h"

#include "engine/followup/terms.h"

sj_sql_value sj_fill_file_by(const sj_filling *f, sj_sql_value service, sj_str payer,
                             sj_str filing) {
    if (!f->opts->terms || service.type == SJ_SQL_NULL) return sj_sql_null();
    const sj_terms t = sj_terms_of(f->opts->terms, payer, filing);
    return t.filing_days ? sj_sql_int(service.i + t.filing_days) : sj_sql_null();
}

sj_sql_value sj_fill_left(const sj_filling *f, sj_sql_value day) {
    return day.type == SJ_SQL_NULL ? day : sj_sql_int(day.i - f->params.as_of);
}

/* The columns of a row of the claims without an answer. */
enum {
    S_ACCOUNT,
    S_PAYER,
    S_SERVICE,
    S_CHARGE,
    S_STATE,
    S_AWAITED,
    S_SENT,
    S_EXPECTED,
    S_LATE,
    S_BY,
    S_FILE_BY,
    S_COLUMNS
};

typedef struct handful {
    const sj_overdue *of;
    size_t n;
    sj_date as_of;
    sj_arena *texts;
    sj_sql_value rows[SJ_QUERY_IDS][S_COLUMNS];
    bool found[SJ_QUERY_IDS], failed;
} handful;

static const char *by_text(char by) {
    return by == 'p' ? "the payer’s own days" : by == 'o' ? "our own median" : "usual days";
}

static bool keep_claim(void *ctx, const sj_sql_value *v) {
    handful *h = ctx;
    for (size_t i = 0; i < h->n; i++) {
        const sj_overdue *o = &h->of[i];
        if (o->submission != v[0].i) continue;
        sj_str account, payer;
        if (!sj_arena_copy(h->texts, v[1].s, &account) || !sj_arena_copy(h->texts, v[2].s, &payer))
            h->failed = true;
        h->found[i] = !h->failed;
        const sj_sql_value row[S_COLUMNS] = {
            [S_ACCOUNT] = sj_sql_text(account),
            [S_PAYER] = sj_sql_text(payer),
            [S_SERVICE] = v[3],
            [S_CHARGE] = sj_sql_int(o->charge),
            [S_STATE] = sj_sql_textz(sj_state_text(o->state)),
            [S_AWAITED] = sj_sql_textz(sj_silent_step_text(o->awaited)),
            [S_SENT] = sj_sql_int(o->sent),
            [S_EXPECTED] = sj_sql_int(o->expected),
            [S_LATE] = sj_sql_int(h->as_of - o->expected),
            [S_BY] = sj_sql_textz(by_text(o->by)),
            [S_FILE_BY] = sj_sql_date(o->file_by),
        };
        memcpy(h->rows[i], row, sizeof row);
    }
    return !h->failed;
}

static sj_status silent_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    handful *h = sj_arena_zalloc(&f->kept, sizeof *h);
    sj_status status = SJ_OK;
    bool more = true;
    sj_arena texts;
    if (!h) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    sj_arena_init(&texts, (size_t)1 << 20);
    h->texts = &texts;
    h->as_of = f->params.as_of;
    for (size_t first = 0; first < f->overdue.n && status == SJ_OK && more; first += SJ_QUERY_IDS) {
        int64_t ids[SJ_QUERY_IDS];
        h->of = f->overdue.v + first;
        h->n = f->overdue.n - first < SJ_QUERY_IDS ? f->overdue.n - first : SJ_QUERY_IDS;
        for (size_t i = 0; i < h->n; i++) ids[i] = h->of[i].submission;
        memset(h->found, 0, sizeof h->found);
        sj_arena_reset(&texts);
        status = sj_query_ids(f->store, "silent", ids, h->n, keep_claim, h, err);
        if (status == SJ_OK && h->failed)
            status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        for (size_t i = 0; i < h->n && status == SJ_OK && more; i++)
            if (h->found[i]) more = fn(ctx, h->rows[i]);
    }
    sj_arena_dispose(&texts);
    return status;
}

static sj_sql_value fill_silent_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, v[S_FILE_BY]);
}

static const sj_column silent_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, S_ACCOUNT, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, S_PAYER, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, S_SERVICE, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, S_CHARGE, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 12, SJ_COL_OFF_PAGE, S_STATE, NULL, NULL},
    {"awaited", "Not come", SJ_COL_CODE, 9, 0, S_AWAITED, NULL, NULL},
    {"sent", "Sent", SJ_COL_DATE, 12, 0, S_SENT, NULL, NULL},
    {"expected", "Expected", SJ_COL_DATE, 12, 0, S_EXPECTED, NULL, NULL},
    {"expected_by", "Expected by", SJ_COL_TEXT, 20, SJ_COL_SUB, S_BY, NULL, NULL},
    {"days_late", "Days late", SJ_COL_COUNT, 10, 0, S_LATE, NULL, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED, S_FILE_BY, NULL, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 10, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_silent_left,
     NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_silent = {
    .name = "no-response",
    .title = "No response",
    .about = "Claims whose 999, 277CA or remittance did not come by the day on which it was "
             "expected: by the payer’s own days, else a week after our own median for this payer, "
             "else by usual days. Ask the payer for the claim’s status.",
    .rows = silent_rows,
    .columns = silent_columns,
    .none = "Claims without a response past its time",
    .sheet = "No response",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .page_rows = 100,
    .fold_above = 15,
};

static sj_sql_value fill_unsent_by(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_file_by(f, v[2], v[6].s, v[7].s);
}

static sj_sql_value fill_unsent_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_unsent_by(f, v));
}

static const sj_column unsent_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, 0, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 1, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, 2, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 3, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 12, 0, 4, NULL, NULL},
    {"days", "Days since service", SJ_COL_COUNT, 12, SJ_COL_LIMITED, 5, NULL, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED, 0, fill_unsent_by, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 10, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_unsent_left,
     NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_unsent = {
    .name = "not-sent",
    .title = "Not sent: the filing limit runs",
    .about =
        "Held, ready or rejected claims, the oldest service first. File by: the payer’s terms.",
    .query = "unsent",
    .columns = unsent_columns,
    .none = "Claims that wait here",
    .sheet = "Not sent",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .page_rows = 100,
    .fold_above = 15,
};

static sj_sql_value fill_long(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_text(v[4].i > 30 ? SJ_STR("● more than 30 days") : SJ_STR(""));
}

static sj_sql_value fill_pended_by(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_file_by(f, v[2], v[5].s, v[6].s);
}

static sj_sql_value fill_pended_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_pended_by(f, v));
}

static const sj_column pended_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, 0, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 1, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, 2, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 3, NULL, NULL},
    {"days", "Days since service", SJ_COL_COUNT, 12, SJ_COL_LIMITED, 4, NULL, NULL},
    {"watch", "Watch", SJ_COL_TEXT, 20, 0, 0, fill_long, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED, 0, fill_pended_by, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 10, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_pended_left,
     NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_pended = {
    .name = "pended",
    .title = "Pended: the payer has not decided",
    .about = "CARC 133, 257, 277, or a status that says the claim waits for something.",
    .query = "pended",
    .columns = pended_columns,
    .none = "Pended claims",
    .sheet = "Pended",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = 15,
};

enum { M_PARTNER, M_TYPE, M_BATCH, M_DUE, M_TEXT, M_COLUMNS };

static sj_status missing_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    bool more = true;
    (void)err;
    for (size_t i = 0; more && i < f->missing.n; i++) {
        const sj_report_missing *m = &f->missing.v[i];
        const sj_sql_value row[M_COLUMNS] = {[M_PARTNER] = sj_sql_textz(m->partner),
                                             [M_TYPE] = sj_sql_textz(m->type),
                                             [M_BATCH] =
                                                 m->batch ? sj_sql_textz(m->batch) : sj_sql_null(),
                                             [M_DUE] = sj_sql_int(m->due),
                                             [M_TEXT] = sj_sql_textz(m->text)};
        more = fn(ctx, row);
    }
    return SJ_OK;
}

static const sj_column missing_columns[] = {
    {"partner", "Partner", SJ_COL_TEXT, 20, 0, M_PARTNER, NULL, NULL},
    {"type", "File", SJ_COL_CODE, 8, 0, M_TYPE, NULL, NULL},
    {"due", "Was due", SJ_COL_TIME, 17, 0, M_DUE, NULL, NULL},
    {"what", "What", SJ_COL_WIDE, 60, 0, M_TEXT, NULL, NULL},
    {"batch", "Our file", SJ_COL_CODE, 44, SJ_COL_OFF_PAGE, M_BATCH, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_missing = {
    .name = "did-not-come",
    .title = "Did not come",
    .about = "Files and answers that a partner owes by what the configuration says of it (<expect> "
             "and <answers>). Look into the partner’s mailbox, then call.",
    .rows = missing_rows,
    .columns = missing_columns,
    .none = "Files that were due and did not come",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = 15,
};
