/* engine/cli/packs.c - rule packs for subcommands: of a home, or those shipped. */
#include "engine/cli/packs.h"

#include "engine/pipeline/home.h"
#include "engine/pipeline/pack_files.h"

static void tell(void *ctx, const sj_err *why) {
    sj_cli_packs *p = ctx;
    p->broken++;
    sj_cli_fail("a rule pack is not used", why);
}

static sj_status read_config(sj_cli_packs *p, const char *home, sj_err *err) {
    char path[SJ_PATH];
    sj_status s = sj_path_join(path, home, "scrubjay.xml", err);
    return s == SJ_OK ? sj_config_read(&p->config, path, err) : s;
}

int sj_cli_open_packs(sj_cli_packs *out, const char *dir) {
    char home[SJ_PATH];
    sj_err err = {0};
    *out = (sj_cli_packs){.packs = NULL};
    sj_status s = sj_home_find(dir, home, &err);
    out->has_home = s == SJ_OK;
    if (!dir && !out->has_home) s = SJ_OK;
    if (out->has_home) s = read_config(out, home, &err);
    if (s == SJ_OK)
        s = sj_pack_files_open(&out->packs, out->has_home ? home : NULL,
                               out->has_home ? &out->config : NULL, tell, out, &err);
    return s == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

void sj_cli_close_packs(sj_cli_packs *p) {
    sj_packs_free(p->packs);
    sj_config_dispose(&p->config);
}
