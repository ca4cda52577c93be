/* engine/operate/sums.c - a backup's list of files. */
#include "engine/operate/sums.h"

#include "engine/files/read.h"
#include "parsers/base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { HEX = SJ_SHA256_HEX - 1, MOST = 1 << 30 };

static int by_path(const void *a, const void *b) {
    return strcmp(((const sj_sum *)a)->path, ((const sj_sum *)b)->path);
}

/* Below the folder, and nowhere else: a list that somebody else made may say anything. */
static bool is_below(const char *path) {
    if (!*path || *path == '/') return false;
    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (!at[2] || at[2] == '/')) return false;
    }
    return true;
}

/* A name with a line break or backslash in it is written with both escaped, and its line begins
 * with a backslash, as sha256sum has it. */
static void unescape(char *path) {
    char *to = path;
    for (; *path; path++) {
        bool escaped = *path == '\\' && (path[1] == 'n' || path[1] == '\\');
        if (escaped) path++;
        *to++ = escaped && *path == 'n' ? '\n' : *path;
    }
    *to = 0;
}

static void write_escaped(FILE *to, const char *path) {
    for (; *path; path++) {
        if (*path == '\n' || *path == '\\') putc('\\', to);
        putc(*path == '\n' ? 'n' : *path, to);
    }
}

void sj_sums_write(FILE *to, const char *hex, const char *path) {
    bool escaped = strpbrk(path, "\n\\") != NULL;
    fprintf(to, "%s%s  ", escaped ? "\\" : "", hex);
    write_escaped(to, path);
    putc('\n', to);
}

static bool read_line(char *line, sj_sum *out) {
    bool escaped = *line == '\\';
    line += escaped;
    if (strspn(line, "0123456789abcdef") != HEX || strncmp(line + HEX, "  ", 2) != 0) return false;
    line[HEX] = 0;
    *out = (sj_sum){line, line + HEX + 2};
    if (escaped) unescape(line + HEX + 2);
    return is_below(out->path);
}

static sj_status read_lines(sj_sums *s, sj_err *err) {
    size_t lines = 0;
    for (const char *at = s->text; (at = strchr(at, '\n')); at++) lines++;
    s->v = sj_calloc(lines ? lines : 1, sizeof *s->v);
    if (!s->v) return sj_err_set(err, SJ_ENOMEM, "no memory for the list of a backup");
    char *line = s->text;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        if (!read_line(line, &s->v[s->n++])) {
            sj_err_set(err, SJ_EINPUT, "this is not the list of a backup (" SJ_SUMS_NAME ")");
            if (err) err->line = (uint32_t)s->n;
            return SJ_EINPUT;
        }
    }
    if (*line || !s->n)
        return sj_err_set(err, SJ_EINPUT, "the list of the backup (" SJ_SUMS_NAME ") is cut short");
    qsort(s->v, s->n, sizeof *s->v, by_path);
    return SJ_OK;
}

static sj_status read_text(sj_sums *s, const char *path, sj_err *err) {
    size_t len;
    sj_status status = sj_file_whole(&s->text, &len, path, MOST, err);
    if (status == SJ_ENOTFOUND)
        return sj_err_setf(err, status, "there is no backup: it has no " SJ_SUMS_NAME, "%s", path);
    if (status != SJ_OK || strlen(s->text) == len) return status;
    return sj_err_setf(err, SJ_EINPUT, "the list of the backup could not be read", "%s", path);
}

sj_status sj_sums_read(sj_sums *out, const char *folder, sj_err *err) {
    char path[SJ_PATH];
    *out = (sj_sums){0};
    sj_status status = sj_path_join(path, folder, SJ_SUMS_NAME, err);
    if (status == SJ_OK) status = read_text(out, path, err);
    if (status == SJ_OK) status = read_lines(out, err);
    if (status != SJ_OK) sj_sums_dispose(out);
    return status;
}

void sj_sums_dispose(sj_sums *s) {
    sj_free(s->v);
    sj_free(s->text);
    *s = (sj_sums){0};
}

const char *sj_sums_find(const sj_sums *s, const char *path) {
    const sj_sum key = {NULL, path};
    const sj_sum *found = s->n ? bsearch(&key, s->v, s->n, sizeof *s->v, by_path) : NULL;
    return found ? found->hex : NULL;
}
