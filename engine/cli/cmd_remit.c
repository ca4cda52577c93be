/* engine/cli/cmd_remit.c - `scrubjay remit TRACE`: one remittance, readable, with its balance.
 * Reading it is noted in the audit log. */
#include "engine/cli/reading.h"
#include "engine/report/remits.h"

static sj_status show_text(sj_home *h, sj_remit_view *view, sj_err *err) {
    sj_reasons *reasons;
    sj_status status = sj_reasons_new(&reasons, err);
    if (status == SJ_OK) status = sj_remits_show_text(h->store, reasons, view, stdout, err);
    sj_reasons_free(reasons);
    return status;
}

int sj_cmd_remit(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *patients = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 SJ_CLI_PATIENTS_OPTION(&patients),
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    sj_remit_view view = {.found = 0};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "which remittance? give its trace number");
    if (!sj_cli_detail(patients, &view.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    view.trace = sj_str_of(argv[first]);
    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_status status = sj_cli_note(h, "read remittance", argv[first], &err);
    if (status == SJ_OK)
        status = json ? sj_cli_remits_json(h, &view, true, &code, &err) : show_text(h, &view, &err);
    if (status == SJ_OK && !view.found)
        status = sj_err_setf(&err, SJ_ENOTFOUND, "there is no remittance with this trace number",
                             "%s", argv[first]);
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(h);
    return code;
}
