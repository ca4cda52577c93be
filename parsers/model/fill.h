/* parsers/model/fill.h - from a segment at its row to the fields bound to that row. */
#ifndef SJ_MODEL_FILL_H
#define SJ_MODEL_FILL_H

#include <scrubjay/arena.h>
#include <scrubjay/claim.h>
#include <scrubjay/date.h>

#include "parsers/model/fields.h"
#include "parsers/model/lists.h"

enum { SJ_FILL_DAYS = 16 }; /* a power of two */

/* A day as it was read, and as a date. */
typedef struct sj_fill_day {
    uint64_t text;
    sj_date day;
} sj_fill_day;

/* Where fields go at the moment. */
typedef struct sj_fill {
    void *record[SJ_SUBJECTS];    /* the struct of each subject; NULL: its fields are passed over */
    sj_arena *arena[SJ_SUBJECTS]; /* where its lists grow */
    bool unreadable;  /* an amount in the segments filled was not one: sums say nothing */
    bool cut;         /* a list was full and something was left out */
    sj_status status; /* SJ_ENOMEM, SJ_ETOOBIG: an arena was */
    sj_fill_day days[SJ_FILL_DAYS]; /* dates repeat: the last that were read, by their text */
} sj_fill;

/* Room for one more item in a list of a subject (lists.h); NULL after noting why there is none. */
void *sj_fill_grow(sj_fill *f, sj_subject subject, void *list, size_t size, uint16_t first);
static inline void *sj_fill_add(sj_fill *f, sj_subject subject, void *list, size_t size,
                                uint16_t first) {
    void *item = sj_list_next(f->arena[subject], list, size, first);
    return item ? item : sj_fill_grow(f, subject, list, size, first);
}

/* The party that *p points to; made when its first segment comes. NULL after noting why there is
 * none. */
char *sj_fill_make_party(sj_fill *f, sj_subject subject, const sj_party **p);

/* What stores a binding that is no text of an element. */
sj_fill_fn *sj_fill_of(const sj_binding *b);

/* The bindings of a stretch that are no texts. `present`: the elements that hold something. */
void sj_fill_others(sj_fill *f, const sj_plan_row *s, char *target, const sj_segment *seg,
                    uint32_t number, uint64_t present);

/* Where a value stands, as one number: `place` as in sj_binding. */
static inline uint64_t sj_pack_place(uint32_t number, uint32_t place) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return number | (uint64_t)place << 32;
#else
    return (uint64_t)number << 32 | place;
#endif
}

/* `place` in the first repetition of no element yet, and an element's part of the number. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SJ_PLACE_OF_NOTHING          (UINT32_C(1) << 16)
#define SJ_PLACE_OF_ELEMENT(element) ((uint64_t)(element) << 32)
#else
#define SJ_PLACE_OF_NOTHING          (UINT32_C(1) << 8)
#define SJ_PLACE_OF_ELEMENT(element) ((uint64_t)(element) << 24)
#endif

static inline void sj_put_place(sj_at *at, uint64_t packed) {
    _Static_assert(sizeof *at == sizeof packed, "a place is eight bytes");
    memcpy(at, &packed, sizeof packed);
}

/* The texts that are elements. Of one that comes twice the first is kept. */
static inline void sj_fill_texts(const sj_plan_row *s, char *target, const sj_segment *seg,
                                 uint32_t number, uint64_t present) {
    const char *base = seg->base;
    const uint32_t *marks = seg->marks;
    const uint64_t at = sj_pack_place(number, SJ_PLACE_OF_NOTHING);
    for (uint64_t left = present & s->texts; left; left &= left - 1) {
        size_t element = (size_t)__builtin_ctzll(left);
        sj_text *t = (sj_text *)(void *)(target + s->offsets[element]);
        if (SJ_HAS(*t)) continue;
        uint32_t from = marks[element - 1] + 1;
        t->v.ptr = base + from;
        t->v.len = marks[element] - from;
        sj_put_place(&t->at, at | SJ_PLACE_OF_ELEMENT(element));
    }
}

static inline void sj_fill_stretch(sj_fill *f, const sj_plan_row *s, const sj_segment *seg,
                                   uint32_t number, uint64_t present) {
    char *target = f->record[s->subject];
    if (!target) return;
    if (s->party != SJ_IN_RECORD) {
        const sj_party **p = (const sj_party **)(void *)(target + s->party);
        target = (char *)(uintptr_t)*p;
        if (*p == &sj_no_party && !(target = sj_fill_make_party(f, s->subject, p))) return;
    }
    sj_fill_texts(s, target, seg, number, present);
    if (s->n_others) sj_fill_others(f, s, target, seg, number, present);
}

/* Store all fields of a segment, whose text must live as long as the records. `present`: the
 * elements that hold something (sj_walk_present). */
void sj_fill_more(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                  uint32_t number, uint64_t present);
static inline void sj_fill_segment(sj_fill *f, const sj_plan *plan, uint16_t row,
                                   const sj_segment *seg, uint32_t number, uint64_t present) {
    const sj_plan_row *r = &plan->rows[row];
    sj_fill_stretch(f, r, seg, number, present);
    if (r->n_more) sj_fill_more(f, plan, row, seg, number, present);
}

#endif
