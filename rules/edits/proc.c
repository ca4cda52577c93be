/* rules/edits/proc.c - COD, CLN: procedures, places of service, drugs. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static void proc_shape(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].shape == SHAPE_BAD)
            sj_report(s, SJ_ED_PROC_SHAPE, s->lines[i].line->procedure.at,
                      sj_note_line(&s->lines[i]), NO_FACT);
}

static sj_code_kind table_of(const line_facts *l) {
    return table_of_shape(l->shape);
}

static void proc_unknown(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        sj_at at = l->line->procedure.at;
        if (l->state == SJ_CODE_UNKNOWN)
            sj_report(s, SJ_ED_PROC_UNKNOWN, at, sj_note_line(l), sj_note_date(s, l->from));
        else if (l->state == SJ_CODE_NO_TABLE || l->state == SJ_CODE_OUT_OF_RANGE)
            sj_report_table(s, table_of(l), l->state, at);
    }
}

/* "valid until 12/31/2016; A4467 is named instead" */
static sj_str describe(sj_scrub *s, const line_facts *l) {
    sj_code_info info;
    bool ended = sj_tables_lookup(s->opts.tables, table_of(l), l->line->procedure.v, l->from,
                                  &info) == SJ_CODE_ENDED;
    sj_str day = sj_note_date(s, ended ? info.terminated : info.effective);
    return sj_note(s, "valid %s %.*s%s%.*s%s", ended ? "until" : "only from", SJ_FMT(day),
                   info.successor.len ? "; " : "", SJ_FMT(info.successor),
                   info.successor.len ? " is named instead" : "");
}

static void proc_dates(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (l->state == SJ_CODE_ENDED || l->state == SJ_CODE_NOT_YET)
            sj_report(s, SJ_ED_PROC_DATES, l->line->procedure.at, sj_note_line(l), describe(s, l));
    }
}

static void ndc_shape(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_line *l = s->lines[i].line;
        bool ndc = pair_of(l->drug_qualifier.v) == MOD('N', '4') && l->drug.v.len;
        if (ndc && (l->drug.v.len != 11 || !sj_all_digits(l->drug.v)))
            sj_report(s, SJ_ED_NDC_SHAPE, l->drug.at, sj_note_line(&s->lines[i]), NO_FACT);
    }
}

static void ndc_quantity(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_line *l = s->lines[i].line;
        bool whole = l->drug_units.v > 0 && l->drug_unit.v.len;
        if (l->drug.v.len && !whole)
            sj_report(s, SJ_ED_NDC_QUANTITY, l->drug.at, sj_note_line(&s->lines[i]), NO_FACT);
    }
}

/* Quality measures are reported without a charge: CPT II, and the G8, G9 and M1 codes. */
static bool is_measure(const line_facts *l) {
    return l->shape == SHAPE_CPT_II || (l->letter == 'G' && l->number >= 8000) ||
           (l->letter == 'M' && l->number >= 1000 && l->shape == SHAPE_HCPCS);
}

static void line_zero(sj_scrub *s) {
    if (s->c->charge.v == 0) return; /* said of the whole claim */
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (SJ_HAS(l->line->charge) && l->line->charge.v == 0 && !is_measure(l))
            sj_report(s, SJ_ED_LINE_ZERO, l->line->charge.at, sj_note_line(l),
                      l->line->procedure.v);
    }
}

/* Office and hospital visits and emergency room: once a day each. */
static bool is_daily(const line_facts *l) {
    uint32_t n = l->number;
    return l->shape == SHAPE_CPT &&
           ((n >= 99202 && n <= 99215) || (n >= 99221 && n <= 99239) || (n >= 99281 && n <= 99285));
}

static void visit_units(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_daily(l) || l->from == SJ_NO_DATE || l->to < l->from) continue;
        int days = l->to - l->from + 1;
        if (l->line->units.v > (sj_quantity)days * 1000)
            sj_report(s, SJ_ED_VISIT_UNITS, l->line->units.at, sj_note_line(l),
                      sj_note(s, "%d", days));
    }
}

static void visits(sj_scrub *s) {
    const line_facts *first = NULL;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!is_office_visit(l)) continue;
        bool separate = has_modifier(l, MOD('2', '5'));
        if (first && first->from == l->from && !separate && !has_modifier(first, MOD('2', '5'))) {
            sj_report(s, SJ_ED_VISITS, l->line->procedure.at, sj_note_line(first), sj_note_line(l));
            return;
        }
        if (!first) first = l;
    }
}

uint64_t sj_proc_of_code(const line_facts *l) {
    return (is_visit(l) ? HAS_VISITS : 0) | (is_office_visit(l) ? HAS_OFFICE_VISIT : 0);
}

const sj_edit sj_edits_proc[] = {
    {SJ_ED_PROC_SHAPE, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_CODE, proc_shape, NULL},
    {SJ_ED_PROC_UNKNOWN, SCOPE_CLAIM, TYPE_PI, HAS_ODD_CODE, proc_unknown, NULL},
    {SJ_ED_PROC_DATES, SCOPE_CLAIM, TYPE_PI, HAS_ODD_CODE, proc_dates, NULL},
    {SJ_ED_NDC_SHAPE, SCOPE_CLAIM, TYPE_PI, HAS_ODD_DRUG, ndc_shape, NULL},
    {SJ_ED_NDC_QUANTITY, SCOPE_CLAIM, TYPE_PI, HAS_ODD_DRUG, ndc_quantity, NULL},
    {SJ_ED_LINE_ZERO, SCOPE_CLAIM, TYPE_P, HAS_CHARGES | HAS_ODD_CHARGE, line_zero, NULL},
    {SJ_ED_VISIT_UNITS, SCOPE_CLAIM, TYPE_P, HAS_VISITS | HAS_SEVERAL_UNITS, visit_units, NULL},
    {SJ_ED_VISITS, SCOPE_CLAIM, TYPE_P, HAS_OFFICE_VISITS, visits, NULL},
    {.types = 0}};
