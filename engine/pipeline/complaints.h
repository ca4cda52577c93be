/* engine/pipeline/complaints.h - why one claim came back, from all that partners said about it. */
#ifndef SJ_PIPELINE_COMPLAINTS_H
#define SJ_PIPELINE_COMPLAINTS_H

#include "engine/store/store.h"

/* Put the first reason ("… (and 2 more)") and what to do into buffers of the caller's; both "" when
 * no partner said anything. A claim that only stood in a set or file that was refused is to be sent
 * again unchanged. */
sj_status sj_complaints_sum(sj_store *store, int64_t submission, char *reason, size_t reason_cap,
                            char *todo, size_t todo_cap, sj_err *err) SJ_MUST_USE;

#endif
