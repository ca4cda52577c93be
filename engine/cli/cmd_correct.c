/* engine/cli/cmd_correct.c - `scrubjay correct ACCOUNT`: a decided claim corrected, a rejected one
 * sent again. */
#include "engine/cli/follow_cli.h"
#include "engine/cli/home.h"

int sj_cmd_correct(const sj_command *self, int argc, char **argv) {
    sj_cli_follow w = {.kind = SJ_FOLLOW_CORRECT, .as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_FOLLOW_OPTIONS(w),
        {"patch", 'p', SJ_OPTION_TEXT, &w.patch, "FILE",
         "what is to be different: a JSON patch (RFC 6902)"},
        {"line", 0, SJ_OPTION_TEXT, &w.lines, "N,…", "only these lines, as a new claim"},
        {"control", 0, SJ_OPTION_TEXT, &w.control, "NUMBER",
         "the payer's claim control number, where no remittance told it"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one account number is wanted");
    if (w.lines) w.kind = SJ_FOLLOW_LINES;
    w.account = argv[first];
    return sj_cli_follow_up(self, &w);
}
