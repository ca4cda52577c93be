/* engine/store/files.h - the files that were taken in. */
#ifndef SJ_STORE_FILES_H
#define SJ_STORE_FILES_H

#include "engine/store/sha256.h"
#include "engine/store/store.h"

typedef struct sj_file {
    int64_t id;
    sj_str partner;    /* empty: the practice's own in/ */
    sj_str name, work; /* as found; in work/ */
    sj_str type;
    uint64_t bytes;
    const uint8_t *sha256;
    sj_str state; /* read, filed, failed */
    sj_instant taken_at;
    sj_str place;  /* where the original is kept, under the home */
    sj_str report; /* where its report is */
} sj_file;

typedef bool (*sj_file_fn)(void *ctx, const sj_file *f);

sj_status sj_files_add(sj_store *s, const sj_file *f, sj_err *err) SJ_MUST_USE;
sj_status sj_files_set_state(sj_store *s, int64_t id, sj_str state, sj_err *err) SJ_MUST_USE;

/* The file that failed with these bytes under this name in work/, the newest. */
sj_status sj_files_failed(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_str work,
                          sj_file_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* The file with these bytes that was read; those that are read and not filed away; one by its id.
 */
sj_status sj_files_by_sha256(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_file_fn fn,
                             void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_files_unfiled(sj_store *s, sj_file_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_files_by_id(sj_store *s, int64_t id, sj_file_fn fn, void *ctx,
                         sj_err *err) SJ_MUST_USE;

#endif
