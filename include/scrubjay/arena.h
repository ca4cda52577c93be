/* scrubjay/arena.h - memory that is given back all at once.
 *
 * The unit of work (one claim, one claim payment) lives in an arena that is reset for the next one.
 * An arena grows by blocks up to `limit` bytes, keeps its blocks over a reset, and never moves what
 * it handed out. Not for use from two threads at a time. */
#ifndef SCRUBJAY_ARENA_H
#define SCRUBJAY_ARENA_H

#include <scrubjay/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_arena_block sj_arena_block;

typedef struct sj_arena {
    sj_arena_block *first, *current;
    char *next, *end; /* free part of the current block */
    size_t used;      /* bytes of blocks taken so far */
    size_t limit;     /* bytes of blocks at the most */
} sj_arena;

/* Start empty; no memory is taken before the first allocation. */
void sj_arena_init(sj_arena *a, size_t limit);

/* `n` bytes aligned to 8, not cleared; NULL when memory or the limit ends. n = 0 gives a non-NULL
 * pointer of no use. */
void *sj_arena_alloc(sj_arena *a, size_t n) SJ_MUST_USE;

/* The same, cleared. */
void *sj_arena_zalloc(sj_arena *a, size_t n) SJ_MUST_USE;

/* A copy of `s` that lives as long as the arena's contents; false when memory ends. */
bool sj_arena_copy(sj_arena *a, sj_str s, sj_str *out) SJ_MUST_USE;

/* Forget all contents, keep the blocks. */
void sj_arena_reset(sj_arena *a);

/* Give everything back; safe to call twice. */
void sj_arena_dispose(sj_arena *a);

#ifdef __cplusplus
}
#endif
#endif
