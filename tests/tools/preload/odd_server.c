/* Faults of a partner's machine, put under a real sftp-server (LD_PRELOAD). The environment says
 * which: ODD is one of lie      a listing tells sizes that are 7 bytes too large vanish   the file
 * is gone once its folder was listed grow     it grows once its folder was listed shrink   it loses
 * half of its bytes once it was opened to be read full     there is no room for any byte deaf     a
 * rename is done, and the answer says that it was not and ODD_FILE is the path of the file that is
 * meant. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is(const char *fault) {
    const char *odd = getenv("ODD");
    return odd && strcmp(odd, fault) == 0;
}

static const char *file(void) {
    const char *path = getenv("ODD_FILE");
    return path ? path : "";
}

int lstat(const char *restrict path, struct stat *restrict out) {
    int code = fstatat(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
    if (code == 0 && is("lie") && S_ISREG(out->st_mode)) out->st_size += 7;
    return code;
}

int closedir(DIR *d) {
    int (*real)(DIR *) = (int (*)(DIR *))dlsym(RTLD_NEXT, "closedir");
    if (is("vanish")) unlink(file());
    FILE *f = is("grow") ? fopen(file(), "a") : NULL;
    if (f) {
        fputs("and more", f);
        fclose(f);
    }
    return real(d);
}

int open(const char *path, int flags, ...) {
    struct stat st;
    va_list list;
    va_start(list, flags);
    mode_t mode = va_arg(list, mode_t);
    va_end(list);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && is("shrink") && strcmp(path, file()) == 0 && fstat(fd, &st) == 0 &&
        truncate(path, st.st_size / 2) != 0)
        perror(path);
    return fd;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    struct stat st;
    if (is("full") && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_write, fd, bytes, n);
}

/* A rename is one call, or (where it must not replace anything) a link and the old name's end. */
int rename(const char *from, const char *to) {
    int code = renameat(AT_FDCWD, from, AT_FDCWD, to);
    if (code != 0 || !is("deaf")) return code;
    errno = EIO;
    return -1;
}

int link(const char *from, const char *to) {
    int code = linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
    if (code != 0 || !is("deaf")) return code;
    errno = EIO;
    return -1;
}
