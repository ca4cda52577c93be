/* rules/edits/fee.c - CLN, PAY: a code and its modifiers against the Medicare fee schedule. */
#include "rules/edits/edits.h"

#include <stddef.h>

/* ---- modifiers ---- */

/* Modifiers that go with some values of an indicator only. */
static const struct {
    uint16_t modifier;
    size_t indicator;  /* in sj_fee_info */
    const char *takes; /* its values that take the modifier; "0" is where records decide */
    const char *why;
} taken[] = {
#define TAKEN(a, b, field, takes, why)                                                             \
    { MOD(a, b), offsetof(sj_fee_info, field), takes, why }
    TAKEN('2', '6', pctc, "16", "it is not split into a professional and a technical part"),
    TAKEN('T', 'C', pctc, "1", "it is not split into a professional and a technical part"),
    TAKEN('5', '0', bilateral, "13", "it is not paid by sides"),
    TAKEN('8', '0', assistant, "02", "no assistant is paid"),
    TAKEN('8', '1', assistant, "02", "no assistant is paid"),
    TAKEN('8', '2', assistant, "02", "no assistant is paid"),
    TAKEN('A', 'S', assistant, "02", "no assistant is paid"),
    TAKEN('6', '2', co_surgeons, "12", "two surgeons are not paid"),
    TAKEN('6', '6', team, "12", "a team is not paid"),
#undef TAKEN
};

static bool takes(const sj_fee_info *fee, size_t rule) {
    char value = ((const char *)fee)[taken[rule].indicator];
    return value == ' ' || value == 0 || strchr(taken[rule].takes, value);
}

/* The rule of a modifier; -1: it has none. */
static int rule_of(uint16_t modifier) {
    for (size_t r = 0; r < sizeof taken / sizeof *taken; r++)
        if (taken[r].modifier == modifier) return (int)r;
    return -1;
}

unsigned sj_fee_rules_of(const line_facts *l) {
    unsigned rules = 0;
    for (uint8_t k = 0; k < l->n_modifiers; k++) {
        int r = rule_of(l->modifiers[k]);
        if (r >= 0) rules |= 1u << r;
    }
    return rules;
}

static void judge_modifiers(sj_scrub *s, const line_facts *l) {
    for (uint8_t k = 0; k < l->n_modifiers; k++) {
        int r = rule_of(l->modifiers[k]);
        if (r >= 0 && l->asked.refused >> r & 1)
            sj_report(s, SJ_ED_FEE_MODIFIER, l->line->modifiers[k].at, sj_note_line(l),
                      sj_note(s, "%.*s: %s", SJ_FMT(l->line->procedure.v), taken[r].why));
    }
}

static void modifiers(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].asked.refused) judge_modifiers(s, &s->lines[i]);
}

/* ---- status ---- */

static const char *why_unpaid(char status) {
    switch (status) {
    case 'B':
    case 'P':
        return "is part of other services and never paid for itself";
    case 'I':
        return "is not valid for Medicare, which takes another code for this service";
    case 'N':
        return "is not covered";
    case 'X':
        return "is excluded by law from the fee schedule";
    default:
        return NULL;
    }
}

/* The patient was told, or it is billed to be refused. */
static bool is_known_unpaid(const line_facts *l) {
    return has_modifier(l, MOD('G', 'A')) || has_modifier(l, MOD('G', 'X')) ||
           has_modifier(l, MOD('G', 'Y')) || has_modifier(l, MOD('G', 'Z'));
}

static void status(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        const char *why = why_unpaid(l->asked.status);
        if (why && !is_known_unpaid(l))
            sj_report(s, SJ_ED_FEE_STATUS, l->line->procedure.at, sj_note_line(l), sj_str_of(why));
    }
}

/* ---- days that belong to a procedure ---- */

static bool has_any(const line_facts *l, uint16_t a, uint16_t b, uint16_t c) {
    return has_modifier(l, a) || has_modifier(l, b) || has_modifier(l, c);
}

static bool is_minor(const char *global) {
    return strcmp(global, "000") == 0 || strcmp(global, "010") == 0;
}

static bool is_major(const char *global) {
    return strcmp(global, "090") == 0;
}

/* Does a visit on this day belong to the procedure, with the modifiers it has? */
static bool belongs(const line_facts *visit, const line_facts *procedure, const char *global) {
    bool major = is_major(global);
    int after = visit->from - procedure->from; /* days */
    int last = major ? 90 : strcmp(global, "010") == 0 ? 10 : 0;
    if (after < (major ? -1 : 0) || after > last) return false;
    if (after > 0) return !has_any(visit, MOD('2', '4'), MOD('7', '9'), MOD('5', '5'));
    return !has_any(visit, MOD('2', '5'), MOD('2', '4'), major ? MOD('5', '7') : MOD('2', '5'));
}

static void judge_visit(sj_scrub *s, const line_facts *visit) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (l == visit || is_visit(l) || !l->asked.has_global) continue;
        if (!belongs(visit, l, l->asked.global)) continue;
        sj_report(
            s, SJ_ED_GLOBAL_VISIT, visit->line->procedure.at, sj_note_line(visit),
            sj_note(s, "%.*s (%s global days)", SJ_FMT(l->line->procedure.v), l->asked.global));
        return;
    }
}

static void global_visits(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_visit(&s->lines[i]) && s->lines[i].from != SJ_NO_DATE) judge_visit(s, &s->lines[i]);
}

/* ---- both sides ---- */

static bool tells_side(const line_facts *l) {
    static const uint16_t sides[] = {MOD('L', 'T'), MOD('R', 'T'), MOD('5', '0'), MOD('7', '6'),
                                     MOD('7', '7'), MOD('5', '9'), MOD('X', 'S'), MOD('X', 'E'),
                                     MOD('X', 'P'), MOD('X', 'U')};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (has_modifier(l, sides[i])) return true;
    return false;
}

static bool is_twin(const line_facts *a, const line_facts *b) {
    return a->from == b->from && sj_str_eq(a->line->procedure.v, b->line->procedure.v) &&
           !tells_side(a) && !tells_side(b);
}

static void bilateral_twice(sj_scrub *s) {
    for (uint16_t i = 1; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        uint16_t k = 0;
        while (k < i && !is_twin(&s->lines[k], l)) k++;
        if (k < i && l->asked.is_bilateral)
            sj_report(s, SJ_ED_BILATERAL_TWICE, l->line->procedure.at, sj_note_line(l),
                      sj_note_line(&s->lines[k]));
    }
}

/* ---- what a row says ---- */

void sj_fee_describe(procedure_answer *out, const sj_fee_info *fee) {
    out->status = fee->status;
    memcpy(out->global, fee->global, sizeof out->global);
    out->has_global = is_minor(fee->global) || is_major(fee->global);
    out->is_unpaid = why_unpaid(fee->status) != NULL;
    out->is_bilateral = fee->bilateral == '1';
    for (size_t r = 0; r < sizeof taken / sizeof *taken; r++)
        if (!takes(fee, r)) out->refused |= (uint16_t)(1u << r);
}

const sj_edit sj_edits_fee[] = {
    {SJ_ED_FEE_MODIFIER, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_MODIFIERS, modifiers, NULL},
    {SJ_ED_FEE_STATUS, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_MEDICARE, status, NULL},
    {SJ_ED_GLOBAL_VISIT, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_VISITS | HAS_SEVERAL_LINES,
     global_visits, NULL},
    {SJ_ED_BILATERAL_TWICE, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_SEVERAL_LINES, bilateral_twice,
     NULL},
    {.types = 0}};
