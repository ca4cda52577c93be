/* Chained hash table; keys are hashes or ids, mixed once more so that ids spread too. */
#include "engine/followup/index.h"

static uint32_t slot(const sj_index *ix, uint64_t key) {
    return (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & ix->mask;
}

bool sj_index_init(sj_index *ix, sj_arena *arena, uint32_t room) {
    uint32_t slots = 16;
    while (slots < room && slots < UINT32_C(1) << 30) slots *= 2;
    *ix = (sj_index){.n = 1, .room = room + 1, .mask = slots - 1};
    ix->heads = sj_arena_zalloc(arena, slots * sizeof *ix->heads);
    ix->entries = sj_arena_alloc(arena, ((size_t)room + 1) * sizeof *ix->entries);
    return ix->heads && ix->entries;
}

void sj_index_add(sj_index *ix, uint64_t key, uint32_t value) {
    if (ix->n == ix->room) return;
    uint32_t *head = &ix->heads[slot(ix, key)];
    ix->entries[ix->n] = (sj_index_entry){key, value, *head};
    *head = ix->n++;
}

static const sj_index_entry *along(const sj_index *ix, uint32_t at, uint64_t key) {
    while (at && ix->entries[at].key != key) at = ix->entries[at].next;
    return at ? &ix->entries[at] : NULL;
}

const sj_index_entry *sj_index_first(const sj_index *ix, uint64_t key) {
    return along(ix, ix->heads[slot(ix, key)], key);
}

const sj_index_entry *sj_index_next(const sj_index *ix, const sj_index_entry *e) {
    return along(ix, e->next, e->key);
}
