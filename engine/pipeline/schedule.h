/* engine/pipeline/schedule.h - the hours at which a partner is called. */
#ifndef SJ_PIPELINE_SCHEDULE_H
#define SJ_PIPELINE_SCHEDULE_H

#include "engine/pipeline/config.h"
#include "engine/store/store.h"

/* Is the partner to be called at this moment, by the clock on the wall? True where it has no
 * <schedule>. One that ends before it begins goes on after midnight; its days are those on which it
 * begins. */
bool sj_schedule_is_open(const sj_partner *p, sj_instant now);

/* "Mon Tue 06:00 to 20:00, Sat 08:00 to 12:00"; "" where it has none. */
void sj_schedule_text(const sj_partner *p, char *buf, size_t cap);

#endif
