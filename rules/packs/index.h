/* rules/packs/index.h - how the rules for one type of claim are filed: for the two files that file
 * them (index_make.c) and look them up (index.c).
 *
 * Most rules can only trip where a field has one of a few values: a procedure, a diagnosis that
 * begins so, a payer; some only where a field is there at all. Each rule is filed under its most
 * selective such test, and where a payer must match besides, under both together. A claim is then
 * asked only for the fields that are in use as keys, and each value for its rules: ten thousand
 * rules for other payers cost nothing. What shares a hash by chance is only judged in vain.
 *
 * Of the fields that were looked up anyway a sketch is kept. A rule that was found is judged only
 * where these leave room for its other tests: a visit that a hundred rules are filed under has no
 * modifier 26, and no vaccine beside it. */
#ifndef SJ_PACKS_INDEX_H
#define SJ_PACKS_INDEX_H

#include "parsers/base/hash.h"
#include "rules/packs/pack.h"
#include "rules/packs/sketch.h"

enum {
    MAX_PROBES = 64,
    PAYER_BITS = 1 << 14,
    LONGEST_PREFIX = 16,
    CUT_WHOLE = 0, /* a key that the whole value is; up to LONGEST_PREFIX, that it begins with; */
    CUT_PRESENT = LONGEST_PREFIX + 1 /* that it is there */
};

/* A field that is looked up in each claim. */
typedef struct sj_probe {
    uint32_t slot;
    bool list, present, alone, with_payer;
    uint64_t packs;     /* whose rules ask for it: sj_pack_bit */
    uint32_t cuts[256]; /* by a value's first byte: bit n, some key of that beginning is cut so */
} sj_probe;

typedef struct sj_bucket {
    uint64_t key; /* 0: free */
    uint32_t first, n;
} sj_bucket;

/* A field that must have one of these values for a rule to trip, or one of several such: the last
 * of them is marked. */
typedef struct sj_need {
    sj_sketch values;
    uint16_t probe;
    bool last;
} sj_need;

struct sj_index {
    const sj_packs *packs;
    uint8_t type; /* sj_claim_type */
    uint32_t payer_slot;
    sj_probe *probes; /* by scope: those of one stand from first_probe[scope] on */
    unsigned n_probes, first_probe[SCOPE_COUNT + 1];
    uint64_t packs_of[SCOPE_COUNT]; /* of all probes of a scope together */
    sj_bucket *buckets;
    uint64_t mask;
    struct sj_filed {
        uint32_t rule;
        bool whole; /* found anywhere in the claim: all members are judged */
    } * filed;      /* by bucket */
    uint32_t *always;
    uint32_t n_always;
    uint64_t payers[PAYER_BITS / 64]; /* those that keys have, by some bits of their hash */
    bool of_payers;                   /* no rule is found without one of these */
    sj_need *needs;                   /* by rule: from first_need[rule] up to that of the next */
    uint32_t *first_need;
};

/* The key of a field's value, cut so, together with a payer (0: with none). */
static inline uint64_t sj_index_key(uint32_t slot, sj_str value, unsigned cut, uint64_t payer) {
    uint64_t h = sj_hash(value.ptr, value.len, ((uint64_t)SLOT_FIELD(slot) << 8 | cut) + 1);
    h ^= payer * 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h ? h : 1;
}

static inline uint64_t sj_index_payer(sj_str payer) {
    return sj_hash_str(payer) | 1;
}

/* The bit of a payer among those that keys have. */
static inline uint32_t sj_index_payer_bit(uint64_t payer) {
    return (uint32_t)(payer >> 32) & (PAYER_BITS - 1);
}

static inline sj_bucket *sj_index_bucket(const sj_index *x, uint64_t key) {
    uint64_t i = key & x->mask;
    while (x->buckets[i].key && x->buckets[i].key != key) i = (i + 1) & x->mask;
    return &x->buckets[i];
}

/* Find what the rules need of the fields that are looked up, once these are known. False when there
 * is no memory. */
bool sj_index_find_needs(sj_index *x) SJ_MUST_USE;

#endif
