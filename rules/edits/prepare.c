/* rules/edits/prepare.c - what the edits need to know of a claim, found out once. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

/* The day on which diagnosis `number` (from 1) must be valid: that of the first line that points to
 * it; lines rarely differ. An institution's is the last day. */
static sj_date day_of(const sj_scrub *s, unsigned number) {
    if (s->first == s->last || s->c->type == SJ_CLAIM_837I) return s->last;
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint8_t p = 0; p < s->lines[i].n_pointers; p++)
            if (s->lines[i].pointers[p] == number) return s->lines[i].from;
    return s->first;
}

static uint64_t prepare_diagnosis(sj_scrub *s, dx_facts *f, const sj_diagnosis *dx,
                                  unsigned number) {
    f->dx = dx;
    f->on = day_of(s, number);
    f->icd10 = dx->qualifier.len == 3 && dx->qualifier.ptr[0] == 'A';
    f->shaped = f->icd10 && sj_icd10_valid(dx->code.v);
    f->state = SJ_CODE_VALID;
    bool dated = f->on != SJ_NO_DATE;
    if (f->shaped && dated)
        f->state =
            (uint8_t)sj_tables_lookup(s->opts.tables, SJ_CODES_ICD10CM, dx->code.v, f->on, NULL);
    bool odd = !f->shaped || is_news(s, SJ_CODES_ICD10CM, f->state) ||
               (dated && f->icd10 != (f->on >= s->icd10_began));
    bool unused = s->pointed && !(s->pointed >> number & 1);
    return (odd ? HAS_ODD_DX : 0) | (unused ? HAS_UNUSED_DX : 0) |
           (f->shaped && dx->code.v.ptr[0] == 'O' ? HAS_PREGNANCY : 0);
}

void sj_scrub_prepare_diagnoses(sj_scrub *s) {
    const sj_claim *c = s->c;
    s->n_dx = c->diagnoses.n < MAX_DIAGNOSES ? c->diagnoses.n : MAX_DIAGNOSES;
    if (s->n_dx > 1) s->has |= HAS_SEVERAL_DX;
    for (uint16_t i = 0; i < s->n_dx; i++)
        s->has |= prepare_diagnosis(s, &s->dx[i], &c->diagnoses.v[i], i + 1u);
}

static void note_refs(sj_scrub *s) {
    static const uint16_t kinds[REFS] = {[REF_F8] = MOD('F', '8'),
                                         [REF_G1] = MOD('G', '1'),
                                         [REF_9F] = MOD('9', 'F'),
                                         [REF_X4] = MOD('X', '4')};
    memset(s->refs, 0, sizeof s->refs);
    for (uint16_t i = 0; i < s->c->refs.n; i++) {
        const sj_ref *r = &s->c->refs.v[i];
        uint16_t kind = r->value.v.len ? pair_of(r->qualifier) : 0;
        for (int k = 0; k < REFS; k++)
            if (kinds[k] == kind) s->refs[k] = &r->value;
    }
    if (s->c->refs.n) s->has |= HAS_REFS;
    if (s->refs[REF_X4]) s->has |= HAS_CLIA;
}

static uint64_t of_payer(const sj_subscriber *sub) {
    uint16_t filing = pair_of(sub->filing.v);
    return filing == MOD('M', 'A') || filing == MOD('M', 'B') ? HAS_MEDICARE : 0;
}

static uint64_t of_place(sj_str place) {
    uint16_t p = pair_of(place);
    bool stays = p == MOD('2', '1') || p == MOD('5', '1') || p == MOD('6', '1');
    return stays ? HAS_INPATIENT : 0;
}

static uint64_t of_claim(const sj_claim *c) {
    bool charges = !c->header || pair_of(c->header->transaction_use.v) != MOD('R', 'P');
    bool odd_charge = !SJ_HAS(c->charge) || c->charge.v <= 0 || c->charge.v > MOST_CHARGE;
    return (charges ? HAS_CHARGES : 0) | (odd_charge ? HAS_ODD_CHARGE : 0) |
           (c->others.n ? HAS_OTHERS : 0) | (is_char(c->frequency, '1') ? 0 : HAS_NOT_NEW);
}

/* The day of sending; a service is not after it, nor after the file was made. */
static void note_sending(sj_scrub *s) {
    const sj_day *made = s->c->header ? &s->c->header->created : NULL;
    bool dated = made && SJ_HAS(*made) && made->v != SJ_NO_DATE;
    s->sent = s->opts.as_of != SJ_NO_DATE || !dated ? s->opts.as_of : made->v;
    s->latest = dated && (s->sent == SJ_NO_DATE || made->v < s->sent) ? made->v : s->sent;
    if (s->latest != SJ_NO_DATE && s->last != SJ_NO_DATE && s->last > s->latest)
        s->has |= HAS_FUTURE;
}

void sj_scrub_prepare(sj_scrub *s) {
    const sj_claim *c = s->c;
    s->first = c->first_service;
    s->last = c->last_service;
    s->has = s->tables | of_claim(c) | of_payer(c->subscriber) | of_place(c->place.v);
    note_sending(s);
    note_refs(s);
    sj_scrub_prepare_lines(s);
    sj_scrub_prepare_diagnoses(s);
    sj_scrub_prepare_limit(s);
}
