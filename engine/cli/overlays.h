/* engine/cli/overlays.h - overlays and profiles for subcommands. */
#ifndef SJ_CLI_OVERLAYS_H
#define SJ_CLI_OVERLAYS_H

#include "engine/cli/cli.h"
#include "engine/cli/packs.h"
#include "engine/pipeline/profiles.h"

/* Load the overlays: of the home that `dir`, the environment or the current folder names (none is
 * no mistake unless `dir` asks for one), the one that `overlay` names (NULL: none), and those built
 * in. Rules of `packs` (NULL: none) may be named by profiles. SJ_EXIT_OK, or the exit code after
 * the complaint. Close with sj_profiles_close. */
int sj_cli_open_overlays(sj_profiles **out, const char *dir, const char *overlay,
                         const sj_packs *packs);

/* The same with the packs and the configuration of the home, and the profile that findings are
 * judged by: `profile` (a partner's name, or a file), else the overlay asked for, else what the
 * home's only partner has. Both are NULL where there is nothing to judge by. */
int sj_cli_open_profile(sj_profiles **out, const sj_profile **judge, const char *dir,
                        const char *overlay, const char *profile, const sj_cli_packs *packs);

#endif
