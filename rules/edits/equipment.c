/* rules/edits/equipment.c - LOB: durable medical equipment, its rental, oxygen. */
#include "rules/edits/edits.h"

/* Equipment as such: not orthotics and prosthetics (L), which are bought, nor what wheelchairs are
 * measured for. */
static bool is_equipment(const line_facts *l) {
    return is_hcpcs(l, 'E', 100, 8002) || is_hcpcs(l, 'K', 1, 195) || is_hcpcs(l, 'K', 800, 898);
}

/* Contents of oxygen systems are supplies, not equipment. */
static bool is_contents(const line_facts *l) {
    return is_hcpcs(l, 'E', 441, 447);
}

static bool is_oxygen(const line_facts *l) {
    static const uint16_t codes[] = {424, 425, 430,  431,  433,  434,  435,
                                     439, 440, 1390, 1391, 1392, 1405, 1406};
    if (is_hcpcs(l, 'K', 738, 738)) return true;
    for (size_t i = 0; l->letter == 'E' && i < sizeof codes / sizeof *codes; i++)
        if (l->number == codes[i]) return true;
    return false;
}

static bool is_rental(const line_facts *l) {
    return has_modifier(l, MOD('R', 'R'));
}

/* Which month of a capped rental: how many of KH, KI, KJ. */
static int months(const line_facts *l) {
    return has_modifier(l, MOD('K', 'H')) + has_modifier(l, MOD('K', 'I')) +
           has_modifier(l, MOD('K', 'J'));
}

/* Rented, new, used; or repaired, replaced, maintained. */
static void bought_or_rented(sj_scrub *s) {
    static const uint16_t said[] = {MOD('R', 'R'), MOD('N', 'U'), MOD('U', 'E'), MOD('N', 'R'),
                                    MOD('R', 'B'), MOD('M', 'S'), MOD('G', 'Y')};
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool has = !is_equipment(l) || is_contents(l);
        for (size_t k = 0; k < sizeof said / sizeof *said; k++) has |= has_modifier(l, said[k]);
        if (!has) sj_report_line(s, SJ_ED_EQUIPMENT_HOW, l);
    }
}

/* Where SV5 is sent the guide asks for who ordered it. */
static void ordered_by(sj_scrub *s) {
    if (SJ_HAS(s->c->referring->entity)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool ordered = SJ_HAS(l->line->ordering->entity) || SJ_HAS(l->line->referring->entity);
        if ((is_equipment(l) || is_hcpcs(l, 'L', 0, 9999)) && !ordered && !l->line->has_equipment)
            sj_report_line(s, SJ_ED_EQUIPMENT_ORDERED, l);
    }
}

static void month_without_rental(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (months(&s->lines[i]) && !is_rental(&s->lines[i]))
            sj_report_line(s, SJ_ED_RENTAL_MONTH, &s->lines[i]);
}

static void month_twice(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (months(&s->lines[i]) > 1) sj_report_line(s, SJ_ED_RENTAL_MONTHS, &s->lines[i]);
}

static void rental_units(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (is_equipment(l) && is_rental(l) && months(l) && l->line->units.v > 1000)
            sj_report(s, SJ_ED_RENTAL_UNITS, l->line->units.at, sj_note_line(l), NO_FACT);
    }
}

/* Since April 2023 a modifier says which group of the coverage rules the patient meets. */
static void oxygen_group(sj_scrub *s) {
    const sj_date since = sj_date_of(2023, 4, 1);
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool grouped = has_modifier(l, MOD('N', '1')) || has_modifier(l, MOD('N', '2')) ||
                       has_modifier(l, MOD('N', '3'));
        if (is_oxygen(l) && is_rental(l) && !grouped && l->from != SJ_NO_DATE && l->from >= since)
            sj_report_line(s, SJ_ED_OXYGEN_GROUP, l);
    }
}

#define EQUIPMENT HAS_EQUIPMENT
#define COVERED   (HAS_EQUIPMENT | HAS_MEDICARE)

const sj_edit sj_edits_equipment[] = {
    {SJ_ED_EQUIPMENT_HOW, SCOPE_CLAIM, TYPE_P, COVERED, bought_or_rented, NULL},
    {SJ_ED_EQUIPMENT_ORDERED, SCOPE_CLAIM, TYPE_P, COVERED, ordered_by, NULL},
    {SJ_ED_RENTAL_MONTH, SCOPE_CLAIM, TYPE_P, EQUIPMENT | HAS_MODIFIERS, month_without_rental,
     NULL},
    {SJ_ED_RENTAL_MONTHS, SCOPE_CLAIM, TYPE_P, EQUIPMENT | HAS_MODIFIERS, month_twice, NULL},
    {SJ_ED_RENTAL_UNITS, SCOPE_CLAIM, TYPE_P, EQUIPMENT | HAS_SEVERAL_UNITS, rental_units, NULL},
    {SJ_ED_OXYGEN_GROUP, SCOPE_CLAIM, TYPE_P, COVERED, oxygen_group, NULL},
    {.types = 0}};
