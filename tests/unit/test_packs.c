/* Rule packs: what loads, what a mistake is told as, what trips; the shipped packs with all their
 * examples; the index against judging every rule. */
#include "tests/unit/unit.h"

#include "parsers/base/alloc.h"
#include "rules/packs/judge.h"
#include "rules/packs/pack.h"
#include "tests/unit/pack_claim.h"

#include <stdio.h>
#include <stdlib.h>

enum { XML = 4096 };

static sj_packs *packs;
static sj_err err;

static void open_packs(void) {
    ck_assert_int_eq(sj_packs_new(&packs, NULL), SJ_OK);
    err = (sj_err){0};
}

static void close_packs(void) {
    sj_packs_free(packs);
}

/* ---- the shipped packs ---- */

START_TEST(shipped_packs_load) {
    sj_shipped_pack s;
    ck_assert(sj_packs_shipped((size_t)_i, &s));
    /* A copy is nobody's: it is checked by the schema, which the shipped bytes are spared. */
    char *copy = malloc(s.len);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, s.bytes, s.len);
    ck_assert_msg(sj_packs_load(packs, copy, s.len, s.name, &err) == SJ_OK,
                  "%s line %u column %u: %s (%s)", s.name, err.line, err.column, err.msg,
                  err.detail);
    free(copy);
    sj_pack_info info;
    ck_assert(sj_packs_at(packs, 0, &info));
    ck_assert_str_eq(info.id, s.id);
    ck_assert_uint_ge(info.examples, 2 * info.rules);
    ck_assert_int_eq(sj_packs_seal(packs, &err), SJ_OK);
    ck_assert_uint_eq(sj_packs_findings(packs)->count, info.rules + 1);
}
END_TEST

/* ---- conditions ---- */

/* The claim `yes` trips the rule, the near miss does not: a pack loads only then. */
static const struct {
    const char *scope, *when, *yes, *no;
} conditions[] = {
    {"line", "line.procedure = '99213'", "line 99213", "line 99214"},
    {"line", "procedure = '99213'", "line 99213", "line 99214"},
    {"line", "line.modifiers has '25'", "line 99213 57 25", "line 99213 57"},
    {"line", "line.modifiers has @late", "line 1 GZ", "line 1 25"},
    {"line", "line.place = '22'", "line 1 pos 22", "line 1"},
    {"line", "line.place = '22'", "line 1; place 22", "line 1 pos 11; place 22"},
    {"line", "line.units > 2", "line 1 units 3", "line 1 units 2"},
    {"line", "line.charge > 99.99", "line 1 charge 100", "line 1 charge 99.99"},
    {"line", "line.unit_charge > 50", "line 1 charge 101 units 2", "line 1 charge 100 units 2"},
    {"line", "line.diagnoses has @sugar", "line 1 dx I10 E11.9", "line 1 dx I10; dx E11.9"},
    {"line", "starts(line.diagnosis, 'E11')", "line 1 dx E11.9", "line 1 dx I10 E11.9"},
    {"line", "line.days > 1", "line 1 to +1", "line 1 on +1"},
    {"line", "line.age < 19", "line 1; age 18", "line 1; age 19"},
    {"line", "missing(line.authorization)", "line 1", "line 1; ref G1 A100"},
    {"line", "missing(line.referral)", "line 1", "line 1 ref 9F R1"},
    {"line", "line.rendering_npi = '1234567893'", "line 1 rendering.id 1234567893",
     "line 1; rendering.id 1999901014"},
    {"line", "line.drug_units > 0 and missing(line.drug_unit)", "line J1 drug_units 2",
     "line J1 drug_units 2 drug_unit ML"},
    {"line", "any(line, other and same_procedure and same_day)", "line 1; line 1",
     "line 1; line 1 on +1"},
    {"line", "any(line, earlier and same_provider)", "line 1; line 2",
     "line 1; line 2 rendering.id 1999901014"},
    {"line", "any(line, line.procedure = 'A' and procedure = 'B')", "line A; line B", "line B"},
    {"line", "none(diagnosis, pointed and code = 'Z1')", "line 1 dx I10; dx Z1", "line 1 dx Z1"},
    {"line", "length(line.note) > 3", "line 1 note 'ABC D'", "line 1 note ABC"},
    {"claim", "claim.type = 'P' and claim.charge = 300", "line 1; line 2 charge 200", "line 1"},
    {"claim", "claim.charge = 5", "line 1; charge 5", "line 1"},
    {"claim", "any(line, procedure = 'A' and line.place = '23')", "line A pos 23",
     "line A; line B pos 23"},
    {"claim", "count(line) > 2", "line 1; line 2; line 3", "line 1; line 2"},
    {"claim", "sum(line, units, starts(procedure, '971')) > 4",
     "line 97110 units 3; line 97140 units 2", "line 97110 units 3; line 1 units 2"},
    {"claim", "patient.age between 0 and 5", "age 5", "age 6"},
    {"claim", "patient.age_days < 29", "born +0", "age 1"},
    {"claim", "patient.sex = 'M'", "sex M", "sex F"},
    {"claim", "patient.sex = 'M'", "dependent; sex M", "sex M; dependent; sex F"},
    {"claim", "patient.relationship = '19'", "dependent", "line 1"},
    {"claim", "patient.last = 'WREN'", "patient.last WREN", "patient.last FINCH"},
    {"claim", "subscriber.filing in ('MA', 'MB')", "filing MB", "filing CI"},
    {"claim", "payer.id = '12345'", "payer 12345", "payer 12346"},
    {"claim", "claim.conditions has '08' and claim.values has '80'", "condition 08; value 80 5",
     "condition 08; value 81 5"},
    {"claim", "any(code, qualifier = 'BE' and code = '80' and amount > 3)", "value 80 4",
     "value 80 3"},
    {"claim", "any(code, qualifier = 'BI' and to - from > 3)", "span 74 +0 +4", "span 74 +0 +3"},
    {"claim", "claim.occurrences has '11'", "occurrence 11 +0", "occurrence 10 +0"},
    {"claim", "claim.related has 'AA'", "related_1 AA", "related_1 EM"},
    {"claim", "claim.principal = 'E119'", "dx E11.9 I10", "dx I10 E11.9"},
    {"claim", "claim.admitting = 'R079'", "dx I10; admitting R07.9", "dx I10 R07.9"},
    {"claim", "claim.admitted < #2026-03-10", "dtp 435 2026-03-09", "dtp 435 2026-03-10"},
    {"claim", "claim.patient_paid > claim.charge", "line 1; amt F5 101", "line 1; amt F5 100"},
    {"claim", "any(other, sequence = 'P' and paid = 0)", "other P paid 0", "other P paid 1"},
    {"claim", "any(provider, role = 'referring' and type = '2')",
     "referring.id 1234567893; referring.type 2", "referring.id 1234567893"},
    {"claim", "matches(payer.id, '[0-9]{5}')", "payer 12345", "payer 1234A"},
    {"claim", "matches(payer.id, '(a+)+b')", "payer aaab",
     "payer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"},
    {"claim", "claim.has_ambulance", "has_ambulance yes", "has_ambulance no"},
    {"diagnosis", "diagnosis.code = 'E119' and diagnosis.position = 2", "dx I10 E11.9",
     "dx E11.9 I10"},
    {"diagnosis", "missing(diagnosis.poa)", "dx I10", "dx I10:Y"},
    {"diagnosis", "not diagnosis.pointed", "line 1 dx I10; dx E11.9", "line 1 dx I10 E11.9"},
    {"provider", "provider.role = 'rendering' and missing(provider.taxonomy)",
     "rendering.id 1999901014", "rendering.id 1999901014; rendering.taxonomy 207Q00000X"},
    {"provider", "provider.same_as_billing", "rendering.id 1999901006", "rendering.id 1999901014"},
    /* A table that is not loaded says neither yes nor no. */
    {"line", "line.procedure = '1' and (code_valid('hcpcs', procedure, from) or line.units = 2)",
     "line 1 units 2", "line 1"},
    {"line",
     "line.procedure = '1' and (not code_valid('hcpcs', procedure, from) or line.units = 2)",
     "line 1 units 2", "line 1"},
    {"line", "years(patient.born, line.from) > 64", "line 1; age 65", "line 1; age 64"},
};

static const char *escape(const char *text) {
    static char out[4][XML];
    static unsigned next;
    char *to = out[next++ % 4], *p = to;
    for (; *text; text++) {
        if (*text == '<')
            p = stpcpy(p, "&lt;");
        else if (*text == '&')
            p = stpcpy(p, "&amp;");
        else
            *p++ = *text;
    }
    *p = 0;
    return to;
}

static const char *one_rule(const char *scope, const char *attributes, const char *when,
                            const char *yes, const char *no) {
    static char xml[XML];
    snprintf(xml, sizeof xml,
             "<pack id='TEST' title='Tests' version='1' source='here' claims='professional'>\n"
             "<set id='late'>GA GZ</set><set id='sugar'>E08-E13*</set>\n"
             "<rule id='r' title='R' severity='hold' scope='%s' %s>\n"
             "<when>%s</when><message>{claim.account}</message><effect>E</effect><fix>F</fix>\n"
             "<example trips='yes'>%s</example>\n<example trips='no'>%s</example></rule></pack>",
             scope, attributes, escape(when), escape(yes), escape(no));
    return xml;
}

static sj_status load(const char *xml) {
    return sj_packs_load(packs, xml, strlen(xml), "t.xml", &err);
}

START_TEST(conditions_trip) {
    const char *xml = one_rule(conditions[_i].scope, "", conditions[_i].when, conditions[_i].yes,
                               conditions[_i].no);
    ck_assert_msg(load(xml) == SJ_OK, "%s: line %u column %u: %s (%s)", conditions[_i].when,
                  err.line, err.column, err.msg, err.detail);
}
END_TEST

/* ---- which claims a rule is for ---- */

static const struct {
    const char *attributes, *yes, *no;
} filters[] = {
    {"payers='12345 60054'", "line 1; payer 60054", "line 1; payer 60055"},
    {"payers='600*'", "line 1; payer 60054", "line 1; payer 6105"},
    {"payers='12345'", "line 1", "line 1; payer 99999"}, /* examples have the rule's payer */
    {"from='2026-04-01'", "line 1", "line 1 on 2026-03-31"},
    {"to='2025-12-31'", "line 1", "line 1 on 2026-01-01"},
    {"from='2026-01-01' to='2026-12-31'", "line 1 on 2026-12-31", "line 1 on 2027-01-01"},
    {"claims='dental'", "line D1110", "line D2150"},
};

START_TEST(filters_hold) {
    const char *when =
        _i == 6 ? "line.qualifier = 'AD' and line.procedure = 'D1110'" : "line.procedure = '1'";
    const char *xml =
        one_rule("line", filters[_i].attributes, when, filters[_i].yes, filters[_i].no);
    ck_assert_msg(load(xml) == SJ_OK, "%s: line %u column %u: %s (%s)", filters[_i].attributes,
                  err.line, err.column, err.msg, err.detail);
}
END_TEST

/* ---- mistakes ---- */

/* `when` begins in column 7 of line 4, the first example in column 22 of line 5. */
static const struct {
    const char *scope, *attributes, *when, *yes, *no;
    unsigned line, column;
    const char *expected, *detail;
} mistakes[] = {
    {"line", "", "line.procedre = '1'", "line 1", "line 2", 4, 7, "no field of this name",
     "t.xml, rule r: found line.procedre; did you mean line.procedure?"},
    {"line", "", "units < 1 and\n chargee > 3", "line 1", "line 2", 5, 2, "no field of this name",
     "t.xml, rule r: found chargee; did you mean charge?"},
    {"line", "", "line.units &lt 1", "line 1", "line 2", 4, 18, "a comparison was expected", ""},
    {"line", "", "line.procedure in @sugr", "line 1", "line 2", 4, 25, "no set of this name",
     "t.xml, rule r: found sugr; did you mean sugar?"},
    {"claim", "", "line.procedure = '1'", "line 1", "line 2", 4, 7, "no field of this name here",
     "t.xml, rule r: found line.procedure; it is a line's: say any(line, ...), or give the rule "
     "that "
     "scope"},
    {"line", "", "same_day", "line 1", "line 2", 4, 7, "no field of this name here",
     "t.xml, rule r: found same_day; it compares two lines: it stands inside any(line, ...)"},
    {"line", "", "code_valid('hcpc', procedure, from)", "line 1", "line 2", 4, 18,
     "the name of a code table was expected", ""},
    {"line", "", "matches(line.procedure, '(')", "line 1", "line 2", 4, 31,
     "not a regular expression", ""},
    {"line", "", "line.procedure = '1'", "line 2", "line 3", 5, 22,
     "this example must trip the rule, but does not", ""},
    {"line", "", "line.procedure = '1'", "line 1", "line 1", 6, 21,
     "this example must not trip the rule, but does", ""},
    {"line", "", "line.procedure = '1'", "line 1 unts 3", "line 2", 5, 29,
     "the name of a field was expected", "t.xml, rule r: found unts; did you mean units?"},
    {"line", "", "line.procedure = '1'", "line 1; on monday", "line 2", 5, 30,
     "the name of a field was expected", ""},
    {"line", "", "line.procedure = '1'", "line 1 on monday", "line 2", 5, 32, "a day was expected",
     ""},
    {"line", "", "line.procedure = '1'", "line 1; age 1000", "line 2", 5, 34, "an age in years",
     ""},
    {"line", "", "line.procedure = '1'", "line 1; patient.age 3", "line 2", 5, 42,
     "this one is computed", ""},
    {"line", "at='line.procedur'", "line.procedure = '1'", "line 1", "line 2", 3, 57,
     "the name of a field was expected",
     "t.xml, rule r: found line.procedur; did you mean line.procedure?"},
    {"lines", "", "line.procedure = '1'", "line 1", "line 2", 3, 0, "schema", ""},
    {"line", "severty='warn'", "line.procedure = '1'", "line 1", "line 2", 3, 0, "schema", ""},
    {"line", "from='2026-02-30'", "line.procedure = '1'", "line 1", "line 2", 3, 0, "schema", ""},
};

START_TEST(mistakes_are_told) {
    const char *xml = one_rule(mistakes[_i].scope, mistakes[_i].attributes, mistakes[_i].when,
                               mistakes[_i].yes, mistakes[_i].no);
    sj_pack_info info;
    ck_assert_int_eq(load(xml), SJ_EXML);
    ck_assert_msg(strstr(err.msg, mistakes[_i].expected) != NULL, "%s: %s", mistakes[_i].when,
                  err.msg);
    ck_assert_msg(err.line == mistakes[_i].line && err.column == mistakes[_i].column,
                  "%s: line %u column %u", mistakes[_i].when, err.line, err.column);
    if (*mistakes[_i].detail) ck_assert_str_eq(err.detail, mistakes[_i].detail);
    ck_assert(!sj_packs_at(packs, 0, &info)); /* nothing of it is loaded */
}
END_TEST

/* Texts that name a field which is not there, or too many. */
START_TEST(texts_are_checked) {
    char xml[XML];
    static const struct {
        const char *message;
        unsigned column;
        const char *expected;
    } cases[] = {
        {"Line {line.nmber}", 15, "no field of this name"},
        {"{line.units} {line.charge} {line.place}", 37, "three fields at the most"},
    };
    for (size_t i = 0; i < 2; i++) {
        snprintf(xml, sizeof xml,
                 "<pack id='T1' title='T' version='1' source='s' claims='professional'>\n"
                 "<rule id='r' title='R' severity='warn' scope='line'><when>line.procedure = "
                 "'1'</when>\n"
                 "<message>%s</message><effect>e</effect><fix>f</fix>"
                 "<example trips='yes'>line 1</example><example trips='no'>line "
                 "2</example></rule></pack>",
                 cases[i].message);
        ck_assert_int_eq(load(xml), SJ_EXML);
        ck_assert_msg(strstr(err.msg, cases[i].expected) != NULL, "%s", err.msg);
        ck_assert_uint_eq(err.line, 3);
        ck_assert_uint_eq(err.column, cases[i].column);
    }
}
END_TEST

/* A comment, CDATA and entities stand before the mistake: the column is the file's. */
START_TEST(columns_are_the_files) {
    const char *xml = "<pack id='T1' title='T' version='1' source='s' claims='professional'>\n"
                      "<!-- <rule><when>x</when> -->\n"
                      "<rule id='r' title='R' severity='warn' scope='line'>\n"
                      "<when>line.units &gt; 1 <!-- here --> and <![CDATA[x < 3]]></when>\n"
                      "<message>m</message><effect>e</effect><fix>f</fix>\n"
                      "<example trips='yes'>line 1</example><example trips='no'>line 2</example>\n"
                      "</rule></pack>";
    ck_assert_int_eq(load(xml), SJ_EXML);
    ck_assert_uint_eq(err.line, 4);
    ck_assert_uint_eq(err.column, 52);
}
END_TEST

START_TEST(a_pack_is_loaded_once) {
    const char *xml = one_rule("line", "", "line.procedure = '1'", "line 1", "line 2");
    ck_assert_int_eq(load(xml), SJ_OK);
    ck_assert_int_eq(load(xml), SJ_EARG);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
    ck_assert_int_eq(load(xml), SJ_EARG);
}
END_TEST

START_TEST(loading_survives_a_lack_of_memory) {
    const char *xml = one_rule("line", "payers='1 2'", "line.procedure = '1' and count(line) = 1",
                               "line 1; ref G1 A", "line 2; other P");
    for (unsigned n = 1;; n++) {
        sj_packs *p = NULL;
        sj_alloc_fail_at(n);
        sj_status s = sj_packs_new(&p, NULL);
        if (s == SJ_OK) s = sj_packs_load(p, xml, strlen(xml), "t.xml", NULL);
        if (s == SJ_OK) s = sj_packs_seal(p, NULL);
        bool failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        sj_packs_free(p);
        ck_assert_msg(failed == (s == SJ_ENOMEM), "allocation %u: status %d", n, (int)s);
        if (!failed) break;
    }
}
END_TEST

/* ---- judging ---- */

typedef struct seen {
    unsigned n;
    char text[8][160];
} seen;

static void on_finding(void *ctx, const sj_finding *f) {
    seen *s = ctx;
    const sj_finding_def *def = &sj_packs_findings(packs)->rows[SJ_FINDING_ROW(f->id)];
    char message[120];
    sj_finding_render(def->message, f, message, sizeof message);
    if (s->n < 8) snprintf(s->text[s->n], 160, "%s: %s", def->id, message);
    s->n++;
}

static const sj_claim *claim_of(sj_arena *a, const char *text) {
    return pack_claim(a, packs->fields, text);
}

START_TEST(findings_show_values) {
    const char *xml =
        "<pack id='ACME' title='T' version='1' source='s' claims='professional'>"
        "<applies>subscriber.filing = 'CI'</applies>"
        "<rule id='costly' title='R' severity='warn' scope='line'><when>line.procedure = '99213' "
        "and line.charge &gt; 1000</when>"
        "<message>Line {line.number}: {line.procedure}\n   costs {line.charge}.</message>"
        "<effect>e</effect><fix>f</fix>"
        "<example trips='yes'>line 99213 charge 1000.01</example>"
        "<example trips='no'>line 99213 charge 1000</example></rule></pack>";
    ck_assert_msg(load(xml) == SJ_OK, "%s %s", err.msg, err.detail);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
    sj_pack_judge *j;
    sj_arena a;
    seen s = {0};
    sj_arena_init(&a, 1 << 20);
    ck_assert_int_eq(sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL), SJ_OK);
    sj_pack_judge_claim(j, claim_of(&a, "line 99213; line 99213 charge 1234.5"), on_finding, &s);
    ck_assert_uint_eq(s.n, 1);
    /* The claim lies in no file: {value}, which is what stands there, is empty. */
    ck_assert_str_eq(s.text[0], "ACME:costly: Line 2:  costs $1,234.50.");
    sj_pack_judge_claim(j, claim_of(&a, "filing MB; line 99213 charge 2000"), on_finding, &s);
    ck_assert_uint_eq(s.n, 1);
    sj_pack_judge_free(j);
    sj_arena_dispose(&a);
}
END_TEST

/* Rules with every kind of key, and claims that have some of them: what the index brings up trips
 * exactly where the rule alone does. */
static const char *const keyed[] = {
    "line.procedure = '99213'",
    "line.procedure in @codes and line.units > 1",
    "starts(line.procedure, '971')",
    "line.modifiers has ('25', '59')",
    "payer.id = '60054' and line.procedure = '97110'",
    "payer.id in ('60054', '60055') and line.diagnoses has @sugar",
    "any(line, procedure = '36415')",
    "any(diagnosis, starts(code, 'E11')) and line.units = 1",
    "claim.conditions has '08'",
    "line.units > 2",
    "line.procedure = '1' or line.units > 1",
    "not line.modifiers has '25' and line.procedure in @codes",
    "line.modifiers has '59' or starts(line.procedure, '364')",
    "(line.procedure in @codes and line.units > 2) or payer.id = '60055'",
    "any(line, procedure = '36415' or modifiers has '59') and payer.id in ('60054', '60055')",
    "claim.patient_paid > 10.00",
    "patient.sex = 'F' and line.procedure in @codes",
};
enum { KEYED = sizeof keyed / sizeof *keyed };
static const char *const claims[] = {
    "line 99213",
    "line 99213 25 units 2; line 36415; payer 60054",
    "line 97110 GP units 3; line 97140 59 units 2; payer 60055; dx E11.9",
    "line 97110; payer 60054; condition 08",
    "line 1; line 1 25; line 1 59 units 9; dx E10.1",
    "line 99214 dx E11.65; payer 60055",
    "line 99213; line 99213 25; line 99213 59",
    "line 99213; amt F5 20; sex M",
    "line 99213; amt F5 5; payer 60055",
};

static void load_keyed(void) {
    char xml[16384];
    int n = snprintf(xml, sizeof xml,
                     "<pack id='KEYS' title='T' version='1' source='s' claims='professional'>"
                     "<set id='codes'>99211-99215 97110</set><set id='sugar'>E08-E13*</set>");
    for (int i = 0; i < KEYED; i++) {
        /* What trips each of them, and what none. */
        const char *yes =
            "line 99213 25 units 3 dx E11.9; line 97110 units 3 dx E11.9; line 36415; "
            "payer 60054; condition 08; line 99214 units 1 dx E11.9; amt F5 20";
        n +=
            snprintf(xml + n, sizeof xml - (size_t)n,
                     "<rule id='r%d' title='R' severity='info' scope='line'><when>%s</when>"
                     "<message>m {line.number}</message><effect>e</effect><fix>f</fix>"
                     "<example trips='yes'>%s</example><example trips='no'>line 2</example></rule>",
                     i, escape(keyed[i]), yes);
    }
    snprintf(xml + n, sizeof xml - (size_t)n, "</pack>");
    ck_assert_msg(load(xml) == SJ_OK, "line %u column %u: %s (%s)", err.line, err.column, err.msg,
                  err.detail);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
}

static void count_rule(void *ctx, const sj_finding *f) {
    ((unsigned *)ctx)[SJ_FINDING_ROW(f->id)]++;
}

START_TEST(the_index_misses_nothing) {
    load_keyed();
    sj_pack_judge *j;
    sj_arena a;
    sj_view *view = calloc(1, sizeof *view);
    sj_arena_init(&a, 1 << 20);
    ck_assert_int_eq(sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL), SJ_OK);
    const sj_claim *c = claim_of(&a, claims[_i]);
    unsigned found[KEYED + 1] = {0};
    sj_pack_judge_claim(j, c, count_rule, found);
    for (unsigned r = 0; r < KEYED; r++) {
        unsigned expected = 0;
        const sj_rule *rule = packs->rules[r];
        sj_expr_values values = sj_view_values;
        values.ctx = view;
        sj_view_begin(view, packs->fields, c, NULL);
        for (uint32_t i = 0; i < c->lines.n; i++) {
            sj_view_visit(view, SCOPE_LINE, i);
            expected += sj_expr_holds(rule->when, &values);
            sj_view_leave(view, SCOPE_LINE);
        }
        ck_assert_msg(found[r] == expected, "%s on %s: %u, not %u", keyed[r], claims[_i], found[r],
                      expected);
    }
    sj_pack_judge_free(j);
    sj_arena_dispose(&a);
    free(view);
}
END_TEST

/* A rule that goes through all lines for all lines for all lines is stopped, and says so. */
START_TEST(a_rule_cannot_hang_a_batch) {
    const char *when = "all(line, all(line, all(line, all(line, all(line, units = 1)))))";
    ck_assert_int_eq(load(one_rule("line", "", when, "line 1", "line 1 units 2")), SJ_OK);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
    char text[1024] = "";
    for (int i = 0; i < 32; i++) strcat(text, "line 1;");
    sj_pack_judge *j;
    sj_arena a;
    seen s = {0};
    sj_arena_init(&a, 1 << 20);
    ck_assert_int_eq(sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL), SJ_OK);
    sj_pack_judge_claim(j, claim_of(&a, text), on_finding, &s);
    ck_assert_uint_eq(s.n, 1);
    ck_assert_ptr_nonnull(strstr(s.text[0], "PACKS:limit"));
    sj_pack_judge_free(j);
    sj_arena_dispose(&a);
}
END_TEST

/* ---- explaining ---- */

static void log_skip(void *ctx, const char *why) {
    sprintf((char *)ctx + strlen(ctx), "skipped: %s\n", why);
}
static void log_begin(void *ctx, const char *scope, unsigned member) {
    sprintf((char *)ctx + strlen(ctx), "%s %u\n", scope, member);
}
static void log_test(void *ctx, const sj_expr_test *t) {
    char buf[96], *to = (char *)ctx + strlen(ctx);
    to += sprintf(to, " %.*s: %s", SJ_FMT(t->source), t->held ? "yes" : "no");
    for (unsigned i = 0; i < t->n_facts; i++) {
        sj_str v = sj_value_print(&t->facts[i].value, t->facts[i].type, buf, sizeof buf);
        to += sprintf(to, "; %.*s is %.*s", SJ_FMT(t->facts[i].source), SJ_FMT(v));
    }
    strcpy(to, "\n");
}
static void log_end(void *ctx, bool trips) {
    strcat(ctx, trips ? "trips\n" : "does not trip\n");
}

START_TEST(explanations_tell_values) {
    const char *when = "line.procedure = '99213' and not line.modifiers has '25'";
    ck_assert_int_eq(load(one_rule("line", "payers='60054'", when, "line 99213", "line 99213 25")),
                     SJ_OK);
    ck_assert_int_eq(sj_packs_seal(packs, NULL), SJ_OK);
    sj_pack_judge *j;
    sj_arena a;
    char text[1024] = "";
    const sj_rule_explain log = {text, log_skip, log_begin, log_test, log_end};
    sj_arena_init(&a, 1 << 20);
    ck_assert_int_eq(sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL), SJ_OK);
    sj_pack_judge_explain(j, 0, claim_of(&a, "line 99213 57; line 99214; payer 60054"), &log);
    ck_assert_str_eq(text, "line 1\n"
                           " line.procedure = '99213': yes; line.procedure is 99213\n"
                           " line.modifiers has '25': no; line.modifiers is 57\n"
                           "trips\n"
                           "line 2\n"
                           " line.procedure = '99213': no; line.procedure is 99214\n"
                           "does not trip\n");
    *text = 0;
    sj_pack_judge_explain(j, 0, claim_of(&a, "line 99213"), &log);
    ck_assert_str_eq(text, "skipped: the claim's payer is none of the rule's payers\n");
    sj_pack_judge_free(j);
    sj_arena_dispose(&a);
}
END_TEST

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))

Suite *suite(void) {
    Suite *s = suite_create("packs");
    TCase *t = tcase_create("packs");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, open_packs, close_packs);
    int n = 0;
    sj_shipped_pack shipped;
    while (sj_packs_shipped((size_t)n, &shipped)) n++;
    tcase_add_loop_test(t, shipped_packs_load, 0, n);
    tcase_add_loop_test(t, conditions_trip, 0, COUNT_OF(conditions));
    tcase_add_loop_test(t, filters_hold, 0, COUNT_OF(filters));
    tcase_add_loop_test(t, mistakes_are_told, 0, COUNT_OF(mistakes));
    tcase_add_test(t, texts_are_checked);
    tcase_add_test(t, columns_are_the_files);
    tcase_add_test(t, a_pack_is_loaded_once);
    tcase_add_test(t, loading_survives_a_lack_of_memory);
    tcase_add_test(t, findings_show_values);
    tcase_add_loop_test(t, the_index_misses_nothing, 0, COUNT_OF(claims));
    tcase_add_test(t, a_rule_cannot_hang_a_batch);
    tcase_add_test(t, explanations_tell_values);
    suite_add_tcase(s, t);
    return s;
}
