/* rules/edits/prv.c - PRV: providers against each other and against what they did. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static void tax_id(sj_scrub *s) {
    const sj_billing *b = s->c->billing;
    bool ssn = sj_refs_find(&b->provider.refs, "SY") && !sj_refs_find(&b->provider.refs, "EI");
    if (b->tax_id.v.len && !sj_tax_id_valid(b->tax_id.v, ssn))
        sj_report(s, SJ_ED_TAX_ID, b->tax_id.at, NO_FACT, NO_FACT);
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

static void judge_clia(sj_scrub *s, const sj_text *clia) {
    if (clia && clia->v.len && !sj_clia_valid(clia->v))
        sj_report(s, SJ_ED_CLIA_SHAPE, clia->at, NO_FACT, NO_FACT);
}

static void clia_shape(sj_scrub *s) {
    judge_clia(s, last_ref(s->c, MOD('X', '4')));
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].line->refs.n > 1) /* its control number is one */
            judge_clia(s, sj_refs_find(&s->lines[i].line->refs, "X4"));
}

const sj_edit sj_edits_prv[] = {
    {SJ_ED_TAX_ID, SCOPE_BILLING, TYPE_ALL, 0, tax_id, NULL},
    {SJ_ED_RENDERING_BILLING, SCOPE_CLAIM, TYPE_PD, HAS_OWN_NPI, rendering_billing, NULL},
    {SJ_ED_FACILITY_BILLING, SCOPE_CLAIM, TYPE_PD, HAS_OWN_NPI, facility_billing, NULL},
    {SJ_ED_CLIA_SHAPE, SCOPE_CLAIM, TYPE_P, HAS_ODD_CLIA, clia_shape, NULL},
    {.types = 0}};
