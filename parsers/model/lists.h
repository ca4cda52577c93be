/* parsers/model/lists.h - lists that grow in an arena. */
#ifndef SJ_MODEL_LISTS_H
#define SJ_MODEL_LISTS_H

#include "parsers/base/arena_take.h"

/* The shape of every SJ_LIST. */
typedef struct sj_any_list {
    void *v;
    uint16_t n;
} sj_any_list;

/* Must the list get more room for one more item? */
static inline bool sj_list_is_full(const sj_any_list *l, uint16_t first) {
    return l->n == 0 || (l->n >= first && (l->n & (l->n - 1)) == 0);
}

/* One more item, not cleared, counted in, where there is room for it already, or where it is the
 * first and the arena has room at hand; else NULL: sj_list_add. */
static inline void *sj_list_next(sj_arena *a, void *list, size_t size, uint16_t first) {
    sj_any_list *l = list;
    if (l->n == 0) {
        void *v = sj_arena_take_here(a, size * first);
        if (!v) return NULL;
        l->v = v;
    } else if (l->n == UINT16_MAX || sj_list_is_full(l, first)) {
        return NULL;
    }
    return (char *)l->v + size * l->n++;
}

/* Room for one more item of `size` bytes, not cleared, counted in. `first` is the room made at the
 * first call, a power of two that is the same at every call for the list. NULL when the list is
 * full (UINT16_MAX items) or the arena is. */
static inline void *sj_list_add(sj_arena *a, void *list, size_t size, uint16_t first) {
    sj_any_list *l = list;
    if (l->n == UINT16_MAX) return NULL;
    if (sj_list_is_full(l, first)) {
        void *v = sj_arena_alloc(a, size * (l->n ? 2u * l->n : first));
        if (!v) return NULL;
        if (l->n) memcpy(v, l->v, size * l->n);
        l->v = v;
    }
    return (char *)l->v + size * l->n++;
}

#endif
