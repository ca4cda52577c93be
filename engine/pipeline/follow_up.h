/* engine/pipeline/follow_up.h - a follow-up claim on its way: written as a file of its own, judged
 * as its partner judges, and taken in like any other file.
 *
 * It is planned in the store by its file's digest before the file is put into work/: a kill leaves
 * a plan without a file, which counts for nothing, or a file that the next run takes in with its
 * plan. */
#ifndef SJ_PIPELINE_FOLLOW_UP_H
#define SJ_PIPELINE_FOLLOW_UP_H

#include "engine/followup/follow.h"
#include "engine/pipeline/run.h"

/* Its text, an interchange with one claim. */
typedef struct sj_follow_file {
    char *bytes;
    size_t len;
    sj_verdict verdict;
    uint32_t errors, warnings;
    char partner[32]; /* who gets it; "": nobody takes this payer's claims */
} sj_follow_file;

/* Write it and have it judged; `events` (may be NULL) hear what is found. Dispose in any case. */
sj_status sj_follow_file_make(sj_follow_file *out, sj_run *r, const sj_follow *f,
                              const sj_check_events *events, sj_err *err) SJ_MUST_USE;
void sj_follow_file_dispose(sj_follow_file *f);

/* The same, judged by that check. */
sj_status sj_follow_file_judge(sj_follow_file *out, sj_run *r, const sj_follow *f, sj_check *check,
                               const sj_check_events *events, sj_err *err) SJ_MUST_USE;

/* Queue it: the file is taken in now, and the claim goes out with the next batch. `state` is what
 * became of it: ready, or held when intake judges otherwise than we did. SJ_EBUSY when another run
 * is at work. */
sj_status sj_follow_file_queue(sj_run *r, const sj_follow *f, const sj_follow_file *file,
                               sj_str actor, sj_claim_state *state, sj_err *err) SJ_MUST_USE;

#endif
