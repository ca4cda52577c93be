/* engine/store/events.h - what happened to claims: the append-only log, and the states that follow
 * from it.
 *
 * A submission has a state of its own until it is batched; from then on it shares its set's, or
 * else its batch's, until an answer about itself (277CA, 835) moves it alone. So one row moves a
 * whole batch. */
#ifndef SJ_STORE_EVENTS_H
#define SJ_STORE_EVENTS_H

#include "engine/store/state.h"
#include "engine/store/store.h"

/* What a refusal is called that came after the payer had decided, and a person's word on it. */
#define SJ_LATE_REFUSAL "late refusal"
#define SJ_LATE_SETTLED "late refusal settled"

typedef enum sj_subject {
    SJ_SUBJECT_SUBMISSION = 1,
    SJ_SUBJECT_SET, /* a transaction set of a batch */
    SJ_SUBJECT_BATCH,
    SJ_SUBJECT_FILE /* all claims of a file that was taken in */
} sj_subject;

typedef struct sj_event {
    int64_t id;    /* as a result */
    sj_instant at; /* as a result */
    sj_subject subject;
    int64_t subject_id;
    sj_claim_state from, to; /* the same: noted only */
    bool alone;    /* a submission has this state for itself from now on, even if its batch
                      is in the same one */
    bool again;    /* it may happen more than once: it is not passed over */
    bool undoes;   /* a person takes back what moved it: it goes where it was before, whatever the
                      steps of a claim's life are */
    sj_str what;   /* intake, batch, send, release, TA1, 999, 277CA, 835 … */
    int64_t cause; /* the file that says so; 0: none */
    uint32_t segment;  /* where in its set, ST = 1; 0: nowhere */
    sj_str codes;      /* the sender's own codes; may be empty */
    sj_str number;     /* the payer's own number for a submission, noted with it; empty: none */
    sj_str cause_name; /* as a result: the file's name */
} sj_event;

/* Write the events and move their subjects. What has moved already (same subject, what, codes and
 * to) is passed over: reading the same answer twice changes nothing. */
sj_status sj_events_add(sj_store *s, const sj_event *events, size_t n, sj_err *err) SJ_MUST_USE;

/* Is there an event of this kind about a submission itself? */
sj_status sj_events_has(sj_store *s, int64_t submission, sj_str what, bool *out,
                        sj_err *err) SJ_MUST_USE;

/* All that concerns one submission, oldest first: its own, its file's, its set's, its batch's. */
typedef bool (*sj_event_fn)(void *ctx, const sj_event *e);
sj_status sj_events_of_submission(sj_store *s, int64_t submission, sj_event_fn fn, void *ctx,
                                  sj_err *err) SJ_MUST_USE;

#endif
