/* engine/operate/scaffold.c - folders that are being filled. */
#include "engine/operate/scaffold.h"

#include "engine/files/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The lock of a folder; -1: it has none, or somebody else holds it. */
static int lock(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    close(fd);
    return -1;
}

sj_status sj_scaffold_make(int *fd, const char *path, sj_err *err) {
    *fd = -1;
    sj_status status = sj_folder_make(path, err);
    if (status == SJ_OK) *fd = lock(path);
    if (status == SJ_OK && *fd < 0)
        status = sj_err_setf(err, SJ_EIO, "a folder could not be locked", "%s", path);
    return status;
}

bool sj_scaffold_is_left(const char *path) {
    int fd = lock(path);
    if (fd >= 0) close(fd);
    return fd >= 0;
}
