/* engine/pipeline/home.c - making, finding, opening and locking a practice's home. */
#include "engine/pipeline/home.h"

#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {"in",   "partners", "tables", "packs",
                                      "work", "archive",  "error",  "reports"};
enum { N_FOLDERS = sizeof folders / sizeof *folders };

static sj_status write_new(const char *path, sj_str text, sj_err *err) {
    if (sj_path_exists(path)) return SJ_OK;
    char temporary[SJ_PATH];
    FILE *f;
    if (snprintf(temporary, sizeof temporary, "%s.tmp", path) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    sj_status status = sj_file_create(&f, temporary, err);
    if (status != SJ_OK) return status;
    fwrite(text.ptr, 1, text.len, f);
    status = sj_file_finish(f, temporary, err);
    return status == SJ_OK ? sj_file_move(temporary, path, err) : status;
}

static sj_status make_folders(const char *home, const sj_config *config, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_folder_make(home, err);
    for (size_t i = 0; i < N_FOLDERS && status == SJ_OK; i++) {
        status = sj_path_join(path, home, folders[i], err);
        if (status == SJ_OK) status = sj_folder_make(path, err);
    }
    for (size_t i = 0; i < 2 * config->n_partners && status == SJ_OK; i++) {
        if (snprintf(path, sizeof path, "%s/partners/%s/%s", home, config->partners[i / 2].name,
                     i % 2 ? "inbox" : "outbox") >= SJ_PATH)
            return sj_err_set(err, SJ_EIO, "a path is too long");
        status = sj_folder_make(path, err);
    }
    return status;
}

sj_status sj_home_init(const char *dir, sj_err *err) {
    char path[SJ_PATH];
    uint8_t key[SJ_KEY_SIZE];
    sj_status status = make_folders(dir, &(sj_config){0}, err);
    if (status == SJ_OK) status = sj_path_join(path, dir, "scrubjay.xml", err);
    if (status == SJ_OK) status = write_new(path, sj_config_sample(), err);
    if (status == SJ_OK) status = sj_path_join(path, dir, "scrubjay.key", err);
    if (status == SJ_OK) status = sj_random(key, sizeof key, err);
    if (status == SJ_OK) status = write_new(path, (sj_str){(const char *)key, sizeof key}, err);
    if (status == SJ_OK) status = sj_path_join(path, dir, "scrubjay.db", err);
    if (status != SJ_OK) return status;
    sj_store *store;
    status = sj_store_open(&store, path, &(sj_store_opts){.create = true}, err);
    if (status == SJ_OK) sj_store_close(store);
    sj_home *home;
    if (status == SJ_OK) status = sj_home_open(&home, dir, err);
    if (status == SJ_OK) sj_home_close(home);
    return status;
}

sj_status sj_home_find(const char *dir, char out[SJ_PATH], sj_err *err) {
    char path[SJ_PATH];
    if (!dir) dir = getenv("SCRUBJAY_HOME");
    if (!dir || !*dir) dir = ".";
    sj_status status = sj_path_join(path, dir, "scrubjay.xml", err);
    if (status != SJ_OK) return status;
    if (!sj_path_exists(path))
        return sj_err_setf(
            err, SJ_ECONFIG,
            "no practice's home here: name it with -C DIR or SCRUBJAY_HOME, or make one with "
            "'scrubjay init DIR'",
            "%s", path);
    snprintf(out, SJ_PATH, "%s", dir);
    return SJ_OK;
}

static sj_status read_key(sj_home *h, sj_err *err) {
    char path[SJ_PATH];
    uint8_t key[SJ_KEY_SIZE];
    sj_status status = sj_path_join(path, h->path, "scrubjay.key", err);
    if (status != SJ_OK) return status;
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(key, 1, sizeof key, f) : 0;
    if (f) fclose(f);
    if (n != sizeof key)
        return sj_err_setf(err, SJ_ECONFIG,
                           "the practice's key is missing or cut; restore it from a backup", "%s",
                           path);
    return sj_keyed_new(&h->keyed, key, err);
}

sj_status sj_home_open(sj_home **out, const char *path, sj_err *err) {
    *out = NULL;
    char file[SJ_PATH];
    sj_home *h = sj_calloc(1, sizeof *h);
    if (!h) return sj_err_set(err, SJ_ENOMEM, "no memory for the home");
    h->lock = -1;
    sj_status status = sj_path_join(file, path, "scrubjay.xml", err);
    if (status == SJ_OK) {
        snprintf(h->path, sizeof h->path, "%s", path);
        status = sj_config_read(&h->config, file, err);
    }
    if (status == SJ_OK) status = make_folders(path, &h->config, err);
    if (status == SJ_OK) status = read_key(h, err);
    if (status == SJ_OK) status = sj_path_join(file, path, "scrubjay.db", err);
    if (status == SJ_OK) status = sj_store_open(&h->store, file, NULL, err);
    if (status == SJ_OK)
        status = sj_store_use_practice(h->store, sj_str_of(h->config.practice_code), err);
    if (status != SJ_OK)
        sj_home_close(h);
    else
        *out = h;
    return status;
}

void sj_home_close(sj_home *h) {
    if (!h) return;
    sj_store_close(h->store);
    sj_keyed_free(h->keyed);
    sj_config_dispose(&h->config);
    sj_home_unlock(h);
    sj_free(h);
}

void sj_home_unlock(sj_home *h) {
    if (h->lock >= 0) close(h->lock);
    h->lock = -1;
}

sj_status sj_home_lock(sj_home *h, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_path_join(path, h->path, ".lock", err);
    if (status != SJ_OK) return status;
    h->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (h->lock < 0) return sj_err_setf(err, SJ_EIO, "the lock could not be made", "%s", path);
    if (flock(h->lock, LOCK_EX | LOCK_NB) == 0) return SJ_OK;
    close(h->lock);
    h->lock = -1;
    if (errno == EWOULDBLOCK)
        return sj_err_setf(err, SJ_EBUSY,
                           "another scrubjay is at work in this home; try again when it is done",
                           "%s", h->path);
    return sj_err_setf(err, SJ_EIO, "the lock could not be taken", "%s", path);
}

sj_status sj_home_note_pass(const sj_home *h, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_path_join(path, h->path, SJ_HOME_PASS, err);
    if (status != SJ_OK) return status;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int code = fd < 0 ? -1 : futimens(fd, NULL);
    if (fd >= 0) close(fd);
    return code == 0
               ? SJ_OK
               : sj_err_setf(err, SJ_EIO, "the end of the pass could not be noted", "%s", path);
}

sj_status sj_home_path(const sj_home *h, char out[SJ_PATH], const char *a, const char *b,
                       sj_err *err) {
    if (!b) return sj_path_join(out, h->path, a, err);
    if (snprintf(out, SJ_PATH, "%s/%s/%s", h->path, a, b) < SJ_PATH) return SJ_OK;
    return sj_err_set(err, SJ_EIO, "a path is too long");
}
