/* engine/cli/home.c - opening the practice's home. */
#include "engine/cli/home.h"

#include <pwd.h>
#include <unistd.h>

int sj_cli_open_home(sj_home **out, const char *dir) {
    char path[SJ_PATH];
    sj_err err = {0};
    sj_status status = sj_home_find(dir, path, &err);
    if (status == SJ_OK) status = sj_home_open(out, path, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

const char *sj_cli_actor(void) {
    const struct passwd *who = getpwuid(getuid());
    return who ? who->pw_name : "unknown";
}
