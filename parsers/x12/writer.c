/* The writer: one segment at a time is put together in a buffer and handed to the callback.
 *
 * Separators are owed, not written: an element or component that turns out empty only adds to the
 * debt, and only a value pays it. What is owed at the end of a segment is dropped, so nothing
 * trails. */
#include <scrubjay/writer.h>

#include <stdio.h>

#include "parsers/base/alloc.h"

enum { FIRST_CAP = 1024, CONTROL_SIZE = 40, INTERCHANGE_ID = 15 };

static const sj_delimiters usual = {'*', ':', '^', '~'};

struct sj_writer {
    sj_write_fn write;
    void *ctx;
    sj_delimiters delims;
    const char *newline;
    bool is_delimiter[256];
    char *buf; /* the segment that is being written */
    size_t len, cap;
    bool is_in_segment;
    unsigned owed_elements, owed_components;
    bool is_in_set, is_in_group, is_in_interchange;
    uint32_t segments, sets, groups; /* since ST, GS, ISA */
    char set_control[CONTROL_SIZE], group_control[CONTROL_SIZE], interchange_control[CONTROL_SIZE];
    sj_err err;
};

static void fail(sj_writer *w, sj_status code, const char *msg) {
    if (w->err.code == SJ_OK) sj_err_set(&w->err, code, msg);
}

static void put(sj_writer *w, const char *p, size_t n) {
    if (w->err.code != SJ_OK) return;
    if (w->cap - w->len < n) {
        size_t cap = w->cap ? w->cap : FIRST_CAP;
        while (cap - w->len < n) cap *= 2;
        char *buf = sj_realloc(w->buf, cap);
        if (!buf) {
            fail(w, SJ_ENOMEM, "no memory for a segment");
            return;
        }
        w->buf = buf;
        w->cap = cap;
    }
    memcpy(w->buf + w->len, p, n);
    w->len += n;
}

static void put_byte(sj_writer *w, char c) {
    put(w, &c, 1);
}

/* A value that may hold no delimiter. */
static void put_value(sj_writer *w, sj_str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (w->is_delimiter[(unsigned char)s.ptr[i]]) {
            fail(w, SJ_EARG, "a value holds one of the delimiters in use");
            return;
        }
    }
    if (s.len) put(w, s.ptr, s.len);
}

static bool is_good(const sj_delimiters *d) {
    const char all[] = {d->element, d->component, d->terminator, d->repetition};
    for (size_t i = 0; i < sizeof all; i++)
        for (size_t j = 0; j < i; j++)
            if (all[i] == all[j]) return false;
    return d->element && d->component && d->terminator;
}

sj_status sj_writer_new(sj_writer **out, sj_write_fn write, void *ctx, const sj_writer_opts *opts,
                        sj_err *err) {
    *out = NULL;
    sj_delimiters d = opts && opts->delims.element ? opts->delims : usual;
    if (!is_good(&d)) return sj_err_set(err, SJ_EARG, "the delimiters must differ");
    sj_writer *w = sj_calloc(1, sizeof *w);
    if (!w) return sj_err_set(err, SJ_ENOMEM, "no memory for a writer");
    w->write = write;
    w->ctx = ctx;
    w->delims = d;
    w->newline = opts && opts->newline ? opts->newline : "";
    w->is_delimiter[(unsigned char)d.element] = w->is_delimiter[(unsigned char)d.component] = true;
    w->is_delimiter[(unsigned char)d.terminator] = true;
    if (d.repetition) w->is_delimiter[(unsigned char)d.repetition] = true;
    *out = w;
    return SJ_OK;
}

void sj_writer_free(sj_writer *w) {
    if (!w) return;
    sj_free(w->buf);
    sj_free(w);
}

/* Segments. */

void sj_writer_begin(sj_writer *w, const char *tag) {
    if (w->is_in_segment) fail(w, SJ_EARG, "a segment begins inside another");
    w->is_in_segment = true;
    w->len = w->owed_elements = w->owed_components = 0;
    put_value(w, sj_str_of(tag));
}

static void pay(sj_writer *w) {
    for (; w->owed_elements; w->owed_elements--) put_byte(w, w->delims.element);
    for (; w->owed_components; w->owed_components--) put_byte(w, w->delims.component);
}

static void add_value(sj_writer *w, sj_str value) {
    if (!w->is_in_segment) fail(w, SJ_EARG, "a value stands outside of a segment");
    if (value.len == 0) return;
    pay(w);
    put_value(w, value);
}

void sj_writer_el(sj_writer *w, sj_str value) {
    w->owed_elements++;
    w->owed_components = 0;
    add_value(w, value);
}

void sj_writer_comp(sj_writer *w, sj_str value) {
    w->owed_components++;
    add_value(w, value);
}

void sj_writer_elz(sj_writer *w, const char *value) {
    sj_writer_el(w, sj_str_of(value));
}
void sj_writer_compz(sj_writer *w, const char *value) {
    sj_writer_comp(w, sj_str_of(value));
}

void sj_writer_skip(sj_writer *w, unsigned n) {
    if (n == 0) return;
    w->owed_elements += n;
    w->owed_components = 0;
}

void sj_writer_money(sj_writer *w, sj_money m) {
    char text[SJ_MONEY_SIZE];
    sj_writer_el(w, (sj_str){text, sj_money_print_x12(m, text)});
}

void sj_writer_quantity(sj_writer *w, sj_quantity q) {
    char text[SJ_MONEY_SIZE];
    sj_writer_el(w, (sj_str){text, sj_quantity_print(q, text)});
}

void sj_writer_number(sj_writer *w, uint64_t n) {
    char text[24];
    int len = snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    sj_writer_el(w, (sj_str){text, (size_t)len});
}

void sj_writer_date(sj_writer *w, sj_date d) {
    char text[SJ_DATE_SIZE];
    sj_writer_el(w, (sj_str){text, sj_date_print_x12(d, text)});
}

/* Terminator, line break, and out. */
static void hand_out(sj_writer *w) {
    put_byte(w, w->delims.terminator);
    put(w, w->newline, strlen(w->newline));
    if (w->err.code == SJ_OK && w->write(w->ctx, w->buf, w->len) != 0)
        fail(w, SJ_EIO, "the output could not be written");
    w->len = 0;
    w->segments++;
}

void sj_writer_end(sj_writer *w) {
    if (!w->is_in_segment) fail(w, SJ_EARG, "a segment ends that did not begin");
    w->is_in_segment = false;
    hand_out(w);
}

/* Envelopes. */

static void print_time(char out[8], int time) {
    snprintf(out, 8, "%04d", time % 10000);
}

/* An element of fixed width, blanks behind the value. */
static void put_padded(sj_writer *w, sj_str value, size_t width) {
    if (value.len > width) fail(w, SJ_EARG, "an element of ISA is too long");
    put_byte(w, w->delims.element);
    put_value(w, value);
    for (size_t i = value.len; i < width; i++) put_byte(w, ' ');
}

static void put_padded_z(sj_writer *w, const char *value, size_t width) {
    put_padded(w, sj_str_of(value), width);
}

static void enter_interchange(sj_writer *w) {
    w->is_in_interchange = true;
    w->is_in_group = w->is_in_set = false;
    w->groups = w->sets = w->segments = 0;
}

static void enter_group(sj_writer *w) {
    w->is_in_group = true;
    w->is_in_set = false;
    w->groups++;
    w->sets = 0;
}

static void enter_set(sj_writer *w) {
    w->is_in_set = true;
    w->sets++;
    w->segments = 0;
}

void sj_writer_isa(sj_writer *w, const sj_isa *isa) {
    if (w->is_in_interchange) fail(w, SJ_EARG, "ISA before the last interchange's IEA");
    if (isa->control < 1 || isa->control > 999999999 || isa->date == SJ_NO_DATE)
        fail(w, SJ_EARG, "ISA needs a date and a control number of nine digits");
    enter_interchange(w);
    snprintf(w->interchange_control, sizeof w->interchange_control, "%09u", isa->control);
    char date[SJ_DATE_SIZE], time[8];
    sj_date_print_x12(isa->date, date);
    print_time(time, isa->time);

    sj_writer_begin(w, "ISA");
    put_padded_z(w, "00", 2);
    put_padded_z(w, "", 10);
    put_padded_z(w, "00", 2);
    put_padded_z(w, "", 10);
    put_padded(w, isa->sender_qualifier, 2);
    put_padded(w, isa->sender, INTERCHANGE_ID);
    put_padded(w, isa->receiver_qualifier, 2);
    put_padded(w, isa->receiver, INTERCHANGE_ID);
    put_padded_z(w, isa->date == SJ_NO_DATE ? "" : date + 2, 6);
    put_padded_z(w, time, 4);
    put_byte(w, w->delims.element); /* ISA11 and ISA16 are delimiters themselves */
    put_byte(w, w->delims.repetition ? w->delims.repetition : 'U');
    put_padded_z(w, "00501", 5);
    put_padded_z(w, w->interchange_control, 9);
    put_padded_z(w, isa->ack_requested ? "1" : "0", 1);
    put_padded(w, (sj_str){&isa->usage, 1}, 1);
    put_byte(w, w->delims.element);
    put_byte(w, w->delims.component);
    sj_writer_end(w);
}

void sj_writer_gs(sj_writer *w, const sj_gs *gs) {
    if (!w->is_in_interchange || w->is_in_group) fail(w, SJ_EARG, "GS stands in the wrong place");
    enter_group(w);
    snprintf(w->group_control, sizeof w->group_control, "%u", gs->control);
    char time[8];
    print_time(time, gs->time);
    sj_writer_begin(w, "GS");
    sj_writer_el(w, gs->functional);
    sj_writer_el(w, gs->sender);
    sj_writer_el(w, gs->receiver);
    sj_writer_date(w, gs->date);
    sj_writer_elz(w, time);
    sj_writer_elz(w, w->group_control);
    sj_writer_elz(w, "X");
    sj_writer_el(w, gs->version);
    sj_writer_end(w);
}

void sj_writer_st(sj_writer *w, sj_str transaction, uint32_t control, sj_str version) {
    if (!w->is_in_group || w->is_in_set) fail(w, SJ_EARG, "ST stands in the wrong place");
    enter_set(w);
    snprintf(w->set_control, sizeof w->set_control, "%04u", control);
    sj_writer_begin(w, "ST");
    sj_writer_el(w, transaction);
    sj_writer_elz(w, w->set_control);
    sj_writer_el(w, version);
    sj_writer_end(w);
}

/* SE, GE, IEA: a count and the control number of the beginning. */
static void write_trailer(sj_writer *w, const char *tag, bool *is_open, uint32_t count,
                          const char *control) {
    if (!*is_open) fail(w, SJ_EARG, "an envelope ends that did not begin");
    *is_open = false;
    sj_writer_begin(w, tag);
    sj_writer_number(w, count);
    sj_writer_elz(w, control);
    sj_writer_end(w);
}

void sj_writer_se(sj_writer *w) {
    write_trailer(w, "SE", &w->is_in_set, w->segments + 1, w->set_control);
}

void sj_writer_ge(sj_writer *w) {
    if (w->is_in_set) fail(w, SJ_EARG, "GE before SE");
    write_trailer(w, "GE", &w->is_in_group, w->sets, w->group_control);
}

void sj_writer_iea(sj_writer *w) {
    if (w->is_in_group) fail(w, SJ_EARG, "IEA before GE");
    write_trailer(w, "IEA", &w->is_in_interchange, w->groups, w->interchange_control);
}

/* Copies. */

/* Element `i` of a segment's text; empty beyond the last. */
static sj_str element_of(sj_str text, char separator, unsigned i) {
    const char *p = text.ptr, *end = text.ptr + text.len;
    for (; i > 0; i--) {
        p = memchr(p, separator, (size_t)(end - p));
        if (!p) return (sj_str){NULL, 0};
        p++;
    }
    const char *stop = memchr(p, separator, (size_t)(end - p));
    return (sj_str){p, (size_t)((stop ? stop : end) - p)};
}

static void keep_control(sj_writer *w, char *to, sj_str control) {
    if (control.len >= CONTROL_SIZE) fail(w, SJ_EARG, "a control number is too long");
    snprintf(to, CONTROL_SIZE, "%.*s", SJ_FMT(control));
}

/* What a copied segment means for the counts. */
static void note_copied(sj_writer *w, sj_str text, char separator) {
    sj_str id = element_of(text, separator, 0);
    if (sj_str_is(id, "ISA")) {
        enter_interchange(w);
        keep_control(w, w->interchange_control, element_of(text, separator, 13));
    } else if (sj_str_is(id, "GS")) {
        enter_group(w);
        keep_control(w, w->group_control, element_of(text, separator, 6));
    } else if (sj_str_is(id, "ST")) {
        enter_set(w);
        keep_control(w, w->set_control, element_of(text, separator, 2));
    } else if (sj_str_is(id, "SE")) {
        w->is_in_set = false;
    } else if (sj_str_is(id, "GE")) {
        w->is_in_group = false;
    } else if (sj_str_is(id, "IEA")) {
        w->is_in_interchange = false;
    }
}

/* Bytes at the end of BIN and BDS that are what their length element says: data, whatever they are.
 */
static size_t binary_tail(sj_str text, char separator) {
    sj_str id = element_of(text, separator, 0);
    unsigned at = sj_str_is(id, "BIN") ? 1 : sj_str_is(id, "BDS") ? 2 : 0;
    if (at == 0) return 0;
    sj_str length = element_of(text, separator, at);
    sj_quantity n;
    if (!sj_quantity_parse(length, &n)) return 0;
    size_t head = (size_t)(length.ptr + length.len - text.ptr) + 1;
    bool is_right = head <= text.len && (int64_t)(text.len - head) * 1000 == n;
    return is_right ? text.len - head : 0;
}

static void put_changed(sj_writer *w, sj_str text, const sj_delimiters *from) {
    if (memcmp(from, &w->delims, sizeof *from) == 0) {
        put(w, text.ptr, text.len);
        return;
    }
    char to[256];
    for (int c = 0; c < 256; c++) to[c] = (char)c;
    to[(unsigned char)from->element] = w->delims.element;
    to[(unsigned char)from->component] = w->delims.component;
    bool is_data[256];
    for (int c = 0; c < 256; c++) is_data[c] = true;
    is_data[(unsigned char)from->element] = is_data[(unsigned char)from->component] = false;
    if (from->repetition && w->delims.repetition) {
        to[(unsigned char)from->repetition] = w->delims.repetition;
        is_data[(unsigned char)from->repetition] = false;
    }
    size_t start = w->len;
    put(w, text.ptr, text.len);
    if (w->err.code != SJ_OK) return;
    for (char *p = w->buf + start, *end = w->buf + w->len; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (is_data[c] && w->is_delimiter[c])
            fail(w, SJ_EARG, "a copied segment holds one of the delimiters in use");
        *p = to[c];
    }
}

void sj_writer_copy(sj_writer *w, sj_str text, const sj_delimiters *from) {
    if (w->is_in_segment) fail(w, SJ_EARG, "a segment is copied into another");
    note_copied(w, text, from->element);
    w->len = 0;
    size_t binary = binary_tail(text, from->element);
    put_changed(w, (sj_str){text.ptr, text.len - binary}, from);
    if (binary) put(w, text.ptr + text.len - binary, binary);
    hand_out(w);
}

static void copy_one_by_one(sj_writer *w, sj_str text, const sj_delimiters *from) {
    const char *at = text.ptr, *end = text.ptr + text.len, *stop;
    for (; at < end && (stop = memchr(at, from->terminator, (size_t)(end - at))); at = stop + 1)
        sj_writer_copy(w, (sj_str){at, (size_t)(stop - at)}, from);
}

void sj_writer_copy_all(sj_writer *w, sj_str text, const sj_delimiters *from) {
    if (memcmp(from, &w->delims, sizeof *from) != 0 || *w->newline) {
        copy_one_by_one(w, text, from);
        return;
    }
    if (w->is_in_segment) fail(w, SJ_EARG, "a segment is copied into another");
    for (size_t i = 0; i < text.len; i++) w->segments += text.ptr[i] == from->terminator;
    if (text.len && w->err.code == SJ_OK && w->write(w->ctx, text.ptr, text.len) != 0)
        fail(w, SJ_EIO, "the output could not be written");
}

uint32_t sj_writer_segments(const sj_writer *w) {
    return w->segments;
}

sj_status sj_writer_status(const sj_writer *w, sj_err *err) {
    if (err && w->err.code != SJ_OK) *err = w->err;
    return w->err.code;
}

/* The first of the candidates that is free; then it is not. 0 when there is none. */
static char choose(const char *candidates, bool is_taken[256]) {
    for (; *candidates; candidates++) {
        if (is_taken[(unsigned char)*candidates]) continue;
        is_taken[(unsigned char)*candidates] = true;
        return *candidates;
    }
    return 0;
}

bool sj_delimiters_choose(sj_str text, const sj_delimiters *from, sj_delimiters *out) {
    bool is_taken[256] = {false};
    for (size_t i = 0; i < text.len; i++) is_taken[(unsigned char)text.ptr[i]] = true;
    is_taken[(unsigned char)from->element] = is_taken[(unsigned char)from->component] = false;
    is_taken[(unsigned char)from->terminator] = false;
    if (from->repetition) is_taken[(unsigned char)from->repetition] = false;
    /* The usual one first, then what is rare in data, then the separators of ASCII. */
    out->element = choose("*|+!}\x1d", is_taken);
    out->component = choose(":>;\\{\x1f", is_taken);
    out->repetition = choose("^{`\x1e", is_taken);
    out->terminator = choose("~'\\[\x1c", is_taken);
    return out->element && out->component && out->repetition && out->terminator;
}
