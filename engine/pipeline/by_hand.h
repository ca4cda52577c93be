/* engine/pipeline/by_hand.h - a person's match of a claim payment, or its undoing, whole: the
 * payment found, its file read again from the archive, everything in one transaction, noted in the
 * audit log. */
#ifndef SJ_PIPELINE_BY_HAND_H
#define SJ_PIPELINE_BY_HAND_H

#include "engine/followup/hand.h"
#include "engine/pipeline/home.h"

/* Which claim payment: its remittance's trace and its place in it, from 1. */
typedef struct sj_by_hand {
    sj_str trace;
    uint32_t ordinal;
    sj_str account; /* of our claim; empty: undo */
} sj_by_hand;

/* SJ_ENOTFOUND when there is no such claim payment; act->answer says what else was in the way. */
sj_status sj_by_hand_do(sj_home *home, const sj_by_hand *what, sj_hand_act *act,
                        sj_err *err) SJ_MUST_USE;

#endif
