/* engine/pipeline/transfer.h - files to partners and from them: all partners side by side, each by
 * itself, one store for all. Private to engine/pipeline. */
#ifndef SJ_PIPELINE_TRANSFER_H
#define SJ_PIPELINE_TRANSFER_H

#include "engine/pipeline/home.h"
#include "engine/transport/courier.h"

#include <pthread.h>
#include <scrubjay/engine.h>

/* What is asked for in one pass. */
typedef struct sj_transfer {
    sj_home *home;
    bool fetch, submit;
    bool now;            /* whatever happened before */
    bool resident;       /* ask partners only as often as their `poll` says */
    const char *partner; /* only this one; NULL: all */
    const volatile int *stop;
    const sj_run_events *events; /* may be NULL */
    sj_run_totals *totals;
    pthread_mutex_t lock; /* of the store, the events and what stands below */
    size_t next;          /* partner that nobody has taken on yet */
    sj_status status;     /* what of ours went wrong first */
    sj_err err;
} sj_transfer;

/* Serve the partners; the home is locked. What goes wrong with a partner is told and counted; an
 * error is what is wrong with us. */
sj_status sj_transfer_run(sj_transfer *t, sj_err *err) SJ_MUST_USE;

/* One partner in one pass. */
typedef struct sj_haul {
    sj_transfer *all;
    const sj_partner *partner;
    sj_carrier carrier;
    char name[SJ_PATH]; /* of the file on its way, for progress */
    sj_trouble trouble; /* what ended it */
    sj_err err;
} sj_haul;

/* The store is asked between these two. */
void sj_haul_lock(sj_haul *h);
void sj_haul_unlock(sj_haul *h);

/* Something of ours went wrong: the haul ends, and the pass with it. */
void sj_haul_fail(sj_haul *h, sj_status status, const sj_err *err);

/* May it go on? */
bool sj_haul_goes_on(sj_haul *h);

/* Tell what became of a file, and count it. `err` (NULL: none) is put into words behind `reason`.
 */
void sj_haul_tell(sj_haul *h, sj_transfer_kind kind, const char *name, uint64_t bytes,
                  const char *reason, const sj_err *err);

/* Judge how a step with a partner ended: what stops the whole haul is noted there. True: only this
 * file is concerned. */
bool sj_haul_survives(sj_haul *h, sj_trouble trouble, const sj_err *err);

/* "partners/NAME/FOLDER" of the home, made when it is not there; with a name behind it. */
sj_status sj_haul_folder(const sj_haul *h, char out[SJ_PATH], const char *folder,
                         sj_err *err) SJ_MUST_USE;

void sj_haul_submit(sj_haul *h); /* transfer_out.c */
void sj_haul_fetch(sj_haul *h);  /* transfer_in.c */

/* Does something lie in its outbox? */
bool sj_haul_has_outgoing(const sj_haul *h);

/* ---- how it goes with a partner (gate.c) ---- */

/* A partner's row, with room for its texts. */
typedef struct sj_gate {
    uint32_t failures;
    sj_instant down_at, retry_at, well_at;
    uint8_t stopped[SJ_SHA256_SIZE];
    bool is_stopped;
    char reason[400];
} sj_gate;

sj_status sj_gate_read(sj_gate *out, sj_store *s, const char *partner, sj_err *err) SJ_MUST_USE;

/* May it be tried? Else why not, in words, in `reason`. */
bool sj_gate_is_open(const sj_gate *g, const sj_partner *p, sj_instant now, char reason[512]);

/* Note how a haul ended. In no transaction. */
sj_status sj_gate_note(sj_store *s, const sj_partner *p, sj_trouble trouble, const sj_err *why,
                       sj_err *err) SJ_MUST_USE;

#endif
