/* Keeps the segments of a frame, and finds places in them again. */
#include "parsers/model/frame.h"

#include <stdio.h>

#include "parsers/x12/wraps.h"

/* No unit of the reader's has more segments. */
enum { FIRST_ROOM = 64, MAX_GAP = 1 << 20 };

void sj_frame_init(sj_frame_store *f, size_t limit) {
    *f = (sj_frame_store){.room = 0};
    sj_arena_init(&f->arena, limit);
}

void sj_frame_reset(sj_frame_store *f) {
    sj_arena_reset(&f->arena);
    f->frame = (sj_frame){0, 0, NULL};
    f->segs = NULL;
    f->room = 0;
}

void sj_frame_dispose(sj_frame_store *f) {
    sj_arena_dispose(&f->arena);
    sj_frame_reset(f);
}

static sj_status make_room(sj_frame_store *f, uint32_t n) {
    if (n <= f->room) return SJ_OK;
    uint32_t room = f->room ? f->room : FIRST_ROOM;
    while (room < n) room *= 2;
    sj_seg_ref *segs = sj_arena_alloc(&f->arena, room * sizeof *segs);
    if (!segs) return sj_arena_why_not(&f->arena, room * sizeof *segs);
    if (f->frame.n) memcpy(segs, f->segs, f->frame.n * sizeof *segs);
    f->frame.segs = f->segs = segs;
    f->room = room;
    return SJ_OK;
}

sj_status sj_frame_begin(sj_frame_store *f, uint32_t number) {
    sj_frame_reset(f);
    f->frame.first = number;
    return make_room(f, FIRST_ROOM);
}

/* Where line breaks were taken out is valid no longer than the text: keep it with the frame. */
static const void *copy_wraps(sj_frame_store *f, const sj_wraps *from) {
    if (!from->n) return NULL;
    sj_wraps *w = sj_arena_alloc(&f->arena, sizeof *w);
    uint32_t *at = sj_arena_alloc(&f->arena, from->n * sizeof *at);
    if (!w || !at) return NULL;
    memcpy(at, from->at, from->n * sizeof *at);
    *w = (sj_wraps){at, from->n};
    return w;
}

sj_status sj_frame_add_slowly(sj_frame_store *f, const sj_segment *seg, uint32_t number,
                              uint16_t row, uint16_t loop) {
    if (f->frame.n == 0) f->frame.first = number;
    uint32_t at = number - f->frame.first;
    if (number < f->frame.first || at > f->frame.n + MAX_GAP) return SJ_OK; /* not its successor */
    sj_status s = make_room(f, at + 1);
    if (s != SJ_OK) return s;
    while (f->frame.n < at) /* numbers that were never seen */
        f->segs[f->frame.n++] = (sj_seg_ref){.row = SJ_NO_ROW, .loop = SJ_NO_ROW};
    const void *wraps = seg->wraps ? copy_wraps(f, seg->wraps) : NULL;
    f->segs[at] = (sj_seg_ref){seg->offset, seg->text, wraps, seg->len, row, loop};
    f->frame.n = at + 1;
    return SJ_OK;
}

/* The nth (from 1) of the parts of `s` that `separator` divides; empty beyond the last. */
static sj_str part(sj_str s, char separator, unsigned n) {
    if (n == 0 || !separator) return s;
    const char *end = s.ptr + s.len;
    for (const char *p = s.ptr;; p++) {
        const char *stop = memchr(p, separator, (size_t)(end - p));
        if (--n == 0) return (sj_str){p, (size_t)((stop ? stop : end) - p)};
        if (!stop) return (sj_str){end, 0};
        p = stop;
    }
}

/* What the guide calls the element or component. */
static const sj_guide_element *row_element(const sj_guide *g, uint16_t row, sj_at at) {
    const sj_guide_segment *s = &g->segments[row];
    if (at.element == 0 || at.element > s->n_elements) return NULL;
    const sj_guide_element *e = &g->elements[s->first_element + at.element - 1];
    if (at.component == 0 || at.component > e->n_components) return e;
    return &g->elements[e->first_component + at.component - 1];
}

static void name_place(const sj_guide *g, const sj_seg_ref *seg, sj_at at, sj_finding *f) {
    if (seg->loop != SJ_NO_ROW) f->loop = g->loops[seg->loop].id;
    if (seg->row == SJ_NO_ROW) return;
    const sj_guide_element *e = row_element(g, seg->row, at);
    f->name = e ? e->name : g->segments[seg->row].name;
    f->de = e ? e->de : 0;
}

bool sj_frame_place(const sj_frame *frame, const sj_guide *guide, const sj_delimiters *d, sj_at at,
                    sj_finding *f) {
    if (at.segment < frame->first || at.segment - frame->first >= frame->n) return false;
    const sj_seg_ref *seg = &frame->segs[at.segment - frame->first];
    if (!seg->text) return false;
    sj_str whole = {seg->text, seg->len}, value = whole;
    if (at.element) {
        value = part(whole, d->element, at.element + 1u);
        if (d->repetition && at.repeat) value = part(value, d->repetition, at.repeat);
        if (at.component) value = part(value, d->component, at.component);
    }
    const sj_segment in_input = {.text = seg->text, .offset = seg->offset, .wraps = seg->wraps};
    f->pos = (sj_pos){sj_segment_offset(&in_input, value.ptr), at.segment, at.element,
                      at.element ? at.repeat : 0, at.component};
    sj_str tag = part(whole, d->element, 1);
    snprintf(f->tag, sizeof f->tag, "%.*s", tag.len > 3 ? 3 : (int)tag.len, tag.ptr);
    f->value = at.element ? value : (sj_str){NULL, 0};
    if (guide) name_place(guide, seg, at, f);
    return true;
}
