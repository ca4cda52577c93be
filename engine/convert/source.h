/* engine/convert/source.h - the input as the reader takes it, kept until it has been accounted for.
 *
 *     |  let go  |  kept: start … end  |  not read yet  |
 *
 * The reader hands out segments; what stands between them and how their lines were broken is seen
 * only in the input itself. */
#ifndef SJ_CONVERT_SOURCE_H
#define SJ_CONVERT_SOURCE_H

#include <scrubjay/reader.h>

typedef struct sj_source {
    sj_read_fn read;
    void *ctx;
    char *bytes;
    size_t from, to, cap; /* kept: bytes[from … to) */
    uint64_t start;       /* offset in the input of bytes[from] */
    size_t limit;         /* bytes kept at the most */
    sj_status status; /* SJ_OK, or why sj_source_read failed: SJ_EINPUT, SJ_ENOMEM, SJ_ETOOBIG */
} sj_source;

void sj_source_init(sj_source *s, sj_read_fn read, void *ctx, size_t limit);
void sj_source_dispose(sj_source *s);

/* An sj_read_fn, with the source as its context. */
ptrdiff_t sj_source_read(void *ctx, char *buf, size_t cap);

/* The input from offset `from` to `to`, as far as it has been read and kept; valid until the next
 * read. */
sj_str sj_source_slice(const sj_source *s, uint64_t from, uint64_t to);

/* Offset of the end of what has been read. */
uint64_t sj_source_end(const sj_source *s);

/* What stands before `offset` is not wanted any more. */
void sj_source_let_go(sj_source *s, uint64_t offset);

#endif
