/* engine/cli/cmd_secondary.c - `scrubjay secondary ACCOUNT`: the claim to the next payer, with what
 * this one decided. */
#include "engine/cli/follow_cli.h"
#include "engine/cli/home.h"

int sj_cmd_secondary(const sj_command *self, int argc, char **argv) {
    sj_cli_follow w = {.kind = SJ_FOLLOW_SECONDARY, .as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_FOLLOW_OPTIONS(w),
        {"payer", 0, SJ_OPTION_TEXT, &w.payer, "FILE",
         "the next payer as JSON, where the claim does not name it (2320)"},
        {"patch", 'p', SJ_OPTION_TEXT, &w.patch, "FILE",
         "what else is to be different: a JSON patch"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one account number is wanted");
    w.account = argv[first];
    return sj_cli_follow_up(self, &w);
}
