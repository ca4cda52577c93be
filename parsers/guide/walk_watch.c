/* Remembers what situational rules read, and which of them may hold. */
#include "parsers/guide/walk_look.h"

#include "parsers/base/alloc.h"
#include "parsers/x12/ids.h"
#include "parsers/x12/wraps.h"

enum { FIRST_ROOM = 256 };

/* --- room --- */

/* *p with room for `need` items of `size`; false when the limit or memory ends, which ends judging
 * for this set or the walk. */
static bool make_room(sj_walker *w, void **p, uint32_t *room, uint32_t need, size_t size,
                      uint32_t limit) {
    if (need <= *room) return true;
    if (need > limit) return w->body.watch->is_full = true, false;
    uint32_t grown = *room ? *room : FIRST_ROOM;
    while (grown < need) grown *= 2;
    void *q = sj_realloc(*p, grown * size);
    if (!q) {
        w->status = sj_err_set(&w->err, SJ_ENOMEM, "out of memory walking a guide");
        w->body.next = w->body.no_guesses;
        return w->body.watch->is_full = true, false;
    }
    *p = q;
    *room = grown;
    return true;
}

static SJ_APART bool make_record_room(sj_walker *w) {
    sj_walk_watch *k = w->body.watch;
    return make_room(w, (void **)&k->records, &k->room, k->n + 1, sizeof *k->records,
                     SJ_WATCH_RECORDS);
}

/* Of the record made last. */
static SJ_APART void keep_wraps(sj_walker *w, const sj_wraps *from) {
    sj_walk_watch *k = w->body.watch;
    if (!make_room(w, (void **)&k->wraps, &k->wraps_room, k->n_wraps + from->n, sizeof *k->wraps,
                   SJ_WATCH_WRAPS))
        return;
    for (uint32_t i = 0; i < from->n; i++)
        k->wraps[k->n_wraps++] = (sj_record_wrap){k->n - 1, from->at[i]};
}

/* Record a segment, or the loop that is entered by it; false where there is no room. */
static inline bool record(sj_walker *w, const sj_segment *seg, uint16_t row, uint16_t loop,
                          bool is_loop) {
    sj_walk_watch *k = w->body.watch;
    if (k->n == k->room && !make_record_room(w)) return false;
    sj_record *r = &k->records[k->n++];
    r->text = seg->text;
    r->offset = seg->offset;
    r->len = seg->len;
    r->number = w->body.number;
    r->end = 0;
    r->row = row;
    r->loop = loop;
    r->is_loop = is_loop;
    if (seg->wraps) keep_wraps(w, seg->wraps);
    return true;
}

/* Copy what is still here. */
static SJ_APART void copy_texts(sj_walker *w) {
    sj_walk_watch *k = w->body.watch;
    for (; k->n_copied < k->n; k->n_copied++) {
        sj_record *r = &k->records[k->n_copied];
        r->copy = k->text_len;
        if (!make_room(w, (void **)&k->text, &k->text_room, k->text_len + r->len, 1, SJ_WATCH_TEXT))
            return;
        if (r->len) memcpy(k->text + k->text_len, r->text, r->len);
        k->text_len += r->len;
        r->text = NULL;
    }
}

/* At a boundary segment: has the reader's window been left since the one before? Then what stands
 * in there goes when the next is left. */
static inline void save_texts(sj_walker *w, const sj_segment *seg) {
    sj_walk_watch *k = w->body.watch;
    uintptr_t place = (uintptr_t)seg->text - (uintptr_t)seg->offset;
    if (place != k->place) copy_texts(w);
    k->place = place;
}

static void forget_from(sj_walk_watch *k, uint32_t start) {
    const sj_record *r = &k->records[start];
    if (start < k->n_copied) {
        k->text_len = r->copy;
        k->n_copied = start;
    }
    while (k->n_wraps && k->wraps[k->n_wraps - 1].record >= start) k->n_wraps--;
    uint32_t n = 0;
    for (uint32_t i = 0; i < k->n_flaws; i++) {
        uint16_t loop = k->g->segments[k->flaws[i].row].loop;
        bool goes =
            k->flaws[i].number >= r->number && sj_loop_is_around(&k->g->guide, r->loop, loop);
        if (!goes) k->flaws[n++] = k->flaws[i];
    }
    k->n_flaws = n;
    if (k->more_flaws >= r->number) k->more_flaws = 0;
    k->n = start;
}

/* --- what the walker calls --- */

/* The record made last is the first of its row in the loop, where there is none as yet. */
static inline void note_first(sj_walk_watch *k, uint16_t row, uint16_t loop) {
    uint32_t first = k->row_at[row], at = k->n - 1;
    bool has_first = first >= k->loop_at[loop] && first < at && k->records[first].row == row;
    if (!has_first) k->row_at[row] = at;
}

static inline void look(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                        uint64_t present) {
    const uint64_t *effects = sj_look(k, s, seg, present);
    const uint16_t *word = s->n_words <= SJ_WATCH_WORDS ? s->words : k->all->words + s->first_word;
    const uint16_t *end = word + s->n_words;
    do {
        k->seen[*word] = (k->seen[*word] & effects[0]) | effects[1];
        effects += 2;
    } while (++word < end);
}

void sj_walk_watch_segment(sj_walker *w, const sj_segment *seg, const sj_watch *s,
                           uint64_t present) {
    sj_walk_watch *k = w->body.watch;
    if (k->is_full) return;
    if (s->n_words) look(k, s, seg, present);
    if (s->n_values) sj_look_values(k, s, seg, present);
    if (s->is_recorded) {
        if (!record(w, seg, s->row, s->loop, false)) return;
        if (s->is_noted) note_first(k, s->row, s->loop);
    }
    if (s->is_boundary) save_texts(w, seg);
}

void sj_walk_watch_late(sj_walker *w, const sj_segment *seg, uint16_t row) {
    sj_walk_watch *k = w->body.watch;
    uint16_t loop = k->g->segments[row].loop;
    if (k->is_full || !record(w, seg, row, loop, false)) return;
    note_first(k, row, loop);
}

void sj_walk_watch_boundary(sj_walker *w, const sj_segment *seg) {
    if (sj_role_of(seg->tag) == SJ_ROLE_BOUNDARY && !w->body.watch->is_full) save_texts(w, seg);
}

/* Those beyond the first word. */
static SJ_APART void arm_further(sj_walk_watch *k, const sj_loop_watch *l) {
    for (uint32_t i = 1; i <= (l->n_situations - 1u) / 64; i++)
        k->seen[l->first_word + i] = k->all->at_first[l->first_word + i];
}

/* What is seen further out arms. */
static inline void arm_by_outer(const sj_walk_watch *k, const sj_loop_watch *l, uint64_t *seen) {
    const sj_outer *o = l->outers, *end = o + l->n_outers;
    for (; o < end; o++)
        if (((k->seen[o->word] & o->mask) != 0) != o->is_absent) *seen |= o->arms;
}

static inline bool has_armed(const sj_walk_watch *k, const sj_loop_watch *l) {
    return (k->seen[l->first_word] & l->own) || l->n_situations > 64;
}

/* The loop around the one that is entered: what is wrong with it is told before its claims are. */
static void judge_around(sj_walker *w) {
    const sj_walk_body *b = &w->body;
    uint16_t loop = b->frames[b->depth - 1].loop;
    if (b->depth > 1 && has_armed(b->watch, &b->watch->all->loops[loop]))
        sj_walk_situations(w, loop, false);
}

void sj_walk_watch_enter(sj_walker *w, const sj_loop_watch *l, uint16_t loop, const sj_segment *seg,
                         uint16_t first) {
    sj_walk_watch *k = w->body.watch;
    if (k->is_full) return;
    if (l->leads_to_unit) judge_around(w);
    if (!record(w, seg, first, loop, true)) return;
    k->loop_at[loop] = w->body.frames[w->body.depth].record = k->n - 1;
    if (first != SJ_NO_ROW) {
        k->row_at[first] = k->n - 1;
        if (l->is_boundary) save_texts(w, seg);
    }
    uint64_t *seen = &k->seen[l->first_word];
    for (uint16_t i = 0; i < l->n_words; i += SJ_LOOP_WORDS)
        memset(seen + i, 0, SJ_LOOP_WORDS * sizeof *seen);
    seen[0] |= l->always;
    if (l->n_outers) arm_by_outer(k, l, seen);
    if (l->n_situations > 64) arm_further(k, l);
}

void sj_walk_watch_leave(sj_walker *w, const sj_loop_watch *l) {
    sj_walk_body *b = &w->body;
    sj_walk_watch *k = b->watch;
    const sj_walk_frame *f = &b->frames[b->depth];
    if (k->is_full) return;
    k->records[f->record].end = k->n;
    if (has_armed(k, l) && !w->is_cut) sj_walk_situations(w, f->loop, true);
    if (!l->is_kept) forget_from(k, f->record);
}

void sj_walk_watch_value(sj_walker *w, uint16_t row, unsigned element, bool is_doubtful) {
    sj_walk_watch *k = w->body.watch;
    if (!k) return;
    uint32_t n = k->n_flaws;
    sj_walk_watch_flaw(w, row, false);
    if (k->n_flaws == n) return;
    k->flaws[n].is_key = element && k->g->guide.segments[row].key_element == element;
    if (is_doubtful) k->flaws[n].element = (uint8_t)element;
}

void sj_walk_watch_flaw(sj_walker *w, uint16_t row, bool whole_loop) {
    sj_walk_watch *k = w->body.watch;
    if (!k) return;
    if (k->n_flaws == SJ_WATCH_FLAWS)
        k->more_flaws = w->body.number;
    else
        k->flaws[k->n_flaws++] =
            (sj_flaw){.row = row, .whole_loop = whole_loop, .number = w->body.number};
}

/* --- begin and end --- */

/* The situations that are judged up to the type asked for; NULL: none. */
static const sj_situations *wanted(const sj_walker *w) {
    int snip = w->opts.snip;
    const sj_guide_impl *g = w->body.g;
    const sj_situations *all = !snip || snip > SJ_SUMS_SNIP ? &g->situations : &g->sums;
    return all->n && (!snip || snip >= all->first_snip) ? all : NULL;
}

/* Values are taken apart by other characters from now on. */
static void forget_looks(sj_walk_watch *k, const sj_delimiters *d) {
    if (!memcmp(&k->delims, d, sizeof *d)) return;
    k->delims = *d;
    memset(k->looks, 0, k->all->n_looks * sizeof *k->looks);
}

sj_status sj_walk_watch_begin(sj_walker *w, sj_err *err) {
    sj_walk_body *b = &w->body;
    const sj_situations *all = wanted(w);
    if (b->watch && b->watch->g != b->g) sj_walk_watch_dispose(b);
    if (!all) return sj_walk_watch_dispose(b), SJ_OK;
    sj_walk_watch *k = b->watch;
    if (!k) {
        k = b->watch = sj_calloc(1, sizeof *k);
        if (!k) return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
        k->g = b->g;
        k->all = all;
        k->row_at = sj_calloc(b->g->guide.n_segments + 1u, sizeof *k->row_at);
        k->loop_at = sj_calloc(b->g->guide.n_loops + 1u, sizeof *k->loop_at);
        k->seen = sj_calloc(all->n_words + 1u, sizeof *k->seen);
        k->effects = sj_calloc(2u * all->n_words + 1, sizeof *k->effects);
        k->looks = sj_calloc(all->n_looks + 1u, sizeof *k->looks);
        if (!k->row_at || !k->loop_at || !k->seen || !k->effects || !k->looks) {
            sj_walk_watch_dispose(b);
            return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
        }
    }
    forget_looks(k, &w->interchange.delims);
    k->n = k->n_copied = k->text_len = k->n_wraps = k->n_flaws = k->more_flaws = 0;
    k->place = 0;
    k->is_full = false;
    memset(k->seen, 0, all->n_words * sizeof *k->seen);
    return SJ_OK;
}

void sj_walk_watch_dispose(sj_walk_body *b) {
    sj_walk_watch *k = b->watch;
    if (!k) return;
    sj_free(k->records);
    sj_free(k->text);
    sj_free(k->wraps);
    sj_free(k->row_at);
    sj_free(k->loop_at);
    sj_free(k->seen);
    sj_free(k->effects);
    sj_free(k->looks);
    sj_free(k);
    b->watch = NULL;
}
