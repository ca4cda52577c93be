/* rules/edits/fee.c - CLN, PAY: a code and its modifiers against the Medicare fee schedule. */
#include "rules/edits/edits.h"

#include <stddef.h>

static bool find_fee(const sj_scrub *s, const line_facts *l, sj_fee_info *out) {
    return l->line->procedure.v.len && l->from != SJ_NO_DATE &&
           sj_tables_fee(s->opts.tables, l->line->procedure.v, NO_FACT, l->from, out) ==
               SJ_CODE_VALID;
}

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

static bool is_ruled(uint16_t modifier) {
    for (size_t r = 0; r < sizeof taken / sizeof *taken; r++)
        if (taken[r].modifier == modifier) return true;
    return false;
}

static bool has_ruled(const line_facts *l) {
    for (uint8_t k = 0; k < l->n_modifiers; k++)
        if (is_ruled(l->modifiers[k])) return true;
    return false;
}

static bool takes(const sj_fee_info *fee, size_t rule) {
    char value = ((const char *)fee)[taken[rule].indicator];
    return value == ' ' || value == 0 || strchr(taken[rule].takes, value);
}

static void judge_modifiers(sj_scrub *s, const line_facts *l, const sj_fee_info *fee) {
    for (uint8_t k = 0; k < l->n_modifiers; k++)
        for (size_t r = 0; r < sizeof taken / sizeof *taken; r++)
            if (l->modifiers[k] == taken[r].modifier && !takes(fee, r))
                sj_report(s, SJ_ED_FEE_MODIFIER, l->line->modifiers[k].at, sj_note_line(l),
                          sj_note(s, "%.*s: %s", SJ_FMT(l->line->procedure.v), taken[r].why));
}

static void modifiers(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        sj_fee_info fee;
        if (l->asked.is_priced && has_ruled(l) && find_fee(s, l, &fee)) judge_modifiers(s, l, &fee);
    }
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
        if (!l->asked.is_priced || is_known_unpaid(l)) continue;
        const char *why = why_unpaid(l->asked.fee_status);
        if (why)
            sj_report(s, SJ_ED_FEE_STATUS, l->line->procedure.at, sj_note_line(l), sj_str_of(why));
    }
}

/* ---- days that belong to a procedure ---- */

static bool has_any(const line_facts *l, uint16_t a, uint16_t b, uint16_t c) {
    return has_modifier(l, a) || has_modifier(l, b) || has_modifier(l, c);
}

/* Does a visit on this day belong to the procedure, with the modifiers it has? */
static bool belongs(const line_facts *visit, const line_facts *procedure, const char *global) {
    bool minor = strcmp(global, "000") == 0 || strcmp(global, "010") == 0;
    bool major = strcmp(global, "090") == 0;
    if (!minor && !major) return false;
    int after = visit->from - procedure->from; /* days */
    int last = major ? 90 : strcmp(global, "010") == 0 ? 10 : 0;
    if (after < (major ? -1 : 0) || after > last) return false;
    if (after > 0) return !has_any(visit, MOD('2', '4'), MOD('7', '9'), MOD('5', '5'));
    return !has_any(visit, MOD('2', '5'), MOD('2', '4'), major ? MOD('5', '7') : MOD('2', '5'));
}

static void judge_visit(sj_scrub *s, const line_facts *visit) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (l == visit || is_visit(l) || !l->asked.is_priced) continue;
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
        sj_fee_info fee;
        uint16_t k = 0;
        while (k < i && !is_twin(&s->lines[k], l)) k++;
        if (k < i && l->asked.is_priced && find_fee(s, l, &fee) && fee.bilateral == '1')
            sj_report(s, SJ_ED_BILATERAL_TWICE, l->line->procedure.at, sj_note_line(l),
                      sj_note_line(&s->lines[k]));
    }
}

const sj_edit sj_edits_fee[] = {
    {SJ_ED_FEE_MODIFIER, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_MODIFIERS, modifiers, NULL},
    {SJ_ED_FEE_STATUS, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_MEDICARE, status, NULL},
    {SJ_ED_GLOBAL_VISIT, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_VISITS | HAS_SEVERAL_LINES,
     global_visits, NULL},
    {SJ_ED_BILATERAL_TWICE, SCOPE_CLAIM, TYPE_P, HAS_FEES | HAS_SEVERAL_LINES, bilateral_twice,
     NULL},
    {.types = 0}};
