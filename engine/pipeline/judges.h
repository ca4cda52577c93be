/* engine/pipeline/judges.h - the ways in which a run judges claims: by each partner's profile, and
 * without one. */
#ifndef SJ_PIPELINE_JUDGES_H
#define SJ_PIPELINE_JUDGES_H

#include "engine/pipeline/check.h"
#include "engine/pipeline/home.h"
#include "engine/pipeline/profiles.h"

typedef struct sj_judge {
    const sj_profile *profile; /* NULL: by guides and edits alone */
    sj_check *check;
    sj_check_opts opts;
} sj_judge;

typedef struct sj_judges {
    sj_profiles *profiles; /* NULL: no partner has one */
    sj_judge **v;
    size_t n;
    uint32_t *of; /* by partner of the configuration: its judge */
    const sj_config *config;
    bool is_first_idle; /* every claim goes to a partner with a profile */
} sj_judges;

/* One for each profile of the home's partners, and one for the partners without. What `opts` points
 * to must outlive them. SJ_ECONFIG when a profile or an overlay is wrong. */
sj_status sj_judges_open(sj_judges *out, const sj_home *home, const sj_check_opts *opts,
                         sj_err *err) SJ_MUST_USE;
void sj_judges_close(sj_judges *j);

/* The judge of a partner's claims; the first for NULL, claims that no partner takes. */
size_t sj_judges_of(const sj_judges *j, const sj_partner *partner);

/* May there be claims for this judge? */
bool sj_judges_has_claims(const sj_judges *j, size_t judge);

#endif
