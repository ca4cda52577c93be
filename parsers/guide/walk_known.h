/* parsers/guide/walk_known.h - a segment goes where its like went before (walk_known.c): here for
 * who sees every segment, so that this way is no call. */
#ifndef SJ_GUIDE_WALK_KNOWN_H
#define SJ_GUIDE_WALK_KNOWN_H

#include "parsers/guide/walk_glance.h"
#include "parsers/guide/walk_watch.h"
#include "parsers/x12/ids.h"

/* --- walk_known.c --- */

/* Where a segment goes by what is remembered; NULL when nothing is. */
sj_walk_guess *sj_walk_find_way(sj_walker *w, const sj_segment *seg);

/* --- where to --- */

/* The guess that the text of a segment begins like, in which there is nothing odd; NULL: none. */
static inline sj_walk_guess *sj_walk_find_guess(const sj_walk_body *b, const char *text) {
    sj_walk_guess *g = b->next, *end = g + SJ_WALK_GUESSES;
    uint64_t begins;
    memcpy(&begins, text, sizeof begins); /* SJ_SEGMENT_SLACK */
    for (; g < end; g++)
        if ((begins & g->mask) == g->begins) return g;
    return NULL;
}

/* --- standing --- */

/* To a row in the innermost loop, with all its elements to be looked at. */
static inline sj_walk_guess sj_walk_way(const sj_walk_body *b, uint16_t row) {
    const sj_guide_impl *g = b->g;
    const sj_segment_rule *r = &g->segments[row];
    return (sj_walk_guess){.glance = &g->glances[r->first_check],
                           .unsure = UINT64_MAX,
                           .limit = r->max < SJ_WALK_COUNT_MAX ? r->max : SJ_WALK_COUNT_MAX,
                           .count = row,
                           .pos = r->pos,
                           .complete = 1, /* no element's bit: as yet none */
                           .row_pos = r->pos,
                           .row = row,
                           .enter = SJ_NO_ROW,
                           .next = b->guesses[row],
                           .watch = b->watch ? b->watch->all->watches[row] : NULL,
                           .tag = r->tag,
                           .is_boundary = sj_role_of(r->tag) == SJ_ROLE_BOUNDARY};
}

/* sj_walk_is_complete, of a segment that may have odd bytes only where `m` remembers nothing. */
static inline bool sj_walk_has_all(const sj_guide_impl *g, sj_walk_guess *m,
                                   const sj_segment *seg) {
    if (seg->present == m->complete && seg->n == m->n) return true;
    if (!sj_walk_is_complete(g, m->row, seg)) return false;
    m->complete = seg->present;
    m->n = (uint8_t)seg->n;
    return true;
}

/* The segment stands at the row in the innermost loop, and is counted there: look at it. */
static inline __attribute__((always_inline)) void
sj_walk_stand_at(sj_walker *w, const sj_segment *seg, sj_walk_guess *m) {
    sj_walk_body *b = &w->body;
    uint16_t row = m->row;
    b->is_lost = false;
    b->next = m->next;
    bool is_plain = sj_walk_has_all(b->g, m, seg) &&
                    sj_walk_glance(b->g, m->glance, seg, seg->present & m->unsure);
    unsigned errors = is_plain ? 0 : sj_walk_check(w, seg, row);
    if (m->tag == SJ_TAG('H', 'L', 0)) sj_walk_level_begin(w, seg, errors == 0);
    if (m->watch) sj_walk_watch_segment(w, seg, m->watch, seg->present);
}

/* Go where `m` says, if that is still free: the row; else SJ_NO_ROW, and nothing has changed. */
static inline __attribute__((always_inline)) uint16_t
sj_walk_go(sj_walker *w, const sj_segment *seg, sj_walk_guess *m) {
    sj_walk_body *b = &w->body;
    /* Is the row, or the loop, still free? */
    sj_walk_frame *f = &b->frames[b->depth - m->pops];
    uint64_t n = b->counts[m->count] > f->stamp ? b->counts[m->count] : f->stamp;
    if (m->pos < f->pos || n - f->stamp >= m->limit) return SJ_NO_ROW;
    b->number++;
    w->number = seg->number;
    w->offset = seg->offset;
    if (b->n_missing) sj_walk_flush_missing(w);
    if (m->pops) sj_walk_leave_to(w, b->depth - m->pops);
    sj_walk_advance(w, f, m->pos);
    b->counts[m->count] = n + 1;
    if (m->enter != SJ_NO_ROW) { /* a new instance, of which this is the first segment */
        sj_walk_open(w, m->enter, seg, m->row);
        f = &b->frames[b->depth];
        f->pos = m->row_pos;
        b->counts[m->row] = f->stamp + 1;
    }
    sj_walk_stand_at(w, seg, m);
    w->offset = seg->offset + seg->len;
    return m->row;
}

#endif
