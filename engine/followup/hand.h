/* engine/followup/hand.h - a person says which claim a payment is about, or that it is not the one
 * it was posted to.
 *
 * Both follow the payment's money: entries are added, never changed (what is undone is posted the
 * other way round), the claim's state and its denials go along. In the caller's transaction; the
 * audit log is the caller's. */
#ifndef SJ_FOLLOWUP_HAND_H
#define SJ_FOLLOWUP_HAND_H

#include "engine/followup/post.h"
#include "engine/store/hand.h"

typedef enum sj_hand_answer {
    SJ_HAND_DONE = 0,
    SJ_HAND_NOT_OPEN,   /* to match: it does not stand unmatched */
    SJ_HAND_NOT_POSTED, /* to undo: it is not posted */
    SJ_HAND_NO_CLAIM,   /* there is no claim with this account number */
    SJ_HAND_REPEATED,   /* the claim has this very payment from another remittance */
    SJ_HAND_REVERSED    /* to undo: a later payment takes it back, and must be undone first */
} sj_hand_answer;

typedef struct sj_hand_act {
    sj_str actor, note;
    sj_hand_answer answer; /* filled */
} sj_hand_act;

/* Post `payment` to the claim with this account number. `in` is the remittance's file, from its
 * first byte. As sj_post_file. */
sj_status sj_hand_match(sj_store *store, sj_keyed *keyed, sj_guides *guides,
                        const sj_post_input *in, const sj_hand_payment *payment, sj_str account,
                        sj_hand_act *act, sj_err *err) SJ_MUST_USE;

/* Take it off its claim again: it stands unmatched, as if it had never found one. */
sj_status sj_hand_unmatch(sj_store *store, const sj_hand_payment *payment, sj_hand_act *act,
                          sj_err *err) SJ_MUST_USE;

#endif
