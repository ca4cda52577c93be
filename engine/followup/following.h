/* engine/followup/following.h - one follow-up claim in the making; shared by the follow*.c files.
 */
#ifndef SJ_FOLLOWUP_FOLLOWING_H
#define SJ_FOLLOWUP_FOLLOWING_H

#include "engine/followup/follow.h"
#include "engine/store/decided.h"

enum { SJ_FOLLOWING_LINES = 512 };

typedef struct sj_following {
    sj_follow *out;
    const sj_follow_wish *wish;
    sj_store *store;
    const sj_reasons *reasons;
    const sj_terms_table *table;
    sj_arena arena; /* of the facts below */
    /* The submission that it follows. */
    bool found;
    sj_claim_state state;
    sj_str account, root_account, sequence, frequency, payer, known_control;
    /* The payer's decision on it: the newest that is not taken back. */
    bool decided;
    int64_t payment;
    sj_str status, control, remarks, filing;
    sj_money paid, patient;
    sj_date paid_on;
    sj_payment_line_row *lines;
    uint32_t n_lines;
    uint32_t guards; /* of all its remarks */
    /* The chain. */
    uint32_t chain;              /* how many were taken in after the first */
    sj_str newest;               /* account of one that is on its way or decided after this one */
    sj_claim_state newest_state; /* NONE: there is none */
    bool voided;                 /* a void of this one was decided */
    sj_str next_payers;          /* account of a claim to the next payer; empty: none */
    sj_status failed;
    sj_err *err;
} sj_following;

void sj_following_refuse(sj_following *f, sj_refusal why, const char *fmt, ...) SJ_PRINTF(3, 4);

/* Read all of it. */
sj_status sj_following_read(sj_following *f, sj_guides *guides);

/* Turn the draft, a copy of the claim, into one for the payer after this one. */
void sj_following_secondary(sj_following *f);

/* Refuse a patch that only changes modifiers where NCCI lets none help. */
void sj_following_pairs(sj_following *f);

/* Set or remove REF F8. */
void sj_following_control(sj_following *f, sj_str number);

/* Is this line of the payment one that was denied, wholly or in part? */
bool sj_following_is_denied(const sj_payment_line_row *line);

#endif
