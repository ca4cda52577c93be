/* parsers/x12/plain.h - the reader's own state, and the way by which nearly all segments leave it:
 * here for who asks for segments in a loop, so that this way is no call. */
#ifndef SJ_X12_PLAIN_H
#define SJ_X12_PLAIN_H

#include "parsers/x12/batch.h"
#include "parsers/x12/ids.h"

enum {
    SJ_READER_JUNK = 64, /* bytes of junk that are shown */
    SJ_READER_BOUNDARY = 1 << 24
};

enum sj_reader_state {
    SJ_READER_SEEKING,
    SJ_READER_IN_INTERCHANGE,
    SJ_READER_ENDED,
    SJ_READER_FAILED
};

struct sj_reader_memory {
    const char *at;
    size_t left;
};

struct sj_reader {
    sj_window window;
    sj_batch batch;
    sj_delimiters delims;
    enum sj_reader_state state;
    uint32_t plain; /* segments of the batch before this one may be plain (sj_reader_take_plain) */
    uint32_t plain_ids[SJ_ID_SLOTS]; /* by SJ_ID_SLOT: ids seen that are well-formed and ORDINARY;
                                        BOUNDARY ones with SJ_READER_BOUNDARY */
    size_t max_unit, slack;
    uint64_t unit_limit; /* offset that no segment may pass before the next boundary */
    char *kept_from;     /* in the current window: what was handed out since the last move */
    char *floor;         /* while seeking: what lies between here and base is of no interest */
    uint64_t ordinary;   /* offset of a BIN or BDS whose length does not hold good */
    bool has_found;      /* an interchange */
    bool is_after_bad;   /* what follows belongs to an ISA that could not be used */
    bool is_isa_forced;  /* the text at base was an ISA segment: good or bad, not prose */
    uint32_t shown_mark; /* the one mark of a segment that is junk */
    char junk[SJ_READER_JUNK];
    struct sj_reader_memory memory;
    sj_err err;
};

/* The next segment of the batch, as far as it is known. */
typedef struct sj_next_segment {
    uint32_t tag, flags, start, stop;
    sj_scan_end before, end;
    const uint32_t *marks;
} sj_next_segment;

static inline sj_next_segment sj_batch_look(const sj_batch *b) {
    sj_next_segment s = {.before = sj_batch_before(b), .end = b->scan.ends[b->next]};
    s.start = b->scan.marks[(int32_t)s.before.mark] + 1;
    s.stop = b->scan.marks[s.end.mark];
    s.marks = &b->scan.marks[(int32_t)s.before.mark + 1];
    return s;
}

/* The next segment, which has not been passed yet. */
static inline void sj_reader_show(const sj_reader *r, sj_segment *out, const sj_next_segment *s) {
    const sj_batch *b = &r->batch;
    const char *base = r->window.base;
    out->tag = s->tag;
    out->flags = s->flags;
    out->text = base + s->start;
    out->len = s->stop - s->start;
    out->n = s->end.mark - s->before.mark - 1;
    out->offset = r->window.base_offset + s->start;
    out->number = b->numbered + b->next + 1;
    out->base = base;
    out->marks = s->marks;
    out->subs = b->scan.subs + s->before.sub;
    out->n_subs = s->end.sub - s->before.sub;
    out->present = sj_batch_present(b, s->before.mark + 1, out->n);
    out->delims = &r->delims;
    out->wraps = NULL;
}

/* The bytes of a line break at `p`: foreseen by branches, since nearly all of a file are alike, so
 * that nobody waits for the bytes to know where the segment begins. */
static inline uint32_t sj_line_break(const char *p) {
    if (__builtin_expect((unsigned char)*p > ' ', 1)) return 0;
    if (__builtin_expect(*p == '\n', 1)) return 1;
    if (__builtin_expect(*p == '\r', 1)) return p[1] == '\n' ? 2 : 1;
    return 0;
}

/* The next segment but for its id, if it is one of the many that need no more than their marks,
 * whatever that id is: the rest of what take() in reader.c looks at is ruled out by r->plain.
 * Before it is a line break at the most. */
static inline bool sj_reader_peek(const sj_reader *r, sj_segment *out) {
    const sj_batch *b = &r->batch;
    if (__builtin_expect(b->next >= r->plain, 0)) return false;
    sj_next_segment s = sj_batch_look(b);
    s.start += sj_line_break(r->window.base + s.start);
    if (s.start >= s.stop || b->odd_at < s.stop) return false; /* the break may be its end */
    sj_reader_show(r, out, &s);
    return true;
}

/* Its id, or what stands in the place of one. */
static inline uint32_t sj_reader_peeked_id(const sj_segment *s) {
    return sj_pack_id(s->text, (uint32_t)(s->base + s->marks[0] - s->text));
}

/* Take it, its id being one that has been seen before and that neither begins nor ends a unit. */
static inline void sj_reader_take_as(sj_reader *r, sj_segment *out, uint32_t tag) {
    out->tag = tag;
    r->batch.next++;
}

/* Take it, if its id has been seen before and does (reader.c). */
bool sj_reader_take_boundary(sj_reader *r, sj_segment *out);

/* The next segment, if it is such a one and an id like its has been seen before; else false, and
 * nothing has changed but *out. */
static inline bool sj_reader_take_plain(sj_reader *r, sj_segment *out) {
    if (!sj_reader_peek(r, out)) return false;
    uint32_t tag = sj_reader_peeked_id(out);
    if (tag != r->plain_ids[SJ_ID_SLOT(tag)]) return sj_reader_take_boundary(r, out);
    sj_reader_take_as(r, out, tag);
    return true;
}

#endif
