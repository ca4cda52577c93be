/* rules/edits/duplicates.c - the lines of a file, remembered by their keys.
 *
 * Open addressing over slots of eight bytes: 2^18 of them for the first lines, so that a batch of
 * usual size touches 2 MB; when three quarters are used, 2^21 more (16 MB) beside them, never
 * grown: at three quarters they take no more. A slot holds the upper 40 bits of a key and the claim
 * that has it; lower bits are told by the slot's place. Among 1.5 million lines the odds that any
 * two different ones are taken for the same are some one in 200,000. */
#include "parsers/base/alloc.h"
#include "rules/edits/edits.h"

enum {
    LEVELS = 2,
    MOST = (1 << 21) / 4 * 3, /* lines in both */
    CLAIM_BITS = 24,          /* 16 million claims; a file of more repeats their numbers */
    NOTED = 4096 /* used slots that are noted, so that a small file is forgotten cheaply */
};

static const uint64_t claim_mask = (1u << CLAIM_BITS) - 1;
static const uint32_t slots_of[LEVELS] = {1 << 18, 1 << 21};

typedef struct level {
    uint64_t *slots; /* NULL until they are needed */
    uint32_t used;
} level;

struct sj_duplicates {
    level levels[LEVELS];
    uint32_t noted[NOTED]; /* of the first level */
    bool full;
};

bool sj_duplicates_new(sj_duplicates **out) {
    *out = sj_calloc(1, sizeof **out);
    return *out != NULL;
}

static void drop(level *l, int number) {
    sj_pages_free(l->slots, slots_of[number] * sizeof *l->slots);
    *l = (level){.slots = NULL};
}

void sj_duplicates_free(sj_duplicates *d) {
    for (int i = 0; d && i < LEVELS; i++) drop(&d->levels[i], i);
    sj_free(d);
}

void sj_duplicates_clear(sj_duplicates *d) {
    level *first = &d->levels[0];
    for (int i = first->used > NOTED ? 0 : 1; i < LEVELS; i++) drop(&d->levels[i], i);
    for (uint32_t i = 0; first->slots && i < first->used; i++) first->slots[d->noted[i]] = 0;
    first->used = 0;
    d->full = false;
}

static uint32_t place_of(uint64_t key, int number) {
    return (uint32_t)key & (slots_of[number] - 1);
}

void sj_duplicates_prefetch(const sj_duplicates *d, uint64_t key) {
    for (int i = 0; i < LEVELS && d->levels[i].slots; i++)
        __builtin_prefetch(&d->levels[i].slots[place_of(key, i)], 1);
}

/* The slot of a key in a level: its own, or the free one where it would stand. */
static uint64_t *slot_of(const level *l, int number, uint64_t key) {
    const uint64_t tag = key >> CLAIM_BITS;
    uint32_t at = place_of(key, number);
    while (l->slots[at] && l->slots[at] >> CLAIM_BITS != tag)
        at = (at + 1) & (slots_of[number] - 1);
    return &l->slots[at];
}

static bool has_room(const sj_duplicates *d, int number) {
    const level *l = &d->levels[number];
    if (number == LEVELS - 1 && d->levels[0].used + l->used >= MOST) return false;
    return l->used < slots_of[number] / 4 * 3;
}

/* The level that takes more; LEVELS when none does. */
static int open_level(sj_duplicates *d) {
    int i = 0;
    while (i < LEVELS && d->levels[i].slots && !has_room(d, i)) i++;
    if (i < LEVELS && !d->levels[i].slots && !d->full)
        d->levels[i].slots = sj_pages_new(slots_of[i] * sizeof(uint64_t));
    d->full |= i == LEVELS || !d->levels[i].slots;
    return d->full ? LEVELS : i;
}

uint32_t sj_duplicates_put(sj_duplicates *d, uint64_t key, uint32_t claim, bool *full) {
    const int open = open_level(d);
    *full = d->full;
    uint64_t *slot = NULL;
    for (int i = 0; i < LEVELS && d->levels[i].slots; i++) {
        slot = slot_of(&d->levels[i], i, key);
        if (*slot) return (uint32_t)(*slot & claim_mask);
    }
    if (open == LEVELS) return 0;
    claim &= claim_mask;
    *slot = key >> CLAIM_BITS << CLAIM_BITS | (claim ? claim : 1); /* 0 is a free slot */
    level *l = &d->levels[open];
    if (open == 0 && l->used < NOTED) d->noted[l->used] = (uint32_t)(slot - l->slots);
    l->used++;
    return 0;
}
