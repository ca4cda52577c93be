/* engine/followup/fees_rows.h - schedules in memory; shared by fees.c and price.c. */
#ifndef SJ_FOLLOWUP_FEES_ROWS_H
#define SJ_FOLLOWUP_FEES_ROWS_H

#include "engine/followup/fees.h"

enum { SJ_FEE_MODIFIERS = 256 };

typedef struct sj_fee_modifier {
    char name[2];
    uint16_t permille; /* 0: nobody can say */
    sj_str words;
} sj_fee_modifier;

typedef struct sj_fee_schedule {
    sj_str name;
    uint32_t first, end;             /* its rows */
    uint32_t first_range, end_range; /* in `ranges` */
} sj_fee_schedule;

struct sj_fees {
    sj_arena arena;
    sj_fee *rows;
    size_t n, room;
    sj_fee_schedule *schedules;
    size_t n_schedules, room_schedules;
    uint32_t *slots, mask; /* row + 1 of a code's first row */
    uint32_t *ranges, n_ranges;
    sj_fee_modifier modifiers[SJ_FEE_MODIFIERS];
    size_t n_modifiers;
    bool failed; /* no memory, while loading */
};

/* The rows of exactly this code; NULL when there is none. */
const sj_fee *sj_fees_rows_of(const sj_fees *f, uint32_t schedule, sj_str code, size_t *n);

/* NULL when the table does not have it. */
const sj_fee_modifier *sj_fees_modifier(const sj_fees *f, sj_str name);

#endif
