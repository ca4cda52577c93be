/* Remembers what situational rules read, and which of them may hold. */
#include "parsers/guide/walk_watch.h"

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

static SJ_APART void keep_wraps(sj_walker *w, sj_record *r, const sj_wraps *from) {
    sj_walk_watch *k = w->body.watch;
    if (!from->n || from->n > UINT16_MAX ||
        !make_room(w, (void **)&k->wraps, &k->wraps_room, k->n_wraps + from->n, sizeof *k->wraps,
                   SJ_WATCH_TEXT))
        return;
    memcpy(k->wraps + k->n_wraps, from->at, from->n * sizeof *from->at);
    k->n_wraps += from->n;
    r->n_wraps = (uint16_t)from->n;
}

/* Record a segment, or (row SJ_NO_ROW) the loop that begins with it; false where there is no room.
 */
static inline bool record(sj_walker *w, const sj_segment *seg, uint16_t row, uint16_t loop) {
    sj_walk_watch *k = w->body.watch;
    if (k->n == k->room && !make_record_room(w)) return false;
    sj_record *r = &k->records[k->n++];
    r->text = seg->text;
    r->offset = seg->offset;
    r->len = seg->len;
    r->number = w->body.number;
    r->first_wrap = k->n_wraps;
    r->end = 0;
    r->n_wraps = 0;
    r->row = row;
    r->loop = loop;
    if (seg->wraps) keep_wraps(w, r, seg->wraps);
    return true;
}

/* Copy what is still here: the window may let go of it at the next boundary. */
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

static void forget_from(sj_walk_watch *k, uint32_t start) {
    const sj_record *r = &k->records[start];
    if (start < k->n_copied) {
        k->text_len = r->copy;
        k->n_copied = start;
    }
    k->n_wraps = r->first_wrap;
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

/* --- what has been seen --- */

/* What begins with none of the codes' first characters is ruled out at once. */
static inline void look_up(sj_walk_watch *k, const sj_probe *p, const char *from, uint32_t len) {
    if (!(p->firsts >> (*from & 63) & 1) || !len || len < p->begins) return;
    uint64_t code = sj_code_read(from, p->begins ? p->begins : len);
    for (uint32_t i = sj_probe_slot_of(code, p->mask); p->slots[i].code; i = (i + 1) & p->mask)
        if (p->slots[i].code == code) k->seen[p->slots[i].word] |= p->slots[i].bits;
}

static void split(sj_components *c, const sj_segment *seg, unsigned element) {
    uint32_t end = seg->marks[element], sub = 0, n = 0;
    c->element = (uint8_t)element;
    c->ends[0] = seg->marks[element - 1];
    while (sub < seg->n_subs && seg->subs[sub] < c->ends[0]) sub++;
    while (n < SJ_GUIDE_MAX_COMPONENTS) {
        bool is_last = sub == seg->n_subs || seg->subs[sub] >= end;
        uint32_t stop = c->ends[++n] = is_last ? end : seg->subs[sub++];
        if (is_last || seg->base[stop] != seg->delims->component) break;
    }
    c->n = (uint8_t)n;
}

/* From p->component to p->until: each looked up, or (no slots) asked whether one is there. */
static SJ_APART bool look_at_components(sj_walk_watch *k, const sj_probe *p,
                                        const sj_segment *seg) {
    sj_components *c = &k->parts;
    if (c->element != p->element) split(c, seg, p->element);
    for (unsigned i = p->component; i <= p->until && i <= c->n; i++) {
        uint32_t from = c->ends[i - 1] + 1, len = c->ends[i] - from;
        if (p->slots)
            look_up(k, p, seg->base + from, len);
        else if (len)
            return true;
    }
    return false;
}

/* The segment's values; `present` are its elements that hold something, as bits. */
static SJ_APART void probe_all(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                               uint64_t present) {
    const sj_probe *p = &k->all->probes[s->first_probe], *end = p + s->n_probes;
    k->parts.element = 0;
    for (; p < end; p++) {
        bool is_there = present >> p->element & 1;
        if (p->kind == SJ_PROBE_KEY) {
            if (!is_there) continue;
            const uint32_t *mark = &seg->marks[p->element];
            if (p->component)
                look_at_components(k, p, seg);
            else
                look_up(k, p, seg->base + mark[-1] + 1, mark[0] - mark[-1] - 1);
            continue;
        }
        if (is_there && p->component) is_there = look_at_components(k, p, seg);
        if (p->kind == SJ_PROBE_SEGMENT || is_there == (p->kind == SJ_PROBE_PRESENT))
            k->seen[p->word] |= p->bits;
        else if (p->takes_back)
            k->seen[p->word] &= ~p->bits;
    }
}

static SJ_APART void set_more(sj_walk_watch *k, const sj_watch *s, uint64_t held) {
    const sj_watch_word *more = &k->all->more[s->first_more], *end = more + s->n_more;
    for (; more < end; more++)
        k->seen[more->word] = more->is_last ? held : k->seen[more->word] | held;
}

/* --- what the walker calls --- */

/* Where the loop's first record of each row is. */
static inline void note_first(sj_walk_watch *k, uint16_t row, uint16_t loop) {
    uint32_t at = k->n - 1, first = k->row_at[row];
    bool has_first = first > k->loop_at[loop] && first < at && k->records[first].row == row;
    if (!has_first) k->row_at[row] = at;
}

void sj_walk_watch_segment(sj_walker *w, const sj_segment *seg, uint16_t row, uint64_t present) {
    sj_walk_watch *k = w->body.watch;
    const sj_watch *s = &k->all->watches[k->all->watch_of[row]];
    uint16_t loop = k->g->segments[row].loop;
    if (k->is_full) return;
    uint64_t held = present | 1;
    k->seen[s->all] |= held;
    k->seen[s->last] = held;
    if (s->n_more) set_more(k, s, held);
    if (s->n_probes) probe_all(k, s, seg, present);
    if (s->is_recorded) {
        if (!record(w, seg, row, loop)) return;
        note_first(k, row, loop);
    }
    if (s->is_boundary) copy_texts(w);
}

void sj_walk_watch_boundary(sj_walker *w, uint32_t tag) {
    if (sj_role_of(tag) == SJ_ROLE_BOUNDARY && !w->body.watch->is_full) copy_texts(w);
}

/* The loop around the one that is entered: what is wrong with it is told before its claims are. */
static void judge_around(sj_walker *w) {
    const sj_walk_body *b = &w->body;
    uint16_t loop = b->frames[b->depth - 1].loop;
    if (b->depth > 1 && b->watch->all->loops[loop].n_situations) sj_walk_situations(w, loop, false);
}

void sj_walk_watch_enter(sj_walker *w, uint16_t loop, const sj_segment *seg) {
    sj_walk_watch *k = w->body.watch;
    const sj_situations *all = k->all;
    const sj_loop_watch *l = &all->loops[loop];
    if (k->is_full) return;
    if (l->leads_to_unit) judge_around(w);
    if (!record(w, seg, SJ_NO_ROW, loop)) return;
    k->loop_at[loop] = w->body.frames[w->body.depth].record = k->n - 1;
    if (l->n_words)
        memcpy(&k->seen[l->first_word], &all->always[l->first_word], l->n_words * sizeof *k->seen);
    if (l->n_seen) memset(&k->seen[l->first_seen], 0, l->n_seen * sizeof *k->seen);
}

void sj_walk_watch_leave(sj_walker *w) {
    sj_walk_body *b = &w->body;
    sj_walk_watch *k = b->watch;
    const sj_walk_frame *f = &b->frames[b->depth];
    const sj_loop_watch *l = &k->all->loops[f->loop];
    if (k->is_full) return;
    k->records[f->record].end = k->n;
    if (l->n_situations && !w->is_cut) sj_walk_situations(w, f->loop, true);
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
        if (!k->row_at || !k->loop_at || !k->seen) {
            sj_walk_watch_dispose(b);
            return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
        }
    }
    k->n = k->n_copied = k->text_len = k->n_wraps = k->n_flaws = k->more_flaws = 0;
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
    sj_free(k);
    b->watch = NULL;
}
