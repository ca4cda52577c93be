/* engine/store/audit.h - what people did and saw: append-only, each row chained to the one before
 * by its digest, so that a row that is changed, taken out or moved shows. */
#ifndef SJ_STORE_AUDIT_H
#define SJ_STORE_AUDIT_H

#include "engine/store/sha256.h"
#include "engine/store/store.h"

/* Add a row. `subject` is an id or a file's name, never a patient's data. In a transaction. */
sj_status sj_audit_add(sj_store *s, sj_str actor, sj_str action, sj_str subject, sj_str detail,
                       sj_err *err) SJ_MUST_USE;

/* The chain as it stands. Rows that were cut off its end show only against a digest that was noted
 * elsewhere: `noted`. */
typedef struct sj_audit_chain {
    const uint8_t *noted; /* in: a digest that a row should bear; NULL: none */
    int64_t rows;         /* whole ones, from the first on */
    int64_t broken;       /* id of the first that is not whole; 0: all are */
    bool has_noted;
    uint8_t head[SJ_SHA256_SIZE]; /* of the last whole row; zeros: there is none */
    sj_instant head_at;
} sj_audit_chain;

/* Go through the chain. */
sj_status sj_audit_verify(sj_store *s, sj_audit_chain *chain, sj_err *err) SJ_MUST_USE;

/* The digest of the last row, without a look at the others; zeros when there is none. */
sj_status sj_audit_head(sj_store *s, uint8_t out[SJ_SHA256_SIZE], sj_err *err) SJ_MUST_USE;

/* One row as it was written; texts are valid inside the callback. */
typedef struct sj_audit_row {
    int64_t id;
    sj_instant at;
    sj_str actor, action, subject, detail;
} sj_audit_row;
typedef bool (*sj_audit_fn)(void *ctx, const sj_audit_row *row);

/* The rows of some time, oldest first. `actor` may be empty: anybody's. */
typedef struct sj_audit_filter {
    sj_str actor;
    sj_instant from, to; /* at >= from and at < to; to 0: no end */
} sj_audit_filter;
sj_status sj_audit_list(sj_store *s, const sj_audit_filter *filter, sj_audit_fn fn, void *ctx,
                        sj_err *err) SJ_MUST_USE;

#endif
