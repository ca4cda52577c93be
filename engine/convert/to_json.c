/* X12 to JSON. The reader gives segments, the walker says where each belongs: its events open and
 * close the objects that hold them.
 *
 * A segment's object is ended only when the next thing in the input is known, because what stands
 * between the two belongs to it. */
#include "engine/convert/convert.h"
#include "engine/convert/segment_json.h"
#include "engine/convert/source.h"

#include <scrubjay/walker.h>

enum {
    READ_AHEAD = 4 << 20, /* more than the reader's window */
    TEXT_PIECE = 64 * 1024,
    NEWLINE_MAX = 8
};

typedef struct converter {
    sj_json_out json;
    sj_source source;
    const sj_guide *envelope;
    bool names;
    const sj_segment *segment; /* the one at hand, until it is written */
    uint64_t behind;           /* offset behind the segment whose object is not ended yet */
    bool is_in_segment;        /* there is one */
    unsigned ends;             /* objects around it to be ended with it */
    bool has_begun;            /* the document */
    bool is_in_interchange;
    char newline[NEWLINE_MAX]; /* what follows most segments of this interchange */
    size_t newline_len;
} converter;

static bool is_newline(char c) {
    return c == '\r' || c == '\n';
}

static size_t count_newlines(sj_str s, size_t max) {
    size_t n = 0;
    while (n < s.len && n < max && is_newline(s.ptr[n])) n++;
    return n;
}

/* --- text and gaps --- */

/* The input up to `to`, from where nothing has been written yet, as items of their own. */
static void write_text(converter *c, uint64_t to) {
    while (c->source.start < to) {
        sj_str piece = sj_source_slice(&c->source, c->source.start, to);
        if (piece.len > TEXT_PIECE) piece.len = TEXT_PIECE;
        sj_json_line(&c->json);
        sj_json_object(&c->json);
        sj_json_key(&c->json, "text");
        sj_json_bytes(&c->json, piece);
        sj_json_object_end(&c->json);
        sj_source_let_go(&c->source, c->source.start + piece.len);
    }
}

static void end_holder(converter *c) {
    sj_json_array_end(&c->json);
    sj_json_object_end(&c->json);
}

/* End the open segment's object, and what it was the last of; what comes next in the input begins
 * at `next`. Behind an IEA only line breaks belong to it. */
static void finish_segment(converter *c, uint64_t next) {
    if (!c->is_in_segment) return;
    c->is_in_segment = false;
    sj_str gap = sj_source_slice(&c->source, c->behind, next);
    if (!c->is_in_interchange) gap.len = count_newlines(gap, gap.len);
    sj_str after = {gap.ptr, gap.len < TEXT_PIECE ? gap.len : TEXT_PIECE};
    if (!sj_str_eq(after, (sj_str){c->newline, c->newline_len})) {
        sj_json_key(&c->json, "after");
        sj_json_bytes(&c->json, after);
    }
    sj_json_object_end(&c->json);
    sj_source_let_go(&c->source, c->behind + after.len);
    write_text(c, c->behind + gap.len);
    for (; c->ends; c->ends--) end_holder(c);
}

/* Where line breaks stood inside the segment: [[place, "\r\n"], …], counted in the input. */
static void write_breaks(converter *c, sj_str raw) {
    sj_json_key(&c->json, "breaks");
    sj_json_array(&c->json);
    for (size_t i = 0; i < raw.len;) {
        size_t n = count_newlines((sj_str){raw.ptr + i, raw.len - i}, raw.len);
        if (n) {
            sj_json_array(&c->json);
            sj_json_uint(&c->json, i);
            sj_json_bytes(&c->json, (sj_str){raw.ptr + i, n});
            sj_json_array_end(&c->json);
        }
        i += n ? n : 1;
    }
    sj_json_array_end(&c->json);
}

/* --- segments --- */

/* The segment as it stands in the input, up to its terminator, line breaks inside included. */
static sj_str find_raw(const converter *c, const sj_segment *seg) {
    sj_str raw = sj_source_slice(&c->source, seg->offset, UINT64_MAX);
    size_t n = 0;
    if (raw.len >= seg->len && memcmp(raw.ptr, seg->text, seg->len) == 0) {
        n = seg->len;
    } else {
        for (size_t i = 0; i < seg->len && n < raw.len; i++, n++)
            while (n < raw.len && raw.ptr[n] != seg->text[i]) n++;
    }
    char terminator = seg->delims->terminator;
    while (n < raw.len && raw.ptr[n] != terminator && is_newline(raw.ptr[n])) n++;
    return (sj_str){raw.ptr, n < raw.len ? n : raw.len};
}

static void write_segment(converter *c, const sj_guide *guide, uint16_t row) {
    const sj_segment *seg = c->segment;
    c->segment = NULL;
    sj_json_line(&c->json);
    sj_segment_json(&c->json, seg, guide, row, c->names);
    sj_str raw = find_raw(c, seg);
    if (raw.len != seg->len) write_breaks(c, raw);
    c->behind = seg->offset + raw.len;
    if (seg->flags & SJ_SEG_UNTERMINATED) {
        sj_json_key(&c->json, "terminated");
        sj_json_bool(&c->json, false);
    } else {
        c->behind++;
    }
    c->is_in_segment = true;
}

/* A segment of the envelope, or one that belongs to nothing. */
static void write_envelope(converter *c) {
    uint16_t row = SJ_NO_ROW;
    for (uint16_t i = 0; i < c->envelope->n_segments; i++)
        if (c->envelope->segments[i].tag == c->segment->tag) row = i;
    write_segment(c, c->envelope, row);
}

/* The segment at hand ends what is open: it still stands inside. */
static void write_trailer(converter *c, uint32_t tag) {
    if (c->segment && c->segment->tag == tag) write_envelope(c);
}

/* --- what holds segments --- */

static void begin(converter *c, const char *key) {
    sj_json_line(&c->json);
    sj_json_object(&c->json);
    sj_json_key(&c->json, key);
}

static void content(converter *c) {
    sj_json_key(&c->json, "content");
    sj_json_array(&c->json);
}

static void end(converter *c) {
    if (c->is_in_segment)
        c->ends++;
    else
        end_holder(c);
}

static void begin_document(converter *c) {
    if (c->has_begun) return;
    c->has_begun = true;
    sj_json_object(&c->json);
    sj_json_key(&c->json, "schema");
    sj_json_int(&c->json, 1);
    content(c);
}

static void write_delimiter(converter *c, const char *key, char d) {
    sj_json_key(&c->json, key);
    if (d)
        sj_json_bytes(&c->json, (sj_str){&d, 1});
    else
        sj_json_null(&c->json);
}

/* What follows the ISA is taken for what follows every segment of its interchange. */
static void write_newline(converter *c) {
    uint64_t behind = c->segment->offset + find_raw(c, c->segment).len + 1;
    sj_str next = sj_source_slice(&c->source, behind, behind + NEWLINE_MAX);
    c->newline_len = count_newlines(next, NEWLINE_MAX);
    if (c->newline_len) memcpy(c->newline, next.ptr, c->newline_len);
    sj_json_key(&c->json, "newline");
    sj_json_str(&c->json, (sj_str){c->newline, c->newline_len});
}

static void interchange_begin(void *ctx, const sj_interchange *ic) {
    converter *c = ctx;
    begin_document(c);
    write_text(c, ic->offset);
    begin(c, "interchange");
    sj_json_bytes(&c->json, ic->control);
    sj_json_key(&c->json, "delimiters");
    sj_json_object(&c->json);
    write_delimiter(c, "element", ic->delims.element);
    write_delimiter(c, "component", ic->delims.component);
    write_delimiter(c, "repetition", ic->delims.repetition);
    write_delimiter(c, "terminator", ic->delims.terminator);
    sj_json_object_end(&c->json);
    write_newline(c);
    content(c);
    c->is_in_interchange = true;
}

static void interchange_end(void *ctx, const sj_interchange *ic) {
    (void)ic;
    converter *c = ctx;
    write_trailer(c, SJ_TAG('I', 'E', 'A'));
    c->is_in_interchange = false;
    end(c);
}

static void group_begin(void *ctx, const sj_group *g) {
    converter *c = ctx;
    begin(c, "group");
    sj_json_bytes(&c->json, g->control);
    sj_json_key(&c->json, "version");
    sj_json_bytes(&c->json, g->version);
    content(c);
}

static void group_end(void *ctx, const sj_group *g) {
    (void)g;
    converter *c = ctx;
    write_trailer(c, SJ_TAG('G', 'E', 0));
    end(c);
}

static void set_begin(void *ctx, const sj_set *s) {
    converter *c = ctx;
    begin(c, "set");
    sj_json_bytes(&c->json, s->control);
    sj_json_key(&c->json, "type");
    sj_json_bytes(&c->json, sj_str_of(s->type));
    if (s->guide) {
        sj_json_key(&c->json, "name");
        sj_json_strz(&c->json, s->guide->title);
    }
    content(c);
}

static void set_end(void *ctx, const sj_set *s) {
    (void)s;
    converter *c = ctx;
    write_trailer(c, SJ_TAG('S', 'E', 0));
    end(c);
}

static void loop_enter(void *ctx, const sj_set *s, uint16_t loop, const sj_segment *first) {
    (void)first;
    converter *c = ctx;
    begin(c, "loop");
    sj_json_strz(&c->json, s->guide->loops[loop].id);
    sj_json_key(&c->json, "name");
    sj_json_strz(&c->json, s->guide->loops[loop].name);
    content(c);
}

static void loop_leave(void *ctx, const sj_set *s, uint16_t loop) {
    (void)s, (void)loop;
    end(ctx);
}

static void on_segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                       uint32_t number) {
    (void)seg, (void)number;
    write_segment(ctx, s->guide, row);
}

/* --- the run --- */

static sj_status convert(converter *c, sj_reader *reader, sj_walker *walker, sj_err *err) {
    enum sj_read_result what;
    do {
        sj_segment seg;
        what = sj_reader_next(reader, &seg);
        bool has_place = what != SJ_READ_END && what != SJ_READ_FAILED;
        uint64_t next = has_place ? seg.offset : sj_source_end(&c->source);
        finish_segment(c, what == SJ_READ_FAILED ? c->behind : next);
        c->segment = what == SJ_READ_SEGMENT ? &seg : NULL;
        sj_status status = sj_walker_push(walker, what, &seg, err);
        if (status != SJ_OK) return status;
        if (c->segment) write_envelope(c);
        if (c->json.status != SJ_OK) break;
    } while (what != SJ_READ_END && what != SJ_READ_FAILED);

    if (c->json.status != SJ_OK)
        return sj_err_set(err, c->json.status, "JSON could not be written");
    if (what == SJ_READ_END) {
        write_text(c, sj_source_end(&c->source));
        return SJ_OK;
    }
    if (c->source.status == SJ_ENOMEM) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    if (c->source.status == SJ_ETOOBIG)
        return sj_err_set(err, SJ_ETOOBIG, "the text between two interchanges is over 16 MiB");
    const sj_err *e = sj_reader_error(reader);
    if (err) *err = *e;
    return e->code;
}

static void end_document(converter *c, sj_status status, const sj_err *err) {
    if (!c->has_begun) return;
    finish_segment(c, c->behind);
    while (c->json.depth > 2) end_holder(c); /* the walker could not go on */
    sj_json_array_end(&c->json);
    if (status != SJ_OK) {
        sj_json_key(&c->json, "failed");
        sj_json_strz(&c->json, err->msg);
    }
    sj_json_object_end(&c->json);
    sj_json_newline(&c->json);
}

static sj_status run(converter *c, sj_guides *guides, sj_err *err) {
    sj_walk_events events = {.ctx = c,
                             .interchange_begin = interchange_begin,
                             .interchange_end = interchange_end,
                             .group_begin = group_begin,
                             .group_end = group_end,
                             .set_begin = set_begin,
                             .set_end = set_end,
                             .loop_enter = loop_enter,
                             .loop_leave = loop_leave,
                             .segment = on_segment};
    sj_walker_opts opts = {.snip = 1, .max_findings_per_set = 1};
    sj_reader *reader = NULL;
    sj_walker *walker = NULL;
    sj_status status = sj_guides_get(guides, "ENVELOPE", &c->envelope, err);
    if (status == SJ_OK) status = sj_walker_new(&walker, guides, &events, &opts, err);
    if (status == SJ_OK) status = sj_reader_open(&reader, sj_source_read, &c->source, NULL, err);
    if (status == SJ_OK) status = convert(c, reader, walker, err);
    sj_reader_free(reader);
    sj_walker_free(walker);
    return status;
}

sj_status sj_convert_to_json(sj_guides *guides, sj_read_fn read, void *read_ctx, sj_write_fn write,
                             void *write_ctx, bool names, sj_err *err) {
    converter c = {.names = names};
    sj_err own;
    if (!err) err = &own;
    sj_json_init(&c.json, write, write_ctx);
    sj_source_init(&c.source, read, read_ctx, SJ_CONVERT_TEXT_MAX + READ_AHEAD);
    sj_status status = run(&c, guides, err);
    end_document(&c, status, err);
    if (sj_json_flush(&c.json) != SJ_OK && status == SJ_OK)
        status = sj_err_set(err, c.json.status, "JSON could not be written");
    sj_json_dispose(&c.json);
    sj_source_dispose(&c.source);
    return status;
}
