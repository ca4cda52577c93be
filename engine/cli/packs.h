/* engine/cli/packs.h - rule packs for subcommands. */
#ifndef SJ_CLI_PACKS_H
#define SJ_CLI_PACKS_H

#include "engine/cli/cli.h"
#include "engine/pipeline/config.h"

#include <scrubjay/packs.h>

/* Packs, and the home's configuration that says which are in use. */
typedef struct sj_cli_packs {
    sj_packs *packs;  /* sealed */
    sj_config config; /* empty without a home */
    bool has_home;
    unsigned broken; /* packs that were told on stderr and are not used */
} sj_cli_packs;

/* Load them: of the home that `dir`, the environment or the current folder names (none is no
 * mistake unless `dir` asks for one), and those shipped. SJ_EXIT_OK, or the exit code after the
 * complaint. Close with sj_cli_close_packs in any case. */
int sj_cli_open_packs(sj_cli_packs *out, const char *dir);
void sj_cli_close_packs(sj_cli_packs *p);

#endif
