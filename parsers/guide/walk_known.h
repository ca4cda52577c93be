/* parsers/guide/walk_known.h - a segment goes where its like went before (walk_known.c): here for
 * who sees every segment, so that this way is no call. */
#ifndef SJ_GUIDE_WALK_KNOWN_H
#define SJ_GUIDE_WALK_KNOWN_H

#include "parsers/guide/walk_glance.h"
#include "parsers/guide/walk_watch.h"

/* --- walk_known.c --- */

/* Where the segment goes by what is remembered, which is guessed from now on; NULL when nothing is.
 * `kept` has room for it. */
sj_walk_guess *sj_walk_find_memo(sj_walk_body *b, const sj_segment *seg, sj_walk_guess *kept);

/* The elements that hold something, as bits, where the glance has not said. */
uint64_t sj_walk_present(const sj_segment *seg);

/* --- where to --- */

static inline sj_walk_guess *sj_walk_find_guess(const sj_walk_body *b, const sj_segment *seg) {
    sj_walk_guess *g = b->guesses[b->last], *end = g + SJ_WALK_GUESSES;
    uint64_t text;
    memcpy(&text, seg->text, sizeof text); /* SJ_SEGMENT_SLACK */
    if (seg->flags) return NULL;           /* what stands behind it may mean something else */
    for (; g < end && g->mask; g++)
        if ((text & g->mask) == g->begins) return g;
    return NULL;
}

/* Is the row still free? */
static inline bool sj_walk_is_free(const sj_walk_body *b, const sj_walk_guess *m) {
    const sj_walk_frame *f = &b->frames[b->depth - m->pops];
    if (m->enter == SJ_NO_ROW)
        return m->rule->pos >= f->pos && sj_walk_count(b, f, m->row) < m->rule->max;
    const sj_loop_rule *l = &b->g->loops[m->enter];
    return l->pos >= f->pos && sj_walk_count_loop(b, f, m->enter) < l->max;
}

/* --- standing --- */

/* To a row in the innermost loop, with all its elements to be looked at. */
static inline sj_walk_guess sj_walk_way(const sj_guide_impl *g, uint16_t row) {
    const sj_segment_rule *r = &g->segments[row];
    return (sj_walk_guess){
        .rule = r, .glance = &g->glances[r->first_check], .row = row, .enter = SJ_NO_ROW};
}

/* Are the elements that hold something all that the row wants? */
static inline bool sj_walk_has_all(const sj_guide_impl *g, sj_walk_guess *m, uint64_t present) {
    if (present == m->complete) return true;
    if (!sj_walk_is_complete(g, m->row, present)) return false;
    m->complete = present;
    return true;
}

static inline __attribute__((always_inline)) void
sj_walk_stand_at(sj_walker *w, const sj_segment *seg, sj_walk_guess *m) {
    sj_walk_body *b = &w->body;
    const sj_segment_rule *r = m->rule;
    uint16_t row = m->row;
    sj_walk_frame *f = &b->frames[b->depth];
    sj_walk_advance(w, f, r->pos);
    sj_walk_count_up(b, f, row);
    b->is_lost = false;
    b->last = row;
    uint64_t present = sj_walk_glance(b->g, r->n_checks, m->glance, seg, m->passed);
    b->present = present;
    bool is_plain = present && sj_walk_has_all(b->g, m, present); /* right at a glance */
    unsigned errors = is_plain ? 0 : sj_walk_check(w, seg, row);
    if (seg->tag == SJ_TAG('H', 'L', 0)) sj_walk_level_begin(w, seg, errors == 0);
    const sj_watch *watch = b->watch ? b->watch->all->watches[row] : NULL;
    if (watch) sj_walk_watch_segment(w, seg, watch, present ? present : sj_walk_present(seg));
}

/* sj_walk_known (step.h) */
static inline __attribute__((always_inline)) uint16_t sj_walk_take(sj_walker *w,
                                                                   const sj_segment *seg) {
    sj_walk_body *b = &w->body;
    if (w->level != SJ_AT_SET || !b->g || w->status) return SJ_NO_ROW;
    sj_walk_guess kept;
    sj_walk_guess *m = sj_walk_find_guess(b, seg);
    if (!m) m = sj_walk_find_memo(b, seg, &kept);
    if (!m || !sj_walk_is_free(b, m)) return SJ_NO_ROW;
    b->number++;
    w->number = seg->number;
    w->offset = seg->offset;
    if (b->n_missing) sj_walk_flush_missing(w);
    if (m->pops) sj_walk_leave_to(w, b->depth - m->pops);
    if (m->enter != SJ_NO_ROW) {
        sj_walk_advance(w, &b->frames[b->depth], b->g->loops[m->enter].pos);
        sj_walk_enter(w, m->enter, seg);
    }
    sj_walk_stand_at(w, seg, m);
    w->offset = seg->offset + seg->len;
    return m->row;
}

#endif
