/* Remembers what situational rules read, and arms those that may hold. */
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

static sj_record *add_record(sj_walker *w) {
    sj_walk_watch *k = w->body.watch;
    if (k->n == k->room && !make_room(w, (void **)&k->records, &k->room, k->n + 1,
                                      sizeof *k->records, SJ_WATCH_RECORDS))
        return NULL;
    return &k->records[k->n++];
}

static void keep_wraps(sj_walker *w, sj_record *r, const sj_wraps *from) {
    sj_walk_watch *k = w->body.watch;
    if (!make_room(w, (void **)&k->wraps, &k->wraps_room, k->n_wraps + from->n, sizeof *k->wraps,
                   SJ_WATCH_TEXT))
        return;
    memcpy(k->wraps + k->n_wraps, from->at, from->n * sizeof *from->at);
    k->n_wraps += from->n;
    r->n_wraps = (uint16_t)from->n;
}

static void fill_record(sj_walker *w, sj_record *r, const sj_segment *seg) {
    sj_walk_watch *k = w->body.watch;
    const sj_wraps *wraps = seg->wraps;
    r->text = seg->text;
    r->offset = seg->offset;
    r->len = seg->len;
    r->number = w->body.number;
    r->first_wrap = k->n_wraps;
    r->n_wraps = 0;
    r->end = 0;
    if (wraps && wraps->n && wraps->n <= UINT16_MAX) keep_wraps(w, r, wraps);
}

/* Copy what is still here: the window may let go of it at the next boundary. */
static void copy_texts(sj_walker *w) {
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

/* --- arming --- */

static void arm(sj_walk_watch *k, uint16_t first, uint16_t n) {
    const uint16_t *arms = k->g->situations.arms + first;
    for (uint16_t i = 0; i < n; i++) k->armed[arms[i] / 64] |= UINT64_C(1) << (arms[i] % 64);
}

static void arm_key(sj_walk_watch *k, const sj_probe *p, sj_str v) {
    if (!v.len || v.len < p->begins) return;
    if (p->begins) v.len = p->begins;
    uint64_t code = sj_code_read(v.ptr, v.len);
    for (uint32_t i = sj_probe_slot_of(code, p->mask); p->slots[i].code; i = (i + 1) & p->mask) {
        if (p->slots[i].code != code) continue;
        arm(k, p->slots[i].first_arm, p->slots[i].n_arms);
        return;
    }
}

static bool is_present(const sj_segment *seg, const sj_probe *p) {
    if (!p->component) return sj_segment_el(seg, p->element).len > 0;
    for (unsigned c = p->component; c <= p->until; c++)
        if (sj_segment_comp(seg, p->element, c).len) return true;
    return false;
}

static void probe(sj_walk_watch *k, const sj_probe *p, const sj_segment *seg) {
    switch ((sj_probe_kind)p->kind) {
    case SJ_PROBE_SEGMENT:
        arm(k, p->first_arm, p->n_arms);
        return;
    case SJ_PROBE_PRESENT:
        if (p->element <= seg->n && is_present(seg, p)) arm(k, p->first_arm, p->n_arms);
        return;
    case SJ_PROBE_ABSENT:
        if (p->element > seg->n || !is_present(seg, p)) arm(k, p->first_arm, p->n_arms);
        return;
    case SJ_PROBE_KEY:
        if (p->element > seg->n) return;
        if (!p->component) arm_key(k, p, sj_segment_el(seg, p->element));
        for (unsigned c = p->component; c && c <= p->until; c++)
            arm_key(k, p, sj_segment_comp(seg, p->element, c));
    }
}

/* --- what the walker calls --- */

void sj_walk_watch_segment(sj_walker *w, const sj_segment *seg, uint16_t row) {
    sj_walk_watch *k = w->body.watch;
    const sj_situations *all = &k->g->situations;
    const sj_watch *s = &all->watches[k->g->segments[row].watch];
    const sj_probe *p = &all->probes[s->first_probe], *end = p + s->n_probes;
    if (k->is_full) return;
    for (; p < end; p++) probe(k, p, seg);
    if (s->is_recorded) {
        sj_record *r = add_record(w);
        if (!r) return;
        fill_record(w, r, seg);
        r->row = row;
        r->loop = k->g->segments[row].loop;
        uint32_t at = k->n - 1, first = k->row_at[row], start = k->loop_at[r->loop];
        bool has_first = first > start && first < at && k->records[first].row == row;
        if (!has_first) k->row_at[row] = at;
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
    if (b->depth > 1 && b->watch->g->situations.loops[loop].n_situations)
        sj_walk_situations(w, loop, false);
}

void sj_walk_watch_enter(sj_walker *w, uint16_t loop, const sj_segment *seg) {
    sj_walk_watch *k = w->body.watch;
    const sj_situations *all = &k->g->situations;
    const sj_loop_watch *l = &all->loops[loop];
    if (k->is_full) return;
    if (l->leads_to_unit) judge_around(w);
    sj_record *r = add_record(w);
    if (!r) return;
    fill_record(w, r, seg);
    r->row = SJ_NO_ROW;
    r->loop = loop;
    k->loop_at[loop] = w->body.frames[w->body.depth].record = k->n - 1;
    for (uint16_t i = 0; i < l->n_words; i++)
        k->armed[l->first_word + i] = all->always[l->first_word + i];
}

void sj_walk_watch_leave(sj_walker *w) {
    sj_walk_body *b = &w->body;
    sj_walk_watch *k = b->watch;
    const sj_walk_frame *f = &b->frames[b->depth];
    const sj_loop_watch *l = &k->g->situations.loops[f->loop];
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

sj_status sj_walk_watch_begin(sj_walker *w, sj_err *err) {
    sj_walk_body *b = &w->body;
    bool is_wanted =
        b->g->situations.n && (!w->opts.snip || w->opts.snip >= b->g->situations.first_snip);
    if (b->watch && b->watch->g != b->g) sj_walk_watch_dispose(b);
    if (!is_wanted) return sj_walk_watch_dispose(b), SJ_OK;
    sj_walk_watch *k = b->watch;
    if (!k) {
        k = b->watch = sj_calloc(1, sizeof *k);
        if (!k) return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
        k->g = b->g;
        k->row_at = sj_calloc(b->g->guide.n_segments + 1u, sizeof *k->row_at);
        k->loop_at = sj_calloc(b->g->guide.n_loops + 1u, sizeof *k->loop_at);
        k->armed = sj_calloc(b->g->situations.n_words + 1u, sizeof *k->armed);
        if (!k->row_at || !k->loop_at || !k->armed) {
            sj_walk_watch_dispose(b);
            return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
        }
    }
    k->n = k->n_copied = k->text_len = k->n_wraps = k->n_flaws = k->more_flaws = 0;
    k->is_full = false;
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
    sj_free(k->armed);
    sj_free(k);
    b->watch = NULL;
}
