/* engine/pipeline/partners.c - a partner tried out, a doubt settled. */
#include "engine/pipeline/partners.h"

#include "engine/pipeline/transfer.h"
#include "engine/store/audit.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/transport/names.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- trying out ---- */

typedef struct tester {
    const sj_partner *partner;
    sj_transport *t;
    sj_partner_step_fn fn;
    void *ctx;
    sj_err err;
    sj_trouble trouble; /* the worst so far */
    unsigned files, ours;
    sj_names *names;
} tester;

static bool tell(tester *x, sj_trouble trouble, const char *what) {
    char detail[400];
    if (trouble == SJ_NET_OK) {
        x->fn(x->ctx, true, what, "");
        return true;
    }
    snprintf(detail, sizeof detail, "%s%s%s%s%s", sj_trouble_text(trouble), x->err.msg ? ": " : "",
             x->err.msg ? x->err.msg : "", x->err.detail[0] ? " - " : "", x->err.detail);
    x->fn(x->ctx, false, what, detail);
    x->trouble = trouble;
    return false;
}

static bool count_file(void *ctx, const sj_remote_file *f) {
    tester *x = ctx;
    x->files++;
    x->ours += sj_name_is_safe(f->name) && !sj_name_is_unready(f->name) &&
               (!x->names || sj_names_fit(x->names, f->name));
    return true;
}

static void look_into(tester *x, const char *list, const char *which, bool is_in) {
    char path[SJ_PATH], what[SJ_PATH + 128];
    for (bool more = true; more;) {
        size_t n = is_in ? strcspn(list, ";") : strlen(list);
        snprintf(path, sizeof path, "%.*s", (int)n, list);
        x->files = x->ours = 0;
        sj_trouble trouble = sj_transport_list(x->t, path, count_file, x, &x->err);
        if (trouble != SJ_NET_OK || !is_in)
            snprintf(what, sizeof what, "folder %s \"%s\" can be read", which, path);
        else
            snprintf(what, sizeof what, "folder %s \"%s\" can be read: %u files, %u for us", which,
                     path, x->files, x->ours);
        tell(x, trouble, what);
        more = list[n] == ';';
        list += n + more;
    }
}

static sj_trouble write_steps(tester *x, int fd, const char *temporary, const char *name) {
    static const char text[] = "A test of the connection; it may be deleted.\n";
    sj_remote_file f;
    if (write(fd, text, sizeof text - 1) != (ssize_t)sizeof text - 1) return SJ_NET_OURS;
    sj_trouble trouble = sj_transport_put(x->t, temporary, fd, 0, sizeof text - 1, &x->err);
    if (!tell(x, trouble, "a file can be written")) return trouble;
    trouble = sj_transport_stat(x->t, temporary, &f, &x->err);
    if (trouble == SJ_NET_OK && f.bytes != (int64_t)sizeof text - 1)
        trouble = sj_net_fail(&x->err, SJ_NET_DENIED, "it has another size there", "%s", temporary);
    if (!tell(x, trouble, "its size is right")) return trouble;
    trouble = sj_transport_rename(x->t, temporary, name, &x->err);
    if (!tell(x, trouble, "it can be renamed")) {
        (void)!sj_transport_remove(x->t, temporary, &x->err);
        return trouble;
    }
    trouble = sj_transport_remove(x->t, name, &x->err);
    tell(x, trouble, "it can be taken away");
    return trouble;
}

/* A name that nobody takes for claims. */
static void try_writing(tester *x) {
    char temporary[SJ_PATH], name[SJ_PATH], ours[] = "/tmp/scrubjay-test-XXXXXX";
    const char *out = x->partner->link.out, *slash = *out ? "/" : "";
    if (snprintf(temporary, sizeof temporary, "%s%s.scrubjay-test-%d.tmp", out, slash,
                 (int)getpid()) >= SJ_PATH ||
        snprintf(name, sizeof name, "%s%s.scrubjay-test-%d", out, slash, (int)getpid()) >= SJ_PATH)
        return;
    int fd = mkstemp(ours);
    if (fd < 0) return;
    unlink(ours);
    write_steps(x, fd, temporary, name);
    close(fd);
}

static void try_all(tester *x, bool write) {
    const sj_link_config *l = &x->partner->link;
    char what[200];
    sj_trouble trouble = sj_transport_open(&x->t, &l->endpoint, &x->err);
    if (trouble == SJ_NET_OK)
        snprintf(what, sizeof what,
                 "the server answers, is the one that we know, and lets us in, by %s",
                 sj_transport_name(x->t));
    else
        snprintf(what, sizeof what, "the server answers, is the one that we know, and lets us in");
    if (!tell(x, trouble, what)) return;
    if (l->in) look_into(x, l->in, "in", true);
    if (l->out) look_into(x, l->out, "out", false);
    if (l->out && write && x->trouble == SJ_NET_OK) try_writing(x);
    sj_transport_close(x->t);
}

sj_status sj_partner_test(sj_home *home, const sj_partner *p, bool write, sj_partner_step_fn fn,
                          void *ctx, bool *good, sj_err *err) {
    const sj_name_facts facts = {p->name, p->sender, p->link.test_mark, NULL, NULL, NULL, 0};
    tester x = {.partner = p, .fn = fn, .ctx = ctx};
    *good = true;
    if (p->link.endpoint.kind == SJ_TRANSPORT_NONE) {
        fn(ctx, true, "its outbox and inbox lie in this home: nothing to reach", "");
        return SJ_OK;
    }
    sj_status status = sj_names_new(&x.names, p->link.in_names, &facts, err);
    if (status != SJ_OK) return status;
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE); /* a connection that breaks is an error of its own */
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    try_all(&x, write);
    sigtimedwait(&pipe, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sj_names_free(x.names);
    *good = x.trouble == SJ_NET_OK;
    return sj_gate_note(home->store, p, x.trouble, &x.err, err);
}

/* ---- settling ---- */

typedef struct doubt {
    const char *name;
    char partner[32];
    int64_t delivery, batch;
    sj_claim_state state;
    bool found;
} doubt;

static bool take_delivery(void *ctx, const sj_delivery *d) {
    doubt *x = ctx;
    if (!sj_str_is(d->name, x->name)) return true;
    x->found = true;
    x->delivery = d->id;
    x->batch = d->batch;
    snprintf(x->partner, sizeof x->partner, "%.*s", SJ_FMT(d->partner));
    return true; /* the newest of that name */
}

static bool take_batch(void *ctx, const sj_batch *b) {
    doubt *x = ctx;
    x->state = b->state;
    x->batch = b->id;
    return false;
}

/* A restored store doubts batches that nobody tried to deliver: these have no row. */
static sj_status find_doubt(sj_home *home, doubt *x, sj_err *err) {
    const sj_config *c = &home->config;
    sj_status status = sj_deliveries_in_doubt(home->store, take_delivery, x, err);
    for (size_t i = 0; i < c->n_partners && status == SJ_OK && !x->found; i++) {
        x->state = SJ_STATE_NONE;
        status = sj_batches_by_name(home->store, sj_str_of(c->partners[i].name), sj_str_of(x->name),
                                    take_batch, x, err);
        x->found = x->state == SJ_STATE_IN_DOUBT;
        snprintf(x->partner, sizeof x->partner, "%s", c->partners[i].name);
    }
    if (status == SJ_OK && x->batch)
        status = sj_batches_by_id(home->store, x->batch, take_batch, x, err);
    if (status == SJ_OK && !x->found)
        status = sj_err_setf(err, SJ_ENOTFOUND, "no file of that name is in doubt", "%s", x->name);
    return status;
}

static sj_status record(sj_home *home, const doubt *x, bool sent, sj_str actor, sj_err *err) {
    sj_store *s = home->store;
    const sj_event e = {.subject = SJ_SUBJECT_BATCH,
                        .subject_id = x->batch,
                        .from = SJ_STATE_IN_DOUBT,
                        .to = sent ? SJ_STATE_SENT : SJ_STATE_BATCHED,
                        .again = true,
                        .what = SJ_STR("person"),
                        .codes = sent ? SJ_STR("the partner has it") : SJ_STR("sent again")};
    const sj_delivery row = {.id = x->delivery, .state = SJ_DELIVERY_SENT};
    sj_status status = sj_store_begin(s, err);
    if (status == SJ_OK && x->delivery)
        status = sent ? sj_deliveries_put(s, &row, err) : sj_deliveries_forget(s, x->delivery, err);
    if (status == SJ_OK && x->batch && x->state == SJ_STATE_IN_DOUBT)
        status = sj_events_add(s, &e, 1, err);
    if (status == SJ_OK)
        status = sj_audit_add(s, actor, sent ? SJ_STR("settle sent") : SJ_STR("settle again"),
                              sj_str_of(x->name), SJ_STR(""), err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

static sj_status move_file(sj_home *home, const doubt *x, const char *to_folder, sj_err *err) {
    char folder[SJ_PATH], from[SJ_PATH], to[SJ_PATH], under[128];
    snprintf(under, sizeof under, "partners/%s/in_doubt", x->partner);
    sj_status status = sj_home_path(home, from, under, x->name, err);
    snprintf(under, sizeof under, "partners/%s/%s", x->partner, to_folder);
    if (status == SJ_OK) status = sj_home_path(home, folder, under, NULL, err);
    if (status == SJ_OK) status = sj_folder_make(folder, err);
    if (status == SJ_OK) status = sj_path_join(to, folder, x->name, err);
    return status == SJ_OK && sj_path_exists(from) ? sj_file_move(from, to, err) : status;
}

/* Sent again: first the file, then the word. After a kill in between it is in doubt as before, and
 * the next pass takes the file back. */
sj_status sj_partner_settle(sj_home *home, const char *name, bool sent, sj_str actor, sj_err *err) {
    doubt x = {.name = name};
    sj_status status = find_doubt(home, &x, err);
    if (status == SJ_OK && !sent) status = move_file(home, &x, "outbox", err);
    if (status == SJ_OK) status = record(home, &x, sent, actor, err);
    if (status == SJ_OK && sent) status = move_file(home, &x, "sent", err);
    return status;
}
