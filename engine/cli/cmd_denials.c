/* engine/cli/cmd_denials.c - `scrubjay denials`: the worklist, one row for each denied line.
 * Reading it is noted in the audit log. */
#include "engine/cli/denials_import.h"
#include "engine/cli/denials_patterns.h"
#include "engine/cli/reading.h"
#include "engine/report/worklist_json.h"

#include <string.h>

typedef struct wishes {
    bool json, csv, why;
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

int sj_cmd_denials(const sj_command *self, int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "import") == 0)
        return sj_cli_denials_import(self, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "patterns") == 0)
        return sj_cli_denials_patterns(self, argc - 1, argv + 1);
    const char *dir = NULL, *patients = NULL;
    wishes w = {.json = false};
    sj_worklist_opts opts = {.as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"why", 0, SJ_OPTION_FLAG, &w.why, NULL, "say why each counts as denied, and what to do"},
        {"json", 0, SJ_OPTION_FLAG, &w.json, NULL, "one JSON object"},
        {"csv", 0, SJ_OPTION_FLAG, &w.csv, NULL, "CSV for a spreadsheet"},
        {"as-of", 0, SJ_OPTION_DATE, &opts.as_of, "DATE", "count the days left from that day"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first < argc) return sj_cli_usage(self, "'%s' is not expected", argv[first]);
    if (w.json && w.csv) return sj_cli_usage(self, "--json or --csv, not both");
    if (!sj_cli_detail(patients, &opts.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    if (opts.as_of == SJ_NO_DATE) opts.as_of = sj_cli_today();
    opts.from = sj_cli_day_start(opts.as_of);

    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_worklist n = {.as_of = SJ_NO_DATE};
    sj_status status = sj_cli_note(h, "read denials", "", &err);
    if (status == SJ_OK) status = sj_worklist_read(&n, h->store, &opts, &err);
    code = status == SJ_OK ? show(&w, &n) : sj_cli_fail(NULL, &err);
    sj_worklist_dispose(&n);
    sj_home_close(h);
    return code;
}
