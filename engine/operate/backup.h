/* engine/operate/backup.h - a copy of a practice's home from which it can be had back.
 *
 * A backup is a folder scrubjay-CCYYMMDDTHHMMSSZ with the home's files as they are, the store as it
 * was at one moment, and SHA256SUMS, the list of all with their digests. It appears under its name
 * when it is whole, and not before. Files of the archive that the backup before it holds already
 * are hard links to those. It holds patients' data and the practice's key: 0700, 0600. */
#ifndef SJ_OPERATE_BACKUP_H
#define SJ_OPERATE_BACKUP_H

#include "engine/pipeline/home.h"

typedef struct sj_backup_done {
    char path[SJ_PATH];    /* of the backup; of the home that was restored */
    uint64_t files, bytes; /* all of it */
    uint64_t linked;       /* of the files: shared with the backup before */
    uint64_t faults;       /* of verify: files that are missing, changed, or not in the list */
} sj_backup_done;

/* Make a backup of the home in `folder`, which is made if need be and lies outside the home. Waits
 * for a pass that is under way, ten minutes at the most. SJ_EBUSY, SJ_EIO, SJ_ESTORE; nothing is
 * left of a backup that failed. */
sj_status sj_backup_make(sj_home *h, const char *folder, sj_backup_done *out,
                         sj_err *err) SJ_MUST_USE;

/* Hold every file of a backup against its list; `fn` hears of each fault. */
typedef void (*sj_backup_fault_fn)(void *ctx, const char *path, const char *fault);
sj_status sj_backup_verify(const char *backup, sj_backup_fault_fn fn, void *ctx,
                           sj_backup_done *out, sj_err *err) SJ_MUST_USE;

/* What a restored store cannot know: whether its ready claims and unsent batches went out after the
 * backup. */
typedef struct sj_restore_doubt {
    uint32_t claims, batches; /* held; in doubt */
} sj_restore_doubt;

/* Control numbers that are left out after a restore, so that none is used twice. */
enum { SJ_RESTORE_GAP = 1000 };

/* Make a home of a backup in `home`, which is not there yet or empty. Every file is held against
 * the list as it is copied. Before it appears the home is made safe to go on with: `may_be_sent`:
 * its ready claims are held, to be released one by one, and its unsent batches are in doubt; in any
 * case SJ_RESTORE_GAP control numbers are left out. Noted in the audit log by `actor`. SJ_EINPUT:
 * the backup is damaged; SJ_EARG: `home` is in use; SJ_ECONFIG, SJ_ESTORE: what was saved does not
 * open. With a fault, or a kill, nothing appears. */
sj_status sj_backup_restore(const char *backup, const char *home, bool may_be_sent, sj_str actor,
                            sj_backup_done *out, sj_restore_doubt *doubt, sj_err *err) SJ_MUST_USE;

/* Take away all whole backups in `folder` but the newest `keep`; *removed counts them. */
sj_status sj_backup_prune(const char *folder, uint32_t keep, uint32_t *removed,
                          sj_err *err) SJ_MUST_USE;

#endif
