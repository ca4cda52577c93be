/* engine/transport/secret.c - passwords and keys, refused when others may read them. */
#include "engine/transport/secret.h"

#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

sj_trouble sj_secret_path(char out[SJ_PATH], const sj_endpoint *e, const char *file, sj_err *err) {
    int n = *file == '/' ? snprintf(out, SJ_PATH, "%s", file)
                         : snprintf(out, SJ_PATH, "%s/%s", e->base, file);
    if (n < SJ_PATH) return SJ_NET_OK;
    return sj_net_fail(err, SJ_NET_OURS, "a path is too long", "%s", file);
}

static sj_trouble open_checked(int *fd, const char *path, sj_err *err) {
    struct stat st;
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0)
        return sj_net_fail(err, SJ_NET_OURS, "a key or password file cannot be read", "%s: %s",
                           path, strerror(errno));
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) && !(st.st_mode & 077)) return SJ_NET_OK;
    close(*fd);
    return sj_net_fail(err, SJ_NET_OURS,
                       "others on this machine may read a key or password file; take that away "
                       "with 'chmod 600'",
                       "%s", path);
}

sj_trouble sj_secret_check(const char *path, sj_err *err) {
    int fd;
    sj_trouble trouble = open_checked(&fd, path, err);
    if (trouble == SJ_NET_OK) close(fd);
    return trouble;
}

sj_trouble sj_secret_read(char **out, const sj_endpoint *e, const char *file, sj_err *err) {
    char path[SJ_PATH];
    int fd;
    *out = NULL;
    if (!file) return SJ_NET_OK;
    sj_trouble trouble = sj_secret_path(path, e, file, err);
    if (trouble == SJ_NET_OK) trouble = open_checked(&fd, path, err);
    if (trouble != SJ_NET_OK) return trouble;
    char *text = sj_calloc(1, SJ_SECRET_MAX);
    ssize_t n = text ? read(fd, text, SJ_SECRET_MAX - 1) : -1;
    close(fd);
    if (n > 0) {
        text[strcspn(text, "\r\n")] = 0;
        *out = text;
        return SJ_NET_OK;
    }
    sj_secret_free(text);
    return sj_net_fail(err, SJ_NET_OURS, "a password file is empty", "%s", path);
}

void sj_secret_free(char *secret) {
    if (!secret) return;
    explicit_bzero(secret, strlen(secret));
    sj_free(secret);
}
