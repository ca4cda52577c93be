/* rules/packs/example.c - claims in a few words:
 *
 *     line 99213 25 units 2 charge 150 pos 11 dx E11.9 I10; line 11721; payer 12345; age 67
 *
 * Statements end with a semicolon or a line's end; README.md lists them. */
#include "rules/packs/example.h"

#include <stdio.h>

typedef struct reader {
    sj_made *made;
    const char *start, *at, *end; /* of the text; of the statement at hand */
    sj_err *err;
    sj_status status;
    const sj_rule *rule;
} reader;

static bool fail(reader *r, const char *where, const char *expected, sj_str found) {
    if (r->status != SJ_OK) return false;
    r->status =
        sj_err_setf(r->err, SJ_EARG, expected, "found %.*s", found.len > 60 ? 60 : (int)found.len,
                    found.len ? found.ptr : "the end");
    if (r->err) r->err->column = (uint32_t)(where - r->start) + 1;
    return false;
}

/* A piece could not be added: there are too many, or memory has ended. */
static bool no_room(reader *r) {
    const sj_claim *c = &r->made->claim;
    if (c->lines.n == MADE_LINES || c->diagnoses.n == MADE_DIAGNOSES || c->codes.n == MADE_CODES ||
        c->others.n == MADE_OTHERS)
        return fail(
            r, r->at,
            "32 lines, 25 diagnoses (12 for lines), 32 codes and 4 other payers at the most",
            (sj_str){"more", 4});
    if (r->status == SJ_OK) r->status = sj_err_set(r->err, SJ_ENOMEM, "out of memory");
    return false;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* The next word of the statement, 'quoted words' whole; false at its end. */
static bool word(reader *r, sj_str *out) {
    while (r->at < r->end && is_blank(*r->at)) r->at++;
    const char *from = r->at;
    if (from == r->end) return *out = (sj_str){from, 0}, false;
    if (*from == '\'') {
        const char *close = memchr(from + 1, '\'', (size_t)(r->end - from - 1));
        if (!close) return fail(r, from, "a closing quote was expected", (sj_str){from, 1});
        *out = (sj_str){from + 1, (size_t)(close - from) - 1};
        r->at = close + 1;
        return true;
    }
    while (r->at < r->end && !is_blank(*r->at)) r->at++;
    *out = (sj_str){from, (size_t)(r->at - from)};
    return true;
}

static bool need(reader *r, const char *expected, sj_str *out) {
    return word(r, out) || fail(r, r->at, expected, *out);
}

static bool is_lower(sj_str s) {
    return s.len && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
}

/* The next word, unless it is a key (these begin with a small letter). */
static bool value_word(reader *r, sj_str *out) {
    const char *before = r->at;
    if (word(r, out) && (!is_lower(*out) || out->ptr[-1] == '\'')) return true;
    r->at = before;
    return false;
}

static bool day(reader *r, sj_date *out) {
    sj_str w;
    if (!need(r, "a day was expected, like 2026-03-10", &w)) return false;
    return sj_made_day(r->made, w, out) || fail(r, w.ptr, "a day was expected, like 2026-03-10", w);
}

static bool money(reader *r, sj_money *out) {
    sj_str w;
    if (!need(r, "an amount was expected", &w)) return false;
    return sj_money_parse(w, out) || fail(r, w.ptr, "an amount was expected", w);
}

/* ---- fields by their names ---- */

static const sj_rule_field *find_field(const reader *r, const char *prefix, sj_str name) {
    char full[64];
    int n = snprintf(full, sizeof full, "%s%.*s", prefix, SJ_FMT(name));
    return n < (int)sizeof full ? sj_fields_get(r->made->fields, (sj_str){full, (size_t)n}) : NULL;
}

static bool set_field(reader *r, const sj_rule_field *f, sj_str name, sj_line *line,
                      sj_other_payer *other) {
    if (!f) {
        char hint[96] = "", found[160];
        sj_names names;
        sj_names_init(&names, r->made->fields, r->rule->pack, line ? SCOPE_LINE : SCOPE_CLAIM);
        sj_names_suggest(&names, name, -1, hint, sizeof hint);
        int n = snprintf(found, sizeof found, "%.*s; %s", name.len > 40 ? 40 : (int)name.len,
                         name.ptr, hint);
        fail(r, name.ptr, "a word of the notation, or the name of a field was expected", name);
        if (r->err && n > 0) snprintf(r->err->detail, sizeof r->err->detail, "found %.150s", found);
        return false;
    }
    sj_str w;
    if (!need(r, "a value was expected", &w)) return false;
    const char *expected = sj_made_set(r->made, f, line, other, w);
    if (expected) return fail(r, w.ptr, expected, w);
    r->made->has_charge |= strcmp(f->name, "claim.charge") == 0;
    return true;
}

/* ---- line ---- */

static bool line_diagnoses(reader *r, sj_line *l) {
    static const char *const numbers[] = {"1", "2", "3", "4",  "5",  "6",
                                          "7", "8", "9", "10", "11", "12"};
    sj_str w;
    for (int i = 0; i < 4 && value_word(r, &w); i++) {
        unsigned n = sj_made_diagnosis(r->made, w);
        if (n == 0) return no_room(r);
        if (n > 12) return fail(r, w.ptr, "the twelve first diagnoses can be pointed to", w);
        l->pointers[i] = (sj_text){sj_str_of(numbers[n - 1]), {.segment = 1}};
    }
    return true;
}

static bool texts(reader *r, sj_text *to, int n) {
    sj_str w;
    for (int i = 0; i < n && value_word(r, &w); i++) to[i] = (sj_text){w, {.segment = 1}};
    return true;
}

static bool line_word(reader *r, sj_line *l, sj_str key) {
    sj_str q, v;
    sj_date d, to;
    if (sj_str_is(key, "dx")) return line_diagnoses(r, l);
    if (sj_str_is(key, "areas")) return texts(r, l->areas, 5);
    if (sj_str_is(key, "surfaces")) return texts(r, l->surfaces, 5);
    if (sj_str_is(key, "on") || sj_str_is(key, "to")) {
        if (!day(r, &d)) return false;
        sj_date from = sj_str_is(key, "on") || !l->service.at.segment ? d : l->service.from;
        if (sj_str_is(key, "to") && !l->service.at.segment) from = r->made->day;
        l->service = (sj_dates){SJ_STR("472"), from, d, {.segment = 1}};
        return true;
    }
    if (sj_str_is(key, "ref"))
        return need(r, "a qualifier was expected, like G1", &q) &&
               need(r, "a reference was expected", &v) &&
               (sj_made_ref(r->made, &l->refs, q, v) || no_room(r));
    if (sj_str_is(key, "dtp")) {
        if (!need(r, "a qualifier was expected, like 441", &q) || !day(r, &d)) return false;
        to = d;
        return sj_made_date(r->made, &l->dates, q, d, to) || no_room(r);
    }
    if (sj_str_is(key, "pos")) key = SJ_STR("place");
    if (sj_str_is(key, "rev")) key = SJ_STR("revenue");
    const sj_rule_field *f = find_field(r, "line.", key);
    if (!f) f = find_field(r, "", key);
    return set_field(r, f, key, l, NULL);
}

static bool line(reader *r) {
    sj_line *l = sj_made_line(r->made);
    sj_str w;
    if (!l) return no_room(r);
    if (value_word(r, &w)) l->procedure = (sj_text){w, {.segment = 1}};
    static const char *const qualifiers[] = {"", "HC", "HC", "AD"};
    l->qualifier = (sj_text){sj_str_of(qualifiers[r->made->claim.type]), {.segment = 1}};
    if (l->procedure.v.len) texts(r, l->modifiers, 4);
    while (r->status == SJ_OK && word(r, &w)) line_word(r, l, w);
    return r->status == SJ_OK;
}

/* ---- other statements ---- */

static bool diagnoses(reader *r) {
    sj_str w;
    while (r->status == SJ_OK && word(r, &w)) {
        if (sj_str_is(w, "none")) {
            r->made->has_dx = true;
            continue;
        }
        const char *colon = memchr(w.ptr, ':', w.len);
        sj_str code = {w.ptr, colon ? (size_t)(colon - w.ptr) : w.len};
        unsigned n = sj_made_diagnosis(r->made, code);
        if (!n) return no_room(r);
        if (colon)
            r->made->diagnoses[n - 1].poa =
                (sj_text){{colon + 1, w.len - code.len - 1}, {.segment = 1}};
    }
    return r->status == SJ_OK;
}

/* admitting, reason, external: a diagnosis with that qualifier. */
static bool special_diagnosis(reader *r, const char *qualifier) {
    sj_str w;
    if (!need(r, "a diagnosis was expected", &w)) return false;
    bool before = r->made->has_dx;
    unsigned n = sj_made_diagnosis(r->made, w);
    if (!n) return no_room(r);
    r->made->diagnoses[n - 1].qualifier = sj_str_of(qualifier);
    r->made->has_dx = before || n > 1;
    return true;
}

static bool conditions(reader *r) {
    sj_str w;
    while (r->status == SJ_OK && word(r, &w))
        if (!sj_made_code(r->made, "BG", w, SJ_NO_DATE, SJ_NO_DATE, 0)) return no_room(r);
    return r->status == SJ_OK;
}

/* occurrence 11 DAY; span 74 DAY DAY; icd 0DTJ4ZZ DAY; value 80 AMOUNT */
static bool code(reader *r, const char *qualifier) {
    sj_str c;
    sj_date from = SJ_NO_DATE, to = SJ_NO_DATE;
    sj_money amount = 0;
    if (!need(r, "a code was expected", &c)) return false;
    bool is_value = strcmp(qualifier, "BE") == 0;
    if (is_value ? !money(r, &amount) : !day(r, &from)) return false;
    if (strcmp(qualifier, "BI") == 0 && !day(r, &to)) return false;
    return sj_made_code(r->made, qualifier, c, from, to == SJ_NO_DATE ? from : to, amount) ||
           no_room(r);
}

static bool bill(reader *r) {
    sj_str w;
    if (!need(r, "a type of bill was expected, like 131", &w)) return false;
    if (w.len == 4 && *w.ptr == '0') w = (sj_str){w.ptr + 1, 3};
    if (w.len != 3) return fail(r, w.ptr, "a type of bill was expected, like 131", w);
    r->made->claim.place.v = (sj_str){w.ptr, 2};
    r->made->claim.frequency.v = (sj_str){w.ptr + 2, 1};
    return true;
}

static bool age(reader *r) {
    sj_str w;
    sj_quantity years;
    if (!need(r, "an age was expected", &w)) return false;
    if (!sj_quantity_parse(w, &years) || years < 0 || years > 150000)
        return fail(r, w.ptr, "an age in years was expected", w);
    int y, m, d;
    sj_date_split(r->made->day, &y, &m, &d);
    sj_made_born(r->made, sj_date_of(y - (int)(years / 1000), m, 1));
    return true;
}

static bool other(reader *r) {
    sj_str w, q;
    sj_money paid;
    if (!need(r, "a rank was expected: P, S or T", &w)) return false;
    sj_other_payer *o = sj_made_other(r->made, w);
    if (!o) return no_room(r);
    while (r->status == SJ_OK && word(r, &w)) {
        if (sj_str_is(w, "paid")) {
            q = SJ_STR("D");
            if (money(r, &paid) && !sj_made_amount(r->made, &o->amounts, q, paid)) no_room(r);
        } else {
            set_field(r, find_field(r, "other.", w), w, NULL, o);
        }
    }
    return r->status == SJ_OK;
}

static bool reference(reader *r) {
    sj_str q, v;
    return need(r, "a qualifier was expected, like G1", &q) &&
           need(r, "a reference was expected", &v) &&
           (sj_made_ref(r->made, &r->made->claim.refs, q, v) || no_room(r));
}

static bool dated(reader *r) {
    sj_str q, w;
    sj_date from, to;
    if (!need(r, "a qualifier was expected, like 435", &q) || !day(r, &from)) return false;
    to = from;
    if (word(r, &w) && !sj_made_day(r->made, w, &to))
        return fail(r, w.ptr, "a day was expected, like 2026-03-10", w);
    return sj_made_date(r->made, &r->made->claim.dates, q, from, to) || no_room(r);
}

static bool amount(reader *r) {
    sj_str q;
    sj_money m;
    return need(r, "a qualifier was expected, like F5", &q) && money(r, &m) &&
           (sj_made_amount(r->made, &r->made->claim.amounts, q, m) || no_room(r));
}

/* A statement that begins with the name of a field. What is said of the patient is said of the
 * subscriber, unless there is a dependent. */
static bool field(reader *r, sj_str name) {
    static const char patient[] = "patient.";
    size_t n = sizeof patient - 1;
    const sj_rule_field *f = NULL;
    if (sj_str_is(name, "payer")) f = find_field(r, "", SJ_STR("payer.id"));
    if (sj_str_is(name, "filing")) f = find_field(r, "", SJ_STR("subscriber.filing"));
    if (sj_str_is(name, "sex"))
        f = find_field(r, r->made->claim.patient ? patient : "subscriber.", SJ_STR("sex"));
    if (!f && !r->made->claim.patient && name.len > n && memcmp(name.ptr, patient, n) == 0)
        f = find_field(r, "subscriber.", (sj_str){name.ptr + n, name.len - n});
    if (!f) f = find_field(r, "", name);
    if (!f) f = find_field(r, "claim.", name);
    return set_field(r, f, name, NULL, NULL);
}

static bool statement(reader *r) {
    sj_str w;
    sj_date born;
    if (!word(r, &w)) return r->status == SJ_OK;
    if (sj_str_is(w, "line")) return line(r);
    if (sj_str_is(w, "dx")) return diagnoses(r);
    if (sj_str_is(w, "admitting")) return special_diagnosis(r, "ABJ");
    if (sj_str_is(w, "reason")) return special_diagnosis(r, "APR");
    if (sj_str_is(w, "external")) return special_diagnosis(r, "ABN");
    if (sj_str_is(w, "condition")) return conditions(r);
    if (sj_str_is(w, "occurrence")) return code(r, "BH");
    if (sj_str_is(w, "span")) return code(r, "BI");
    if (sj_str_is(w, "value")) return code(r, "BE");
    if (sj_str_is(w, "icd")) return code(r, "BBR");
    if (sj_str_is(w, "bill")) return bill(r);
    if (sj_str_is(w, "date")) return day(r, &r->made->day);
    if (sj_str_is(w, "age")) return age(r);
    if (sj_str_is(w, "born")) return day(r, &born) && (sj_made_born(r->made, born), true);
    if (sj_str_is(w, "other")) return other(r);
    if (sj_str_is(w, "ref")) return reference(r);
    if (sj_str_is(w, "dtp")) return dated(r);
    if (sj_str_is(w, "amt")) return amount(r);
    if (sj_str_is(w, "dependent")) {
        r->made->claim.patient = &r->made->patient;
        r->made->subscriber.relationship.at.segment = 0;
        sj_str relationship = {NULL, 0};
        if (!word(r, &relationship)) relationship = SJ_STR("19");
        r->made->patient.relationship = (sj_text){relationship, {.segment = 1}};
        return r->status == SJ_OK;
    }
    return field(r, w);
}

static void statements(reader *r, const char *text) {
    r->start = text;
    for (const char *p = text; *p && r->status == SJ_OK;) {
        size_t n = 0;
        for (bool quoted = false; p[n] && (quoted || !strchr(";\n", p[n])); n++)
            if (p[n] == '\'') quoted = !quoted;
        r->at = p;
        r->end = p + n;
        sj_str rest;
        if (statement(r) && word(r, &rest)) fail(r, rest.ptr, "a semicolon was expected", rest);
        p += n + (p[n] != 0);
    }
}

static sj_claim_type first_type(const sj_rule *rule) {
    for (int t = SJ_CLAIM_837P; t <= SJ_CLAIM_837D; t++)
        if (rule->types >> t & 1) return (sj_claim_type)t;
    return SJ_CLAIM_837P;
}

/* An example need not say what its rule says already: a payer, days of service. */
static void fit_rule(sj_made *m, const sj_rule *rule) {
    if (rule->from != SJ_NO_DATE && m->day < rule->from) m->day = rule->from;
    if (rule->to != SJ_NO_DATE && m->day > rule->to) m->day = rule->to;
    const char *payers = rule->info.payers;
    size_t n = strcspn(payers, " ,\n\t");
    if (n) m->subscriber.payer.id.v = (sj_str){payers, n};
}

sj_status sj_example_claim(const sj_claim **out, sj_arena *arena, const sj_fields *fields,
                           const sj_rule *rule, const char *beginning, const char *text,
                           sj_err *err) {
    sj_made *m = sj_made_new(arena, fields, first_type(rule));
    if (!m) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    fit_rule(m, rule);
    reader r = {.made = m, .err = err, .rule = rule};
    statements(&r, beginning);
    if (r.status != SJ_OK && err) err->column = 0;
    if (r.status == SJ_OK) statements(&r, text);
    if (r.status != SJ_OK) return r.status;
    sj_made_finish(m);
    *out = &m->claim;
    return SJ_OK;
}
