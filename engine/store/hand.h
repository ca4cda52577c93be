/* engine/store/hand.h - claim payments that a person matches, or takes off a claim again.
 *
 * What a payment says never changes; what it is matched to does, and every change is an act
 * (entries.h) and a row of the audit log. In the caller's transaction. */
#ifndef SJ_STORE_HAND_H
#define SJ_STORE_HAND_H

#include "engine/store/remits.h"

/* A claim payment with the place of its file, so that it can be read again. */
typedef struct sj_hand_payment {
    int64_t id, remit, file, submission;
    uint32_t set_ordinal, ordinal, segment, rung;
    sj_str state, kind, trace, place, account;
    sj_str our_account; /* of its claim, or of the likeliest; empty: none */
    sj_money paid;
    sj_date paid_on;
    int64_t reverses, reversed_by; /* payments; 0: none */
} sj_hand_payment;
typedef bool (*sj_hand_fn)(void *ctx, const sj_hand_payment *p);

/* The claim payments with this trace and place in their set: zero payments repeat their trace. */
sj_status sj_hand_find(sj_store *s, sj_str trace, uint32_t ordinal, sj_hand_fn fn, void *ctx,
                       sj_err *err) SJ_MUST_USE;

/* Post a payment that stands unmatched: its state, its claim and how it was matched, the numbers of
 * its lines, its denials. The row is as sj_payments_add wants it. */
sj_status sj_hand_post(sj_store *s, const sj_payment_row *row, sj_err *err) SJ_MUST_USE;

/* Take it off again: it is unmatched, its denials are `undone`; denials of what it had taken back
 * or replaced are open again (`replaced`: those of the claim's last payment before it). */
sj_status sj_hand_undo(sj_store *s, const sj_hand_payment *p, bool replaced,
                       sj_err *err) SJ_MUST_USE;

#endif
