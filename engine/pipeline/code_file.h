/* engine/pipeline/code_file.h - published code files, whole in memory: plain, the members of a ZIP,
 * the sheets of a workbook. */
#ifndef SJ_PIPELINE_CODE_FILE_H
#define SJ_PIPELINE_CODE_FILE_H

#include <scrubjay/codes.h>

/* A file's bytes: a published one or a table. */
typedef struct sj_code_file {
    void *bytes; /* aligned to 8 */
    size_t len;
    char sha256[65];
    char *name; /* of the file; of a member, and behind it that of its ZIP; owned */
    bool sheet; /* of a workbook; made CSV */
} sj_code_file;
sj_status sj_code_file_read(sj_code_file *out, const char *path, sj_err *err) SJ_MUST_USE;
void sj_code_file_dispose(sj_code_file *f);

/* Several of them; start with {0}. */
typedef struct sj_code_files {
    sj_code_file *items;
    size_t n;
    size_t first;     /* of the path read last */
    size_t size;      /* bytes of what was packed, all of it */
    unsigned skipped; /* members of ZIPs that are neither text nor workbooks */
} sj_code_files;

/* Add a file, the sheets of a workbook, or all that a ZIP holds; where it holds the same table as
 * text and as a workbook, the text. */
sj_status sj_code_files_read(sj_code_files *f, const char *path, sj_err *err) SJ_MUST_USE;

/* Append one whose bytes are there; they are taken, whatever comes of it. */
sj_status sj_code_files_add(sj_code_files *f, sj_code_file *file, const char *name,
                            sj_err *err) SJ_MUST_USE;

/* Append what `from` holds, which is then empty. */
sj_status sj_code_files_move(sj_code_files *to, sj_code_files *from, sj_err *err) SJ_MUST_USE;
void sj_code_files_dispose(sj_code_files *f);

#endif
