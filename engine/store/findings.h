/* engine/store/findings.h - what was found wrong with claims, by us and by those we sent them to.
 */
#ifndef SJ_STORE_FINDINGS_H
#define SJ_STORE_FINDINGS_H

#include "engine/store/store.h"

/* Which claims a finding is about. */
typedef enum sj_finding_scope {
    SJ_SCOPE_CLAIM = 1, /* `submission` */
    SJ_SCOPE_SHARED, /* those that sj_findings_link names: they stand below the loop that is wrong
                      */
    SJ_SCOPE_SET,    /* all of the checked file's set, or of our `batch_set` */
    SJ_SCOPE_FILE
} sj_finding_scope;

typedef struct sj_finding_row {
    int64_t id;    /* made by the caller (sj_store_new_id) */
    sj_str source; /* check, TA1, 999, 997, 277CA */
    sj_finding_scope scope;
    int64_t file;         /* that was checked, or that says so */
    uint32_t set_ordinal; /* of the set in that file, from 1; 0: none */
    int64_t submission, batch_set;
    sj_str code; /* IG-0203; else the sender's: '8/7', 'A7:562:85' */
    sj_str severity;
    sj_str loop, tag, name;
    sj_pos pos;
    sj_str value, a, b; /* patient data: kept apart. A partner's: the value it names, the one that we sent, and a
                         * sentence on what of it does not fit what we sent; `name` is then what people call
                         * the value, with its box on the form */
} sj_finding_row;

sj_status sj_findings_add(sj_store *s, const sj_finding_row *rows, size_t n,
                          sj_err *err) SJ_MUST_USE;

/* The same, unless the submission (or, without one, the set) has a finding of the same source, code
 * and place: an answer that comes twice tells nothing new, and *added is false. */
sj_status sj_findings_note(sj_store *s, const sj_finding_row *row, bool *added,
                           sj_err *err) SJ_MUST_USE;

/* This claim stands below the loop that a shared finding is about. */
sj_status sj_findings_link(sj_store *s, int64_t finding, int64_t submission,
                           sj_err *err) SJ_MUST_USE;

/* All findings that are about a submission: its own, shared, its sets', oldest first. */
typedef bool (*sj_finding_row_fn)(void *ctx, const sj_finding_row *row);
sj_status sj_findings_of_submission(sj_store *s, int64_t submission, sj_finding_row_fn fn,
                                    void *ctx, sj_err *err) SJ_MUST_USE;

#endif
