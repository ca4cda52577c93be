/* engine/cli/denials_patterns.h - `scrubjay denials patterns`. */
#ifndef SJ_CLI_DENIALS_PATTERNS_H
#define SJ_CLI_DENIALS_PATTERNS_H

#include "engine/cli/cli.h"

/* argv[0] is "patterns". */
int sj_cli_denials_patterns(const sj_command *self, int argc, char **argv);

#endif
