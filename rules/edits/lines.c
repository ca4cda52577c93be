/* rules/edits/lines.c - what the edits need to know of the lines, found out once. */
#include "rules/edits/edits.h"

#include "parsers/base/digits.h"
#include "parsers/base/hash.h"

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

/* The table that a shape's codes stand in; SJ_CODES_KINDS where none of ours could hold them. */
static sj_code_kind table_of(uint8_t shape) {
    switch ((sj_shape)shape) {
    case SHAPE_CPT:
    case SHAPE_CPT_II:
    case SHAPE_CPT_X:
        return SJ_CODES_CPT;
    case SHAPE_HCPCS:
        return SJ_CODES_HCPCS;
    case SHAPE_NONE:
    case SHAPE_BAD:
    case SHAPE_CDT:
        break;
    }
    return SJ_CODES_KINDS;
}

static uint64_t read_procedure(const sj_scrub *s, line_facts *f) {
    const sj_line *l = f->line;
    f->number = 0;
    f->letter = 0;
    f->shape = SHAPE_NONE;
    f->state = SJ_CODE_VALID;
    f->anesthesia = false;
    if (pair_of(l->qualifier.v) == MOD('A', 'D')) {
        f->shape = (uint8_t)shape_of(l->procedure.v, &f->number, &f->letter);
        if (f->shape != SHAPE_CDT && f->shape != SHAPE_NONE) f->shape = SHAPE_BAD;
        return f->shape == SHAPE_BAD ? HAS_ODD_CODE : 0;
    }
    if (pair_of(l->qualifier.v) != MOD('H', 'C')) return 0;
    f->shape = (uint8_t)shape_of(l->procedure.v, &f->number, &f->letter);
    f->anesthesia = f->shape == SHAPE_CPT && f->number >= 100 && f->number <= 1999;
    sj_code_kind kind = table_of(f->shape);
    if (kind == SJ_CODES_KINDS) return f->shape == SHAPE_BAD ? HAS_ODD_CODE : 0;
    if (f->from != SJ_NO_DATE)
        f->state = (uint8_t)sj_tables_lookup(s->opts.tables, kind, l->procedure.v, f->from, NULL);
    return (is_news(s, kind, f->state) ? HAS_ODD_CODE : 0);
}

static uint64_t read_modifiers(line_facts *f) {
    f->n_modifiers = 0;
    for (int i = 0; i < 4 && f->line->modifiers[i].v.len; i++)
        f->modifiers[f->n_modifiers++] = pair_of(f->line->modifiers[i].v);
    return f->n_modifiers ? HAS_MODIFIERS : 0;
}

static uint64_t read_pointers(sj_scrub *s, line_facts *f) {
    uint64_t seen = 0;
    bool odd = false;
    f->n_pointers = 0;
    for (int i = 0; i < 4 && f->line->pointers[i].v.len; i++) {
        sj_str p = f->line->pointers[i].v;
        uint32_t number = 0;
        if (p.len > 2 || !digits_at(p.ptr, (int)p.len, &number)) number = 0;
        f->pointers[f->n_pointers++] = (uint8_t)number;
        uint64_t bit = number < 64 ? 1ull << number : 0;
        odd |= number > s->c->diagnoses.n || seen & bit;
        seen |= bit & ~1ull; /* 0 points nowhere: the guide complains */
    }
    s->pointed |= seen;
    return odd ? HAS_ODD_POINTER : 0;
}

static uint64_t of_amounts(const sj_line *l) {
    uint64_t has = 0;
    if (!SJ_HAS(l->charge) || l->charge.v <= 0 || l->charge.v > MOST_CHARGE) has |= HAS_ODD_CHARGE;
    if (!SJ_HAS(l->units) || l->units.v <= 0 || l->units.v > MOST_UNITS) has |= HAS_ODD_UNITS;
    if (l->units.v > 1000) has |= HAS_SEVERAL_UNITS;
    if (pair_of(l->unit.v) == MOD('M', 'J')) has |= HAS_MINUTES;
    return has;
}

static uint64_t of_service(const line_facts *f) {
    const sj_line *l = f->line;
    uint64_t has = 0;
    if (l->drug.v.len) has |= HAS_DRUGS;
    if (!l->control.v.len) has |= HAS_NO_CONTROL;
    if (l->refs.n > 1) has |= HAS_CLIA; /* one is the control number */
    uint16_t place = pair_of(l->place.v);
    if (place == MOD('2', '1') || place == MOD('5', '1') || place == MOD('6', '1'))
        has |= HAS_INPATIENT;
    if (is_transport(f)) has |= HAS_AMBULANCE;
    if (f->anesthesia) has |= HAS_ANESTHESIA;
    if (is_adjustment(f)) has |= HAS_CHIRO;
    if (is_visit(f)) has |= HAS_VISITS;
    if (f->letter == 'E' || f->letter == 'K' || f->letter == 'L') has |= HAS_EQUIPMENT;
    if (is_cpt(f, 99100, 99140)) has |= HAS_EXTRAS;
    return has;
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

static uint64_t hash_teeth(const sj_line *l) {
    uint64_t h = sj_hash_str(l->tooth.v);
    for (int i = 0; i < 5; i++) h = mix(h, sj_hash_str(l->surfaces[i].v));
    for (int i = 0; i < 5; i++) h = mix(h, sj_hash_str(l->areas[i].v));
    return h;
}

/* 0: the line is not compared. */
static uint64_t line_key(const sj_scrub *s, const line_facts *f, uint64_t who) {
    const sj_line *l = f->line;
    sj_str procedure = l->procedure.v;
    if (procedure.len == 0 || f->from == SJ_NO_DATE) return 0;
    sj_text place = SJ_HAS(l->place) ? l->place : s->c->place;
    uint64_t code = sj_pack_8(procedure.ptr, procedure.len < 8 ? procedure.len : 8);
    uint64_t modifiers = sj_pack_8((const char *)f->modifiers, 2u * f->n_modifiers);
    uint64_t h = mix(mix(who, code), modifiers);
    h = mix(h, (uint64_t)l->charge.v);
    h = mix(h, (uint64_t)l->units.v << 16 | pair_of(place.v));
    h = mix(h, (uint64_t)(uint32_t)f->from << 32 | (uint32_t)f->to);
    if (s->c->type == SJ_CLAIM_837D) h = mix(h, hash_teeth(l));
    return h ? h : 1;
}

uint64_t sj_scrub_bill_key(const sj_scrub *s) {
    const sj_claim *c = s->c;
    const sj_dates *statement = sj_dates_find(&c->dates, "434");
    if (!statement || !SJ_HAS(c->charge)) return 0;
    uint64_t h = mix(frames_hash(s), (uint64_t)c->charge.v);
    h = mix(h, (uint64_t)(uint32_t)statement->from << 32 | (uint32_t)statement->to);
    h = mix(h, (uint64_t)pair_of(c->place.v) << 16 | s->n_lines);
    h = mix(h, c->frequency.v.len ? (uint64_t)(unsigned char)c->frequency.v.ptr[0] : 0);
    return h ? h : 1;
}

static uint64_t prepare_line(sj_scrub *s, line_facts *f, const sj_line *l) {
    f->line = l;
    uint32_t revenue = 0;
    bool coded = l->revenue.v.len == 4 && digits_at(l->revenue.v.ptr, 4, &revenue);
    f->revenue = coded ? (uint16_t)revenue : 0;
    bool dated = SJ_HAS(l->service);
    const sj_dates *whole = dated || s->c->type != SJ_CLAIM_837D
                                ? NULL
                                : sj_dates_find(&s->c->dates, "472"); /* stands for all lines */
    f->from = dated ? l->service.from : whole ? whole->from : s->first;
    f->to = dated ? l->service.to : whole ? whole->to : s->last;
    uint64_t has = read_procedure(s, f);
    has |= read_modifiers(f);
    has |= read_pointers(s, f);
    return has | of_amounts(l) | of_service(f);
}

void sj_scrub_prepare_lines(sj_scrub *s) {
    const sj_claim *c = s->c;
    uint64_t who = frames_hash(s);
    s->pointed = 0;
    s->n_lines = c->lines.n < MAX_LINES ? c->lines.n : MAX_LINES;
    if (s->n_lines > 1) s->has |= HAS_SEVERAL_LINES;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        line_facts *f = &s->lines[i];
        s->has |= prepare_line(s, f, &c->lines.v[i]);
        f->key = line_key(s, f, who);
        if (f->key) sj_duplicates_prefetch(s->duplicates, f->key);
    }
}
