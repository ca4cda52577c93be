/* engine/cli/cmd_run.c - `scrubjay run`: a pass of the pipeline, or pass after pass; one line a
 * file and a batch. */
#include "engine/cli/home.h"
#include "engine/cli/run_show.h"
#include "engine/cli/stop.h"
#include "engine/operate/log.h"
#include "engine/operate/metrics.h"
#include "engine/store/audit.h"

#include <scrubjay/engine.h>
#include <string.h>
#include <unistd.h>

/* ---- one pass ---- */

typedef struct run_options {
    const char *home, *log, *metrics;
    sj_engine_opts engine;
    long every; /* seconds between two passes */
    bool json, watch;
} run_options;

/* Who hears of each file and batch: the reader of standard output, and the log. */
typedef struct listeners {
    sj_run_events shown;
    sj_log *log; /* NULL: none is kept */
} listeners;

static void tell_file(void *ctx, const sj_file_result *f) {
    listeners *l = ctx;
    l->shown.file(l->shown.ctx, f);
    if (l->log) sj_log_file(l->log, f);
}

static void tell_batch(void *ctx, const sj_batch_result *b) {
    listeners *l = ctx;
    l->shown.batch(l->shown.ctx, b);
    if (l->log) sj_log_batch(l->log, b);
}

static void tell_transfer(void *ctx, const sj_transfer_result *t) {
    listeners *l = ctx;
    l->shown.transfer(l->shown.ctx, t);
}

static void tell_progress(void *ctx, const char *partner, const char *name, uint64_t done,
                          uint64_t total) {
    listeners *l = ctx;
    if (l->shown.progress) l->shown.progress(l->shown.ctx, partner, name, done, total);
}

static int exit_code(const sj_run_totals *t) {
    if (t->stopped) return SJ_EXIT_INTERRUPTED;
    if (t->troubled || t->delayed || t->in_doubt) return SJ_EXIT_TRANSPORT;
    if (t->failed) return SJ_EXIT_PARTLY;
    return t->held || t->rejected || t->late ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

static void tell_pack(void *ctx, const sj_err *why) {
    (void)ctx;
    sj_cli_fail("a rule pack is not used", why);
}

static int run(const char *path, const run_options *o, sj_log *log, sj_run_totals *totals,
               sj_status *status, sj_err *err) {
    sj_run_json j;
    listeners l = {sj_run_lines(o->watch), log};
    const sj_run_events events = {&l, tell_file, tell_batch, tell_transfer, tell_progress};
    sj_engine *e;
    *totals = (sj_run_totals){0};
    *status = sj_engine_open(&e, path, &o->engine, err);
    if (*status != SJ_OK) return sj_cli_fail(NULL, err);
    if (o->json) l.shown = sj_run_json_begin(&j);
    *status = sj_engine_run(e, &events, totals, err);
    sj_engine_close(e);
    if (o->json) {
        sj_status written = sj_run_json_end(&j);
        if (*status == SJ_OK && written != SJ_OK)
            *status = sj_err_set(err, written, "no memory for the JSON");
    }
    if (*status != SJ_OK) return sj_cli_fail(NULL, err);
    sj_run_print_totals(totals, o->json || o->watch);
    return exit_code(totals);
}

/* The log and the figures want the store after the pass. What fails here fails no pass. */
static void note_pass(const char *path, const run_options *o, sj_log *log, sj_status status,
                      const sj_err *why, const sj_pass_facts *pass) {
    static const uint8_t none[SJ_SHA256_SIZE];
    char digest[SJ_SHA256_HEX] = "";
    uint8_t head[SJ_SHA256_SIZE];
    sj_home *home = NULL;
    sj_err err = {0};
    sj_status done = sj_home_open(&home, path, &err);
    if (done == SJ_OK) done = sj_audit_head(home->store, head, &err);
    if (done == SJ_OK && memcmp(head, none, sizeof head) != 0) sj_sha256_hex(head, digest);
    const sj_log_pass end = {pass->totals, pass->ended - pass->began, status, why, digest};
    if (log) sj_log_end(log, &end, o->watch);
    if (done == SJ_OK && o->metrics) done = sj_metrics_write(home, o->metrics, pass, &err);
    sj_home_close(home);
    if (done != SJ_OK) sj_cli_fail("the pass is done, but not all is noted", &err);
}

static int pass(const char *path, const run_options *o, sj_status *status) {
    sj_run_totals totals;
    sj_log *log = NULL;
    sj_err err = {0};
    *status = o->log ? sj_log_open(&log, o->log, &err) : SJ_OK;
    if (*status != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_pass_facts facts = {.began = sj_cli_now(), .totals = &totals};
    int code = facts.exit_code = run(path, o, log, &totals, status, &err);
    facts.ended = sj_cli_now();
    if (log || o->metrics) note_pass(path, o, log, *status, &err, &facts);
    if (sj_log_close(log, &err) != SJ_OK) sj_cli_fail(o->log, &err);
    return code;
}

/* ---- pass after pass ---- */

/* May the next pass go better without anybody's doing anything to this process? */
static bool may_pass(sj_status status) {
    return status == SJ_OK || status == SJ_EBUSY || status == SJ_EIO || status == SJ_ECONFIG ||
           status == SJ_ETABLE || status == SJ_EXML || status == SJ_ETRANSPORT;
}

/* A home that is wrong from the beginning is said at once; what goes wrong later is said and tried
 * again. */
static int watch(const char *path, const run_options *o) {
    sj_status status;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int code = pass(path, o, &status);
    if (status != SJ_OK && status != SJ_EBUSY) return code;
    while (!sj_cli_stop && may_pass(status)) {
        for (long i = 0; i < o->every && !sj_cli_stop; i++) sleep(1);
        if (!sj_cli_stop) code = pass(path, o, &status);
    }
    return sj_cli_stop ? SJ_EXIT_OK : code;
}

static const char *complaint(const run_options *o) {
    if (o->watch && o->json) return "--json is of one pass; with --watch, --log writes JSON lines";
    if (o->every && !o->watch) return "--every goes with --watch";
    return NULL;
}

int sj_cmd_run(const sj_command *self, int argc, char **argv) {
    run_options o = {
        .engine = {.as_of = SJ_NO_DATE, .stop = &sj_cli_stop, .pack_problem = tell_pack}};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&o.home),
        {"as-of", 0, SJ_OPTION_DATE, &o.engine.as_of, "DATE", "work as if it were that day"},
        {"watch", 0, SJ_OPTION_FLAG, &o.watch, NULL, "stay, and make a pass again and again"},
        {"every", 0, SJ_OPTION_NUMBER, &o.every, "SECONDS", "between two passes of --watch (15)"},
        {"log", 0, SJ_OPTION_TEXT, &o.log, "FILE",
         "append what is done as JSON lines, without patients' data; - is standard error"},
        {"metrics", 0, SJ_OPTION_TEXT, &o.metrics, "FILE",
         "write figures for monitoring (Prometheus text) after each pass"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "one JSON object instead of lines"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is one word too many", argv[first]);
    const char *wrong = complaint(&o);
    if (wrong) return sj_cli_usage(self, "%s", wrong);
    if (!o.every) o.every = 15;
    char path[SJ_PATH];
    sj_err err = {0};
    sj_status status = sj_home_find(o.home, path, &err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_cli_stop_listen();
    o.engine.resident = o.watch;
    return o.watch ? watch(path, &o) : pass(path, &o, &status);
}
