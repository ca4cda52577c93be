/* engine/transport/by_folder.c - a partner's folders on this machine or a drive of the network: the
 * same steps as over a wire, so that a copy that is cut off is never taken for a file. */
#include "engine/transport/transport.h"

#include "engine/files/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 128 << 10 };

static sj_trouble fail(sj_err *err, const char *msg, const char *path) {
    sj_trouble trouble = SJ_NET_CUT; /* a network drive that is away for a moment */
    if (errno == ENOENT || errno == ENOTDIR) trouble = SJ_NET_GONE;
    if (errno == EACCES || errno == EPERM || errno == EROFS || errno == EEXIST || errno == EISDIR)
        trouble = SJ_NET_DENIED;
    if (errno == ENOSPC || errno == EDQUOT) trouble = SJ_NET_FULL;
    return sj_net_fail(err, trouble, msg, "%s: %s", path, strerror(errno));
}

static sj_trouble open_folder(void **out, const sj_endpoint *e, sj_err *err) {
    (void)e;
    (void)err;
    *out = NULL;
    return SJ_NET_OK;
}

static void close_folder(void *t) {
    (void)t;
}

static sj_trouble list(void *t, const char *folder, sj_remote_fn fn, void *ctx, sj_err *err) {
    (void)t;
    DIR *d = opendir(folder);
    if (!d) return fail(err, "a folder could not be read", folder);
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        const sj_remote_file f = {e->d_name, st.st_size, st.st_mtime};
        if (!fn(ctx, &f)) break;
    }
    closedir(d);
    return SJ_NET_OK;
}

static sj_trouble look(void *t, const char *path, sj_remote_file *out, sj_err *err) {
    (void)t;
    struct stat st;
    if (lstat(path, &st) != 0) return fail(err, "a file could not be found", path);
    out->bytes = st.st_size;
    out->modified = st.st_mtime;
    return SJ_NET_OK;
}

/* Bytes `from` to `bytes` (or the end) of one descriptor, appended to another. */
static sj_trouble copy(int to, int from, uint64_t at, uint64_t bytes, const char *path, bool to_us,
                       const sj_progress *p, sj_err *err) {
    char piece[PIECE];
    while (at < bytes) {
        size_t wanted = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
        ssize_t n = pread(from, piece, wanted, (off_t)at);
        if (n < 0) return fail(err, "a file could not be read", path);
        if (n == 0) break;
        for (ssize_t done = 0, w; done < n; done += w)
            if ((w = write(to, piece + done, (size_t)(n - done))) < 0) {
                if (!to_us) return fail(err, "a file could not be written", path);
                return sj_net_fail(err, SJ_NET_OURS, "a file could not be written", "%s",
                                   strerror(errno));
            }
        at += (uint64_t)n;
        if (p->fn) p->fn(p->ctx, at, bytes);
    }
    return SJ_NET_OK;
}

static sj_trouble get(void *t, const char *path, int fd, uint64_t from, const sj_progress *p,
                      sj_err *err) {
    (void)t;
    struct stat st;
    int theirs = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (theirs < 0) return fail(err, "a file could not be read", path);
    sj_trouble trouble = fstat(theirs, &st) == 0
                             ? copy(fd, theirs, from, (uint64_t)st.st_size, path, true, p, err)
                             : fail(err, "a file could not be read", path);
    close(theirs);
    return trouble;
}

static sj_trouble put(void *t, const char *path, int fd, uint64_t from, uint64_t bytes,
                      const sj_progress *p, sj_err *err) {
    (void)t;
    int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (from ? O_APPEND : O_CREAT | O_TRUNC);
    int theirs = open(path, flags, 0660);
    if (theirs < 0) return fail(err, "a file could not be written", path);
    sj_trouble trouble = copy(theirs, fd, from, bytes, path, false, p, err);
    if (trouble == SJ_NET_OK && fsync(theirs) != 0 && errno != EINVAL)
        trouble = fail(err, "a file could not be flushed", path);
    if (close(theirs) != 0 && trouble == SJ_NET_OK)
        trouble = fail(err, "a file could not be written", path);
    return trouble;
}

/* Never over a file that is there: where the system can promise it, it does. */
static sj_trouble move(void *t, const char *from, const char *to, sj_err *err) {
    (void)t;
    int code = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (code != 0 && (errno == EINVAL || errno == ENOSYS)) {
        if (sj_path_exists(to))
            errno = EEXIST;
        else
            code = rename(from, to);
    }
    return code == 0 ? SJ_NET_OK : fail(err, "a file could not be renamed", to);
}

static sj_trouble take_away(void *t, const char *path, sj_err *err) {
    (void)t;
    return unlink(path) == 0 ? SJ_NET_OK : fail(err, "a file could not be taken away", path);
}

const sj_transport_ops sj_by_folder = {"folder", open_folder, close_folder, list,     look,
                                       get,      put,         move,         take_away};
