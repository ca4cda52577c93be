/* A file taken apart into segments with their rows, and mutants written out of it. */
#include "tests/mutation/mutation.h"

#include "engine/files/read.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 1 << 30 };

typedef struct reading {
    sample *s;
    uint32_t loop; /* the innermost open instance */
} reading;

static void on_enter(void *ctx, const sj_set *set, uint16_t row, const sj_segment *first) {
    reading *r = ctx;
    (void)set, (void)first;
    r->s->loops[r->s->n_loops] = (loop_use){row, r->loop, 0};
    r->loop = r->s->n_loops++;
}

static void on_leave(void *ctx, const sj_set *set, uint16_t row) {
    reading *r = ctx;
    (void)set, (void)row;
    r->loop = r->s->loops[r->loop].parent;
}

static void on_segment(void *ctx, const sj_set *set, uint16_t row, const sj_segment *seg,
                       uint32_t n) {
    reading *r = ctx;
    (void)seg, (void)n;
    piece *p = &r->s->pieces[r->s->n];
    p->row = set->guide ? row : SJ_NO_ROW;
    p->loop = r->loop;
    for (uint32_t i = r->loop; i; i = r->s->loops[i].parent) r->s->loops[i].pieces++;
}

static void on_set(void *ctx, const sj_set *set) {
    reading *r = ctx;
    if (set->guide) r->s->guide = set->guide;
    r->loop = r->s->n_loops++;
    r->s->loops[r->loop] = (loop_use){SJ_NO_ROW, 0, 0};
}

/* Each set's pieces learn where its SE stands. */
static void link_trailers(sample *s) {
    uint32_t trailer = 0;
    for (uint32_t i = s->n; i-- > 0;) {
        if (s->pieces[i].tag == SJ_TAG('S', 'E', 0)) trailer = i;
        s->pieces[i].last = trailer;
    }
}

bool sample_read(tester *t, const char *path) {
    size_t len = 0;
    sample *s = t->s;
    memset(s, 0, sizeof *s);
    s->name = path;
    s->n_loops = 1;
    char *bytes;
    sj_err err = {0};
    sj_walker *w = NULL;
    sj_reader *r = NULL;
    reading state = {s, 0};
    sj_walk_events events = {.ctx = &state,
                             .loop_enter = on_enter,
                             .loop_leave = on_leave,
                             .segment = on_segment,
                             .set_begin = on_set};
    if (sj_file_whole(&bytes, &len, path, LARGEST, &err) ||
        sj_walker_new(&w, t->guides, &events, NULL, &err) ||
        sj_reader_open_memory(&r, bytes, len, NULL, &err)) {
        fprintf(stderr, "%s: %s %s\n", path, err.msg, err.detail);
        exit(2);
    }
    sj_segment seg;
    char *to = malloc(2 * len + 1), *text = to;
    for (enum sj_read_result what; (what = sj_reader_next(r, &seg)) != SJ_READ_END;) {
        if (what == SJ_READ_FAILED || s->n == SAMPLE_SEGMENTS || s->n_loops + 64 > SAMPLE_LOOPS)
            break;
        s->pieces[s->n].row = SJ_NO_ROW;
        if (sj_walker_push(w, what, &seg, &err)) break;
        if (what != SJ_READ_SEGMENT) continue;
        s->has_ta1 |= seg.tag == SJ_TAG('T', 'A', '1');
        memcpy(to, seg.text, seg.len);
        piece *p = &s->pieces[s->n++];
        p->text = to;
        p->len = seg.len;
        p->tag = seg.tag;
        to += seg.len;
        s->delims = *seg.delims;
    }
    sj_reader_free(r);
    sj_walker_free(w);
    sj_free(bytes);
    s->bytes = text;
    link_trailers(s);
    return s->guide || s->has_ta1;
}

void sample_free(sample *s) {
    free(s->bytes);
    s->bytes = NULL;
}

sj_str piece_element(const sample *s, const piece *p, unsigned i) {
    const char *from = p->text, *end = p->text + p->len;
    for (; i && from < end; i--) {
        const char *sep = memchr(from, s->delims.element, (size_t)(end - from));
        from = sep ? sep + 1 : end;
    }
    if (i) return (sj_str){end, 0};
    const char *sep = from < end ? memchr(from, s->delims.element, (size_t)(end - from)) : NULL;
    return (sj_str){from, (size_t)((sep ? sep : end) - from)};
}

unsigned piece_elements(const sample *s, const piece *p) {
    unsigned n = 0;
    for (size_t i = 0; i < p->len; i++) n += p->text[i] == s->delims.element;
    return n;
}

sj_str sample_tag(const piece *p) {
    char id[4];
    sj_tag_text(p->tag, id);
    return (sj_str){p->text, strlen(id)};
}

static size_t put(char *out, size_t n, sj_str v) {
    if (v.len) memcpy(out + n, v.ptr, v.len);
    return n + v.len;
}

/* Append `value` as component `c` of the element whose text is `old`. */
static size_t put_component(const sample *s, sj_str old, unsigned c, sj_str value, char *out,
                            size_t n, size_t *at) {
    const char *from = old.ptr, *end = old.ptr + old.len;
    size_t start = n;
    for (unsigned k = 1;; k++) {
        const char *sep =
            from < end ? memchr(from, s->delims.component, (size_t)(end - from)) : NULL;
        const char *stop = sep ? sep : end;
        if (k > 1) out[n++] = s->delims.component;
        sj_str v = k == c ? value : (sj_str){from, (size_t)(stop - from)};
        if (k == c) *at = n;
        n = put(out, n, v);
        from = sep ? sep + 1 : end;
        if (!sep && k >= c) break;
    }
    while (n > start && n > *at && out[n - 1] == s->delims.component) n--;
    return n;
}

size_t piece_with(const sample *s, const piece *p, unsigned i, unsigned c, sj_str value, char *out,
                  size_t cap, size_t *at) {
    unsigned count = piece_elements(s, p);
    if (i > count) count = i;
    size_t n = 0;
    (void)cap;
    for (unsigned k = 0; k <= count; k++) {
        if (k) out[n++] = s->delims.element;
        sj_str old = piece_element(s, p, k);
        if (k == i && c) {
            n = put_component(s, old, c, value, out, n, at);
            continue;
        }
        if (k == i) *at = n;
        sj_str v = k == i ? value : old;
        n = put(out, n, v);
    }
    while (n && out[n - 1] == s->delims.element) n--;
    if (*at > n) *at = n;
    return n;
}

/* SE with its count changed by `more`. */
static size_t put_trailer(const sample *s, const piece *p, long more, char *out, size_t n) {
    char count[24];
    long was = strtol(piece_element(s, p, 1).ptr, NULL, 10);
    size_t at;
    snprintf(count, sizeof count, "%ld", was + more);
    return n + piece_with(s, p, 1, 0, sj_str_of(count), out + n, MUTANT_SIZE - n, &at);
}

size_t sample_write(const sample *s, uint32_t i, sj_str with, char *out, uint64_t *offset) {
    size_t n = 0;
    long more = -1;
    uint32_t trailer = i < s->n ? s->pieces[i].last : s->n;
    if (with.len) more++;
    for (size_t k = 0; k < with.len; k++) more += with.ptr[k] == s->delims.terminator;
    for (uint32_t k = 0; k < s->n; k++) {
        const piece *p = &s->pieces[k];
        if (k == i) {
            *offset = n;
            if (!with.len) continue;
            n = put(out, n, with);
        } else if (k == trailer && more && p->tag == SJ_TAG('S', 'E', 0)) {
            n = put_trailer(s, p, more, out, n);
        } else {
            n = put(out, n, (sj_str){p->text, p->len});
        }
        out[n++] = s->delims.terminator;
    }
    return n;
}

const sj_guide_segment *row_of(const sample *s, const piece *p) {
    return p->row == SJ_NO_ROW ? NULL : &s->guide->segments[p->row];
}

const char *loop_of(const sample *s, const piece *p) {
    return s->guide->loops[s->guide->segments[p->row].loop].id;
}
