/* rules/packs/derived_line.c - fields that are made of a service line, and of two of them. */
#include "rules/packs/fields.h"

#define GET(name) void sj_get_##name(sj_view *v, bool outer, sj_fact *out)

static const sj_line *line(const sj_view *v, bool outer) {
    return &v->claim->lines.v[sj_view_at(v, SCOPE_LINE, outer)];
}

static void put_texts(sj_view *v, sj_fact *out, const sj_text *texts, int n) {
    sj_view_list(v, out);
    for (int i = 0; i < n; i++) sj_view_add(v, out, texts[i].v);
    out->at = texts[0].at;
}

GET(modifiers) {
    put_texts(v, out, line(v, outer)->modifiers, 4);
}

GET(areas) {
    put_texts(v, out, line(v, outer)->areas, 5);
}

GET(surfaces) {
    put_texts(v, out, line(v, outer)->surfaces, 5);
}

/* ---- days ---- */

static sj_date first_day(const sj_view *v, const sj_line *l) {
    bool own = l->service.at.segment != 0 && l->service.from != SJ_NO_DATE;
    return own ? l->service.from : v->claim->first_service;
}

static sj_date last_day(const sj_view *v, const sj_line *l) {
    bool own = l->service.at.segment != 0 && l->service.to != SJ_NO_DATE;
    return own ? l->service.to : first_day(v, l);
}

GET(line_from) {
    const sj_line *l = line(v, outer);
    sj_date d = first_day(v, l);
    *out = (sj_fact){{.missing = d == SJ_NO_DATE, .n = d == SJ_NO_DATE ? 0 : d}, l->service.at};
}

GET(line_to) {
    const sj_line *l = line(v, outer);
    sj_date d = last_day(v, l);
    *out = (sj_fact){{.missing = d == SJ_NO_DATE, .n = d == SJ_NO_DATE ? 0 : d}, l->service.at};
}

GET(line_days) {
    const sj_line *l = line(v, outer);
    sj_date from = first_day(v, l), to = last_day(v, l);
    out->value.missing = from == SJ_NO_DATE;
    if (from != SJ_NO_DATE) out->value.n = 1000 * ((int64_t)to - from + 1);
    out->at = l->service.at;
}

GET(line_age) {
    const sj_person *p = sj_claim_patient_person(v->claim);
    int years = SJ_HAS(p->born) ? sj_date_years(p->born.v, first_day(v, line(v, outer))) : -1;
    out->value.missing = years < 0;
    out->value.n = 1000 * (int64_t)years;
    out->at = p->born.at;
}

/* ---- place, diagnoses, charge ---- */

GET(line_place) {
    const sj_line *l = line(v, outer);
    bool claims = v->claim->type != SJ_CLAIM_837I && !l->place.v.len;
    sj_fact_text(out, claims ? &v->claim->place : &l->place);
}

static const sj_diagnosis *pointed(const sj_view *v, const sj_line *l, int i) {
    sj_str p = l->pointers[i].v;
    unsigned n = 0;
    for (size_t k = 0; k < p.len && k < 3; k++) {
        if (p.ptr[k] < '0' || p.ptr[k] > '9') return NULL;
        n = 10 * n + (unsigned)(p.ptr[k] - '0');
    }
    return n && n <= v->claim->diagnoses.n ? &v->claim->diagnoses.v[n - 1] : NULL;
}

GET(line_dx) {
    const sj_line *l = line(v, outer);
    sj_view_list(v, out);
    for (int i = 0; i < 4; i++) {
        const sj_diagnosis *d = pointed(v, l, i);
        if (d) sj_view_add(v, out, d->code.v);
    }
    out->at = l->pointers[0].at;
}

GET(line_first_dx) {
    const sj_diagnosis *d = pointed(v, line(v, outer), 0);
    out->value.missing = !d;
    if (d) sj_fact_text(out, &d->code);
}

GET(unit_charge) {
    const sj_line *l = line(v, outer);
    out->value.missing = !SJ_HAS(l->charge) || l->units.v <= 0;
    out->at = l->charge.at;
    int64_t thousands;
    if (!out->value.missing && !__builtin_mul_overflow(l->charge.v, 1000, &thousands))
        out->value.n = thousands / l->units.v;
}

/* ---- references and providers: the line's own, else the claim's ---- */

GET(line_refs) {
    const sj_refs *refs = &line(v, outer)->refs;
    sj_view_list(v, out);
    for (uint16_t i = 0; i < refs->n; i++) sj_view_add(v, out, refs->v[i].qualifier);
    if (refs->n) out->at = refs->v[0].value.at;
}

#define LINE_REF(getter, qualifier)                                                                \
    GET(getter) {                                                                                  \
        const sj_text *t = sj_refs_find(&line(v, outer)->refs, qualifier);                         \
        if (!t) t = sj_refs_find(&v->claim->refs, qualifier);                                      \
        out->value.missing = !t;                                                                   \
        if (t) sj_fact_text(out, t);                                                               \
    }
LINE_REF(line_g1, "G1")
LINE_REF(line_9f, "9F")
LINE_REF(line_x4, "X4")

GET(line_441) {
    const sj_dates *d = sj_dates_find(&line(v, outer)->dates, "441");
    out->value.missing = !d || d->from == SJ_NO_DATE;
    if (!out->value.missing) *out = (sj_fact){{.n = d->from}, d->at};
}

static const sj_text *rendering_npi(const sj_view *v, const sj_line *l) {
    if (l->rendering->id.v.len) return &l->rendering->id;
    if (v->claim->rendering->id.v.len) return &v->claim->rendering->id;
    return &v->claim->billing->provider.id;
}

GET(line_rendering) {
    sj_fact_text(out, rendering_npi(v, line(v, outer)));
}

GET(line_referring) {
    const sj_line *l = line(v, outer);
    sj_fact_text(out, l->referring->id.v.len ? &l->referring->id : &v->claim->referring->id);
}

/* ---- the line visited inside against the one at hand ---- */

GET(is_other) {
    (void)outer;
    out->value.yes = sj_view_at(v, SCOPE_LINE, true) != sj_view_at(v, SCOPE_LINE, false);
}

GET(is_earlier) {
    (void)outer;
    out->value.yes = sj_view_at(v, SCOPE_LINE, false) < sj_view_at(v, SCOPE_LINE, true);
}

GET(same_day) {
    (void)outer;
    sj_date here = first_day(v, line(v, true));
    out->value.yes = here != SJ_NO_DATE && here == first_day(v, line(v, false));
}

GET(same_procedure) {
    (void)outer;
    out->value.yes = sj_str_eq(line(v, true)->procedure.v, line(v, false)->procedure.v);
}

GET(same_provider) {
    (void)outer;
    out->value.yes =
        sj_str_eq(rendering_npi(v, line(v, true))->v, rendering_npi(v, line(v, false))->v);
}

GET(same_tooth) {
    (void)outer;
    sj_str tooth = line(v, true)->tooth.v;
    out->value.yes = tooth.len && sj_str_eq(tooth, line(v, false)->tooth.v);
}
