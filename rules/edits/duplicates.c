/* rules/edits/duplicates.c - the lines of a file, remembered by 8-byte keys.
 *
 * Open addressing; grows by doubling up to MAX_SLOTS and then takes no more. At its largest it
 * holds 1.5 million lines in 24 MB. A key of 64 bits is taken for its line: among 1.5 million lines
 * the odds that any two different ones share a key are one in sixteen million. */
#include "parsers/base/alloc.h"
#include "rules/edits/edits.h"

enum { FIRST_SLOTS = 1 << 16, MAX_SLOTS = 1 << 21 };

struct sj_duplicates {
    uint64_t *keys;   /* 0: free */
    uint32_t *claims; /* beside each key: the claim that has it */
    uint32_t slots, used;
    bool full;
};

bool sj_duplicates_new(sj_duplicates **out) {
    *out = sj_calloc(1, sizeof **out);
    return *out != NULL;
}

void sj_duplicates_free(sj_duplicates *d) {
    if (!d) return;
    sj_free(d->keys);
    sj_free(d->claims);
    sj_free(d);
}

void sj_duplicates_clear(sj_duplicates *d) {
    if (d->used) memset(d->keys, 0, d->slots * sizeof *d->keys);
    d->used = 0;
    d->full = false;
}

void sj_duplicates_prefetch(const sj_duplicates *d, uint64_t key) {
    if (d->slots) __builtin_prefetch(&d->keys[key & (d->slots - 1)]);
}

static uint32_t find(const sj_duplicates *d, uint64_t key) {
    uint32_t at = (uint32_t)key & (d->slots - 1);
    while (d->keys[at] && d->keys[at] != key) at = (at + 1) & (d->slots - 1);
    return at;
}

static bool grow(sj_duplicates *d) {
    if (d->slots >= MAX_SLOTS) return false;
    sj_duplicates more = {.slots = d->slots ? 2 * d->slots : FIRST_SLOTS};
    more.keys = sj_calloc(more.slots, sizeof *more.keys);
    more.claims = sj_malloc(more.slots * sizeof *more.claims);
    if (!more.keys || !more.claims) {
        sj_free(more.keys);
        sj_free(more.claims);
        return false;
    }
    for (uint32_t i = 0; i < d->slots; i++) {
        if (!d->keys[i]) continue;
        uint32_t at = find(&more, d->keys[i]);
        more.keys[at] = d->keys[i];
        more.claims[at] = d->claims[i];
    }
    sj_free(d->keys);
    sj_free(d->claims);
    d->keys = more.keys;
    d->claims = more.claims;
    d->slots = more.slots;
    return true;
}

uint32_t sj_duplicates_put(sj_duplicates *d, uint64_t key, uint32_t claim, bool *full) {
    if (!d->full && d->used >= d->slots / 4 * 3 && !grow(d)) d->full = true;
    *full = d->full;
    if (!d->slots) return 0;
    uint32_t at = find(d, key);
    if (d->keys[at]) return d->claims[at];
    if (d->full) return 0;
    d->keys[at] = key;
    d->claims[at] = claim;
    d->used++;
    return 0;
}
