/* engine/transport/late.h - libraries that are loaded when they are first needed.
 *
 * With libcurl and libssh come some thirty others, which take half the time in which a command
 * starts; few commands transfer anything. */
#ifndef SJ_TRANSPORT_LATE_H
#define SJ_TRANSPORT_LATE_H

#include <scrubjay/error.h>

#include <stddef.h>

/* A function, and where its address goes. */
typedef struct sj_late_call {
    const char *name;
    size_t offset;
} sj_late_call;

/* Load a library by the name that it is installed under and put the addresses of its functions into
 * `table`. It stays loaded. SJ_ENOTFOUND when it or one of them is not there. */
sj_status sj_late_load(const char *library, const sj_late_call *calls, size_t n, void *table,
                       sj_err *err) SJ_MUST_USE;

#endif
