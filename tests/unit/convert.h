/* tests/unit/convert.h - conversions in memory, for tests (and tests/fuzz/fuzz_convert.c). */
#ifndef SJ_TESTS_CONVERT_H
#define SJ_TESTS_CONVERT_H

#include "engine/convert/convert.h"
#include "parsers/base/text_buffer.h"

/* Bytes to read, in pieces of at most `piece` (0: any). */
typedef struct convert_input {
    sj_str left;
    size_t piece;
} convert_input;

static inline ptrdiff_t convert_read(void *ctx, char *buf, size_t cap) {
    convert_input *in = ctx;
    size_t n = in->left.len < cap ? in->left.len : cap;
    if (in->piece && n > in->piece) n = in->piece;
    if (n) memcpy(buf, in->left.ptr, n);
    in->left.ptr += n;
    in->left.len -= n;
    return (ptrdiff_t)n;
}

static inline int convert_write(void *ctx, const void *bytes, size_t len) {
    sj_text_buffer *out = ctx;
    sj_text_buffer_put(out, (sj_str){bytes, len});
    return out->is_short ? -1 : 0;
}

static inline sj_str convert_text(const sj_text_buffer *b) {
    return (sj_str){b->bytes, b->len};
}

/* To JSON into `out`, which is emptied first. */
static inline sj_status convert_to_json(sj_guides *guides, sj_str x12, size_t piece, bool names,
                                        sj_text_buffer *out, sj_err *err) {
    convert_input in = {x12, piece};
    out->len = 0;
    return sj_convert_to_json(guides, convert_read, &in, convert_write, out, names, err);
}

static inline sj_status convert_to_x12(sj_str json, bool recount, sj_text_buffer *out,
                                       sj_err *err) {
    convert_input in = {json, 0};
    out->len = 0;
    return sj_convert_to_x12(convert_read, &in, convert_write, out, recount, err);
}

/* A whole file, to be freed with sj_free; a NULL ptr when it cannot be read. */
static inline sj_str convert_file(const char *path) {
    FILE *f = fopen(path, "rb");
    sj_text_buffer b = {0};
    char piece[65536];
    size_t n;
    if (!f) return (sj_str){NULL, 0};
    while ((n = fread(piece, 1, sizeof piece, f)) > 0) sj_text_buffer_put(&b, (sj_str){piece, n});
    fclose(f);
    return convert_text(&b);
}

#endif
