/* engine/cli/denials_show.c - `scrubjay denials show WHICH`: all about a denied line: why it counts
 * as denied, what to do, until when, whether our edits would have caught it. */
#include "engine/cli/denials_verbs.h"
#include "engine/cli/reading.h"
#include "engine/report/worklist_json.h"

#include "parsers/base/alloc.h"

static sj_status read_them(sj_worklist *out, sj_home *h, const sj_cli_targets *t,
                           sj_worklist_opts *opts, sj_err *err) {
    struct sj_queued *only = sj_calloc(t->n, sizeof *only);
    if (!only) return sj_err_set(err, SJ_ENOMEM, "no memory");
    for (size_t i = 0; i < t->n; i++) only[i].denial = t->v[i];
    opts->only = only;
    opts->n_only = t->n;
    opts->terms = h->config.terms;
    sj_status status = sj_cli_note(h, "read denials", "", err);
    if (status == SJ_OK) status = sj_worklist_read(out, h->store, opts, err);
    sj_free(only);
    return status;
}

sj_status sj_cli_denials_why(sj_home *h, const char *account, sj_json_out *json, sj_err *err) {
    sj_cli_targets t = {.v = NULL};
    sj_worklist n = {.as_of = SJ_NO_DATE};
    sj_worklist_opts opts = {.as_of = sj_cli_today(), .detail = SJ_DETAIL_NONE};
    sj_status status = sj_cli_targets_add(&t, h->store, account, err);
    if (status == SJ_ENOTFOUND) return SJ_OK; /* nothing of it is open */
    if (status == SJ_OK) status = read_them(&n, h, &t, &opts, err);
    for (size_t i = 0; i < n.n && status == SJ_OK; i++) {
        const sj_worklist_line *l = &n.lines[i];
        if (!json) {
            printf("%s  line %u: %.*s\n", i ? "" : "\nNot paid as billed:\n", l->line,
                   SJ_FMT(l->why));
            continue;
        }
        sj_json_object(json);
        sj_json_key(json, "line");
        sj_json_uint(json, l->line);
        sj_json_key(json, "rule");
        sj_json_uint(json, l->rule);
        sj_json_key(json, "why");
        sj_json_str(json, l->why);
        sj_json_object_end(json);
    }
    sj_worklist_dispose(&n);
    sj_cli_targets_dispose(&t);
    return status;
}

static int show(sj_home *h, const char *word, bool json, sj_worklist_opts *opts) {
    sj_cli_targets t = {.v = NULL};
    sj_worklist n = {.as_of = SJ_NO_DATE};
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    sj_status status = sj_cli_targets_add(&t, h->store, word, &err);
    if (status == SJ_OK) status = read_them(&n, h, &t, opts, &err);
    if (status != SJ_OK) {
        code = sj_cli_fail(NULL, &err);
    } else if (json) {
        sj_json_out o;
        sj_cli_json(&o);
        sj_worklist_json(&n, &o);
        code = sj_cli_json_end(&o);
    } else {
        sj_worklist_details(&n, stdout);
    }
    sj_worklist_dispose(&n);
    sj_cli_targets_dispose(&t);
    return code;
}

int sj_cli_denials_show(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *patients = NULL;
    bool json = false;
    sj_worklist_opts opts = {.as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"as-of", 0, SJ_OPTION_DATE, &opts.as_of, "DATE", "count the days left from that day"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    sj_home *h;
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1)
        return sj_cli_usage(self, "show: which? an account number, ACCOUNT/LINE or #ID");
    if (!sj_cli_detail(patients, &opts.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    if (opts.as_of == SJ_NO_DATE) opts.as_of = sj_cli_today();
    opts.from = sj_cli_day_start(opts.as_of);
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    code = show(h, argv[first], json, &opts);
    sj_home_close(h);
    return code;
}
