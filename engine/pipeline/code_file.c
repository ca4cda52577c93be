/* engine/pipeline/code_file.c - reads published code files. */
#include "engine/pipeline/code_file.h"
#include "engine/xlsx/unzip.h"
#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"

#include <errno.h>
#include <stdio.h>
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

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static sj_status read_all(sj_code_file *out, FILE *f, const char *path, sj_err *err) {
    struct stat st;
    if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
        return sj_err_setf(err, SJ_EIO, "not a file", "%s", path);
    if (st.st_size > MAX_FILE)
        return sj_err_setf(err, SJ_EIO, "larger than any code file", "%s", path);
    out->bytes = sj_malloc((size_t)st.st_size + 1);
    out->name = sj_strdup(sj_str_of(base_name(path)));
    if (!out->bytes || !out->name) return sj_err_set(err, SJ_ENOMEM, "out of memory");
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
    sj_free(f->name);
    *f = (sj_code_file){.bytes = NULL};
}

static bool make_room(sj_code_files *f, size_t more) {
    sj_code_file *items = sj_realloc(f->items, (f->n + more + 1) * sizeof *items);
    if (items) f->items = items;
    return items != NULL;
}

/* A member's place, and the ZIP's name. */
typedef struct unzipping {
    sj_code_files *files;
    const char *zip;
} unzipping;

static bool take_member(void *ctx, const char *path, void *bytes, size_t len) {
    unzipping *u = ctx;
    const char *name = base_name(path);
    size_t room = strlen(name) + strlen(u->zip) + 2;
    bool sheet = strcmp(path, "xl/workbook.xml") == 0; /* a spreadsheet is a ZIP, too */
    u->files->skipped += sheet;
    if (sheet || strncmp(name, "._", 2) == 0) { /* what macOS adds */
        sj_free(bytes);
        return true;
    }
    sj_code_file f = {.bytes = bytes, .len = len, .name = sj_malloc(room)};
    if (f.name) snprintf(f.name, room, "%s %s", name, u->zip);
    if (!f.name || !make_room(u->files, 1) || digest(&f, NULL) != SJ_OK) {
        sj_code_file_dispose(&f);
        return false;
    }
    u->files->items[u->files->n++] = f;
    return true;
}

sj_status sj_code_files_read(sj_code_files *f, const char *path, sj_err *err) {
    sj_code_file file;
    f->first = f->n;
    sj_status status = sj_code_file_read(&file, path, err);
    if (status != SJ_OK) return status;
    if (sj_is_zip(file.bytes, file.len)) {
        unzipping u = {f, base_name(path)};
        unsigned binary;
        status = sj_unzip(file.bytes, file.len, take_member, &u, &binary, err);
        f->skipped += binary;
        sj_code_file_dispose(&file);
        return status;
    }
    if (make_room(f, 1)) {
        f->items[f->n++] = file;
        return SJ_OK;
    }
    sj_code_file_dispose(&file);
    return sj_err_set(err, SJ_ENOMEM, "out of memory");
}

sj_status sj_code_files_move(sj_code_files *to, sj_code_files *from, sj_err *err) {
    if (!make_room(to, from->n)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    for (size_t i = 0; i < from->n; i++) to->items[to->n++] = from->items[i];
    from->n = 0;
    sj_code_files_dispose(from);
    return SJ_OK;
}

void sj_code_files_dispose(sj_code_files *f) {
    for (size_t i = 0; i < f->n; i++) sj_code_file_dispose(&f->items[i]);
    sj_free(f->items);
    *f = (sj_code_files){.items = NULL};
}
