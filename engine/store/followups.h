/* engine/store/followups.h - claims that follow another. */
#ifndef SJ_STORE_FOLLOWUPS_H
#define SJ_STORE_FOLLOWUPS_H

#include "engine/store/sha256.h"
#include "engine/store/state.h"
#include "engine/store/store.h"

#include <scrubjay/date.h>

typedef struct sj_followup {
    int64_t id;
    const uint8_t *sha256; /* of the file that brings it: SJ_SHA256_SIZE bytes */
    int64_t submission;    /* 0: not taken in yet */
    int64_t parent, root;
    sj_str kind;  /* correct, resend, lines, void, secondary */
    sj_str lines; /* of kind lines: ",2,3," */
    sj_date follow_up;
    sj_str actor;
    /* As a result only, of one that was taken in: */
    sj_str account, frequency, sequence;
    sj_claim_state state;
} sj_followup;

typedef bool (*sj_followup_fn)(void *ctx, const sj_followup *f);

/* Plan one: the file with these bytes will bring it. One that was planned with the same bytes and
 * never taken in is replaced. */
sj_status sj_followups_plan(sj_store *s, const sj_followup *f, sj_err *err) SJ_MUST_USE;

/* The one that a file brings; it was taken in as `submission`. */
sj_status sj_followups_by_sha256(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE],
                                 sj_followup_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_followups_taken(sj_store *s, int64_t id, int64_t submission, sj_err *err) SJ_MUST_USE;

/* The one by which a submission came; all that were taken in and follow from `root`, oldest first.
 */
sj_status sj_followups_of_submission(sj_store *s, int64_t submission, sj_followup_fn fn, void *ctx,
                                     sj_err *err) SJ_MUST_USE;
sj_status sj_followups_of_root(sj_store *s, int64_t root, sj_followup_fn fn, void *ctx,
                               sj_err *err) SJ_MUST_USE;

/* Lines that were sent apart and are decided now: the rows of the worklist about them in their
 * parents are superseded. */
sj_status sj_followups_settle_lines(sj_store *s, sj_err *err) SJ_MUST_USE;

#endif
