/* The reader: finds interchanges, takes segments out of batches, keeps the promise about how long
 * text is valid.
 *
 *             ISA found                    IEA handed out, or an unusable ISA
 *   SEEKING ─────────────→ IN_INTERCHANGE ─────────────→ SEEKING … → ENDED | FAILED
 */
#include <scrubjay/reader.h>

#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "parsers/x12/isa.h"
#include "parsers/x12/plain.h"

enum {
    DEFAULT_UNIT = 1024 * 1024,
    LARGEST_UNIT = 1 << 30,
    WINDOW_SLACK = 256 * 1024 /* text handed out in a window before it is left at a boundary */
};

static ptrdiff_t read_memory(void *ctx, char *buf, size_t cap) {
    struct sj_reader_memory *m = ctx;
    size_t n = m->left < cap ? m->left : cap;
    if (n) memcpy(buf, m->at, n);
    m->at += n;
    m->left -= n;
    return (ptrdiff_t)n;
}

/* A reader that reads from `read`, or with NULL from its own `memory`. */
static sj_status open_reader(sj_reader **out, sj_read_fn read, void *ctx,
                             const sj_reader_opts *opts, sj_err *err) {
    *out = NULL;
    size_t max_unit = opts && opts->max_unit ? opts->max_unit : DEFAULT_UNIT;
    if (max_unit > LARGEST_UNIT) return sj_err_set(err, SJ_EARG, "max_unit is over 1 GiB");
    const char *name = opts && opts->kernel ? opts->kernel : getenv("SJ_KERNEL");
    const sj_kernel *kernel = sj_kernel_find(name && *name ? name : NULL);
    if (!kernel)
        return sj_err_setf(err, SJ_EARG, "this kernel is not there or not for this processor", "%s",
                           name);

    sj_reader *r = sj_calloc(1, sizeof *r);
    if (!r) return sj_err_set(err, SJ_ENOMEM, "no memory for a reader");
    r->max_unit = max_unit;
    r->slack = max_unit < WINDOW_SLACK ? max_unit : WINDOW_SLACK;
    r->ordinary = UINT64_MAX;
    r->plain_ids[SJ_ID_SLOT(0)] =
        UINT32_MAX; /* 0 is no id, and not what an empty slot is taken for */
    /* A window holds what was kept, a unit, a batch begun before it and what was read ahead. */
    size_t cap = r->slack + 2 * max_unit + 4 * (size_t)SJ_SEGMENT_MAX;
    bool has_memory =
        sj_window_init(&r->window, read ? read : read_memory, read ? ctx : &r->memory, cap);
    has_memory = sj_batch_init(&r->batch, kernel) && has_memory;
    if (!has_memory) {
        sj_reader_free(r);
        return sj_err_set(err, SJ_ENOMEM, "no memory for a reader");
    }
    r->kept_from = r->floor = r->window.base;
    *out = r;
    return SJ_OK;
}

sj_status sj_reader_open(sj_reader **out, sj_read_fn read, void *ctx, const sj_reader_opts *opts,
                         sj_err *err) {
    return open_reader(out, read, ctx, opts, err);
}

sj_status sj_reader_open_memory(sj_reader **out, const void *bytes, size_t len,
                                const sj_reader_opts *opts, sj_err *err) {
    sj_status status = open_reader(out, NULL, NULL, opts, err);
    if (status == SJ_OK) (*out)->memory = (struct sj_reader_memory){bytes, len};
    return status;
}

void sj_reader_free(sj_reader *r) {
    if (!r) return;
    sj_window_dispose(&r->window);
    sj_batch_dispose(&r->batch);
    sj_free(r);
}

static bool is_newline(char c) {
    return c == '\r' || c == '\n';
}

static enum sj_read_result fail(sj_reader *r, sj_status code, const char *msg, uint64_t offset) {
    sj_err_set(&r->err, code, msg);
    r->err.pos.offset = offset;
    r->state = SJ_READER_FAILED;
    return SJ_READ_FAILED;
}

/* The window could not be filled or moved. */
static enum sj_read_result fail_window(sj_reader *r) {
    sj_window *w = &r->window;
    if (w->has_failed)
        return fail(r, SJ_EINPUT, "the input could not be read",
                    w->base_offset + sj_window_have(w));
    return fail(r, SJ_ETOOBIG, "a claim or segment is larger than the limit", w->base_offset);
}

/* Junk, or an ISA that cannot be used: text without marks of its own. */
static enum sj_read_result give_text(sj_reader *r, sj_segment *out, enum sj_read_result what,
                                     const char *text, size_t len, uint64_t offset) {
    r->shown_mark = (uint32_t)len;
    *out = (sj_segment){.text = text,
                        .len = (uint32_t)len,
                        .offset = offset,
                        .base = text,
                        .marks = &r->shown_mark,
                        .delims = &r->delims};
    return what;
}

/* What lies between interchanges: where its first byte that is not blank is, and how it begins. */
typedef struct junk {
    uint64_t offset;
    size_t len; /* bytes kept in r->junk; 0: nothing but blanks so far */
} junk;

static void note_junk(sj_reader *r, junk *j, const char *from, const char *to, uint64_t offset) {
    for (const char *p = from; p < to && j->len < SJ_READER_JUNK; p++) {
        if (j->len == 0) {
            bool is_bom = to - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0;
            if (is_bom) p += 2;
            if (is_bom || (unsigned char)*p <= ' ') continue;
            j->offset = offset + (uint64_t)(p - from);
        }
        r->junk[j->len++] = *p;
    }
}

/* The next segment is an ISA that stands at base: its delimiters are known. */
static void begin_interchange(sj_reader *r) {
    r->state = SJ_READER_IN_INTERCHANGE;
    r->batch.numbered = 0 - r->batch.next;
    r->has_found = true;
    r->is_after_bad = r->is_isa_forced = false;
    r->unit_limit = r->window.base_offset + sj_batch_start(&r->batch) + r->max_unit;
}

/* The usual case between interchanges: after line breaks comes an ISA with the same delimiters, and
 * the batch already has its marks. */
static bool goes_on_alike(sj_reader *r) {
    sj_batch *b = &r->batch;
    if (!b->is_live || b->next == b->scan.n_ends) return false;
    const sj_window *w = &r->window;
    const char *p = w->base + sj_batch_start(b);
    const char *end = w->base + b->scan.marks[(uint32_t)(sj_batch_before(b).mark + 1)];
    while (p < end && is_newline(*p)) p++;
    sj_delimiters d;
    if (end - p != 3 || memcmp(p, "ISA", 3) != 0) return false;
    if (w->end - p < SJ_ISA_LOOK && !w->eof) return false;
    return sj_isa_read(&d, p, (size_t)(w->end - p)) == SJ_ISA_GOOD &&
           memcmp(&d, &r->delims, sizeof d) == 0;
}

/* Stop looking at the batch; base becomes the byte where the next segment was to begin. */
static void leave_batch(sj_reader *r) {
    size_t have = sj_window_have(&r->window), passed = sj_batch_start(&r->batch);
    sj_window_pass(&r->window, passed < have ? passed : have);
    sj_batch_clear(&r->batch, true);
}

static enum sj_read_result end_of_input(sj_reader *r, sj_segment *out, const junk *j) {
    if (!r->has_found)
        return fail(r, SJ_ENOTX12,
                    r->is_after_bad ? "the ISA segment cannot be used" : "there is no ISA segment",
                    0);
    r->state = SJ_READER_ENDED;
    if (j->len) return give_text(r, out, SJ_READ_JUNK, r->junk, j->len, j->offset);
    return SJ_READ_END;
}

/* The ISA at base cannot be used; the search goes on behind its id. */
static enum sj_read_result give_bad_isa(sj_reader *r, sj_segment *out) {
    sj_window *w = &r->window;
    size_t have = sj_window_have(w), len = have < SJ_READER_JUNK ? have : SJ_READER_JUNK;
    memcpy(r->junk, w->base, len);
    uint64_t offset = w->base_offset;
    r->is_after_bad = true;
    r->is_isa_forced = false;
    sj_window_pass(w, 3);
    return give_text(r, out, SJ_READ_BAD_ISA, r->junk, len, offset);
}

/* Look for the next ISA from base on. The text between r->floor and base is not wanted any more, so
 * that junk of any length passes through a window of this length. */
static enum sj_read_result seek(sj_reader *r, sj_segment *out) {
    sj_window *w = &r->window;
    if (goes_on_alike(r)) {
        begin_interchange(r);
        return 0;
    }
    leave_batch(r);
    for (junk j = {0};;) {
        if (sj_window_have(w) < SJ_ISA_LOOK && !w->eof) {
            sj_window_slide(w, r->floor, w->base);
            if (!sj_window_fill(w, SJ_ISA_LOOK)) return fail_window(r);
        }
        size_t have = sj_window_have(w);
        const char *isa = memmem(w->base, have, "ISA", 3);
        size_t before = isa ? (size_t)(isa - w->base) : w->eof || have < 3 ? have : have - 2;
        if (!r->is_after_bad) note_junk(r, &j, w->base, w->base + before, w->base_offset);
        sj_window_pass(w, before);
        if (!isa && w->eof) return end_of_input(r, out, &j);
        have -= before;
        if (!isa || (have < SJ_ISA_LOOK && !w->eof)) continue;

        sj_delimiters d;
        enum sj_isa_verdict verdict = sj_isa_read(&d, w->base, have);
        if (verdict == SJ_ISA_NONE && !r->is_isa_forced) {
            if (!r->is_after_bad) note_junk(r, &j, w->base, w->base + 3, w->base_offset);
            sj_window_pass(w, 3);
            continue;
        }
        if (j.len) return give_text(r, out, SJ_READ_JUNK, r->junk, j.len, j.offset);
        if (verdict == SJ_ISA_GOOD) {
            r->delims = d;
            begin_interchange(r);
            return 0;
        }
        return give_bad_isa(r, out);
    }
}

/* What is wanted next is an ISA. */
static void begin_seeking(sj_reader *r) {
    r->state = SJ_READER_SEEKING;
    r->plain = 0;
    size_t have = sj_window_have(&r->window), start = sj_batch_start(&r->batch);
    r->floor = r->window.base + (start < have ? start : have);
}

/* What stands next is an ISA, good or bad. */
static enum sj_read_result seek_isa(sj_reader *r) {
    r->is_isa_forced = true;
    begin_seeking(r);
    return 0;
}

/* Which segments of the batch may be plain: none before its first has been looked at in full, if
 * there are blanks before it; none where the unit's limit may be reached; never the cut one. */
static void allow_plain(sj_reader *r) {
    const sj_batch *b = &r->batch;
    bool is_far_from_limit = r->window.base_offset + b->len <= r->unit_limit;
    bool is_allowed = is_far_from_limit && !b->is_blank && !b->is_binary;
    r->plain = !is_allowed ? 0 : b->cut < b->scan.n_ends ? b->cut : b->scan.n_ends;
}

/* The batch is used up: read and scan on. */
static enum sj_read_result read_on(sj_reader *r) {
    switch (sj_batch_read(&r->batch, &r->window, &r->delims, r->max_unit)) {
    case SJ_BATCH_READY:
        allow_plain(r);
        return 0;
    case SJ_BATCH_END:
        r->state = SJ_READER_ENDED;
        return SJ_READ_END;
    case SJ_BATCH_TOOBIG:
        return fail(r, SJ_ETOOBIG, "a segment has no end", r->window.base_offset);
    default:
        return fail_window(r);
    }
}

/* The next segment begins at `start` with BIN or BDS: is it to be measured by its own length? Then
 * the batch has changed. */
static bool is_measured(sj_reader *r, uint32_t start) {
    sj_batch *b = &r->batch;
    uint64_t offset = r->window.base_offset + start;
    if (b->is_binary || offset == r->ordinary) return false;
    if (sj_batch_measure(b, &r->window, start, &r->delims, r->max_unit)) return true;
    r->ordinary = offset;
    return false;
}

/* An interchange may begin where an IEA is missing: with its delimiters unchanged, as a second ISA
 * segment, else hidden in what looks like a segment without an id. */
static bool is_second_isa(sj_reader *r, uint32_t tag, uint32_t start) {
    if (tag) return tag == SJ_TAG('I', 'S', 'A') && r->batch.numbered + r->batch.next != 0;
    sj_window *w = &r->window;
    const char *text = w->base + start;
    if (w->end - text < 4 || memcmp(text, "ISA", 3) != 0) return false;
    sj_delimiters d;
    return sj_window_fill(w, start + SJ_ISA_LOOK) &&
           sj_isa_read(&d, text, (size_t)(w->end - text)) == SJ_ISA_GOOD;
}

/* The next segment, at `start`, is not ordinary. If a unit begins or ends with it, the window is
 * left when enough of it is used. False when there is no memory. */
static bool cross_boundary(sj_reader *r, enum sj_role role, uint32_t start) {
    if (role == SJ_ROLE_BINARY) return true;
    sj_window *w = &r->window;
    r->unit_limit = w->base_offset + start + r->max_unit;
    if ((size_t)(w->base + start - r->kept_from) <= r->slack) return true;
    if (!sj_window_move(w)) return false;
    r->kept_from = w->base + start;
    return true;
}

/* Pass over blanks in front of a segment; never beyond `stop`, its first mark. */
static uint32_t skip_blanks(const char *base, uint32_t start, uint32_t stop, uint32_t *flags) {
    for (; start < stop && (unsigned char)base[start] <= ' '; start++)
        if (!is_newline(base[start])) *flags |= SJ_SEG_BLANK_BEFORE;
    return start;
}

/* The next segment, whatever it is; 0 when none was handed out and the reader has to look again. */
static enum sj_read_result take(sj_reader *r, sj_segment *out) {
    sj_batch *b = &r->batch;
    sj_next_segment s = sj_batch_look(b);
    const char *base = r->window.base;
    if (b->is_blank) s.flags |= SJ_SEG_BLANK_BEFORE;
    if (b->next == b->cut) s.flags |= SJ_SEG_UNTERMINATED;
    s.start = skip_blanks(base, s.start, s.marks[0], &s.flags);

    s.tag = sj_tag_of(base + s.start, s.marks[0] - s.start);
    if (sj_role_of(s.tag) == SJ_ROLE_BINARY && is_measured(r, s.start)) return 0;
    /* Before line breaks are taken out of it: it is looked at again, as an interchange's first. */
    if (is_second_isa(r, s.tag, s.start)) return seek_isa(r);
    if (b->odd_at < s.stop) {
        s.flags |= sj_batch_settle(b, r->window.base, s.start, r->delims.terminator);
        s.stop = b->scan.marks[s.end.mark];
        s.tag = sj_tag_of(base + s.start, s.marks[0] - s.start);
        if (is_second_isa(r, s.tag, s.start)) return seek_isa(r);
    }
    enum sj_role role = sj_role_of(s.tag);
    if (s.start == s.stop && is_newline(r->delims.terminator)) { /* an empty line */
        b->next++;
        b->numbered--;
        return 0;
    }
    if (role != SJ_ROLE_ORDINARY && !cross_boundary(r, role, s.start))
        return fail(r, SJ_ENOMEM, "no memory for a window", r->window.base_offset + s.start);
    uint64_t offset = r->window.base_offset + s.start;
    if (offset + (s.stop - s.start) > r->unit_limit)
        return fail(r, SJ_ETOOBIG, "a claim is larger than the limit", offset);

    sj_reader_show(r, out, &s);
    b->next++;
    out->present = sj_marks_present(out->marks, out->n); /* they may have changed */
    if (s.flags & SJ_SEG_WRAPPED) out->wraps = &b->wraps;
    if (role == SJ_ROLE_ISA) out->n_subs = 0; /* its separators are data */
    b->is_blank = false;
    allow_plain(r);
    if (role == SJ_ROLE_ORDINARY && s.tag) r->plain_ids[SJ_ID_SLOT(s.tag)] = s.tag;
    if (role == SJ_ROLE_BOUNDARY) r->plain_ids[SJ_ID_SLOT(s.tag)] = s.tag | SJ_READER_BOUNDARY;
    if (role == SJ_ROLE_IEA) begin_seeking(r);
    return SJ_READ_SEGMENT;
}

SJ_APART bool sj_reader_take_boundary(sj_reader *r, sj_segment *out) {
    uint32_t tag = sj_reader_peeked_id(out);
    if (r->plain_ids[SJ_ID_SLOT(tag)] != (tag | SJ_READER_BOUNDARY)) return false;
    if ((size_t)(out->text - r->kept_from) > r->slack) return false;
    r->unit_limit = out->offset + r->max_unit;
    sj_reader_take_as(r, out, tag);
    return true;
}

/* One step of whatever is to be done. */
static enum sj_read_result step(sj_reader *r, sj_segment *out) {
    switch (r->state) {
    case SJ_READER_IN_INTERCHANGE:
        return r->batch.next < r->batch.scan.n_ends ? take(r, out) : read_on(r);
    case SJ_READER_SEEKING:
        return seek(r, out);
    case SJ_READER_ENDED:
        return SJ_READ_END;
    default:
        return SJ_READ_FAILED;
    }
}

/* The next segment by whatever way but the plain one. */
static SJ_APART enum sj_read_result step_on(sj_reader *r, sj_segment *out) {
    enum sj_read_result result;
    do result = step(r, out);
    while (result == 0);
    return result;
}

enum sj_read_result sj_reader_next(sj_reader *r, sj_segment *out) {
    return sj_reader_take_plain(r, out) ? SJ_READ_SEGMENT : step_on(r, out);
}

const sj_err *sj_reader_error(const sj_reader *r) {
    return &r->err;
}
uint64_t sj_reader_bytes(const sj_reader *r) {
    return r->window.taken;
}
const sj_delimiters *sj_reader_delimiters(const sj_reader *r) {
    return &r->delims;
}
const char *sj_reader_kernel(const sj_reader *r) {
    return r->batch.kernel->name;
}
