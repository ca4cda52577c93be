/* engine/cli/cmd_rules.c - `scrubjay rules`: its verbs; each has its file. */
#include "engine/cli/rules_cli.h"

#include <string.h>

static const struct verb {
    const char *name;
    int (*run)(const sj_command *self, const sj_rules_options *o, int n, char **args);
} verbs[] = {
    {"list", sj_rules_list},         {"show", sj_rules_show},       {"test", sj_rules_test},
    {"explain", sj_rules_explain},   {"fields", sj_rules_fields},   {"import", sj_rules_import},
    {"backtest", sj_rules_backtest}, {"suggest", sj_rules_suggest},
};

int sj_cmd_rules(const sj_command *self, int argc, char **argv) {
    sj_rules_options o = {.since = SJ_NO_DATE, .as_of = SJ_NO_DATE};
    const sj_option options[] = {
        {"home", 'C', SJ_OPTION_TEXT, &o.home, "DIR",
         "the practice's home, for its packs and overlays"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "list, backtest: as JSON"},
        {"file", 'f', SJ_OPTION_TEXT, &o.file, "FILE", "explain: take the claims of this 837 file"},
        {"since", 0, SJ_OPTION_DATE, &o.since, "DATE",
         "backtest: services since that day; suggest: payments since (90 days)"},
        {"as-of", 0, SJ_OPTION_DATE, &o.as_of, "DATE", "suggest: payments until that day (today)"},
        {"pack", 0, SJ_OPTION_TEXT, &o.pack, "ID", "import: the new pack's id"},
        {"dry-run", 0, SJ_OPTION_FLAG, &o.dry_run, NULL, "import: write nothing"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i].name) == 0)
            return verbs[i].run(self, &o, argc - first - 1, argv + first + 1);
    return sj_cli_usage(self, "list, show, test, explain, fields, import, backtest or suggest");
}
