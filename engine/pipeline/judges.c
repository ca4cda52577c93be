/* engine/pipeline/judges.c - a checker for each partner's profile. */
#include "engine/pipeline/judges.h"

#include "parsers/base/alloc.h"

static sj_status no_memory(sj_err *err) {
    return sj_err_set(err, SJ_ENOMEM, "no memory for partners' profiles");
}

static sj_status has_profiles(const sj_home *home, bool *out, sj_err *err) {
    sj_status status = SJ_OK;
    *out = false;
    for (size_t i = 0; i < home->config.n_partners && !*out && status == SJ_OK; i++)
        status = sj_profiles_has(home->path, &home->config.partners[i], out, err);
    return status;
}

static sj_status add(sj_judges *j, const sj_check_opts *opts, const sj_profile *profile,
                     sj_err *err) {
    sj_judge *judge = sj_calloc(1, sizeof *judge);
    if (!judge) return no_memory(err);
    j->v[j->n++] = judge;
    judge->profile = profile;
    judge->opts = *opts;
    judge->opts.profile = profile;
    judge->opts.overlays = j->profiles ? sj_profiles_overlays(j->profiles) : NULL;
    return sj_check_new(&judge->check, &judge->opts, err);
}

static sj_status open_all(sj_judges *j, const sj_home *home, const sj_check_opts *opts,
                          sj_err *err) {
    const sj_config *c = &home->config;
    bool any = false, unprofiled = false, open = false;
    sj_status status = has_profiles(home, &any, err);
    if (status == SJ_OK && any)
        status = sj_profiles_open(&j->profiles, home->path, NULL, opts->packs, err);
    if (status == SJ_OK) status = add(j, opts, NULL, err);
    for (size_t i = 0; any && i < c->n_partners && status == SJ_OK; i++) {
        const sj_profile *profile;
        status = sj_profiles_of(j->profiles, &c->partners[i], &profile, err);
        if (status != SJ_OK || !profile) continue;
        j->of[i] = (uint32_t)j->n;
        status = add(j, opts, profile, err);
    }
    for (size_t i = 0; i < c->n_partners; i++) {
        unprofiled |= !j->of[i];
        open |= !c->partners[i].n_payers;
    }
    j->is_first_idle = !unprofiled && open;
    return status;
}

sj_status sj_judges_open(sj_judges *out, const sj_home *home, const sj_check_opts *opts,
                         sj_err *err) {
    size_t n = home->config.n_partners;
    *out = (sj_judges){.config = &home->config};
    out->v = sj_calloc(n + 1, sizeof *out->v);
    out->of = sj_calloc(n + 1, sizeof *out->of);
    sj_status status = out->v && out->of ? open_all(out, home, opts, err) : no_memory(err);
    if (status == SJ_EXML && err) err->code = status = SJ_ECONFIG;
    if (status != SJ_OK) sj_judges_close(out);
    return status;
}

void sj_judges_close(sj_judges *j) {
    for (size_t i = 0; i < j->n; i++) {
        sj_check_free(j->v[i]->check);
        sj_free(j->v[i]);
    }
    sj_free(j->v);
    sj_free(j->of);
    sj_profiles_close(j->profiles);
    *j = (sj_judges){.n = 0};
}

size_t sj_judges_of(const sj_judges *j, const sj_partner *partner) {
    return partner ? j->of[partner - j->config->partners] : 0;
}

bool sj_judges_has_claims(const sj_judges *j, size_t judge) {
    return judge || !j->is_first_idle;
}
