/* JSON to X12. The document is walked from its beginning to its end and each segment written as it
 * comes: what holds them (groups, sets, loops) is for people and says nothing that the segments do
 * not say. Only an interchange's object tells something: its delimiters and line breaks.
 *
 *     document = { "schema": 1, "content": [ item, … ] }
 *     item     = { …, "content": [ item, … ] }  or  { "segment": …, … }  or  { "text": … } */
#include "engine/convert/convert.h"
#include "engine/convert/segment_x12.h"

#include <stdio.h>

#include "parsers/base/alloc.h"

enum { OUT_SIZE = 64 * 1024 };

/* The members of an item that mean something; all others are labels for people. */
enum member { SEGMENT, ELEMENTS, AFTER, BREAKS, TERMINATED, TEXT, DELIMITERS, NEWLINE, MEMBERS };
static const char *const member_names[MEMBERS] = {
    [SEGMENT] = "segment",       [ELEMENTS] = "elements",     [AFTER] = "after",
    [BREAKS] = "breaks",         [TERMINATED] = "terminated", [TEXT] = "text",
    [DELIMITERS] = "delimiters", [NEWLINE] = "newline"};
static const char *const labels[] = {"interchange", "group", "set",  "loop",
                                     "version",     "type",  "name", "names"};

typedef struct composer {
    sj_json_in *in;
    sj_write_fn write;
    void *ctx;
    bool recount;
    sj_delimiters delims;
    bool has_delims;
    sj_text_buffer newline, text;
    uint32_t segments, sets, groups; /* since ST (or ISA), GS, ISA */
    size_t len;                      /* in out */
    char out[OUT_SIZE];
} composer;

static void refuse(composer *c, const char *msg) {
    sj_json_in_refuse(c->in, SJ_EARG, msg);
}

/* --- output --- */

static void flush(composer *c) {
    bool is_well = sj_json_in_status(c->in, NULL) == SJ_OK;
    if (is_well && c->len && c->write(c->ctx, c->out, c->len) != 0)
        sj_json_in_refuse(c->in, SJ_EIO, "X12 could not be written");
    c->len = 0;
}

static void put(composer *c, const char *p, size_t n) {
    for (size_t piece; n; p += piece, n -= piece) {
        if (c->len == sizeof c->out) flush(c);
        piece = n < sizeof c->out - c->len ? n : sizeof c->out - c->len;
        memcpy(c->out + c->len, p, piece);
        c->len += piece;
    }
}

/* A JSON string's bytes. */
static void put_text(composer *c, const sj_json *v) {
    c->text.len = 0;
    if (sj_json_kind_of(v) != SJ_JSON_STRING)
        refuse(c, "this must be text");
    else if (!sj_text_buffer_add(&c->text, v))
        sj_json_in_refuse(c->in, SJ_ENOMEM, "out of memory");
    else
        put(c, c->text.bytes, c->text.len);
}

/* --- segments --- */

static bool is_line_break(sj_str s) {
    size_t n = 0;
    while (n < s.len && (s.ptr[n] == '\r' || s.ptr[n] == '\n')) n++;
    return n == s.len;
}

/* The segment's text with its lines broken: each break stands at its place in the file, counted
 * from the segment's beginning. Those beyond the end are left out: the segment has been made
 * shorter. */
static void put_broken(composer *c, const sj_json *breaks) {
    if (breaks && sj_json_kind_of(breaks) != SJ_JSON_ARRAY)
        refuse(c, "\"breaks\" must be an array");
    uint64_t written = 0;
    size_t from = 0;
    for (size_t i = 0; i < sj_json_count(breaks); i++) {
        const sj_json *item = sj_json_at(breaks, i), *text = sj_json_at(item, 1);
        int64_t place = sj_json_integer(sj_json_at(item, 0));
        if (sj_json_kind_of(text) != SJ_JSON_STRING || !is_line_break(sj_json_text(text)) ||
            place < 0 || (uint64_t)place < written) {
            refuse(c, "\"breaks\" must be pairs of a place and a line break, in their order");
            return;
        }
        size_t n = (size_t)((uint64_t)place - written);
        if (n > c->text.len - from) break;
        put(c, c->text.bytes + from, n);
        put(c, sj_json_text(text).ptr, sj_json_text(text).len);
        from += n;
        written += n + sj_json_text(text).len;
    }
    put(c, c->text.bytes + from, c->text.len - from);
}

/* Count the segment; the count that stands in element 1 of a trailer, or -1. */
static int64_t count(composer *c, sj_str id) {
    c->segments++;
    if (sj_str_is(id, "ISA")) c->groups = 0, c->segments = 1;
    if (sj_str_is(id, "GS")) c->groups++, c->sets = 0;
    if (sj_str_is(id, "ST")) c->sets++, c->segments = 1;
    if (sj_str_is(id, "SE")) return c->segments;
    if (sj_str_is(id, "GE")) return c->sets;
    return sj_str_is(id, "IEA") ? (int64_t)c->groups : -1;
}

static bool is_byte(const sj_json *v, char wanted) {
    char bytes[8];
    sj_str s = sj_json_text(v);
    return s.len <= sizeof bytes && sj_json_keep_bytes(s, bytes) == 1 && bytes[0] == wanted;
}

/* An ISA says itself what separates: where it has those elements, they must say what "delimiters"
 * says. (One whose lines were broken by the terminator itself may have fewer.) */
static bool is_declared(const composer *c, const sj_json *isa) {
    const sj_json *component = sj_json_get(isa, "16"), *repetition = sj_json_get(isa, "11");
    if (component && !is_byte(component, c->delims.component)) return false;
    return !repetition || !c->delims.repetition || is_byte(repetition, c->delims.repetition);
}

static void put_segment(composer *c, const sj_json *const m[MEMBERS]) {
    sj_str id = sj_json_text(m[SEGMENT]);
    int64_t n = count(c, id);
    if (sj_json_kind_of(m[SEGMENT]) != SJ_JSON_STRING) refuse(c, "a segment's id must be text");
    if (!c->has_delims) refuse(c, "a segment outside an interchange that has \"delimiters\"");
    if (sj_str_is(id, "ISA") && !is_declared(c, m[ELEMENTS]))
        refuse(c, "ISA11 and ISA16 do not say what \"delimiters\" says");
    if (sj_json_in_status(c->in, NULL) != SJ_OK) return;

    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)n);
    sj_segment_members members = {m[SEGMENT], m[ELEMENTS], c->recount && n >= 0 ? digits : NULL};
    sj_status status;
    const char *wrong = sj_segment_x12(&c->text, &members, &c->delims, &status);
    if (wrong) {
        sj_json_in_refuse(c->in, status, wrong);
        return;
    }
    put_broken(c, m[BREAKS]);
    bool is_cut =
        sj_json_kind_of(m[TERMINATED]) == SJ_JSON_BOOLEAN && !sj_json_is_true(m[TERMINATED]);
    if (!is_cut) put(c, &c->delims.terminator, 1);
    if (m[AFTER])
        put_text(c, m[AFTER]);
    else
        put(c, c->newline.bytes, c->newline.len);
}

/* --- interchanges --- */

/* One delimiter: a single byte; null where there is none. */
static char delimiter_of(composer *c, const sj_json *delims, const char *key, bool may_lack) {
    const sj_json *v = sj_json_get(delims, key);
    sj_str s = sj_json_text(v);
    char bytes[8] = "";
    if (may_lack && (sj_json_kind_of(v) == SJ_JSON_NULL || !v)) return 0;
    if (s.len == 0 || s.len > sizeof bytes || sj_json_keep_bytes(s, bytes) != 1)
        refuse(c, "a delimiter must be one byte");
    return bytes[0];
}

static void take_delimiters(composer *c, const sj_json *v) {
    c->delims = (sj_delimiters){.element = delimiter_of(c, v, "element", false),
                                .component = delimiter_of(c, v, "component", false),
                                .repetition = delimiter_of(c, v, "repetition", true),
                                .terminator = delimiter_of(c, v, "terminator", false)};
    c->has_delims = true;
    c->newline.len = 0;
}

/* --- the document --- */

static int member_of(sj_str key) {
    for (int i = 0; i < MEMBERS; i++)
        if (sj_str_is(key, member_names[i])) return i;
    return MEMBERS;
}

static bool is_label(sj_str key) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (sj_str_is(key, labels[i])) return true;
    return false;
}

/* What an item has said so far takes effect before its content. */
static void begin_content(composer *c, const sj_json *const m[MEMBERS]) {
    if (m[DELIMITERS]) take_delimiters(c, m[DELIMITERS]);
    if (!m[NEWLINE]) return;
    c->newline.len = 0;
    if (sj_json_kind_of(m[NEWLINE]) != SJ_JSON_STRING)
        refuse(c, "this must be text");
    else if (!sj_text_buffer_add(&c->newline, m[NEWLINE]))
        sj_json_in_refuse(c->in, SJ_ENOMEM, "out of memory");
}

static void read_item(composer *c);

static void read_content(composer *c) {
    if (!sj_json_in_enter(c->in, '[')) return;
    while (sj_json_in_more(c->in)) read_item(c);
}

static void read_members(composer *c, sj_json *m[MEMBERS]) {
    sj_str key;
    bool has_content = false;
    while (sj_json_in_more(c->in) && sj_json_in_key(c->in, &key)) {
        int member = member_of(key);
        if (sj_str_is(key, "content")) {
            has_content = true;
            begin_content(c, (const sj_json *const *)m);
            read_content(c);
            continue;
        }
        if (member == MEMBERS && !is_label(key)) refuse(c, "this member has no meaning here");
        if (has_content && (member == DELIMITERS || member == NEWLINE))
            refuse(c, "\"delimiters\" and \"newline\" must stand before \"content\"");
        sj_json *v = sj_json_in_value(c->in);
        if (member == MEMBERS || m[member]) {
            sj_json_free(v);
            if (member != MEMBERS) refuse(c, "a member occurs twice");
        } else {
            m[member] = v;
        }
    }
}

static void read_item(composer *c) {
    sj_json *m[MEMBERS] = {0};
    if (!sj_json_in_enter(c->in, '{')) return;
    read_members(c, m);
    if (sj_json_in_status(c->in, NULL) == SJ_OK) {
        if (m[SEGMENT]) put_segment(c, (const sj_json *const *)m);
        if (m[TEXT]) put_text(c, m[TEXT]);
    }
    for (int i = 0; i < MEMBERS; i++) sj_json_free(m[i]);
}

static void read_document(composer *c) {
    sj_str key;
    bool has_content = false;
    if (!sj_json_in_enter(c->in, '{')) return;
    while (sj_json_in_more(c->in) && sj_json_in_key(c->in, &key)) {
        if (sj_str_is(key, "content")) {
            has_content = true;
            read_content(c);
            continue;
        }
        bool is_schema = sj_str_is(key, "schema"), is_failed = sj_str_is(key, "failed");
        sj_json *v = sj_json_in_value(c->in);
        if (is_schema && sj_json_integer(v) != 1)
            refuse(c, "a document of another \"schema\" than 1");
        if (is_failed) refuse(c, "the file behind this document could not be read to its end");
        if (!is_schema && !is_failed) refuse(c, "this member has no meaning here");
        sj_json_free(v);
    }
    if (sj_json_in_end(c->in) && !has_content) refuse(c, "the document has no \"content\"");
}

sj_status sj_convert_to_x12(sj_read_fn read, void *read_ctx, sj_write_fn write, void *write_ctx,
                            bool recount, sj_err *err) {
    composer *c = sj_malloc(sizeof *c);
    if (!c) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    memset(c, 0, offsetof(composer, out));
    c->write = write;
    c->ctx = write_ctx;
    c->recount = recount;
    sj_status status = sj_json_in_new(&c->in, read, read_ctx, SJ_CONVERT_VALUE_MAX, err);
    if (status == SJ_OK) {
        read_document(c);
        flush(c);
        status = sj_json_in_status(c->in, err);
        if (status != SJ_OK && err) err->pos.segment = c->segments;
    }
    sj_json_in_free(c->in);
    sj_free(c->newline.bytes);
    sj_free(c->text.bytes);
    sj_free(c);
    return status;
}
