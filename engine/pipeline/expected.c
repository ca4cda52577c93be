/* engine/pipeline/expected.c - the clocks of partners. */
#include "engine/pipeline/expected.h"

#include "engine/store/transfers.h"

#include <stdio.h>
#include <time.h>

enum { WEEK = 7, LOOK_BACK_DAYS = 90, DAY_MS = 86400000, HOUR_MS = 3600000 };

/* The instant of `minutes` after midnight, `days` before the day of `now`; *weekday is its day. */
static sj_instant local_instant(sj_instant now, int days, int minutes, int *weekday) {
    time_t seconds = now / 1000;
    struct tm t;
    localtime_r(&seconds, &t);
    t.tm_mday -= days;
    t.tm_hour = minutes / 60;
    t.tm_min = minutes % 60;
    t.tm_sec = 0;
    t.tm_isdst = -1;
    sj_instant at = (sj_instant)mktime(&t) * 1000;
    *weekday = t.tm_wday;
    return at;
}

bool sj_expected_due(const sj_expect *e, sj_instant now, sj_instant *due, sj_instant *before) {
    int found = 0, weekday;
    for (int days = 0; days <= 2 * WEEK && found < 2; days++) {
        sj_instant at = local_instant(now, days, e->by, &weekday);
        if (at > now || !(e->days >> weekday & 1)) continue;
        *(found++ ? before : due) = at;
    }
    return found == 2;
}

static void when_text(char out[48], const char *format, sj_instant at) {
    time_t seconds = at / 1000;
    struct tm t;
    localtime_r(&seconds, &t);
    strftime(out, 48, format, &t);
}

static sj_status check_file(sj_home *home, const sj_partner *p, const sj_expect *e, sj_instant now,
                            sj_missing_fn fn, void *ctx, sj_err *err) {
    sj_missing m = {.partner = p->name, .type = e->type};
    sj_instant before;
    bool came;
    char when[48];
    if (!sj_expected_due(e, now, &m.due, &before)) return SJ_OK;
    sj_status status =
        sj_files_came(home->store, sj_str_of(p->name), sj_str_of(e->type), before, &came, err);
    if (status != SJ_OK || came) return status;
    when_text(when, "%A, %m/%d %H:%M", m.due);
    snprintf(m.text, sizeof m.text, "%s: the %s due by %s did not come", p->name, e->type, when);
    fn(ctx, &m);
    return SJ_OK;
}

typedef struct asker {
    const sj_partner *partner;
    const sj_awaited *awaited;
    sj_missing_fn fn;
    void *ctx;
} asker;

static bool take(void *ctx, int64_t batch, sj_str name, sj_instant sent_at) {
    asker *a = ctx;
    char file[256], when[48];
    (void)batch;
    snprintf(file, sizeof file, "%.*s", SJ_FMT(name));
    sj_missing m = {.partner = a->partner->name,
                    .type = a->awaited->type,
                    .batch = file,
                    .due = sent_at + (sj_instant)a->awaited->hours * HOUR_MS};
    when_text(when, "%m/%d %H:%M", sent_at);
    snprintf(m.text, sizeof m.text, "%s: no %s within %u hours for %.100s, sent %s",
             a->partner->name, a->awaited->type, a->awaited->hours, file, when);
    a->fn(a->ctx, &m);
    return true;
}

static sj_status check_answers(sj_home *home, const sj_partner *p, const sj_awaited *w,
                               sj_instant now, sj_missing_fn fn, void *ctx, sj_err *err) {
    asker a = {p, w, fn, ctx};
    return sj_batches_unanswered(home->store, sj_str_of(p->name), sj_str_of(w->type),
                                 now - (sj_instant)LOOK_BACK_DAYS * DAY_MS,
                                 now - (sj_instant)w->hours * HOUR_MS, take, &a, err);
}

sj_status sj_expected_missing(sj_home *home, sj_instant now, sj_missing_fn fn, void *ctx,
                              sj_err *err) {
    const sj_config *c = &home->config;
    sj_status status = SJ_OK;
    for (const sj_partner *p = c->partners; p < c->partners + c->n_partners; p++) {
        for (size_t i = 0; i < p->n_expects && status == SJ_OK; i++)
            status = check_file(home, p, &p->expects[i], now, fn, ctx, err);
        for (size_t i = 0; i < p->n_awaited && status == SJ_OK; i++)
            status = check_answers(home, p, &p->awaited[i], now, fn, ctx, err);
    }
    return status;
}
