/* engine/pipeline/expected.h - what a partner should have sent by now and has not: 'Tuesday's 835
 * did not come', 'no 999 for a batch of yesterday'. Asked by doctor, the nightly report and
 * `partners`. */
#ifndef SJ_PIPELINE_EXPECTED_H
#define SJ_PIPELINE_EXPECTED_H

#include "engine/pipeline/home.h"

typedef struct sj_missing {
    const char *partner, *type; /* "835" */
    const char *batch; /* the file that is not answered; NULL: a file that comes on certain days */
    sj_instant due;    /* when it should have been there */
    char text[256];    /* the same as a sentence */
} sj_missing;

typedef void (*sj_missing_fn)(void *ctx, const sj_missing *m);

/* Tell of each, partner by partner: files that were due last, answers due within the last 90 days.
 * `now` is the clock; local time tells the days. */
sj_status sj_expected_missing(sj_home *home, sj_instant now, sj_missing_fn fn, void *ctx,
                              sj_err *err) SJ_MUST_USE;

/* The last time at or before `now` at which a file was due, and the one before it. False when no
 * day is named. */
bool sj_expected_due(const sj_expect *e, sj_instant now, sj_instant *due, sj_instant *before);

#endif
