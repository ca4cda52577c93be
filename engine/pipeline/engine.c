/* engine/pipeline/engine.c - the public face of the pipeline. */
#include "engine/pipeline/pack_files.h"
#include "engine/pipeline/run.h"
#include "engine/pipeline/tables.h"
#include "engine/pipeline/transfer.h"
#include "parsers/base/alloc.h"

#include <time.h>

struct sj_engine {
    sj_home *home;
    sj_table_files *tables;
    sj_packs *packs;
    sj_guides *guides;
    sj_judges judges;
    sj_history *history;
    sj_fee_cache fees;
    sj_check_opts check_opts;
    sj_sha256 *sha;
    sj_date as_of;
    const volatile int *stop;
    bool resident;
};

static sj_date today(void) {
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    return sj_date_of(day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

/* A damaged table would let codes pass that nobody looked at: no claim goes out before it is
 * mended. */
static sj_status open_tables(sj_engine *e, sj_err *err) {
    char folder[SJ_PATH];
    sj_status status = sj_home_path(e->home, folder, "tables", NULL, err);
    if (status == SJ_OK) status = sj_table_files_open(&e->tables, folder, err);
    if (status != SJ_OK) return status;
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) {
        const sj_err *problem = sj_table_files_problem(e->tables, (sj_code_kind)kind);
        if (!problem) continue;
        if (err) *err = *problem;
        return problem->code;
    }
    e->check_opts.tables = sj_table_files_view(e->tables);
    return SJ_OK;
}

static sj_status open_packs(sj_engine *e, const sj_engine_opts *opts, sj_err *err) {
    sj_home *h = e->home;
    sj_status status =
        sj_pack_files_open(&e->packs, h->path, &h->config, opts ? opts->pack_problem : NULL,
                           opts ? opts->ctx : NULL, err);
    e->check_opts.packs = e->packs;
    e->check_opts.partner = sj_pack_partner;
    e->check_opts.filing_days = sj_config_filing_days;
    e->check_opts.filing_ctx = &h->config;
    return status;
}

sj_status sj_engine_init(const char *dir, sj_err *err) {
    return sj_home_init(dir, err);
}

sj_status sj_engine_open(sj_engine **out, const char *dir, const sj_engine_opts *opts,
                         sj_err *err) {
    *out = NULL;
    sj_engine *e = sj_calloc(1, sizeof *e);
    if (!e) return sj_err_set(err, SJ_ENOMEM, "no memory for the engine");
    e->as_of = opts && opts->as_of != SJ_NO_DATE ? opts->as_of : today();
    e->stop = opts ? opts->stop : NULL;
    e->resident = opts && opts->resident;
    e->check_opts.as_of = e->as_of;
    sj_status status = sj_home_open(&e->home, dir, err);
    if (status == SJ_OK) status = open_tables(e, err);
    if (status == SJ_OK) status = open_packs(e, opts, err);
    if (status == SJ_OK) status = sj_guides_new(&e->guides, err);
    if (status == SJ_OK) status = sj_history_new(&e->history, e->home->store, e->home->keyed, err);
    e->check_opts.earlier = sj_history_tell;
    e->check_opts.earlier_ctx = e->history;
    e->check_opts.guides = e->guides;
    if (status == SJ_OK) status = sj_judges_open(&e->judges, e->home, &e->check_opts, err);
    if (status == SJ_OK) status = sj_sha256_new(&e->sha, err);
    if (status != SJ_OK)
        sj_engine_close(e);
    else
        *out = e;
    return status;
}

void sj_engine_close(sj_engine *e) {
    if (!e) return;
    sj_sha256_free(e->sha);
    sj_judges_close(&e->judges);
    sj_history_free(e->history);
    sj_fee_cache_dispose(&e->fees);
    sj_guides_free(e->guides);
    sj_table_files_close(e->tables);
    sj_packs_free(e->packs);
    sj_home_close(e->home);
    sj_free(e);
}

void sj_engine_prepare(sj_engine *e, const sj_run_events *events, sj_run_totals *totals,
                       sj_run *out) {
    *totals = (sj_run_totals){0};
    *out = (sj_run){.home = e->home,
                    .store = e->home->store,
                    .guides = e->guides,
                    .judges = &e->judges,
                    .tables = e->check_opts.tables,
                    .fees = &e->fees,
                    .history = e->history,
                    .sha = e->sha,
                    .as_of = e->as_of,
                    .stop = e->stop,
                    .resident = e->resident,
                    .events = events,
                    .totals = totals};
}

sj_status sj_engine_run(sj_engine *e, const sj_run_events *events, sj_run_totals *totals,
                        sj_err *err) {
    sj_run r;
    sj_engine_prepare(e, events, totals, &r);
    sj_status status = sj_home_lock(e->home, err);
    if (status == SJ_OK) status = sj_run_pass(&r, err);
    if (status == SJ_OK && !totals->stopped) status = sj_home_note_pass(e->home, err);
    sj_home_unlock(e->home);
    return status;
}

sj_status sj_engine_transfer(sj_engine *e, const sj_engine_transfer_opts *opts,
                             const sj_run_events *events, sj_run_totals *totals, sj_err *err) {
    *totals = (sj_run_totals){0};
    if (opts->partner && !sj_config_partner(&e->home->config, sj_str_of(opts->partner)))
        return sj_err_setf(err, SJ_ECONFIG, "scrubjay.xml has no partner of that name", "%s",
                           opts->partner);
    sj_transfer t = {.home = e->home,
                     .fetch = opts->fetch,
                     .submit = opts->submit,
                     .now = opts->now,
                     .partner = opts->partner,
                     .stop = e->stop,
                     .events = events,
                     .totals = totals};
    sj_status status = sj_home_lock(e->home, err);
    if (status == SJ_OK) status = sj_transfer_run(&t, err);
    sj_home_unlock(e->home);
    totals->stopped = e->stop && *e->stop;
    return status;
}
