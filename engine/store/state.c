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
