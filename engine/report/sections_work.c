/* engine/report/sections_work.c - sections about work: denials, rejections, outcomes. */
#include "engine/report/denials.h"
#include "engine/report/sections.h"

enum { FIRST_ROWS = 10, WORDED = 500, TEXT = 1024, CLAIM_ROWS = 20000, DENIAL_ROWS = 10000 };

const sj_section sj_section_work = {
    .name = "work",
    .title = "Work first",
    .about = "The lines where work is worth most today: money at stake × chance ÷ days left. What "
             "is put off to "
             "a later day is not among them.",
    .rows = sj_denial_rows,
    .columns = sj_denial_columns,
    .none = "Open denials",
    .outputs = SJ_OUT_PAGE | SJ_OUT_BOOK,
    .sheet = "Work first",
    .limit = FIRST_ROWS,
    .a = SJ_DENIALS_WORK,
};

const sj_section sj_section_new = {
    .name = "new-denials",
    .title = "New denials",
    .about = "Found since the first day of this report.",
    .rows = sj_denial_rows,
    .columns = sj_denial_columns,
    .none = "New denials",
    .count = true,
    .outputs = SJ_OUT_PAGE,
    .page_rows = 200,
    .limit = 200,
    .fold_above = 1,
    .a = SJ_DENIALS_NEW,
};

const sj_section sj_section_due = {
    .name = "deadlines",
    .title = "Deadlines",
    .about = "Open lines due within 30 days, or past due.",
    .rows = sj_denial_rows,
    .columns = sj_denial_columns,
    .none = "Lines due within 30 days",
    .count = true,
    .sheet = "Deadlines",
    .outputs = SJ_OUT_PAGE | SJ_OUT_BOOK,
    .page_rows = 200,
    .limit = 1000,
    .fold_above = 1,
    .a = SJ_DENIALS_DUE,
    .b = 30,
};

const sj_section sj_section_partly = {
    .name = "partly",
    .title = "Partly denied, bundled and underpaid",
    .about = "Lines of which something was paid or allowed, but not what was to be expected.",
    .rows = sj_denial_rows,
    .columns = sj_denial_columns,
    .none = "Partly denied or underpaid lines",
    .count = true,
    .outputs = SJ_OUT_PAGE,
    .page_rows = 200,
    .limit = 200,
    .fold_above = 1,
    .a = SJ_DENIALS_PARTLY,
};

const sj_section sj_section_denials = {
    .name = "denials",
    .title = "All open denials",
    .about = "Sorted by priority; of more than 10,000 the first. `scrubjay denials --csv` has all. "
             "In the workbook the yellow columns can be typed into and read back with: scrubjay "
             "denials import",
    .rows = sj_denial_rows,
    .columns = sj_denial_columns,
    .none = "Open denials",
    .sheet = "Denials",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = FIRST_ROWS,
    .limit = DENIAL_ROWS,
    .a = SJ_DENIALS_ALL,
};

/* Behind the first sentence of the reason stand values (`We sent "99213".`) and what the partner
 * wrote: they may be a member id or a name. Below level full they stay only where they are about a
 * line or a diagnosis (boxes 24 and 21), at none never. */
static void cut_values(sj_detail detail, char *reason) {
    bool harmless = strstr(reason, "Box 24") || strstr(reason, "Box 21");
    if (detail == SJ_DETAIL_FULL || (harmless && detail == SJ_DETAIL_LIMITED)) return;
    char *end = strstr(reason, ". ");
    if (end) end[1] = 0;
}

/* Why a claim came back, in words; what to do is left for the next column. Beyond some hundreds the
 * codes speak alone: each needs a question of its own. */
static sj_sql_value fill_why_rejected(sj_filling *f, const sj_sql_value *v) {
    char reason[TEXT] = "", todo[TEXT] = "";
    if (f->opts->rejection_words && f->number < WORDED && f->status == SJ_OK)
        f->status = f->opts->rejection_words(f->store, v[8].i, reason, sizeof reason, todo,
                                             sizeof todo, f->err);
    cut_values(f->opts->detail, reason);
    f->beside = sj_fill_text(f, todo);
    return *reason ? sj_fill_text(f, reason) : v[5];
}

static sj_sql_value fill_todo(sj_filling *f, const sj_sql_value *v) {
    (void)v;
    return f->beside;
}

static sj_sql_value fill_file_by(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_file_by(f, v[2], v[9].s, v[10].s);
}

static sj_sql_value fill_file_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_file_by(f, v));
}

static const sj_column rejection_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, 0, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 26, 0, 1, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, 2, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 3, NULL, NULL},
    {"reason", "Why", SJ_COL_WIDE, 48, 0, 0, fill_why_rejected, NULL},
    {"what_to_do", "What to do", SJ_COL_WIDE, 48, 0, 0, fill_todo, NULL},
    {"rejected_by", "By", SJ_COL_TEXT, 8, 0, 4, NULL, NULL},
    {"codes", "Codes", SJ_COL_CODE, 14, SJ_COL_SUB, 5, NULL, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED, 0, fill_file_by, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 10, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_file_left,
     NULL},
    {"file", "File", SJ_COL_CODE, 26, SJ_COL_OFF_PAGE, 6, NULL, NULL},
    {"at", "When", SJ_COL_TIME, 17, SJ_COL_OFF_PAGE, 7, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_rejections = {
    .name = "rejections",
    .title = "Rejected",
    .about = "Refused before the payer decided. These are no denials: mend and send again as an "
             "original; what was refused only with others, as it is.",
    .query = "rejections",
    .columns = rejection_columns,
    .none = "Rejected claims",
    .sheet = "Rejections",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .fold_above = 25,
};

static sj_sql_value fill_outcome(sj_filling *f, const sj_sql_value *v) {
    static const char *const words[][2] = {
        {"won", "Won: the payer paid after all"},
        {"lost", "Lost: the payer stays with it"},
        {"written_off", "Written off"},
        {"patient", "Billed to the patient"},
        {"mistake", "Was no denial"},
        {"other", "Done otherwise"},
        {"paid_later", "A later payment covers it, whole or in part"},
        {"decided_again", "Decided again, and denied again"},
    };
    (void)f;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sj_str_is(v[0].s, words[i][0])) return sj_sql_textz(words[i][1]);
    return v[0];
}

static const sj_column outcome_columns[] = {
    {"outcome", "Outcome", SJ_COL_TEXT, 40, 0, 0, fill_outcome, NULL},
    {"lines", "Lines", SJ_COL_COUNT, 10, SJ_COL_TOTAL, 1, NULL, NULL},
    {"at_stake", "Was at stake", SJ_COL_MONEY, 14, SJ_COL_TOTAL, 2, NULL, NULL},
    {"claims", "Claims", SJ_COL_COUNT, 10, 0, 3, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_outcomes = {
    .name = "outcomes",
    .title = "What became of denials",
    .about = "Lines that left the worklist in the period: by what people noted, or by a new "
             "decision of the payer.",
    .query = "outcomes",
    .columns = outcome_columns,
    .none = "Lines that left the worklist",
    .count = true,
    .outputs = SJ_OUT_ALL,
};

static sj_sql_value fill_claim_file_by(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_file_by(f, v[5], v[2].s, v[10].s);
}

static sj_sql_value fill_claim_file_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_claim_file_by(f, v));
}

static const sj_column claim_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, 0, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, 1, NULL, NULL},
    {"payer_id", "Payer id", SJ_COL_CODE, 10, 0, 2, NULL, NULL},
    {"provider", "Billing NPI", SJ_COL_CODE, 13, 0, 3, NULL, NULL},
    {"type", "Type", SJ_COL_CODE, 7, 0, 4, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, 5, NULL, NULL},
    {"to", "Service to", SJ_COL_DATE, 12, SJ_COL_LIMITED, 6, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_TOTAL, 7, NULL, NULL},
    {"state", "State", SJ_COL_TEXT, 12, 0, 8, NULL, NULL},
    {"payer_control", "Payer claim no.", SJ_COL_CODE, 20, SJ_COL_LIMITED, 9, NULL, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED, 0, fill_claim_file_by, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 10, SJ_COL_LIMITED, 0, fill_claim_file_left, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_claims = {
    .name = "claims",
    .title = "Claims",
    .about = "The newest first.",
    .query = "claims",
    .columns = claim_columns,
    .none = "Claims",
    .sheet = "Claims",
    .outputs = SJ_OUT_BOOK,
    .limit = CLAIM_ROWS,
};

/* The codes that this program has words for: reasons first, then remarks. */
enum { C_LIST, C_CODE, C_WORDS, C_STEP, C_COUNTS, C_COLUMNS };
static sj_status code_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    static const char *const kinds[] = {[SJ_REASON_DENIAL] = "denied",
                                        [SJ_REASON_CONTRACTUAL] = "contractual",
                                        [SJ_REASON_PATIENT] = "patient share",
                                        [SJ_REASON_INFO] = "for information",
                                        [SJ_REASON_PENDED] = "not decided yet"};
    const sj_carc *c;
    const sj_rarc *r;
    bool more = true;
    (void)err;
    for (size_t i = 0; more && (c = sj_reasons_carc_at(f->reasons, i)); i++) {
        const sj_sql_value row[C_COLUMNS] = {[C_LIST] = sj_sql_textz("CARC"),
                                             [C_CODE] = sj_sql_text(c->code),
                                             [C_WORDS] = sj_sql_text(c->words),
                                             [C_STEP] = sj_sql_text(c->step),
                                             [C_COUNTS] = sj_sql_textz(kinds[c->category->kind])};
        more = fn(ctx, row);
    }
    for (size_t i = 0; more && (r = sj_reasons_rarc_at(f->reasons, i)); i++) {
        if (!r->words.len) continue;
        const sj_sql_value row[C_COLUMNS] = {
            [C_LIST] = sj_sql_textz("RARC"),
            [C_CODE] = sj_sql_text(r->code),
            [C_WORDS] = sj_sql_text(r->words),
            [C_STEP] = sj_sql_text(r->action ? r->action->words : (sj_str){NULL, 0}),
            [C_COUNTS] = sj_sql_textz(r->alert ? "alert" : "")};
        more = fn(ctx, row);
    }
    return SJ_OK;
}

static const sj_column code_columns[] = {
    {"list", "List", SJ_COL_CODE, 7, 0, C_LIST, NULL, NULL},
    {"code", "Code", SJ_COL_CODE, 8, 0, C_CODE, NULL, NULL},
    {"words", "In our words", SJ_COL_WIDE, 60, 0, C_WORDS, NULL, NULL},
    {"step", "What to do", SJ_COL_WIDE, 60, 0, C_STEP, NULL, NULL},
    {"counts_as", "Counts as", SJ_COL_TEXT, 16, 0, C_COUNTS, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_codes = {
    .name = "codes",
    .title = "Codes",
    .rows = code_rows,
    .columns = code_columns,
    .none = "Codes",
    .sheet = "Codes",
    .outputs = SJ_OUT_BOOK,
};
