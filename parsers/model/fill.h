/* parsers/model/fill.h - from a segment at its row to the fields bound to that row. */
#ifndef SJ_MODEL_FILL_H
#define SJ_MODEL_FILL_H

#include <scrubjay/arena.h>
#include <scrubjay/date.h>

#include "parsers/model/fields.h"
#include "parsers/model/lists.h"

/* Where fields go at the moment. */
typedef struct sj_fill {
    void *record[SJ_SUBJECTS];    /* the struct of each subject; NULL: its fields are passed over */
    sj_arena *arena[SJ_SUBJECTS]; /* where its lists grow */
    bool unreadable;   /* an amount in the segments filled was not one: sums say nothing */
    bool cut;          /* a list was full and something was left out */
    sj_status status;  /* SJ_ENOMEM, SJ_ETOOBIG: an arena was */
    uint64_t day_text; /* the last day that was read, as it stood there, */
    sj_date day;       /* and as a date */
} sj_fill;

/* Room for one more item in a list of a subject (lists.h); NULL after noting why there is none. */
void *sj_fill_grow(sj_fill *f, sj_subject subject, void *list, size_t size, uint16_t first);
static inline void *sj_fill_add(sj_fill *f, sj_subject subject, void *list, size_t size,
                                uint16_t first) {
    void *item = sj_list_next(list, size, first);
    return item ? item : sj_fill_grow(f, subject, list, size, first);
}

/* Store all fields of a segment, whose text must live as long as the records. */
void sj_fill_segment(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                     uint32_t number);

#endif
