/* engine/pipeline/code_file.c - a published code file, whole in memory. */
#include "engine/pipeline/tables.h"
#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_FILE = 256 << 20 };

static sj_status digest(sj_code_file *f, sj_err *err) {
    sj_sha256 *h;
    sj_status status = sj_sha256_new(&h, err);
    if (status != SJ_OK) return status;
    sj_sha256_begin(h);
    sj_sha256_add(h, f->bytes, f->len);
    sj_sha256_end_hex(h, f->sha256);
    sj_sha256_free(h);
    return SJ_OK;
}

static sj_status read_all(sj_code_file *out, FILE *f, const char *path, sj_err *err) {
    struct stat st;
    if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
        return sj_err_setf(err, SJ_EIO, "not a file", "%s", path);
    if (st.st_size > MAX_FILE)
        return sj_err_setf(err, SJ_EIO, "larger than any code file", "%s", path);
    out->bytes = sj_malloc((size_t)st.st_size);
    if (!out->bytes) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    out->len = fread(out->bytes, 1, (size_t)st.st_size, f);
    if (out->len != (size_t)st.st_size)
        return sj_err_setf(err, SJ_EIO, "the file cannot be read", "%s", path);
    return digest(out, err);
}

sj_status sj_code_file_read(sj_code_file *out, const char *path, sj_err *err) {
    *out = (sj_code_file){.bytes = NULL};
    FILE *f = fopen(path, "rbe");
    if (!f) return sj_err_setf(err, SJ_EIO, "the file cannot be opened", "%s", strerror(errno));
    sj_status status = read_all(out, f, path, err);
    fclose(f);
    if (status != SJ_OK) sj_code_file_dispose(out);
    return status;
}

void sj_code_file_dispose(sj_code_file *f) {
    sj_free(f->bytes);
    *f = (sj_code_file){.bytes = NULL};
}
