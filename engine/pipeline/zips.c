/* engine/pipeline/zips.c - what comes in ZIPs.
 *
 * Members are written in work/ under hidden names, which the next pass takes away after a kill, and
 * renamed only when all of the ZIP was read. */
#include "engine/pipeline/zips.h"

#include "engine/pipeline/code_file.h"
#include "engine/xlsx/unzip.h"
#include "parsers/base/alloc.h"

#include <string.h>

typedef struct unpacking {
    sj_run *run;
    const char *partner;
    size_t n;
    char *names[SJ_ZIP_MEMBERS]; /* of the members, as they are to be called in work/ */
    sj_status status;
    sj_err *err;
} unpacking;

bool sj_zip_is(const char *path) {
    char begin[4];
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(begin, 1, sizeof begin, f) : 0;
    if (f) fclose(f);
    return sj_is_zip(begin, n);
}

/* The last part of a member's path, made harmless: no hidden name, no path, no control character.
 */
static char *harmless(const char *partner, const char *member, size_t i) {
    char name[256];
    const char *slash = strrchr(member, '/'), *last = slash ? slash + 1 : member;
    int n = snprintf(name, sizeof name, "%s~", partner);
    snprintf(name + n, sizeof name - (size_t)n, "%.180s", last);
    if (!name[n]) snprintf(name + n, sizeof name - (size_t)n, "member-%zu", i + 1);
    for (char *at = name + n; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f || *at == '\\') *at = '_';
    if (name[n] == '.' || name[n] == '-') name[n] = '_';
    return sj_strdup(sj_str_of(name));
}

static sj_status hidden(const unpacking *u, size_t i, char out[SJ_PATH], sj_err *err) {
    char name[32];
    snprintf(name, sizeof name, ".zip.%zu", i);
    return sj_home_path(u->run->home, out, "work", name, err);
}

static sj_status keep(unpacking *u, const char *member, const void *bytes, size_t len) {
    char path[SJ_PATH];
    FILE *f;
    sj_status status = hidden(u, u->n, path, u->err);
    if (status == SJ_OK) status = sj_file_create(&f, path, u->err);
    if (status != SJ_OK) return status;
    fwrite(bytes, 1, len, f);
    status = sj_file_finish(f, path, u->err);
    if (status != SJ_OK) return status;
    u->names[u->n] = harmless(u->partner, member, u->n);
    if (!u->names[u->n]) return sj_err_set(u->err, SJ_ENOMEM, "no memory to unpack a ZIP");
    u->n++;
    return SJ_OK;
}

static bool take_member(void *ctx, const char *name, void *bytes, size_t len) {
    unpacking *u = ctx;
    if (u->n < SJ_ZIP_MEMBERS && len) u->status = keep(u, name, bytes, len);
    sj_free(bytes);
    return u->status == SJ_OK;
}

static sj_status unhide(const unpacking *u) {
    char from[SJ_PATH], folder[SJ_PATH], to[SJ_PATH];
    sj_status status = sj_home_path(u->run->home, folder, "work", NULL, u->err);
    for (size_t i = 0; i < u->n && status == SJ_OK; i++) {
        status = hidden(u, i, from, u->err);
        if (status == SJ_OK) status = sj_folder_free_name(to, folder, u->names[i], u->err);
        if (status == SJ_OK) status = sj_file_move(from, to, u->err);
    }
    return status;
}

static void drop_hidden(const unpacking *u) {
    char path[SJ_PATH];
    for (size_t i = 0; i < u->n; i++) {
        sj_status status = hidden(u, i, path, NULL);
        if (status == SJ_OK) status = sj_file_remove(path, NULL);
        if (status != SJ_OK) return; /* the next pass tries again */
    }
}

static sj_status archive(sj_run *r, const char *path, const char *name, sj_err *err) {
    char under[64], folder[SJ_PATH], to[SJ_PATH];
    int year, month, day;
    sj_date_split(r->as_of, &year, &month, &day);
    snprintf(under, sizeof under, "archive/%04d/%02d/%02d", year, month, day);
    sj_status status = sj_home_path(r->home, folder, under, NULL, err);
    if (status == SJ_OK) status = sj_folder_make(folder, err);
    if (status == SJ_OK) status = sj_folder_free_name(to, folder, name, err);
    return status == SJ_OK ? sj_file_move(path, to, err) : status;
}

sj_status sj_zip_take(sj_run *r, const char *path, const char *partner, const char *name,
                      bool *taken, sj_err *err) {
    sj_code_file zip;
    *taken = false;
    sj_status status = sj_code_file_read(&zip, path, err);
    if (status == SJ_ETOOBIG || status == SJ_ETABLE) return SJ_OK;
    if (status != SJ_OK) return status;
    unpacking *u = sj_calloc(1, sizeof *u);
    if (u) {
        *u = (unpacking){.run = r, .partner = partner, .err = err};
        sj_status read = sj_unzip(zip.bytes, zip.len, take_member, u, NULL);
        status = u->status;
        *taken = status == SJ_OK && read == SJ_OK && u->n > 0;
        if (*taken) status = unhide(u);
        if (*taken && status == SJ_OK) status = archive(r, path, name, err);
        if (!*taken) drop_hidden(u);
        for (size_t i = 0; i < u->n; i++) sj_free(u->names[i]);
    } else {
        status = sj_err_set(err, SJ_ENOMEM, "no memory to unpack a ZIP");
    }
    sj_free(u);
    sj_code_file_dispose(&zip);
    return status;
}
