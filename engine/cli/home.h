/* engine/cli/home.h - opening the practice's home for a subcommand. */
#ifndef SJ_CLI_HOME_H
#define SJ_CLI_HOME_H

#include "engine/cli/cli.h"
#include "engine/pipeline/home.h"

/* The row of -C for an option table: SJ_CLI_HOME_OPTION(&dir) with const char *dir = NULL. */
#define SJ_CLI_HOME_OPTION(target)                                                                 \
    {                                                                                              \
        "home", 'C', SJ_OPTION_TEXT, target, "DIR",                                                \
            "the practice's home (else SCRUBJAY_HOME, else here)"                                  \
    }

/* Open the home that `dir`, the environment or the current folder names. SJ_EXIT_OK, or the exit
 * code after the complaint. Close with sj_home_close. */
int sj_cli_open_home(sj_home **out, const char *dir);

/* The name of the person at the terminal, for the audit log; valid until the next call. */
const char *sj_cli_actor(void);

#endif
