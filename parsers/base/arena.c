/* Blocks in a list; a reset goes back to the first and keeps them all, the largest in front.
 *
 *   first → [block ........] → [block ......] → [block ....] → NULL
 *                                    ↑ current: next..end is free
 *
 * Blocks behind `current` are empty leftovers from before a reset. Under AddressSanitizer what is
 * not handed out is poisoned, so that text kept past a reset is caught as a use after free would
 * be. */
#include <scrubjay/arena.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 8, FIRST_BLOCK = 4096, LARGEST_BLOCK = 256 * 1024 };

struct sj_arena_block {
    sj_arena_block *following;
    size_t size; /* bytes behind this header */
};

static char *block_data(sj_arena_block *b) {
    return (char *)(b + 1);
}

static void use_block(sj_arena *a, sj_arena_block *b) {
    a->current = b;
    a->next = block_data(b);
    a->end = a->next + b->size;
}

void sj_arena_init(sj_arena *a, size_t limit) {
    *a = (sj_arena){.limit = limit};
}

/* Make `current` a block with `n` bytes free: the leftover behind it if that is large enough, else
 * a new one put in between. */
static bool grow(sj_arena *a, size_t n) {
    sj_arena_block *leftover = a->current ? a->current->following : NULL;
    if (leftover && leftover->size >= n) {
        use_block(a, leftover);
        return true;
    }
    size_t size = a->used < FIRST_BLOCK ? FIRST_BLOCK : a->used;
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    if (size > a->limit - a->used) size = a->limit - a->used;
    if (size < n) size = n;
    if (size > a->limit - a->used) return false;
    sj_arena_block *b = sj_malloc(sizeof *b + size);
    if (!b) return false;
    *b = (sj_arena_block){leftover, size};
    POISON(block_data(b), size);
    a->used += size;
    if (a->current)
        a->current->following = b;
    else
        a->first = b;
    use_block(a, b);
    return true;
}

void *sj_arena_alloc(sj_arena *a, size_t n) {
    if (n > SIZE_MAX - ALIGN) return NULL;
    n = n ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
    if ((size_t)(a->end - a->next) < n && !grow(a, n)) return NULL;
    char *p = a->next;
    a->next += n;
    UNPOISON(p, n);
    return p;
}

/* Not inlined: where it knows the size, the compiler clears by an instruction that takes longer to
 * begin than memset takes for all of it. */
SJ_APART void *sj_arena_zalloc(sj_arena *a, size_t n) {
    void *p = sj_arena_alloc(a, n);
    return p ? memset(p, 0, n) : NULL;
}

bool sj_arena_copy(sj_arena *a, sj_str s, sj_str *out) {
    *out = (sj_str){NULL, 0};
    if (s.len == 0) return true;
    char *p = sj_arena_alloc(a, s.len);
    if (!p) return false;
    *out = (sj_str){memcpy(p, s.ptr, s.len), s.len};
    return true;
}

void sj_arena_reset(sj_arena *a) {
    sj_arena_block **link = &a->first;
    for (sj_arena_block *b = a->first; b; link = &b->following, b = b->following) {
        POISON(block_data(b), b->size);
        if (b == a->current) break;
    }
    if (!a->first) return;
    if (a->current->size > a->first->size) { /* to the front: what fits need not be spread */
        *link = a->current->following;
        a->current->following = a->first;
        a->first = a->current;
    }
    use_block(a, a->first);
}

void sj_arena_dispose(sj_arena *a) {
    for (sj_arena_block *b = a->first, *following; b; b = following) {
        following = b->following;
        UNPOISON(block_data(b), b->size);
        sj_free(b);
    }
    sj_arena_init(a, a->limit);
}
