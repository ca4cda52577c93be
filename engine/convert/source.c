/* The kept input: a buffer whose front is given up, moved down when its end is reached. */
#include "engine/convert/source.h"

#include "parsers/base/alloc.h"

enum { FIRST_SIZE = 64 * 1024 };

void sj_source_init(sj_source *s, sj_read_fn read, void *ctx, size_t limit) {
    *s = (sj_source){.read = read, .ctx = ctx, .limit = limit};
}

void sj_source_dispose(sj_source *s) {
    sj_free(s->bytes);
    s->bytes = NULL;
}

static ptrdiff_t fail(sj_source *s, sj_status status) {
    s->status = status;
    return -1;
}

/* Room for `n` more bytes behind what is kept. It is moved down only when that frees at least as
 * much as is moved. */
static bool make_room(sj_source *s, size_t n) {
    size_t kept = s->to - s->from;
    if (s->cap - s->to >= n) return true;
    if (s->from < kept || s->cap - kept < n) {
        size_t cap = s->cap ? s->cap : FIRST_SIZE;
        while (cap - kept < n || cap < 2 * kept) cap *= 2;
        char *bytes = sj_realloc(s->bytes, cap);
        if (!bytes) return false;
        s->bytes = bytes;
        s->cap = cap;
    }
    if (kept) memmove(s->bytes, s->bytes + s->from, kept);
    s->from = 0;
    s->to = kept;
    return true;
}

ptrdiff_t sj_source_read(void *ctx, char *buf, size_t cap) {
    sj_source *s = ctx;
    ptrdiff_t n = s->read(s->ctx, buf, cap);
    if (n < 0) return fail(s, SJ_EINPUT);
    if (n == 0) return 0;
    if (s->to - s->from + (size_t)n > s->limit) return fail(s, SJ_ETOOBIG);
    if (!make_room(s, (size_t)n)) return fail(s, SJ_ENOMEM);
    memcpy(s->bytes + s->to, buf, (size_t)n);
    s->to += (size_t)n;
    return n;
}

uint64_t sj_source_end(const sj_source *s) {
    return s->start + (s->to - s->from);
}

sj_str sj_source_slice(const sj_source *s, uint64_t from, uint64_t to) {
    if (to > sj_source_end(s)) to = sj_source_end(s);
    if (from < s->start || from >= to) return (sj_str){NULL, 0};
    return (sj_str){s->bytes + s->from + (from - s->start), (size_t)(to - from)};
}

void sj_source_let_go(sj_source *s, uint64_t offset) {
    if (offset > sj_source_end(s)) offset = sj_source_end(s);
    if (offset <= s->start) return;
    s->from += (size_t)(offset - s->start);
    s->start = offset;
}
