/* engine/cli/denials_import.h - `scrubjay denials import FILE`. */
#ifndef SJ_CLI_DENIALS_IMPORT_H
#define SJ_CLI_DENIALS_IMPORT_H

#include "engine/cli/cli.h"

/* argv[0] is "import". */
int sj_cli_denials_import(const sj_command *self, int argc, char **argv);

#endif
