/* engine/transport/transport.c - which implementation carries a partner's bytes, and what all
 * share.
 */
#include "engine/transport/transport.h"

#include "engine/files/fault.h"
#include "engine/transport/pick.h"
#include "parsers/base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

struct sj_transport {
    const sj_transport_ops *ops;
    void *t;
    sj_progress progress;
};

static const char *const texts[] = {
    [SJ_NET_OK] = "it worked",
    [SJ_NET_GONE] = "there is no such file or folder",
    [SJ_NET_DENIED] = "the partner does not allow it",
    [SJ_NET_FULL] = "the partner's disk is full",
    [SJ_NET_OURS] = "something of ours is wrong",
    [SJ_NET_CUT] = "the connection failed",
    [SJ_NET_STRANGER] = "the server is not the one that we know",
    [SJ_NET_REJECTED] = "the partner does not let us in",
};

const char *sj_trouble_text(sj_trouble trouble) {
    return texts[trouble];
}

bool sj_trouble_is_final(sj_trouble trouble) {
    return trouble == SJ_NET_STRANGER || trouble == SJ_NET_REJECTED;
}

sj_trouble sj_net_fail(sj_err *err, sj_trouble trouble, const char *msg, const char *fmt, ...) {
    va_list args;
    sj_err_set(err, trouble == SJ_NET_OURS ? SJ_EIO : SJ_ETRANSPORT, msg);
    if (!err) return trouble;
    va_start(args, fmt);
    vsnprintf(err->detail, sizeof err->detail, fmt, args);
    va_end(args);
    return trouble;
}

sj_trouble sj_transport_open_by(sj_transport **out, const sj_transport_ops *ops,
                                const sj_endpoint *e, sj_err *err) {
    *out = NULL;
    sj_transport *t = sj_calloc(1, sizeof *t);
    if (!t) return sj_net_fail(err, SJ_NET_OURS, "no memory for a connection", "%s", e->partner);
    t->ops = ops;
    sj_trouble trouble = ops->open(&t->t, e, err);
    if (trouble == SJ_NET_OK)
        *out = t;
    else
        sj_free(t);
    return trouble;
}

sj_trouble sj_transport_open(sj_transport **out, const sj_endpoint *e, sj_err *err) {
    const sj_transport_ops *ops;
    *out = NULL;
    sj_trouble trouble = sj_transport_pick(&ops, e, err);
    if (trouble == SJ_NET_OK) trouble = sj_transport_open_by(out, ops, e, err);
    /* libcurl says the same of a connection that was cut while logging in; libssh can tell. */
    if (trouble == SJ_NET_REJECTED && ops == &sj_sftp_curl)
        trouble = sj_transport_open_by(out, &sj_sftp_libssh, e, err);
    return trouble;
}

void sj_transport_close(sj_transport *t) {
    if (!t) return;
    t->ops->close(t->t);
    sj_free(t);
}

const char *sj_transport_name(const sj_transport *t) {
    return t->ops->name;
}

void sj_transport_watch(sj_transport *t, sj_progress_fn fn, void *ctx) {
    t->progress = (sj_progress){fn, ctx};
}

sj_trouble sj_transport_list(sj_transport *t, const char *folder, sj_remote_fn fn, void *ctx,
                             sj_err *err) {
    return t->ops->list(t->t, folder, fn, ctx, err);
}

sj_trouble sj_transport_stat(sj_transport *t, const char *path, sj_remote_file *out, sj_err *err) {
    *out = (sj_remote_file){.bytes = -1, .modified = -1};
    return t->ops->stat(t->t, path, out, err);
}

/* What changes something, here or there, is a place where a test may let us die. */
sj_trouble sj_transport_get(sj_transport *t, const char *path, int fd, uint64_t from, sj_err *err) {
    sj_fault_point();
    return t->ops->get(t->t, path, fd, from, &t->progress, err);
}

sj_trouble sj_transport_put(sj_transport *t, const char *path, int fd, uint64_t from,
                            uint64_t bytes, sj_err *err) {
    sj_fault_point();
    return t->ops->put(t->t, path, fd, from, bytes, &t->progress, err);
}

sj_trouble sj_transport_rename(sj_transport *t, const char *from, const char *to, sj_err *err) {
    sj_fault_point();
    sj_trouble trouble = t->ops->rename(t->t, from, to, err);
    sj_fault_point();
    return trouble;
}

sj_trouble sj_transport_remove(sj_transport *t, const char *path, sj_err *err) {
    sj_fault_point();
    sj_trouble trouble = t->ops->remove(t->t, path, err);
    sj_fault_point();
    return trouble;
}
