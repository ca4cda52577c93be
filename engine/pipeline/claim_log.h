/* engine/pipeline/claim_log.h - the claims of one transaction set until its end decides on them.
 *
 * A claim's verdict is final only at SE. The log keeps a short row for each claim of the set in
 * memory up to a limit and in an unnamed temporary file beyond it, so that memory stays flat
 * however many claims a set has. */
#ifndef SJ_PIPELINE_CLAIM_LOG_H
#define SJ_PIPELINE_CLAIM_LOG_H

#include <scrubjay/error.h>
#include <scrubjay/money.h>

#include <stdio.h>

typedef enum sj_verdict { SJ_VERDICT_CLEAN = 0, SJ_VERDICT_WARNED, SJ_VERDICT_HELD } sj_verdict;

/* "clean", "warned", "held". */
const char *sj_verdict_text(sj_verdict v);

typedef struct sj_claim_row {
    uint32_t ordinal; /* in its file, from 1 */
    bool has_charge;
    sj_money charge;
    sj_verdict verdict;
    sj_str account;
} sj_claim_row;

typedef struct sj_claim_log {
    char *buf; /* NULL: nothing was added yet */
    size_t len, limit;
    FILE *spill; /* what came before buf; NULL: nothing */
} sj_claim_log;

/* `limit`: bytes kept in memory; 0: 256 KiB. */
void sj_claim_log_init(sj_claim_log *log, size_t limit);
void sj_claim_log_dispose(sj_claim_log *log);

/* Accounts are cut at 256 bytes. SJ_ENOMEM, SJ_EIO. */
sj_status sj_claim_log_add(sj_claim_log *log, const sj_claim_row *row, sj_err *err) SJ_MUST_USE;

/* Hand over all rows in the order they were added, then forget them. Rows are the callback's until
 * it returns. SJ_EIO. */
typedef void (*sj_claim_log_fn)(void *ctx, sj_claim_row *row);
sj_status sj_claim_log_drain(sj_claim_log *log, sj_claim_log_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

#endif
