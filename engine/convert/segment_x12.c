/* A segment from JSON: the elements are put in their places. */
#include "engine/convert/segment_x12.h"

enum { ELEMENTS_MAX = 65536, POSITION_DIGITS = 5 };

bool sj_text_buffer_add(sj_text_buffer *b, const sj_json *text) {
    sj_str s = sj_json_text(text);
    if (!sj_text_buffer_reserve(b, s.len)) return false;
    b->len += sj_json_keep_bytes(s, b->bytes + b->len);
    return true;
}

/* A segment in the making. */
typedef struct maker {
    sj_text_buffer *out;
    const sj_delimiters *delims;
    bool is_free; /* its values may hold delimiters: ISA declares them, BIN and BDS are measured */
    const char *wrong;
    sj_status status;
} maker;

static void fail(maker *m, sj_status status, const char *msg) {
    if (m->wrong) return;
    m->wrong = msg;
    m->status = status;
}

static void add_byte(maker *m, char c) {
    if (sj_text_buffer_reserve(m->out, 1))
        m->out->bytes[m->out->len++] = c;
    else
        fail(m, SJ_ENOMEM, "out of memory");
}

static bool holds_delimiter(const sj_delimiters *d, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] == d->element || p[i] == d->component || p[i] == d->terminator ||
            (d->repetition && p[i] == d->repetition))
            return true;
    return false;
}

static void add_value(maker *m, const sj_json *v) {
    size_t before = m->out->len;
    if (sj_json_kind_of(v) != SJ_JSON_STRING)
        fail(m, SJ_EARG, "the value of an element must be text");
    else if (!sj_text_buffer_add(m->out, v))
        fail(m, SJ_ENOMEM, "out of memory");
    else if (!m->is_free &&
             holds_delimiter(m->delims, m->out->bytes + before, m->out->len - before))
        fail(m, SJ_EARG, "a value holds one of the delimiters, which X12 cannot carry");
}

/* A value, or an array of components. */
static void add_components(maker *m, const sj_json *v) {
    size_t n = sj_json_count(v);
    if (sj_json_kind_of(v) != SJ_JSON_ARRAY) {
        add_value(m, v);
        return;
    }
    for (size_t i = 0; i < n && !m->wrong; i++) {
        if (i) add_byte(m, m->delims->component);
        add_value(m, sj_json_at(v, i));
    }
}

static void add_element(maker *m, const sj_json *v) {
    if (sj_json_kind_of(v) != SJ_JSON_OBJECT) {
        add_components(m, v);
        return;
    }
    const sj_json *items = sj_json_get(v, "repeat");
    if (sj_json_kind_of(items) != SJ_JSON_ARRAY || sj_json_count(v) != 1) {
        fail(m, SJ_EARG, "an element that is an object has one member, the array \"repeat\"");
        return;
    }
    size_t n = sj_json_count(items);
    if (n > 1 && !m->delims->repetition)
        fail(m, SJ_EARG, "this interchange has no repetition separator");
    for (size_t i = 0; i < n && !m->wrong; i++) {
        if (i) add_byte(m, m->delims->repetition);
        add_components(m, sj_json_at(items, i));
    }
}

/* "05" is 5; 0 when it is no position. */
static uint32_t position_of(sj_str key) {
    uint32_t n = 0;
    if (key.len > POSITION_DIGITS) return 0;
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] < '0' || key.ptr[i] > '9') return 0;
        n = n * 10 + (uint32_t)(key.ptr[i] - '0');
    }
    return n <= ELEMENTS_MAX ? n : 0;
}

/* The highest position among the keys. */
static uint32_t last_position(maker *m, const sj_json *elements) {
    uint32_t last = 0;
    sj_str key;
    const sj_json *v;
    for (void *at = NULL; sj_json_each(elements, &at, &key, &v);) {
        uint32_t position = position_of(key);
        if (!position) fail(m, SJ_EARG, "an element's key must be its position, as \"05\"");
        if (position > last) last = position;
    }
    return last;
}

/* The elements by their positions: values[0] is element 1. */
static void sort_elements(maker *m, const sj_json *elements, const sj_json **values) {
    sj_str key;
    const sj_json *v;
    for (void *at = NULL; sj_json_each(elements, &at, &key, &v);) {
        const sj_json **place = &values[position_of(key) - 1];
        if (*place) fail(m, SJ_EARG, "two elements have the same position");
        *place = v;
    }
}

static void add_elements(maker *m, const sj_json *elements, const char *count) {
    if (sj_json_kind_of(elements) != SJ_JSON_OBJECT) {
        fail(m, SJ_EARG, "a segment's \"elements\" must be an object");
        return;
    }
    uint32_t n = last_position(m, elements);
    if (count && n == 0) n = 1;
    const sj_json **values = sj_calloc(n, sizeof *values);
    if (!values) fail(m, SJ_ENOMEM, "out of memory");
    if (!m->wrong) sort_elements(m, elements, values);
    for (uint32_t i = 0; i < n && !m->wrong; i++) {
        add_byte(m, m->delims->element);
        if (i == 0 && count)
            for (const char *p = count; *p; p++) add_byte(m, *p);
        else if (values[i])
            add_element(m, values[i]);
    }
    sj_free(values);
}

/* The id is not split at component separators, so a wrong one may hold them. */
static void add_id(maker *m, const sj_json *id) {
    if (!sj_text_buffer_add(m->out, id)) fail(m, SJ_ENOMEM, "out of memory");
    for (size_t i = 0; i < m->out->len; i++)
        if (m->out->bytes[i] == m->delims->element || m->out->bytes[i] == m->delims->terminator)
            fail(m, SJ_EARG, "a segment's id holds a delimiter");
}

static bool may_hold_delimiters(sj_str id) {
    return sj_str_is(id, "ISA") || sj_str_is(id, "BIN") || sj_str_is(id, "BDS");
}

const char *sj_segment_x12(sj_text_buffer *out, const sj_segment_members *s,
                           const sj_delimiters *delims, sj_status *status) {
    maker m = {.out = out, .delims = delims};
    out->len = 0;
    m.is_free = may_hold_delimiters(sj_json_text(s->id));
    add_id(&m, s->id);
    if (!m.wrong) add_elements(&m, s->elements, s->count);
    *status = m.status;
    return m.wrong;
}
