/* engine/store/decided.h - what payers decided on one submission, for the work that answers it. */
#ifndef SJ_STORE_DECIDED_H
#define SJ_STORE_DECIDED_H

#include "engine/store/remits.h"

/* A payer's decision on a submission. */
typedef struct sj_decided {
    int64_t payment;
    sj_str status; /* CLP02 */
    sj_str payer_control, remarks, kind, filing;
    sj_money charge, paid, patient;
    bool reversed;
    sj_date paid_on; /* BPR16, else DTM 405 */
    sj_str payer, payer_name, trace;
} sj_decided;
typedef bool (*sj_decided_fn)(void *ctx, const sj_decided *d);

/* What was posted to a submission, the newest first; the lines of one of them. */
sj_status sj_decided_of(sj_store *s, int64_t submission, sj_decided_fn fn, void *ctx,
                        sj_err *err) SJ_MUST_USE;
typedef bool (*sj_decided_line_fn)(void *ctx, const sj_payment_line_row *line);
sj_status sj_decided_lines(sj_store *s, int64_t payment, sj_decided_line_fn fn, void *ctx,
                           sj_err *err) SJ_MUST_USE;

#endif
