/* rules/externals/known.h - values that were found good a moment ago, compared byte for byte.
 *
 * A batch repeats its places, providers and codes. What was right on the day of the set, and would
 * be on any other day that can matter, is noted as two numbers that are equal only where list,
 * value and what counts beside it are; each at one place among some hundred, the newer one wins.
 * The text of a segment may be read eight bytes behind its end (SJ_SEGMENT_SLACK). */
#ifndef SJ_EXTERNALS_KNOWN_H
#define SJ_EXTERNALS_KNOWN_H

#include <scrubjay/reader.h>

#include "parsers/base/digits.h"
#include "rules/externals/judge.h"

enum {
    SJ_KNOWN_BITS = 9,
    SJ_KNOWN = 1 << SJ_KNOWN_BITS,
    SJ_KNOWN_LENGTH = 14, /* of a value at the most */
    SJ_KNOWN_ADDRESS =
        SJ_EXTERNAL_NUMBERS /* state and ZIP code in one, beside the numbers of lists */
};

typedef struct sj_known_key {
    uint64_t value; /* its first eight bytes */
    uint64_t rest;  /* those behind them or what stands beside it, lengths, list; 0: no key */
} sj_known_key;

/* The first up to eight bytes as a number. */
static inline uint64_t sj_known_bytes(sj_str text) {
    size_t len = text.len < 8 ? text.len : 8;
    return len ? sj_read_8(text.ptr) >> (64 - 8 * len) : 0;
}

/* State and country beside a value; false when one of them is too long. */
static inline bool sj_known_beside(uint64_t *out, sj_str state, sj_str country) {
    if (state.len > 2 || country.len > 3) return false;
    *out = sj_known_bytes(country) << 32 | sj_known_bytes(state) << 16 | country.len << 12 |
           state.len << 10;
    return true;
}

/* Of a ZIP code only the first five digits count where the others are digits: then it is taken for
 * those. */
static inline bool sj_known_zip(uint64_t *out, sj_str zip) {
    bool right = zip.len == 5 || (zip.len == 9 && sj_digits_only(sj_digits_read(zip.ptr + 1, 8)));
    *out = right ? sj_read_8(zip.ptr) >> 24 : 0;
    return right;
}

/* A value of the list with this number, for which nothing beside it counts. */
static inline sj_known_key sj_known_plain(uint8_t list, sj_str v) {
    if (v.len > SJ_KNOWN_LENGTH) return (sj_known_key){0, 0};
    uint64_t behind = v.len > 8 ? sj_known_bytes((sj_str){v.ptr + 8, v.len - 8}) : 0;
    return (sj_known_key){sj_known_bytes(v), behind << 16 | v.len << 6 | list};
}

static inline sj_known_key sj_known_key_of(const sj_spot *spot, const sj_external_value *v) {
    sj_known_key key = {0, 0};
    uint64_t beside = 0;
    if (spot->beside == BESIDE_NOTHING) return sj_known_plain(spot->number, v->v);
    if (spot->beside == BESIDE_ZIP) {
        if (sj_known_zip(&key.value, v->v) && sj_known_beside(&beside, v->state, v->country))
            key.rest = beside | spot->number;
        return key;
    }
    if (v->v.len > 8 || !sj_known_beside(&beside, (sj_str){NULL, 0}, v->country)) return key;
    key.value = sj_known_bytes(v->v);
    key.rest = beside | v->v.len << 6 | spot->number;
    return key;
}

/* A composite as it stands, with its separators: the `spot`th of a plan begins it. No list has the
 * number 0. */
static inline sj_known_key sj_known_composite(const sj_segment *seg, sj_str whole, uint16_t spot) {
    if (whole.len > 10) return (sj_known_key){0, 0};
    uint64_t behind = whole.len > 8 ? sj_known_bytes((sj_str){whole.ptr + 8, whole.len - 8}) : 0;
    uint64_t separators = (uint64_t)(unsigned char)seg->delims->component |
                          (uint64_t)(unsigned char)seg->delims->repetition << 8;
    return (sj_known_key){sj_known_bytes(whole),
                          (uint64_t)spot << 48 | separators << 32 | behind << 16 | whole.len << 6};
}

/* State and ZIP code of an address without country, both at once. */
static inline sj_known_key sj_known_address(sj_str state, sj_str zip) {
    sj_known_key key = {0, 0};
    if (state.len != 2 || !sj_known_zip(&key.value, zip)) return key;
    key.rest = sj_known_bytes(state) << 16 | SJ_KNOWN_ADDRESS;
    return key;
}

/* The place of a key. */
static inline sj_known_key *sj_known_at(sj_known_key *all, sj_known_key key) {
    uint64_t mixed = (key.value + key.rest * 0x9FB21C651E98DF25u) * 0x9E3779B97F4A7C15u;
    return &all[mixed >> (64 - SJ_KNOWN_BITS)];
}

static inline bool sj_known_is(sj_known_key *all, sj_known_key key) {
    const sj_known_key *at = sj_known_at(all, key);
    return key.rest && at->value == key.value && at->rest == key.rest;
}

static inline void sj_known_note(sj_known_key *all, sj_known_key key) {
    if (key.rest) *sj_known_at(all, key) = key;
}

#endif
