/* engine/files/private_file.h - a file that may hold patient data: 0600, and there either whole
 * or not at all. */
#ifndef SJ_FILES_PRIVATE_FILE_H
#define SJ_FILES_PRIVATE_FILE_H

#include <scrubjay/error.h>

#include <stdio.h>

typedef struct sj_private_file {
    FILE *to; /* NULL: not open */
    char *path, *part;
} sj_private_file;

/* Begin to write: under a temporary name in the same folder. SJ_EIO, SJ_ENOMEM. */
sj_status sj_private_file_open(sj_private_file *out, const char *path, sj_err *err) SJ_MUST_USE;

/* Put it in its place, over a file that was there. SJ_EIO: then nothing has changed. */
sj_status sj_private_file_keep(sj_private_file *f, sj_err *err) SJ_MUST_USE;

/* Give up what was not kept; safe after keep, and twice. */
void sj_private_file_dispose(sj_private_file *f);

/* An sj_write_fn for a FILE. */
int sj_private_file_write(void *file, const void *bytes, size_t len);

#endif
