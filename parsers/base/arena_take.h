/* parsers/base/arena_take.h - sj_arena_alloc where a call would be much of the work. */
#ifndef SJ_BASE_ARENA_TAKE_H
#define SJ_BASE_ARENA_TAKE_H

#include <scrubjay/arena.h>

/* sj_arena_alloc for n > 0 from the block at hand; NULL where it has no room. Under
 * AddressSanitizer it never has: memory is handed out by a call, which knows how to tell what is
 * handed out from what is not. */
static inline SJ_MUST_USE void *sj_arena_take_here(sj_arena *a, size_t n) {
#if defined(__SANITIZE_ADDRESS__)
    return (void)a, (void)n, NULL;
#else
    size_t rounded = (n + 7) & ~(size_t)7;
    if (__builtin_expect(rounded > (size_t)(a->end - a->next), 0)) return NULL;
    char *p = a->next;
    a->next += rounded;
    return p;
#endif
}

/* The same from wherever there is room. */
static inline SJ_MUST_USE void *sj_arena_take(sj_arena *a, size_t n) {
    void *p = sj_arena_take_here(a, n);
    return p ? p : sj_arena_alloc(a, n);
}

#endif
