/* rules/packs/build.c - puts a claim together in memory, for examples. */
#include "rules/packs/example.h"

static const sj_at somewhere = {.segment = 1};

static sj_text text_of(const char *z) {
    return (sj_text){sj_str_of(z), somewhere};
}

static sj_party provider_named(const char *entity, const char *last, const char *npi) {
    return (sj_party){.entity = text_of(entity),
                      .type = text_of("2"),
                      .last = text_of(last),
                      .id_qualifier = text_of("XX"),
                      .id = text_of(npi)};
}

static void fill_levels(sj_made *m) {
    m->header.set = &m->set;
    m->header.transaction_use = text_of("CH");
    m->billing.provider = provider_named("85", "SAMPLE CLINIC", "1999901006");
    m->billing.tax_id = text_of("364417205");
    sj_subscriber *s = &m->subscriber;
    s->sequence = text_of("P");
    s->relationship = text_of("18");
    s->filing = text_of("CI");
    s->name = (sj_party){.entity = text_of("IL"),
                         .type = text_of("1"),
                         .last = text_of("SAMPLE"),
                         .first = text_of("ANN"),
                         .id_qualifier = text_of("MI"),
                         .id = text_of("W100200301")};
    s->payer = (sj_party){.entity = text_of("PR"),
                          .type = text_of("2"),
                          .last = text_of("SAMPLE PAYER"),
                          .id_qualifier = text_of("PI"),
                          .id = text_of("99999")};
    s->person.sex = text_of("F");
}

static void fill_claim(sj_made *m, sj_claim_type type) {
    bool hospital = type == SJ_CLAIM_837I;
    m->claim = (sj_claim){.type = type,
                          .ordinal = 1,
                          .header = &m->header,
                          .billing = &m->billing,
                          .subscriber = &m->subscriber,
                          .account = text_of("EXAMPLE"),
                          .place = text_of(hospital ? "13" : "11"),
                          .place_qualifier = text_of(hospital ? "A" : "B"),
                          .frequency = text_of("1"),
                          .signature = text_of("Y"),
                          .assignment = text_of("A"),
                          .benefits = text_of("Y"),
                          .release = text_of("Y"),
                          .referring = &sj_no_party,
                          .rendering = &sj_no_party,
                          .facility = &sj_no_party,
                          .supervising = &sj_no_party,
                          .pick_up = &sj_no_party,
                          .drop_off = &sj_no_party,
                          .attending = &sj_no_party,
                          .operating = &sj_no_party,
                          .other_operating = &sj_no_party,
                          .diagnoses = {m->diagnoses, 0},
                          .codes = {m->codes, 0},
                          .others = {m->others, 0},
                          .lines = {m->lines, 0},
                          .first_service = SJ_NO_DATE,
                          .last_service = SJ_NO_DATE};
}

sj_made *sj_made_new(sj_arena *arena, const sj_fields *fields, sj_claim_type type) {
    sj_made *m = sj_arena_alloc(arena, sizeof *m);
    if (!m) return NULL;
    memset(m, 0, offsetof(sj_made, lines)); /* what follows is filled one by one as it is used */
    m->arena = arena;
    m->fields = fields;
    m->day = sj_date_of(2026, 3, 10);
    fill_levels(m);
    fill_claim(m, type);
    return m;
}

sj_line *sj_made_line(sj_made *m) {
    if (m->claim.lines.n == MADE_LINES) return NULL;
    sj_line *l = &m->lines[m->claim.lines.n++];
    *l = (sj_line){.rendering = &sj_no_party,
                   .ordering = &sj_no_party,
                   .referring = &sj_no_party,
                   .supervising = &sj_no_party,
                   .facility = &sj_no_party,
                   .purchased = &sj_no_party,
                   .pick_up = &sj_no_party,
                   .drop_off = &sj_no_party,
                   .charge = {10000, somewhere},
                   .unit = text_of("UN"),
                   .units = {1000, somewhere},
                   .at = somewhere};
    static const char *const numbers[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    if (m->claim.lines.n <= 9) l->number = text_of(numbers[m->claim.lines.n - 1]);
    return l;
}

sj_other_payer *sj_made_other(sj_made *m, sj_str sequence) {
    if (m->claim.others.n == MADE_OTHERS) return NULL;
    sj_other_payer *o = &m->others[m->claim.others.n++];
    *o = (sj_other_payer){.sequence = {sequence, somewhere},
                          .subscriber = &sj_no_party,
                          .payer = &sj_no_party,
                          .at = somewhere};
    return o;
}

/* Diagnoses are written with their dot and sent without it. */
static bool copy_without_dots(sj_made *m, sj_str code, sj_str *out) {
    char *to = sj_arena_alloc(m->arena, code.len + 1);
    if (!to) return false;
    size_t n = 0;
    for (size_t i = 0; i < code.len; i++)
        if (code.ptr[i] != '.') to[n++] = code.ptr[i];
    *out = (sj_str){to, n};
    return true;
}

unsigned sj_made_diagnosis(sj_made *m, sj_str code) {
    sj_claim *c = &m->claim;
    sj_str bare;
    if (!copy_without_dots(m, code, &bare)) return 0;
    for (unsigned i = 0; i < c->diagnoses.n; i++)
        if (sj_str_eq(m->diagnoses[i].code.v, bare)) return i + 1;
    if (c->diagnoses.n == MADE_DIAGNOSES) return 0;
    m->has_dx = true;
    m->diagnoses[c->diagnoses.n] = (sj_diagnosis){
        .qualifier = c->diagnoses.n ? SJ_STR("ABF") : SJ_STR("ABK"), .code = {bare, somewhere}};
    return ++c->diagnoses.n;
}

bool sj_made_code(sj_made *m, const char *qualifier, sj_str code, sj_date from, sj_date to,
                  sj_money amount) {
    if (m->claim.codes.n == MADE_CODES) return false;
    m->codes[m->claim.codes.n++] =
        (sj_hi){.qualifier = sj_str_of(qualifier),
                .code = {code, somewhere},
                .from = from,
                .to = to,
                .amount = {amount, strcmp(qualifier, "BE") == 0 ? somewhere : (sj_at){0, 0, 0, 0}}};
    return true;
}

/* A copy of a list's `n` items with room for one more, which is returned. */
static void *grown(sj_made *m, const void *items, size_t n, size_t size) {
    char *to = sj_arena_zalloc(m->arena, (n + 1) * size);
    if (to && n) memcpy(to, items, n * size);
    return to;
}

bool sj_made_ref(sj_made *m, sj_refs *refs, sj_str qualifier, sj_str value) {
    sj_ref *v = grown(m, refs->v, refs->n, sizeof *v);
    if (!v) return false;
    v[refs->n] = (sj_ref){qualifier, {value, somewhere}};
    *refs = (sj_refs){v, (uint16_t)(refs->n + 1)};
    return true;
}

bool sj_made_date(sj_made *m, sj_date_list *dates, sj_str qualifier, sj_date from, sj_date to) {
    sj_dates *v = grown(m, dates->v, dates->n, sizeof *v);
    if (!v) return false;
    v[dates->n] = (sj_dates){qualifier, from, to, somewhere};
    *dates = (sj_date_list){v, (uint16_t)(dates->n + 1)};
    return true;
}

bool sj_made_amount(sj_made *m, sj_amts *amounts, sj_str qualifier, sj_money value) {
    sj_amt *v = grown(m, amounts->v, amounts->n, sizeof *v);
    if (!v) return false;
    v[amounts->n] = (sj_amt){qualifier, {value, somewhere}};
    *amounts = (sj_amts){v, (uint16_t)(amounts->n + 1)};
    return true;
}

void sj_made_born(sj_made *m, sj_date born) {
    sj_person *p = m->claim.patient ? &m->patient.person : &m->subscriber.person;
    p->born = (sj_day){born, somewhere};
}

bool sj_made_day(const sj_made *m, sj_str text, sj_date *out) {
    sj_quantity days;
    if (text.len > 1 && text.ptr[0] == '+' &&
        sj_quantity_parse((sj_str){text.ptr + 1, text.len - 1}, &days) && days <= 3650000)
        return *out = m->day + (sj_date)(days / 1000), true;
    return sj_date_parse_iso(text, out);
}

/* The record that has a member, and where in it: a party that is not there yet is made. */
static char *record_of(sj_made *m, sj_subject subject, sj_line *line, sj_other_payer *other) {
    switch (subject) {
    case SJ_SUBJECT_HEADER:
        return (char *)&m->header;
    case SJ_SUBJECT_BILLING:
        return (char *)&m->billing;
    case SJ_SUBJECT_SUBSCRIBER:
        return (char *)&m->subscriber;
    case SJ_SUBJECT_PATIENT:
        return (char *)&m->patient;
    case SJ_SUBJECT_CLAIM:
        return (char *)&m->claim;
    case SJ_SUBJECT_LINE:
        return (char *)line;
    case SJ_SUBJECT_OTHER:
        return (char *)other;
    default:
        return NULL;
    }
}

static char *member_of(sj_made *m, const sj_member *member, char *record) {
    if (member->party == SJ_IN_RECORD) return record + member->offset;
    const sj_party **link = (const sj_party **)(void *)(record + member->party);
    sj_party *party = (sj_party *)*link; /* made here, or the shared one that is empty */
    if (party == &sj_no_party) {
        party = sj_arena_zalloc(m->arena, sizeof *party);
        if (!party) return NULL;
        party->last = text_of("SAMPLE");
        party->type = text_of("1");
        *link = party;
    }
    return (char *)party + member->offset;
}

const char *sj_made_set(sj_made *m, const sj_rule_field *f, sj_line *line, sj_other_payer *other,
                        sj_str text) {
    if (!f->member.name[0]) return "a field that is sent was expected; this one is computed";
    char *record = record_of(m, f->member.subject, line, other);
    char *at = record ? member_of(m, &f->member, record) : NULL;
    if (!at) return "a field that is at hand here was expected";
    sj_date day;
    switch (f->member.kind) {
    case SJ_FIELD_AMOUNT:
        ((sj_amount *)at)->at = somewhere;
        return sj_money_parse(text, &((sj_amount *)at)->v) ? NULL : "an amount was expected";
    case SJ_FIELD_QUANTITY:
        ((sj_number *)at)->at = somewhere;
        return sj_quantity_parse(text, &((sj_number *)at)->v) ? NULL : "a number was expected";
    case SJ_FIELD_DAY:
    case SJ_FIELD_DTP_DAY:
        if (!sj_made_day(m, text, &day)) return "a day like 2026-03-10 was expected";
        *(sj_day *)at = (sj_day){day, somewhere};
        return NULL;
    case SJ_FIELD_FLAG:
        *(bool *)at = sj_str_is(text, "yes");
        return *(bool *)at || sj_str_is(text, "no") ? NULL : "yes or no was expected";
    default:
        *(sj_text *)at = (sj_text){text, somewhere};
        return NULL;
    }
}

static void widen(sj_claim *c, sj_date from, sj_date to) {
    if (c->first_service == SJ_NO_DATE || from < c->first_service) c->first_service = from;
    if (c->last_service == SJ_NO_DATE || to > c->last_service) c->last_service = to;
}

void sj_made_finish(sj_made *m) {
    sj_claim *c = &m->claim;
    if (!m->has_dx) sj_made_diagnosis(m, SJ_STR("J02.9"));
    sj_money sum = 0;
    for (unsigned i = 0; i < c->lines.n; i++) {
        sj_line *l = &m->lines[i];
        if (!l->service.at.segment)
            l->service = (sj_dates){SJ_STR("472"), m->day, m->day, somewhere};
        if (!l->pointers[0].v.len && c->diagnoses.n && c->type == SJ_CLAIM_837P)
            l->pointers[0] = text_of("1");
        widen(c, l->service.from, l->service.to);
        sum = sj_money_add(sum, l->charge.v);
    }
    if (!c->lines.n) widen(c, m->day, m->day);
    if (!m->has_charge) c->charge = (sj_amount){sum, somewhere};
    const sj_person *p = sj_claim_patient_person(c);
    if (!SJ_HAS(p->born)) sj_made_born(m, m->day - 45 * 365 - 100);
    if (c->patient && !SJ_HAS(p->sex)) m->patient.person.sex = text_of("F");
}
