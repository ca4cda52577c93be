/* engine/operate/doctor_partners.c - partners: can they be reached, what is in doubt with them,
 * what did not come. */
#include "engine/operate/ward.h"
#include "engine/pipeline/expected.h"
#include "engine/pipeline/partners.h"
#include "engine/store/batches.h"

/* What was told so far. */
typedef struct telling {
    sj_ward *ward;
    uint32_t n;
} telling;

static bool take_doubtful(void *ctx, const sj_batch *b) {
    enum { SHOWN = 10 };
    telling *d = ctx;
    if (++d->n <= SHOWN)
        sj_ward_tell(d->ward, SJ_HEALTH_WARN,
                     "ask the partner, then 'scrubjay partners settle FILE --sent' or --again; an "
                     "acknowledgment settles it too",
                     "nobody knows whether %.*s has %.*s (%u claim%s)", SJ_FMT(b->partner),
                     SJ_FMT(b->name), b->claims, b->claims == 1 ? "" : "s");
    return true;
}

typedef struct trial {
    sj_ward *ward;
    const sj_partner *partner;
} trial;

static void take_step(void *ctx, bool good, const char *what, const char *detail) {
    const trial *t = ctx;
    if (good) return;
    sj_ward_tell(t->ward, SJ_HEALTH_FAIL,
                 "'scrubjay partners test' says each step; 'scrubjay partners' since when",
                 "%s: not so: %s (%s)", t->partner->name, what, detail);
}

static void try_partner(sj_ward *w, const sj_partner *p) {
    trial t = {w, p};
    bool good = false;
    sj_err err = {0};
    sj_status status = sj_home_lock(w->home, &err);
    if (status == SJ_EBUSY) {
        sj_ward_tell(w, SJ_HEALTH_NOTE, "", "%s was not called: a pass is under way", p->name);
        return;
    }
    if (status == SJ_OK) status = sj_partner_test(w->home, p, false, take_step, &t, &good, &err);
    sj_home_unlock(w->home);
    if (status != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, "", &err);
    else if (good)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "%s can be reached, and its folders read", p->name);
}

void sj_check_partners(sj_ward *w) {
    telling d = {w, 0};
    sj_err err = {0};
    if (sj_batches_list(w->home->store, SJ_STATE_IN_DOUBT, take_doubtful, &d, &err) != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, "", &err);
    else if (!d.n)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "no batch is in doubt");
    for (size_t i = 0; i < w->config->n_partners && !w->offline; i++)
        if (w->config->partners[i].link.endpoint.kind != SJ_TRANSPORT_NONE)
            try_partner(w, &w->config->partners[i]);
}

static void take_missing(void *ctx, const sj_missing *m) {
    telling *d = ctx;
    d->n++;
    sj_ward_tell(d->ward, SJ_HEALTH_WARN, "look into the partner's portal, or ask the partner",
                 "%s", m->text);
}

void sj_check_expected(sj_ward *w) {
    telling d = {w, 0};
    sj_err err = {0};
    sj_store *store = w->home->store;
    if (sj_expected_missing(w->home, sj_store_now(store), take_missing, &d, &err) != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, "", &err);
    else if (!d.n)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "no file and no answer is overdue");
}
