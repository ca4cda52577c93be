/* engine/cli/cmd_report.c - `scrubjay report nightly`: the denial report as a page and CSV files.
 */
#include "engine/cli/reading.h"
#include "engine/pipeline/complaints.h"

#include <string.h>

/* The files of a report: what is behind "nightly-DATE". */
static const struct {
    const char *tail;
    void (*write)(const sj_nightly *n, FILE *to);
} outputs[] = {{".html", sj_nightly_html},
               {"-denials.csv", sj_nightly_csv_denials},
               {"-rejections.csv", sj_nightly_csv_rejections},
               {"-remits.csv", sj_nightly_csv_remits}};

/* Under a temporary name first: a reader finds the file whole or not at all. */
static sj_status write_one(const sj_nightly *n, const char *folder, size_t which,
                           char path[SJ_PATH], sj_err *err) {
    char day[SJ_DATE_SIZE], name[96], temporary[SJ_PATH];
    sj_date_print_iso(n->as_of, day);
    snprintf(name, sizeof name, "nightly-%s%s", day, outputs[which].tail);
    sj_status status = sj_path_join(path, folder, name, err);
    snprintf(name, sizeof name, ".nightly-%s%s.part", day, outputs[which].tail);
    if (status == SJ_OK) status = sj_path_join(temporary, folder, name, err);
    FILE *to = NULL;
    if (status == SJ_OK) status = sj_file_create(&to, temporary, err);
    if (status != SJ_OK) return status;
    outputs[which].write(n, to);
    status = sj_file_finish(to, temporary, err);
    return status == SJ_OK ? sj_file_move(temporary, path, err) : status;
}

static sj_status write_all(const sj_nightly *n, const char *folder, sj_err *err) {
    char path[SJ_PATH], sentence[512];
    sj_status status = sj_folder_make(folder, err);
    for (size_t i = 0; status == SJ_OK && i < sizeof outputs / sizeof *outputs; i++) {
        status = write_one(n, folder, i, path, err);
        if (status == SJ_OK) puts(path);
    }
    if (status != SJ_OK) return status;
    sj_nightly_sentence(n, sentence, sizeof sentence);
    puts(sentence);
    return SJ_OK;
}

static sj_status report(sj_home *h, sj_nightly_opts *opts, const char *out, sj_err *err) {
    char made_at[32], zone[16], folder[SJ_PATH];
    sj_nightly n = {.as_of = SJ_NO_DATE};
    opts->practice = sj_str_of(h->config.practice);
    sj_cli_clock_text(sj_store_now(h->store), made_at);
    sj_cli_zone(zone);
    opts->made_at = sj_str_of(made_at);
    opts->zone = sj_str_of(zone);
    opts->clock_text = sj_cli_clock_text;
    opts->rejection_words = sj_complaints_sum;
    sj_status status = sj_cli_note(h, "nightly report", "", err);
    if (status == SJ_OK) status = sj_path_join(folder, h->path, "reports", err);
    if (status == SJ_OK) status = sj_nightly_read(&n, h->store, opts, err);
    if (status == SJ_OK) status = write_all(&n, out ? out : folder, err);
    sj_nightly_dispose(&n);
    return status;
}

int sj_cmd_report(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *patients = NULL, *out = NULL;
    sj_nightly_opts opts = {.as_of = SJ_NO_DATE, .since = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"as-of", 0, SJ_OPTION_DATE, &opts.as_of, "DATE", "the report's day, not today"},
        {"since", 0, SJ_OPTION_DATE, &opts.since, "DATE",
         "new is what came since then, not that day"},
        {"out", 0, SJ_OPTION_TEXT, &out, "DIR", "where to write, not the home's reports/"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1 || strcmp(argv[first], "nightly") != 0)
        return sj_cli_usage(self, "which report? there is: nightly");
    if (!sj_cli_detail(patients, &opts.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    sj_date today = sj_cli_today();
    if (opts.as_of == SJ_NO_DATE) opts.as_of = today;
    if (opts.since == SJ_NO_DATE) opts.since = opts.as_of < today ? opts.as_of : today;
    opts.from = sj_cli_day_start(opts.since);

    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    if (report(h, &opts, out, &err) != SJ_OK) code = sj_cli_fail("report", &err);
    sj_home_close(h);
    return code;
}
