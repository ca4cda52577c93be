/* engine/pipeline/routes.h - which partner a payer's claims go to now: the configured one, or while
 * that is down, the one that takes over. */
#ifndef SJ_PIPELINE_ROUTES_H
#define SJ_PIPELINE_ROUTES_H

#include "engine/pipeline/home.h"

typedef struct sj_routes sj_routes;

/* As things are now; holds on to the home. */
sj_status sj_routes_new(sj_routes **out, sj_home *home, sj_err *err) SJ_MUST_USE;
void sj_routes_free(sj_routes *r);

/* NULL when there is none, or (*waits) when its claims are to stay `ready` for now: their partner
 * is down, and may come back before the other takes over. Only claims that are in no batch are
 * asked about: what is on its way, or in doubt, never goes to another. */
const sj_partner *sj_routes_find(const sj_routes *r, sj_str payer, bool *waits);

#endif
