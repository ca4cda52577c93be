/* rules/edits/prv.c - PRV: providers against each other and against what they did. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static void tax_id(sj_scrub *s) {
    const sj_billing *b = s->c->billing;
    bool ssn = sj_refs_find(&b->provider.refs, "SY") && !sj_refs_find(&b->provider.refs, "EI");
    if (b->tax_id.v.len && !sj_tax_id_valid(b->tax_id.v, ssn))
        sj_report(s, SJ_ED_TAX_ID, b->tax_id.at, NO_FACT, NO_FACT);
}

static bool same_address(const sj_address *a, const sj_address *b) {
    return sj_str_eq(a->line1.v, b->line1.v) && sj_str_eq(a->line2.v, b->line2.v) &&
           sj_str_eq(a->city.v, b->city.v) && sj_str_eq(a->state.v, b->state.v) &&
           sj_str_eq(a->zip.v, b->zip.v);
}

static void pay_to_same(sj_scrub *s) {
    const sj_address *pay_to = &s->c->billing->pay_to.address;
    if (SJ_HAS(pay_to->line1) && same_address(pay_to, &s->c->billing->provider.address))
        sj_report(s, SJ_ED_PAY_TO_SAME, pay_to->line1.at, NO_FACT, NO_FACT);
}

static bool is_billing_npi(const sj_scrub *s, const sj_text *id) {
    return id->v.len == 10 && sj_str_eq(id->v, s->c->billing->provider.id.v);
}

static void rendering_billing(sj_scrub *s) {
    if (is_billing_npi(s, &s->c->rendering->id))
        sj_report(s, SJ_ED_RENDERING_BILLING, s->c->rendering->id.at, NO_FACT, NO_FACT);
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_billing_npi(s, &s->lines[i].line->rendering->id))
            sj_report(s, SJ_ED_RENDERING_BILLING, s->lines[i].line->rendering->id.at, NO_FACT,
                      NO_FACT);
}

static void facility_billing(sj_scrub *s) {
    if (is_billing_npi(s, &s->c->facility->id))
        sj_report(s, SJ_ED_FACILITY_BILLING, s->c->facility->id.at, NO_FACT, NO_FACT);
}

/* Groups also bill for what no person renders (transport, supplies, laboratories): only a visit
 * needs somebody who saw the patient. */
static void rendering_missing(sj_scrub *s) {
    if (!is_char(s->c->billing->provider.type, '2') || SJ_HAS(s->c->rendering->entity)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_visit(l) || SJ_HAS(l->line->rendering->entity)) continue;
        sj_report(s, SJ_ED_RENDERING_MISSING, l->line->procedure.at, sj_note_line(l), NO_FACT);
        return;
    }
}

static void facility_missing(sj_scrub *s) {
    if (SJ_HAS(s->c->facility->entity)) return;
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (SJ_HAS(s->lines[i].line->facility->entity)) return;
    sj_report(s, SJ_ED_FACILITY_MISSING, s->c->place.at, NO_FACT, NO_FACT);
}

static void judge_clia(sj_scrub *s, const sj_text *clia) {
    if (clia && clia->v.len && !sj_clia_valid(clia->v))
        sj_report(s, SJ_ED_CLIA_SHAPE, clia->at, NO_FACT, NO_FACT);
}

static void clia_shape(sj_scrub *s) {
    judge_clia(s, s->refs[REF_X4]);
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].line->refs.n > 1) /* its control number is one */
            judge_clia(s, sj_refs_find(&s->lines[i].line->refs, "X4"));
}

/* 80047 to 89398 are laboratory tests; 26 is a physician's reading of one. */
static void clia_missing(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines && !s->refs[REF_X4]; i++) {
        const line_facts *l = &s->lines[i];
        bool test = l->shape == SHAPE_CPT && l->number >= 80047 && l->number <= 89398;
        if (!test || has_modifier(l, MOD('2', '6')) || sj_refs_find(&l->line->refs, "X4")) continue;
        sj_report(s, SJ_ED_CLIA_MISSING, l->line->procedure.at, sj_note_line(l), NO_FACT);
        return;
    }
}

static bool is_mammography(const line_facts *l) {
    return l->shape == SHAPE_CPT &&
           (l->number == 77063 || (l->number >= 77065 && l->number <= 77067));
}

static void mammography(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines && !s->refs[REF_EW]; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_mammography(l) || sj_refs_find(&l->line->refs, "EW")) continue;
        sj_report(s, SJ_ED_MAMMOGRAPHY, l->line->procedure.at, sj_note_line(l), NO_FACT);
        return;
    }
}

static void reference_lab(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        for (uint8_t m = 0; m < l->n_modifiers; m++)
            if (l->modifiers[m] == MOD('9', '0') && !sj_refs_find(&l->line->refs, "F4"))
                sj_report(s, SJ_ED_REFERENCE_LAB, l->line->modifiers[m].at, sj_note_line(l),
                          NO_FACT);
    }
}

const sj_edit sj_edits_prv[] = {
    {SJ_ED_TAX_ID, SCOPE_BILLING, TYPE_ALL, 0, tax_id, NULL},
    {SJ_ED_PAY_TO_SAME, SCOPE_BILLING, TYPE_ALL, 0, pay_to_same, NULL},
    {SJ_ED_RENDERING_BILLING, SCOPE_CLAIM, TYPE_PD, 0, rendering_billing, NULL},
    {SJ_ED_FACILITY_BILLING, SCOPE_CLAIM, TYPE_PD, 0, facility_billing, NULL},
    {SJ_ED_RENDERING_MISSING, SCOPE_CLAIM, TYPE_P, HAS_VISITS, rendering_missing, NULL},
    {SJ_ED_FACILITY_MISSING, SCOPE_CLAIM, TYPE_P, HAS_ELSEWHERE, facility_missing, NULL},
    {SJ_ED_CLIA_SHAPE, SCOPE_CLAIM, TYPE_P, HAS_CLIA, clia_shape, NULL},
    {SJ_ED_CLIA_MISSING, SCOPE_CLAIM, TYPE_P, HAS_MEDICARE, clia_missing, NULL},
    {SJ_ED_MAMMOGRAPHY, SCOPE_CLAIM, TYPE_P, HAS_MEDICARE, mammography, NULL},
    {SJ_ED_REFERENCE_LAB, SCOPE_CLAIM, TYPE_P, HAS_MODIFIERS, reference_lab, NULL},
    {.types = 0}};
