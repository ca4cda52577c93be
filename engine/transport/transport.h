/* engine/transport/transport.h - one interface to a partner's folders, whatever carries the bytes.
 *
 *   by_folder.c    a folder of this machine or its network drives
 *   sftp_curl.c    sftp by libcurl
 *   sftp_libssh.c  sftp by libssh: where keys are RSA, which libcurl's libssh2 can no longer use
 *   https.c        WebDAV by libcurl
 *
 * A transport is one connection, used by one thread. Its calls do one thing once: no retries and no
 * decisions, which are courier.h's. Paths are the partner's, "folder/name". */
#ifndef SJ_TRANSPORT_H
#define SJ_TRANSPORT_H

#include <scrubjay/error.h>

typedef enum sj_transport_kind {
    SJ_TRANSPORT_NONE = 0, /* the outbox and inbox under the home are the partner's own */
    SJ_TRANSPORT_FOLDER,
    SJ_TRANSPORT_SFTP,
    SJ_TRANSPORT_HTTPS
} sj_transport_kind;

/* How a partner is reached. Texts are borrowed and may be NULL; files are under `base` unless they
 * begin with a slash. */
typedef struct sj_endpoint {
    sj_transport_kind kind;
    const char *partner; /* its name, for messages */
    const char *base;    /* the home */
    const char *host;
    uint16_t port; /* 0: the usual one */
    const char *user;
    const char *key_file, *certificate_file, *passphrase_file, *password_file;
    const char *known_hosts; /* a file; or */
    const char *host_key;    /* "SHA256:… SHA256:…" */
    const char *ca_file;
    uint32_t connect_timeout, stall; /* seconds */
} sj_endpoint;

/* How a call ended. Whoever calls decides by this what to do; sj_err has the words. */
typedef enum sj_trouble {
    SJ_NET_OK = 0,
    SJ_NET_GONE,   /* no such file or folder */
    SJ_NET_DENIED, /* the partner refuses this: permission, a name that is taken */
    SJ_NET_FULL,   /* the partner has no room */
    SJ_NET_OURS,   /* our own disk, memory or configuration */
    SJ_NET_CUT,    /* unreachable, cut off, stalled: what was under way may have happened or not */
    SJ_NET_STRANGER, /* the server is not the one that we know: nothing was sent to it */
    SJ_NET_REJECTED  /* it does not let us in */
} sj_trouble;

/* "no such file or folder": what each means, for messages. */
const char *sj_trouble_text(sj_trouble trouble);

/* Would another attempt make it worse (a locked account, a secret in the wrong hands)? */
bool sj_trouble_is_final(sj_trouble trouble);

/* A file in a folder. `bytes` and `modified` (seconds since 1970) are -1 when the listing does not
 * say. */
typedef struct sj_remote_file {
    const char *name;
    int64_t bytes, modified;
} sj_remote_file;

/* Called for each regular file; false stops. */
typedef bool (*sj_remote_fn)(void *ctx, const sj_remote_file *f);

/* Bytes that went so far of a transfer; `ctx` is the one of sj_transport_watch. */
typedef void (*sj_progress_fn)(void *ctx, uint64_t done, uint64_t total);

typedef struct sj_progress {
    sj_progress_fn fn;
    void *ctx;
} sj_progress;

typedef struct sj_transport_ops {
    const char *name; /* "sftp (libssh)" */
    sj_trouble (*open)(void **out, const sj_endpoint *e, sj_err *err);
    void (*close)(void *t);
    sj_trouble (*list)(void *t, const char *folder, sj_remote_fn fn, void *ctx, sj_err *err);
    sj_trouble (*stat)(void *t, const char *path, sj_remote_file *out, sj_err *err);
    sj_trouble (*get)(void *t, const char *path, int fd, uint64_t from, const sj_progress *p,
                      sj_err *err);
    sj_trouble (*put)(void *t, const char *path, int fd, uint64_t from, uint64_t bytes,
                      const sj_progress *p, sj_err *err);
    sj_trouble (*rename)(void *t, const char *from, const char *to, sj_err *err);
    sj_trouble (*remove)(void *t, const char *path, sj_err *err);
} sj_transport_ops;

extern const sj_transport_ops sj_by_folder, sj_sftp_curl, sj_sftp_libssh, sj_https;

typedef struct sj_transport sj_transport;

/* Connect, know the server, be let in. Close with sj_transport_close. */
sj_trouble sj_transport_open(sj_transport **out, const sj_endpoint *e, sj_err *err) SJ_MUST_USE;

/* The same by these operations, for tests: `t` is theirs. */
sj_trouble sj_transport_open_by(sj_transport **out, const sj_transport_ops *ops,
                                const sj_endpoint *e, sj_err *err) SJ_MUST_USE;
void sj_transport_close(sj_transport *t);

/* What carries it: "sftp (libcurl)". */
const char *sj_transport_name(const sj_transport *t);

/* Tell of bytes as they go; fn NULL: nobody. */
void sj_transport_watch(sj_transport *t, sj_progress_fn fn, void *ctx);

/* The regular files of a folder, in no order. Names are as the partner has them: do not trust them.
 */
sj_trouble sj_transport_list(sj_transport *t, const char *folder, sj_remote_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* Size and time of a file; out->name is NULL. SJ_NET_GONE. */
sj_trouble sj_transport_stat(sj_transport *t, const char *path, sj_remote_file *out,
                             sj_err *err) SJ_MUST_USE;

/* Append what the file has from byte `from` on to the descriptor `fd`. */
sj_trouble sj_transport_get(sj_transport *t, const char *path, int fd, uint64_t from,
                            sj_err *err) SJ_MUST_USE;

/* Write bytes `from` to `bytes` of the local file `fd` into the partner's; from 0 it is made anew,
 * else it goes on where it ended. */
sj_trouble sj_transport_put(sj_transport *t, const char *path, int fd, uint64_t from,
                            uint64_t bytes, sj_err *err) SJ_MUST_USE;

/* SJ_NET_DENIED when there is a file of that name already, as far as the partner can tell. */
sj_trouble sj_transport_rename(sj_transport *t, const char *from, const char *to,
                               sj_err *err) SJ_MUST_USE;
sj_trouble sj_transport_remove(sj_transport *t, const char *path, sj_err *err) SJ_MUST_USE;

/* For the implementations: fill `err` (SJ_ETRANSPORT; of SJ_NET_OURS: SJ_EIO) and return `trouble`.
 * `msg` is constant, the detail names no secret and no patient. */
sj_trouble sj_net_fail(sj_err *err, sj_trouble trouble, const char *msg, const char *fmt, ...)
    SJ_PRINTF(4, 5);

#endif
