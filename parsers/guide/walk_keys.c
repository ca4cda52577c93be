/* Control numbers that were seen, as 8-byte keys: enough to tell a repeated one, flat in memory. */
#include "parsers/base/alloc.h"
#include "parsers/guide/walk.h"

enum { FIRST_SIZE = 256, LAST_SIZE = 1 << 18 /* 2 MiB: beyond, new numbers are not kept */ };

static uint32_t slot_of(const sj_walk_keys *k, uint64_t key) {
    uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 32) & (k->size - 1);
    while (k->slots[i] && k->slots[i] != key) i = (i + 1) & (k->size - 1);
    return i;
}

static void grow(sj_walk_keys *k) {
    sj_walk_keys bigger = {.size = k->size ? k->size * 2 : FIRST_SIZE, .count = k->count};
    bigger.slots = sj_calloc(bigger.size, sizeof *bigger.slots);
    if (!bigger.slots) return; /* goes on with what it has */
    for (uint32_t i = 0; i < k->size; i++)
        if (k->slots[i]) bigger.slots[slot_of(&bigger, k->slots[i])] = k->slots[i];
    sj_free(k->slots);
    *k = bigger;
}

bool sj_walk_keys_add(sj_walk_keys *k, uint64_t key) {
    key |= !key;
    if (k->count * 2 >= k->size && k->size < LAST_SIZE) grow(k);
    if (!k->size) return false;
    uint32_t i = slot_of(k, key);
    if (k->slots[i]) return true;
    if (k->count * 2 < k->size) {
        k->slots[i] = key;
        k->count++;
    }
    return false;
}

void sj_walk_keys_clear(sj_walk_keys *k) {
    if (k->count) memset(k->slots, 0, k->size * sizeof *k->slots);
    k->count = 0;
}

void sj_walk_keys_dispose(sj_walk_keys *k) {
    sj_free(k->slots);
    *k = (sj_walk_keys){0};
}
