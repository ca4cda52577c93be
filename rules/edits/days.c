/* rules/edits/days.c - open addressing over visits, each with its stretch of lines. */
#include "rules/edits/days.h"

#include "parsers/base/alloc.h"

enum {
    FIRST = 1 << 10,
    MOST_VISITS = 1 << 20,
    MOST_LINES = 1 << 21,
    NUMBER_BITS = 21,
    LARGE = 1 << 18 /* so many slots and more stand in large pages: they are met at random */
};

static uint32_t *new_slots(uint32_t n) {
    return n < LARGE ? sj_calloc(n, sizeof(uint32_t)) : sj_pages_new(n * sizeof(uint32_t));
}

static void free_slots(uint32_t *slots, uint32_t n) {
    if (n < LARGE)
        sj_free(slots);
    else
        sj_pages_free(slots, n * sizeof *slots);
}

void sj_days_dispose(sj_days *d) {
    sj_free(d->visits);
    sj_free(d->lines);
    free_slots(d->slots, d->slots_cap);
    *d = (sj_days){.visits = NULL};
}

void sj_days_clear(sj_days *d) {
    if (d->slots) memset(d->slots, 0, d->slots_cap * sizeof *d->slots);
    d->n_visits = d->n_lines = 0;
    d->full = false;
}

static uint32_t place_of(const sj_days *d, uint64_t key) {
    return (uint32_t)key & (d->slots_cap - 1);
}

void sj_days_prefetch(const sj_days *d, uint64_t key) {
    if (d->slots) __builtin_prefetch(&d->slots[place_of(d, key)], 1);
}

/* What a slot holds above the number of a visit: most keys are told apart by it, so that the visit
 * of another key need not be looked at. */
static uint32_t tag_of(uint64_t key) {
    return (uint32_t)(key >> 32) >> NUMBER_BITS << NUMBER_BITS;
}

static uint32_t number_in(uint32_t slot) {
    return slot & ((1u << NUMBER_BITS) - 1);
}

/* The slot of a key: its own, or the free one where it would stand. */
static uint32_t *slot_of(const sj_days *d, uint64_t key) {
    const uint32_t tag = tag_of(key);
    uint32_t at = place_of(d, key), slot;
    for (; (slot = d->slots[at]); at = (at + 1) & (d->slots_cap - 1))
        if (slot - number_in(slot) == tag && d->visits[number_in(slot) - 1].key == key) break;
    return &d->slots[at];
}

const sj_day_visit *sj_days_find(const sj_days *d, uint64_t key) {
    if (!d->n_visits) return NULL;
    uint32_t number = number_in(*slot_of(d, key));
    return number ? &d->visits[number - 1] : NULL;
}

const sj_day_visit *sj_days_older(const sj_days *d, const sj_day_visit *v) {
    return v->older ? &d->visits[v->older - 1] : NULL;
}

static bool grow(void **items, uint32_t *cap, uint32_t most, size_t size) {
    uint32_t wanted = *cap ? 2 * *cap : FIRST;
    if (wanted > most) return false;
    void *more = sj_realloc(*items, wanted * size);
    if (!more) return false;
    *items = more;
    *cap = wanted;
    return true;
}

/* Twice as many slots as visits, at least. */
static bool grow_slots(sj_days *d) {
    uint32_t cap = d->slots_cap ? 4 * d->slots_cap : 4 * FIRST;
    uint32_t *slots = new_slots(cap);
    if (!slots) return false;
    free_slots(d->slots, d->slots_cap);
    d->slots = slots;
    d->slots_cap = cap;
    for (uint32_t i = 0; i < d->n_visits; i++)
        *slot_of(d, d->visits[i].key) = tag_of(d->visits[i].key) | (i + 1);
    return true;
}

static bool has_room(sj_days *d) {
    if (d->full) return false;
    if (d->n_visits == d->visits_cap &&
        !grow((void **)&d->visits, &d->visits_cap, MOST_VISITS, sizeof *d->visits))
        return false;
    return 2 * (d->n_visits + 1) <= d->slots_cap || grow_slots(d);
}

void sj_days_begin(sj_days *d, uint64_t key, uint32_t claim) {
    if (!has_room(d)) {
        d->full = true;
        return;
    }
    uint32_t *slot = slot_of(d, key);
    d->visits[d->n_visits++] =
        (sj_day_visit){.key = key, .older = number_in(*slot), .claim = claim, .line = d->n_lines};
    *slot = tag_of(key) | d->n_visits;
}

void sj_days_put(sj_days *d, const sj_day_line *line) {
    if (d->full) return;
    if (d->n_lines == d->lines_cap &&
        !grow((void **)&d->lines, &d->lines_cap, MOST_LINES, sizeof *d->lines)) {
        d->full = true;
        return;
    }
    d->lines[d->n_lines++] = *line;
    d->visits[d->n_visits - 1].n_lines++;
}
