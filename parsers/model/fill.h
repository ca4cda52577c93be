/* parsers/model/fill.h - from a segment at its row to the fields bound to that row. */
#ifndef SJ_MODEL_FILL_H
#define SJ_MODEL_FILL_H

#include <scrubjay/arena.h>
#include <scrubjay/claim.h>
#include <scrubjay/date.h>

#include "parsers/model/fields.h"
#include "parsers/model/lists.h"

/* Where fields go at the moment, and from which segment. */
typedef struct sj_fill {
    const sj_segment *seg;
    uint32_t number;              /* of the segment in its set */
    void *record[SJ_SUBJECTS];    /* the struct of each subject; NULL: its fields are passed over */
    sj_arena *arena[SJ_SUBJECTS]; /* where its lists grow */
    bool unreadable;  /* an amount in the segments filled was not one: sums say nothing */
    bool cut;         /* a list was full and something was left out */
    bool line_party;  /* a line has a party of its own */
    sj_status status; /* SJ_ENOMEM, SJ_ETOOBIG: an arena was */
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
static inline void sj_fill_texts(const sj_fill *f, const sj_plan_row *s, char *target,
                                 uint64_t present) {
    const char *base = f->seg->base;
    const uint32_t *marks = f->seg->marks;
    const uint64_t at = sj_pack_place(f->number, SJ_PLACE_OF_NOTHING);
    for (uint64_t left = present & s->texts; left; left &= left - 1) {
        size_t element = (unsigned)__builtin_ctzll(left);
        sj_text *t = (sj_text *)(void *)(target + s->offsets[element]);
        if (SJ_HAS(*t)) continue;
        uint32_t from = marks[element - 1] + 1;
        t->v.ptr = base + from;
        t->v.len = (uint32_t)(marks[element] - from);
        sj_put_place(&t->at, at | SJ_PLACE_OF_ELEMENT(element));
    }
}

/* What is no such text, as far as its element holds something. */
static inline void sj_fill_others(sj_fill *f, const sj_binding *b, char *target, uint64_t present) {
    for (unsigned step = 1; step; b += step) {
        if (present >> b->element & 1) b->fill(f, b, target + b->offset);
        step = b->step;
    }
}

/* Texts last: they need no call, and so no register that outlives one. */
static inline void sj_fill_stretch(sj_fill *f, const sj_plan_row *s, uint64_t present) {
    char *target = f->record[s->subject];
    if (!target) return;
    if (s->party != SJ_IN_RECORD) {
        const sj_party **p = (const sj_party **)(void *)(target + s->party);
        target = (char *)(uintptr_t)*p;
        if (*p == &sj_no_party && !(target = sj_fill_make_party(f, s->subject, p))) return;
    }
    if (s->others) sj_fill_others(f, s->others, target, present);
    sj_fill_texts(f, s, target, present);
}

/* Store all fields of a segment, whose text must live as long as the records, at a row of one
 * stretch at the most. `present`: the elements that hold something (sj_segment.present). */
static inline void sj_fill_segment(sj_fill *f, const sj_plan_row *row, const sj_segment *seg,
                                   uint32_t number, uint64_t present) {
    f->seg = seg;
    f->number = number;
    sj_fill_stretch(f, row, present | 1); /* what takes the whole segment has element 0 */
}

/* The same at any row of the plan. */
void sj_fill_any(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                 uint32_t number, uint64_t present);

#endif
