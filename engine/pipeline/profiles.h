/* engine/pipeline/profiles.h - overlays and partners' profiles: from the home's packs/ and
 * partners/, from files named on the command line, and built in. */
#ifndef SJ_PIPELINE_PROFILES_H
#define SJ_PIPELINE_PROFILES_H

#include "engine/pipeline/config.h"

#include <scrubjay/overlay.h>
#include <scrubjay/packs.h>

typedef struct sj_profiles sj_profiles;

/* Load the overlays: of files in HOME/packs whose document is an <overlay> (`home` NULL: none), the
 * one that `overlay` names (an id, or a file's path; NULL: none), and those built in whose id is
 * not taken yet. Profiles may name the rules of `packs` (NULL: none), which must outlive them.
 * SJ_EXML with line and column, SJ_EIO, SJ_ENOTFOUND. */
sj_status sj_profiles_open(sj_profiles **out, const char *home, const char *overlay,
                           const sj_packs *packs, sj_err *err) SJ_MUST_USE;
void sj_profiles_close(sj_profiles *p);

const sj_overlays *sj_profiles_overlays(const sj_profiles *p);

/* The guides that the overlays are laid over: loaded once for them and for who judges by them. */
sj_guides *sj_profiles_guides(const sj_profiles *p);

/* The overlay that sj_profiles_open was asked for; NULL when none was. */
const sj_overlay *sj_profiles_asked(const sj_profiles *p);

/* The profile `name`: a file's path, or a partner of the home (`config` NULL: there is none). NULL:
 * of the overlay asked for alone. *out belongs to `p`. SJ_ECONFIG with the line, SJ_ENOTFOUND. */
sj_status sj_profiles_named(sj_profiles *p, const sj_config *config, const char *name,
                            const sj_profile **out, sj_err *err) SJ_MUST_USE;

/* Does the home's partner have a profile at all? Asked before anything is opened for it. */
sj_status sj_profiles_has(const char *home, const sj_partner *partner, bool *out,
                          sj_err *err) SJ_MUST_USE;

/* A partner's profile: the element in the configuration, else partners/NAME.xml; NULL in *out when
 * it has neither. */
sj_status sj_profiles_of(sj_profiles *p, const sj_partner *partner, const sj_profile **out,
                         sj_err *err) SJ_MUST_USE;

#endif
