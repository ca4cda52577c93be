/* engine/pipeline/transfer.c - the partners side by side: a few threads take them on one after the
 * other. A partner that fails stops nobody else. */
#include "engine/pipeline/transfer.h"
#include "engine/pipeline/schedule.h"

#include <signal.h>

enum { SIDE_BY_SIDE = 8 };

/* ---- what a haul may do ---- */

void sj_haul_lock(sj_haul *h) {
    pthread_mutex_lock(&h->all->lock);
}

void sj_haul_unlock(sj_haul *h) {
    pthread_mutex_unlock(&h->all->lock);
}

static void fail(sj_transfer *t, sj_status status, const sj_err *err) {
    if (t->status != SJ_OK) return;
    t->status = status;
    t->err = *err;
}

void sj_haul_fail(sj_haul *h, sj_status status, const sj_err *err) {
    sj_haul_lock(h);
    fail(h->all, status, err);
    sj_haul_unlock(h);
    h->trouble = SJ_NET_OURS;
}

static bool is_over(sj_transfer *t) {
    return t->status != SJ_OK || (t->stop && *t->stop);
}

bool sj_haul_goes_on(sj_haul *h) {
    if (h->trouble != SJ_NET_OK) return false;
    sj_haul_lock(h);
    bool over = is_over(h->all);
    sj_haul_unlock(h);
    return !over;
}

static void count(sj_run_totals *sum, sj_transfer_kind kind) {
    sum->delivered += kind == SJ_TRANSFER_SENT;
    sum->fetched += kind == SJ_TRANSFER_FETCHED;
    sum->in_doubt += kind == SJ_TRANSFER_IN_DOUBT;
    sum->delayed += kind == SJ_TRANSFER_WAITS || kind == SJ_TRANSFER_REFUSED;
    sum->troubled += kind == SJ_TRANSFER_DOWN || kind == SJ_TRANSFER_STOPPED;
}

void sj_haul_tell(sj_haul *h, sj_transfer_kind kind, const char *name, uint64_t bytes,
                  const char *reason, const sj_err *err) {
    char text[640];
    snprintf(text, sizeof text, "%s%s%s%s%s%s", reason, *reason && err && err->msg ? ": " : "",
             err && err->msg ? err->msg : "", err && err->detail[0] ? " (" : "",
             err ? err->detail : "", err && err->detail[0] ? ")" : "");
    const sj_transfer_result r = {kind, h->partner->name, name, bytes, text};
    const sj_run_events *events = h->all->events;
    sj_haul_lock(h);
    count(h->all->totals, kind);
    if (events && events->transfer) events->transfer(events->ctx, &r);
    sj_haul_unlock(h);
}

bool sj_haul_survives(sj_haul *h, sj_trouble trouble, const sj_err *err) {
    bool survives = trouble == SJ_NET_OK || trouble == SJ_NET_GONE || trouble == SJ_NET_DENIED;
    if (survives) return true;
    h->trouble = trouble;
    h->err = *err;
    return false;
}

sj_status sj_haul_folder(const sj_haul *h, char out[SJ_PATH], const char *folder, sj_err *err) {
    char under[256];
    snprintf(under, sizeof under, "partners/%s/%s", h->partner->name, folder);
    sj_status status = sj_home_path(h->all->home, out, under, NULL, err);
    return status == SJ_OK ? sj_folder_make(out, err) : status;
}

bool sj_haul_has_outgoing(const sj_haul *h) {
    char folder[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    if (sj_haul_folder(h, folder, "outbox", NULL) != SJ_OK ||
        sj_folder_list(folder, &names, &n, NULL) != SJ_OK)
        return true; /* whatever is wrong comes out when it is tried */
    sj_folder_names_free(names, n);
    return n > 0;
}

/* ---- one partner ---- */

static void on_progress(void *ctx, uint64_t done, uint64_t total) {
    sj_haul *h = ctx;
    const sj_run_events *events = h->all->events;
    sj_haul_lock(h);
    events->progress(events->ctx, h->partner->name, h->name, done, total);
    sj_haul_unlock(h);
}

static void work(sj_haul *h, bool fetch, bool submit) {
    if (fetch) sj_haul_fetch(h);
    if (submit && h->trouble == SJ_NET_OK) sj_haul_submit(h);
    sj_carrier_close(&h->carrier);
}

/* How it ended is noted, and told unless it went well. */
static void end(sj_haul *h, bool was_connected) {
    sj_err err = {0};
    sj_status status = SJ_OK;
    if (was_connected || h->trouble == SJ_NET_CUT || sj_trouble_is_final(h->trouble)) {
        sj_haul_lock(h);
        status = sj_gate_note(h->all->home->store, h->partner, h->trouble, &h->err, &err);
        sj_haul_unlock(h);
    }
    if (status != SJ_OK) sj_haul_fail(h, status, &err);
    if (h->trouble == SJ_NET_OK || h->all->status != SJ_OK) return;
    sj_haul_tell(h, sj_trouble_is_final(h->trouble) ? SJ_TRANSFER_STOPPED : SJ_TRANSFER_DOWN, "", 0,
                 "", &h->err);
}

static void serve(sj_transfer *t, const sj_partner *p) {
    sj_gate gate;
    sj_err err = {0};
    char closed[512];
    sj_haul h = {.all = t, .partner = p};
    h.carrier = (sj_carrier){.endpoint = &p->link.endpoint,
                             .attempts = p->link.attempts,
                             .wait = p->link.wait,
                             .stop = t->stop};
    if (t->events && t->events->progress) h.carrier.progress = (sj_progress){on_progress, &h};
    sj_haul_lock(&h);
    sj_status status = sj_gate_read(&gate, t->home->store, p->name, &err);
    sj_instant now = sj_store_now(t->home->store);
    sj_haul_unlock(&h);
    if (status != SJ_OK) {
        sj_haul_fail(&h, status, &err);
        return;
    }
    /* What lies ahead was noted before the clock was set back. */
    bool is_recent =
        t->resident && gate.well_at <= now && now - gate.well_at < (sj_instant)p->link.poll * 1000;
    bool fetch = t->fetch && p->link.in && !is_recent;
    bool submit = t->submit && p->link.out && sj_haul_has_outgoing(&h);
    if (!fetch && !submit) return;
    if (!t->now && !sj_schedule_is_open(p, now)) return;
    if (!t->now && !sj_gate_is_open(&gate, p, now, closed)) {
        if (t->resident) return; /* it was told when it failed */
        sj_haul_tell(&h, gate.is_stopped ? SJ_TRANSFER_STOPPED : SJ_TRANSFER_DOWN, "", 0, closed,
                     NULL);
        return;
    }
    work(&h, fetch, submit);
    end(&h, true);
}

/* ---- all of them ---- */

static bool is_wanted(const sj_transfer *t, const sj_partner *p) {
    return p->link.endpoint.kind != SJ_TRANSPORT_NONE &&
           (!t->partner || strcmp(t->partner, p->name) == 0);
}

static void *take_on(void *ctx) {
    sj_transfer *t = ctx;
    const sj_config *c = &t->home->config;
    for (;;) {
        pthread_mutex_lock(&t->lock);
        while (t->next < c->n_partners && !is_wanted(t, &c->partners[t->next])) t->next++;
        const sj_partner *p =
            t->next < c->n_partners && !is_over(t) ? &c->partners[t->next++] : NULL;
        pthread_mutex_unlock(&t->lock);
        if (!p) return NULL;
        serve(t, p);
    }
}

/* The threads take no signals: these are for whoever started us, and a broken connection is an
 * error of its own and no signal. */
static size_t start(sj_transfer *t, pthread_t *threads, size_t n) {
    sigset_t all, before;
    size_t started = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < n && pthread_create(&threads[started], NULL, take_on, t) == 0) started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

sj_status sj_transfer_run(sj_transfer *t, sj_err *err) {
    pthread_t threads[SIDE_BY_SIDE];
    size_t n = 0;
    const sj_config *c = &t->home->config;
    for (size_t i = 0; i < c->n_partners; i++) n += is_wanted(t, &c->partners[i]);
    if (!n) return SJ_OK;
    pthread_mutex_init(&t->lock, NULL);
    size_t started = start(t, threads, n < SIDE_BY_SIDE ? n : SIDE_BY_SIDE);
    if (!started)
        fail(t, SJ_ENOMEM, &(sj_err){.code = SJ_ENOMEM, .msg = "no thread to serve the partners"});
    for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&t->lock);
    if (t->status != SJ_OK && err) *err = t->err;
    return t->status;
}
