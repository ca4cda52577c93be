/* engine/operate/restore.c - a backup held against its list, and made a home again. */
#include "engine/operate/backup.h"
#include "engine/operate/settle.h"
#include "engine/operate/sums.h"
#include "engine/operate/tree.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reading {
    const char *from, *to; /* to: NULL: only looked at */
    sj_sums list;
    sj_sha256 *sha;
    sj_backup_done *done;
    sj_err *err;
} reading;

/* A file of the list: its bytes must be those that were saved. `to` NULL: only looked at. NULL, or
 * what is wrong with it. */
static const char *take_file(reading *c, const sj_sum *sum, const char *to, sj_status *status) {
    char from[SJ_PATH], hex[SJ_SHA256_HEX];
    struct stat st;
    *status = sj_path_join(from, c->from, sum->path, c->err);
    if (*status != SJ_OK) return NULL;
    if (lstat(from, &st) != 0 || !S_ISREG(st.st_mode)) return "is missing";
    *status = sj_tree_copy(from, to, c->sha, hex, c->err);
    if (*status != SJ_OK) return NULL;
    c->done->files++;
    c->done->bytes += (uint64_t)st.st_size;
    return strcmp(hex, sum->hex) == 0 ? NULL : "was changed";
}

typedef struct stranger {
    reading *c;
    sj_backup_fault_fn fn;
    void *ctx;
} stranger;

static bool find_stranger(void *ctx, const char *path, uint64_t bytes) {
    stranger *s = ctx;
    (void)bytes;
    if (strcmp(path, SJ_SUMS_NAME) == 0 || sj_sums_find(&s->c->list, path)) return true;
    s->c->done->faults++;
    s->fn(s->ctx, path, "is not in the list");
    return true;
}

sj_status sj_backup_verify(const char *backup, sj_backup_fault_fn fn, void *ctx,
                           sj_backup_done *out, sj_err *err) {
    reading c = {.from = backup, .done = out, .err = err};
    *out = (sj_backup_done){.files = 0};
    snprintf(out->path, sizeof out->path, "%s", backup);
    sj_status status = sj_sums_read(&c.list, backup, err);
    if (status == SJ_OK) status = sj_sha256_new(&c.sha, err);
    for (size_t i = 0; i < c.list.n && status == SJ_OK; i++) {
        const char *fault = take_file(&c, &c.list.v[i], NULL, &status);
        out->faults += fault != NULL;
        if (fault) fn(ctx, c.list.v[i].path, fault);
    }
    stranger s = {&c, fn, ctx};
    if (status == SJ_OK) status = sj_tree_walk(backup, find_stranger, &s, err);
    sj_sums_dispose(&c.list);
    sj_sha256_free(c.sha);
    return status;
}

static sj_status check_free(const char *home, sj_err *err) {
    if (!sj_path_exists(home) || rmdir(home) == 0) return SJ_OK;
    return sj_err_setf(err, SJ_EARG,
                       "a home is restored to a folder that is not there yet or is empty", "%s",
                       home);
}

static sj_status restore_files(reading *c) {
    char to[SJ_PATH];
    sj_status status = SJ_OK;
    for (size_t i = 0; i < c->list.n && status == SJ_OK; i++) {
        status = sj_path_join(to, c->to, c->list.v[i].path, c->err);
        if (status != SJ_OK) break;
        const char *fault = take_file(c, &c->list.v[i], to, &status);
        if (fault)
            status = sj_err_setf(c->err, SJ_EINPUT, "the backup is damaged; nothing was restored",
                                 "%s %s", c->list.v[i].path, fault);
    }
    return status;
}

sj_status sj_backup_restore(const char *backup, const char *home, bool may_be_sent, sj_str actor,
                            sj_backup_done *out, sj_restore_doubt *doubt, sj_err *err) {
    char part[SJ_PATH] = "";
    reading c = {.from = backup, .to = part, .done = out, .err = err};
    *out = (sj_backup_done){.files = 0};
    snprintf(out->path, sizeof out->path, "%s", home);
    sj_status status = sj_sums_read(&c.list, backup, err);
    if (status == SJ_OK) status = sj_sha256_new(&c.sha, err);
    if (status == SJ_OK) status = check_free(home, err);
    if (status == SJ_OK && snprintf(part, sizeof part, "%s.part", home) >= SJ_PATH)
        status = sj_err_set(err, SJ_EIO, "a path is too long");
    if (status == SJ_OK && sj_path_exists(part))
        status = sj_err_setf(err, SJ_EARG,
                             "this folder is in the way; an earlier restore may have left it", "%s",
                             part);
    bool made = status == SJ_OK;
    if (status == SJ_OK) status = sj_folder_make(part, err);
    if (status == SJ_OK) status = restore_files(&c);
    if (status == SJ_OK) status = sj_restore_settle(part, may_be_sent, actor, doubt, err);
    if (status == SJ_OK) status = sj_tree_flush(part, err);
    if (status == SJ_OK) status = sj_file_move(part, home, err);
    if (status != SJ_OK && made) sj_tree_drop(part);
    sj_sums_dispose(&c.list);
    sj_sha256_free(c.sha);
    return status;
}
