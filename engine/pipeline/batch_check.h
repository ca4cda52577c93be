/* engine/pipeline/batch_check.h - our own check of a batch before it goes out.
 *
 * Its claims were without an error when they were read. That can change until they are sent:
 * another version of a guide, a mistake of ours in writing. Such a claim is held, and the others
 * go. */
#ifndef SJ_PIPELINE_BATCH_CHECK_H
#define SJ_PIPELINE_BATCH_CHECK_H

#include "engine/pipeline/order.h"
#include "engine/pipeline/run.h"

/* Read the file of `n` claims, of `items`, as its partner judges them: why[i] becomes the id of the
 * first error of claim i (NULL: none), *wrong counts them. SJ_EINTERNAL when there is an error that
 * no claim of its own has, or a claim is missing. In released claims only what a receiver refuses
 * (SNIP types 1 and 2) is an error. */
sj_status sj_batch_check(sj_run *r, const sj_partner *partner, const char *path,
                         const sj_item *items, const char **why, size_t n, size_t *wrong,
                         sj_err *err) SJ_MUST_USE;

/* Hold the items that have a reason in `why`; the others move together, *n is their number. */
sj_status sj_batch_hold(sj_run *r, sj_item *items, const char **why, size_t *n,
                        sj_err *err) SJ_MUST_USE;

#endif
