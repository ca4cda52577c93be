/* engine/simulate/denial.c - why payers refuse, as rows: group, reason (CARC), remarks (RARC).
 *
 * Written from the published lists' meanings, not from the engine's table of reasons: what one of
 * them calls a denial must not follow from what the other does. */
#include "engine/simulate/payer.h"

#define COUNT(a) (unsigned)(sizeof(a) / sizeof *(a))

static const sj_sim_reason reasons[] = {
    /* one line, or every line of a claim */
    {"CO", "197", NULL, NULL, false},    /* no authorization */
    {"CO", "16", "N290", NULL, false},   /* rendering provider's number missing */
    {"CO", "16", "M76", "MA130", false}, /* diagnosis missing; unprocessable, no appeal */
    {"CO", "50", "N115", "MA01", false}, /* not medically necessary by local policy */
    {"CO", "97", "M15", NULL, false},    /* part of another service */
    {"CO", "11", NULL, NULL, false},     /* diagnosis does not go with the procedure */
    {"CO", "4", "N519", NULL, false},    /* modifier */
    {"CO", "96", "N431", NULL, false},   /* not covered with this procedure */
    {"CO", "55", NULL, "MA01", false},   /* experimental */
    {"CO", "252", "M127", NULL, false},  /* records wanted */
    {"PI", "16", "N56", NULL, false},    /* procedure code wrong on the day */
    {"PR", "204", NULL, NULL, false},    /* not in the patient's plan */
    {"PR", "96", "N130", NULL, false},   /* plan restriction */
    {"OA", "18", "N522", NULL, false},   /* duplicate */
    /* the claim as a whole */
    {"CO", "29", NULL, NULL, true},    /* filed too late */
    {"CO", "31", NULL, "MA61", true},  /* patient not known */
    {"CO", "109", NULL, "N418", true}, /* another payer's */
    {"CO", "22", NULL, "MA92", true},  /* another payer first */
    {"CO", "B7", NULL, "N570", true},  /* provider not certified on the day */
    {"PR", "27", NULL, "N30", true},   /* coverage had ended */
};

const sj_sim_reason *sj_sim_pick_reason(sj_sim_rng *rng, bool whole, bool co_only) {
    for (;;) {
        const sj_sim_reason *r = &reasons[sj_sim_below(rng, COUNT(reasons))];
        if (r->whole == whole && (!co_only || r->group[0] == 'C')) return r;
    }
}
