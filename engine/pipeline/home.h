/* engine/pipeline/home.h - a practice's home: its folders, configuration, store and key.
 *
 *   scrubjay.xml  scrubjay.db  scrubjay.key
 *   in/  partners/NAME/{outbox,inbox}/  tables/  packs/  work/  archive/  error/  reports/ */
#ifndef SJ_PIPELINE_HOME_H
#define SJ_PIPELINE_HOME_H

#include "engine/files/folder.h"
#include "engine/pipeline/config.h"
#include "engine/store/keyed.h"
#include "engine/store/store.h"

typedef struct sj_home {
    char path[SJ_PATH];
    sj_config config;
    sj_store *store; /* in use by the configuration's practice */
    sj_keyed *keyed;
    int lock; /* file descriptor; -1: not locked */
} sj_home;

/* Make a home in `dir`: folders, sample configuration, key, store. What is there already is left as
 * it is. SJ_EIO, SJ_ESTORE. */
sj_status sj_home_init(const char *dir, sj_err *err) SJ_MUST_USE;

/* Which home: `dir` (from -C) when not NULL, else SCRUBJAY_HOME, else the current folder when it
 * holds scrubjay.xml. SJ_ECONFIG when there is none. */
sj_status sj_home_find(const char *dir, char out[SJ_PATH], sj_err *err) SJ_MUST_USE;

/* Open it: read the configuration, make folders that it wants and that are not there, open the
 * store. */
sj_status sj_home_open(sj_home **out, const char *path, sj_err *err) SJ_MUST_USE;
void sj_home_close(sj_home *h);

/* Be the only one who works on it. SJ_EBUSY when somebody else does. */
sj_status sj_home_lock(sj_home *h, sj_err *err) SJ_MUST_USE;
void sj_home_unlock(sj_home *h);

/* Note that a pass over the home came to its end: the file .pass, and when it was written. */
sj_status sj_home_note_pass(const sj_home *h, sj_err *err) SJ_MUST_USE;
#define SJ_HOME_PASS ".pass"

/* "HOME/a" and "HOME/a/b" into out. */
sj_status sj_home_path(const sj_home *h, char out[SJ_PATH], const char *a, const char *b,
                       sj_err *err) SJ_MUST_USE;

#endif
