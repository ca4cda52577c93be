/* engine/pipeline/order.c - the order of claims in a batch. */
#include "engine/pipeline/order.h"

#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <stdlib.h>

sj_str sj_without_hl(sj_str loop, const sj_delimiters *d) {
    if (loop.len < 3 || memcmp(loop.ptr, "HL", 2) != 0 || loop.ptr[2] != d->element) return loop;
    const char *end = memchr(loop.ptr, d->terminator, loop.len);
    size_t n = end ? (size_t)(end - loop.ptr) + 1 : loop.len;
    return (sj_str){loop.ptr + n, loop.len - n};
}

static uint64_t hash_loop(sj_str loop, const sj_delimiters *d, uint64_t seed) {
    sj_str text = sj_without_hl(loop, d);
    /* Texts that differ only in their delimiters are told apart: they come from different files. */
    uint64_t hash = sj_hash(text.ptr, text.len, seed ^ (uint64_t)(unsigned char)d->element);
    return hash ? hash : 1;
}

sj_claim_loops sj_loops_of(const sj_claim_raw *raw) {
    sj_claim_loops loops;
    loops.provider = hash_loop(raw->provider, &raw->delims, 1);
    loops.subscriber = hash_loop(raw->subscriber, &raw->delims, loops.provider);
    loops.patient = raw->patient.len ? hash_loop(raw->patient, &raw->delims, loops.subscriber) : 0;
    return loops;
}

/* From a hash to the place of its first appearance: open addressing, never more than half full. */
typedef struct ranks {
    uint64_t *hashes;
    uint64_t *first;
    size_t mask;
} ranks;

static uint64_t rank_of(ranks *r, uint64_t hash, uint64_t here) {
    size_t at = hash & r->mask;
    while (r->hashes[at] && r->hashes[at] != hash) at = (at + 1) & r->mask;
    if (!r->hashes[at]) {
        r->hashes[at] = hash;
        r->first[at] = here;
    }
    return r->first[at];
}

static int compare(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

static int by_place(const void *pa, const void *pb) {
    const sj_item *a = pa, *b = pb;
    int c = compare(a->group, b->group);
    if (!c) c = compare(a->payer, b->payer);
    if (!c) c = compare(a->loops.provider, b->loops.provider);
    if (!c) c = compare(a->loops.subscriber, b->loops.subscriber);
    if (!c)
        c = compare(a->loops.patient,
                    b->loops.patient); /* 0, the subscriber's own, before the patients' */
    return c ? c : compare((uint64_t)a->id, (uint64_t)b->id);
}

sj_status sj_items_order(sj_item *items, size_t n, sj_err *err) {
    size_t size = 8;
    while (size < 8 * n) size *= 2; /* four hashes an item */
    ranks r = {sj_calloc(size, sizeof(uint64_t)), sj_calloc(size, sizeof(uint64_t)), size - 1};
    if (r.hashes && r.first) {
        for (size_t i = 0; i < n; i++) {
            sj_claim_loops *l = &items[i].loops;
            if (items[i].payer) items[i].payer = 1 + rank_of(&r, items[i].payer, i);
            l->provider = rank_of(&r, l->provider, i);
            l->subscriber = rank_of(&r, l->subscriber, i);
            if (l->patient) l->patient = 1 + rank_of(&r, l->patient, i);
        }
        if (n) qsort(items, n, sizeof *items, by_place);
    }
    sj_status status =
        r.hashes && r.first ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory to order a batch");
    sj_free(r.hashes);
    sj_free(r.first);
    return status;
}
