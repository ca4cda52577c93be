/* engine/operate/backup.c - a home copied away. */
#include "engine/operate/backup.h"

#include "engine/operate/scaffold.h"
#include "engine/operate/sums.h"
#include "engine/operate/tree.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "scrubjay-"
#define NAME   PREFIX "%Y%m%dT%H%M%SZ"
#define PART   ".part"

enum { WAIT_SECONDS = 600 };

/* A backup as it is made. */
typedef struct saving {
    const char *from, *to;
    FILE *list;
    char last[SJ_PATH]; /* the backup before it; "": none */
    sj_sums before;     /* its list */
    sj_sha256 *sha;
    int lock; /* of the folder that is being filled */
    sj_backup_done *done;
    sj_status status;
    sj_err *err;
} saving;

/* ---- the backups of a folder ---- */

static bool is_backup(const char *name) {
    return strncmp(name, PREFIX, sizeof PREFIX - 1) == 0 && !strchr(name, '.');
}

static int is_backup_entry(const struct dirent *e) {
    return is_backup(e->d_name);
}

static void free_names(struct dirent **names, int n) {
    for (int i = 0; i < n; i++) free(names[i]);
    free(names);
}

/* The newest whole backup of a folder; "": there is none. The names sort by time. */
static void find_last(const char *folder, char out[SJ_PATH]) {
    struct dirent **names = NULL;
    int n = scandir(folder, &names, is_backup_entry, alphasort);
    out[0] = 0;
    if (n > 0 && sj_path_join(out, folder, names[n - 1]->d_name, NULL) != SJ_OK) out[0] = 0;
    if (n >= 0) free_names(names, n);
}

/* What is half taken away does not bear the name of a whole backup. */
static sj_status take_away(const char *path, sj_err *err) {
    char part[SJ_PATH];
    if (snprintf(part, sizeof part, "%s" PART, path) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    sj_status status = sj_file_move(path, part, err);
    return status == SJ_OK ? sj_tree_remove(part, err) : status;
}

static int is_part_entry(const struct dirent *e) {
    size_t n = strlen(e->d_name), ending = sizeof PART - 1;
    return strncmp(e->d_name, PREFIX, sizeof PREFIX - 1) == 0 && n > ending &&
           strcmp(e->d_name + n - ending, PART) == 0;
}

/* What a kill left of backups that were being made or taken away. */
static void drop_left(const char *folder) {
    struct dirent **names = NULL;
    char path[SJ_PATH];
    int n = scandir(folder, &names, is_part_entry, alphasort);
    for (int i = 0; i < n; i++)
        if (sj_path_join(path, folder, names[i]->d_name, NULL) == SJ_OK &&
            sj_scaffold_is_left(path))
            sj_tree_drop(path);
    if (n >= 0) free_names(names, n);
}

sj_status sj_backup_prune(const char *folder, uint32_t keep, uint32_t *removed, sj_err *err) {
    struct dirent **names = NULL;
    char path[SJ_PATH];
    int n = scandir(folder, &names, is_backup_entry, alphasort);
    *removed = 0;
    if (n < 0) return sj_err_setf(err, SJ_EIO, "a folder could not be read", "%s", folder);
    sj_status status = SJ_OK;
    for (int i = 0; i + (int)keep < n && status == SJ_OK; i++) {
        status = sj_path_join(path, folder, names[i]->d_name, err);
        if (status == SJ_OK) status = take_away(path, err);
        *removed += status == SJ_OK;
    }
    free_names(names, n);
    return status;
}

/* ---- making one ---- */

/* The store is copied by its own means, the lock is nobody else's, and what is half written is
 * nobody's. */
static bool is_left_out(const char *path) {
    return strncmp(path, "scrubjay.db", 11) == 0 || strcmp(path, ".lock") == 0 ||
           strcmp(path, SJ_HOME_PASS) == 0;
}

/* The same bytes under the same name in the backup before: one file for both. */
static bool link_same(saving *c, const char *path, const char *to, const char *hex) {
    char old[SJ_PATH];
    if (!c->last[0] || strncmp(path, "archive/", 8) != 0) return false;
    const char *before = sj_sums_find(&c->before, path);
    if (!before || strcmp(before, hex) != 0) return false;
    if (sj_path_join(old, c->last, path, NULL) != SJ_OK || sj_tree_make_way(to, NULL) != SJ_OK)
        return false;
    return link(old, to) == 0;
}

static sj_status save_file(saving *c, const char *path, const char *from, const char *to) {
    char hex[SJ_SHA256_HEX];
    bool may_link = c->last[0] && strncmp(path, "archive/", 8) == 0;
    sj_status status = sj_tree_copy(from, may_link ? NULL : to, c->sha, hex, c->err);
    if (status == SJ_OK && may_link) {
        if (link_same(c, path, to, hex))
            c->done->linked++;
        else
            status = sj_tree_copy(from, to, c->sha, hex, c->err);
    }
    if (status == SJ_OK) sj_sums_write(c->list, hex, path);
    return status;
}

static bool save(void *ctx, const char *path, uint64_t bytes) {
    saving *c = ctx;
    char from[SJ_PATH], to[SJ_PATH];
    if (is_left_out(path)) return true;
    c->status = sj_path_join(from, c->from, path, c->err);
    if (c->status == SJ_OK) c->status = sj_path_join(to, c->to, path, c->err);
    if (c->status == SJ_OK) c->status = save_file(c, path, from, to);
    c->done->files++;
    c->done->bytes += bytes;
    return c->status == SJ_OK;
}

static sj_status save_store(saving *c, sj_home *h) {
    char to[SJ_PATH], hex[SJ_SHA256_HEX];
    struct stat st;
    sj_status status = sj_path_join(to, c->to, "scrubjay.db", c->err);
    if (status == SJ_OK) status = sj_store_copy(h->store, to, c->err);
    if (status == SJ_OK) status = sj_tree_copy(to, NULL, c->sha, hex, c->err);
    if (status != SJ_OK) return status;
    sj_sums_write(c->list, hex, "scrubjay.db");
    c->done->files++;
    if (stat(to, &st) == 0) c->done->bytes += (uint64_t)st.st_size;
    return SJ_OK;
}

/* The pass that is under way comes to its end; none begins while the files are copied, so that they
 * fit the store. */
static sj_status lock(sj_home *h, sj_err *err) {
    const struct timespec second = {1, 0};
    sj_status status = sj_home_lock(h, err);
    for (int i = 0; status == SJ_EBUSY && i < WAIT_SECONDS; i++) {
        nanosleep(&second, NULL);
        status = sj_home_lock(h, err);
    }
    return status;
}

static sj_status save_all(saving *c, sj_home *h) {
    char list[SJ_PATH];
    sj_status status = sj_path_join(list, c->to, SJ_SUMS_NAME, c->err);
    if (status == SJ_OK) status = sj_file_create(&c->list, list, c->err);
    if (status != SJ_OK) return status;
    status = lock(h, c->err);
    if (status == SJ_OK) status = save_store(c, h);
    if (status == SJ_OK) status = sj_tree_walk(c->from, save, c, c->err);
    if (status == SJ_OK) status = c->status;
    sj_home_unlock(h);
    sj_status written = sj_file_finish(c->list, list, status == SJ_OK ? c->err : NULL);
    return status == SJ_OK ? written : status;
}

/* Inside the home each backup would hold the ones before it. */
static sj_status check_outside(const sj_home *h, const char *folder, sj_err *err) {
    char *home = realpath(h->path, NULL), *there = realpath(folder, NULL);
    size_t n = home ? strlen(home) : 0;
    bool inside = home && there && strncmp(there, home, n) == 0 && (!there[n] || there[n] == '/');
    free(home);
    free(there);
    return inside ? sj_err_setf(err, SJ_EARG, "a backup cannot lie inside the home that it saves",
                                "%s", folder)
                  : SJ_OK;
}

/* Names by the second, which sort as the backups were made: two in one second, or one after the
 * clock was set back, get the second after the last one. `last` as find_last tells it. */
static sj_status name_backup(sj_home *h, const char *folder, const char *last, char out[SJ_PATH],
                             sj_err *err) {
    time_t now = (time_t)(sj_store_now(h->store) / 1000);
    const char *name_of_last = strrchr(last, '/');
    char name[64];
    struct tm tm;
    if (name_of_last && strptime(name_of_last + 1, NAME, &tm)) {
        time_t after = timegm(&tm) + 1;
        now = after > now ? after : now;
    }
    gmtime_r(&now, &tm);
    strftime(name, sizeof name, NAME, &tm);
    return sj_path_join(out, folder, name, err);
}

static sj_status begin(saving *c, char part[SJ_PATH], sj_err *err) {
    if (c->last[0] && sj_sums_read(&c->before, c->last, NULL) != SJ_OK) c->last[0] = 0;
    sj_status status = sj_sha256_new(&c->sha, err);
    if (status == SJ_OK && snprintf(part, SJ_PATH, "%s" PART, c->done->path) >= SJ_PATH)
        status = sj_err_set(err, SJ_EIO, "a path is too long");
    return status == SJ_OK ? sj_scaffold_make(&c->lock, part, err) : status;
}

sj_status sj_backup_make(sj_home *h, const char *folder, sj_backup_done *out, sj_err *err) {
    char part[SJ_PATH] = "";
    saving c = {.from = h->path, .to = part, .lock = -1, .done = out, .err = err};
    *out = (sj_backup_done){.files = 0};
    sj_status status = sj_folder_make(folder, err);
    if (status == SJ_OK) status = check_outside(h, folder, err);
    if (status == SJ_OK) drop_left(folder);
    if (status == SJ_OK) find_last(folder, c.last);
    if (status == SJ_OK) status = name_backup(h, folder, c.last, out->path, err);
    if (status == SJ_OK) status = begin(&c, part, err);
    if (status == SJ_OK) status = save_all(&c, h);
    if (status == SJ_OK) status = sj_tree_flush(part, err);
    if (status == SJ_OK) status = sj_file_move(part, out->path, err);
    if (status != SJ_OK) sj_tree_drop(part);
    if (c.lock >= 0) close(c.lock);
    sj_sums_dispose(&c.before);
    sj_sha256_free(c.sha);
    return status;
}
