/* rules/edits/modifiers.c - COD, CLN: modifiers of a line. */
#include "parsers/base/apart.h"
#include "rules/edits/edits.h"

/* CPT's: digits, 1P to 8P. All others are those of HCPCS. */
static bool is_of_cpt(sj_str m) {
    bool first = m.ptr[0] >= '0' && m.ptr[0] <= '9', second = m.ptr[1] >= '0' && m.ptr[1] <= '9';
    return first && (second || m.ptr[1] == 'P');
}

/* Origin and destination of a transport are a letter each, not a code of the table. */
static bool is_place_letter(char c) {
    return c && strchr("DEGHIJNPRSX", c) != NULL;
}

static bool is_ambulance(const line_facts *l) {
    return l->shape == SHAPE_HCPCS && l->letter == 'A' && l->number < 1000;
}

static bool is_route(sj_str m) {
    return is_place_letter(m.ptr[0]) && is_place_letter(m.ptr[1]);
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static sj_str what_is_wrong(sj_scrub *s, sj_code_kind kind, sj_str m, sj_date on) {
    sj_code_info info;
    switch (sj_tables_lookup(s->opts.tables, kind, m, on, &info)) {
    case SJ_CODE_UNKNOWN:
        return kind == SJ_CODES_CPT_MODIFIER ? SJ_STR("is not in our list")
                                             : SJ_STR("does not exist");
    case SJ_CODE_ENDED: {
        sj_str day = sj_note_date(s, info.terminated);
        return sj_note(s, "was valid until %.*s only", SJ_FMT(day));
    }
    case SJ_CODE_NOT_YET: {
        sj_str day = sj_note_date(s, info.effective);
        return sj_note(s, "is valid only from %.*s", SJ_FMT(day));
    }
    case SJ_CODE_NO_TABLE:
    case SJ_CODE_HEADER:
    case SJ_CODE_OUT_OF_RANGE:
    case SJ_CODE_VALID:
        break;
    }
    return NO_FACT;
}

static void judge_modifier(sj_scrub *s, const line_facts *l, const sj_text *m) {
    sj_str wrong = NO_FACT;
    if (m->v.len != 2 || !is_word(m->v.ptr[0]) || !is_word(m->v.ptr[1])) {
        wrong = SJ_STR("is not two letters or digits");
    } else if (l->from == SJ_NO_DATE) {
        return;
    } else if (is_of_cpt(m->v)) {
        wrong = what_is_wrong(s, SJ_CODES_CPT_MODIFIER, m->v, l->from);
        if (wrong.len) sj_report(s, SJ_ED_MODIFIER_CPT, m->at, sj_note_line(l), wrong);
        return;
    } else if (!(is_ambulance(l) && is_route(m->v))) {
        sj_code_state state =
            sj_tables_lookup(s->opts.tables, SJ_CODES_MODIFIER, m->v, l->from, NULL);
        if (state == SJ_CODE_VALID) return;
        if (state == SJ_CODE_NO_TABLE || state == SJ_CODE_OUT_OF_RANGE)
            sj_report_table(s, SJ_CODES_MODIFIER, (uint8_t)state, m->at);
        wrong = what_is_wrong(s, SJ_CODES_MODIFIER, m->v, l->from);
    }
    if (wrong.len) sj_report(s, SJ_ED_MODIFIER, m->at, sj_note_line(l), wrong);
}

static void modifier(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint8_t k = 0; k < s->lines[i].n_modifiers; k++)
            judge_modifier(s, &s->lines[i], &s->lines[i].line->modifiers[k]);
}

static void modifier_twice(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        for (uint8_t k = 1; k < l->n_modifiers; k++)
            for (uint8_t j = 0; j < k; j++) {
                if (!l->modifiers[k] || l->modifiers[j] != l->modifiers[k]) continue;
                sj_report(s, SJ_ED_MODIFIER_TWICE, l->line->modifiers[k].at, sj_note_line(l),
                          NO_FACT);
                break;
            }
    }
}

/* Pairs that cannot both be true of one line. */
static const uint16_t exclusive[][2] = {
    {MOD('2', '6'), MOD('T', 'C')}, /* a part each: together it is the whole, without modifier */
    {MOD('L', 'T'), MOD('R', 'T')}, /* both sides are 50, or two lines */
    {MOD('5', '0'), MOD('L', 'T')}, {MOD('5', '0'), MOD('R', 'T')}, {MOD('5', '4'), MOD('5', '5')},
    {MOD('5', '4'), MOD('5', '6')}, {MOD('5', '5'), MOD('5', '6')}, {MOD('R', 'R'), MOD('N', 'U')},
    {MOD('R', 'R'), MOD('U', 'E')}, {MOD('N', 'U'), MOD('U', 'E')}, {MOD('8', '0'), MOD('A', 'S')},
    {MOD('8', '0'), MOD('8', '1')}, {MOD('8', '0'), MOD('8', '2')}, {MOD('8', '1'), MOD('8', '2')},
    {MOD('6', '2'), MOD('8', '0')}, {MOD('6', '2'), MOD('6', '6')}, {MOD('A', 'A'), MOD('Q', 'K')},
    {MOD('A', 'A'), MOD('Q', 'X')}, {MOD('A', 'A'), MOD('Q', 'Y')}, {MOD('A', 'A'), MOD('Q', 'Z')},
    {MOD('A', 'A'), MOD('A', 'D')}, {MOD('Q', 'K'), MOD('Q', 'X')}, {MOD('Q', 'K'), MOD('Q', 'Y')},
    {MOD('Q', 'K'), MOD('Q', 'Z')}, {MOD('Q', 'X'), MOD('Q', 'Z')}, {MOD('Q', 'Y'), MOD('Q', 'Z')},
    {MOD('G', 'A'), MOD('G', 'Z')}, {MOD('G', 'Y'), MOD('G', 'Z')}, {MOD('5', '2'), MOD('5', '3')},
    {MOD('7', '3'), MOD('7', '4')}, {MOD('J', 'W'), MOD('J', 'Z')}, {MOD('5', '8'), MOD('7', '8')},
    {MOD('5', '8'), MOD('7', '9')}, {MOD('7', '8'), MOD('7', '9')}, {MOD('7', '6'), MOD('7', '7')}};

static void pair_on_line(sj_scrub *s, const line_facts *l) {
    for (size_t p = 0; p < sizeof exclusive / sizeof *exclusive; p++) {
        int a = -1, b = -1;
        for (uint8_t k = 0; k < l->n_modifiers; k++) {
            if (l->modifiers[k] == exclusive[p][0]) a = k;
            if (l->modifiers[k] == exclusive[p][1]) b = k;
        }
        if (a < 0 || b < 0) continue;
        const sj_text *later = &l->line->modifiers[a > b ? a : b];
        sj_report(s, SJ_ED_MODIFIER_PAIR, later->at, sj_note_line(l),
                  l->line->modifiers[a > b ? b : a].v);
        return;
    }
}

static void modifier_pair(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].n_modifiers > 1) pair_on_line(s, &s->lines[i]);
}

static void bilateral_units(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (has_modifier(l, MOD('5', '0')) && l->line->units.v > 1000)
            sj_report(s, SJ_ED_BILATERAL_UNITS, l->line->units.at, sj_note_line(l), NO_FACT);
    }
}

/* ---- what is known of a modifier ---- */

static bool is_paired(uint16_t m) {
    for (size_t p = 0; p < sizeof exclusive / sizeof *exclusive; p++)
        if (exclusive[p][0] == m || exclusive[p][1] == m) return true;
    return false;
}

static SJ_APART known_modifier describe(const sj_scrub *s, sj_str m, uint16_t pair, sj_date on) {
    known_modifier k = {.pair = pair,
                        .from = INT32_MIN,
                        .through = INT32_MAX,
                        .state = SJ_CODE_VALID,
                        .of_cpt = is_of_cpt(m),
                        .is_route = is_route(m),
                        .is_paired = is_paired(pair)};
    const bool status = pair >= MOD('P', '1') && pair <= MOD('P', '6');
    k.has = (status ? HAS_PHYSICAL_STATUS : 0) | (pair == MOD('5', '0') ? HAS_BILATERAL : 0);
    if (!is_word(m.ptr[0]) || !is_word(m.ptr[1]))
        k.has |= HAS_ODD_MODIFIER;
    else if (on == SJ_NO_DATE)
        k.through = SJ_NO_DATE; /* nothing is asked */
    else
        k.state = (uint8_t)sj_tables_lookup_days(
            s->opts.tables, k.of_cpt ? SJ_CODES_CPT_MODIFIER : SJ_CODES_MODIFIER, m, on, &k.from,
            &k.through);
    k.silencer = silencer_of(SJ_CODES_MODIFIER, k.state);
    return k;
}

static const known_modifier *know(sj_scrub *s, sj_str m, uint16_t pair, sj_date on) {
    known_modifier *k = &s->known.modifiers[(uint32_t)pair * 0x9E3779B1u >> 26];
    if (k->pair != pair || !holds_on(k->from, k->through, on)) *k = describe(s, m, pair, on);
    return k;
}

/* That CPT's list does not cover a day is not told: it is ours. */
static bool is_odd(const sj_scrub *s, const line_facts *l, const known_modifier *k) {
    if (k->state == SJ_CODE_VALID || (k->is_route && is_ambulance(l))) return false;
    if (k->of_cpt) return k->state != SJ_CODE_NO_TABLE && k->state != SJ_CODE_OUT_OF_RANGE;
    return is_news(s, k->state, k->silencer);
}

uint64_t sj_modifiers_of_line(sj_scrub *s, const line_facts *f) {
    uint64_t has = 0;
    unsigned paired = 0;
    for (uint8_t i = 0; i < f->n_modifiers; i++) {
        const uint16_t pair = f->modifiers[i];
        if (!pair) {
            has |= HAS_ODD_MODIFIER;
            continue;
        }
        const known_modifier *k = know(s, f->line->modifiers[i].v, pair, f->from);
        has |= k->has | (is_odd(s, f, k) ? HAS_ODD_MODIFIER : 0);
        paired += k->is_paired;
        for (uint8_t j = 0; j < i; j++) paired += 2 * (f->modifiers[j] == pair);
    }
    if (f->anesthesia) has &= ~HAS_PHYSICAL_STATUS;
    return paired > 1 ? has | HAS_MODIFIER_PAIR : has;
}

const sj_edit sj_edits_modifiers[] = {
    {SJ_ED_MODIFIER, SCOPE_CLAIM, TYPE_PI, HAS_ODD_MODIFIER, modifier, NULL},
    {SJ_ED_MODIFIER_TWICE, SCOPE_CLAIM, TYPE_PI, HAS_MODIFIER_PAIR, modifier_twice, NULL},
    {SJ_ED_MODIFIER_PAIR, SCOPE_CLAIM, TYPE_PI, HAS_MODIFIER_PAIR, modifier_pair, NULL},
    {SJ_ED_BILATERAL_UNITS, SCOPE_CLAIM, TYPE_PI, HAS_BILATERAL | HAS_SEVERAL_UNITS,
     bilateral_units, NULL},
    {.types = 0}};
