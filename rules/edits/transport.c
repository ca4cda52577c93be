/* rules/edits/transport.c - LOB: what an ambulance's lines must say to each other. */
#include "rules/edits/edits.h"

/* Miles: on the ground, in an airplane, in a helicopter. */
static bool is_mileage(const line_facts *l) {
    return is_transport(l) && (l->number == 425 || l->number == 435 || l->number == 436);
}

/* The mileage code that goes with a base rate. */
static uint32_t mileage_of(const line_facts *l) {
    return l->number == 430 ? 435 : l->number == 431 ? 436 : 425;
}

/* Paramedic intercept (A0432) has miles of its own or none. */
static bool is_base(const line_facts *l) {
    return is_transport(l) && !is_mileage(l) && l->number != 432;
}

static bool goes_with(const line_facts *base, const line_facts *miles) {
    return is_base(base) && is_mileage(miles) && mileage_of(base) == miles->number &&
           base->from == miles->from;
}

static bool has_other(const sj_scrub *s, const line_facts *l) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (goes_with(l, &s->lines[i]) || goes_with(&s->lines[i], l)) return true;
    return false;
}

static void mileage_missing(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_base(&s->lines[i]) && !has_other(s, &s->lines[i]))
            sj_report_line(s, SJ_ED_MILEAGE_MISSING, &s->lines[i]);
}

static void mileage_alone(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_mileage(&s->lines[i]) && !has_other(s, &s->lines[i]))
            sj_report_line(s, SJ_ED_MILEAGE_ALONE, &s->lines[i]);
}

static void base_units(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_number *units = &s->lines[i].line->units;
        if (is_base(&s->lines[i]) && units->v > 1000)
            sj_report(s, SJ_ED_TRANSPORT_UNITS, units->at, sj_note_line(&s->lines[i]), NO_FACT);
    }
}

/* Medicare takes tenths of a mile, above a hundred miles whole ones. */
static void mileage_tenths(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_number *units = &s->lines[i].line->units;
        if (is_mileage(&s->lines[i]) && units->v % (units->v > 100000 ? 1000 : 100))
            sj_report(s, SJ_ED_MILEAGE_TENTHS, units->at, sj_note_line(&s->lines[i]), NO_FACT);
    }
}

/* The miles told for the claim (CR1), against those billed. */
static void distance(sj_scrub *s) {
    const sj_number *told = &s->c->ambulance_miles;
    sj_quantity billed = 0;
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_mileage(&s->lines[i])) billed += s->lines[i].line->units.v;
    if (!SJ_HAS(*told) || billed == 0) return;
    sj_quantity difference = told->v > billed ? told->v - billed : billed - told->v;
    if (difference >= 1000)
        sj_report(s, SJ_ED_TRANSPORT_DISTANCE, told->at, sj_note_quantity(s, told->v),
                  sj_note_quantity(s, billed));
}

const sj_edit sj_edits_transport[] = {
    {SJ_ED_MILEAGE_MISSING, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, mileage_missing, NULL},
    {SJ_ED_MILEAGE_ALONE, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, mileage_alone, NULL},
    {SJ_ED_TRANSPORT_UNITS, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE | HAS_SEVERAL_UNITS, base_units,
     NULL},
    {SJ_ED_MILEAGE_TENTHS, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE | HAS_MEDICARE, mileage_tenths, NULL},
    {SJ_ED_TRANSPORT_DISTANCE, SCOPE_CLAIM, TYPE_P, HAS_AMBULANCE, distance, NULL},
    {.types = 0}};
