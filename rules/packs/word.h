/* rules/packs/word.h - a field's value as one number: equal for equal values only, so that what is
 * known of a value is found without looking at its bytes again. */
#ifndef SJ_PACKS_WORD_H
#define SJ_PACKS_WORD_H

#include "parsers/base/digits.h"
#include "rules/packs/sieve.h"

/* What is no value, and a value where only that counts. No text of up to seven bytes with its
 * length behind looks so, and no list of up to four codes. */
#define SJ_WORD_ABSENT  0xff00000000000000u
#define SJ_WORD_PRESENT 0xfe00000000000000u

static inline uint64_t sj_word_hash(uint64_t word) {
    return (word ^ word >> 32) * 0x9e3779b97f4a7c15u;
}

/* Words of several fields, one after the other; sj_word_hash makes a hash of it. */
static inline uint64_t sj_word_mix(uint64_t mix, uint64_t word) {
    return (mix << 11 | mix >> 53) + word * 0xd6e8feb86659fd93u;
}

/* Up to seven bytes and their number. */
static inline bool sj_word_of_text(sj_str s, uint64_t *out) {
    if (s.len > 7) return false;
    *out = sj_pack_8(s.ptr, s.len) | (uint64_t)s.len << 56;
    return true;
}

/* A list's next code: of two bytes, or one with 0xff behind. False when it is another. */
static inline bool sj_word_add(uint64_t *word, unsigned *n, sj_str code) {
    if (*n == 4 || code.len > 2) return false;
    unsigned char a = (unsigned char)code.ptr[0],
                  b = code.len == 2 ? (unsigned char)code.ptr[1] : 0xff;
    if (a == 0 || (b == 0xff && code.len == 2)) return false;
    *word |= (uint64_t)(a | b << 8) << 16 * (*n)++;
    return true;
}

static inline const sj_text *sj_word_pointed(const sj_claim *c, const sj_line *l) {
    sj_str p = l->pointers[0].v;
    unsigned n = 0;
    for (size_t k = 0; k < p.len && k < 3; k++) {
        if (p.ptr[k] < '0' || p.ptr[k] > '9') return NULL;
        n = 10 * n + (unsigned)(p.ptr[k] - '0');
    }
    return n && n <= c->diagnoses.n ? &c->diagnoses.v[n - 1].code : NULL;
}

static inline const sj_text *sj_word_principal(const sj_claim *c) {
    for (uint16_t i = 0; i < c->diagnoses.n; i++) {
        sj_str q = c->diagnoses.v[i].qualifier;
        if ((q.len == 3 && memcmp(q.ptr, "ABK", 3) == 0) ||
            (q.len == 2 && memcmp(q.ptr, "BK", 2) == 0))
            return &c->diagnoses.v[i].code;
    }
    return NULL;
}

/* Where the records are that fields are read in. */
typedef struct sj_places {
    const char *v[IN_MEMBER + 1]; /* by sj_sieve_record; NULL where only the view knows it */
} sj_places;

static inline sj_places sj_places_of(const sj_claim *c, const char *member) {
    return (sj_places){{(const char *)c, (const char *)c->subscriber, member}};
}

/* No value: 0 where that meets nothing. */
static inline bool sj_word_of_absent(const sj_sieve_field *f, uint64_t *out) {
    *out = f->by_beginning ? 0 : SJ_WORD_ABSENT;
    return true;
}

static inline bool sj_word_begins(const sj_sieve_field *f, sj_str text) {
    unsigned b = sj_expr_beginning(text);
    return f->first[b / 64] >> b % 64 & 1;
}

static inline bool sj_word_of_any_text(const sj_sieve_field *f, sj_str text, uint64_t *out) {
    *out = 0;
    if (f->by_beginning && !sj_word_begins(f, text)) return true;
    if (!f->by_presence) return sj_word_of_text(text, out);
    *out = SJ_WORD_PRESENT;
    return true;
}

static inline bool sj_word_of_number(const sj_sieve_field *f, int64_t n, uint64_t *out) {
    *out = f->by_presence ? SJ_WORD_PRESENT : (uint64_t)n << 1 | 1;
    return n < INT64_MAX / 2 && n > INT64_MIN / 2;
}

static inline bool sj_word_of_texts(const sj_sieve_field *f, const sj_text *texts, unsigned n,
                                    uint64_t *out) {
    unsigned taken = 0;
    uint64_t word = 0;
    for (const sj_text *t = texts; t < texts + n; t++)
        if (t->v.len && !sj_word_add(&word, &taken, t->v)) return false;
    if (!taken) return sj_word_of_absent(f, out);
    *out = f->by_presence ? SJ_WORD_PRESENT : word;
    return true;
}

/* `t`: NULL is no value. */
static inline bool sj_word_of_maybe(const sj_sieve_field *f, const sj_text *t, uint64_t *out) {
    if (!t || !t->v.len || !SJ_HAS(*t)) return sj_word_of_absent(f, out);
    return sj_word_of_any_text(f, t->v, out);
}

/* What all members of a scope come to. */
int64_t sj_word_total(const sj_sieve_field *f, sj_view *v);

/* The word of what is derived in any other way. */
bool sj_word_of_view(const sj_sieve_field *f, sj_view *v, uint64_t *out);

static inline const sj_text *sj_word_place(const sj_claim *c, const sj_line *l) {
    return c->type != SJ_CLAIM_837I && !l->place.v.len ? &c->place : &l->place;
}

/* The words of the usual fields, one after the other. */
static inline bool sj_words_of_line(const sj_sieve_field *const *usual, const sj_claim *c,
                                    const sj_line *l, uint64_t *out) {
    const sj_sieve_field *procedure = usual[USUAL_PROCEDURE], *modifiers = usual[USUAL_MODIFIERS],
                         *place = usual[USUAL_PLACE], *pointed = usual[USUAL_POINTED];
    return (!procedure || sj_word_of_maybe(procedure, &l->procedure, &out[USUAL_PROCEDURE])) &&
           (!modifiers || sj_word_of_texts(modifiers, l->modifiers, 4, &out[USUAL_MODIFIERS])) &&
           (!place || sj_word_of_maybe(place, sj_word_place(c, l), &out[USUAL_PLACE])) &&
           (!pointed || sj_word_of_maybe(pointed, sj_word_pointed(c, l), &out[USUAL_POINTED]));
}

static inline bool sj_words_of_claim(const sj_sieve_field *const *usual, const sj_claim *c,
                                     uint64_t *out) {
    const sj_sieve_field *filing = usual[USUAL_FILING], *principal = usual[USUAL_PRINCIPAL],
                         *related = usual[USUAL_RELATED];
    return (!filing || sj_word_of_maybe(filing, &c->subscriber->filing, &out[USUAL_FILING])) &&
           (!principal ||
            sj_word_of_maybe(principal, sj_word_principal(c), &out[USUAL_PRINCIPAL])) &&
           (!related || sj_word_of_texts(related, c->related, 3, &out[USUAL_RELATED]));
}

/* The word of a field of the claim, or of the member that is visited. 0: the value meets nothing.
 * False: it has no word. */
static inline bool sj_word_of(const sj_sieve_field *f, sj_view *v, const sj_places *places,
                              uint64_t *out) {
    const sj_line *l = (const sj_line *)places->v[IN_MEMBER];
    const char *at = places->v[f->record] + f->offset;
    const sj_text *t;
    switch ((sj_sieve_way)f->way) {
    case READ_TEXT:
        t = (const sj_text *)at;
        break;
    case READ_TEXTS:
        return sj_word_of_texts(f, (const sj_text *)at, f->n_texts, out);
    case READ_NUMBER:
        return SJ_HAS(*(const sj_number *)at)
                   ? sj_word_of_number(f, ((const sj_number *)at)->v, out)
                   : sj_word_of_absent(f, out);
    case READ_PLACE:
        t = sj_word_place(v->claim, l);
        break;
    case READ_PRINCIPAL:
        t = sj_word_principal(v->claim);
        break;
    case READ_POINTED:
        t = sj_word_pointed(v->claim, l);
        break;
    default:
        return sj_word_of_view(f, v, out);
    }
    return sj_word_of_maybe(f, t, out);
}

#endif
