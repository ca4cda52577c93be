/* parsers/base/apart.h - what is rare, kept out of what is not.
 *
 * A function that is inlined into a hot one takes registers and stack from it even when it is not
 * called; SJ_APART keeps it a call. Only where a measurement says so. */
#ifndef SJ_BASE_APART_H
#define SJ_BASE_APART_H

#define SJ_APART __attribute__((noinline))

#endif
