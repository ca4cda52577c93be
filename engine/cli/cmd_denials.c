/* engine/cli/cmd_denials.c - `scrubjay denials`: the worklist, one row for each denied line.
 * Reading it is noted in the audit log. */
#include "engine/cli/claims_silent.h"
#include "engine/cli/denials_import.h"
#include "engine/cli/denials_patterns.h"
#include "engine/cli/denials_verbs.h"
#include "engine/cli/reading.h"
#include "engine/report/worklist_json.h"

#include <inttypes.h>
#include <string.h>

typedef struct wishes {
    bool json, csv, why;
    const char *queue, *filter;
    long limit; /* 0: all */
} wishes;

static int show(const wishes *w, const sj_worklist *n) {
    if (w->json) {
        sj_json_out out;
        sj_cli_json(&out);
        sj_worklist_json(n, &out);
        return sj_cli_json_end(&out);
    }
    if (w->csv)
        sj_worklist_csv(n, stdout);
    else
        sj_worklist_text(n, w->why, stdout);
    return SJ_EXIT_OK;
}

/* The queue first, by what it chooses and sorts by; then all about its first lines. */
static sj_status read_queue(sj_worklist *n, sj_home *h, const wishes *w, sj_worklist_opts *opts,
                            sj_err *err) {
    sj_reasons *reasons = NULL;
    sj_chances chances = {.n = 0};
    sj_filter filter;
    sj_queue q = {.v = NULL};
    sj_status status = w->queue ? sj_filter_by_name(&filter, h->store, sj_str_of(w->queue), err)
                                : sj_filter_read(&filter, sj_str_of(w->filter), err);
    if (status == SJ_OK) status = sj_reasons_new(&reasons, err);
    if (status == SJ_OK) status = sj_chances_read(&chances, h->store, reasons, err);
    if (status == SJ_OK)
        status = sj_queue_read(&q, h->store, &filter, &chances, opts->as_of, (size_t)w->limit, err);
    opts->chances = &chances;
    opts->terms = h->config.terms;
    opts->only = q.v ? q.v : (const struct sj_queued[1]){{0}};
    opts->n_only = q.n;
    if (status == SJ_OK) status = sj_worklist_read(n, h->store, opts, err);
    if (status == SJ_OK && q.n < q.lines)
        fprintf(stderr, "the first %zu of %" PRIu64 "\n", q.n, q.lines);
    if (status == SJ_OK && q.snoozed && filter.snoozed == 'n')
        fprintf(stderr, "%" PRIu64 " more snoozed: --queue snoozed\n", q.snoozed);
    sj_queue_dispose(&q);
    sj_reasons_free(reasons);
    return status;
}

/* A verb, or -1 to list. */
static int run_verb(const sj_command *self, int argc, char **argv) {
    if (argc < 2) return -1;
    const char *word = argv[1];
    argc--, argv++;
    if (strcmp(word, "import") == 0) return sj_cli_denials_import(self, argc, argv);
    if (strcmp(word, "patterns") == 0) return sj_cli_denials_patterns(self, argc, argv);
    if (sj_cli_is_work_verb(word)) return sj_cli_denials_work(self, argc, argv);
    if (strcmp(word, "queues") == 0 || strcmp(word, "queue") == 0)
        return sj_cli_denials_queues(self, argc, argv);
    if (strcmp(word, "caught") == 0) return sj_cli_denials_caught(self, argc, argv);
    if (strcmp(word, "show") == 0) return sj_cli_denials_show(self, argc, argv);
    if (strcmp(word, "appeal") == 0) return sj_cli_denials_appeal(self, argc, argv);
    if (strcmp(word, "history") == 0) return sj_cli_denials_history(self, argc, argv);
    return -1;
}

int sj_cmd_denials(const sj_command *self, int argc, char **argv) {
    int verb = run_verb(self, argc, argv);
    if (verb >= 0) return verb;
    const char *dir = NULL, *patients = NULL;
    wishes w = {.json = false};
    sj_worklist_opts opts = {.as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"why", 0, SJ_OPTION_FLAG, &w.why, NULL, "say why each counts as denied, and what to do"},
        {"json", 0, SJ_OPTION_FLAG, &w.json, NULL, "one JSON object"},
        {"csv", 0, SJ_OPTION_FLAG, &w.csv, NULL, "CSV for a spreadsheet"},
        {"as-of", 0, SJ_OPTION_DATE, &opts.as_of, "DATE", "count the days left from that day"},
        {"queue", 'q', SJ_OPTION_TEXT, &w.queue, "NAME",
         "only that queue ('denials queues' lists them)"},
        {"filter", 0, SJ_OPTION_TEXT, &w.filter, "FILTER",
         "only what fits: 'payer=60054 due=14 owner=-'"},
        {"limit", 0, SJ_OPTION_NUMBER, &w.limit, "N", "the first N only"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first < argc) return sj_cli_usage(self, "'%s' is not expected", argv[first]);
    if (w.json && w.csv) return sj_cli_usage(self, "--json or --csv, not both");
    if (w.queue && w.filter) return sj_cli_usage(self, "--queue or --filter, not both");
    if (!sj_cli_detail(patients, &opts.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    if (opts.as_of == SJ_NO_DATE) opts.as_of = sj_cli_today();
    opts.from = sj_cli_day_start(opts.as_of);

    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    if (w.queue && strcmp(w.queue, "no-response") == 0) {
        code = sj_cli_claims_silent(h, opts.as_of, w.json);
        sj_home_close(h);
        return code;
    }
    sj_err err = {0};
    sj_worklist n = {.as_of = SJ_NO_DATE};
    sj_status status = sj_cli_note(h, "read denials", "", &err);
    if (status == SJ_OK) status = read_queue(&n, h, &w, &opts, &err);
    code = status == SJ_OK ? show(&w, &n) : sj_cli_fail(NULL, &err);
    sj_worklist_dispose(&n);
    sj_home_close(h);
    return code;
}
