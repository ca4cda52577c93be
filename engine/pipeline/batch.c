/* engine/pipeline/batch.c - ready claims into batches, batches to partners.
 *
 * A batch goes out in three steps, each of which can be the last before a kill:
 *   1. the file is written in work/ under a hidden name, and in the same transaction the store
 * takes the batch, its claims and the control number: `batched`
 *   2. the file is renamed into the partner's outbox: where that is the partner's own folder, this
 * is the sending; else it is delivered from there (transfer_out.c)
 *   3. the store says `sent`
 * A claim that our own check refuses once it is written is held, and the batch is written anew
 * without it.
 *
 * A file without 1 is nobody's and is written again; a batch in state `batched` goes on with 2 when
 * its file is still in work/, with 3 when it is not. */
#include "engine/pipeline/batch_check.h"
#include "engine/pipeline/batch_write.h"
#include "engine/pipeline/routes.h"
#include "engine/store/events.h"
#include "engine/transport/names.h"
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <scrubjay/writer.h>
#include <stdlib.h>
#include <time.h>

enum { ROUND = 100000, GROUPS = 64, SHARE = 32 };
static const sj_delimiters our_delimiters = {'*', ':', '^', '~'};

typedef struct collector {
    sj_run *run;
    sj_routes *routes;
    sj_item *items;
    size_t n;
    int64_t last;              /* id of the last claim that was looked at */
    bool more;                 /* there may be more ready claims behind it */
    bool has_other_delimiters; /* some text has others than we write */
    sj_batch_group groups[GROUPS];
    uint32_t n_groups;
} collector;

static bool same_delimiters(const sj_delimiters *a, const sj_delimiters *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

/* The group of a claim; GROUPS when it is not to go out in this round. */
static uint32_t group_of(collector *c, const sj_batch_group *wanted) {
    for (uint32_t i = 0; i < c->n_groups; i++) {
        const sj_batch_group *g = &c->groups[i];
        if (g->partner == wanted->partner && strcmp(g->type, wanted->type) == 0 &&
            strcmp(g->purpose, wanted->purpose) == 0 &&
            same_delimiters(&g->delims, &wanted->delims))
            return i;
    }
    if (c->n_groups == GROUPS) return GROUPS;
    c->groups[c->n_groups] = *wanted;
    return c->n_groups++;
}

/* Which claims are ready, and where they go. */
static bool take_ready(void *ctx, const sj_ready_claim *s) {
    collector *c = ctx;
    if (c->n == ROUND) {
        c->more = true;
        return false;
    }
    bool waits = false;
    sj_batch_group g = {.partner = sj_routes_find(c->routes, s->payer, &waits),
                        .delims = our_delimiters};
    if (waits) { /* for its partner, or for the other one to take over */
        c->last = s->id;
        return true;
    }
    if (!g.partner || s->usage.len != 1 || s->usage.ptr[0] != g.partner->usage) {
        c->run->totals->unroutable++;
        c->last = s->id;
        return true;
    }
    snprintf(g.type, sizeof g.type, "%.*s", SJ_FMT(s->type));
    snprintf(g.purpose, sizeof g.purpose, "%.*s", SJ_FMT(s->purpose));
    uint32_t group = group_of(c, &g);
    if (group == GROUPS) {
        c->more = true;
        return false;
    }
    c->last = s->id;
    c->has_other_delimiters |= !same_delimiters(&s->delims, &our_delimiters);
    c->items[c->n++] = (sj_item){.id = s->id,
                                 .charge = s->charge,
                                 .group = group,
                                 .released = s->was_held,
                                 .payer = sj_hash(s->payer.ptr, s->payer.len, 1) | 1,
                                 .loops = s->loops};
    return true;
}

typedef struct share {
    collector *c;
    sj_item *items;
    size_t n;
    bool full;
} share;

/* Where the text has other delimiters than we write, it decides which its batch has. */
static bool take_text(void *ctx, const sj_claim_raw *raw) {
    share *sh = ctx;
    sj_item *item = NULL;
    for (size_t i = 0; i < sh->n && !item; i++)
        if (sh->items[i].id == raw->submission) item = &sh->items[i];
    if (!item) return true;
    if (same_delimiters(&raw->delims, &our_delimiters)) return true;
    sj_batch_group g = sh->c->groups[item->group];
    sj_str all = {raw->provider.ptr,
                  raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len};
    if (!sj_delimiters_choose(all, &raw->delims, &g.delims)) g.delims = raw->delims;
    item->group = group_of(sh->c, &g);
    sh->full |= item->group == GROUPS;
    return true;
}

static sj_status read_texts(collector *c, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t at = 0; at < c->n && status == SJ_OK; at += SHARE) {
        share sh = {c, c->items + at, c->n - at < SHARE ? c->n - at : SHARE, false};
        int64_t ids[SHARE];
        for (size_t i = 0; i < sh.n; i++) ids[i] = sh.items[i].id;
        status = sj_submissions_raw(c->run->store, ids, sh.n, take_text, &sh, err);
        if (status == SJ_OK && sh.full)
            status = sj_err_set(err, SJ_ETOOBIG, "ready claims have too many different delimiters");
    }
    return status;
}

static sj_status collect(collector *c, sj_err *err) {
    sj_status status = sj_submissions_ready(c->run->store, c->last, take_ready, c, err);
    if (status == SJ_OK && c->has_other_delimiters) status = read_texts(c, err);
    return status == SJ_OK ? sj_items_order(c->items, c->n, err) : status;
}

static bool is_remote(const sj_run *r, sj_str partner) {
    const sj_partner *p = sj_config_partner(&r->home->config, partner);
    return p && p->link.endpoint.kind != SJ_TRANSPORT_NONE;
}

static void report(sj_run *r, const sj_batch *b) {
    char name[256], partner[64], type[8];
    snprintf(name, sizeof name, "%.*s", SJ_FMT(b->name));
    snprintf(partner, sizeof partner, "%.*s", SJ_FMT(b->partner));
    snprintf(type, sizeof type, "%.*s", SJ_FMT(b->type));
    r->totals->batches++;
    r->totals->sent += b->claims;
    const sj_batch_result result = {
        name, partner, type, b->interchange, b->claims, b->charge, is_remote(r, b->partner)};
    if (r->events && r->events->batch) r->events->batch(r->events->ctx, &result);
}

static sj_status hidden_path(sj_run *r, const sj_batch *b, char out[SJ_PATH], sj_err *err) {
    char name[256];
    snprintf(name, sizeof name, ".%.*s.batch", SJ_FMT(b->name));
    return sj_home_path(r->home, out, "work", name, err);
}

/* Steps 2 and 3; where the partner's folder is elsewhere, 3 is not ours. What an earlier pass did
 * is not done again: *done is false where nothing was left to do. */
static sj_status send(sj_run *r, const sj_batch *b, bool *done, sj_err *err) {
    char from[SJ_PATH], to[SJ_PATH], outbox[256], name[256];
    bool remote = is_remote(r, b->partner);
    *done = true;
    snprintf(outbox, sizeof outbox, "partners/%.*s/outbox", SJ_FMT(b->partner));
    snprintf(name, sizeof name, "%.*s", SJ_FMT(b->name));
    sj_status status = hidden_path(r, b, from, err);
    if (status == SJ_OK) status = sj_home_path(r->home, to, outbox, name, err);
    if (status == SJ_OK && remote) {
        /* A partner's way to name files may come round to a name that still waits there. */
        *done = sj_path_exists(from) && !sj_path_exists(to);
        return *done ? sj_file_move(from, to, err) : SJ_OK;
    }
    if (status == SJ_OK && sj_path_exists(from)) status = sj_file_move(from, to, err);
    if (status == SJ_OK) status = sj_store_begin(r->store, err);
    if (status != SJ_OK) return status;
    const sj_event sent = {.subject = SJ_SUBJECT_BATCH,
                           .subject_id = b->id,
                           .from = SJ_STATE_BATCHED,
                           .to = SJ_STATE_SENT,
                           .what = SJ_STR("send")};
    status = sj_events_add(r->store, &sent, 1, err);
    if (status == SJ_OK) status = sj_store_commit(r->store, err);
    sj_store_rollback(r->store);
    return status;
}

/* As the partner wants it, else: date, time, partner, type, number. */
static sj_status name_batch(const sj_run *r, const sj_batch_group *g, const sj_batch *b,
                            char out[SJ_NAME], sj_err *err) {
    static const char ours[] = "{date}T{time}_{partner}_{type}_{isa13}.x12";
    time_t seconds = b->made_at / 1000;
    struct tm day;
    char date[SJ_DATE_SIZE], time[16];
    localtime_r(&seconds, &day);
    strftime(time, sizeof time, "%H%M%S", &day);
    sj_date_print_x12(r->as_of, date);
    const sj_partner *p = g->partner;
    const sj_name_facts facts = {p->name, p->sender, p->link.test_mark, g->type,
                                 date,    time,      b->interchange};
    return sj_name_make(out, p->link.out_name ? p->link.out_name : ours, &facts, err);
}

/* Step 1, in the caller's transaction. */
static sj_status write_batch(sj_run *r, const sj_batch_group *g, const sj_item *items, size_t n,
                             sj_batch *b, char name[SJ_NAME], char path[SJ_PATH], sj_err *err) {
    int64_t control;
    sj_status status = sj_sequence_take(r->store, sj_str_of(g->partner->name),
                                        SJ_STR("interchange"), 1, &control, err);
    if (status != SJ_OK) return status;
    *b = (sj_batch){.id = sj_store_new_id(r->store),
                    .partner = sj_str_of(g->partner->name),
                    .type = sj_str_of(g->type),
                    .usage = {&g->partner->usage, 1},
                    .interchange = (uint32_t)control,
                    .group_control = (uint32_t)control,
                    .state = SJ_STATE_BATCHED,
                    .made_at = sj_store_now(r->store)};
    status = name_batch(r, g, b, name, err);
    b->name = sj_str_of(name);
    if (status == SJ_OK) status = hidden_path(r, b, path, err);
    if (status == SJ_OK) status = sj_batch_write(r, g, items, n, path, b, err);
    const sj_event batched = {.subject = SJ_SUBJECT_BATCH,
                              .subject_id = b->id,
                              .from = SJ_STATE_READY,
                              .to = SJ_STATE_BATCHED,
                              .what = SJ_STR("batch")};
    if (status == SJ_OK) status = sj_events_add(r->store, &batched, 1, err);
    return status;
}

/* Step 1 for the claims that pass our check; the others are held. *b is the batch, without claims
 * when none is left. `why` has room for `n`. */
static sj_status write_fit(sj_run *r, const sj_batch_group *g, sj_item *items, size_t n,
                           const char **why, sj_batch *b, char name[SJ_NAME], sj_err *err) {
    char path[SJ_PATH];
    size_t wrong = 0;
    do {
        b->claims = 0;
        if (!n) return SJ_OK;
        sj_status status = sj_store_begin(r->store, err);
        if (status == SJ_OK) status = write_batch(r, g, items, n, b, name, path, err);
        if (status == SJ_OK)
            status = sj_batch_check(r, g->partner, path, items, why, n, &wrong, err);
        if (status == SJ_OK && !wrong) status = sj_store_commit(r->store, err);
        sj_store_rollback(r->store);
        if (status == SJ_OK && wrong) status = sj_file_remove(path, err);
        if (status == SJ_OK && wrong) status = sj_batch_hold(r, items, why, &n, err);
        if (status != SJ_OK) return status;
    } while (wrong);
    return SJ_OK;
}

static sj_status write_and_send(sj_run *r, const sj_batch_group *g, sj_item *items, size_t n,
                                sj_err *err) {
    sj_batch b;
    char name[SJ_NAME];
    bool done;
    const char **why = sj_malloc(n * sizeof *why);
    if (!why) return sj_err_set(err, SJ_ENOMEM, "no memory to make batches");
    sj_status status = write_fit(r, g, items, n, why, &b, name, err);
    sj_free(why);
    if (status == SJ_OK && b.claims) status = send(r, &b, &done, err);
    if (status == SJ_OK && b.claims) report(r, &b);
    return status;
}

static bool is_stopped(const sj_run *r) {
    return r->stop && *r->stop;
}

static sj_status send_round(collector *c, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t at = 0, n; at < c->n && status == SJ_OK && !is_stopped(c->run); at += n) {
        const sj_batch_group *g = &c->groups[c->items[at].group];
        n = 1;
        while (at + n < c->n && c->items[at + n].group == c->items[at].group &&
               n < g->partner->claims_per_file)
            n++;
        status = write_and_send(c->run, g, c->items + at, n, err);
    }
    return status;
}

sj_status sj_batch_all(sj_run *r, sj_err *err) {
    collector *c = sj_calloc(1, sizeof *c);
    if (c) c->items = sj_malloc(ROUND * sizeof *c->items);
    sj_status status =
        c && c->items ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory to make batches");
    if (c) c->run = r;
    if (status == SJ_OK) status = sj_routes_new(&c->routes, r->home, err);
    for (bool more = true; more && status == SJ_OK && !is_stopped(r);) {
        c->n = c->n_groups = 0;
        c->more = c->has_other_delimiters = false;
        status = collect(c, err);
        if (status == SJ_OK) status = send_round(c, err);
        more = c->more;
    }
    if (c) {
        sj_routes_free(c->routes);
        sj_free(c->items);
    }
    sj_free(c);
    return status;
}

/* Batches that an earlier run did not send, copied: sending changes the list that is being read. */
typedef struct unsent {
    struct {
        sj_batch row;
        char name[256], partner[32], type[8];
    } batches[16];
    size_t n;
    int64_t last; /* id of the last one that was looked at */
} unsent;

static bool take_unsent(void *ctx, const sj_batch *b) {
    unsent *u = ctx;
    if (b->id <= u->last) return true;
    if (u->n == sizeof u->batches / sizeof *u->batches) return false;
    u->batches[u->n].row = *b;
    snprintf(u->batches[u->n].name, sizeof u->batches->name, "%.*s", SJ_FMT(b->name));
    snprintf(u->batches[u->n].partner, sizeof u->batches->partner, "%.*s", SJ_FMT(b->partner));
    snprintf(u->batches[u->n].type, sizeof u->batches->type, "%.*s", SJ_FMT(b->type));
    sj_batch *row = &u->batches[u->n].row;
    row->name = sj_str_of(u->batches[u->n].name);
    row->partner = sj_str_of(u->batches[u->n].partner);
    row->type = sj_str_of(u->batches[u->n].type);
    u->n++;
    return true;
}

sj_status sj_batch_resume(sj_run *r, sj_err *err) {
    unsent u = {.n = 1};
    sj_status status = SJ_OK;
    while (u.n && status == SJ_OK) {
        u.n = 0;
        status = sj_batches_unsent(r->store, take_unsent, &u, err);
        for (size_t i = 0; i < u.n && status == SJ_OK; i++) {
            bool done;
            status = send(r, &u.batches[i].row, &done, err);
            if (status == SJ_OK && done) report(r, &u.batches[i].row);
            u.last = u.batches[i].row.id;
        }
    }
    return status;
}
