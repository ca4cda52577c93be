/* parsers/model/lists.h - lists that grow in an arena. */
#ifndef SJ_MODEL_LISTS_H
#define SJ_MODEL_LISTS_H

#include <scrubjay/arena.h>

/* The shape of every SJ_LIST. */
typedef struct sj_any_list {
    void *v;
    uint16_t n;
} sj_any_list;

/* Room for one more item of `size` bytes, not cleared, counted in. `first` is the room made at the
 * first call, a power of two that is the same at every call for the list. NULL when the list is
 * full (UINT16_MAX items) or the arena is. */
static inline void *sj_list_add(sj_arena *a, void *list, size_t size, uint16_t first) {
    sj_any_list *l = list;
    if (l->n == UINT16_MAX) return NULL;
    bool full = l->n == 0 || (l->n >= first && (l->n & (l->n - 1)) == 0);
    if (full) {
        void *v = sj_arena_alloc(a, size * (l->n ? 2u * l->n : first));
        if (!v) return NULL;
        if (l->n) memcpy(v, l->v, size * l->n);
        l->v = v;
    }
    return (char *)l->v + size * l->n++;
}

#endif
