/* engine/operate/sums.h - the list of a backup's files and their SHA-256, as sha256sum writes and
 * checks it. */
#ifndef SJ_OPERATE_SUMS_H
#define SJ_OPERATE_SUMS_H

#include "engine/files/folder.h"
#include "engine/store/sha256.h"

#define SJ_SUMS_NAME "SHA256SUMS"

typedef struct sj_sum {
    const char *hex, *path;
} sj_sum;

typedef struct sj_sums {
    sj_sum *v; /* by path */
    size_t n;
    char *text;
} sj_sums;

/* Read FOLDER/SHA256SUMS. SJ_ENOTFOUND: there is none; SJ_EINPUT with the line: it is no such list,
 * or names what is not below the folder. Dispose with sj_sums_dispose. */
sj_status sj_sums_read(sj_sums *out, const char *folder, sj_err *err) SJ_MUST_USE;
void sj_sums_dispose(sj_sums *s);

/* Write one line of a list. */
void sj_sums_write(FILE *to, const char *hex, const char *path);

/* The sum of a path; NULL when it is not in the list. */
const char *sj_sums_find(const sj_sums *s, const char *path);

#endif
