/* engine/store/store.h - the store: one interface, a database behind it (SQLite; PostgreSQL later).
 *
 * This header opens it and holds what all of it shares. The typed calls stand by subject: files.h,
 * submissions.h, batches.h, events.h, findings.h, audit.h. Every call works for one practice,
 * writes belong in a transaction, ids are made here and not by the database. One handle is used by
 * one thread. */
#ifndef SJ_STORE_H
#define SJ_STORE_H

#include <scrubjay/error.h>

typedef struct sj_store sj_store;

/* Milliseconds since 1970, UTC. */
typedef int64_t sj_instant;
typedef sj_instant (*sj_store_clock_fn)(void);

typedef struct sj_store_opts {
    bool create;             /* make it when it is not there */
    sj_store_clock_fn clock; /* NULL: the system's */
} sj_store_opts;

/* Open the store at `path` and bring its schema up to date. SJ_ENOTFOUND when it is not there and
 * may not be created, SJ_EBUSY, SJ_ESTORE. */
sj_status sj_store_open(sj_store **out, const char *path, const sj_store_opts *opts,
                        sj_err *err) SJ_MUST_USE;

/* Undoes a transaction that is still open. */
void sj_store_close(sj_store *s);

/* The practice that all further calls are about, by its code; made when it is not there. In no
 * transaction. */
sj_status sj_store_use_practice(sj_store *s, sj_str code, sj_err *err) SJ_MUST_USE;

/* One transaction at a time; what is written in it becomes visible with its commit. */
sj_status sj_store_begin(sj_store *s, sj_err *err) SJ_MUST_USE;
sj_status sj_store_commit(sj_store *s, sj_err *err) SJ_MUST_USE;
void sj_store_rollback(sj_store *s); /* nothing when none is open */

/* Write a copy of the whole store, as it is at this moment, to the new file `path` (mode 0600, on
 * the disk when this returns). Others may go on writing meanwhile. In no transaction. SJ_EIO,
 * SJ_ESTORE. */
sj_status sj_store_copy(sj_store *s, const char *path, sj_err *err) SJ_MUST_USE;

/* Look through the whole store for damage: `fn` hears of each fault in words that hold no patient's
 * data (false stops). */
typedef bool (*sj_store_fault_fn)(void *ctx, const char *fault);
sj_status sj_store_check(sj_store *s, sj_store_fault_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* A new id: positive, greater than all that this store holds, roughly the time. */
int64_t sj_store_new_id(sj_store *s);

/* No id that was made at `at` or later is below. */
int64_t sj_store_id_from(sj_instant at);

sj_instant sj_store_now(const sj_store *s);

/* When the newest row was written, by the clock of that time; 0 for an empty store. */
sj_instant sj_store_newest(const sj_store *s);

#endif
