/* engine/transport/courier.h - one file to a partner, one file from it, so that it is there once or
 * not at all; and the patience to try again.
 *
 * A file goes up under a temporary name, its size is verified, then it is renamed: only then does
 * the partner see it. Every step is recorded before it is asked for, so that after a cut or a kill
 * the partner's folder says what happened:
 *
 *   recorded    temporary  own name   means
 *   uploading   any        -          go on with the upload
 *   uploaded    whole      -          rename
 *   renaming    whole      -          not renamed: ask again
 *   renaming    -          whole      sent
 *   renaming    -          -          the partner may have taken it away already: in doubt */
#ifndef SJ_TRANSPORT_COURIER_H
#define SJ_TRANSPORT_COURIER_H

#include "engine/store/transfers.h"
#include "engine/transport/transport.h"

/* ---- one connection in one pass ---- */

typedef struct sj_carrier {
    const sj_endpoint *endpoint;
    const sj_transport_ops *ops; /* NULL: picked */
    uint32_t attempts, wait;     /* milliseconds before the second, doubled each time, by chance */
    const volatile int *stop;    /* not 0: no further attempt; may be NULL */
    sj_progress progress;
    sj_transport *t; /* NULL: not connected */
    uint32_t cuts;   /* connections that failed, in all */
} sj_carrier;

void sj_carrier_close(sj_carrier *l);

/* Run a step with a connection, made when there is none. When the connection fails, it is made anew
 * and the step run again, `attempts` times in all. */
typedef sj_trouble (*sj_step_fn)(void *ctx, sj_transport *t, sj_err *err);
sj_trouble sj_carrier_run(sj_carrier *l, sj_step_fn step, void *ctx, sj_err *err) SJ_MUST_USE;

/* ---- a file to a partner ---- */

typedef struct sj_outgoing {
    const char *path;               /* ours */
    const char *temporary, *target; /* the partner's */
    uint64_t bytes;
    bool is_large;           /* worth going on with after a kill: its beginning is recorded, too */
    sj_delivery_state state; /* as it was recorded; moves on */
    /* Record a state before the step that follows it. */
    sj_status (*record)(void *ctx, sj_delivery_state state, sj_err *err);
    void *ctx;
} sj_outgoing;

/* A step for sj_carrier_run, `ctx` is the sj_outgoing. SJ_NET_OK: it is SENT or IN_DOUBT. */
sj_trouble sj_deliver(void *ctx, sj_transport *t, sj_err *err) SJ_MUST_USE;

/* ---- a file from a partner ---- */

typedef struct sj_incoming {
    const char *path;    /* the partner's */
    const char *part;    /* ours; what an earlier attempt left there is gone on with */
    sj_remote_file seen; /* size and time as they are now */
    bool is_changing;    /* it changed while it was read: nothing is kept */
} sj_incoming;

/* A step for sj_carrier_run, `ctx` is the sj_incoming. SJ_NET_OK and not is_changing: all of it is
 * in `part`, flushed. */
sj_trouble sj_collect(void *ctx, sj_transport *t, sj_err *err) SJ_MUST_USE;

#endif
