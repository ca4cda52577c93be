/* engine/files/read.h - files as bytes: piece by piece for the parsers, or whole where they are small. */
#ifndef SJ_FILES_READ_H
#define SJ_FILES_READ_H

#include <scrubjay/error.h>

/* A read callback (sj_read_fn) over an open file: ctx is the FILE. */
ptrdiff_t sj_file_read(void *ctx, char *buf, size_t cap);

/* The bytes of the file at `path`, with a NUL behind them that *len does not count; the caller frees
 * *out with sj_free. SJ_ENOTFOUND when there is none; SJ_EIO when it cannot be read, is not a
 * regular file, or holds more than `most` bytes; SJ_ENOMEM. */
sj_status sj_file_whole(char **out, size_t *len, const char *path, size_t most,
                        sj_err *err) SJ_MUST_USE;

#endif
