/* The sieve of rules against judging every rule on every member: rules and claims drawn by lot. */
#include "tests/unit/unit.h"

#include "rules/packs/judge.h"
#include "rules/packs/pack.h"
#include "tests/unit/pack_claim.h"

#include <stdio.h>
#include <stdlib.h>

enum { RULES = 120, CLAIMS = 150, TEXT = 512, XML = 1 << 19, SEEDS = 6 };

static uint64_t lot;

static unsigned draw(unsigned n) {
    lot = lot * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(lot >> 33) % n;
}

#define DRAW(array) (array)[draw(sizeof(array) / sizeof *(array))]

/* ---- conditions ---- */

static const char *const of_line[] = {
    "line.procedure in @codes",
    "line.procedure = '99213'",
    "starts(line.procedure, '971')",
    "line.procedure != '36415'",
    "line.procedure not in ('97110', '99214')",
    "matches(line.procedure, '9[0-9]{4}')",
    "line.modifiers has '25'",
    "line.modifiers has ('59', 'GP', 'ABC')",
    "not line.modifiers has '25'",
    "line.place = '22'",
    "line.place not in ('11', '21')",
    "line.units > 1",
    "line.units <= 2",
    "line.charge > 100",
    "line.charge > line.unit_charge",
    "missing(line.authorization)",
    "exists(line.note)",
    "line.diagnosis in @sugar",
    "starts(line.diagnosis, 'Z')",
    "line.diagnoses has @sugar",
    "line.age < 18",
    "any(line, other and procedure in @codes)",
    "any(line, other and line.units = 1 and (procedure = '36415' or modifiers has '25'))",
    "any(line, earlier and same_day and procedure = '99213')",
    "any(line, earlier and same_procedure)",
    "any(line, procedure = line.procedure and units > 1)",
    "any(diagnosis, pointed and starts(code, 'E11'))",
};
static const char *const of_claim[] = {
    "any(line, procedure = '36415')",
    "none(line, procedure in @codes)",
    "any(line, units > 2 or place = '22')",
    "all(line, charge > 50)",
    "count(line) > 2",
    "count(line, modifiers has '25') >= 1",
    "sum(line, units, procedure in @codes) > 4",
    "sum(line, charge) >= 300",
    "claim.principal = 'E119'",
    "starts(claim.principal, 'Z')",
    "claim.related has 'EM'",
    "missing(claim.related)",
    "claim.conditions has '08'",
    "claim.values has '80'",
    "patient.sex = 'M'",
    "subscriber.filing in ('MB', 'HM')",
    "claim.patient_paid > 10.00",
    "payer.id = '60054'",
    "starts(payer.last, 'A PAYER WITH A LONG')",
    "any(diagnosis, starts(code, 'E11'))",
    "claim.frequency = '7'",
    "claim.diagnosis_codes has ('I10', 'Z0000')",
    "patient.age > 17",
    "any(provider, role = 'rendering' and missing(taxonomy))",
};
static const char *const of_diagnosis[] = {
    "diagnosis.code in @sugar", "starts(diagnosis.code, 'Z')", "diagnosis.position = 1",
    "diagnosis.pointed",        "missing(diagnosis.poa)",      "any(diagnosis, code = 'I10')",
};
static const char *const of_provider[] = {
    "provider.role = 'rendering'",
    "missing(provider.taxonomy)",
    "provider.same_as_billing",
    "provider.last = 'WREN'",
};
static const struct {
    const char *name;
    const char *const *tests;
    unsigned n;
} scopes[] = {
    {"line", of_line, sizeof of_line / sizeof *of_line},
    {"claim", of_claim, sizeof of_claim / sizeof *of_claim},
    {"diagnosis", of_diagnosis, sizeof of_diagnosis / sizeof *of_diagnosis},
    {"provider", of_provider, sizeof of_provider / sizeof *of_provider},
};

static char *put(char *to, const char *text) {
    return stpcpy(to, text);
}

static char *condition(char *to, unsigned scope, unsigned depth) {
    if (depth == 0 || draw(4) == 0) {
        if (draw(3) == 0) return put(to, DRAW(of_claim));
        return put(to, scopes[scope].tests[draw(scopes[scope].n)]);
    }
    to = put(to, draw(6) == 0 ? "not (" : "(");
    to = condition(to, scope, depth - 1);
    to = put(to, draw(3) ? ") and (" : ") or (");
    to = condition(to, scope, depth - 1);
    return put(to, ")");
}

/* ---- claims ---- */

static const char *const procedures[] = {"99213", "99214", "36415", "97110",    "97140",
                                         "1",     "J3420", "90686", "LONGCODES"};
static const char *const modifiers[] = {"",   "",     " 25",    " 59",         " 25 59",
                                        " A", " ABC", " GP GO", " 25 59 GP GO"};
static const char *const rest[] = {"",         " pos 22",   " pos 21",           " units 3",
                                   " units 2", " charge 9", " note WHY",         " on +1",
                                   " dx I10",  " dx E11.9", " dx Z00.00 E11.65", " ref G1 A"};
static const char *const extras[] = {"",
                                     "; condition 08",
                                     "; value 80 3",
                                     "; related_1 EM",
                                     "; filing MB",
                                     "; filing HM",
                                     "; sex M",
                                     "; age 9",
                                     "; amt F5 20",
                                     "; payer 60054",
                                     "; payer.last 'A PAYER WITH A LONG NAME'",
                                     "; frequency 7",
                                     "; dx E11.9",
                                     "; rendering.id 1999901014",
                                     "; rendering.id 1999901006; rendering.taxonomy 207Q00000X",
                                     "; rendering.id 1999901014; rendering.last WREN"};

static void make_claim(char *to) {
    for (unsigned n = 1 + draw(4); n; n--) {
        to = put(put(put(to, "line "), DRAW(procedures)), DRAW(modifiers));
        to = put(put(put(to, DRAW(rest)), draw(2) ? "" : DRAW(rest)), n > 1 ? "; " : "");
    }
    put(put(put(to, DRAW(extras)), DRAW(extras)), draw(2) ? "" : DRAW(extras));
}

/* ---- packs ---- */

static sj_packs *packs;
static sj_arena arena;
static const sj_claim *claims[CLAIMS];
static char texts[CLAIMS][TEXT];
static sj_view view;

static void make_claims(void) {
    for (unsigned i = 0; i < CLAIMS; i++) {
        make_claim(texts[i]);
        claims[i] = pack_claim(&arena, packs->fields, texts[i]);
    }
}

/* On how many members of the claim does the condition hold, each asked by itself? */
static unsigned count_by_hand(const sj_rule *r, const sj_claim *c) {
    unsigned n = 0;
    sj_expr_values values = sj_view_values;
    values.ctx = &view;
    sj_view_begin(&view, packs->fields, c, NULL);
    if (r->scope == SCOPE_CLAIM) return sj_expr_holds(r->when, &values);
    for (uint32_t i = 0; i < sj_view_count(&view, r->scope); i++) {
        sj_view_visit(&view, r->scope, i);
        n += sj_expr_holds(r->when, &values);
        sj_view_leave(&view, r->scope);
    }
    return n;
}

/* A claim that trips the condition, or does not; CLAIMS: there is none. */
static unsigned find_example(const sj_rule *r, bool trips) {
    unsigned i = 0;
    while (i < CLAIMS && (count_by_hand(r, claims[i]) > 0) != trips) i++;
    return i;
}

static const char sets[] = "<set id='codes'>99211-99215 97110</set><set id='sugar'>E08-E13*</set>";

/* Rules that some claims trip and others do not, since a pack without examples does not load. */
static sj_pack *compile_sets(void) {
    char xml[TEXT];
    sj_packs *p;
    snprintf(xml, sizeof xml,
             "<pack id='SETS' title='T' version='1' source='s' claims='professional'>%s"
             "<rule id='r' title='R' severity='info' scope='line'><when>procedure = '1'</when>"
             "<message>m</message><effect>e</effect><fix>f</fix><example trips='yes'>line 1"
             "</example><example trips='no'>line 2</example></rule></pack>",
             sets);
    ck_assert_int_eq(sj_packs_new(&p, NULL), SJ_OK);
    ck_assert_int_eq(sj_packs_load(p, xml, strlen(xml), "s", NULL), SJ_OK);
    sj_packs_free(packs);
    packs = p;
    return p->packs[0];
}

static char *put_rule(char *to, const sj_pack *with, unsigned number) {
    char when[8 * TEXT], safe[8 * TEXT], *end = safe;
    unsigned scope = draw(5) ? draw(2) : 2 + draw(2);
    sj_names names;
    sj_scope found = SCOPE_CLAIM;
    sj_rule r = {.pack = with, .from = SJ_NO_DATE, .to = SJ_NO_DATE};
    condition(when, scope, 1 + draw(3));
    if (scope != 1) ck_assert(sj_scope_find(sj_str_of(scopes[scope].name), &found));
    r.scope = found;
    sj_names_init(&names, packs->fields, with, found);
    sj_err err = {0};
    ck_assert_msg(sj_names_compile(&names, NULL, sj_str_of(when), &r.when, &err) == SJ_OK, "%s: %s", when,
                  err.msg);
    unsigned yes = find_example(&r, true), no = find_example(&r, false);
    sj_expr_free(r.when);
    if (yes == CLAIMS || no == CLAIMS) return to;
    for (const char *p = when; *p; p++) end = *p == '<' ? put(end, "&lt;") : (*end = *p, end + 1);
    *end = 0;
    return to + sprintf(to,
                        "<rule id='r%u' title='R' severity='info' scope='%s'><when>%s</when>"
                        "<message>m</message><effect>e</effect><fix>f</fix><example trips='yes'>%s"
                        "</example><example trips='no'>%s</example></rule>",
                        number, scopes[scope].name, safe, texts[yes], texts[no]);
}

static void load_rules(const sj_pack *with) {
    char *xml = malloc(XML), *to = xml;
    ck_assert_ptr_nonnull(xml);
    to += sprintf(to, "<pack id='DRAWN' title='T' version='1' source='s' claims='professional'>%s",
                  sets);
    for (unsigned i = 0; i < RULES; i++) to = put_rule(to, with, i);
    put(to, "</pack>");
    sj_err err;
    ck_assert_msg(sj_packs_load(packs, xml, strlen(xml), "drawn", &err) == SJ_OK, "%s: %s", err.msg,
                  err.detail);
    free(xml);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
}

static void count_rule(void *ctx, const sj_finding *f) {
    ((unsigned *)ctx)[SJ_FINDING_ROW(f->id)]++;
}

static void compare(sj_pack_judge *j, unsigned claim) {
    unsigned found[RULES + 2] = {0};
    sj_pack_judge_claim(j, claims[claim], count_rule, found);
    for (uint32_t r = 0; r < packs->n_rules; r++) {
        unsigned expected = count_by_hand(packs->rules[r], claims[claim]);
        ck_assert_msg(found[r] == expected, "%s (%s) on %s: %u, not %u", packs->rules[r]->info.when,
                      packs->rules[r]->info.scope, texts[claim], found[r], expected);
    }
}

START_TEST(the_sieve_misses_nothing) {
    lot = (uint64_t)_i;
    sj_arena_init(&arena, 1 << 28);
    ck_assert_int_eq(sj_packs_new(&packs, NULL), SJ_OK);
    const sj_pack *with = compile_sets();
    make_claims();
    load_rules(with);
    ck_assert_uint_gt(packs->n_rules, RULES / 2);
    sj_pack_judge *j;
    ck_assert_int_eq(sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL), SJ_OK);
    for (unsigned i = 0; i < CLAIMS; i++) compare(j, i);
    for (unsigned i = 0; i < CLAIMS / 3; i++) compare(j, draw(CLAIMS)); /* now all is known */
    sj_pack_judge_free(j);
    sj_packs_free(packs);
    sj_arena_dispose(&arena);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("sieve");
    TCase *t = tcase_create("sieve");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, the_sieve_misses_nothing, 0, SEEDS);
    suite_add_tcase(s, t);
    return s;
}
