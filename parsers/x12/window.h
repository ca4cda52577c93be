/* parsers/x12/window.h - the input, a piece at a time, in two buffers.
 *
 *   buf[cur]:  | text handed out, still valid | base … end | free |
 *   buf[!cur]: | text handed out before the last move             |
 *
 * What has been read stays where it is until somebody moves it to the other buffer, so slices into
 * a buffer are good until the move after the next. */
#ifndef SJ_X12_WINDOW_H
#define SJ_X12_WINDOW_H

#include <scrubjay/reader.h>

typedef struct sj_window {
    sj_read_fn read;
    void *ctx;
    char *buf[2];
    size_t cap; /* of each; SJ_SEGMENT_SLACK bytes follow it */
    unsigned cur;
    char *base, *end;     /* read and not passed over */
    uint64_t base_offset; /* of `base` in the input */
    uint64_t taken;       /* bytes from the callback */
    bool eof, has_failed; /* has_failed: the callback did */
} sj_window;

/* False when there is no memory; dispose in any case. The second buffer is taken at the first move.
 */
bool sj_window_init(sj_window *w, sj_read_fn read, void *ctx, size_t cap) SJ_MUST_USE;
void sj_window_dispose(sj_window *w);

/* Read until at least `want` bytes stand behind base, the input ends (w->eof) or fails
 * (w->has_failed); false when it failed or the buffer has no room for them. */
bool sj_window_fill(sj_window *w, size_t want) SJ_MUST_USE;

/* Put what stands behind base at the beginning of the other buffer; false when there is no memory.
 */
bool sj_window_move(sj_window *w) SJ_MUST_USE;

/* Forget what stands between `floor` and `p` (floor <= p <= end): the rest slides down to floor,
 * which becomes base. `p` must be at or behind base. */
void sj_window_slide(sj_window *w, char *floor, char *p);

static inline size_t sj_window_have(const sj_window *w) {
    return (size_t)(w->end - w->base);
}

static inline void sj_window_pass(sj_window *w, size_t n) {
    w->base += n;
    w->base_offset += n;
}

#endif
