/* engine/files/folder.c - steps on folders and files. */
#include "engine/files/folder.h"

#include "engine/files/fault.h"
#include "parsers/base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static sj_status fail(sj_err *err, const char *msg, const char *path) {
    return sj_err_setf(err, SJ_EIO, msg, "%s: %s", path, strerror(errno));
}

sj_status sj_path_join(char out[SJ_PATH], const char *folder, const char *name, sj_err *err) {
    if (snprintf(out, SJ_PATH, "%s/%s", folder, name) < SJ_PATH) return SJ_OK;
    return sj_err_set(err, SJ_EIO, "a path is too long");
}

bool sj_path_exists(const char *path) {
    return access(path, F_OK) == 0;
}

sj_status sj_folder_make(const char *path, sj_err *err) {
    char part[SJ_PATH];
    size_t n = strlen(path);
    if (n >= sizeof part) return sj_err_set(err, SJ_EIO, "a path is too long");
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != 0) continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return fail(err, "a folder could not be made", part);
    }
    return SJ_OK;
}

bool sj_name_is_unready(const char *name) {
    static const char *const endings[] = {".tmp", ".part", ".filepart", ".incomplete",
                                          ".crdownload"};
    size_t n = strlen(name);
    if (name[0] == '.') return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t e = strlen(endings[i]);
        if (n > e && strcasecmp(name + n - e, endings[i]) == 0) return true;
    }
    return false;
}

static bool is_left_alone(const char *name) {
    return sj_name_is_unready(name) || strlen(name) >= SJ_NAME;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static sj_status add_name(char ***names, size_t *n, const char *name, sj_err *err) {
    if ((*n & (*n - 1)) == 0) { /* full at every power of two */
        char **more = sj_realloc(*names, (*n ? *n * 2 : 1) * sizeof **names);
        if (!more) return sj_err_set(err, SJ_ENOMEM, "no memory for a list of files");
        *names = more;
    }
    (*names)[*n] = sj_strdup(sj_str_of(name));
    if (!(*names)[*n]) return sj_err_set(err, SJ_ENOMEM, "no memory for a list of files");
    ++*n;
    return SJ_OK;
}

static bool is_hidden(const char *name) {
    return name[0] == '.';
}

static bool is_for_us(const char *name) {
    return !is_left_alone(name);
}

static sj_status list(const char *path, bool (*wanted)(const char *name), char ***out, size_t *n,
                      sj_err *err) {
    *out = NULL;
    *n = 0;
    DIR *d = opendir(path);
    if (!d) return errno == ENOENT ? SJ_OK : fail(err, "a folder could not be read", path);
    sj_status status = SJ_OK;
    for (struct dirent *e; status == SJ_OK && (e = readdir(d));) {
        struct stat st;
        if (!wanted(e->d_name) || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        status = add_name(out, n, e->d_name, err);
    }
    closedir(d);
    if (status != SJ_OK) {
        sj_folder_names_free(*out, *n);
        *out = NULL;
        *n = 0;
        return status;
    }
    if (*n) qsort(*out, *n, sizeof **out, by_name);
    return SJ_OK;
}

sj_status sj_folder_list(const char *path, char ***out, size_t *n, sj_err *err) {
    return list(path, is_for_us, out, n, err);
}

sj_status sj_folder_hidden(const char *path, char ***out, size_t *n, sj_err *err) {
    return list(path, is_hidden, out, n, err);
}

void sj_folder_names_free(char **names, size_t n) {
    for (size_t i = 0; i < n; i++) sj_free(names[i]);
    sj_free(names);
}

sj_status sj_folder_free_name(char out[SJ_PATH], const char *folder, const char *name,
                              sj_err *err) {
    sj_status status = sj_path_join(out, folder, name, err);
    for (int i = 2; status == SJ_OK && sj_path_exists(out); i++)
        if (snprintf(out, SJ_PATH, "%s/%s.%d", folder, name, i) >= SJ_PATH)
            status = sj_err_set(err, SJ_EIO, "a path is too long");
    return status;
}

static sj_status flush_folder_of(const char *path, sj_err *err) {
    char copy[SJ_PATH];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(err, "a folder could not be opened", path);
    int code = fsync(fd);
    close(fd);
    /* Some file systems have nothing to flush for a folder and say so. */
    return code == 0 || errno == EINVAL ? SJ_OK : fail(err, "a folder could not be flushed", path);
}

sj_status sj_file_move(const char *from, const char *to, sj_err *err) {
    sj_fault_point();
    if (rename(from, to) != 0) return fail(err, "a file could not be moved", to);
    sj_fault_point();
    return flush_folder_of(to, err);
}

sj_status sj_file_remove(const char *path, sj_err *err) {
    return unlink(path) == 0 || errno == ENOENT ? SJ_OK
                                                : fail(err, "a file could not be taken away", path);
}

sj_status sj_file_create(FILE **out, const char *path, sj_err *err) {
    *out = NULL;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) *out = fdopen(fd, "w");
    if (*out) return SJ_OK;
    sj_status status = fail(err, "a file could not be written", path);
    if (fd >= 0) close(fd);
    return status;
}

sj_status sj_file_finish(FILE *f, const char *path, sj_err *err) {
    bool good = fflush(f) == 0 && !ferror(f) && fsync(fileno(f)) == 0;
    if (fclose(f) == 0 && good) return SJ_OK;
    return fail(err, "a file could not be written", path);
}

sj_status sj_file_look(const char *path, sj_file_facts *out, sj_err *err) {
    struct stat st;
    if (stat(path, &st) != 0) return fail(err, "a file could not be read", path);
    /* The inode's change time: nobody can set it back, and a rename counts as a change. Where it is
     * still to come, the clock was set back, and nobody wrote since. */
    *out = (sj_file_facts){(uint64_t)st.st_size, llabs(time(NULL) - st.st_ctime)};
    return SJ_OK;
}

sj_status sj_file_is_whole(const char *path, bool *out, sj_err *err) {
    enum { TAIL = 16384 };
    char tail[TAIL];
    *out = false;
    FILE *f = fopen(path, "re");
    if (!f) return fail(err, "a file could not be read", path);
    if (fseeko(f, -TAIL, SEEK_END) != 0) rewind(f);
    size_t n = fread(tail, 1, sizeof tail, f);
    bool failed = ferror(f);
    fclose(f);
    if (failed) return fail(err, "a file could not be read", path);
    while (n && (tail[n - 1] == 0 || strchr(" \t\r\n\x1a", tail[n - 1]))) n--;
    /* IEA*1*000000001~: found from the end, with nothing behind it but its two elements. */
    for (size_t at = n; at-- > 0;) {
        if (n - at < 4 || memcmp(tail + at, "IEA", 3) != 0) continue;
        char element = tail[at + 3];
        size_t elements = 0;
        for (size_t i = at + 3; i < n; i++) elements += tail[i] == element;
        *out = elements == 2 && n - at <= 32;
        break;
    }
    return SJ_OK;
}
