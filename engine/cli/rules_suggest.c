/* engine/cli/rules_suggest.c - `scrubjay rules suggest PATTERN`: drafts a rule pack from a pattern
 * of denials, for a person to approve. It is tried before it is printed: what is printed loads. */
#include "engine/cli/home.h"
#include "engine/cli/reading.h"
#include "engine/cli/rules_cli.h"
#include "engine/report/patterns.h"

#include <stdlib.h>
#include <string.h>

static sj_status try_pack(const char *xml, size_t len, sj_err *err) {
    sj_packs *p = NULL;
    sj_status s = sj_packs_new(&p, err);
    if (s == SJ_OK) s = sj_packs_load(p, xml, len, "draft", err);
    sj_packs_free(p);
    return s;
}

static sj_status draft(const sj_pattern *pattern, const sj_query_params *period, sj_err *err) {
    char *xml = NULL;
    size_t len = 0;
    sj_reasons *reasons = NULL;
    FILE *to = open_memstream(&xml, &len);
    if (!to) return sj_err_set(err, SJ_ENOMEM, "no memory for a pack");
    sj_status s = sj_reasons_new(&reasons, err);
    if (s == SJ_OK) s = sj_pattern_draft(pattern, reasons, period->since, period->as_of, to, err);
    if (fclose(to) != 0 && s == SJ_OK) s = sj_err_set(err, SJ_ENOMEM, "no memory for a pack");
    if (s == SJ_OK) s = try_pack(xml, len, err);
    if (s == SJ_OK) fwrite(xml, 1, len, stdout);
    free(xml);
    sj_reasons_free(reasons);
    return s;
}

static sj_status suggest(sj_home *h, const char *key, const sj_query_params *period, bool *found,
                         sj_err *err) {
    sj_patterns all;
    sj_status s = sj_patterns_read(&all, h->store, period, err);
    *found = false;
    for (size_t i = 0; i < all.n && s == SJ_OK && !*found; i++)
        if (strcmp(all.v[i].key, key) == 0) {
            *found = true;
            s = draft(&all.v[i], period, err);
        }
    sj_patterns_dispose(&all);
    return s;
}

int sj_rules_suggest(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    if (n != 1)
        return sj_cli_usage(self, "suggest: which pattern? 'scrubjay denials patterns' lists them");
    sj_report_opts opts = {.as_of = o->as_of, .since = o->since};
    sj_cli_period(&opts, 89);
    const sj_query_params period = {.as_of = opts.as_of, .since = opts.since, .a = 1};
    sj_home *h;
    int code = sj_cli_open_home(&h, o->home);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    bool found;
    sj_status s = suggest(h, args[0], &period, &found, &err);
    sj_home_close(h);
    if (s != SJ_OK) return sj_cli_fail(args[0], &err);
    if (found) return SJ_EXIT_OK;
    return sj_cli_usage(self,
                        "suggest: there is no pattern %s in the period; 'scrubjay denials "
                        "patterns' lists them",
                        args[0]);
}
