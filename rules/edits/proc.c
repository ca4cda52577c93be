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
    return l->shape == SHAPE_HCPCS ? SJ_CODES_HCPCS : SJ_CODES_CPT;
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

/* Codes for what no other code names. CPT by number, HCPCS by letter and number; ascending. */
static const uint32_t unlisted_cpt[] = {
    1999,  15999, 17999, 19499, 20999, 21089, 21299, 21499, 21899, 22899, 22999, 23929, 24999,
    25999, 26989, 27299, 27599, 27899, 28899, 29799, 29999, 30999, 31299, 31599, 31899, 32999,
    33999, 36299, 37501, 37799, 38129, 38589, 38999, 39499, 39599, 40799, 40899, 41599, 41899,
    42299, 42699, 42999, 43289, 43499, 43659, 43999, 44238, 44799, 44899, 44979, 45399, 45499,
    45999, 46999, 47379, 47399, 47579, 47999, 48999, 49329, 49659, 49999, 50549, 50949, 51999,
    53899, 54699, 55559, 55899, 58578, 58579, 58679, 58999, 59897, 59898, 59899, 60659, 60699,
    64999, 66999, 67299, 67399, 67599, 67999, 68399, 68899, 69399, 69799, 69949, 69979, 76496,
    76497, 76498, 76499, 76999, 77299, 77399, 77499, 77799, 78099, 78199, 78299, 78399, 78499,
    78599, 78699, 78799, 78999, 79999, 81099, 81479, 81599, 84999, 85999, 86849, 86999, 87999,
    88099, 88199, 88299, 88399, 88749, 89240, 89398, 90399, 90749, 90899, 90999, 91299, 92499,
    92700, 93799, 93998, 94799, 95199, 95999, 96379, 96549, 96999, 97039, 97139, 97799, 99199,
    99429, 99499, 99600};

#define HCPCS(letter, number) ((uint32_t)(letter) << 16 | (number))
static const uint32_t unlisted_hcpcs[] = {
    HCPCS('A', 999),  HCPCS('A', 4335), HCPCS('A', 4421), HCPCS('A', 4641), HCPCS('A', 4649),
    HCPCS('A', 4913), HCPCS('A', 9698), HCPCS('A', 9699), HCPCS('A', 9900), HCPCS('A', 9999),
    HCPCS('B', 9998), HCPCS('B', 9999), HCPCS('C', 2698), HCPCS('C', 2699), HCPCS('C', 9399),
    HCPCS('E', 1399), HCPCS('E', 1699), HCPCS('E', 2599), HCPCS('J', 3490), HCPCS('J', 3590),
    HCPCS('J', 3591), HCPCS('J', 7199), HCPCS('J', 7599), HCPCS('J', 7699), HCPCS('J', 7799),
    HCPCS('J', 7999), HCPCS('J', 8498), HCPCS('J', 8499), HCPCS('J', 8597), HCPCS('J', 8999),
    HCPCS('J', 9999), HCPCS('K', 108),  HCPCS('K', 812),  HCPCS('K', 898),  HCPCS('L', 999),
    HCPCS('L', 1499), HCPCS('L', 2999), HCPCS('L', 3649), HCPCS('L', 3999), HCPCS('L', 5999),
    HCPCS('L', 7499), HCPCS('L', 8039), HCPCS('L', 8499), HCPCS('L', 8699), HCPCS('Q', 4050),
    HCPCS('Q', 4051), HCPCS('Q', 4082), HCPCS('Q', 4100), HCPCS('T', 1999), HCPCS('T', 2025),
    HCPCS('T', 5999), HCPCS('V', 2199), HCPCS('V', 2799), HCPCS('V', 5298), HCPCS('V', 5299)};

void sj_unlisted_mark(uint64_t *bits) {
    for (size_t i = 0; i < sizeof unlisted_cpt / sizeof *unlisted_cpt; i++)
        bits[unlisted_cpt[i] / 64] |= 1ull << unlisted_cpt[i] % 64;
}

bool sj_unlisted_is(const sj_scrub *s, const line_facts *f) {
    if (f->shape == SHAPE_CPT) return s->unlisted[f->number / 64] >> f->number % 64 & 1;
    size_t low = 0,
           high = f->shape == SHAPE_HCPCS ? sizeof unlisted_hcpcs / sizeof *unlisted_hcpcs : 0;
    uint32_t wanted = HCPCS(f->letter, f->number);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (unlisted_hcpcs[mid] == wanted) return true;
        if (unlisted_hcpcs[mid] < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* A note on the line, or a drug named by its NDC, describes it as well. */
static void noc(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const sj_line *l = s->lines[i].line;
        if (l->description.v.len || l->note.v.len || l->drug.v.len) continue;
        if (sj_unlisted_is(s, &s->lines[i]))
            sj_report(s, SJ_ED_NOC, l->procedure.at, sj_note_line(&s->lines[i]), NO_FACT);
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

/* New and established patients in the office. */
static bool is_office_visit(const line_facts *l) {
    return l->shape == SHAPE_CPT && l->number >= 99202 && l->number <= 99215;
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

const sj_edit sj_edits_proc[] = {
    {SJ_ED_PROC_SHAPE, SCOPE_CLAIM, TYPE_P, HAS_ODD_CODE, proc_shape, NULL},
    {SJ_ED_PROC_UNKNOWN, SCOPE_CLAIM, TYPE_P, HAS_ODD_CODE, proc_unknown, NULL},
    {SJ_ED_PROC_DATES, SCOPE_CLAIM, TYPE_P, HAS_ODD_CODE, proc_dates, NULL},
    {SJ_ED_NOC, SCOPE_CLAIM, TYPE_P, HAS_UNLISTED, noc, NULL},
    {SJ_ED_NDC_SHAPE, SCOPE_CLAIM, TYPE_P, HAS_DRUGS, ndc_shape, NULL},
    {SJ_ED_NDC_QUANTITY, SCOPE_CLAIM, TYPE_P, HAS_DRUGS, ndc_quantity, NULL},
    {SJ_ED_LINE_ZERO, SCOPE_CLAIM, TYPE_P, HAS_CHARGES | HAS_ODD_CHARGE, line_zero, NULL},
    {SJ_ED_VISIT_UNITS, SCOPE_CLAIM, TYPE_P, HAS_VISITS | HAS_SEVERAL_UNITS, visit_units, NULL},
    {SJ_ED_VISITS, SCOPE_CLAIM, TYPE_P, HAS_VISITS | HAS_SEVERAL_LINES, visits, NULL},
    {.types = 0}};
