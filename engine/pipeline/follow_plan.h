/* engine/pipeline/follow_plan.h - what intake does with a file that was planned as a follow-up
 * claim (follow_up.h). */
#ifndef SJ_PIPELINE_FOLLOW_PLAN_H
#define SJ_PIPELINE_FOLLOW_PLAN_H

#include "engine/store/followups.h"

#include <scrubjay/arena.h>

/* The plan by which the file at hand comes; id 0: none. Its texts are `arena`'s. */
sj_status sj_follow_plan_of(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_arena *arena,
                            sj_followup *out, sj_err *err) SJ_MUST_USE;

/* The planned claim was taken in as `submission`. The one before is closed where the new
 * one takes its place; its rows of the worklist wait for the answer. */
sj_status sj_follow_taken(sj_store *s, const sj_followup *plan, int64_t submission, bool is_ready,
                          int64_t file, sj_err *err) SJ_MUST_USE;

#endif
