/* engine/cli/transfers.c - `submit` and `fetch`: the steps to and from partners alone. */
#include "engine/cli/transfers.h"

#include "engine/cli/home.h"
#include "engine/cli/stop.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

/* ---- lines ---- */

static bool is_trouble(sj_transfer_kind kind) {
    return kind != SJ_TRANSFER_SENT && kind != SJ_TRANSFER_FETCHED;
}

static const char *size_text(uint64_t bytes, char out[32]) {
    if (bytes < 10000)
        snprintf(out, 32, "%" PRIu64 " bytes", bytes);
    else if (bytes < 10000000)
        snprintf(out, 32, "%" PRIu64 " KB", bytes / 1000);
    else
        snprintf(out, 32, "%" PRIu64 " MB", bytes / 1000000);
    return out;
}

void sj_transfers_print(void *ctx, const sj_transfer_result *t) {
    static const char *const words[] = {"sent   ", "fetched", "DOUBT  ", "waits  ",
                                        "REFUSED", "DOWN   ", "STOPPED"};
    char size[32];
    FILE *to = is_trouble(t->kind) ? stderr : stdout;
    (void)ctx;
    if (to == stderr && isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    fprintf(to, "%s %s%s%s", words[t->kind], t->partner, t->name[0] ? "/" : "", t->name);
    if (is_trouble(t->kind))
        fprintf(to, ": %s\n", t->reason);
    else
        fprintf(to, " (%s)\n", size_text(t->bytes, size));
}

static void text(sj_json_out *j, const char *key, const char *value) {
    sj_json_key(j, key);
    sj_json_strz(j, *value ? value : NULL);
}

void sj_transfers_json(sj_json_out *j, const sj_transfer_result *t) {
    static const char *const words[] = {"sent",    "fetched", "in_doubt", "waits",
                                        "refused", "down",    "stopped"};
    sj_json_object(j);
    text(j, "partner", t->partner);
    text(j, "name", t->name);
    text(j, "status", words[t->kind]);
    sj_json_key(j, "bytes");
    sj_json_uint(j, t->bytes);
    text(j, "reason", t->reason);
    sj_json_object_end(j);
}

/* ---- progress ---- */

static void show_progress(void *ctx, const char *partner, const char *name, uint64_t done,
                          uint64_t total) {
    static struct timespec last;
    struct timespec now;
    char size[32];
    (void)ctx;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec == last.tv_sec && now.tv_nsec - last.tv_nsec < 200000000) return;
    last = now;
    fprintf(stderr, "\r\033[K%s/%.60s %s", partner, name, size_text(done, size));
    if (total >= done && total) fprintf(stderr, " (%u %%)", (unsigned)(done * 100 / total));
    fflush(stderr);
}

sj_transfers_progress_fn sj_transfers_progress(void) {
    return isatty(STDERR_FILENO) ? show_progress : NULL;
}

/* ---- the command ---- */

static void add_json(void *ctx, const sj_transfer_result *t) {
    sj_transfers_json(ctx, t);
}

static int exit_code(const sj_run_totals *t) {
    if (t->stopped) return SJ_EXIT_INTERRUPTED;
    return t->troubled || t->delayed || t->in_doubt ? SJ_EXIT_TRANSPORT : SJ_EXIT_OK;
}

static int run(sj_engine *e, const sj_engine_transfer_opts *opts, bool json) {
    sj_run_totals totals;
    sj_err err = {0};
    sj_json_out j;
    sj_json_init(&j, NULL, NULL);
    sj_json_array(&j);
    const sj_run_events events = {.ctx = &j,
                                  .transfer = json ? add_json : sj_transfers_print,
                                  .progress = json ? NULL : sj_transfers_progress()};
    sj_status status = sj_engine_transfer(e, opts, &events, &totals, &err);
    sj_json_array_end(&j);
    if (status == SJ_OK && j.status != SJ_OK)
        status = sj_err_set(&err, j.status, "no memory for the JSON");
    if (status == SJ_OK && json) printf("{\"schema\":1,\"transfers\":%.*s}\n", (int)j.len, j.buf);
    sj_json_dispose(&j);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    if (events.progress) fputs("\r\033[K", stderr);
    if (!json && !totals.delivered && !totals.fetched && exit_code(&totals) == SJ_EXIT_OK)
        puts("nothing to do");
    return exit_code(&totals);
}

int sj_transfers_command(const sj_command *self, int argc, char **argv, bool fetch) {
    const char *dir = NULL;
    bool json = false;
    sj_engine_transfer_opts opts = {.fetch = fetch, .submit = !fetch};
    const sj_engine_opts engine = {.as_of = SJ_NO_DATE, .stop = &sj_cli_stop};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"partner", 0, SJ_OPTION_TEXT, &opts.partner, "NAME", "only this one"},
        {"now", 0, SJ_OPTION_FLAG, &opts.now, NULL, "even a partner that failed a moment ago"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object instead of lines"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is one word too many", argv[first]);
    char path[SJ_PATH];
    sj_err err = {0};
    sj_engine *e;
    sj_status status = sj_home_find(dir, path, &err);
    if (status == SJ_OK) status = sj_engine_open(&e, path, &engine, &err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_cli_stop_listen();
    code = run(e, &opts, json);
    sj_engine_close(e);
    return code;
}
