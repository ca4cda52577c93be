/* engine/simulate/invent.c - the content of a claim that nobody ever had. */
#include "engine/simulate/made.h"

#include <stdio.h>

enum { REFERRERS = 40 };

static sj_money price(sj_sim_rng *rng, const sj_sim_service *s) {
    return sj_sim_between(rng, s->low, s->high) * 100 + sj_sim_below(rng, 4) * 25;
}

static unsigned units_of(sj_sim_rng *rng, const sj_sim_made *m, const sj_sim_service *s) {
    if (m->visit->flags & SJ_SIM_MINUTES) return (unsigned)sj_sim_between(rng, 20, s->units);
    return 1 + sj_sim_below(rng, s->units);
}

static void add_line(sj_sim_rng *rng, sj_sim_made *m, const sj_sim_service *s) {
    sj_sim_made_line *line = &m->lines[m->n];
    bool admitted = m->visit->flags & SJ_SIM_ADMITTED;
    *line = (sj_sim_made_line){.service = s, .units = units_of(rng, m, s)};
    line->day = m->day + (admitted ? (sj_date)m->n : 0);
    line->charge = price(rng, s) * line->units;
    if (admitted && m->n && sj_sim_chance(rng, 25))
        line->doctor = m->doctor % m->practice->doctors + 1;
    m->total += line->charge;
    m->last_day = line->day;
    m->n++;
}

/* The payer before allowed some 60 to 85 per cent, left a fifth or nothing to the patient and, if
 * it is Medicare, kept two per cent of its payment back. */
static void decide_before(sj_sim_rng *rng, sj_sim_made *m) {
    bool medicare = sj_sim_plan_is_medicare(m->other);
    for (unsigned i = 0; i < m->n; i++) {
        sj_sim_made_line *line = &m->lines[i];
        sj_money allowed = line->charge * sj_sim_between(rng, 60, 85) / 100;
        line->contract = line->charge - allowed;
        line->patient = medicare || sj_sim_chance(rng, 70) ? allowed / 5 : 0;
        line->sequester = medicare ? (allowed - line->patient) * 2 / 100 : 0;
        line->paid = allowed - line->patient - line->sequester;
    }
}

void sj_sim_invent(sj_sim_rng *rng, sj_date from, sj_date to, sj_sim_made *m) {
    m->n = 0;
    m->total = 0;
    m->doctor = m->practice->doctors ? 1 + sj_sim_below(rng, m->practice->doctors) : 0;
    m->supervised = m->practice->doctors > 1 && sj_sim_chance(rng, 20);
    m->referrer = sj_sim_below(rng, REFERRERS);
    snprintf(m->chart, sizeof m->chart, "CHART%07u", sj_sim_below(rng, 9999999));
    snprintf(m->trace, sizeof m->trace, "TRACE%010u", sj_sim_below(rng, UINT32_MAX));
    /* A stay has a line a day, and its last day is no later than `to`. */
    bool admitted = m->visit->flags & SJ_SIM_ADMITTED;
    m->day = (sj_date)sj_sim_between(rng, from, admitted ? to - (SJ_SIM_SERVICES - 1) : to);
    for (unsigned i = 0; i < SJ_SIM_SERVICES && m->visit->services[i].code; i++)
        if (sj_sim_chance(rng, m->visit->services[i].percent))
            add_line(rng, m, &m->visit->services[i]);
    m->copay = 0;
    m->replaces[0] = 0;
    if (m->secondary) {
        decide_before(rng, m);
    } else {
        if (sj_sim_chance(rng, 12)) m->copay = 100 * sj_sim_between(rng, 1, 6) * 5;
        if (m->copay > m->total) m->copay = 0;
        if (sj_sim_chance(rng, 1))
            snprintf(m->replaces, sizeof m->replaces, "SIM%09u", sj_sim_below(rng, 999999999));
    }
    m->authorized = sj_sim_chance(rng, 10);
    m->noted = sj_sim_chance(rng, 4);
}
