/* engine/cli/overlays.c - overlays and profiles for subcommands. */
#include "engine/cli/overlays.h"

#include "engine/pipeline/home.h"

/* The home's path; "" when there is none and none was asked for. */
static sj_status find_home(const char *dir, char home[SJ_PATH], sj_err *err) {
    sj_status status = sj_home_find(dir, home, err);
    if (status == SJ_OK || dir) return status;
    home[0] = 0;
    return SJ_OK;
}

static sj_status open_all(sj_profiles **out, const char *home, const char *overlay,
                          const sj_packs *packs, sj_err *err) {
    return sj_profiles_open(out, home[0] ? home : NULL, overlay, packs, err);
}

int sj_cli_open_overlays(sj_profiles **out, const char *dir, const char *overlay,
                         const sj_packs *packs) {
    char home[SJ_PATH];
    sj_err err = {0};
    sj_status status = find_home(dir, home, &err);
    if (status == SJ_OK) status = open_all(out, home, overlay, packs, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

static sj_status judge_by(sj_profiles **out, const sj_profile **judge, const char *home,
                          const char *overlay, const char *profile, const sj_cli_packs *packs,
                          sj_err *err) {
    const sj_config *config = &packs->config;
    bool is_asked = overlay || profile, has = is_asked;
    sj_status status = SJ_OK;
    if (!is_asked && config->n_partners == 1)
        status = sj_profiles_has(home, &config->partners[0], &has, err);
    if (status != SJ_OK || !has) return status;
    status = open_all(out, home, overlay, packs->packs, err);
    if (status != SJ_OK) return status;
    return is_asked ? sj_profiles_named(*out, config, profile, judge, err)
                    : sj_profiles_of(*out, &config->partners[0], judge, err);
}

int sj_cli_open_profile(sj_profiles **out, const sj_profile **judge, const char *dir,
                        const char *overlay, const char *profile, const sj_cli_packs *packs) {
    char home[SJ_PATH];
    sj_err err = {0};
    *out = NULL;
    *judge = NULL;
    sj_status status = find_home(dir, home, &err);
    if (status == SJ_OK) status = judge_by(out, judge, home, overlay, profile, packs, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}
