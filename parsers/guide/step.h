/* parsers/guide/step.h - the walker's two ways, for the model, which sees nearly every segment.
 *
 * sj_walker_push() is these two joined by the segment event. Who takes the first way by itself
 * saves that event for nearly all segments. */
#ifndef SJ_GUIDE_STEP_H
#define SJ_GUIDE_STEP_H

#include <scrubjay/walker.h>

/* Take a segment of an open set's body where its like went before: its row, where it is to be told
 * of (which is left to the caller; the number in its set is sj_walk_number). SJ_NO_ROW when that is
 * not known or not free, and nothing has changed: then push it. */
uint16_t sj_walk_known(sj_walker *w, const sj_segment *seg);
uint32_t sj_walk_number(const sj_walker *w);

/* May the event be saved? Not where an overlay looks at every segment first. */
bool sj_walk_is_direct(const sj_walker *w);

/* sj_walker_push without the first way. */
sj_status sj_walk_push(sj_walker *w, enum sj_read_result what, const sj_segment *seg,
                       sj_err *err) SJ_MUST_USE;

#endif
