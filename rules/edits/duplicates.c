/* rules/edits/duplicates.c - the lines of a file, remembered by their keys.
 *
 * Open addressing over 2^21 slots of eight bytes, allocated once (16 MB, of which the system
 * provides the pages that are touched) and never grown: at three quarters it takes no more. What
 * the processor fetches at once is a block of eight slots, and the lower bits of a key tell its
 * block: the lines of a claim, which mostly are of one day, wait for memory once. Of a full block's
 * lines each has a place of its own. A slot holds the upper 40 bits of a key and the claim that has
 * it. Among 1.5 million lines the odds that any two different ones are taken for the same are some
 * one in 150,000. */
#include "parsers/base/alloc.h"
#include "rules/edits/edits.h"

enum {
    SLOT_BITS = 21,
    SLOTS = 1 << SLOT_BITS,
    IN_BLOCK = SLOTS >> DUPLICATES_BLOCK_BITS,
    BYTES = SLOTS * 8,
    MOST = SLOTS / 4 * 3,
    CLAIM_BITS = 24, /* 16 million claims; a file of more repeats their numbers */
    NOTED = 4096     /* used slots that are noted, so that a small file is forgotten cheaply */
};

static const uint64_t claim_mask = (1u << CLAIM_BITS) - 1;

struct sj_duplicates {
    uint64_t *slots; /* NULL until the first line */
    uint32_t used;
    uint32_t noted[NOTED];
    bool full;
};

bool sj_duplicates_new(sj_duplicates **out) {
    *out = sj_calloc(1, sizeof **out);
    return *out != NULL;
}

void sj_duplicates_free(sj_duplicates *d) {
    if (d) sj_pages_free(d->slots, BYTES);
    sj_free(d);
}

void sj_duplicates_clear(sj_duplicates *d) {
    if (d->used > NOTED) {
        sj_pages_free(d->slots, BYTES);
        d->slots = NULL;
    }
    for (uint32_t i = 0; d->slots && i < d->used; i++) d->slots[d->noted[i]] = 0;
    d->used = 0;
    d->full = false;
}

static uint32_t block_of(uint64_t key) {
    return (uint32_t)(key & ((1u << DUPLICATES_BLOCK_BITS) - 1)) * IN_BLOCK;
}

void sj_duplicates_prefetch(const sj_duplicates *d, uint64_t key) {
    if (d->slots) __builtin_prefetch(&d->slots[block_of(key)], 1);
}

static bool is_ready(sj_duplicates *d) {
    if (!d->slots && !d->full) d->slots = sj_pages_new(BYTES);
    d->full |= !d->slots || d->used >= MOST;
    return d->slots != NULL;
}

/* The slot that holds the key, or else the free one where it would be. */
static uint32_t find(const uint64_t *slots, uint64_t key) {
    const uint64_t tag = key >> CLAIM_BITS;
    const uint32_t block = block_of(key);
    for (uint32_t at = block; at < block + IN_BLOCK; at++)
        if (!slots[at] || slots[at] >> CLAIM_BITS == tag) return at;
    uint32_t at = (uint32_t)(spread(key) >> (64 - SLOT_BITS));
    while (slots[at] && slots[at] >> CLAIM_BITS != tag) at = (at + 1) & (SLOTS - 1);
    return at;
}

uint32_t sj_duplicates_put(sj_duplicates *d, uint64_t key, uint32_t claim, bool *full) {
    bool ready = is_ready(d);
    *full = d->full;
    if (!ready) return 0;
    const uint32_t at = find(d->slots, key);
    if (d->slots[at]) return (uint32_t)(d->slots[at] & claim_mask);
    if (d->full) return 0;
    claim &= claim_mask;
    d->slots[at] = key >> CLAIM_BITS << CLAIM_BITS | (claim ? claim : 1); /* 0 is a free slot */
    if (d->used < NOTED) d->noted[d->used] = at;
    d->used++;
    return 0;
}
