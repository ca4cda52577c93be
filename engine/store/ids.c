/* engine/store/ids.c - ids gathered from a query. */
#include "engine/store/ids.h"

#include "parsers/base/alloc.h"

bool sj_ids_add(sj_ids *ids, int64_t id) {
    if ((ids->n & (ids->n - 1)) == 0) { /* full at every power of two */
        int64_t *more = sj_realloc(ids->v, (ids->n ? ids->n * 2 : 1) * sizeof *ids->v);
        ids->no_memory = !more;
        if (!more) return false;
        ids->v = more;
    }
    ids->v[ids->n++] = id;
    return true;
}

bool sj_ids_has(const sj_ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

void sj_ids_dispose(sj_ids *ids) {
    sj_free(ids->v);
    *ids = (sj_ids){NULL, 0, false};
}
