/* parsers/guide/walk_watch.h - what the walker remembers for situational rules.
 *
 * Records are the placed segments that situations read, and the loops around them, in the order of
 * the set; a loop's records stand behind its own, which
 * is that of its first segment too, up to `end`. When a loop is left its records go,
 * unless a loop around it reads them. Text stays in the reader's window until the next
 * one is left (reader.h): what is still recorded when one is left is copied. */
#ifndef SJ_GUIDE_WALK_WATCH_H
#define SJ_GUIDE_WALK_WATCH_H

#include "parsers/guide/walk.h"

enum {
    SJ_WATCH_RECORDS = 1 << 16, /* at the most; beyond, situations of the set are not judged */
    SJ_WATCH_TEXT = 8 << 20,
    SJ_WATCH_WRAPS = 1 << 20,
    SJ_WATCH_FLAWS = 32,
    SJ_WATCH_DAY_BITS = 4
};

typedef struct sj_record {
    const char *text; /* NULL: copied, at `copy` */
    uint64_t offset;
    uint32_t len, number;
    uint32_t copy;
    uint32_t end;  /* loops: behind their last record; 0: still open */
    uint16_t row;  /* of segments; of a loop that it begins with, else SJ_NO_ROW */
    uint16_t loop; /* its row, or that of the segment's loop */
    bool is_loop;  /* and the segment that it begins with, where its row says so */
} sj_record;

/* A line break that was taken out of a recorded segment (x12/wraps.h). */
typedef struct sj_record_wrap {
    uint32_t record, at;
} sj_record_wrap;

/* Something about a row has been told to be wrong: what is concluded from it would be told twice.
 */
typedef struct sj_flaw {
    uint16_t row;
    bool whole_loop;
    bool is_key;     /* what tells the row from others of its tag: it may be any of these */
    uint8_t element; /* only this is in doubt; 0: the row */
    uint32_t number;
} sj_flaw;

struct sj_walk_watch {
    const sj_guide_impl *g;
    const sj_situations *all; /* of the guide: those that are judged */
    sj_record *records;
    uint32_t n, room;
    uint32_t n_copied; /* records whose text is ours */
    uintptr_t place;   /* of the input's begin in memory, by the last boundary segment */
    char *text;
    uint32_t text_len, text_room;
    sj_record_wrap *wraps; /* in the order of the records */
    uint32_t n_wraps, wraps_room;
    uint32_t *row_at;     /* by row: its first record in the loop that was open last */
    uint32_t *loop_at;    /* by row of loops: its last record */
    uint64_t *seen;       /* words: which situations are armed, and what their signs ask */
    uint64_t *looks;      /* what segments were like, and what they showed (walk_look.h) */
    uint64_t *effects;    /* room for what one shows */
    uint64_t day;         /* eight digits that are surely a day; 0: none yet */
    sj_delimiters delims; /* of the segments that `looks` are about */
    struct {
        uint64_t text; /* eight digits as they stand */
        sj_date day;
    } days[1 << SJ_WATCH_DAY_BITS];
    sj_flaw flaws[SJ_WATCH_FLAWS];
    uint32_t n_flaws;
    uint32_t more_flaws; /* number of a segment with a flaw that had no room; 0: none */
    int64_t budget;      /* visits that any/count may still make while a loop is judged */
    bool is_full;        /* a limit was reached */
};

/* What is done with this loop; NULL: situations have nothing to do with it. */
static inline const sj_loop_watch *sj_walk_watch_of(const sj_walk_body *b, uint16_t loop) {
    const sj_loop_watch *l = b->watch ? &b->watch->all->loops[loop] : NULL;
    return l && l->is_recorded ? l : NULL;
}

/* The record's text. */
static inline const char *sj_record_text(const sj_walk_watch *k, const sj_record *r) {
    return r->text ? r->text : k->text + r->copy;
}

/* --- walk_signs.c --- */

/* May a situation hold, by its signs and by what it compares? */
bool sj_walk_may_hold(const sj_walk_watch *k, const sj_situation *s);

/* --- walk_situations.c --- */

/* Judge the armed situations of an open loop, and disarm them. */
void sj_walk_situations(sj_walker *w, uint16_t loop, bool is_left);

#endif
