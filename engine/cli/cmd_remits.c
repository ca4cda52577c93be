/* engine/cli/cmd_remits.c - `scrubjay remits`: the remittances that were read, one line each. */
#include "engine/cli/reading.h"
#include "engine/report/remits.h"

int sj_cmd_remits(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first < argc) return sj_cli_usage(self, "'%s' is not expected", argv[first]);
    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_remit_view view = {.detail = SJ_DETAIL_NONE};
    sj_status status = json ? sj_cli_remits_json(h, &view, false, &code, &err)
                            : sj_remits_list_text(h->store, &view, stdout, &err);
    if (status != SJ_OK)
        code = sj_cli_fail(NULL, &err);
    else if (!json && !view.found)
        puts("No remittance was read yet.");
    sj_home_close(h);
    return code;
}
