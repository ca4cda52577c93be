/* engine/followup/index.h - from a 64-bit key to the numbers filed under it, in memory.
 *
 * Several numbers may stand under one key, and two things may share a key by chance: who looks up
 * compares. Fixed room, all in an arena. */
#ifndef SJ_FOLLOWUP_INDEX_H
#define SJ_FOLLOWUP_INDEX_H

#include <scrubjay/arena.h>

typedef struct sj_index_entry {
    uint64_t key;
    uint32_t value;
    uint32_t next; /* private */
} sj_index_entry;

typedef struct sj_index {
    sj_index_entry *entries; /* [0] is the end of every chain */
    uint32_t n, room;
    uint32_t *heads, mask;
} sj_index;

/* Empty, with room for `room` entries. False when memory ends. */
bool sj_index_init(sj_index *ix, sj_arena *arena, uint32_t room) SJ_MUST_USE;

/* File `value` under `key`; nothing happens when the room is used up. */
void sj_index_add(sj_index *ix, uint64_t key, uint32_t value);

/* Entries under `key`, the latest first; NULL at the end. */
const sj_index_entry *sj_index_first(const sj_index *ix, uint64_t key);
const sj_index_entry *sj_index_next(const sj_index *ix, const sj_index_entry *e);

#endif
