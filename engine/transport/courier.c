/* engine/transport/courier.c - the steps of a delivery and of a collection. */
#include "engine/transport/courier.h"

#include "engine/files/folder.h"
#include "engine/store/keyed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- the line ---- */

enum { LONGEST_WAIT = 60000, SLICE = 100 };

void sj_carrier_close(sj_carrier *l) {
    sj_transport_close(l->t);
    l->t = NULL;
}

static bool is_stopped(const sj_carrier *l) {
    return l->stop && *l->stop;
}

/* Between half of it and all of it, so that those who were cut off together do not come back
 * together. */
static void wait_some(const sj_carrier *l, uint32_t attempt) {
    uint32_t chance = 0;
    uint64_t ms = (uint64_t)l->wait << (attempt < 16 ? attempt : 16);
    if (ms > LONGEST_WAIT) ms = LONGEST_WAIT;
    if (sj_random(&chance, sizeof chance, NULL) == SJ_OK) ms = ms / 2 + chance % (ms / 2 + 1);
    for (uint64_t done = 0; done < ms && !is_stopped(l); done += SLICE) {
        uint64_t now = ms - done < SLICE ? ms - done : SLICE;
        nanosleep(&(struct timespec){.tv_nsec = (long)now * 1000000}, NULL);
    }
}

sj_trouble sj_carrier_run(sj_carrier *l, sj_step_fn step, void *ctx, sj_err *err) {
    sj_trouble trouble = SJ_NET_CUT;
    for (uint32_t attempt = 0; attempt < l->attempts && trouble == SJ_NET_CUT; attempt++) {
        if (attempt) wait_some(l, attempt - 1);
        if (attempt && is_stopped(l)) break;
        trouble = SJ_NET_OK;
        if (!l->t && l->ops) trouble = sj_transport_open_by(&l->t, l->ops, l->endpoint, err);
        if (!l->t && !l->ops) trouble = sj_transport_open(&l->t, l->endpoint, err);
        if (trouble == SJ_NET_OK) {
            sj_transport_watch(l->t, l->progress.fn, l->progress.ctx);
            trouble = step(ctx, l->t, err);
        }
        if (trouble != SJ_NET_CUT) break;
        l->cuts++;
        sj_carrier_close(l);
    }
    return trouble;
}

/* ---- a file to a partner ---- */

static sj_trouble record(sj_outgoing *o, sj_delivery_state state, sj_err *err) {
    sj_status status = o->record(o->ctx, state, err);
    if (status != SJ_OK) return SJ_NET_OURS; /* err says what */
    o->state = state;
    return SJ_NET_OK;
}

/* The size of a file at the partner; -1: it is not there. */
static sj_trouble size_of(sj_transport *t, const char *path, int64_t *out, sj_err *err) {
    sj_remote_file f;
    sj_trouble trouble = sj_transport_stat(t, path, &f, err);
    *out = trouble == SJ_NET_OK ? f.bytes : -1;
    return trouble == SJ_NET_GONE ? SJ_NET_OK : trouble;
}

static sj_trouble remove_quietly(sj_transport *t, const char *path, sj_err *err) {
    sj_trouble trouble = sj_transport_remove(t, path, err);
    return trouble == SJ_NET_GONE ? SJ_NET_OK : trouble;
}

/* Nothing of it is there yet; nothing else may be, under either name. */
static sj_trouble begin(sj_outgoing *o, sj_transport *t, sj_err *err) {
    int64_t there = -1, left = -1;
    sj_trouble trouble = size_of(t, o->target, &there, err);
    if (trouble == SJ_NET_OK && there >= 0)
        return sj_net_fail(err, SJ_NET_DENIED,
                           "another file of that name still lies there; it must be gone first",
                           "%s", o->target);
    if (trouble == SJ_NET_OK) trouble = size_of(t, o->temporary, &left, err);
    if (trouble == SJ_NET_OK && left >= 0) trouble = remove_quietly(t, o->temporary, err);
    return trouble;
}

static sj_trouble put_from(sj_outgoing *o, sj_transport *t, uint64_t from, sj_err *err) {
    struct stat st;
    int fd = open(o->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sj_net_fail(err, SJ_NET_OURS, "a file in the outbox cannot be read", "%s: %s",
                           o->path, strerror(errno));
    sj_trouble trouble = SJ_NET_OK;
    if (fstat(fd, &st) != 0 || (uint64_t)st.st_size != o->bytes)
        trouble = sj_net_fail(err, SJ_NET_OURS, "a file in the outbox changed while it was sent",
                              "%s", o->path);
    if (trouble == SJ_NET_OK) trouble = sj_transport_put(t, o->temporary, fd, from, o->bytes, err);
    close(fd);
    return trouble;
}

/* A step of a small file is not worth a record of its own: after a kill it begins anew. */
static sj_trouble note(sj_outgoing *o, sj_delivery_state state, sj_err *err) {
    if (o->is_large) return record(o, state, err);
    o->state = state;
    return SJ_NET_OK;
}

static sj_trouble upload(sj_outgoing *o, sj_transport *t, sj_err *err) {
    int64_t there = -1;
    sj_trouble trouble = SJ_NET_OK;
    if (o->state == SJ_DELIVERY_NEW) {
        trouble = begin(o, t, err);
        if (trouble == SJ_NET_OK) trouble = note(o, SJ_DELIVERY_UPLOADING, err);
    } else {
        trouble = size_of(t, o->temporary, &there, err);
    }
    uint64_t from = trouble == SJ_NET_OK && there > 0 ? (uint64_t)there : 0;
    if (from > o->bytes) from = 0;
    if (trouble == SJ_NET_OK && (from < o->bytes || !from)) trouble = put_from(o, t, from, err);
    if (trouble == SJ_NET_OK) trouble = size_of(t, o->temporary, &there, err);
    if (trouble != SJ_NET_OK) return trouble;
    if (there >= 0 && (uint64_t)there == o->bytes) return note(o, SJ_DELIVERY_UPLOADED, err);
    sj_trouble removed = remove_quietly(t, o->temporary, err);
    if (removed != SJ_NET_OK) return removed;
    return sj_net_fail(err, SJ_NET_CUT, "the partner has another size than we sent",
                       "%s: %" PRId64 " bytes, not %" PRIu64, o->temporary, there, o->bytes);
}

/* What became of the rename that we asked for? */
static sj_trouble find_out(sj_outgoing *o, sj_transport *t, sj_err *err) {
    int64_t there = -1, left = -1;
    sj_trouble trouble = size_of(t, o->target, &there, err);
    if (trouble == SJ_NET_OK && there < 0) trouble = size_of(t, o->temporary, &left, err);
    /* Between the two questions a request that was still under way may have come true. */
    if (trouble == SJ_NET_OK && there < 0 && left < 0) trouble = size_of(t, o->target, &there, err);
    if (trouble != SJ_NET_OK) return trouble;
    if (there >= 0 && (uint64_t)there == o->bytes) {
        /* Some servers rename by a second name, and can be cut off before the first is gone. */
        trouble = remove_quietly(t, o->temporary, err);
        return trouble == SJ_NET_CUT ? trouble : record(o, SJ_DELIVERY_SENT, err);
    }
    if (there >= 0 || left < 0) return record(o, SJ_DELIVERY_IN_DOUBT, err);
    return record(o, (uint64_t)left == o->bytes ? SJ_DELIVERY_UPLOADED : SJ_DELIVERY_UPLOADING,
                  err);
}

static sj_trouble rename_it(sj_outgoing *o, sj_transport *t, sj_err *err) {
    sj_err why = {0}, ignored;
    sj_trouble trouble = record(o, SJ_DELIVERY_RENAMING, err);
    if (trouble != SJ_NET_OK) return trouble;
    trouble = sj_transport_rename(t, o->temporary, o->target, &why);
    if (trouble == SJ_NET_OK) return record(o, SJ_DELIVERY_SENT, err);
    if (trouble == SJ_NET_CUT) {
        if (err) *err = why;
        return trouble;
    }
    /* Refused, it says; the folder has the last word. */
    sj_trouble looked = find_out(o, t, &ignored);
    if (looked == SJ_NET_OK && o->state != SJ_DELIVERY_UPLOADED) return SJ_NET_OK;
    if (err) *err = looked == SJ_NET_OK ? why : ignored;
    return looked == SJ_NET_OK ? trouble : looked;
}

sj_trouble sj_deliver(void *ctx, sj_transport *t, sj_err *err) {
    sj_outgoing *o = ctx;
    sj_trouble trouble = SJ_NET_OK;
    while (trouble == SJ_NET_OK) {
        switch (o->state) {
        case SJ_DELIVERY_NEW:
        case SJ_DELIVERY_UPLOADING:
            trouble = upload(o, t, err);
            break;
        case SJ_DELIVERY_UPLOADED:
            trouble = rename_it(o, t, err);
            break;
        case SJ_DELIVERY_RENAMING:
            trouble = find_out(o, t, err);
            break;
        case SJ_DELIVERY_SENT:
        case SJ_DELIVERY_IN_DOUBT:
            return SJ_NET_OK;
        }
    }
    return trouble;
}

/* ---- a file from a partner ---- */

static sj_trouble fail_ours(sj_err *err, const char *msg) {
    return sj_net_fail(err, SJ_NET_OURS, msg, "%s", strerror(errno));
}

static bool same(const sj_remote_file *a, const sj_remote_file *b) {
    return a->bytes == b->bytes && a->modified == b->modified;
}

/* A part is gone on with only when it is of this very file: then it bears the file's time, to a
 * fraction of a second that no clock gave it. */
enum { MARK = 424242424 };

static void mark_part(int fd, const sj_remote_file *of) {
    const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, {of->modified, MARK}};
    if (of->modified >= 0 && futimens(fd, times) != 0) return; /* then it begins anew */
}

/* Where to go on; -1: it cannot be written. */
static off_t open_part(int fd, const sj_remote_file *of) {
    struct stat st;
    if (fstat(fd, &st) != 0) return -1;
    if (st.st_mtim.tv_nsec == MARK && st.st_mtim.tv_sec == of->modified && st.st_size <= of->bytes)
        return lseek(fd, 0, SEEK_END);
    return ftruncate(fd, 0) == 0 ? lseek(fd, 0, SEEK_SET) : -1;
}

sj_trouble sj_collect(void *ctx, sj_transport *t, sj_err *err) {
    sj_incoming *in = ctx;
    sj_remote_file before, after;
    struct stat st;
    sj_trouble trouble = sj_transport_stat(t, in->path, &before, err);
    if (trouble != SJ_NET_OK) return trouble;
    int fd = open(in->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail_ours(err, "a file could not be written");
    off_t from = open_part(fd, &before);
    if (from < 0) trouble = fail_ours(err, "a file could not be written");
    if (trouble == SJ_NET_OK && (from < before.bytes || before.bytes < 0))
        trouble = sj_transport_get(t, in->path, fd, (uint64_t)from, err);
    mark_part(fd, &before);
    if (trouble == SJ_NET_OK) trouble = sj_transport_stat(t, in->path, &after, err);
    if (trouble == SJ_NET_OK && (fsync(fd) != 0 || fstat(fd, &st) != 0))
        trouble = fail_ours(err, "a file could not be written");
    close(fd);
    if (trouble != SJ_NET_OK) return trouble;
    in->seen = after;
    in->is_changing = !same(&before, &after) || (after.bytes >= 0 && st.st_size != after.bytes);
    if (in->is_changing && unlink(in->part) != 0 && errno != ENOENT)
        return fail_ours(err, "a file could not be taken away");
    return SJ_NET_OK;
}
