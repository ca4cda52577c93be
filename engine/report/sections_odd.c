/* engine/report/sections_odd.c - what is odd about remittances that were posted all the same:
 * codes that there are not, dates in the future, signs that do not fit. A matter for the payer. */
#include "engine/report/sections.h"

#include "engine/followup/decide.h"
#include "engine/followup/findings.h"

enum { PAYER, BITS, HOW_MANY, PAID, ACCOUNT, TRACE }; /* of the question */
enum { O_PAYER, O_WHAT, O_ID, O_N, O_PAID, O_ACCOUNT, O_TRACE, O_FIX, O_COLUMNS };
enum { NAME = 256 };

typedef struct oddity {
    char account[NAME], trace[NAME]; /* of one of them */
    int64_t n;
    sj_money paid;
} oddity;

/* The payer at hand: its rows come one behind the other, each with several bits. */
typedef struct telling {
    char payer[NAME];
    oddity notes[SJ_NOTES];
    sj_sql_row_fn fn;
    void *ctx;
    bool more;
} telling;

static void hand_on(telling *t) {
    for (int i = 0; i < SJ_NOTES && t->more; i++) {
        const oddity *o = &t->notes[i];
        const sj_finding_def *def = &sj_remit_findings()->rows[i];
        if (!o->n || def->severity == SJ_INFO) continue;
        const sj_sql_value row[O_COLUMNS] = {
            [O_PAYER] = sj_sql_textz(t->payer), [O_WHAT] = sj_sql_textz(def->title),
            [O_ID] = sj_sql_textz(def->id),     [O_N] = sj_sql_int(o->n),
            [O_PAID] = sj_sql_int(o->paid),     [O_ACCOUNT] = sj_sql_opt(sj_str_of(o->account)),
            [O_TRACE] = sj_sql_textz(o->trace), [O_FIX] = sj_sql_textz(def->fix)};
        t->more = t->fn(t->ctx, row);
    }
    memset(t->notes, 0, sizeof t->notes);
}

static bool take(void *ctx, const sj_sql_value *v) {
    telling *t = ctx;
    if (!sj_str_is(v[PAYER].s, t->payer)) {
        hand_on(t);
        snprintf(t->payer, sizeof t->payer, "%.*s", SJ_FMT(v[PAYER].s));
    }
    for (int i = 0; i < SJ_NOTES; i++) {
        oddity *o = &t->notes[i];
        if (!(v[BITS].i & 1 << i)) continue;
        if (!o->n) {
            snprintf(o->account, sizeof o->account, "%.*s", SJ_FMT(v[ACCOUNT].s));
            snprintf(o->trace, sizeof o->trace, "%.*s", SJ_FMT(v[TRACE].s));
        }
        o->n += v[HOW_MANY].i;
        o->paid = sj_money_add(o->paid, v[PAID].i);
    }
    return t->more;
}

static sj_status rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    telling *t = sj_arena_zalloc(&f->kept, sizeof *t);
    if (!t) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    t->fn = fn;
    t->ctx = ctx;
    t->more = true;
    sj_status status = sj_query(f->store, "odd_payments", &f->params, take, t, err);
    if (status == SJ_OK) hand_on(t);
    return status;
}

static const sj_column columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 28, 0, O_PAYER, NULL, NULL},
    {"what", "What", SJ_COL_WIDE, 44, 0, O_WHAT, NULL, NULL},
    {"finding", "Id", SJ_COL_CODE, 9, SJ_COL_SUB, O_ID, NULL, NULL},
    {"payments", "Payments", SJ_COL_COUNT, 9, 0, O_N, NULL, NULL},
    {"paid", "Paid", SJ_COL_MONEY, 13, 0, O_PAID, NULL, NULL},
    {"account", "One of them", SJ_COL_TEXT, 18, SJ_COL_LIMITED, O_ACCOUNT, NULL, NULL},
    {"trace", "Its trace", SJ_COL_CODE, 18, 0, O_TRACE, NULL, NULL},
    {"what_to_do", "What to do", SJ_COL_WIDE, 48, 0, O_FIX, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_odd = {
    .name = "odd",
    .title = "Odd in remittances",
    .about = "Posted all the same, as the rules say: but the payer should be told. All of them "
             "are noted with the remittance (scrubjay remit TRACE).",
    .rows = rows,
    .columns = columns,
    .none = "Oddities in what was posted",
    .count = true,
    .outputs = SJ_OUT_ALL,
    .page_rows = 60,
    .fold_above = 12,
};
