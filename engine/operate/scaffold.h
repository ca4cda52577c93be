/* engine/operate/scaffold.h - a folder that is being filled, or taken away, beside the place that
 * it is for.
 *
 * It is locked as long as somebody is at it: so what a kill left behind is told from what is under
 * way. */
#ifndef SJ_OPERATE_SCAFFOLD_H
#define SJ_OPERATE_SCAFFOLD_H

#include <scrubjay/error.h>

/* Make the folder `path` and lock it; *fd holds the lock, close it when done. SJ_EIO. */
sj_status sj_scaffold_make(int *fd, const char *path, sj_err *err) SJ_MUST_USE;

/* Is nobody at the folder `path`? */
bool sj_scaffold_is_left(const char *path);

#endif
