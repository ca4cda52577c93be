/* engine/store/state.h - the states of a submission (DESIGN: names). */
#ifndef SJ_STORE_STATE_H
#define SJ_STORE_STATE_H

#include <scrubjay/str.h>

typedef enum sj_claim_state {
    SJ_STATE_NONE = 0,
    SJ_STATE_RECEIVED, /* read, not yet judged */
    SJ_STATE_HELD,     /* our own check stopped it; never sent */
    SJ_STATE_READY,    /* may go out with the next batch */
    SJ_STATE_BATCHED,  /* written in a batch that is not sent yet */
    SJ_STATE_SENT,
    SJ_STATE_IN_DOUBT, /* nobody knows whether the partner has the batch */
    SJ_STATE_ACCEPTED, /* by the clearinghouse or the payer */
    SJ_STATE_REJECTED, /* by either, before adjudication: to be mended and sent as an original */
    SJ_STATE_PENDED,   /* the payer waits for something */
    SJ_STATE_PAID,
    SJ_STATE_PARTLY_PAID,
    SJ_STATE_DENIED,
    SJ_STATE_REVERSED, /* the payer took its decision back */
    SJ_STATE_CLOSED    /* nothing more to do: replaced, written off */
} sj_claim_state;

#define SJ_STATES (SJ_STATE_CLOSED + 1)

/* "partly_paid": as the store and the JSON have it. */
const char *sj_state_text(sj_claim_state state);

/* The state of a word; SJ_STATE_NONE when there is none such. */
sj_claim_state sj_state_of(sj_str word);

/* Has the payer decided on it? (paid, partly paid, denied, reversed; no acknowledgment moves it
 * then) */
bool sj_state_is_decided(sj_claim_state state);

/* May a claim go from one state to another? What stays as it is may; a state is entered first from
 * SJ_STATE_NONE. The steps are a table (state.c) after the events of a claim's life. */
bool sj_state_may_follow(sj_claim_state from, sj_claim_state to);

#endif
