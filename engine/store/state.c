/* engine/store/state.c - the states' words. */
#include "engine/store/state.h"

static const char *const words[] = {
    [SJ_STATE_NONE] = "",
    [SJ_STATE_RECEIVED] = "received",
    [SJ_STATE_HELD] = "held",
    [SJ_STATE_READY] = "ready",
    [SJ_STATE_BATCHED] = "batched",
    [SJ_STATE_SENT] = "sent",
    [SJ_STATE_IN_DOUBT] = "in_doubt",
    [SJ_STATE_ACCEPTED] = "accepted",
    [SJ_STATE_REJECTED] = "rejected",
    [SJ_STATE_PENDED] = "pended",
    [SJ_STATE_PAID] = "paid",
    [SJ_STATE_PARTLY_PAID] = "partly_paid",
    [SJ_STATE_DENIED] = "denied",
    [SJ_STATE_REVERSED] = "reversed",
    [SJ_STATE_CLOSED] = "closed",
};

#define BIT(state) (1u << SJ_STATE_##state)

/* What a payer decided, it decides again; and it decides on what no acknowledgment ever spoke of,
 * on what we take for lost, even on what we closed, or never sent: it came to it another way. */
#define DECISIONS (BIT(PAID) | BIT(PARTLY_PAID) | BIT(DENIED) | BIT(REVERSED))
#define ANSWERS   (BIT(ACCEPTED) | BIT(REJECTED) | BIT(PENDED))

static const uint32_t next[] = {
    /* What is new; and a set that shared its batch's state so far. */
    [SJ_STATE_NONE] = BIT(RECEIVED) | BIT(HELD) | BIT(READY) | ANSWERS | DECISIONS,
    [SJ_STATE_RECEIVED] = BIT(HELD) | BIT(READY) | BIT(CLOSED) | DECISIONS | BIT(PENDED),
    /* A person releases it, or its successor came. */
    [SJ_STATE_HELD] = BIT(READY) | BIT(CLOSED) | DECISIONS | BIT(PENDED),
    [SJ_STATE_READY] = BIT(BATCHED) | BIT(HELD) | BIT(CLOSED) | DECISIONS | BIT(PENDED),
    [SJ_STATE_BATCHED] = BIT(SENT) | BIT(IN_DOUBT) | BIT(READY) | ANSWERS | DECISIONS,
    [SJ_STATE_SENT] = BIT(IN_DOUBT) | ANSWERS | DECISIONS | BIT(CLOSED),
    [SJ_STATE_IN_DOUBT] = BIT(SENT) | BIT(BATCHED) | BIT(READY) | ANSWERS | DECISIONS | BIT(CLOSED),
    [SJ_STATE_ACCEPTED] = BIT(REJECTED) | BIT(PENDED) | DECISIONS | BIT(CLOSED),
    [SJ_STATE_REJECTED] = BIT(ACCEPTED) | BIT(PENDED) | DECISIONS | BIT(CLOSED),
    [SJ_STATE_PENDED] = BIT(ACCEPTED) | BIT(REJECTED) | DECISIONS | BIT(CLOSED),
    [SJ_STATE_PAID] = DECISIONS | BIT(PENDED) | BIT(CLOSED),
    [SJ_STATE_PARTLY_PAID] = DECISIONS | BIT(PENDED) | BIT(CLOSED),
    [SJ_STATE_DENIED] = DECISIONS | BIT(PENDED) | BIT(CLOSED),
    [SJ_STATE_REVERSED] = DECISIONS | BIT(PENDED) | BIT(CLOSED),
    [SJ_STATE_CLOSED] = DECISIONS | BIT(PENDED),
};

enum { N_STATES = sizeof words / sizeof *words };

const char *sj_state_text(sj_claim_state state) {
    return words[state];
}

sj_claim_state sj_state_of(sj_str word) {
    for (int i = 1; i < N_STATES; i++)
        if (sj_str_is(word, words[i])) return (sj_claim_state)i;
    return SJ_STATE_NONE;
}

bool sj_state_is_decided(sj_claim_state state) {
    return state == SJ_STATE_PAID || state == SJ_STATE_PARTLY_PAID || state == SJ_STATE_DENIED ||
           state == SJ_STATE_REVERSED;
}

bool sj_state_may_follow(sj_claim_state from, sj_claim_state to) {
    return from == to || (next[from] >> to & 1);
}
