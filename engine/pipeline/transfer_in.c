/* engine/pipeline/transfer_in.c - what lies in a partner's folders for us, fetched.
 *
 * A file comes under a hidden name; when all of it is here, the store says `arrived` and under
 * which name it will lie in the inbox; it is renamed; the store says `kept`; then it is taken away
 * or moved at the partner, as the settings say. A file that was kept is told again by name, size
 * and time. After a kill, `arrived` means: rename it, if its hidden file is still there. */
#include "engine/pipeline/transfer.h"
#include "engine/transport/names.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MOST = 200000 }; /* files in one folder of a partner */

/* A file of the listing, or a row of the store: the same facts. */
typedef struct entry {
    char *name, *local; /* local: of a row */
    int64_t id, bytes, modified, begun_at;
    sj_arrival_state state;
    bool is_seen; /* a row whose file is still listed */
} entry;

typedef struct entries {
    entry *v;
    size_t n;
    bool is_full; /* there were more, or no memory */
} entries;

typedef struct folder {
    sj_haul *haul;
    const char *path; /* the partner's */
    char inbox[SJ_PATH];
    sj_names *names;
    entries listed, known;
} folder;

static entry *add(entries *list, const char *name) {
    if ((list->n & (list->n - 1)) == 0) { /* full at every power of two */
        entry *more =
            list->n < MOST ? sj_realloc(list->v, (list->n ? list->n * 2 : 1) * sizeof *more) : NULL;
        list->is_full = !more;
        if (!more) return NULL;
        list->v = more;
    }
    char *copy = sj_strdup(sj_str_of(name));
    if (!copy) {
        list->is_full = true;
        return NULL;
    }
    entry *e = &list->v[list->n++];
    *e = (entry){.name = copy};
    return e;
}

static void dispose(entries *list) {
    for (size_t i = 0; i < list->n; i++) {
        sj_free(list->v[i].name);
        sj_free(list->v[i].local);
    }
    sj_free(list->v);
    *list = (entries){0};
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const entry *)a)->name, ((const entry *)b)->name);
}

/* ---- what is there, what is known ---- */

static bool take_listed(void *ctx, const sj_remote_file *f) {
    folder *d = ctx;
    if (sj_name_is_unready(f->name)) return true;
    entry *e = add(&d->listed, f->name);
    if (!e) return false;
    e->bytes = f->bytes;
    e->modified = f->modified;
    return true;
}

static sj_trouble list_step(void *ctx, sj_transport *t, sj_err *err) {
    folder *d = ctx;
    dispose(&d->listed); /* of an attempt that was cut off */
    return sj_transport_list(t, d->path, take_listed, d, err);
}

static bool take_known(void *ctx, const sj_arrival *a) {
    folder *d = ctx;
    char name[SJ_PATH];
    snprintf(name, sizeof name, "%.*s", SJ_FMT(a->name));
    entry *e = add(&d->known, name);
    if (!e) return false;
    e->local = sj_strdup(a->local);
    e->id = a->id;
    e->bytes = a->bytes;
    e->modified = a->modified;
    e->state = a->state;
    e->begun_at = a->begun_at;
    d->known.is_full |= !e->local;
    return e->local != NULL;
}

static sj_store *store_of(const folder *d) {
    return d->haul->all->home->store;
}

static bool read_known(folder *d) {
    sj_err err = {0};
    sj_haul_lock(d->haul);
    sj_status status = sj_arrivals_of(store_of(d), sj_str_of(d->haul->partner->name),
                                      sj_str_of(d->path), take_known, d, &err);
    sj_haul_unlock(d->haul);
    if (status == SJ_OK && d->known.is_full)
        status =
            sj_err_setf(&err, SJ_ENOMEM, "a partner's folder has too many files", "%s", d->path);
    if (status != SJ_OK) sj_haul_fail(d->haul, status, &err);
    return status == SJ_OK;
}

/* Where nobody told the time, or the size, these say nothing. */
static bool fits(const entry *known, const entry *listed) {
    return (known->bytes == listed->bytes || listed->bytes < 0) &&
           (known->modified == listed->modified || known->modified < 0 || listed->modified < 0);
}

static entry *find_known(folder *d, const entry *listed) {
    const entry key = {.name = listed->name};
    entry *e = d->known.n ? bsearch(&key, d->known.v, d->known.n, sizeof key, by_name) : NULL;
    if (!e) return NULL;
    while (e > d->known.v && strcmp(e[-1].name, listed->name) == 0) e--;
    for (; e < d->known.v + d->known.n && strcmp(e->name, listed->name) == 0; e++) {
        if (!fits(e, listed)) continue;
        e->is_seen = true;
        return e;
    }
    return NULL;
}

/* ---- one file ---- */

static bool put_row(folder *d, entry *e, sj_arrival_state state) {
    sj_err err = {0};
    sj_store *s = store_of(d);
    sj_haul_lock(d->haul);
    if (!e->id) e->id = sj_store_new_id(s);
    const sj_arrival row = {.id = e->id,
                            .partner = sj_str_of(d->haul->partner->name),
                            .folder = sj_str_of(d->path),
                            .name = sj_str_of(e->name),
                            .bytes = e->bytes,
                            .modified = e->modified,
                            .local = sj_str_of(e->local ? e->local : ""),
                            .state = state};
    sj_status status = sj_store_begin(s, &err);
    if (status == SJ_OK) status = sj_arrivals_put(s, &row, &err);
    if (status == SJ_OK) status = sj_store_commit(s, &err);
    sj_store_rollback(s);
    sj_haul_unlock(d->haul);
    if (status != SJ_OK) sj_haul_fail(d->haul, status, &err);
    e->state = state;
    return status == SJ_OK;
}

static sj_status part_path(const folder *d, const entry *e, char out[SJ_PATH], sj_err *err) {
    if (snprintf(out, SJ_PATH, "%s/.%s.part", d->inbox, e->name) < SJ_PATH) return SJ_OK;
    return sj_err_set(err, SJ_EIO, "a path is too long");
}

/* From `arrived` on: into the inbox. Where it is then taken away at the partner, that is the next
 * record. */
static bool keep(folder *d, entry *e, bool is_settled_next) {
    char part[SJ_PATH], to[SJ_PATH];
    sj_err err = {0};
    sj_status status = part_path(d, e, part, &err);
    if (status == SJ_OK) status = sj_path_join(to, d->inbox, e->local, &err);
    if (status == SJ_OK && sj_path_exists(part)) status = sj_file_move(part, to, &err);
    if (status != SJ_OK) {
        sj_haul_fail(d->haul, status, &err);
        return false;
    }
    e->state = SJ_ARRIVAL_KEPT;
    if (!is_settled_next && !put_row(d, e, SJ_ARRIVAL_KEPT)) return false;
    sj_haul_tell(d->haul, SJ_TRANSFER_FETCHED, e->local, (uint64_t)e->bytes, "", NULL);
    return true;
}

/* Afterwards, at the partner. */
typedef struct away {
    const char *from, *to; /* to NULL: taken away */
} away;

static sj_trouble away_step(void *ctx, sj_transport *t, sj_err *err) {
    away *a = ctx;
    sj_trouble trouble =
        a->to ? sj_transport_rename(t, a->from, a->to, err) : sj_transport_remove(t, a->from, err);
    return trouble == SJ_NET_GONE ? SJ_NET_OK : trouble;
}

static void settle_at_partner(folder *d, entry *e) {
    char from[SJ_PATH], to[SJ_PATH];
    const sj_link_config *l = &d->haul->partner->link;
    sj_err err = {0};
    bool moves = l->after == SJ_AFTER_MOVE;
    if (l->after == SJ_AFTER_KEEP) return;
    if (snprintf(from, sizeof from, "%s%s%s", d->path, *d->path ? "/" : "", e->name) >= SJ_PATH ||
        snprintf(to, sizeof to, "%s%s%s", moves ? l->done : "", moves && *l->done ? "/" : "",
                 e->name) >= SJ_PATH)
        return;
    away a = {from, moves ? to : NULL};
    sj_trouble trouble = sj_carrier_run(&d->haul->carrier, away_step, &a, &err);
    if (trouble == SJ_NET_OK)
        put_row(d, e, SJ_ARRIVAL_REMOVED);
    else if (put_row(d, e, SJ_ARRIVAL_KEPT) && sj_haul_survives(d->haul, trouble, &err))
        sj_haul_tell(d->haul, SJ_TRANSFER_WAITS, e->name, 0,
                     "it was fetched, but the partner does not let us take it away", &err);
}

static sj_status choose_local(const folder *d, entry *e, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_folder_free_name(path, d->inbox, e->name, err);
    if (status != SJ_OK) return status;
    sj_free(e->local);
    e->local = sj_strdup(sj_str_of(strrchr(path, '/') + 1));
    return e->local ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory for a file's name");
}

/* An interchange without an end is still being written, for as long as an unfinished file in a
 * folder of our own would be waited for. */
static bool is_half(folder *d, entry *e, const char *part, sj_err *err) {
    char head[4] = "";
    bool whole = true;
    FILE *f = fopen(part, "re");
    size_t n = f ? fread(head, 1, 3, f) : 0;
    if (f) fclose(f);
    if (n < 3 || memcmp(head, "ISA", 3) != 0 || sj_file_is_whole(part, &whole, err) != SJ_OK)
        return false;
    sj_instant since = e->state == SJ_ARRIVAL_HALF ? e->begun_at : sj_store_now(store_of(d));
    sj_instant waited = sj_store_now(store_of(d)) - since;
    return !whole && waited < d->haul->all->home->config.give_up * 1000;
}

static sj_trouble collect(folder *d, entry *e, sj_incoming *in, char part[SJ_PATH], sj_err *err) {
    char path[SJ_PATH];
    size_t n = strlen(d->path);
    if (snprintf(path, sizeof path, "%s%s%s", d->path, n && d->path[n - 1] != '/' ? "/" : "",
                 e->name) >= SJ_PATH)
        return sj_net_fail(err, SJ_NET_DENIED, "a path is too long", "%s", e->name);
    in->path = path;
    in->part = part;
    snprintf(d->haul->name, sizeof d->haul->name, "%s", e->name);
    return sj_carrier_run(&d->haul->carrier, sj_collect, in, err);
}

/* A listing that tells other sizes than the file has makes one that we know look new. */
static bool is_known_after_all(folder *d, const entry *e) {
    const entry *twin = find_known(d, e);
    return twin && twin != e && twin->state != SJ_ARRIVAL_HALF;
}

static void fetch_new(folder *d, entry *e) {
    char part[SJ_PATH];
    sj_err err = {0};
    sj_incoming in = {0};
    sj_status status = part_path(d, e, part, &err);
    sj_trouble trouble = SJ_NET_OK;
    if (status == SJ_OK) trouble = collect(d, e, &in, part, &err);
    if (trouble == SJ_NET_GONE) return; /* somebody took it between the listing and now */
    if (trouble != SJ_NET_OK) {
        if (sj_haul_survives(d->haul, trouble, &err))
            sj_haul_tell(d->haul, SJ_TRANSFER_WAITS, e->name, 0, "it stays with the partner", &err);
        return;
    }
    if (in.is_changing) {
        sj_haul_tell(d->haul, SJ_TRANSFER_WAITS, e->name, 0, "the partner is still writing it",
                     NULL);
        return;
    }
    e->bytes = in.seen.bytes; /* a listing may not have told them */
    e->modified = in.seen.modified;
    if (is_known_after_all(d, e)) {
        status = sj_file_remove(part, &err);
        if (status != SJ_OK) sj_haul_fail(d->haul, status, &err);
        return;
    }
    if (status == SJ_OK && is_half(d, e, part, &err)) {
        /* Noted when it is first seen; and anew where the clock was set back. */
        bool is_noted = e->state == SJ_ARRIVAL_HALF && e->begun_at <= sj_store_now(store_of(d));
        if (!is_noted && !put_row(d, e, SJ_ARRIVAL_HALF)) return;
        sj_haul_tell(d->haul, SJ_TRANSFER_WAITS, e->name, 0, "it has no end yet (IEA)", NULL);
        return;
    }
    if (status == SJ_OK) status = choose_local(d, e, &err);
    if (status != SJ_OK)
        sj_haul_fail(d->haul, status, &err);
    else if (put_row(d, e, SJ_ARRIVAL_ARRIVED) &&
             keep(d, e, d->haul->partner->link.after != SJ_AFTER_KEEP))
        settle_at_partner(d, e);
}

/* ---- a folder ---- */

static void fetch_file(folder *d, entry *listed) {
    if (!sj_name_is_safe(listed->name)) {
        sj_haul_tell(d->haul, SJ_TRANSFER_REFUSED, "?", 0,
                     "a file with a name that is none (control characters, broken UTF-8, a slash, "
                     "too long) is left with the partner",
                     NULL);
        return;
    }
    if (!sj_names_fit(d->names, listed->name)) return;
    entry *known = find_known(d, listed);
    if (!known)
        fetch_new(d, listed);
    else if (known->state == SJ_ARRIVAL_HALF)
        fetch_new(d, known);
    else
        settle_at_partner(d, known);
}

/* Before anything else comes under its hidden name. */
static void finish_arrived(folder *d) {
    for (size_t i = 0; i < d->known.n && sj_haul_goes_on(d->haul); i++)
        if (d->known.v[i].state == SJ_ARRIVAL_ARRIVED) keep(d, &d->known.v[i], false);
}

/* Files that are not listed any more are gone from the partner. */
static void settle_unlisted(folder *d) {
    for (size_t i = 0; i < d->known.n && sj_haul_goes_on(d->haul); i++)
        if (!d->known.v[i].is_seen) put_row(d, &d->known.v[i], SJ_ARRIVAL_REMOVED);
}

static void fetch_folder(folder *d) {
    sj_err err = {0};
    if (!read_known(d)) return;
    finish_arrived(d);
    sj_trouble trouble = sj_carrier_run(&d->haul->carrier, list_step, d, &err);
    if (trouble == SJ_NET_OK && d->listed.is_full)
        trouble =
            sj_net_fail(&err, SJ_NET_OURS, "a partner's folder has too many files", "%s", d->path);
    if (trouble != SJ_NET_OK) {
        d->haul->trouble = trouble;
        d->haul->err = err;
        return;
    }
    if (d->listed.n) qsort(d->listed.v, d->listed.n, sizeof *d->listed.v, by_name);
    for (size_t i = 0; i < d->listed.n && sj_haul_goes_on(d->haul); i++)
        fetch_file(d, &d->listed.v[i]);
    settle_unlisted(d);
}

void sj_haul_fetch(sj_haul *h) {
    const sj_partner *p = h->partner;
    const sj_name_facts facts = {p->name, p->sender, p->link.test_mark, NULL, NULL, NULL, 0};
    folder d = {.haul = h};
    char path[SJ_PATH];
    sj_err err = {0};
    sj_status status = sj_haul_folder(h, d.inbox, "inbox", &err);
    if (status == SJ_OK) status = sj_names_new(&d.names, p->link.in_names, &facts, &err);
    if (status != SJ_OK) sj_haul_fail(h, status, &err);
    const char *at = p->link.in;
    for (bool more = true; more && sj_haul_goes_on(h);) {
        size_t n = strcspn(at, ";");
        snprintf(path, sizeof path, "%.*s", (int)n, at);
        d.path = path;
        fetch_folder(&d);
        dispose(&d.listed);
        dispose(&d.known);
        more = at[n] == ';';
        at += n + more;
    }
    sj_names_free(d.names);
}
