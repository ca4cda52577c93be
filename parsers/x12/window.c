/* The two buffers of input. */
#include "parsers/x12/window.h"

#include "parsers/base/alloc.h"

enum {
    PIECE = 64 * 1024,     /* asked of the callback at a time */
    PAD = SJ_SEGMENT_SLACK /* bytes behind a buffer that may be looked at (and are not believed) */
};

bool sj_window_init(sj_window *w, sj_read_fn read, void *ctx, size_t cap) {
    *w = (sj_window){.read = read, .ctx = ctx, .cap = cap, .buf[0] = sj_malloc(cap + PAD)};
    w->base = w->end = w->buf[0];
    return w->buf[0] != NULL;
}

void sj_window_dispose(sj_window *w) {
    sj_free(w->buf[0]);
    sj_free(w->buf[1]);
    *w = (sj_window){0};
}

bool sj_window_fill(sj_window *w, size_t want) {
    while (sj_window_have(w) < want && !w->eof) {
        size_t room = w->cap - (size_t)(w->end - w->buf[w->cur]);
        if (room == 0 || w->has_failed) return false;
        size_t ask = room < PIECE ? room : PIECE;
        ptrdiff_t got = w->read(w->ctx, w->end, ask);
        if (got < 0 || (size_t)got > ask) {
            w->has_failed = true;
            return false;
        }
        w->eof = got == 0;
        w->end += got;
        w->taken += (uint64_t)got;
    }
    return true;
}

bool sj_window_move(sj_window *w) {
    char **other = &w->buf[!w->cur];
    if (!*other && !(*other = sj_malloc(w->cap + PAD))) return false;
    size_t have = sj_window_have(w);
    memcpy(*other, w->base, have);
    w->cur = !w->cur;
    w->base = *other;
    w->end = w->base + have;
    return true;
}

void sj_window_slide(sj_window *w, char *floor, char *p) {
    size_t keep = (size_t)(w->end - p);
    w->base_offset += (uint64_t)(p - w->base);
    memmove(floor, p, keep);
    w->base = floor;
    w->end = floor + keep;
}
