/* Gates: what a condition hangs on, so that it is evaluated only when it may hold. The cases are
 * reasoned; the property is that a condition which holds has an open gate, whatever the values. */
#include "parsers/expr/expr.h"
#include "tests/unit/unit.h"

#include <stdio.h>

/* Fields by their letter: A to D texts, M a list, N a number; in the scope {lines} x and y. */
enum { A, B, C, D, M, N, X, Y, FIELDS, LINES = 3, MEMBERS = 2 };
static const char letters[FIELDS + 1] = "ABCDMNxy";

static bool find_field(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type) {
    (void)ctx;
    const char *at = name.len == 1 ? strchr(letters, name.ptr[0]) : NULL;
    if (!at || (at - letters >= X && inside != LINES)) return false;
    *slot = (uint32_t)(at - letters);
    *type = *slot == M ? SJ_EXPR_LIST : *slot == N ? SJ_EXPR_NUMBER : SJ_EXPR_TEXT;
    return true;
}

static bool find_scope(void *ctx, sj_str name, int inside, int *scope) {
    (void)ctx, (void)inside;
    *scope = LINES;
    return sj_str_is(name, "lines");
}

static const sj_expr_set *find_set(void *ctx, sj_str name) {
    return sj_str_is(name, "set") ? ctx : NULL;
}

static sj_expr_set *the_set(void) {
    sj_expr_set *set;
    ck_assert_int_eq(sj_expr_set_new(&set, SJ_STR("1 2 7*"), NULL), SJ_OK);
    return set;
}

static sj_expr *compile(const char *text, sj_expr_set *set) {
    const sj_expr_names names = {
        .ctx = set, .field = find_field, .scope = find_scope, .set = find_set};
    sj_expr *e;
    sj_err err = {0};
    ck_assert_msg(sj_expr_compile(&e, sj_str_of(text), &names, &err) == SJ_OK, "%s: column %u: %s",
                  text, err.column, err.msg);
    return e;
}

/* --- what is chosen --- */

/* A is rare, B and the lines' fields usual, C dear, D cannot be watched for absence. */
static uint32_t cost_of(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    (void)ctx;
    static const uint32_t costs[FIELDS] = {2, 4, 20, 6, 3, 5, 4, 4};
    if (kind == SJ_GATE_ABSENT) return slot == D ? SJ_GATE_IMPOSSIBLE : 12;
    if (kind == SJ_GATE_NOT) return slot < X ? 10 : SJ_GATE_IMPOSSIBLE;
    if (kind == SJ_GATE_NONE) return slot < X ? SJ_GATE_IMPOSSIBLE : 14;
    return kind == SJ_GATE_PRESENT ? costs[slot] : costs[slot] - 1;
}

/* key, present, absent, negative, not, none: "A=1,2", "A", "!A", "-A", "^A=1", "~x=1". */
static const struct {
    const char *condition, *gates;
} chosen[] = {
    {"{A} = '1'", "A=1"},
    {"{A} in ('1','2')", "A=1,2"},
    {"{A} in @set", "A=1,2,7*"},
    {"starts({A}, '7')", "A=7*"},
    {"{M} has '1'", "M=1"},
    {"{M} has @set", "M=1,2,7*"},
    {"exists({A})", "A"},
    {"missing({A})", "!A"},
    {"not missing({A})", "A"},
    {"not exists({A})", "!A"},
    {"{A} != '1'", "A"}, /* with a value missing it is false */
    {"{N} > 3", "N"},    /* no key: a number */
    {"{N} < 0", "-N"},   /* begins with a minus */
    {"{N} <= 0", "N"},
    {"{N} < 3", "N"},
    {"{N} < 0 and {A} = '2'", "A=2"},
    {"{N} < 0 or {A} = '2'", "-N A=2"},
    {"{B} = {A}", "A"}, /* the rarer of the two */
    {"{N} + 1 > 3", "N"},
    {"{B} = '1' and {A} = '2'", "A=2"},        /* one is enough */
    {"{B} = '1' or {A} = '2'", "B=1 A=2"},     /* all are needed */
    {"not ({B} != '1' or missing({A}))", "A"}, /* and, by de Morgan; != under not says nothing */
    {"not (exists({A}) and exists({B}))", "!A !B"},
    {"not {A} = '1'", "^A=1"}, /* true where A is missing */
    {"not {A} in @set", "^A=1,2,7*"},
    {"{C} != '1'", "^C=1"}, /* it is nearly always there */
    {"not {A} = {B}", ""},
    {"missing({D})", ""},              /* cannot be watched */
    {"missing({D}) or {A} = '1'", ""}, /* nor can the whole */
    {"missing({D}) and {A} = '1'", "A=1"},
    {"any({lines}, {x} = '1')", "x=1"},
    {"any({lines}, {x} = '1' and {A} = '2')", "A=2"},
    {"none({lines}, {x} = '1')", "~x=1"},
    {"not any({lines}, {x} in @set)", "~x=1,2,7*"},
    {"none({lines}, {x} = '1' and {y} = '1')", ""}, /* two lines may have one each */
    {"none({lines}, {x} != '1')", ""},
    {"none({lines}, {A} = '1')", ""}, /* holds where there is no line */
    {"any({lines}, none({lines}, {x} = '1'))", ""},
    {"all({lines}, {x} = '1')", ""},
    {"none({lines}, {x} = '1') and exists({B})", "B"},
    {"count({lines}) > 1", ""},
    {"1 = 1", ""},
    /* More alternatives than gates fit: none. */
    {"{A}='1' or {B}='1' or {C}='1' or {D}='1' or {A}='2' or {B}='2' or {C}='2' or {D}='2' or "
     "{A}='3' or {B}='3' or {C}='3' or {D}='3' or {A}='4' or {B}='4' or {C}='4' or {D}='4' or "
     "{A}='5'",
     ""},
};

static bool has_texts(const sj_expr_gate *g) {
    return g->kind == SJ_GATE_KEY || g->kind >= SJ_GATE_NOT;
}

static void print_gates(const sj_expr_gate *gates, unsigned n, char *buf, size_t cap) {
    size_t used = 0;
    buf[0] = 0;
    for (unsigned i = 0; i < n; i++) {
        const sj_expr_gate *g = &gates[i];
        used += (size_t)snprintf(buf + used, cap - used, "%s%s%c", i ? " " : "",
                                 g->kind == SJ_GATE_ABSENT     ? "!"
                                 : g->kind == SJ_GATE_NEGATIVE ? "-"
                                 : g->kind == SJ_GATE_NOT      ? "^"
                                 : g->kind == SJ_GATE_NONE     ? "~"
                                                               : "",
                                 letters[g->slot]);
        char room[SJ_EXPR_WORD];
        bool prefix;
        sj_str text;
        for (uint32_t j = 0; has_texts(g) && (text = sj_expr_gate_text(g, j, room, &prefix)).ptr;
             j++)
            used += (size_t)snprintf(buf + used, cap - used, "%s%.*s%s", j ? "," : "=",
                                     SJ_FMT(text), prefix ? "*" : "");
    }
}

START_TEST(test_chosen) {
    sj_expr_set *set = the_set();
    sj_expr *e = compile(chosen[_i].condition, set);
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    uint32_t cost, sum = 0;
    char text[256];
    unsigned n = sj_expr_gates(e, cost_of, NULL, gates, &cost);
    print_gates(gates, n, text, sizeof text);
    ck_assert_msg(!strcmp(text, chosen[_i].gates), "%s: '%s', not '%s'", chosen[_i].condition, text,
                  chosen[_i].gates);
    for (unsigned i = 0; i < n; i++) sum += cost_of(NULL, gates[i].kind, gates[i].slot);
    ck_assert_uint_eq(cost, n ? sum : SJ_GATE_IMPOSSIBLE);
    sj_expr_free(e);
    sj_expr_set_free(set);
}
END_TEST

/* --- what holds has an open gate --- */

typedef struct world {
    unsigned seed;
    char values[FIELDS][MEMBERS]; /* a digit; 0: missing. Texts in [0], x and y of each member */
    sj_str items[MEMBERS];
    unsigned member;
} world;

static unsigned draw(world *w, unsigned n) {
    w->seed = w->seed * 1103515245u + 12345u;
    return (w->seed >> 16) % n;
}

static void get(void *ctx, uint32_t slot, sj_expr_value *out) {
    world *w = ctx;
    const char *v = &w->values[slot][slot >= X ? w->member : 0];
    if (slot == M) {
        for (unsigned i = 0; i < MEMBERS; i++)
            if (w->values[M][i]) w->items[out->n_items++] = (sj_str){&w->values[M][i], 1};
        out->items = w->items;
        out->missing = !out->n_items;
        return;
    }
    out->missing = !*v;
    if (out->missing) return;
    out->text = (sj_str){v, 1};
    out->n = (*v - '0') * 1000;
}

static uint32_t count(void *ctx, int scope) {
    return (void)ctx, (void)scope, MEMBERS;
}
static void visit(void *ctx, int scope, uint32_t i) {
    (void)scope, ((world *)ctx)->member = i;
}
static void leave(void *ctx, int scope) {
    (void)ctx, (void)scope;
}

static uint32_t drawn_cost(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    world *w = ctx;
    if (kind >= SJ_GATE_NOT && (kind == SJ_GATE_NONE) != (slot >= X)) return SJ_GATE_IMPOSSIBLE;
    return draw(w, 8) ? 1 + draw(w, 20) : SJ_GATE_IMPOSSIBLE;
}

static void write_condition(world *w, char *buf, size_t cap, unsigned depth, bool in_lines) {
    static const char *const tests[] = {
        "{%c} = '%c'",   "{%c} != '%c'", "{%c} in ('%c','7')", "exists({%c})",
        "missing({%c})", "{%c} in @set", "not {%c} = '%c'",    "starts({%c}, '%c')"};
    char one[400], two[400], field = "ABCDxy"[draw(w, in_lines ? 6 : 4)];
    unsigned kind = depth ? draw(w, 8) : 0;
    if (kind < 3) {
        const char *test = tests[draw(w, 8)];
        if (draw(w, 10) == 0)
            snprintf(buf, cap, draw(w, 2) ? "{M} has '%c'" : "not {M} has '%c'",
                     '0' + (char)draw(w, 9));
        else if (draw(w, 10) == 0)
            snprintf(buf, cap, "{N} > %u", draw(w, 9));
        else
            snprintf(buf, cap, test, field, '0' + (char)draw(w, 9));
        return;
    }
    if (kind < 5 && !in_lines) {
        static const char *const scopes[] = {"any", "none", "all"};
        write_condition(w, one, sizeof one / 2, depth - 1, true);
        snprintf(buf, cap, "%s({lines}, %s)", scopes[draw(w, 3)], one);
        return;
    }
    write_condition(w, one, sizeof one / 2, depth - 1, in_lines);
    write_condition(w, two, sizeof two / 2, depth - 1, in_lines);
    snprintf(buf, cap, "%s(%s %s %s)", draw(w, 3) ? "" : "not ", one, draw(w, 2) ? "and" : "or",
             two);
}

static bool is_open(const world *w, const sj_expr_gate *g) {
    unsigned members = g->slot >= X || g->slot == M ? MEMBERS : 1;
    bool any = false;
    for (unsigned m = 0; m < members; m++) {
        char v = w->values[g->slot][m];
        any |= v != 0;
        char room[SJ_EXPR_WORD];
        bool prefix;
        sj_str text;
        for (uint32_t j = 0; has_texts(g) && (text = sj_expr_gate_text(g, j, room, &prefix)).ptr;
             j++)
            if (v && text.len == 1 && text.ptr[0] == v) return g->kind == SJ_GATE_KEY;
        if (g->kind == SJ_GATE_ABSENT && !v && g->slot != M) return true;
    }
    if (g->kind >= SJ_GATE_NOT) return true;
    return g->kind == SJ_GATE_PRESENT ? any : g->kind == SJ_GATE_ABSENT && !any;
}

START_TEST(test_what_holds_has_an_open_gate) {
    enum { CONDITIONS = 400, VALUES = 60 };
    world w = {.seed = 20260504};
    sj_expr_set *set = the_set();
    const sj_expr_values values = {
        .ctx = &w, .get = get, .count = count, .visit = visit, .leave = leave};
    unsigned held = 0, gated = 0;
    for (int i = 0; i < CONDITIONS; i++) {
        char text[1200];
        write_condition(&w, text, sizeof text, 3, false);
        sj_expr *e = compile(text, set);
        sj_expr_gate gates[SJ_EXPR_MAX_GATES];
        uint32_t cost;
        unsigned n = sj_expr_gates(e, drawn_cost, &w, gates, &cost);
        for (int k = 0; n && k < VALUES; k++) {
            for (unsigned f = 0; f < FIELDS; f++)
                for (unsigned m = 0; m < MEMBERS; m++)
                    w.values[f][m] = draw(&w, 3) ? (char)('0' + draw(&w, 9)) : 0;
            gated++;
            if (!sj_expr_holds(e, &values)) continue;
            held++;
            bool open = false;
            for (unsigned g = 0; g < n; g++) open |= is_open(&w, &gates[g]);
            ck_assert_msg(open, "%s holds, and no gate is open", text);
        }
        sj_expr_free(e);
    }
    ck_assert_uint_gt(held, 500); /* or nothing was tested */
    ck_assert_uint_gt(gated, held + 500);
    sj_expr_set_free(set);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("gates");
    TCase *t = tcase_create("gates");
    tcase_add_loop_test(t, test_chosen, 0, sizeof chosen / sizeof *chosen);
    tcase_add_test(t, test_what_holds_has_an_open_gate);
    suite_add_tcase(s, t);
    return s;
}
