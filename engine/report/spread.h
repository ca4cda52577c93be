/* engine/report/spread.h - is a number beyond chance? In integers.
 *
 * Two rules, both of two standard deviations: a week's amount against the weeks before it, and a
 * share (so many of so many) against another share. */
#ifndef SJ_REPORT_SPREAD_H
#define SJ_REPORT_SPREAD_H

#include <stddef.h>
#include <stdint.h>

/* The mean of `n` numbers, and the largest that still is within two standard deviations above it
 * (of these n, not of a sample of them); both rounded down. n is not 0; each number lies within
 * ±10^15. */
typedef struct sj_spread {
    int64_t mean, high;
} sj_spread;
sj_spread sj_spread_of(const int64_t *v, size_t n);

/* k of n against k0 of n0 others: 1 when the first share is larger by two standard deviations of
 * the difference, -1 when it is smaller by as much, else 0; 0 too where either has fewer than
 * SJ_SHARE_LEAST. */
enum { SJ_SHARE_LEAST = 20 };
int sj_share_differs(int64_t k, int64_t n, int64_t k0, int64_t n0);

#endif
