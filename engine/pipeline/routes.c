/* engine/pipeline/routes.c - routes, and who takes over. */
#include "engine/pipeline/routes.h"

#include "engine/pipeline/transfer.h"
#include "parsers/base/alloc.h"

struct sj_routes {
    sj_home *home;
    sj_instant now;
    sj_instant *down_at; /* of each partner; 0: it is up */
};

sj_status sj_routes_new(sj_routes **out, sj_home *home, sj_err *err) {
    *out = NULL;
    const sj_config *c = &home->config;
    sj_routes *r = sj_calloc(1, sizeof *r);
    if (r) r->down_at = sj_calloc(c->n_partners, sizeof *r->down_at);
    sj_status status =
        r && r->down_at ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory to route claims");
    for (size_t i = 0; i < c->n_partners && status == SJ_OK; i++) {
        sj_gate gate;
        status = sj_gate_read(&gate, home->store, c->partners[i].name, err);
        r->down_at[i] = gate.down_at;
    }
    if (status != SJ_OK) {
        sj_routes_free(r);
        return status;
    }
    r->home = home;
    r->now = sj_store_now(home->store);
    *out = r;
    return SJ_OK;
}

void sj_routes_free(sj_routes *r) {
    if (!r) return;
    sj_free(r->down_at);
    sj_free(r);
}

const sj_partner *sj_routes_find(const sj_routes *r, sj_str payer, bool *waits) {
    const sj_config *c = &r->home->config;
    const sj_partner *p = sj_config_route(c, payer);
    *waits = false;
    if (!p || !p->failover || !r->down_at[p - c->partners]) return p;
    sj_instant down = r->now - r->down_at[p - c->partners];
    *waits = down < (sj_instant)p->failover_hours * 3600 * 1000;
    return *waits ? NULL : sj_config_partner(c, sj_str_of(p->failover));
}
