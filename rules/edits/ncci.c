/* rules/edits/ncci.c - CLN: the National Correct Coding Initiative, on the lines of one claim.
 *
 * Medicare's edition. Other payers follow it with exceptions of their own, so that for them its
 * errors are warnings (sj_report_medicare). */
#include "rules/edits/ncci.h"

enum { PAIRED_LINES = 256 }; /* of more lines the rest is not paired: none is that long */

/* The tables of a claim: practitioners', or those of a hospital's outpatient bills. */
static bool is_outpatient(const sj_claim *c) {
    static const uint16_t bills[] = {MOD('1', '2'), MOD('1', '3'), MOD('1', '4'), MOD('2', '2'),
                                     MOD('2', '3'), MOD('3', '4'), MOD('7', '4'), MOD('7', '5'),
                                     MOD('7', '6'), MOD('8', '3'), MOD('8', '5')};
    for (size_t i = 0; i < sizeof bills / sizeof *bills; i++)
        if (pair_of(c->place.v) == bills[i]) return true;
    return false;
}

bool sj_ncci_is_judged(const sj_scrub *s) {
    return s->c->type == SJ_CLAIM_837P || is_outpatient(s->c);
}

sj_code_kind sj_ncci_pairs_of(const sj_scrub *s) {
    return s->c->type == SJ_CLAIM_837I ? SJ_CODES_PTP_HOSPITAL : SJ_CODES_PTP_PRACTITIONER;
}

sj_str sj_ncci_provider_of(const sj_scrub *s, const line_facts *l) {
    sj_str billing = s->c->billing->provider.id.v;
    if (s->c->type == SJ_CLAIM_837I) return billing;
    if (l && l->line->rendering->id.v.len) return l->line->rendering->id.v;
    return s->c->rendering->id.v.len ? s->c->rendering->id.v : billing;
}

static bool is_together(const sj_scrub *s, const line_facts *a, const line_facts *b) {
    return a->from == b->from && a->from != SJ_NO_DATE &&
           sj_str_eq(sj_ncci_provider_of(s, a), sj_ncci_provider_of(s, b));
}

/* ---- pairs ---- */

/* What a modifier says of two procedures. */
enum { TELLS_NOTHING, TELLS_APART, TELLS_PLACE, TELLS_DISTINCT };

/* Sides, fingers, toes, eyelids, arteries of the heart; the general "distinct service"; the others
 * that tell two procedures apart. */
static uint8_t kind_of(uint16_t m) {
#define EACH_DIGIT(c)                                                                              \
    case MOD(c, '1'):                                                                              \
    case MOD(c, '2'):                                                                              \
    case MOD(c, '3'):                                                                              \
    case MOD(c, '4')
#define EACH_MORE(c)                                                                               \
    case MOD(c, '5'):                                                                              \
    case MOD(c, '6'):                                                                              \
    case MOD(c, '7'):                                                                              \
    case MOD(c, '8'):                                                                              \
    case MOD(c, '9')
    switch (m) {
        EACH_DIGIT('E')
            : EACH_DIGIT('F')
            : EACH_MORE('F')
            : EACH_DIGIT('T')
            : EACH_MORE('T')
            : case MOD('F', 'A')
            : case MOD('T', 'A')
            : case MOD('L', 'T')
            : case MOD('R', 'T')
            : case MOD('L', 'C')
            : case MOD('L', 'D')
            : case MOD('R', 'C') : case MOD('L', 'M') : case MOD('R', 'I') : return TELLS_PLACE;
    case MOD('5', '9'):
    case MOD('X', 'E'):
    case MOD('X', 'P'):
    case MOD('X', 'S'):
    case MOD('X', 'U'):
        return TELLS_DISTINCT;
    case MOD('2', '4'):
    case MOD('2', '5'):
    case MOD('2', '7'):
    case MOD('5', '7'):
    case MOD('5', '8'):
    case MOD('7', '8'):
    case MOD('7', '9'):
    case MOD('9', '1'):
        return TELLS_APART;
    default:
        return TELLS_NOTHING;
    }
}

bool sj_ncci_is_separate(const line_facts *l) {
    for (uint8_t k = 0; k < l->n_modifiers; k++)
        if (kind_of(l->modifiers[k])) return true;
    return false;
}

/* Do both name the very same place, and nothing else tells them apart? */
static bool is_same_place(const line_facts *a, const line_facts *b) {
    uint16_t place = 0;
    for (uint8_t k = 0; k < a->n_modifiers; k++) {
        uint8_t tells = kind_of(a->modifiers[k]);
        if (tells && (tells != TELLS_PLACE || !has_modifier(b, a->modifiers[k]))) return false;
        if (tells) place = a->modifiers[k];
    }
    for (uint8_t k = 0; k < b->n_modifiers; k++)
        if (kind_of(b->modifiers[k]) && !has_modifier(a, b->modifiers[k])) return false;
    return place != 0;
}

/* Told apart by nothing but the general "distinct service". */
static bool is_distinct_only(const line_facts *l) {
    bool distinct = false;
    for (uint8_t k = 0; k < l->n_modifiers; k++) {
        bool general = kind_of(l->modifiers[k]) == TELLS_DISTINCT;
        if (!general && sj_ncci_is_separate(l)) return false;
        distinct |= general;
    }
    return distinct;
}

static bool is_same_reason(const line_facts *a, const line_facts *b) {
    uint64_t of_a = 0, of_b = 0;
    for (uint8_t k = 0; k < a->n_pointers; k++) of_a |= 1ull << (a->pointers[k] & 63);
    for (uint8_t k = 0; k < b->n_pointers; k++) of_b |= 1ull << (b->pointers[k] & 63);
    return of_a && of_a == of_b;
}

/* Line `b` beside line `a`, whose code is column 1 of a pair in force. True when it was told. */
static bool judge_pair(sj_scrub *s, const line_facts *a, const line_facts *b, char indicator) {
    sj_at at = b->line->procedure.at;
    sj_str first = a->line->procedure.v;
    if (indicator == '0') {
        sj_report_medicare(s, SJ_ED_PTP_NEVER, at, sj_note_line(b), first);
        return true;
    }
    if (indicator != '1') return false;
    if (!sj_ncci_is_separate(a) && !sj_ncci_is_separate(b)) {
        sj_report_medicare(s, SJ_ED_PTP_MODIFIER, at, sj_note_line(b), first);
        return true;
    }
    if (is_same_place(a, b)) {
        sj_report(s, SJ_ED_PTP_PLACE, at, sj_note_line(b), first);
        return true;
    }
    bool general = is_distinct_only(b) ? !sj_ncci_is_separate(a)
                                       : is_distinct_only(a) && !sj_ncci_is_separate(b);
    if (general && is_same_reason(a, b))
        sj_report(s, SJ_ED_PTP_DOCUMENT, at, sj_note_line(b), first);
    return general;
}

static void pairs(sj_scrub *s) {
    if (!sj_ncci_is_judged(s)) return;
    uint16_t n = s->n_lines < PAIRED_LINES ? s->n_lines : PAIRED_LINES;
    for (uint16_t second = 0; second < n; second++) {
        const line_facts *b = &s->lines[second];
        bool told = !b->asked.pair;
        for (uint16_t first = 0; first < n && !told; first++) {
            const line_facts *a = &s->lines[first];
            if (first == second || !a->asked.pair || a->from != b->from) continue;
            char indicator = sj_ask_indicator(s, a->asked.pair, b->asked.pair, b->from);
            if (indicator && is_together(s, a, b)) told = judge_pair(s, a, b, indicator);
        }
    }
}

/* ---- units ---- */

/* A line of several days is measured by its daily share, to the nearest unit. */
static int64_t daily_units(const line_facts *l) {
    int64_t units = l->line->units.v, days = (int64_t)l->to - l->from + 1;
    return days > 1 ? (units / 1000 + days / 2) / days * 1000 : units;
}

static bool is_counted(const line_facts *l) {
    return l->line->procedure.v.len && l->from != SJ_NO_DATE && SJ_HAS(l->line->units) &&
           pair_of(l->line->unit.v) == MOD('U', 'N');
}

int64_t sj_ncci_units_of(const line_facts *l) {
    return is_counted(l) ? daily_units(l) : 0;
}

bool sj_ncci_find_limit(const sj_scrub *s, const line_facts *l, sj_mue_info *out) {
    *out = (sj_mue_info){.units = l->asked.units, .mai = l->asked.mai};
    return l->asked.is_limited && is_counted(l) && (out->units || s->has & HAS_MEDICARE);
}

static bool is_alike(const sj_scrub *s, const line_facts *a, const line_facts *b) {
    return sj_str_eq(a->line->procedure.v, b->line->procedure.v) && is_together(s, a, b) &&
           is_counted(b);
}

/* All units of the line's code on its day; 0 where an earlier line has told. */
static int64_t units_of_day(const sj_scrub *s, uint16_t line) {
    const line_facts *l = &s->lines[line];
    int64_t sum = 0;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (!is_alike(s, l, &s->lines[i])) continue;
        if (i < line) return 0;
        sum += daily_units(&s->lines[i]);
    }
    return sum;
}

static void judge_units(sj_scrub *s, uint16_t line) {
    const line_facts *l = &s->lines[line];
    sj_mue_info limit;
    if (!sj_ncci_find_limit(s, l, &limit)) return;
    int64_t most = (int64_t)limit.units * 1000;
    sj_str code = l->line->procedure.v;
    if (limit.mai == 1) {
        if (daily_units(l) > most)
            sj_report_medicare(
                s, SJ_ED_MUE_LINE, l->line->units.at, sj_note_line(l),
                sj_note(s, "%.*s; a line has at most %u", SJ_FMT(code), limit.units));
        return;
    }
    int64_t sum = units_of_day(s, line);
    if (sum > most)
        sj_report_medicare(s, limit.mai == 2 ? SJ_ED_MUE_DAY : SJ_ED_MUE_CLINICAL,
                           l->line->units.at, sj_note_line(l),
                           sj_note(s, "%lld units of %.*s, at most %u", (long long)(sum / 1000),
                                   SJ_FMT(code), limit.units));
}

static void units(sj_scrub *s) {
    if (!sj_ncci_is_judged(s)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) judge_units(s, i);
}

/* ---- add-on codes ---- */

/* Of the same provider and day. Only the further half hours of critical care may follow the first
 * one of a colleague. */
static bool has_primary(const sj_scrub *s, const line_facts *l) {
    const bool of_any = is_cpt(l, 99292, 99292);
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *p = &s->lines[i];
        if (p == l || (of_any ? p->from != l->from : !is_together(s, p, l))) continue;
        if (sj_tables_addon_pair(s->opts.tables, l->line->procedure.v, p->line->procedure.v,
                                 l->from, NULL) == SJ_CODE_VALID)
            return true;
    }
    return false;
}

static bool has_other_code(const sj_scrub *s, const line_facts *l) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].from == l->from && s->lines[i].shape != SHAPE_NONE &&
            !sj_str_eq(s->lines[i].line->procedure.v, l->line->procedure.v))
            return true;
    return false;
}

static void addons(sj_scrub *s) {
    if (!sj_ncci_is_judged(s)) return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!l->asked.is_addon) continue;
        if (has_primary(s, l) || sj_ncci_has_primary_elsewhere(s, l)) continue;
        bool listed = l->asked.type == 1 && !l->asked.contractor;
        if (listed)
            sj_report_medicare(s, SJ_ED_ADDON_ALONE, l->line->procedure.at, sj_note_line(l),
                               NO_FACT);
        else if (l->asked.type == 3 || !has_other_code(s, l))
            sj_report(s, SJ_ED_ADDON_DOUBT, l->line->procedure.at, sj_note_line(l), NO_FACT);
    }
}

const sj_edit sj_edits_ncci[] = {
    {SJ_ED_PTP_NEVER, SCOPE_CLAIM, TYPE_PI, HAS_PTP | HAS_SEVERAL_LINES, pairs, NULL},
    {SJ_ED_MUE_DAY, SCOPE_CLAIM, TYPE_PI, HAS_MUE, units, NULL},
    {SJ_ED_ADDON_ALONE, SCOPE_CLAIM, TYPE_PI, HAS_ADDONS, addons, NULL},
    {.types = 0}};
