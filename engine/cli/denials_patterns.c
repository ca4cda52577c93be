/* engine/cli/denials_patterns.c - `scrubjay denials patterns`: what denials have in common. */
#include "engine/cli/denials_patterns.h"

#include "engine/cli/reading.h"
#include "engine/report/report.h"

int sj_cli_denials_patterns(const sj_command *self, int argc, char **argv) {
    static const sj_command about = {
        "denials patterns", NULL,
        "what denials have in common: payer, procedure, modifiers, diagnosis, reason",
        "denials patterns [options]",
        "denials patterns\ndenials patterns --since 2026-01-01 --json"};
    const char *dir = NULL;
    bool json = false;
    long least = 0;
    sj_report_opts opts = {.as_of = SJ_NO_DATE, .since = SJ_NO_DATE, .detail = SJ_DETAIL_NONE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"as-of", 0, SJ_OPTION_DATE, &opts.as_of, "DATE", "the period's last day, not today"},
        {"since", 0, SJ_OPTION_DATE, &opts.since, "DATE", "its first day (90 days)"},
        {"least", 0, SJ_OPTION_NUMBER, &least, "N", "denied lines that make a pattern (3)"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    (void)self;
    int first, code = sj_cli_parse(&about, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first < argc) return sj_cli_usage(&about, "'%s' is not expected", argv[first]);
    const sj_report *report = sj_report_find("patterns");
    opts.least = least;
    sj_cli_period(&opts, sj_report_days(report));
    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    opts.practice = sj_str_of(h->config.practice);
    const sj_report_out out = {.json = json ? stdout : NULL, .text = json ? NULL : stdout};
    sj_status status = sj_report_make(report, h->store, &opts, &out, NULL, 0, &err);
    sj_home_close(h);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}
