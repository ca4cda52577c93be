/* engine/pipeline/tables.c - the tables of a home, mapped. */
#include "engine/pipeline/tables.h"

#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct mapping {
    void *bytes; /* NULL: none */
    size_t len;
} mapping;

struct sj_table_files {
    sj_tables *tables;
    mapping maps[SJ_CODES_KINDS];
    sj_err problems[SJ_CODES_KINDS];
};

static void unmap(mapping *m) {
    if (m->bytes) munmap(m->bytes, m->len);
    *m = (mapping){NULL, 0};
}

/* Map a whole file; a file that is not there leaves *out empty. */
static sj_status map_file(mapping *out, const char *path, sj_err *err) {
    *out = (mapping){NULL, 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return SJ_OK;
    struct stat st;
    void *bytes = MAP_FAILED;
    bool usable = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    if (usable) bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (fd >= 0) close(fd);
    if (bytes == MAP_FAILED)
        return sj_err_setf(err, SJ_EIO, "the code table cannot be read", "%s", path);
    *out = (mapping){bytes, (size_t)st.st_size};
    return SJ_OK;
}

sj_status sj_table_path(char out[SJ_PATH], const char *folder, sj_code_kind kind,
                        const char *suffix, sj_err *err) {
    char name[32];
    snprintf(name, sizeof name, "%s.sjt%s", sj_code_kind_name(kind), suffix);
    return sj_path_join(out, folder, name, err);
}

static sj_status map_kind(sj_table_files *f, const char *folder, sj_code_kind kind, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_table_path(path, folder, kind, "", err);
    if (status == SJ_OK) status = map_file(&f->maps[kind], path, err);
    if (status != SJ_OK || !f->maps[kind].bytes) return status;
    status = sj_tables_add(f->tables, f->maps[kind].bytes, f->maps[kind].len, err);
    if (status == SJ_OK) return SJ_OK;
    unmap(&f->maps[kind]);
    return sj_err_setf(err, status,
                       "the code table is damaged and not used: import its releases again, with "
                       "--force",
                       "%s", path);
}

sj_status sj_table_files_open(sj_table_files **out, const char *folder, sj_err *err) {
    *out = NULL;
    sj_table_files *f = sj_calloc(1, sizeof *f);
    if (!f) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status status = sj_tables_new(&f->tables, err);
    if (status != SJ_OK) {
        sj_table_files_close(f);
        return status;
    }
    for (int kind = 0; folder && kind < SJ_CODES_KINDS; kind++)
        if (map_kind(f, folder, (sj_code_kind)kind, &f->problems[kind]) == SJ_OK)
            f->problems[kind].code = SJ_OK;
    *out = f;
    return SJ_OK;
}

void sj_table_files_close(sj_table_files *f) {
    if (!f) return;
    sj_tables_free(f->tables);
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) unmap(&f->maps[kind]);
    sj_free(f);
}

const sj_tables *sj_table_files_view(const sj_table_files *f) {
    return f->tables;
}

const sj_err *sj_table_files_problem(const sj_table_files *f, sj_code_kind kind) {
    return f->problems[kind].code == SJ_OK ? NULL : &f->problems[kind];
}

const void *sj_table_files_bytes(const sj_table_files *f, sj_code_kind kind, size_t *len) {
    *len = f->maps[kind].len;
    return f->maps[kind].bytes;
}

sj_status sj_tables_lock(int *lock, const char *folder, sj_err *err) {
    *lock = -1;
    sj_status status = sj_folder_make(folder, err);
    if (status != SJ_OK) return status;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return sj_err_setf(err, SJ_EIO, "the folder cannot be read", "%s", folder);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return sj_err_setf(err, SJ_EBUSY, "another import is at work", "%s", folder);
    }
    *lock = fd;
    return SJ_OK;
}

void sj_tables_unlock(int lock) {
    if (lock >= 0) close(lock);
}
