/* engine/store/audit.h - what people did and saw: append-only, each row chained to the one before
 * by its digest, so that a row that is changed, taken out or moved shows. */
#ifndef SJ_STORE_AUDIT_H
#define SJ_STORE_AUDIT_H

#include "engine/store/store.h"

/* Add a row. `subject` is an id or a file's name, never a patient's data. In a transaction. */
sj_status sj_audit_add(sj_store *s, sj_str actor, sj_str action, sj_str subject, sj_str detail,
                       sj_err *err) SJ_MUST_USE;

/* Go through the chain: *rows counts the rows that are whole, *broken is the id of the first that
 * is not, 0 when all are. */
sj_status sj_audit_verify(sj_store *s, int64_t *rows, int64_t *broken, sj_err *err) SJ_MUST_USE;

#endif
