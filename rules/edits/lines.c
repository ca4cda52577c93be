/* rules/edits/lines.c - what the edits need to know of the lines, found out once. */
#include "parsers/base/apart.h"
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static uint64_t when(bool fact, uint64_t has) {
    return fact * has; /* of a power of two: a shift */
}

/* Where something points to; 0: not a number from 1 to 99. */
static uint8_t number_in(sj_str pointer) {
    unsigned number = 0;
    for (size_t i = 0; i < pointer.len; i++) {
        unsigned digit = (unsigned)(pointer.ptr[i] - '0');
        if (digit > 9 || pointer.len > 2) return 0;
        number = 10 * number + digit;
    }
    return (uint8_t)number;
}

/* Up to the first that is empty. */
static SJ_APART uint64_t read_odd_pointers(sj_scrub *s, line_facts *f) {
    uint64_t seen = 0;
    bool odd = false;
    f->n_pointers = 0;
    for (int i = 0; i < 4 && f->line->pointers[i].v.len; i++) {
        unsigned number = number_in(f->line->pointers[i].v);
        f->pointers[f->n_pointers++] = (uint8_t)number;
        uint64_t bit = number < 64 ? 1ull << number : 0;
        odd |= number > s->c->diagnoses.n || seen & bit;
        seen |= bit & ~1ull; /* 0 points nowhere: the guide complains */
    }
    s->pointed |= seen;
    return when(odd, HAS_ODD_POINTER);
}

/* Nearly all are a digit each, one behind the other. */
static uint64_t read_pointers(sj_scrub *s, line_facts *f) {
    const sj_text *p = f->line->pointers;
    const size_t a = p[0].v.len, b = p[1].v.len, c = p[2].v.len, d = p[3].v.len, n = a + b + c + d;
    f->n_pointers = 0;
    if (!a) return 0;
    if ((a | b | c | d) > 1 || p[n - 1].v.ptr != p->v.ptr + 2 * (n - 1))
        return read_odd_pointers(s, f);
    const uint64_t key = key_of_pointers(p->v.ptr, n);
    known_pointers *k = &s->known.pointers[spread(key) >> (64 - POINTER_BITS)];
    if (k->key != key && !sj_learn_pointers(k, key)) return read_odd_pointers(s, f);
    memcpy(f->pointers, k->numbers, sizeof k->numbers);
    f->n_pointers = (uint8_t)n;
    s->pointed |= k->pointed;
    const unsigned last = s->c->diagnoses.n < 9 ? s->c->diagnoses.n : 9;
    return when(k->twice | k->pointed >> (last + 1), HAS_ODD_POINTER);
}

static uint64_t read_procedure(sj_scrub *s, line_facts *f) {
    const known_code *k =
        find_code(s, pair_of(f->line->qualifier.v), f->line->procedure.v, f->from);
    f->code = k->key ? k->key >> CODE_TEXT : ends_of(f->line->procedure.v).first;
    f->number = k->number;
    f->letter = k->letter;
    f->shape = k->shape;
    f->asked = k->asked;
    f->state = k->asked.state;
    f->anesthesia = k->anesthesia;
    return k->has | when(is_news(s, f->state, k->silencer), HAS_ODD_CODE);
}

static uint64_t read_modifiers(sj_scrub *s, line_facts *f) {
    uint64_t packed = 0;
    unsigned n = 0;
    for (; n < 4 && f->line->modifiers[n].v.len; n++)
        packed |= (uint64_t)pair_of(f->line->modifiers[n].v) << 16 * n;
    memcpy(f->modifiers, &packed, sizeof packed);
    f->n_modifiers = (uint8_t)n;
    return n ? HAS_MODIFIERS | sj_modifiers_of_line(s, f) : 0;
}

/* One that is absent is zero. */
static uint64_t of_amounts(const sj_line *l) {
    const bool odd_charge = (uint64_t)l->charge.v - 1 >= MOST_CHARGE;
    const bool odd_units = (uint64_t)l->units.v - 1 >= MOST_UNITS;
    return when(odd_charge, HAS_ODD_CHARGE) | when(odd_units, HAS_ODD_UNITS);
}

static uint64_t of_units(const sj_line *l, uint64_t has) {
    if (l->units.v > DAY_OF_MINUTES && pair_of(l->unit.v) == MOD('M', 'J')) has |= HAS_MINUTES;
    return has | when((has & OF_ONE_UNIT) && l->units.v > 1000, HAS_SEVERAL_UNITS);
}

static SJ_APART uint64_t of_drug(const sj_line *l) {
    bool ndc = pair_of(l->drug_qualifier.v) == MOD('N', '4');
    bool shaped = l->drug.v.len == 11 && sj_all_digits(l->drug.v);
    bool counted = l->drug_units.v > 0 && l->drug_unit.v.len;
    return when((ndc && !shaped) || !counted, HAS_ODD_DRUG);
}

/* One reference is the control number. */
static SJ_APART uint64_t of_refs(const sj_refs *refs) {
    bool odd = false;
    for (uint16_t i = 0; i < refs->n; i++)
        odd |= pair_of(refs->v[i].qualifier) == MOD('X', '4') && !sj_clia_valid(refs->v[i].value.v);
    return when(odd, HAS_ODD_CLIA);
}

/* Numbers that end differently are different ones; those that count on end differently. */
static unsigned end_of(sj_str control) {
    const char *end = control.ptr + control.len;
    return ((unsigned char)end[-1] + (control.len > 1 ? 10u * (unsigned char)end[-2] : 0)) & 63;
}

static uint64_t of_control(sj_str control, uint64_t *ends) {
    if (!control.len) return HAS_NO_CONTROL;
    uint64_t end = 1ull << end_of(control), seen = *ends & end;
    *ends |= end;
    return when(seen, HAS_SAME_CONTROL);
}

/* ---- what makes two lines the same ---- */

/* Who was treated, by whom, for which payer: the frames' part of a line's key. */
static uint64_t frames_hash(const sj_scrub *s) {
    uint64_t h = fold(s->frame_hashes[FRAME_BILLING] ^ 0x9FB21C651E98DF25u,
                      s->frame_hashes[FRAME_SUBSCRIBER] ^ 0xE7037ED1A0B428DBu);
    return s->c->patient ? fold(h, s->frame_hashes[FRAME_PATIENT] ^ 0x8EBC6AF09C88C6E3u) : h;
}

static uint64_t mix(uint64_t h, uint64_t x) {
    return fold(h ^ 0x9FB21C651E98DF25u, x ^ 0xA0761D6478BD642Fu);
}

static SJ_APART uint64_t hash_teeth(const sj_line *l) {
    uint64_t h = sj_text_hash(l->tooth.v);
    for (int i = 0; i < 5; i++)
        if (l->surfaces[i].v.len) h = mix(h + (unsigned)i, sj_text_hash(l->surfaces[i].v));
    for (int i = 0; i < 5; i++)
        if (l->areas[i].v.len) h = mix(h + 8u + (unsigned)i, sj_text_hash(l->areas[i].v));
    return h;
}

/* The block of a patient's day. */
static uint64_t day_key(uint64_t who, sj_date day) {
    return spread(who ^ (uint32_t)day) >> (64 - DUPLICATES_BLOCK_BITS);
}

/* 0: the line is not compared. */
static uint64_t line_key(const sj_scrub *s, const line_facts *f, uint64_t who, uint16_t place) {
    const sj_line *l = f->line;
    if (l->procedure.v.len == 0 || f->from == SJ_NO_DATE) return 0;
    if (SJ_HAS(l->place)) place = pair_of(l->place.v);
    uint64_t days = (uint64_t)(uint32_t)f->from << 32 | (uint32_t)f->to;
    uint64_t what = fold(who ^ f->code, load_8((const char *)f->modifiers) ^ 0xD6E8FEB86659FD93u);
    uint64_t how = fold((uint64_t)l->charge.v ^ 0x9E3779B97F4A7C15u,
                        ((uint64_t)l->units.v << 16 | place) ^ 0xA0761D6478BD642Fu);
    uint64_t h = fold(what ^ days, how ^ 0xE7037ED1A0B428DBu);
    if (s->c->type == SJ_CLAIM_837D) h = mix(h, hash_teeth(l));
    h = h << DUPLICATES_BLOCK_BITS | day_key(who, f->from);
    return h ? h : 1;
}

/* An institution's bill is compared as a whole: its lines repeat each other by right. 0: it is not.
 */
static uint64_t bill_key(const sj_scrub *s) {
    const sj_claim *c = s->c;
    const sj_dates *statement = sj_dates_find(&c->dates, "434");
    if (!statement || !SJ_HAS(c->charge)) return 0;
    uint64_t h = mix(frames_hash(s), (uint64_t)c->charge.v);
    h = mix(h, (uint64_t)(uint32_t)statement->from << 32 | (uint32_t)statement->to);
    h = mix(h, (uint64_t)pair_of(c->place.v) << 16 | s->n_lines);
    h = mix(h, c->frequency.v.len ? (uint64_t)(unsigned char)c->frequency.v.ptr[0] : 0);
    return h ? h : 1;
}

/* ---- one line ---- */

static void read_service(line_facts *f, sj_date first, sj_date last) {
    const bool dated = SJ_HAS(f->line->service);
    f->from = dated ? f->line->service.from : first;
    f->to = dated ? f->line->service.to : last;
}

static uint64_t of_line(sj_scrub *s, line_facts *f, uint64_t *ends) {
    const sj_line *l = f->line;
    uint64_t has = read_procedure(s, f) | read_modifiers(s, f) | read_pointers(s, f);
    has |= of_amounts(l) | of_control(l->control.v, ends);
    if (l->drug.v.len) has |= of_drug(l);
    if (l->refs.n > 1) has |= of_refs(&l->refs);
    return of_units(l, has);
}

static unsigned four_digits(const char *p) {
    unsigned value = 0;
    bool right = true;
    for (int i = 0; i < 4; i++) {
        unsigned digit = (unsigned)(p[i] - '0');
        right &= digit <= 9;
        value = 10 * value + digit;
    }
    return right ? value : 0;
}

static unsigned read_revenue(const sj_scrub *s, line_facts *f) {
    f->revenue = (uint16_t)(f->line->revenue.v.len == 4 ? four_digits(f->line->revenue.v.ptr) : 0);
    return f->revenue < KNOWN_REVENUES ? s->known.revenues[f->revenue] : 0;
}

/* ---- all lines ---- */

/* Whose lines they are, for a dentist's claim the day that may stand for all of them. */
typedef struct common {
    uint64_t who;
    sj_date first, last;
    uint16_t place;
    bool dental;
} common;

static common common_of(const sj_scrub *s) {
    const bool dental = s->c->type == SJ_CLAIM_837D;
    const sj_dates *whole = dental ? sj_dates_find(&s->c->dates, "472") : NULL;
    return (common){.who = frames_hash(s),
                    .first = whole ? whole->from : s->first,
                    .last = whole ? whole->to : s->last,
                    .place = pair_of(s->c->place.v),
                    .dental = dental};
}

static SJ_APART uint64_t of_bill(sj_scrub *s, unsigned revenues, unsigned uncoded) {
    s->bill_key = bill_key(s);
    if (s->bill_key) sj_duplicates_prefetch(s->duplicates, s->bill_key);
    return sj_bill_of_claim(s, revenues, uncoded);
}

void sj_scrub_prepare_lines(sj_scrub *s) {
    const bool bill = s->c->type == SJ_CLAIM_837I;
    const common all = common_of(s);
    uint64_t has = 0, ends = 0;
    unsigned revenues = 0, uncoded = 0;
    if (!bill) sj_duplicates_prefetch(s->duplicates, day_key(all.who, s->first));
    s->pointed = 0;
    s->n_lines = s->c->lines.n < MAX_LINES ? s->c->lines.n : MAX_LINES;
    const sj_line *line = s->c->lines.v;
    for (line_facts *f = s->lines, *end = f + s->n_lines; f < end; f++) {
        f->line = line++;
        read_service(f, all.first, all.last);
        uint64_t of = of_line(s, f, &ends);
        if (bill) {
            const unsigned kind = read_revenue(s, f);
            revenues |= kind;
            uncoded |= f->line->procedure.v.len ? 0 : kind;
        } else {
            f->revenue = 0;
            f->key = line_key(s, f, all.who, all.place);
            if (f->from != s->first) sj_duplicates_prefetch(s->duplicates, f->key);
            if (all.dental) of |= sj_dental_of_line(f->line);
            of |= when(has & of & HAS_OFFICE_VISIT, HAS_OFFICE_VISITS);
        }
        has |= of;
    }
    s->has |= has | when(s->n_lines > 1, HAS_SEVERAL_LINES);
    if (bill) s->has |= of_bill(s, revenues, uncoded);
}
