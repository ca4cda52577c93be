/* What keeps situations from being armed in vain: most of what they want besides that which arms
 * them is known by then. What stands further out is known when their loop begins, what stands in
 * the same segment is looked at together. */
#include "parsers/guide/watch_plan.h"

/* Must it be so, whatever the signs beside it say? */
static bool is_alone(const sj_planner *p, const sj_situation *s, uint16_t sign) {
    return !p->signs[sign].goes_on && (sign == s->first_sign || !p->signs[sign - 1].goes_on);
}

/* --- known when the loop begins --- */

static uint32_t place_in_loop(const sj_planner *p, const sj_situation *s) {
    return (uint32_t)(s - p->situations) - p->loops[s->loop].first_situation;
}

uint16_t sj_plan_outer(const sj_planner *p, const sj_situation *s) {
    if (place_in_loop(p, s) >= 64) return SJ_NO_ROW; /* of the first word only */
    for (uint16_t i = 0; i < s->n_signs; i++) {
        uint16_t sign = (uint16_t)(s->first_sign + i);
        if (is_alone(p, s, sign) && p->facts[p->signs[sign].word].loop != s->loop) return sign;
    }
    return SJ_NO_ROW;
}

/* Into the loop's list; situations with the same sign are armed together. */
static void add_outer(const sj_planner *p, sj_loop_watch *w, sj_outer *list, const sj_situation *s,
                      const sj_sign *sign) {
    sj_outer *o = list, *end = list + w->n_outers;
    while (o < end &&
           !(o->word == sign->word && o->mask == sign->mask && o->is_absent == sign->is_absent))
        o++;
    if (o == end) {
        w->n_outers++;
        *o = (sj_outer){.mask = sign->mask, .word = sign->word, .is_absent = sign->is_absent};
    }
    o->arms |= UINT64_C(1) << place_in_loop(p, s);
}

sj_status sj_plan_outers(const sj_planner *p) {
    sj_outer *outers = sj_loader_room(p->l, p->all->n, sizeof *outers);
    if (!outers) return SJ_ENOMEM;
    for (uint32_t i = 0; i < p->l->n_loops; i++) {
        sj_loop_watch *w = &p->loops[i];
        w->outers = outers;
        for (uint32_t k = w->first_situation; k < w->first_situation + w->n_situations; k++)
            if (p->outer[k] != SJ_NO_ROW)
                add_outer(p, w, outers, &p->situations[k], &p->signs[p->outer[k]]);
        outers += w->n_outers;
    }
    return SJ_OK;
}

/* --- seen in the same segment --- */

/* Do all hooks of a fact hang on this row? */
static bool is_of_row(const sj_planner *p, const sj_fact *fact, uint16_t row) {
    for (uint32_t i = 0; i < fact->n_hooks; i++)
        if (p->hooks[fact->first_hook + i].row != row) return false;
    return true;
}

static bool has_veto(const sj_planner *p, const sj_planned_veto *v) {
    for (uint32_t i = 0; i < p->n_vetoes; i++) {
        const sj_planned_veto *o = &p->vetoes[i];
        if (o->row == v->row && o->situation == v->situation && o->fact == v->fact) return true;
    }
    return false;
}

/* What arms a situation, on a segment that stands once in its loop: so what shows elsewhere in it
 * shows then, or never. */
static bool add_vetoes(sj_planner *p, const sj_hook *h) {
    const sj_situation *s = &p->situations[h->bit];
    const sj_guide_segment *row = &p->l->g->guide.segments[h->row];
    if (row->loop != s->loop || row->max != 1) return true;
    for (uint16_t i = 0; i < s->n_signs; i++) {
        uint16_t at = (uint16_t)(s->first_sign + i);
        const sj_sign *sign = &p->signs[at];
        const sj_planned_veto v = {h->row, h->bit, sign->word, sign->is_absent};
        if (!is_alone(p, s, at) || !is_of_row(p, &p->facts[sign->word], h->row)) continue;
        if (has_veto(p, &v)) continue;
        if (p->n_vetoes == SJ_PLAN_VETOES) return false;
        p->vetoes[p->n_vetoes++] = v;
    }
    return true;
}

bool sj_plan_vetoes(sj_planner *p) {
    for (uint32_t i = 0; i < p->n_hooks; i++)
        if (!p->hooks[i].is_fact && !add_vetoes(p, &p->hooks[i])) return false;
    return true;
}
