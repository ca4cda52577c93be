/* engine/cli/cmd_init.c - `scrubjay init`: makes a practice's home. */
#include "engine/cli/cli.h"

#include <scrubjay/engine.h>

int sj_cmd_init(const sj_command *self, int argc, char **argv) {
    static const sj_option options[] = {{NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one folder is wanted");
    sj_err err = {0};
    if (sj_engine_init(argv[first], &err) != SJ_OK) return sj_cli_fail(argv[first], &err);
    printf("%s is a practice's home now.\n"
           "  1. Fill in %s/scrubjay.xml: the practice, the submitter, the clearinghouse.\n"
           "  2. Put 837 files into %s/in, and what the clearinghouse sends into "
           "%s/partners/NAME/inbox.\n"
           "  3. scrubjay run -C %s\n",
           argv[first], argv[first], argv[first], argv[first], argv[first]);
    return SJ_EXIT_OK;
}
