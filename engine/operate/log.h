/* engine/operate/log.h - what a pass did, as JSON lines for machines to keep.
 *
 * Never a patient's data: no account, no amount of one claim, no file's name (an office may name
 * files after people); a file is known by its row's id in the store. The file is opened for each
 * pass and appended to, so that it can be renamed away between two (logrotate needs no signal). */
#ifndef SJ_OPERATE_LOG_H
#define SJ_OPERATE_LOG_H

#include "engine/store/store.h"

#include <scrubjay/engine.h>

typedef struct sj_log sj_log;

/* Open the log `path` ("-": standard error), which is made with mode 0600. SJ_EIO. */
sj_status sj_log_open(sj_log **out, const char *path, sj_err *err) SJ_MUST_USE;

/* Each writes one line, whole and at once. A log that cannot be written stops no pass: sj_log_close
 * says so. */
void sj_log_begin(sj_log *l);
void sj_log_file(sj_log *l, const sj_file_result *f);
void sj_log_batch(sj_log *l, const sj_batch_result *b);
/* How a pass ended. */
typedef struct sj_log_pass {
    const sj_run_totals *totals;
    int64_t milliseconds;
    sj_status status;
    const sj_err *why; /* when it is not SJ_OK */
    /* The audit log's digest, hexadecimal: who takes rows off its end cannot take it out of here.
     * "": none. */
    const char *head;
} sj_log_pass;

/* The end of the pass; with `news`, only when there was a line before it or the pass failed. */
void sj_log_end(sj_log *l, const sj_log_pass *pass, bool news);

/* SJ_EIO when a line was lost. Safe with NULL. */
sj_status sj_log_close(sj_log *l, sj_err *err) SJ_MUST_USE;

#endif
