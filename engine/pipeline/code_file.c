/* engine/pipeline/code_file.c - reads published code files. */
#include "engine/pipeline/code_file.h"

#include "engine/files/read.h"
#include "engine/pipeline/code_sheets.h"
#include "engine/pipeline/home.h"
#include "engine/store/sha256.h"
#include "engine/xlsx/unzip.h"
#include "engine/xlsx/xlsx.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <string.h>

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

sj_status sj_code_file_read(sj_code_file *out, const char *path, sj_err *err) {
    *out = (sj_code_file){.bytes = NULL};
    char *bytes;
    sj_status status = sj_file_whole(&bytes, &out->len, path, MAX_FILE, err);
    if (status != SJ_OK) return status;
    out->bytes = (uint8_t *)bytes;
    out->name = sj_strdup(sj_str_of(base_name(path)));
    status = out->name ? digest(out, err) : sj_err_set(err, SJ_ENOMEM, "out of memory");
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

sj_status sj_code_files_add(sj_code_files *f, sj_code_file *file, const char *name, sj_err *err) {
    sj_status status = SJ_OK;
    f->size += file->len;
    file->name = sj_strdup(sj_str_of(name));
    if (f->size > SJ_ZIP_SIZE)
        status = sj_err_set(err, SJ_ETABLE, "the file holds more than any code tables");
    else if (!file->name || !make_room(f, 1))
        status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    else
        status = digest(file, err);
    if (status == SJ_OK)
        f->items[f->n++] = *file;
    else
        sj_code_file_dispose(file);
    return status;
}

/* A ZIP that is being read. */
typedef struct unzipping {
    sj_code_files *files;
    const char *zip;
    sj_status status;
    sj_err *err;
} unzipping;

static bool take_member(void *ctx, const char *path, void *bytes, size_t len) {
    unzipping *u = ctx;
    char name[SJ_PATH];
    const char *file = base_name(path);
    bool is_shadow = strncmp(file, "._", 2) == 0; /* what macOS adds */
    snprintf(name, sizeof name, "%s %s", file, u->zip);
    if (is_shadow) {
        sj_free(bytes);
    } else if (sj_is_xlsx(bytes, len)) {
        u->status = sj_code_sheets_read(u->files, bytes, len, name, u->err);
        sj_free(bytes);
    } else if (!sj_unzip_is_text(bytes, len)) {
        u->files->skipped++;
        sj_free(bytes);
    } else {
        sj_code_file f = {.bytes = bytes, .len = len};
        u->status = sj_code_files_add(u->files, &f, name, u->err);
    }
    return u->status == SJ_OK;
}

/* Is a workbook's name that of a text, but for what stands behind the point? */
static bool is_same_table(const char *sheet, const char *text) {
    const char *point = strcasestr(sheet, ".xls");
    size_t n = point ? (size_t)(point - sheet) : 0;
    return n && strncasecmp(sheet, text, n) == 0 && text[n] == '.';
}

/* Publishers pack the same table twice: as text, and as a workbook. */
static void drop_doubles(sj_code_files *f) {
    size_t kept = f->first;
    for (size_t i = f->first; i < f->n; i++) {
        bool is_double = false;
        for (size_t k = f->first; k < f->n && f->items[i].sheet && !is_double; k++)
            is_double = f->items[k].name && !f->items[k].sheet &&
                        is_same_table(f->items[i].name, f->items[k].name);
        if (is_double)
            sj_code_file_dispose(&f->items[i]);
        else
            f->items[kept++] = f->items[i];
    }
    f->n = kept;
}

static sj_status read_zip(sj_code_files *f, const sj_code_file *zip, sj_err *err) {
    unzipping u = {f, zip->name, SJ_OK, err};
    sj_err refused = {0};
    sj_status status = sj_unzip(zip->bytes, zip->len, take_member, &u, &refused);
    if (u.status != SJ_OK) return u.status; /* that of a member, which stopped it */
    if (status != SJ_OK && err) *err = refused;
    if (status == SJ_OK) drop_doubles(f);
    return status;
}

sj_status sj_code_files_read(sj_code_files *f, const char *path, sj_err *err) {
    sj_code_file file;
    f->first = f->n;
    sj_status status = sj_code_file_read(&file, path, err);
    if (status != SJ_OK) return status;
    if (!sj_is_zip(file.bytes, file.len)) {
        if (make_room(f, 1)) {
            f->items[f->n++] = file;
            return SJ_OK;
        }
        status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    } else if (sj_is_xlsx(file.bytes, file.len)) {
        status = sj_code_sheets_read(f, file.bytes, file.len, file.name, err);
    } else {
        status = read_zip(f, &file, err);
    }
    sj_code_file_dispose(&file);
    return status;
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
