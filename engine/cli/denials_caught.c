/* engine/cli/denials_caught.c - `scrubjay denials caught`: which of the denied claims our edits
 * would hold today. */
#include "engine/cli/denials_verbs.h"
#include "engine/pipeline/caught.h"

enum { AT_ONCE = 10000 };

static int work(const char *dir, bool again, bool json) {
    char home[SJ_PATH], a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    sj_err err = {0};
    sj_engine *engine = NULL;
    sj_run run;
    sj_run_totals totals;
    sj_caught_totals n = {.tried = 0};
    const sj_engine_opts opts = {.as_of = SJ_NO_DATE};
    sj_status status = sj_home_find(dir, home, &err);
    if (status == SJ_OK) status = sj_engine_open(&engine, home, &opts, &err);
    if (status == SJ_OK) {
        sj_engine_prepare(engine, NULL, &totals, &run);
        status = sj_caught_try(&run, AT_ONCE, again, &n, &err);
    }
    sj_engine_close(engine);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_money_print(n.amount, a);
    sj_money_print(n.caught_amount, b);
    if (json)
        printf("{\"schema\":1,\"tried\":%u,\"amount\":\"%s\",\"caught\":%u,\"caught_amount\":\"%"
               "s\"}\n",
               n.tried, a, n.caught, b);
    else
        printf("%u of %u denied lines would be caught now, $%s of $%s.\n", n.caught, n.tried, b, a);
    return SJ_EXIT_OK;
}

int sj_cli_denials_caught(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool again = false, json = false;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"again", 0, SJ_OPTION_FLAG, &again, NULL, "all open ones, not only those not tried yet"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is not expected", argv[first]);
    return work(dir, again, json);
}
