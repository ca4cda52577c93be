/* engine/cli/cmd_fees.c - `scrubjay fees`: what the office's contracts pay; its verbs stand in
 * fees_*.c. */
#include "engine/cli/fees_cli.h"

#include <string.h>

int sj_cmd_fees(const sj_command *self, int argc, char **argv) {
    sj_fees_options o = {.effective = SJ_NO_DATE, .on = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&o.home),
        {"payer", 0, SJ_OPTION_TEXT, &o.payer, "ID",
         "import: of rows that name no contract; show: also the price for this payer's claims"},
        {"effective", 0, SJ_OPTION_DATE, &o.effective, "DATE",
         "import: of rows without a day of their own (else from ever)"},
        {"dry-run", 0, SJ_OPTION_FLAG, &o.dry_run, NULL, "import: only tell what would change"},
        {"amend", 0, SJ_OPTION_FLAG, &o.amend, NULL,
         "import: codes that the file does not name stay"},
        {"force", 0, SJ_OPTION_FLAG, &o.force, NULL, "import: also where many prices would end"},
        {"on", 0, SJ_OPTION_DATE, &o.on, "DATE",
         "list, show: for services of that day, not today's"},
        {"place", 0, SJ_OPTION_TEXT, &o.place, "NN", "show: place of service (11)"},
        {"units", 0, SJ_OPTION_TEXT, &o.units, "N", "show: so many units (1)"},
        {"charge", 0, SJ_OPTION_TEXT, &o.charge, "AMOUNT", "show: of this charge"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    int n = argc - first - 1;
    char **rest = argv + first + 1;
    if (strcmp(verb, "import") == 0) return sj_fees_import_verb(self, &o, n, rest);
    if (strcmp(verb, "list") == 0) return sj_fees_list_verb(self, &o, n, rest);
    if (strcmp(verb, "show") == 0) return sj_fees_show_verb(self, &o, n, rest);
    return sj_cli_usage(self, *verb ? "'%s': import, list or show" : "%simport, list or show",
                        verb);
}
