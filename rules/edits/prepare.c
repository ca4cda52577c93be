/* rules/edits/prepare.c - what the edits need to know of a claim, found out once. */
#include "parsers/base/apart.h"
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

/* The day on which diagnosis `number` (from 1) must be valid where the claim's days differ: that of
 * the first line that points to it. */
static SJ_APART sj_date day_of(const sj_scrub *s, unsigned number) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint8_t p = 0; p < s->lines[i].n_pointers; p++)
            if (s->lines[i].pointers[p] == number) return s->lines[i].from;
    return s->first;
}

static uint64_t prepare_diagnosis(sj_scrub *s, dx_facts *f, const sj_diagnosis *dx) {
    f->dx = dx;
    f->icd10 = dx->qualifier.len == 3 && dx->qualifier.ptr[0] == 'A';
    known_dx *k = find_dx(s, f->icd10, dx->code.v, f->on);
    const uint64_t same = k->claim == s->claims ? HAS_SAME_DX : 0;
    k->claim = s->claims;
    f->shaped = k->shaped;
    f->state = k->state;
    f->lists = k->lists;
    bool odd = (f->on != SJ_NO_DATE) & (f->icd10 != (f->on >= s->icd10_began));
    return same | k->has | (odd | is_news(s, k->state, k->silencer) ? HAS_ODD_DX : 0);
}

void sj_scrub_prepare_diagnoses(sj_scrub *s) {
    const sj_claim *c = s->c;
    /* An institution's day is the last one. */
    const bool one_day = s->first == s->last || c->type == SJ_CLAIM_837I;
    uint64_t has = 0;
    s->n_dx = c->diagnoses.n < MAX_DIAGNOSES ? c->diagnoses.n : MAX_DIAGNOSES;
    for (uint16_t i = s->n_dx; i-- > 0;) { /* the first one last: what it is counts */
        const sj_diagnosis *dx = &c->diagnoses.v[i];
        s->dx[i].on = one_day ? s->last : day_of(s, i + 1u);
        has = (has & ~HAS_EXTERNAL_DX) | prepare_diagnosis(s, &s->dx[i], dx);
    }
    const uint64_t all = (2ull << s->n_dx) - 2;
    if (s->pointed && all & ~s->pointed) has |= HAS_UNUSED_DX;
    s->has |= has;
}

/* Those that payers compare as they stand; of CLIA numbers, their form. */
static uint64_t of_refs(const sj_refs *refs) {
    uint64_t has = 0;
    for (const sj_ref *r = refs->v, *end = r + refs->n; r < end; r++)
        switch (pair_of(r->qualifier)) {
        case MOD('F', '8'):
        case MOD('G', '1'):
        case MOD('9', 'F'):
            if (may_have_lower(r->value.v)) has |= HAS_LOWER_REF;
            break;
        case MOD('X', '4'):
            if (!sj_clia_valid(r->value.v)) has |= HAS_ODD_CLIA;
            break;
        default:
            break;
        }
    return has;
}

static uint64_t of_birth(const sj_scrub *s) {
    const sj_day *born = &sj_claim_patient_person(s->c)->born;
    return is_odd_birth(born, s->first) ? HAS_ODD_BIRTH : 0;
}

static uint64_t of_claim(const sj_claim *c) {
    bool odd_charge = !SJ_HAS(c->charge) | (c->charge.v <= 0) | (c->charge.v > MOST_CHARGE);
    return (odd_charge ? HAS_ODD_CHARGE : 0) | (c->others.n ? HAS_OTHERS : 0) |
           (is_char(c->frequency, '1') ? 0 : HAS_NOT_NEW) |
           (c->account.v.len > ACCOUNT_LENGTH ? HAS_LONG_ACCOUNT : 0) |
           (c->delay_reason.v.len ? HAS_DELAY_REASON : 0);
}

static uint64_t of_days(const sj_scrub *s) {
    bool future = s->latest != SJ_NO_DATE && s->last != SJ_NO_DATE && s->last > s->latest;
    return of_birth(s) | (future ? HAS_FUTURE : 0);
}

void sj_scrub_prepare(sj_scrub *s) {
    const sj_claim *c = s->c;
    s->first = c->first_service;
    s->last = c->last_service;
    s->claims++;
    sj_ask_anew(s);
    s->has = s->of_header | s->of_member | of_claim(c) | of_refs(&c->refs) | of_days(s);
    sj_scrub_prepare_lines(s);
    if (s->tables & (HAS_NCCI | HAS_FEES) && c->type != SJ_CLAIM_837D)
        s->has |= sj_scrub_prepare_tables(s);
    sj_scrub_prepare_diagnoses(s);
    sj_scrub_prepare_limit(s);
}
