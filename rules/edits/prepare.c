/* rules/edits/prepare.c - what the edits need to know of a claim, found out once. */
#include "parsers/base/hash.h"
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool digits_at(const char *p, int n, uint32_t *out) {
    uint32_t value = 0;
    for (int i = 0; i < n; i++) {
        if (!is_digit(p[i])) return false;
        value = 10 * value + (uint32_t)(p[i] - '0');
    }
    *out = value;
    return true;
}

/* Levels I and II have five characters: 99213, 0001F, 0042T, J1885, D0120. */
static sj_shape shape_of(sj_str code, uint32_t *number, char *letter) {
    *number = 0;
    *letter = 0;
    if (code.len == 0) return SHAPE_NONE;
    if (code.len != 5) return SHAPE_BAD;
    const char *p = code.ptr;
    if (digits_at(p, 5, number)) return SHAPE_CPT;
    if (digits_at(p, 4, number)) {
        *letter = p[4];
        if (p[4] == 'F') return SHAPE_CPT_II;
        return p[4] == 'T' || p[4] == 'U' || p[4] == 'M' || p[4] == 'A' ? SHAPE_CPT_X : SHAPE_BAD;
    }
    if (p[0] < 'A' || p[0] > 'V' || !digits_at(p + 1, 4, number)) return SHAPE_BAD;
    *letter = p[0];
    return p[0] == 'D' ? SHAPE_CDT : SHAPE_HCPCS;
}

/* The table that a shape's codes stand in; false for those that no table of ours could hold. */
static bool table_of(sj_shape shape, sj_code_kind *kind) {
    switch (shape) {
    case SHAPE_CPT:
    case SHAPE_CPT_II:
    case SHAPE_CPT_X:
        *kind = SJ_CODES_CPT;
        return true;
    case SHAPE_HCPCS:
        *kind = SJ_CODES_HCPCS;
        return true;
    case SHAPE_NONE:
    case SHAPE_BAD:
    case SHAPE_CDT:
        break;
    }
    return false;
}

static void read_modifiers(line_facts *f) {
    f->n_modifiers = 0;
    for (int i = 0; i < 4 && f->line->modifiers[i].v.len; i++)
        f->modifiers[f->n_modifiers++] = pair_of(f->line->modifiers[i].v);
}

static void read_pointers(line_facts *f) {
    f->n_pointers = 0;
    for (int i = 0; i < 4 && f->line->pointers[i].v.len; i++) {
        sj_str p = f->line->pointers[i].v;
        uint32_t number = 0;
        bool ok = p.len <= 2 && digits_at(p.ptr, (int)p.len, &number);
        f->pointers[f->n_pointers++] = ok ? (uint8_t)number : 0;
    }
}

static uint64_t mix(uint64_t h, uint64_t x) {
    h = (h ^ x) * 0x9FB21C651E98DF25u;
    return h ^ (h >> 32);
}

/* Who was treated, by whom, for which payer: the frames' part of a line's key. */
static uint64_t frames_hash(const sj_scrub *s) {
    uint64_t h = mix(s->frame_hashes[FRAME_BILLING], s->frame_hashes[FRAME_SUBSCRIBER]);
    return s->c->patient ? mix(h, s->frame_hashes[FRAME_PATIENT]) : h;
}

static uint64_t line_key(const sj_scrub *s, const line_facts *f, uint64_t who) {
    const sj_line *l = f->line;
    sj_text place = SJ_HAS(l->place) ? l->place : s->c->place;
    uint64_t code = 0, modifiers = 0;
    memcpy(&code, l->procedure.v.ptr, l->procedure.v.len < 8 ? l->procedure.v.len : 8);
    memcpy(&modifiers, f->modifiers, 2u * f->n_modifiers);
    uint64_t h = mix(mix(who, code), modifiers);
    h = mix(h, (uint64_t)l->charge.v);
    h = mix(h, (uint64_t)l->units.v << 16 | pair_of(place.v));
    h = mix(h, (uint64_t)(uint32_t)f->from << 32 | (uint32_t)f->to);
    return h ? h : 1;
}

static unsigned needs_of(const line_facts *f) {
    unsigned has = f->n_modifiers ? HAS_MODIFIERS : 0;
    if (f->line->drug.v.len) has |= HAS_DRUGS;
    if (f->letter == 'A' && f->shape == SHAPE_HCPCS && f->number >= 425 && f->number <= 436)
        has |= HAS_AMBULANCE;
    if (f->shape != SHAPE_CPT) return has;
    if (f->anesthesia) has |= HAS_ANESTHESIA;
    if (f->number >= 98940 && f->number <= 98942) has |= HAS_CHIRO;
    if (is_visit(f)) has |= HAS_VISITS;
    return has;
}

static void prepare_line(sj_scrub *s, line_facts *f, const sj_line *l, uint64_t who) {
    f->line = l;
    f->from = l->service.at.segment ? l->service.from : s->first;
    f->to = l->service.at.segment ? l->service.to : s->last;
    bool judged = pair_of(l->qualifier.v) == MOD('H', 'C');
    f->shape = (uint8_t)(judged ? shape_of(l->procedure.v, &f->number, &f->letter) : SHAPE_NONE);
    if (!judged) f->number = 0, f->letter = 0;
    f->anesthesia = f->shape == SHAPE_CPT && f->number >= 100 && f->number <= 1999;
    sj_code_kind kind;
    f->state = SJ_CODE_VALID;
    if (f->from != SJ_NO_DATE && table_of(f->shape, &kind))
        f->state = (uint8_t)sj_tables_lookup(s->opts.tables, kind, l->procedure.v, f->from, NULL);
    read_modifiers(f);
    read_pointers(f);
    f->key = l->procedure.v.len && f->from != SJ_NO_DATE ? line_key(s, f, who) : 0;
    if (f->key) sj_duplicates_prefetch(s->duplicates, f->key);
    s->has |= needs_of(f);
}

/* The day on which diagnosis `number` (from 1) must be valid: that of the first line that points to
 * it; lines rarely differ. */
static sj_date day_of(const sj_scrub *s, unsigned number) {
    if (s->first == s->last) return s->first;
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint8_t p = 0; p < s->lines[i].n_pointers; p++)
            if (s->lines[i].pointers[p] == number) return s->lines[i].from;
    return s->first;
}

static void prepare_diagnosis(sj_scrub *s, dx_facts *f, const sj_diagnosis *dx, unsigned number) {
    f->dx = dx;
    f->on = s->c->type == SJ_CLAIM_837I ? s->last : day_of(s, number);
    f->icd10 = dx->qualifier.len == 3 && dx->qualifier.ptr[0] == 'A';
    f->shaped = f->icd10 && sj_icd10_valid(dx->code.v);
    f->state = SJ_CODE_VALID;
    if (f->shaped && f->on != SJ_NO_DATE)
        f->state =
            (uint8_t)sj_tables_lookup(s->opts.tables, SJ_CODES_ICD10CM, dx->code.v, f->on, NULL);
}

static void note_refs(sj_scrub *s) {
    memset(s->refs, 0, sizeof s->refs);
    for (uint16_t i = 0; i < s->c->refs.n; i++) {
        const sj_ref *r = &s->c->refs.v[i];
        enum ref kind = REFS;
        switch (pair_of(r->qualifier)) {
        case MOD('F', '8'):
            kind = REF_F8;
            break;
        case MOD('G', '1'):
            kind = REF_G1;
            break;
        case MOD('9', 'F'):
            kind = REF_9F;
            break;
        case MOD('X', '4'):
            kind = REF_X4;
            break;
        case MOD('E', 'W'):
            kind = REF_EW;
            break;
        default:
            continue;
        }
        if (r->value.v.len) s->refs[kind] = &r->value;
    }
}

static void note_days(sj_scrub *s) {
    static const char *const kinds[DAYS] = {
        [DAY_304] = "304", [DAY_431] = "431", [DAY_435] = "435",
        [DAY_439] = "439", [DAY_454] = "454", [DAY_484] = "484"};
    memset(s->days, 0, sizeof s->days);
    for (uint16_t i = 0; i < s->c->dates.n; i++) {
        const sj_dates *d = &s->c->dates.v[i];
        for (int k = 0; d->qualifier.len == 3 && k < DAYS; k++)
            if (memcmp(d->qualifier.ptr, kinds[k], 3) == 0) s->days[k] = d;
    }
}

static bool is_medicare(sj_str filing) {
    return pair_of(filing) == MOD('M', 'B') || pair_of(filing) == MOD('M', 'A');
}

void sj_scrub_prepare(sj_scrub *s) {
    const sj_claim *c = s->c;
    s->first = c->first_service;
    s->last = c->last_service;
    s->sent = s->opts.as_of;
    if (s->sent == SJ_NO_DATE && c->header && SJ_HAS(c->header->created))
        s->sent = c->header->created.v;
    s->has = 0;
    if (!c->header || pair_of(c->header->transaction_use.v) != MOD('R', 'P')) s->has |= HAS_CHARGES;
    if (c->others.n) s->has |= HAS_OTHERS;
    if (is_medicare(c->subscriber->filing.v)) s->has |= HAS_MEDICARE;
    if (SJ_HAS(c->related[0])) s->has |= HAS_RELATED;
    note_refs(s);
    note_days(s);
    uint64_t who = frames_hash(s);
    s->n_lines = c->lines.n < MAX_LINES ? c->lines.n : MAX_LINES;
    for (uint16_t i = 0; i < s->n_lines; i++) prepare_line(s, &s->lines[i], &c->lines.v[i], who);
    s->n_dx = c->diagnoses.n < MAX_DIAGNOSES ? c->diagnoses.n : MAX_DIAGNOSES;
    for (uint16_t i = 0; i < s->n_dx; i++)
        prepare_diagnosis(s, &s->dx[i], &c->diagnoses.v[i], i + 1u);
}
