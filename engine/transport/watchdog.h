/* engine/transport/watchdog.h - ends a connection on which nothing moves: libssh waits for an
 * answer for ever. */
#ifndef SJ_TRANSPORT_WATCHDOG_H
#define SJ_TRANSPORT_WATCHDOG_H

#include <scrubjay/error.h>

typedef struct sj_watchdog sj_watchdog;

/* Watch a socket: it is shut down when `seconds` pass without sj_watchdog_pat while it is awake. It
 * begins awake. SJ_ENOMEM. */
sj_status sj_watchdog_new(sj_watchdog **out, int fd, uint32_t seconds, sj_err *err) SJ_MUST_USE;

/* Before the socket is closed. NULL is nothing. */
void sj_watchdog_free(sj_watchdog *w);

/* Something moved. */
void sj_watchdog_pat(sj_watchdog *w);

/* Between two calls nothing needs to move. sj_watchdog_pat wakes it. */
void sj_watchdog_sleep(sj_watchdog *w);

/* Did it bite? */
bool sj_watchdog_has_bitten(sj_watchdog *w);

#endif
