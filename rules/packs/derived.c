/* rules/packs/derived.c - fields that are made of a claim's records: the claim, the patient, codes,
 * providers, other payers. */
#include "rules/packs/fields.h"

#include <stdio.h>

#define GET(name) void sj_get_##name(sj_view *v, bool outer, sj_fact *out)

static void put_date(sj_fact *out, sj_date d, sj_at at) {
    *out = (sj_fact){{.missing = d == SJ_NO_DATE, .n = d == SJ_NO_DATE ? 0 : d}, at};
}

static void put_count(sj_fact *out, int64_t n) {
    out->value.n = 1000 * n;
}

static void put_str(sj_fact *out, sj_str s, sj_at at) {
    *out = (sj_fact){{.missing = s.len == 0, .text = s}, at};
}

/* ---- the claim ---- */

GET(claim_type) {
    (void)outer;
    static const char letters[] = "?PID";
    put_str(out, (sj_str){letters + v->claim->type, 1}, v->claim->account.at);
}

GET(claim_bill) {
    (void)outer;
    const sj_claim *c = v->claim;
    sj_str place = c->place.v, frequency = c->frequency.v;
    char *text = sj_view_text(v);
    size_t n = place.len + frequency.len < sizeof v->text[0] ? place.len + frequency.len : 0;
    if (n && place.len) memcpy(text, place.ptr, place.len);
    if (n && frequency.len) memcpy(text + place.len, frequency.ptr, frequency.len);
    put_str(out, (sj_str){text, n}, c->place.at);
    out->value.missing |= c->type != SJ_CLAIM_837I;
}

GET(first_service) {
    (void)outer;
    put_date(out, v->claim->first_service,
             v->claim->lines.n ? v->claim->lines.v[0].service.at : v->claim->account.at);
}

GET(last_service) {
    (void)outer;
    put_date(out, v->claim->last_service, v->claim->account.at);
}

GET(claim_days) {
    (void)outer;
    const sj_claim *c = v->claim;
    out->value.missing = c->first_service == SJ_NO_DATE || c->last_service == SJ_NO_DATE;
    if (!out->value.missing) put_count(out, (int64_t)c->last_service - c->first_service + 1);
}

GET(related) {
    (void)outer;
    sj_view_list(v, out);
    for (int i = 0; i < 3; i++) sj_view_add(v, out, v->claim->related[i].v);
    out->at = v->claim->related[0].at;
}

GET(line_codes) {
    (void)outer;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < v->claim->lines.n; i++)
        sj_view_add(v, out, v->claim->lines.v[i].procedure.v);
    if (v->claim->lines.n) out->at = v->claim->lines.v[0].procedure.at;
}

/* ---- diagnoses and codes ---- */

GET(dx_codes) {
    (void)outer;
    const sj_claim *c = v->claim;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < c->diagnoses.n; i++) sj_view_add(v, out, c->diagnoses.v[i].code.v);
    if (c->diagnoses.n) out->at = c->diagnoses.v[0].code.at;
}

/* The diagnosis with a qualifier, in ICD-10 or in ICD-9. */
static void put_diagnosis(const sj_view *v, sj_fact *out, const char *icd10) {
    const sj_claim *c = v->claim;
    for (uint16_t i = 0; i < c->diagnoses.n; i++) {
        const sj_diagnosis *d = &c->diagnoses.v[i];
        if (!sj_str_is(d->qualifier, icd10) && !sj_str_is(d->qualifier, icd10 + 1)) continue;
        sj_fact_text(out, &d->code);
        return;
    }
    out->value.missing = true;
}

GET(principal) {
    (void)outer;
    put_diagnosis(v, out, "ABK");
}

GET(admitting) {
    (void)outer;
    put_diagnosis(v, out, "ABJ");
}

GET(reason_codes) {
    (void)outer;
    const sj_claim *c = v->claim;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < c->diagnoses.n; i++) {
        const sj_diagnosis *d = &c->diagnoses.v[i];
        if (!sj_str_is(d->qualifier, "APR") && !sj_str_is(d->qualifier, "PR")) continue;
        sj_view_add(v, out, d->code.v);
        out->at = d->code.at;
    }
}

/* The codes of HI with one of two qualifiers. */
static void put_codes(sj_view *v, sj_fact *out, const char *one, const char *other) {
    const sj_claim *c = v->claim;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < c->codes.n; i++) {
        const sj_hi *h = &c->codes.v[i];
        if (!sj_str_is(h->qualifier, one) && !sj_str_is(h->qualifier, other)) continue;
        sj_view_add(v, out, h->code.v);
        if (!out->at.segment) out->at = h->code.at;
    }
}

GET(conditions) {
    (void)outer;
    put_codes(v, out, "BG", "BG");
}

GET(occurrences) {
    (void)outer;
    put_codes(v, out, "BH", "BH");
}

GET(spans) {
    (void)outer;
    put_codes(v, out, "BI", "BI");
}

GET(values) {
    (void)outer;
    put_codes(v, out, "BE", "BE");
}

GET(procedures) {
    (void)outer;
    put_codes(v, out, "BBR", "BBQ");
}

static const sj_diagnosis *diagnosis(const sj_view *v, bool outer) {
    return &v->claim->diagnoses.v[sj_view_at(v, SCOPE_DIAGNOSIS, outer)];
}

GET(dx_code) {
    sj_fact_text(out, &diagnosis(v, outer)->code);
}

GET(dx_qualifier) {
    put_str(out, diagnosis(v, outer)->qualifier, diagnosis(v, outer)->code.at);
}

GET(dx_position) {
    put_count(out, sj_view_at(v, SCOPE_DIAGNOSIS, outer) + 1);
}

GET(dx_poa) {
    sj_fact_text(out, &diagnosis(v, outer)->poa);
}

static bool points_to(const sj_line *l, int position) {
    char number[8];
    snprintf(number, sizeof number, "%d", position);
    for (int i = 0; i < 4; i++)
        if (sj_str_is(l->pointers[i].v, number)) return true;
    return false;
}

GET(dx_pointed) {
    int position = sj_view_at(v, SCOPE_DIAGNOSIS, outer) + 1,
        line = sj_view_at(v, SCOPE_LINE, true);
    const sj_claim *c = v->claim;
    if (line >= 0) {
        out->value.yes = points_to(&c->lines.v[line], position);
        return;
    }
    for (uint16_t i = 0; i < c->lines.n && !out->value.yes; i++)
        out->value.yes = points_to(&c->lines.v[i], position);
}

static const sj_hi *code(const sj_view *v, bool outer) {
    return &v->claim->codes.v[sj_view_at(v, SCOPE_CODE, outer)];
}

GET(code_qualifier) {
    put_str(out, code(v, outer)->qualifier, code(v, outer)->code.at);
}

GET(code_code) {
    sj_fact_text(out, &code(v, outer)->code);
}

GET(code_from) {
    put_date(out, code(v, outer)->from, code(v, outer)->code.at);
}

GET(code_to) {
    put_date(out, code(v, outer)->to, code(v, outer)->code.at);
}

GET(code_amount) {
    const sj_amount *a = &code(v, outer)->amount;
    *out = (sj_fact){{.missing = !SJ_HAS(*a), .n = a->v}, a->at};
}

/* ---- references, dates, amounts of the claim ---- */

GET(claim_refs) {
    (void)outer;
    const sj_refs *refs = &v->claim->refs;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < refs->n; i++) sj_view_add(v, out, refs->v[i].qualifier);
    if (refs->n) out->at = refs->v[0].value.at;
}

#define CLAIM_REF(getter, qualifier)                                                               \
    GET(getter) {                                                                                  \
        (void)outer;                                                                               \
        const sj_text *t = sj_refs_find(&v->claim->refs, qualifier);                               \
        out->value.missing = !t;                                                                   \
        if (t) sj_fact_text(out, t);                                                               \
    }
CLAIM_REF(ref_g1, "G1")
CLAIM_REF(ref_9f, "9F")
CLAIM_REF(ref_f8, "F8")
CLAIM_REF(ref_x4, "X4")
CLAIM_REF(ref_ew, "EW")
CLAIM_REF(ref_p4, "P4")

static void put_claim_date(const sj_view *v, sj_fact *out, const char *qualifier, bool last) {
    const sj_dates *d = sj_dates_find(&v->claim->dates, qualifier);
    if (d)
        put_date(out, last ? d->to : d->from, d->at);
    else
        out->value.missing = true;
}

#define CLAIM_DATE(getter, qualifier, last)                                                        \
    GET(getter) {                                                                                  \
        (void)outer;                                                                               \
        put_claim_date(v, out, qualifier, last);                                                   \
    }
CLAIM_DATE(dtp_435, "435", false)
CLAIM_DATE(dtp_096, "096", false)
CLAIM_DATE(statement_from, "434", false)
CLAIM_DATE(statement_to, "434", true)
CLAIM_DATE(dtp_431, "431", false)
CLAIM_DATE(dtp_484, "484", false)
CLAIM_DATE(dtp_439, "439", false)
CLAIM_DATE(dtp_454, "454", false)
CLAIM_DATE(dtp_304, "304", false)
CLAIM_DATE(dtp_452, "452", false)

GET(amt_f5) {
    (void)outer;
    const sj_amount *a = sj_amts_find(&v->claim->amounts, "F5");
    out->value.missing = !a;
    if (a) *out = (sj_fact){{.n = a->v}, a->at};
}

/* ---- the patient ---- */

GET(age) {
    (void)outer;
    const sj_person *p = sj_claim_patient_person(v->claim);
    int years = SJ_HAS(p->born) ? sj_date_years(p->born.v, v->claim->first_service) : -1;
    out->value.missing = years < 0;
    put_count(out, years);
    out->at = p->born.at;
}

GET(age_days) {
    (void)outer;
    const sj_person *p = sj_claim_patient_person(v->claim);
    sj_date on = v->claim->first_service;
    bool known = SJ_HAS(p->born) && p->born.v != SJ_NO_DATE && on != SJ_NO_DATE;
    out->value.missing = !known;
    if (known) put_count(out, (int64_t)on - p->born.v);
    out->at = p->born.at;
}

GET(relationship) {
    (void)outer;
    const sj_claim *c = v->claim;
    sj_fact_text(out, c->patient ? &c->patient->relationship : &c->subscriber->relationship);
}

/* ---- providers ---- */

static const sj_provider *provider(const sj_view *v, bool outer) {
    return &v->providers[sj_view_at(v, SCOPE_PROVIDER, outer)];
}

GET(provider_role) {
    const sj_provider *p = provider(v, outer);
    put_str(out, sj_str_of(p->role), p->party->entity.at);
}

#define PROVIDER_TEXT(getter, member)                                                              \
    GET(getter) {                                                                                  \
        sj_fact_text(out, &provider(v, outer)->party->member);                                     \
    }
PROVIDER_TEXT(provider_entity, entity)
PROVIDER_TEXT(provider_type, type)
PROVIDER_TEXT(provider_last, last)
PROVIDER_TEXT(provider_first, first)
PROVIDER_TEXT(provider_id, id)
PROVIDER_TEXT(provider_taxonomy, taxonomy)
PROVIDER_TEXT(provider_state, address.state)
PROVIDER_TEXT(provider_zip, address.zip)

GET(provider_same) {
    const sj_party *p = provider(v, outer)->party, *billing = &v->claim->billing->provider;
    out->value.yes = p != billing && p->id.v.len && sj_str_eq(p->id.v, billing->id.v);
}

/* ---- other payers ---- */

static const sj_other_payer *other(const sj_view *v, bool outer) {
    return &v->claim->others.v[sj_view_at(v, SCOPE_OTHER, outer)];
}

GET(other_paid) {
    const sj_amount *a = sj_amts_find(&other(v, outer)->amounts, "D");
    out->value.missing = !a;
    if (a) *out = (sj_fact){{.n = a->v}, a->at};
}

GET(other_reasons) {
    const sj_other_payer *o = other(v, outer);
    sj_view_list(v, out);
    for (uint16_t i = 0; i < o->adjustments.n && i < 8; i++) {
        const sj_adjustment *a = &o->adjustments.v[i];
        char *text = sj_view_text(v);
        int n = snprintf(text, sizeof v->text[0], "%.*s-%.*s", SJ_FMT(a->group), SJ_FMT(a->reason));
        if (n > 0 && n < (int)sizeof v->text[0]) sj_view_add(v, out, (sj_str){text, (size_t)n});
    }
    if (o->adjustments.n) out->at = o->adjustments.v[0].at;
}
