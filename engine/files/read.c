/* engine/files/read.c - files as bytes. */
#include "engine/files/read.h"

#include "parsers/base/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

ptrdiff_t sj_file_read(void *ctx, char *buf, size_t cap) {
    size_t n = fread(buf, 1, cap, ctx);
    return n == 0 && ferror((FILE *)ctx) ? -1 : (ptrdiff_t)n;
}

static sj_status fail(sj_err *err, const char *what, const char *path) {
    return sj_err_setf(err, SJ_EIO, what, "%s", path);
}

static sj_status read_all(char **out, size_t *len, FILE *f, const char *path, size_t most,
                          sj_err *err) {
    struct stat st;
    if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) return fail(err, "not a file", path);
    const size_t size = (size_t)st.st_size;
    if (size > most) return fail(err, "the file is too large", path);
    *out = sj_malloc(size + 1);
    if (!*out) return sj_err_set(err, SJ_ENOMEM, "no memory for a file");
    *len = fread(*out, 1, size, f);
    (*out)[*len] = 0;
    return *len == size ? SJ_OK : fail(err, "the file cannot be read", path);
}

sj_status sj_file_whole(char **out, size_t *len, const char *path, size_t most, sj_err *err) {
    *out = NULL;
    *len = 0;
    FILE *f = fopen(path, "re");
    if (!f)
        return sj_err_setf(err, errno == ENOENT ? SJ_ENOTFOUND : SJ_EIO,
                           "the file cannot be opened", "%s: %s", path, strerror(errno));
    sj_status status = read_all(out, len, f, path, most, err);
    fclose(f);
    if (status == SJ_OK) return SJ_OK;
    sj_free(*out);
    *out = NULL;
    *len = 0;
    return status;
}
