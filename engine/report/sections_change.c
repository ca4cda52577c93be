/* engine/report/sections_change.c - sections about what is not as it was, or not as elsewhere:
 * reasons of this week, payers, providers. What is beyond chance is told by spread.h. */
#include "engine/report/denials.h"
#include "engine/report/sections.h"
#include "engine/report/spread.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { WEEKS = 12, ENOUGH_WEEKS = 8, SHORT_WEEKS = 4, TOP = 10, LEAST_LINES = 3, CODE = 8 };

/* A reason's weeks: [0] is the last 7 days, then back. */
typedef struct reason {
    char group[CODE], carc[CODE];
    int64_t lines[WEEKS + 1];
    int64_t cents[WEEKS + 1];
} reason;

typedef struct reasons {
    reason *v;
    size_t n, cap;
    int64_t first_day;
    bool failed;
} reasons;

static bool take_week(void *ctx, const sj_sql_value *v) {
    reasons *all = ctx;
    reason *r = all->n ? &all->v[all->n - 1] : NULL;
    if (!r || !sj_str_is(v[0].s, r->group) || !sj_str_is(v[1].s, r->carc)) {
        if (all->n == all->cap) {
            size_t cap = all->cap ? 2 * all->cap : 64;
            reason *more = sj_realloc(all->v, cap * sizeof *more);
            if (!more) {
                all->failed = true;
                return false;
            }
            all->v = more;
            all->cap = cap;
        }
        r = &all->v[all->n++];
        *r = (reason){.group = ""};
        snprintf(r->group, sizeof r->group, "%.*s", SJ_FMT(v[0].s));
        snprintf(r->carc, sizeof r->carc, "%.*s", SJ_FMT(v[1].s));
    }
    if (v[2].i >= 0 && v[2].i <= WEEKS) {
        r->lines[v[2].i] += v[3].i;
        r->cents[v[2].i] += v[4].i;
    }
    all->first_day = v[5].i;
    return true;
}

static int by_now(const void *a, const void *b) {
    const reason *x = a, *y = b;
    if (x->cents[0] != y->cents[0]) return x->cents[0] < y->cents[0] ? 1 : -1;
    if (x->lines[0] != y->lines[0]) return x->lines[0] < y->lines[0] ? 1 : -1;
    int group = strcmp(x->group, y->group);
    return group ? group : strcmp(x->carc, y->carc);
}

static int64_t sum(const int64_t *v, int n) {
    int64_t s = 0;
    for (int i = 0; i < n; i++) s += v[i];
    return s;
}

/* The columns that trend_rows makes. */
enum {
    T_GROUP,
    T_CARC,
    T_RARC,
    T_LINES,
    T_CENTS,
    T_MEAN_LINES,
    T_MEAN,
    T_CHANGE,
    T_HIGH,
    T_SAYS,
    T_COLUMNS
};

/* With weeks enough the usual range speaks; else a quarter more or less than the mean week. */
static const char *says(const reason *r, int64_t before, bool enough, const sj_spread *usual) {
    int64_t now = r->cents[0];
    if (!before) return "★ not in the 4 weeks before";
    if (enough && now > usual->high && r->lines[0] >= LEAST_LINES)
        return "▲ beyond its usual range (2σ)";
    if (enough && now > usual->high) return "● beyond its range, but few lines";
    if (now * SHORT_WEEKS * 4 >= before * 5)
        return enough ? "● up by a quarter, within its range" : "▲ up by a quarter or more";
    return now * SHORT_WEEKS * 4 < before * 3 ? "✓ down by a quarter or more" : "as before";
}

static sj_status trend_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    reasons all = {.v = NULL};
    sj_status status = sj_query(f->store, "trend_weeks", &f->params, take_week, &all, err);
    if (status == SJ_OK && all.failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    if (status == SJ_OK && all.n) qsort(all.v, all.n, sizeof *all.v, by_now);
    int64_t weeks = (f->params.as_of - all.first_day) / 7; /* full ones before this */
    bool enough = weeks >= ENOUGH_WEEKS, more = true;
    for (size_t i = 0; i < all.n && i < TOP && status == SJ_OK && more; i++) {
        const reason *r = &all.v[i];
        if (!r->lines[0]) break;
        int64_t before = sum(r->cents + 1, SHORT_WEEKS);
        const sj_spread usual =
            sj_spread_of(r->cents + 1, enough && weeks < WEEKS ? (size_t)weeks : (size_t)WEEKS);
        const sj_sql_value row[T_COLUMNS] = {
            [T_GROUP] = sj_sql_textz(r->group),
            [T_CARC] = sj_sql_textz(r->carc),
            [T_RARC] = sj_sql_textz(""),
            [T_LINES] = sj_sql_int(r->lines[0]),
            [T_CENTS] = sj_sql_int(r->cents[0]),
            [T_MEAN_LINES] = sj_sql_int(sum(r->lines + 1, SHORT_WEEKS) * 10 / SHORT_WEEKS),
            [T_MEAN] = sj_sql_int(before / SHORT_WEEKS),
            [T_CHANGE] = before > 0
                             ? sj_sql_int((r->cents[0] * SHORT_WEEKS - before) * 1000 / before)
                             : sj_sql_null(),
            [T_HIGH] = enough ? sj_sql_int(usual.high) : sj_sql_null(),
            [T_SAYS] = sj_sql_textz(says(r, before, enough, &usual))};
        more = fn(ctx, row);
    }
    sj_free(all.v);
    return status;
}

static const sj_column trend_columns[] = {
    {"reason", "Reason", SJ_COL_WIDE, 48, 0, 0, sj_fill_reason, NULL},
    {"codes", "Codes", SJ_COL_CODE, 12, 0, 0, sj_fill_codes, NULL},
    {"lines", "Lines, 7 days", SJ_COL_COUNT, 10, 0, T_LINES, NULL, NULL},
    {"amount", "Denied, 7 days", SJ_COL_MONEY, 14, 0, T_CENTS, NULL, NULL},
    {"mean_lines", "Mean lines a week", SJ_COL_TENTHS, 12, 0, T_MEAN_LINES, NULL, NULL},
    {"mean_amount", "Mean denied a week", SJ_COL_MONEY, 14, 0, T_MEAN, NULL, NULL},
    {"change", "Change", SJ_COL_RATE, 10, 0, T_CHANGE, NULL, NULL},
    {"usual_up_to", "Usual up to", SJ_COL_MONEY, 14, 0, T_HIGH, NULL, NULL},
    {"flag", "Says", SJ_COL_TEXT, 34, 0, T_SAYS, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_trend = {
    .name = "trend",
    .title = "Top ten reasons against the weeks before",
    .about = "By payment date: the last 7 days, and the mean week of the 28 days before them. "
             "Usual up to: mean and two standard deviations (2σ) of the twelve weeks before, "
             "where remittances of eight weeks or more are here; else a quarter more counts.",
    .rows = trend_rows,
    .columns = trend_columns,
    .none = "Denials paid out in the last 7 days",
    .outputs = SJ_OUT_ALL,
};

/* A share against another: so many of so many, and what they are compared with. */
enum { C_WHO, C_N, C_K, C_RATE, C_N0, C_RATE0, C_DENIED, C_SAYS, C_COLUMNS };

typedef struct comparing {
    sj_sql_row_fn fn;
    void *ctx;
} comparing;

static sj_sql_value rate(int64_t k, int64_t n) {
    return n ? sj_sql_int(k * 1000 / n) : sj_sql_null();
}

/* Rows that differ by more than chance; nobody hears of the others. */
static bool compare(comparing *c, sj_str who, int64_t k, int64_t n, int64_t k0, int64_t n0,
                    sj_sql_value denied) {
    int differs = sj_share_differs(k, n, k0, n0);
    if (!differs) return true;
    const sj_sql_value row[C_COLUMNS] = {
        [C_WHO] = sj_sql_text(who),
        [C_N] = sj_sql_int(n),
        [C_K] = sj_sql_int(k),
        [C_RATE] = rate(k, n),
        [C_N0] = sj_sql_int(n0),
        [C_RATE0] = rate(k0, n0),
        [C_DENIED] = denied,
        [C_SAYS] = sj_sql_textz(differs > 0 ? "▲ denied more often" : "✓ denied less often")};
    return c->fn(c->ctx, row);
}

static bool take_payer(void *ctx, const sj_sql_value *v) {
    return compare(ctx, v[0].s, v[2].i, v[1].i, v[4].i, v[3].i, sj_sql_null());
}

static sj_status payer_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    comparing c = {fn, ctx};
    return sj_query(f->store, "payer_change", &f->params, take_payer, &c, err);
}

/* A provider's payments; kept until all others' are known. */
typedef struct provider {
    sj_str npi;
    int64_t n, k;
    sj_money denied;
    struct provider *next;
} provider;

typedef struct providers {
    sj_arena *arena;
    provider *first, **end;
    int64_t n, k; /* of all */
    bool failed;
} providers;

static bool take_provider(void *ctx, const sj_sql_value *v) {
    providers *all = ctx;
    provider *p = sj_arena_zalloc(all->arena, sizeof *p);
    if (!p || !sj_arena_copy(all->arena, v[0].s, &p->npi)) {
        all->failed = true;
        return false;
    }
    p->n = v[1].i;
    p->k = v[2].i;
    p->denied = v[3].i;
    all->n += p->n;
    all->k += p->k;
    *all->end = p;
    all->end = &p->next;
    return true;
}

/* Each is compared with all others together. */
static sj_status provider_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    comparing c = {fn, ctx};
    providers all = {.arena = &f->kept};
    all.end = &all.first;
    sj_status status = sj_query(f->store, "provider_rates", &f->params, take_provider, &all, err);
    if (status == SJ_OK && all.failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    bool more = status == SJ_OK;
    for (const provider *p = all.first; p && more; p = p->next)
        more = compare(&c, p->npi, p->k, p->n, all.k - p->k, all.n - p->n, sj_sql_int(p->denied));
    return status;
}

static const sj_column payer_columns[] = {
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, C_WHO, NULL, NULL},
    {"payments", "Payments, 28 days", SJ_COL_COUNT, 12, 0, C_N, NULL, NULL},
    {"with_denial", "With a denial", SJ_COL_COUNT, 12, 0, C_K, NULL, NULL},
    {"rate", "Denied share", SJ_COL_RATE, 10, 0, C_RATE, NULL, NULL},
    {"payments_before", "Payments before", SJ_COL_COUNT, 12, 0, C_N0, NULL, NULL},
    {"rate_before", "Share before", SJ_COL_RATE, 10, 0, C_RATE0, NULL, NULL},
    {"says", "Says", SJ_COL_TEXT, 24, 0, C_SAYS, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_payer_change = {
    .name = "payer-change",
    .title = "Payers that changed",
    .about = "Share of claim payments with a denied line, the last 28 days against the 84 before, "
             "where the two differ by two standard deviations (2σ) and have twenty payments each.",
    .rows = payer_rows,
    .columns = payer_columns,
    .none = "Payers whose denials changed by more than chance",
    .outputs = SJ_OUT_ALL,
};

static const sj_column provider_columns[] = {
    {"provider", "Billing NPI", SJ_COL_CODE, 16, 0, C_WHO, NULL, NULL},
    {"payments", "Payments, 90 days", SJ_COL_COUNT, 12, 0, C_N, NULL, NULL},
    {"with_denial", "With a denial", SJ_COL_COUNT, 12, 0, C_K, NULL, NULL},
    {"rate", "Denied share", SJ_COL_RATE, 10, 0, C_RATE, NULL, NULL},
    {"payments_others", "Payments of others", SJ_COL_COUNT, 12, 0, C_N0, NULL, NULL},
    {"rate_others", "Their share", SJ_COL_RATE, 10, 0, C_RATE0, NULL, NULL},
    {"denied", "Denied", SJ_COL_MONEY, 14, 0, C_DENIED, NULL, NULL},
    {"says", "Says", SJ_COL_TEXT, 24, 0, C_SAYS, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_outliers = {
    .name = "provider-outliers",
    .title = "Providers that differ from the others",
    .about = "Share of claim payments with a denied line over 90 days, each billing provider "
             "against all others together, where they differ by two standard deviations (2σ).",
    .rows = provider_rows,
    .columns = provider_columns,
    .none = "Providers whose denials differ by more than chance",
    .outputs = SJ_OUT_ALL,
};
