/* parsers/base/text_buffer.h - text that grows. */
#ifndef SJ_BASE_TEXT_BUFFER_H
#define SJ_BASE_TEXT_BUFFER_H

#include <scrubjay/str.h>

#include "parsers/base/alloc.h"

typedef struct sj_text_buffer {
    char *bytes; /* free with sj_free */
    size_t len, cap;
    bool is_short; /* memory ended at some time: not all is in it */
} sj_text_buffer;

/* Make room for `n` more bytes; false when there is no memory. */
SJ_MUST_USE static inline bool sj_text_buffer_reserve(sj_text_buffer *b, size_t n) {
    if (b->bytes && b->cap - b->len >= n) return true;
    size_t cap = b->cap ? b->cap : 4096;
    while (cap - b->len < n) cap *= 2;
    char *bytes = sj_realloc(b->bytes, cap);
    if (!bytes) {
        b->is_short = true;
        return false;
    }
    b->bytes = bytes;
    b->cap = cap;
    return true;
}

/* Add text; where there is no memory, is_short says so. */
static inline void sj_text_buffer_put(sj_text_buffer *b, sj_str s) {
    if (!sj_text_buffer_reserve(b, s.len)) return;
    if (s.len) memcpy(b->bytes + b->len, s.ptr, s.len);
    b->len += s.len;
}

#endif
