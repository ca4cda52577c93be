/* engine/store/ids.h - ids gathered from a query, to be worked through after it. */
#ifndef SJ_STORE_IDS_H
#define SJ_STORE_IDS_H

#include <scrubjay/error.h>

typedef struct sj_ids {
    int64_t *v;
    size_t n;
    bool no_memory; /* one could not be added */
} sj_ids;

/* False when memory ends. */
bool sj_ids_add(sj_ids *ids, int64_t id);
bool sj_ids_has(const sj_ids *ids, int64_t id);
void sj_ids_dispose(sj_ids *ids);

#endif
