/* engine/operate/restore.c - a backup held against its list, and made a home again.
 *
 * The home grows as HOME.part/home, with the mark of a restore beside it: by that a later restore
 * knows what one that was killed has left, and takes it away. */
#include "engine/operate/backup.h"
#include "engine/operate/scaffold.h"
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

/* Where the home grows: HOME.part, in it the mark and the home. */
typedef struct site {
    char part[SJ_PATH], mark[SJ_PATH], home[SJ_PATH];
    int lock;
} site;

static void clear(const site *s) {
    sj_tree_drop(s->home);
    if (sj_file_remove(s->mark, NULL) == SJ_OK) rmdir(s->part);
}

/* What an earlier restore left there is taken away; what is somebody else's is not. */
static sj_status begin_site(site *s, const char *home, sj_err *err) {
    FILE *mark;
    if (snprintf(s->part, sizeof s->part, "%s.part", home) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    sj_status status = sj_path_join(s->mark, s->part, "restoring", err);
    if (status == SJ_OK) status = sj_path_join(s->home, s->part, "home", err);
    if (status != SJ_OK) return status;
    if (sj_path_exists(s->mark) && sj_scaffold_is_left(s->part)) clear(s);
    if (sj_path_exists(s->part) && rmdir(s->part) != 0)
        return sj_err_setf(err, SJ_EARG, "this folder is in the way", "%s", s->part);
    status = sj_scaffold_make(&s->lock, s->part, err);
    if (status == SJ_OK) status = sj_file_create(&mark, s->mark, err);
    if (status == SJ_OK) status = sj_file_finish(mark, s->mark, err);
    return status == SJ_OK ? sj_folder_make(s->home, err) : status;
}

sj_status sj_backup_restore(const char *backup, const char *home, bool may_be_sent, sj_str actor,
                            sj_backup_done *out, sj_restore_doubt *doubt, sj_err *err) {
    site there = {.lock = -1};
    reading c = {.from = backup, .to = there.home, .done = out, .err = err};
    *out = (sj_backup_done){.files = 0};
    snprintf(out->path, sizeof out->path, "%s", home);
    sj_status status = sj_sums_read(&c.list, backup, err);
    if (status == SJ_OK) status = sj_sha256_new(&c.sha, err);
    if (status == SJ_OK) status = check_free(home, err);
    if (status == SJ_OK) status = begin_site(&there, home, err);
    if (status == SJ_OK) status = restore_files(&c);
    if (status == SJ_OK) status = sj_restore_settle(there.home, may_be_sent, actor, doubt, err);
    if (status == SJ_OK) status = sj_tree_flush(there.home, err);
    if (status == SJ_OK) status = sj_file_move(there.home, home, err);
    if (there.lock >= 0) {
        clear(&there);
        close(there.lock);
    }
    sj_sums_dispose(&c.list);
    sj_sha256_free(c.sha);
    return status;
}
