/* Any bytes through the reader: every kernel gives the same segments, what it gives lies within its
 * bounds, and what is copied by the writer is read again as the same. */
#include <scrubjay/writer.h>

#include <stdlib.h>

#include "parsers/base/hash.h"
#include "parsers/x12/kernel.h"
#include "tests/fuzz/fuzz.h"

static uint64_t mix(uint64_t h, const void *bytes, size_t len) {
    return sj_hash(bytes, len, h);
}

/* All that can be asked of a segment, in one number. */
static uint64_t look_into(uint64_t h, const sj_segment *s) {
    h = mix(h, s->text, s->len);
    for (uint32_t i = 0; i <= s->n; i++) {
        sj_str el = sj_segment_el(s, i);
        if (el.len && (el.ptr < s->text || el.ptr + el.len > s->text + s->len)) abort();
        uint32_t repeats = sj_segment_repeats(s, i);
        for (uint32_t r = 1; r <= repeats; r++) {
            sj_str rep = sj_segment_rep(s, i, r);
            uint32_t comps = sj_segment_count_comps(s, rep);
            for (uint32_t c = 1; c <= comps; c++) {
                sj_str comp = sj_segment_rep_comp(s, i, r, c);
                h = mix(h, comp.ptr, comp.len);
            }
        }
    }
    uint64_t end = sj_segment_offset(s, s->text + s->len);
    if (end < s->offset + s->len) abort();
    uint64_t facts[] = {s->tag, s->flags, s->offset, s->number, s->n, s->n_subs, end};
    return mix(h, facts, sizeof facts);
}

static uint64_t read_all(const uint8_t *bytes, size_t len, const char *kernel, size_t max_unit) {
    sj_reader *r;
    sj_reader_opts opts = {.kernel = kernel, .max_unit = max_unit};
    if (sj_reader_open_memory(&r, bytes, len, &opts, NULL) != SJ_OK) abort();
    uint64_t h = 0;
    enum sj_read_result result;
    sj_segment s;
    while ((result = sj_reader_next(r, &s)) < SJ_READ_END)
        h = result == SJ_READ_SEGMENT ? look_into(h, &s) : mix(h, &s.offset, sizeof s.offset);
    h = mix(h, &result, sizeof result);
    if (result == SJ_READ_FAILED) h = mix(h, &sj_reader_error(r)->code, sizeof(sj_status));
    sj_reader_free(r);
    return h;
}

typedef struct copy {
    char *bytes;
    size_t len, cap;
} copy;

static int append(void *ctx, const void *bytes, size_t len) {
    copy *c = ctx;
    if (c->cap - c->len < len) return -1;
    memcpy(c->bytes + c->len, bytes, len);
    c->len += len;
    return 0;
}

/* Copies the first interchange and reads the copy: as many segments, with the same text. */
static void copy_and_read(const uint8_t *bytes, size_t len) {
    sj_reader *r, *again = NULL;
    sj_writer *w = NULL;
    sj_segment s, t;
    copy c = {malloc(len + 16), 0, len + 16};
    if (!c.bytes || sj_reader_open_memory(&r, bytes, len, NULL, NULL) != SJ_OK) abort();
    uint64_t before = 0, after = 0;
    bool is_plain =
        true; /* wrapped lines are not given back, and the ISA may owe its width to them */
    while (sj_reader_next(r, &s) == SJ_READ_SEGMENT) {
        sj_writer_opts opts = {.delims = *s.delims};
        if (!w && sj_writer_new(&w, append, &c, &opts, NULL) != SJ_OK) abort();
        sj_writer_copy(w, (sj_str){s.text, s.len}, s.delims);
        before = mix(before, s.text, s.len);
        if (s.flags & (SJ_SEG_WRAPPED | SJ_SEG_UNTERMINATED)) is_plain = false;
        if (s.tag == SJ_TAG('I', 'E', 'A')) break;
    }
    bool is_whole = w && s.tag == SJ_TAG('I', 'E', 'A') && sj_writer_status(w, NULL) == SJ_OK;
    if (is_whole && is_plain) {
        if (sj_reader_open_memory(&again, c.bytes, c.len, NULL, NULL) != SJ_OK) abort();
        while (sj_reader_next(again, &t) == SJ_READ_SEGMENT) after = mix(after, t.text, t.len);
        if (before != after) abort();
    }
    sj_reader_free(again);
    sj_writer_free(w);
    sj_reader_free(r);
    free(c.bytes);
}

/* The scalar kernel's answer is that of the first so many others too. */
static void compare_kernels(const uint8_t *bytes, size_t len, size_t max_unit, size_t kernels) {
    uint64_t expected = read_all(bytes, len, sj_kernel_scalar.name, max_unit);
    const sj_kernel *k;
    for (size_t i = 0; i < kernels && (k = sj_kernel_at(i)); i++)
        if (k != &sj_kernel_scalar && k->is_supported() &&
            read_all(bytes, len, k->name, max_unit) != expected)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    compare_kernels(bytes, len, 20000, SIZE_MAX);
    compare_kernels(bytes, len, 300, 1);
    copy_and_read(bytes, len);
    return 0;
}
