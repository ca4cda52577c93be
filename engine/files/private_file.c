/* Private files: written next to their place, synced, renamed. */
#include "engine/files/private_file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "parsers/base/alloc.h"

static sj_status fail(const sj_private_file *f, sj_err *err) {
    return sj_err_setf(err, SJ_EIO, "the file cannot be written", "%s: %s", f->path,
                       strerror(errno));
}

sj_status sj_private_file_open(sj_private_file *out, const char *path, sj_err *err) {
    static const char suffix[] = ".XXXXXX";
    size_t n = strlen(path);
    *out =
        (sj_private_file){.path = sj_strdup(sj_str_of(path)), .part = sj_malloc(n + sizeof suffix)};
    if (!out->path || !out->part) {
        sj_private_file_dispose(out);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    memcpy(out->part, path, n);
    memcpy(out->part + n, suffix, sizeof suffix);
    int fd = mkstemp(out->part); /* 0600 */
    if (fd >= 0) out->to = fdopen(fd, "w");
    if (out->to) return SJ_OK;
    fail(out, err);
    if (fd >= 0) {
        close(fd);
        unlink(out->part);
    }
    sj_private_file_dispose(out);
    return SJ_EIO;
}

sj_status sj_private_file_keep(sj_private_file *f, sj_err *err) {
    bool is_written = fflush(f->to) == 0 && fsync(fileno(f->to)) == 0;
    is_written = fclose(f->to) == 0 && is_written;
    f->to = NULL;
    if (is_written && rename(f->part, f->path) == 0) return SJ_OK;
    fail(f, err);
    unlink(f->part);
    return SJ_EIO;
}

void sj_private_file_dispose(sj_private_file *f) {
    if (f->to) {
        fclose(f->to);
        unlink(f->part);
    }
    sj_free(f->path);
    sj_free(f->part);
    *f = (sj_private_file){0};
}

int sj_private_file_write(void *file, const void *bytes, size_t len) {
    return fwrite(bytes, 1, len, file) == len ? 0 : -1;
}
