/* engine/report/denials.c - the worklist as rows of a report.
 *
 * The order depends on the chance that a category has to be paid, which the store does not know:
 * keys of a few bytes are read for all open denials and sorted here, then the rows themselves are
 * asked for by the handful, in that order. */
#include "engine/report/denials.h"

#include "engine/followup/decide.h"
#include "engine/followup/terms.h"
#include "engine/followup/words.h"
#include "engine/report/remits.h"
#include "engine/report/round_trip.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

enum { WORDS = 1024, COLUMNS = 44 };

/* The columns of queries/denial_rows.sql. */
enum denial_at {
    D_ID,
    D_VERSION,
    D_KIND,
    D_AMOUNT,
    D_GROUP,
    D_CARC,
    D_RARC,
    D_CATEGORY,
    D_ACTION,
    D_GUARDS,
    D_DUE,
    D_APPEAL,
    D_FOUND,
    D_STATUS,
    D_OWNER,
    D_PLAN,
    D_FOLLOW,
    D_EXPECTED,
    D_CAUGHT,
    D_ACCOUNT,
    D_PAYER,
    D_PAYER_NAME,
    D_PROVIDER,
    D_CONTROL,
    D_CLAIM_STATUS,
    D_LINE,
    D_PROCEDURE,
    D_FROM,
    D_TO,
    D_PAID_ON,
    D_CHARGE,
    D_PAID,
    D_PATIENT,
    D_CONTRACTUAL,
    D_TRACE,
    D_FILE,
    D_SEGMENT,
    D_LAST,
    D_FIRST,
    D_MEMBER,
    D_NOTE,
    D_FILING,
    D_RULE,
    D_EXPECTED_BY
};

/* What a section has, as a queue would say it. */
static sj_filter filter_of(const sj_filling *f) {
    sj_filter filter = {.due = INT32_MAX, .snoozed = 'a'};
    switch ((enum sj_denials_which)f->section->a) {
    case SJ_DENIALS_WORK: /* what is snoozed comes back by itself */
        filter.snoozed = 'n';
        break;
    case SJ_DENIALS_DUE:
        filter.due = (int32_t)f->section->b;
        break;
    case SJ_DENIALS_PARTLY:
        filter.kind = SJ_STR("partly_denied,bundled,underpaid");
        break;
    case SJ_DENIALS_NEW:
        filter.since = f->params.from;
        break;
    case SJ_DENIALS_ALL:
        break;
    }
    return filter;
}

/* A handful of rows, kept until they can be handed on in order. */
typedef struct handful {
    const int64_t *ids;
    size_t n;
    sj_arena texts;
    sj_sql_value rows[SJ_QUERY_IDS][COLUMNS];
    bool found[SJ_QUERY_IDS];
    bool failed;
} handful;

static bool keep_row(void *ctx, const sj_sql_value *v) {
    handful *h = ctx;
    for (size_t i = 0; i < h->n; i++) {
        if (h->ids[i] != v[D_ID].i) continue;
        h->found[i] = true;
        for (size_t c = 0; c < COLUMNS; c++) {
            h->rows[i][c] = v[c];
            if (v[c].type == SJ_SQL_TEXT && !sj_arena_copy(&h->texts, v[c].s, &h->rows[i][c].s))
                h->failed = true;
        }
    }
    return !h->failed;
}

static sj_status hand_on(sj_filling *f, const sj_queue *q, sj_sql_row_fn fn, void *ctx,
                         sj_err *err) {
    handful *h = sj_calloc(1, sizeof *h);
    if (!h) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    sj_arena_init(&h->texts, (size_t)1 << 24);
    sj_status status = SJ_OK;
    bool more = true;
    f->more = q->lines - q->n;
    for (size_t first = 0; first < q->n && status == SJ_OK && more; first += SJ_QUERY_IDS) {
        int64_t ids[SJ_QUERY_IDS];
        h->ids = ids;
        h->n = q->n - first < SJ_QUERY_IDS ? q->n - first : SJ_QUERY_IDS;
        for (size_t i = 0; i < h->n; i++) ids[i] = q->v[first + i].denial;
        memset(h->found, 0, sizeof h->found);
        sj_arena_reset(&h->texts);
        status = sj_query_ids(f->store, "denial_rows", ids, h->n, keep_row, h, err);
        if (status == SJ_OK && h->failed)
            status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        for (size_t i = 0; i < h->n && status == SJ_OK && more; i++)
            if (h->found[i]) more = fn(ctx, h->rows[i]);
    }
    sj_arena_dispose(&h->texts);
    sj_free(h);
    return status;
}

sj_status sj_denial_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    sj_queue q;
    const sj_filter filter = filter_of(f);
    sj_status status = sj_queue_read(&q, f->store, &filter, &f->chances, f->params.as_of,
                                     (size_t)f->section->limit, err);
    if (status == SJ_OK && q.n) status = hand_on(f, &q, fn, ctx, err);
    sj_queue_dispose(&q);
    return status;
}

/* Cells. */
static sj_terms terms_of(const sj_filling *f, const sj_sql_value *v) {
    if (!f->opts->terms) return (sj_terms){.replacement = 0};
    return sj_terms_of(f->opts->terms, v[D_PAYER].s, v[D_FILING].s);
}

static sj_denial_codes codes_of(const sj_sql_value *v) {
    return (sj_denial_codes){v[D_GROUP].s,    v[D_CARC].s,   v[D_RARC].s,
                             v[D_CATEGORY].s, v[D_ACTION].s, (uint32_t)v[D_GUARDS].i};
}

static sj_sql_value fill_key(sj_filling *f, const sj_sql_value *v) {
    char text[SJ_ROW_KEY];
    sj_row_key(v[D_ID].i, text);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_patient(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS];
    sj_patient_text(f->opts->detail, v[D_LAST].s, v[D_FIRST].s, text, sizeof text);
    return sj_fill_text(f, text);
}

static bool is_new(const sj_filling *f, const sj_sql_value *v) {
    return v[D_FOUND].i >= f->params.from;
}

static sj_sql_value fill_new(sj_filling *f, const sj_sql_value *v) {
    return sj_sql_int(is_new(f, v));
}

static sj_sql_value fill_new_mark(sj_filling *f, const sj_sql_value *v) {
    return sj_sql_text(is_new(f, v) ? SJ_STR("★ new") : SJ_STR(""));
}

static sj_sql_value fill_procedure(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS];
    sj_words_procedure(v[D_PROCEDURE].s, text, sizeof text);
    return sj_fill_text(f, text);
}

/* "line 2 · 99213-25", for the page */
static sj_sql_value fill_service(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS], procedure[WORDS / 2];
    sj_words_procedure(v[D_PROCEDURE].s, procedure, sizeof procedure);
    if (v[D_LINE].i)
        snprintf(text, sizeof text, "line %" PRId64 "%s%s", v[D_LINE].i, *procedure ? " · " : "",
                 procedure);
    else
        snprintf(text, sizeof text, "claim%s%s", *procedure ? " · " : "", procedure);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_allowed(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_int(sj_money_add(v[D_PAID].i, v[D_PATIENT].i));
}

static sj_sql_value fill_codes(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_codes(f, v + D_GROUP);
}

static sj_sql_value fill_reason(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_reason(f, v + D_GROUP);
}

static sj_sql_value fill_next(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS];
    sj_denial_codes codes = codes_of(v);
    /* A payer that takes no replacements gets a new claim, unless it asks for a replacement. */
    bool replaces = !sj_str_is(codes.action, "correct") || (codes.guards & SJ_GUARD_REPLACEMENT) ||
                    terms_of(f, v).replacement != '1';
    if (!replaces) codes.action = SJ_STR("rebill");
    sj_words_next(f->reasons, &codes, text, sizeof text);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_why(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS];
    sj_decision again = {.kind = sj_line_kind_of(v[D_KIND].s),
                         .charge = v[D_CHARGE].i,
                         .paid = v[D_PAID].i,
                         .patient = v[D_PATIENT].i,
                         .contractual = v[D_CONTRACTUAL].i,
                         .info = v[D_CHARGE].i - v[D_PAID].i - v[D_PATIENT].i - v[D_CONTRACTUAL].i -
                                 v[D_AMOUNT].i,
                         .denied = v[D_AMOUNT].i,
                         .rule = sj_rules_find(f->reasons, (unsigned)v[D_RULE].i),
                         .expected = v[D_EXPECTED].i,
                         .expected_by = v[D_EXPECTED_BY].s,
                         .group = v[D_GROUP].s,
                         .carc = v[D_CARC].s,
                         .rarc = v[D_RARC].s,
                         .reason = sj_reasons_carc(f->reasons, v[D_CARC].s)};
    sj_decision_why(&again, text, sizeof text);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_category(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_category(f, v + D_CATEGORY);
}

/* What a person planned, else what is advised: by its name, which the import takes. */
static sj_sql_value fill_action(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return v[D_PLAN].s.len ? v[D_PLAN] : v[D_ACTION];
}

/* The version, and a mark of what is written into the yellow cells. */
static sj_sql_value fill_version(sj_filling *f, const sj_sql_value *v) {
    char text[SJ_ROW_VERSION];
    sj_row_version(v[D_VERSION].i, v[D_OWNER].s, v[D_STATUS].s, fill_action(f, v).s,
                   sj_sql_to_date(v[D_FOLLOW]), text);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, v[D_DUE]);
}

/* The last days: as the remittance says, else by the payer's terms. */
static sj_sql_value fill_appeal_by(sj_filling *f, const sj_sql_value *v) {
    if (v[D_APPEAL].type != SJ_SQL_NULL || (v[D_GUARDS].i & SJ_GUARD_NO_APPEAL)) return v[D_APPEAL];
    const sj_terms t = terms_of(f, v);
    return sj_sql_date(sj_terms_appeal_by(&t, 1, sj_sql_to_date(v[D_PAID_ON])));
}

static sj_sql_value fill_appeal_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_appeal_by(f, v));
}

static sj_sql_value fill_correct_by(sj_filling *f, const sj_sql_value *v) {
    const sj_terms t = terms_of(f, v);
    if (!t.correction_days || v[D_PAID_ON].type == SJ_SQL_NULL) return sj_sql_null();
    return sj_sql_int(v[D_PAID_ON].i + t.correction_days);
}

static sj_sql_value fill_file_by(sj_filling *f, const sj_sql_value *v) {
    const sj_terms t = terms_of(f, v);
    if (!t.filing_days || v[D_FROM].type == SJ_SQL_NULL) return sj_sql_null();
    return sj_sql_int(v[D_FROM].i + t.filing_days);
}

static sj_sql_value fill_correct_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_correct_by(f, v));
}

static sj_sql_value fill_file_left(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_left(f, fill_file_by(f, v));
}

/* "appeal 44 d", "file new: too late", for the page. */
static sj_sql_value limit(sj_filling *f, const char *name, sj_sql_value left) {
    char text[64];
    if (left.type == SJ_SQL_NULL) return left;
    if (left.i < 0)
        snprintf(text, sizeof text, "%s: too late", name);
    else
        snprintf(text, sizeof text, "%s %" PRId64 " d", name, left.i);
    return sj_fill_text(f, text);
}

static sj_sql_value fill_limit_appeal(sj_filling *f, const sj_sql_value *v) {
    return limit(f, "appeal", fill_appeal_left(f, v));
}

static sj_sql_value fill_limit_correct(sj_filling *f, const sj_sql_value *v) {
    return limit(f, "correct", fill_correct_left(f, v));
}

static sj_sql_value fill_limit_file(sj_filling *f, const sj_sql_value *v) {
    return limit(f, "file new", fill_file_left(f, v));
}

static sj_sql_value fill_urgency(sj_filling *f, const sj_sql_value *v) {
    sj_sql_value left = fill_left(f, v);
    if (left.type == SJ_SQL_NULL) return sj_sql_text(SJ_STR("no date"));
    return sj_sql_text(left.i < 0     ? SJ_STR("past due")
                       : left.i <= 14 ? SJ_STR("due within 14 days")
                                      : SJ_STR("later"));
}

static sj_sql_value fill_preventable(sj_filling *f, const sj_sql_value *v) {
    return sj_fill_preventable(f, v + D_GROUP);
}

static sj_sql_value fill_caught(sj_filling *f, const sj_sql_value *v) {
    (void)f;
    return sj_sql_text(sj_str_is(v[D_CAUGHT].s, "-")   ? SJ_STR("no")
                       : sj_str_is(v[D_CAUGHT].s, "?") ? SJ_STR("not tried")
                                                       : v[D_CAUGHT].s);
}

/* Below the codes on the page: what the contract says, or whether our edits would have caught it.
 */
static sj_sql_value fill_root(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS] = "", money[SJ_MONEY_SIZE + 8];
    if (v[D_EXPECTED].i) {
        sj_money_print_people(v[D_EXPECTED].i, money);
        snprintf(text, sizeof text, "the contract says %s", money);
    } else if (sj_str_is(v[D_CAUGHT].s, "-")) {
        snprintf(text, sizeof text, "no edit of ours catches it");
    } else if (!sj_str_is(v[D_CAUGHT].s, "?")) {
        snprintf(text, sizeof text, "our edit %.*s catches it now", SJ_FMT(v[D_CAUGHT].s));
    }
    return sj_fill_text(f, text);
}

static sj_sql_value fill_kind(sj_filling *f, const sj_sql_value *v) {
    char text[64];
    snprintf(text, sizeof text, "%.*s", SJ_FMT(v[D_KIND].s));
    for (char *p = text; *p; p++)
        if (*p == '_') *p = ' ';
    return sj_fill_text(f, text);
}

/* What must not, or only, be done: "never appeal; …" */
static sj_sql_value fill_guards(sj_filling *f, const sj_sql_value *v) {
    char text[WORDS] = "";
    size_t at = 0;
    for (unsigned g = 0; g < SJ_GUARDS && at < sizeof text; g++) {
        if (!(v[D_GUARDS].i & (1 << g))) continue;
        sj_str words = sj_reasons_guard(f->reasons, (enum sj_guard)(1 << g));
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", at ? " " : "", SJ_FMT(words));
    }
    return sj_fill_text(f, text);
}

static sj_sql_value fill_nothing(sj_filling *f, const sj_sql_value *v) {
    (void)f, (void)v;
    return sj_sql_null();
}

#define STATUSES "new,working,waiting,done"
#define OUTCOMES "won,lost,written_off,patient,mistake,other"
#define ACTIONS                                                                                    \
    "correct,rebill,void_rebill,appeal,send_records,bill_other,bill_patient,write_off,call,wait"

/* On the page: what to do and why. In the files: all of it, then what people type (yellow). */
const sj_column sj_denial_columns[] = {
    {"account", "Account", SJ_COL_TEXT, 18, SJ_COL_LIMITED, D_ACCOUNT, NULL, NULL},
    {"patient", "Patient", SJ_COL_TEXT, 14, SJ_COL_LIMITED | SJ_COL_SUB, 0, fill_patient, NULL},
    {"member", "Member id", SJ_COL_CODE, 16, SJ_COL_FULL | SJ_COL_OFF_PAGE, D_MEMBER, NULL, NULL},
    {"mark", "New", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_SUB, 0, fill_new_mark, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 26, 0, D_PAYER_NAME, NULL, NULL},
    {"payer_id", "Payer id", SJ_COL_CODE, 10, SJ_COL_OFF_PAGE, D_PAYER, NULL, NULL},
    {"from", "Service", SJ_COL_DATE, 12, SJ_COL_LIMITED, D_FROM, NULL, NULL},
    {"service", "Line", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_SUB, 0, fill_service, NULL},
    {"to", "Service to", SJ_COL_DATE, 12, SJ_COL_LIMITED | SJ_COL_OFF_PAGE, D_TO, NULL, NULL},
    {"line", "Line", SJ_COL_COUNT, 6, SJ_COL_OFF_PAGE, D_LINE, NULL, NULL},
    {"procedure", "Procedure", SJ_COL_CODE, 14, SJ_COL_OFF_PAGE, 0, fill_procedure, NULL},
    {"provider", "Billing NPI", SJ_COL_CODE, 13, SJ_COL_OFF_PAGE, D_PROVIDER, NULL, NULL},
    {"at_stake", "At stake", SJ_COL_MONEY, 12, SJ_COL_TOTAL, D_AMOUNT, NULL, NULL},
    {"charge", "Charge", SJ_COL_MONEY, 12, SJ_COL_SUB, D_CHARGE, NULL, NULL},
    {"allowed", "Allowed", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE, 0, fill_allowed, NULL},
    {"paid", "Paid", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE, D_PAID, NULL, NULL},
    {"patient_share", "Patient share", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE, D_PATIENT, NULL, NULL},
    {"contractual", "Contractual", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE, D_CONTRACTUAL, NULL, NULL},
    {"expected", "Expected", SJ_COL_MONEY, 12, SJ_COL_OFF_PAGE, D_EXPECTED, NULL, NULL},
    {"kind", "Counted as", SJ_COL_TEXT, 14, SJ_COL_OFF_PAGE, 0, fill_kind, NULL},
    {"reason", "Why", SJ_COL_WIDE, 40, 0, 0, fill_reason, NULL},
    {"codes", "Codes", SJ_COL_CODE, 14, SJ_COL_SUB, 0, fill_codes, NULL},
    {"root", "Root", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_SUB, 0, fill_root, NULL},
    {"expected_by", "By the schedule’s row", SJ_COL_WIDE, 40, SJ_COL_OFF_PAGE, D_EXPECTED_BY, NULL,
     NULL},
    {"rule", "Decision row", SJ_COL_COUNT, 9, SJ_COL_OFF_PAGE, D_RULE, NULL, NULL},
    {"group", "Group", SJ_COL_CODE, 7, SJ_COL_OFF_PAGE, D_GROUP, NULL, NULL},
    {"carc", "CARC", SJ_COL_CODE, 7, SJ_COL_OFF_PAGE, D_CARC, NULL, NULL},
    {"rarc", "RARC", SJ_COL_CODE, 8, SJ_COL_OFF_PAGE, D_RARC, NULL, NULL},
    {"category", "Category", SJ_COL_TEXT, 16, SJ_COL_OFF_PAGE, 0, fill_category, NULL},
    {"why", "How it came about", SJ_COL_WIDE, 44, SJ_COL_OFF_PAGE, 0, fill_why, NULL},
    {"next_step", "Next step", SJ_COL_WIDE, 48, 0, 0, fill_next, NULL},
    {"guards", "Must not or only", SJ_COL_WIDE, 30, SJ_COL_OFF_PAGE, 0, fill_guards, NULL},
    {"due", "By", SJ_COL_DATE, 12, 0, D_DUE, NULL, NULL},
    {"days_left", "Days left", SJ_COL_LEFT, 8, SJ_COL_SUB, 0, fill_left, NULL},
    {"limit_appeal", "Appeal", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_SUB, 0, fill_limit_appeal,
     NULL},
    {"limit_correct", "Correct", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_SUB, 0,
     fill_limit_correct, NULL},
    {"limit_file", "File", SJ_COL_TEXT, 0, SJ_COL_PAGE_ONLY | SJ_COL_LIMITED | SJ_COL_SUB, 0,
     fill_limit_file, NULL},
    {"urgency", "Urgency", SJ_COL_TEXT, 16, SJ_COL_OFF_PAGE, 0, fill_urgency, NULL},
    {"appeal_by", "Appeal by", SJ_COL_DATE, 12, SJ_COL_OFF_PAGE, 0, fill_appeal_by, NULL},
    {"appeal_days_left", "Appeal days left", SJ_COL_LEFT, 8, SJ_COL_OFF_PAGE, 0, fill_appeal_left,
     NULL},
    {"correct_by", "Correct by", SJ_COL_DATE, 12, SJ_COL_OFF_PAGE, 0, fill_correct_by, NULL},
    {"correct_days_left", "Correct days left", SJ_COL_LEFT, 8, SJ_COL_OFF_PAGE, 0,
     fill_correct_left, NULL},
    {"file_by", "File by", SJ_COL_DATE, 12, SJ_COL_LIMITED | SJ_COL_OFF_PAGE, 0, fill_file_by,
     NULL},
    {"file_days_left", "File days left", SJ_COL_LEFT, 8, SJ_COL_LIMITED | SJ_COL_OFF_PAGE, 0,
     fill_file_left, NULL},
    {"preventable", "An edit could catch it", SJ_COL_TEXT, 11, SJ_COL_OFF_PAGE, 0, fill_preventable,
     NULL},
    {"caught", "Our edits catch it now", SJ_COL_TEXT, 14, SJ_COL_OFF_PAGE, 0, fill_caught, NULL},
    {"new", "New", SJ_COL_YES, 6, SJ_COL_OFF_PAGE, 0, fill_new, NULL},
    {"paid_on", "Paid on", SJ_COL_DATE, 12, SJ_COL_OFF_PAGE, D_PAID_ON, NULL, NULL},
    {"payer_control", "Payer claim no.", SJ_COL_CODE, 18, SJ_COL_LIMITED | SJ_COL_OFF_PAGE,
     D_CONTROL, NULL, NULL},
    {"claim_status", "CLP02", SJ_COL_CODE, 7, SJ_COL_OFF_PAGE, D_CLAIM_STATUS, NULL, NULL},
    {"trace", "Trace", SJ_COL_CODE, 18, SJ_COL_OFF_PAGE, D_TRACE, NULL, NULL},
    {"file", "File", SJ_COL_CODE, 24, SJ_COL_OFF_PAGE, D_FILE, NULL, NULL},
    {"segment", "Segment", SJ_COL_COUNT, 8, SJ_COL_OFF_PAGE, D_SEGMENT, NULL, NULL},
    {"last_note", "Last note", SJ_COL_WIDE, 30, SJ_COL_FULL | SJ_COL_OFF_PAGE, D_NOTE, NULL, NULL},
    {"owner", "Owner", SJ_COL_TEXT, 14, SJ_COL_EDIT, D_OWNER, NULL, NULL},
    {"status", "Status", SJ_COL_TEXT, 11, SJ_COL_EDIT | SJ_COL_SUB, D_STATUS, NULL, STATUSES},
    {"action", "Action", SJ_COL_TEXT, 18, SJ_COL_EDIT | SJ_COL_OFF_PAGE, 0, fill_action, ACTIONS},
    {"follow_up", "Follow-up", SJ_COL_DATE, 12, SJ_COL_EDIT | SJ_COL_OFF_PAGE, D_FOLLOW, NULL,
     NULL},
    {"note", "Note", SJ_COL_WIDE, 36, SJ_COL_EDIT | SJ_COL_OFF_PAGE, 0, fill_nothing, NULL},
    {"outcome", "Outcome", SJ_COL_TEXT, 13, SJ_COL_EDIT | SJ_COL_OFF_PAGE, 0, fill_nothing,
     OUTCOMES},
    {"row_key", "RowKey", SJ_COL_CODE, 24, SJ_COL_HIDDEN, 0, fill_key, NULL},
    {"version", "Version", SJ_COL_CODE, 16, SJ_COL_HIDDEN, 0, fill_version, NULL},
    {NULL, NULL, SJ_COL_TEXT, 0, 0, 0, NULL, NULL}};
