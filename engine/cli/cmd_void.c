/* engine/cli/cmd_void.c - `scrubjay void ACCOUNT`: a decided claim taken back (frequency 8). */
#include "engine/cli/follow_cli.h"
#include "engine/cli/home.h"

int sj_cmd_void(const sj_command *self, int argc, char **argv) {
    sj_cli_follow w = {.kind = SJ_FOLLOW_VOID, .as_of = SJ_NO_DATE};
    const sj_option options[] = {SJ_CLI_FOLLOW_OPTIONS(w),
                                 {"control", 0, SJ_OPTION_TEXT, &w.control, "NUMBER",
                                  "the payer's claim control number, where no remittance told it"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one account number is wanted");
    w.account = argv[first];
    return sj_cli_follow_up(self, &w);
}
