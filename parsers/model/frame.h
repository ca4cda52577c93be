/* parsers/model/frame.h - stretches of a set's segments, and the places of fields in them.
 *
 * The part of a set above its claims, each 2000A, 2000B, 2000C up to its first claim, and each
 * claim is a frame with an arena of its own, reset when the next of its kind begins. A frame ends
 * with the next boundary segment (reader.h), so one is never larger than the reader's unit and its
 * text is all there when it ends. Frames above claims outlive the reader's window and copy their
 * text; a claim's own frame points into the window. */
#ifndef SJ_MODEL_FRAME_H
#define SJ_MODEL_FRAME_H

#include <scrubjay/arena.h>
#include <scrubjay/claim.h>

#include "parsers/base/arena_take.h"

typedef struct sj_frame_store {
    sj_arena arena;
    sj_frame frame;
    sj_seg_ref *segs; /* frame.segs, writable */
    uint32_t room;
} sj_frame_store;

void sj_frame_init(sj_frame_store *f, size_t limit);
void sj_frame_reset(sj_frame_store *f); /* forget all; what was filled from it is void */
/* The same, and have room for some segments, of which the first will have this number. SJ_ENOMEM,
 * SJ_ETOOBIG. */
sj_status sj_frame_begin(sj_frame_store *f, uint32_t number) SJ_MUST_USE;
void sj_frame_dispose(sj_frame_store *f);

/* Add a segment, whose text must live as long as the frame. SJ_ENOMEM, SJ_ETOOBIG. */
sj_status sj_frame_add_slowly(sj_frame_store *f, const sj_segment *seg, uint32_t number,
                              uint16_t row, uint16_t loop) SJ_MUST_USE;
static inline sj_status sj_frame_add(sj_frame_store *f, const sj_segment *seg, uint32_t number,
                                     uint16_t row, uint16_t loop) {
    uint32_t n = f->frame.n;
    if (n == f->room || number != f->frame.first + n || seg->wraps)
        return sj_frame_add_slowly(f, seg, number, row, loop);
    f->segs[n] = (sj_seg_ref){seg->offset, seg->text, NULL, seg->len, row, loop};
    f->frame.n = n + 1;
    return SJ_OK;
}

/* Make *seg stand on a copy of its text; false when the arena ends. Marks and subs still count from
 * the base. */
static inline bool sj_segment_copy(sj_arena *a, sj_segment *seg) {
    enum { STEP = 64 }; /* SJ_SEGMENT_SLACK is no less, and few segments are longer */
    char *copy = sj_arena_take(a, (size_t)seg->len + SJ_SEGMENT_SLACK);
    if (!copy) return false;
    memcpy(copy, seg->text, STEP);
    for (uint32_t at = STEP; at < seg->len; at += STEP) memcpy(copy + at, seg->text + at, STEP);
    seg->base = (const char *)((uintptr_t)copy - (uintptr_t)(seg->text - seg->base));
    seg->text = copy;
    return true;
}

/* Why an arena gave no `n` bytes. */
static inline sj_status sj_arena_why_not(const sj_arena *a, size_t n) {
    return n > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
}

/* Is it one of the segments that end a frame (and begin a unit of the reader's)? */
static inline bool sj_is_boundary(uint32_t tag) {
    switch (tag) {
    case SJ_TAG('I', 'S', 'A'):
    case SJ_TAG('T', 'A', '1'):
    case SJ_TAG('G', 'S', 0):
    case SJ_TAG('S', 'T', 0):
    case SJ_TAG('H', 'L', 0):
    case SJ_TAG('C', 'L', 'M'):
    case SJ_TAG('C', 'L', 'P'):
    case SJ_TAG('P', 'L', 'B'):
    case SJ_TAG('A', 'K', '2'):
    case SJ_TAG('S', 'E', 0):
    case SJ_TAG('G', 'E', 0):
    case SJ_TAG('I', 'E', 'A'):
        return true;
    default:
        return false;
    }
}

/* Fill a finding's place from a field's in this frame; false when it does not stand there. */
bool sj_frame_place(const sj_frame *frame, const sj_guide *guide, const sj_delimiters *d, sj_at at,
                    sj_finding *f);

#endif
