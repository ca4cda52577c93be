/* engine/files/fault.h - a place where a test may let the process die.
 *
 * Called before and after each commit and each rename. In a developer's build (SJ_DEV) the
 * environment's SJ_DIE_AFTER=n ends the process at the n-th call, as a kill would; in a release it
 * does nothing. */
#ifndef SJ_FILES_FAULT_H
#define SJ_FILES_FAULT_H

void sj_fault_point(void);

#endif
