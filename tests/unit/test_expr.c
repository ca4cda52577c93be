/* The expression language: what holds, what does not, and what is complained about where. */
#include "parsers/expr/expr.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

/* A made-up claim: an account, a charge, two lines. */
enum {
    F_FREQUENCY,
    F_CHARGE,
    F_BORN,
    F_CONTROL,
    F_EMERGENCY,
    L_CODE,
    L_CHARGE,
    L_DATE,
    L_MODIFIERS
};
static const struct {
    const char *name;
    sj_expr_type type;
} fields[] = {
    [F_FREQUENCY] = {"claim.frequency", SJ_EXPR_TEXT},
    [F_CHARGE] = {"claim.charge", SJ_EXPR_MONEY},
    [F_BORN] = {"patient.born", SJ_EXPR_DATE},
    [F_CONTROL] = {"claim.control", SJ_EXPR_TEXT},
    [F_EMERGENCY] = {"claim.emergency", SJ_EXPR_BOOL},
    [L_CODE] = {"procedure", SJ_EXPR_TEXT},
    [L_CHARGE] = {"charge", SJ_EXPR_MONEY},
    [L_DATE] = {"date", SJ_EXPR_DATE},
    [L_MODIFIERS] = {"modifiers", SJ_EXPR_LIST},
};
enum { LINE = 7 };
static const sj_str lines_code[] = {{"99213", 5}, {"36415", 5}};
static const int64_t lines_charge[] = {12000, 3000};
static const sj_str line_modifiers[] = {{"25", 2}, {"XU", 2}};

typedef struct claim {
    int line;
    sj_expr_set *em;
} claim;

static bool find_field(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type) {
    (void)ctx;
    for (uint32_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!sj_str_is(name, fields[i].name)) continue;
        if (i >= L_CODE && inside != LINE) return false;
        return *slot = i, *type = fields[i].type, true;
    }
    return false;
}

static bool find_scope(void *ctx, sj_str name, int inside, int *scope) {
    (void)ctx;
    (void)inside;
    return *scope = LINE, sj_str_is(name, "line");
}

static const sj_expr_set *find_set(void *ctx, sj_str name) {
    return sj_str_is(name, "em") ? ((claim *)ctx)->em : NULL;
}

static void get(void *ctx, uint32_t slot, sj_expr_value *out) {
    const claim *c = ctx;
    switch (slot) {
    case F_FREQUENCY:
        out->text = SJ_STR("7");
        break;
    case F_CHARGE:
        out->n = 15000;
        break;
    case F_BORN:
        out->n = sj_date_of(1970, 4, 12);
        break;
    case F_CONTROL:
        out->missing = true;
        break;
    case F_EMERGENCY:
        out->yes = true;
        break;
    case L_CODE:
        out->text = lines_code[c->line];
        break;
    case L_CHARGE:
        out->n = lines_charge[c->line];
        break;
    case L_DATE:
        out->n = sj_date_of(2026, 10, 15 + c->line);
        break;
    case L_MODIFIERS:
        out->items = line_modifiers;
        out->n_items = c->line == 0 ? 2 : 0;
        break;
    }
}

static uint32_t count(void *ctx, int scope) {
    return (void)ctx, scope == LINE ? 2 : 0;
}
static void visit(void *ctx, int scope, uint32_t i) {
    (void)scope, ((claim *)ctx)->line = (int)i;
}
static void leave(void *ctx, int scope) {
    (void)scope, ((claim *)ctx)->line = -1;
}

/* code_known('kind', code): kind x knows 99213 only, kind y has no table. */
static const char *check_kind(unsigned i, sj_str text) {
    return i == 0 && !sj_str_is(text, "x") && !sj_str_is(text, "y") ? "kind x or y was expected"
                                                                    : NULL;
}
static const sj_expr_function code_known = {
    .name = "code_known",
    .n_args = 2,
    .args = {SJ_EXPR_TEXT, SJ_EXPR_TEXT},
    .result = SJ_EXPR_BOOL,
    .check = check_kind,
};

static const sj_expr_function *find_function(void *ctx, sj_str name) {
    (void)ctx;
    return sj_str_is(name, code_known.name) ? &code_known : NULL;
}

static void suggest(void *ctx, sj_str name, int inside, char *buf, size_t cap) {
    (void)ctx, (void)inside;
    if (sj_str_is(name, "claim.frequenzy")) snprintf(buf, cap, "did you mean claim.frequency?");
}

static void call(void *ctx, unsigned id, const sj_expr_value *args, sj_expr_value *out) {
    (void)ctx, (void)id;
    out->missing = sj_str_is(args[0].text, "y");
    out->yes = sj_str_is(args[1].text, "99213");
}

static claim the_claim = {-1, NULL};
static const sj_expr_names names = {.ctx = &the_claim,
                                    .field = find_field,
                                    .scope = find_scope,
                                    .set = find_set,
                                    .function = find_function,
                                    .suggest = suggest};
static const sj_expr_values values = {&the_claim, get, count, visit, leave, call, NULL};

static const struct {
    const char *text;
    bool holds;
} cases[] = {
    {"claim.frequency = '7'", true},
    {"claim.frequency != '7'", false},
    {"claim.frequency in ('1', '7', '8')", true},
    {"claim.frequency not in ('7', '8')", false},
    {"claim.charge = 150", true},
    {"claim.charge > 150.00", false},
    {"claim.charge >= 150.00 and claim.charge <= 150.00", true},
    {"claim.charge between 100 and 200", true},
    {"claim.charge between 150.01 and 200", false},
    {"claim.charge - 50 = 100", true},
    {"claim.control = 'X'", false},
    {"not claim.control = 'X'", true},
    {"claim.control != 'X'", false}, /* missing: any comparison is false */
    {"missing(claim.control)", true},
    {"exists(claim.control)", false},
    {"claim.frequency in ('7','8') and missing(claim.control)", true},
    {"claim.emergency", true},
    {"not claim.emergency or claim.frequency = '1'", false},
    {"claim.frequency = '1' or claim.frequency = '2' or claim.emergency", true},
    {"(claim.frequency = '1' or claim.emergency) and claim.charge < 1", false},
    {"any(line, procedure in @em)", true},
    {"any(line, procedure = '99214')", false},
    {"all(line, charge > 20)", true},
    {"all(line, charge > 100)", false},
    {"none(line, procedure = '99214')", true},
    {"any(line, procedure in @em and not modifiers has '25')", false},
    {"any(line, modifiers has 'XU')", true},
    {"any(line, modifiers has '59')", false},
    {"count(line) = 2", true},
    {"count(line, charge > 100) = 1", true},
    {"any(line, date - patient.born > 20000)", true}, /* 56 years and a half: 20,640 days */
    {"any(line, date - patient.born > 21000)", false},
    {"any(line, date > #2026-10-15)", true},
    {"any(line, date + 1 < #2026-10-15)", false},
    {"any(line, matches(procedure, '^99[0-9]{3}$'))", true},
    {"any(line, matches(procedure, '9921'))", false}, /* the whole value */
    {"any(line, starts(procedure, '364'))", true},
    {"{claim.frequency} = '7'", true},
    {"claim.frequency = 'it''s'", false},
    {"any(line, modifiers has ('59', 'XU'))", true},
    {"any(line, modifiers has ('59', 'XS'))", false},
    {"any(line, modifiers not has '25' and procedure = '36415')", true},
    {"sum(line, charge) = 150", true},
    {"sum(line, charge, procedure = '36415') = 30", true},
    {"sum(line, charge, procedure = '1') = 0", true},
    {"sum(line, charge) - claim.charge = 0", true},
    {"any(line, code_known('x', procedure))", true},
    {"all(line, code_known('x', procedure))", false},
    {"any(line, not code_known('x', procedure))", true},
    {"any(line, code_known('y', procedure))", false},
    {"any(line, not code_known('y', procedure))", false}, /* nothing is known */
};

START_TEST(holds) {
    sj_expr *e = NULL;
    sj_err err = {0};
    ck_assert_msg(sj_expr_compile(&e, sj_str_of(cases[_i].text), &names, &err) == SJ_OK,
                  "%s: column %u: %s (%s)", cases[_i].text, err.column, err.msg, err.detail);
    ck_assert_msg(sj_expr_holds(e, &values) == cases[_i].holds, "%s", cases[_i].text);
    sj_expr_free(e);
}
END_TEST

static const struct {
    const char *text;
    unsigned column;
    const char *expected; /* a part of the message */
} wrong[] = {
    {"claim.frequency = ", 19, "a field, a number"},
    {"claim.frequncy = '7'", 1, "no field of this name"},
    {"procedure = '99213'", 1, "no field of this name"}, /* only inside a line */
    {"claim.frequency = 7", 17, "not of one kind"},
    {"claim.frequency in @none", 20, "no set of this name"},
    {"claim.charge in ('1')", 17, "only a text can be in a set"},
    {"claim.frequency in ('1', 2)", 26, "a 'text' was expected"},
    {"claim.frequency", 16, "a comparison was expected"},
    {"any(row, 1 = 1)", 5, "name of a scope"},
    {"any(line charge > 1)", 10, ", and a condition"},
    {"claim.frequency = '7' claim.charge > 1", 23, "'and', 'or' or the end"},
    {"claim.frequency = '7", 19, "a field, a number"},
    {"matches(claim.frequency, '(')", 26, "not a regular expression"},
    {"patient.born > #2026-02-30", 16, "a date like"},
    {"claim.charge > 1.001", 14, "not of one kind"}, /* money has two decimals */
    {"(claim.emergency", 17, ") was expected"},
    {"claim.emergency & claim.emergency", 17, "'and', 'or' or the end"},
    {"claim.frequenzy = '7'", 1, "no field of this name"},
    {"code_know('x', claim.frequency)", 1, "no function"},
    {"code_known('z', claim.frequency)", 12, "kind x or y"},
    {"code_known('x', claim.charge)", 17, "not of the kind"},
    {"code_known('x')", 15, ", and another argument"},
    {"sum(line, procedure) = 1", 11, "numbers and amounts"},
    {"claim.charge has ('1')", 18, "only a list"},
};

START_TEST(complains) {
    sj_expr *e = NULL;
    sj_err err = {0};
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(wrong[_i].text), &names, &err), SJ_EARG);
    ck_assert_ptr_null(e);
    ck_assert_msg(err.column == wrong[_i].column, "%s: column %u", wrong[_i].text, err.column);
    ck_assert_msg(strstr(err.msg, wrong[_i].expected) != NULL, "%s: %s", wrong[_i].text, err.msg);
}
END_TEST

START_TEST(nested_too_deeply) {
    char text[400] = "";
    for (int i = 0; i < 100; i++) strcat(text, "(");
    sj_expr *e = NULL;
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_EARG);
}
END_TEST

START_TEST(keys_are_the_conjuncts_that_must_hold) {
    sj_expr *e = NULL;
    const char *text = "claim.charge > 1 and claim.frequency in ('7', '8') and "
                       "any(line, procedure = '1') and (claim.control = 'A' or claim.emergency)";
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_OK);
    sj_expr_key key;
    char room[SJ_EXPR_WORD];
    bool prefix;
    ck_assert(sj_expr_key_at(e, 0, &key));
    ck_assert_uint_eq(key.slot, F_FREQUENCY);
    ck_assert_int_eq(key.inside, -1);
    ck_assert_uint_eq(key.n_texts, 2);
    ck_assert(sj_str_is(sj_expr_key_text(e, 0, 1, room, &prefix), "8") && !prefix);
    ck_assert(sj_expr_key_at(e, 1, &key)); /* some line has it */
    ck_assert_int_ge(key.inside, 0);
    ck_assert(sj_str_is(sj_expr_key_text(e, 1, 0, room, &prefix), "1") && !prefix);
    ck_assert(!sj_expr_key_at(e, 2, &key));
    sj_expr_free(e);
}
END_TEST

static void collect(void *ctx, const sj_expr_test *t) {
    char *log = ctx;
    sprintf(log + strlen(log), "%.*s:%s;", SJ_FMT(t->source), t->held ? "yes" : "no");
}

START_TEST(trace_names_each_test) {
    sj_expr *e = NULL;
    char log[200] = "";
    const char *text = "claim.frequency = '7' and not claim.charge > 200";
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_OK);
    ck_assert(sj_expr_trace(e, &values, collect, log));
    ck_assert_str_eq(log, "claim.frequency = '7':yes;claim.charge > 200:no;");
    sj_expr_free(e);
}
END_TEST

START_TEST(a_name_that_is_not_known_is_guessed_at) {
    sj_expr *e = NULL;
    sj_err err = {0};
    ck_assert_int_eq(sj_expr_compile(&e, SJ_STR("claim.frequenzy = '7'"), &names, &err), SJ_EARG);
    ck_assert_str_eq(err.detail, "found claim.frequenzy; did you mean claim.frequency?");
}
END_TEST

/* A rule that goes through lines within lines within lines ends when the budget does. */
START_TEST(a_budget_ends_it) {
    sj_expr *e = NULL;
    int64_t budget = 5;
    sj_expr_values limited = values;
    limited.budget = &budget;
    const char *text = "all(line, all(line, all(line, charge > 1)))";
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_OK);
    ck_assert(!sj_expr_holds(e, &limited));
    ck_assert_int_lt(budget, 0);
    budget = 100;
    ck_assert(sj_expr_holds(e, &limited));
    ck_assert_int_eq(budget, 100 - 2 - 4 - 8);
    sj_expr_free(e);
}
END_TEST

static uint32_t cost_of_gate(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    (void)ctx;
    if (slot == F_BORN) return SJ_GATE_IMPOSSIBLE;
    return kind == SJ_GATE_KEY ? 1 : kind == SJ_GATE_PRESENT ? 2 : 3;
}

/* Each test that must come out true has gates of its own, those inside any() too; one that cannot
 * be watched has none. */
START_TEST(each_test_has_its_gates) {
    static const char text[] = "claim.frequency in ('7', '8') and missing(claim.control) and "
                               "patient.born > #2000-01-01 and not (claim.charge > 1 or "
                               "exists(claim.emergency)) and any(line, procedure = '99213')";
    static const struct {
        unsigned n;
        sj_expr_gate_kind kind;
        uint32_t slot;
    } expected[] = {{1, SJ_GATE_KEY, F_FREQUENCY},
                    {1, SJ_GATE_ABSENT, F_CONTROL},
                    {0, SJ_GATE_PRESENT, F_BORN},
                    {0, SJ_GATE_PRESENT, F_CHARGE}, /* "not more than 1" holds without a charge */
                    {1, SJ_GATE_ABSENT, F_EMERGENCY},
                    {1, SJ_GATE_KEY, L_CODE}};
    sj_expr *e = NULL;
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    unsigned n, i = 0;
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_OK);
    for (; sj_expr_gates_of(e, i, cost_of_gate, NULL, gates, &n); i++) {
        ck_assert_uint_lt(i, sizeof expected / sizeof *expected);
        ck_assert_uint_eq(n, expected[i].n);
        if (!n) continue;
        ck_assert_int_eq(gates[0].kind, expected[i].kind);
        ck_assert_uint_eq(gates[0].slot, expected[i].slot);
    }
    ck_assert_uint_eq(i, sizeof expected / sizeof *expected);
    sj_expr_free(e);
}
END_TEST

static bool may_ask(void *ctx, uint32_t slot) {
    (void)ctx, (void)slot;
    return true;
}

static bool begins_so(const uint64_t first[4], const char *text) {
    unsigned b = sj_expr_beginning(sj_str_of(text));
    return first[b / 64] >> b % 64 & 1;
}

/* A family of one letter leaves its second byte open, others do not. */
START_TEST(what_may_pass_begins_so) {
    static const char *const conditions[] = {
        "claim.frequency in @em",
        "starts(claim.frequency, 'P') or starts(claim.frequency, 'Z38') or claim.frequency in "
        "('99202', '9')"};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        sj_expr *e = NULL;
        sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS];
        unsigned n;
        uint64_t first[4] = {0};
        ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(conditions[i]), &names, NULL), SJ_OK);
        ck_assert(sj_expr_atoms_of(e, SJ_EXPR_WHOLE, 0, may_ask, NULL, atoms, &n));
        ck_assert_uint_eq(n, 1);
        ck_assert(sj_expr_atom_begins(atoms, first));
        ck_assert(begins_so(first, "P07") && begins_so(first, "P") && begins_so(first, "Z3801"));
        ck_assert(begins_so(first, "99202") && begins_so(first, "9") == (i == 1));
        ck_assert(!begins_so(first, "Z00") && !begins_so(first, "Z") && !begins_so(first, "A07"));
        sj_expr_free(e);
    }
}
END_TEST

/* An `or` of several fields makes branches; each test that one value decides is an atom. */
START_TEST(one_value_decides_an_atom) {
    static const char text[] = "claim.frequency in ('7', '8') and missing(claim.control) and "
                               "(claim.charge > 1 and claim.emergency or patient.born > "
                               "#2000-01-01) and count(line) > 2";
    static const struct {
        unsigned branch, n;
        sj_expr_atom_kind kind;
        uint32_t slot;
    } expected[] = {
        {0, 1, SJ_ATOM_VALUE, F_FREQUENCY},
        {0, 1, SJ_ATOM_PRESENCE, F_CONTROL},
        {0, 1, SJ_ATOM_VALUE, F_CHARGE},
        {0, 1, SJ_ATOM_VALUE, F_EMERGENCY},
        {0, 1, SJ_ATOM_COUNT, 0},
        {1, 1, SJ_ATOM_VALUE, F_FREQUENCY},
        {1, 1, SJ_ATOM_PRESENCE, F_CONTROL},
        {1, 1, SJ_ATOM_VALUE, F_BORN},
        {1, 1, SJ_ATOM_COUNT, 0},
        {SJ_EXPR_WHOLE, 1, SJ_ATOM_VALUE, F_FREQUENCY},
        {SJ_EXPR_WHOLE, 1, SJ_ATOM_PRESENCE, F_CONTROL},
        {SJ_EXPR_WHOLE, 2, SJ_ATOM_VALUE, F_CHARGE}, /* or a birth date */
        {SJ_EXPR_WHOLE, 1, SJ_ATOM_COUNT, 0},
    };
    sj_expr *e = NULL;
    sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS];
    unsigned n, test = 0;
    ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(text), &names, NULL), SJ_OK);
    ck_assert_uint_eq(sj_expr_branches(e), 2);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++, test++) {
        unsigned branch = expected[i].branch;
        if (i && branch != expected[i - 1].branch) {
            ck_assert(!sj_expr_atoms_of(e, expected[i - 1].branch, test, may_ask, NULL, atoms, &n));
            test = 0;
        }
        ck_assert(sj_expr_atoms_of(e, branch, test, may_ask, NULL, atoms, &n));
        ck_assert_uint_eq(n, expected[i].n);
        ck_assert_int_eq(atoms[0].kind, expected[i].kind);
        ck_assert_uint_eq(atoms[0].slot, expected[i].slot);
    }
    uint64_t first[4] = {0};
    ck_assert(sj_expr_atoms_of(e, 0, 0, may_ask, NULL, atoms, &n));
    ck_assert(sj_expr_atom_holds(atoms, &(sj_expr_value){.text = SJ_STR("8")}));
    ck_assert(!sj_expr_atom_holds(atoms, &(sj_expr_value){.text = SJ_STR("1")}));
    ck_assert(!sj_expr_atom_holds(atoms, &(sj_expr_value){.missing = true}));
    ck_assert(sj_expr_atom_begins(atoms, first));
    ck_assert(begins_so(first, "7") && begins_so(first, "8"));
    ck_assert(!begins_so(first, "6") && !begins_so(first, "71"));
    ck_assert(sj_expr_atoms_of(e, 0, 1, may_ask, NULL, atoms, &n));
    ck_assert(sj_expr_atom_holds(atoms, &(sj_expr_value){.missing = true}));
    ck_assert(!sj_expr_atom_holds(atoms, &(sj_expr_value){.text = SJ_STR("A1")}));
    ck_assert(!sj_expr_atom_begins(atoms, first)); /* it holds where there is no text */
    ck_assert(sj_expr_atoms_of(e, 0, 4, may_ask, NULL, atoms, &n));
    ck_assert(sj_expr_atom_holds(atoms, &(sj_expr_value){.n = 3000}));
    ck_assert(!sj_expr_atom_holds(atoms, &(sj_expr_value){.n = 2000}));
    sj_expr_free(e);
}
END_TEST

/* Only fields of dates with each other, and of texts for equality; alternatives together; `not`
 * of a comparison holds without a value too, so it is none. */
START_TEST(comparisons_of_fields) {
    static const struct {
        const char *text;
        unsigned n;
        sj_expr_order first;
    } texts[] = {
        {"patient.born < patient.born", 1, {F_BORN, F_BORN, SJ_EXPR_LT, false, -1, -1}},
        {"patient.born > patient.born or patient.born >= patient.born",
         2,
         {F_BORN, F_BORN, SJ_EXPR_GT, false, -1, -1}},
        {"none(line, date >= patient.born)", 1, {L_DATE, F_BORN, SJ_EXPR_GE, true, LINE, LINE}},
        {"none(line, claim.frequency = procedure)",
         1,
         {F_FREQUENCY, L_CODE, SJ_EXPR_EQ, true, LINE, LINE}},
        {"none(line, any(line, date = patient.born))",
         1,
         {L_DATE, F_BORN, SJ_EXPR_EQ, true, LINE, LINE}},
        {"none(line, none(line, date = patient.born))", 0, {0}},
        {"any(line, date != patient.born)", 1, {L_DATE, F_BORN, SJ_EXPR_NE, false, -1, -1}},
        {"claim.frequency != claim.control",
         1,
         {F_FREQUENCY, F_CONTROL, SJ_EXPR_NE, false, -1, -1}},
        {"claim.frequency < claim.control", 0, {0}},
        {"claim.charge = claim.charge", 0, {0}},
        {"patient.born > #2000-01-01", 0, {0}},
        {"patient.born < patient.born + 0", 0, {0}},
        {"not patient.born < patient.born", 0, {0}},
        {"none(line, date >= patient.born and charge > 1)", 0, {0}},
        {"patient.born < patient.born or exists(claim.control)", 0, {0}},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sj_expr *e = NULL;
        sj_expr_order orders[SJ_EXPR_MAX_GATES];
        unsigned n;
        ck_assert_int_eq(sj_expr_compile(&e, sj_str_of(texts[i].text), &names, NULL), SJ_OK);
        ck_assert(sj_expr_orders_of(e, 0, orders, &n));
        ck_assert_msg(n == texts[i].n, "%s: %u", texts[i].text, n);
        const sj_expr_order *want = &texts[i].first;
        ck_assert_msg(!n || (orders[0].a == want->a && orders[0].b == want->b &&
                             orders[0].sign == want->sign && orders[0].is_none == want->is_none &&
                             orders[0].scope == want->scope && orders[0].none == want->none),
                      "%s", texts[i].text);
        sj_expr_free(e);
    }
    ck_assert_int_eq(sj_expr_turned(SJ_EXPR_LE), SJ_EXPR_GE);
    ck_assert_int_eq(sj_expr_turned(sj_expr_turned(SJ_EXPR_GT)), SJ_EXPR_GT);
    ck_assert_int_eq(sj_expr_turned(SJ_EXPR_NE), SJ_EXPR_NE);
}
END_TEST

START_TEST(sets) {
    sj_expr_set *s = NULL;
    sj_err err = {0};
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("G0438 99202-99215, A0425\n00100-00104"), &err),
                     SJ_OK);
    ck_assert(sj_expr_set_has(s, SJ_STR("99202")) && sj_expr_set_has(s, SJ_STR("99215")));
    ck_assert(sj_expr_set_has(s, SJ_STR("00103")) && sj_expr_set_has(s, SJ_STR("A0425")));
    ck_assert(!sj_expr_set_has(s, SJ_STR("99216")) && !sj_expr_set_has(s, SJ_STR("9920")));
    ck_assert(!sj_expr_set_has(s, SJ_STR("")));
    sj_expr_set_free(s);
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("E08-E10* Z79.4* I10"), &err), SJ_OK);
    ck_assert(sj_expr_set_has(s, SJ_STR("E0865")) && sj_expr_set_has(s, SJ_STR("E10")));
    ck_assert(sj_expr_set_has(s, SJ_STR("Z79.41")) && sj_expr_set_has(s, SJ_STR("I10")));
    ck_assert(!sj_expr_set_has(s, SJ_STR("E11")) && !sj_expr_set_has(s, SJ_STR("I109")));
    ck_assert(!sj_expr_set_has(s, SJ_STR("Z79")));
    sj_expr_set_free(s);
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("99215-99202"), &err), SJ_EARG);
    ck_assert_str_eq(err.detail, "99215-99202");
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("ABC-"), &err), SJ_EARG);
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("*"), &err), SJ_EARG);
}
END_TEST

/* Ranges that overlap, in any order, of several lengths, and words that stand inside of them. */
START_TEST(sets_of_ranges) {
    static const struct {
        const char *word;
        bool has;
    } words[] = {
        {"1", true},      {"2", true},       {"3", true},     {"4", false},     {"01", true},
        {"03", true},     {"04", false},     {"13", false},   {"14", true},     {"17", true},
        {"19", true},     {"20", false},     {"A0100", true}, {"A0150", true},  {"A0299", true},
        {"A0300", false}, {"A0099", false},  {"A01B0", true}, {"A01B1", false}, {"A0A50", false},
        {"A015", false},  {"A01500", false}, {"B1", true},    {"B19", true},    {"B2", false},
        {"B20", true},    {"B27X", true},    {"B28", false},  {"B2A", false},   {"", false},
    };
    sj_expr_set *s = NULL;
    char room[SJ_EXPR_WORD];
    bool prefix;
    ck_assert_int_eq(
        sj_expr_set_new(&s, SJ_STR("14-19 1-3 01-03 A0200-A0299 A01B0 A0100-A0210 17 B1* B20-B27*"),
                        NULL),
        SJ_OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(sj_expr_set_has(s, sj_str_of(words[i].word)) == words[i].has, "%s",
                      words[i].word);
    const uint32_t n = 6 + 3 + 3 + 100 + 1 + 111 + 1 + 1 + 8;
    ck_assert_uint_eq(sj_expr_set_count(s), n);
    for (uint32_t i = 0; i < n; i++) {
        sj_str word = sj_expr_set_at(s, i, room, &prefix);
        ck_assert(prefix == (word.ptr[0] == 'B'));
        ck_assert_msg(sj_expr_set_has(s, word), "%.*s", SJ_FMT(word));
    }
    ck_assert(sj_str_is(sj_expr_set_at(s, 0, room, &prefix), "01"));
    ck_assert(sj_str_is(sj_expr_set_at(s, 3 + 2, room, &prefix), "3"));
    ck_assert(sj_str_is(sj_expr_set_at(s, n - 1, room, &prefix), "B27"));
    sj_expr_set_free(s);
    ck_assert_int_eq(sj_expr_set_new(&s, SJ_STR("0000001-1048576"), NULL), SJ_OK);
    sj_expr_set_free(s);
    static const char *const bad[] = {"0000001-1048577", "0000001-1048576 A", "A1-B2", "1A-1C"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(sj_expr_set_new(&s, sj_str_of(bad[i]), NULL), SJ_EARG);
}
END_TEST

static void make_sets(void) {
    ck_assert_int_eq(sj_expr_set_new(&the_claim.em, SJ_STR("99202-99215 P* Z38*"), NULL), SJ_OK);
}

static void free_sets(void) {
    sj_expr_set_free(the_claim.em);
}

Suite *suite(void) {
    Suite *s = suite_create("expr");
    TCase *t = tcase_create("language");
    tcase_add_checked_fixture(t, make_sets, free_sets);
    tcase_add_loop_test(t, holds, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, complains, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(t, nested_too_deeply);
    tcase_add_test(t, keys_are_the_conjuncts_that_must_hold);
    tcase_add_test(t, trace_names_each_test);
    tcase_add_test(t, a_name_that_is_not_known_is_guessed_at);
    tcase_add_test(t, a_budget_ends_it);
    tcase_add_test(t, each_test_has_its_gates);
    tcase_add_test(t, what_may_pass_begins_so);
    tcase_add_test(t, one_value_decides_an_atom);
    tcase_add_test(t, comparisons_of_fields);
    tcase_add_test(t, sets);
    tcase_add_test(t, sets_of_ranges);
    suite_add_tcase(s, t);
    return s;
}
