/* rules/edits/revenue.c - LOB: revenue codes against the type of bill, procedures and modifiers. */
#include "rules/edits/edits.h"

static bool is_room(const line_facts *l) {
    return (l->revenue >= 100 && l->revenue <= 169) || (l->revenue >= 190 && l->revenue <= 219) ||
           (l->revenue >= 1000 && l->revenue <= 1006);
}

/* Hospital outpatient and the like: 13, 14, 23, 83, 85; clinics 71 to 79. */
static bool is_outpatient(const sj_scrub *s) {
    uint16_t b = bill_of(s);
    return b == MOD('1', '3') || b == MOD('1', '4') || b == MOD('2', '3') || b == MOD('8', '3') ||
           b == MOD('8', '5') || b >> 8 == '7';
}

static bool is_hospital_outpatient(const sj_scrub *s) {
    return is_outpatient(s) && bill_of(s) >> 8 != '7';
}

static void tell(sj_scrub *s, enum sj_edits_row row, const line_facts *l, sj_str b) {
    sj_report(s, row, l->line->revenue.at, sj_note_line(l), b);
}

static void room_outpatient(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_room(&s->lines[i]) && is_outpatient(s))
            tell(s, SJ_ED_ROOM_OUTPATIENT, &s->lines[i], s->c->place.v);
}

/* Tests, imaging, emergency room, coded drugs: each outpatient line of theirs names a procedure;
 * for Medicare radiation, therapy, breathing and heart treatment, clinics' tests, too. */
static unsigned coding_of(unsigned r) {
    switch (r / 10) {
    case 30:
    case 31:
    case 32:
    case 34:
    case 35:
    case 40:
    case 45:
    case 61:
    case 73:
    case 74:
        return REVENUE_CODED;
    case 33:
    case 42:
    case 43:
    case 44:
    case 46:
    case 47:
    case 48:
    case 92:
        return REVENUE_CODED_MEDICARE;
    default:
        return r == 636 ? REVENUE_CODED : 0;
    }
}

static bool needs_procedure(const sj_scrub *s, uint16_t r) {
    unsigned coding = coding_of(r);
    return coding == REVENUE_CODED || (coding && s->has & HAS_MEDICARE);
}

static void procedure_missing(sj_scrub *s) {
    if (!is_hospital_outpatient(s)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (needs_procedure(s, l->revenue) && !l->line->procedure.v.len)
            tell(s, SJ_ED_REVENUE_PROCEDURE, l, NO_FACT);
    }
}

/* Payment groups: 0022 of skilled nursing and swing beds, 0023 of home health, 0024 of
 * rehabilitation. */
static void group_bill(sj_scrub *s) {
    uint16_t b = bill_of(s);
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool fits = l->revenue == 22   ? b == MOD('2', '1') || b == MOD('1', '8')
                    : l->revenue == 23 ? b == MOD('3', '2') || b == MOD('3', '3')
                    : l->revenue == 24 ? b == MOD('1', '1')
                                       : true;
        if (!fits) tell(s, SJ_ED_GROUP_BILL, l, s->c->place.v);
    }
}

static void observation(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        bool observed =
            is_hcpcs(l, 'G', 378, 378) || (s->has & HAS_MEDICARE && is_hcpcs(l, 'G', 379, 379));
        if (observed && l->revenue && l->revenue != 762)
            tell(s, SJ_ED_OBSERVATION, l, l->line->procedure.v);
    }
}

static bool is_ambulance(const line_facts *l) {
    return l->revenue >= 540 && l->revenue <= 549;
}

static void ambulance_procedure(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (is_hospital_outpatient(s) && l->revenue == 540 && !is_hcpcs(l, 'A', 380, 999))
            tell(s, SJ_ED_AMBULANCE_PROCEDURE, l, NO_FACT);
    }
}

/* Value A0 is the ZIP code where the patient was picked up. */
static void ambulance_zip(sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->codes.n; i++)
        if (sj_str_is(s->c->codes.v[i].qualifier, "BE") && sj_str_is(s->c->codes.v[i].code.v, "A0"))
            return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (!is_ambulance(&s->lines[i]) || !is_hospital_outpatient(s)) continue;
        tell(s, SJ_ED_AMBULANCE_ZIP, &s->lines[i], NO_FACT);
        return;
    }
}

static void total_line(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].revenue == 1) tell(s, SJ_ED_TOTAL_LINE, &s->lines[i], NO_FACT);
}

static bool has_procedure(const sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->codes.n; i++) {
        sj_str q = s->c->codes.v[i].qualifier;
        if (sj_str_is(q, "BBR") || sj_str_is(q, "BR") || sj_str_is(q, "CAH")) return true;
    }
    return false;
}

static void operating_room(sj_scrub *s) {
    if (bill_of(s) != MOD('1', '1') || has_procedure(s)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (s->lines[i].revenue / 10 != 36) continue;
        tell(s, SJ_ED_OPERATING_ROOM, &s->lines[i], NO_FACT);
        return;
    }
}

/* ---- what of all this a claim needs ---- */

uint64_t sj_revenue_of_code(const line_facts *l) {
    return is_hcpcs(l, 'G', 378, 379) ? HAS_OBSERVATION : 0;
}

static bool is_odd(unsigned r) {
    const bool total = r == 1, group = r >= 22 && r <= 24, leave = r >= 180 && r <= 189;
    const bool hospice = r == 651 || r == 652 || r == 655 || r == 656;
    return total || group || leave || hospice || (r >= 540 && r <= 549);
}

uint8_t sj_revenue_kind(unsigned r) {
    const bool room = (r >= 100 && r <= 219) || (r >= 1000 && r <= 1006);
    unsigned kind = coding_of(r) | (room ? (unsigned)REVENUE_ROOM : 0) |
                    (is_odd(r) ? (unsigned)REVENUE_ODD : 0) |
                    (r / 10 == 36 ? (unsigned)REVENUE_OPERATING_ROOM : 0);
    return (uint8_t)kind;
}

#define REVENUE(row, needs, judge)                                                                 \
    { row, SCOPE_CLAIM, TYPE_I, needs, judge, NULL }

const sj_edit sj_edits_revenue[] = {
    REVENUE(SJ_ED_ROOM_OUTPATIENT, HAS_ODD_REVENUE, room_outpatient),
    REVENUE(SJ_ED_REVENUE_PROCEDURE, HAS_UNCODED, procedure_missing),
    REVENUE(SJ_ED_GROUP_BILL, HAS_ODD_REVENUE, group_bill),
    REVENUE(SJ_ED_OBSERVATION, HAS_OBSERVATION, observation),
    REVENUE(SJ_ED_AMBULANCE_PROCEDURE, HAS_ODD_REVENUE, ambulance_procedure),
    REVENUE(SJ_ED_AMBULANCE_ZIP, HAS_MEDICARE | HAS_ODD_REVENUE, ambulance_zip),
    REVENUE(SJ_ED_TOTAL_LINE, HAS_ODD_REVENUE, total_line),
    REVENUE(SJ_ED_OPERATING_ROOM, HAS_OPERATING_ROOM, operating_room),
    {.types = 0}};
