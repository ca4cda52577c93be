/* engine/files/folder.h - steps on folders and files that survive a kill at any instruction.
 *
 * A file appears under its name whole or not at all: it is written under a temporary name, flushed
 * and renamed. Folders are made with mode 0700, files with 0600. */
#ifndef SJ_FILES_FOLDER_H
#define SJ_FILES_FOLDER_H

#include <scrubjay/error.h>

#include <stdio.h>

#define SJ_PATH 1024 /* bytes of a path, its NUL included; longer ones are refused */
#define SJ_NAME 201  /* the same of a file's name */

/* Is it the name of a file that is not ready: a dot in front, .tmp .part .filepart … at the end? */
bool sj_name_is_unready(const char *name);

/* "a/b" into out; SJ_EIO when it is too long. */
sj_status sj_path_join(char out[SJ_PATH], const char *folder, const char *name,
                       sj_err *err) SJ_MUST_USE;

bool sj_path_exists(const char *path);

/* Make a folder and what leads to it; one that is there is left as it is. */
sj_status sj_folder_make(const char *path, sj_err *err) SJ_MUST_USE;

/* The names of the regular files in a folder, sorted; names that begin with a dot, end in .tmp
 * .part .filepart .incomplete .crdownload, or are too long are left out. *out is an array of *n
 * names; free both with sj_folder_names_free. A folder that is not there is empty. */
sj_status sj_folder_list(const char *path, char ***out, size_t *n, sj_err *err) SJ_MUST_USE;
/* The same for the names that begin with a dot. */
sj_status sj_folder_hidden(const char *path, char ***out, size_t *n, sj_err *err) SJ_MUST_USE;
void sj_folder_names_free(char **names, size_t n);

/* A name in `folder` that is not taken: `name`, else NAME.2, NAME.3 … into out (with the folder).
 */
sj_status sj_folder_free_name(char out[SJ_PATH], const char *folder, const char *name,
                              sj_err *err) SJ_MUST_USE;

/* Rename, and flush the folder it went to. What was at `to` is replaced. */
sj_status sj_file_move(const char *from, const char *to, sj_err *err) SJ_MUST_USE;

/* Take a file away; one that is not there is no error. */
sj_status sj_file_remove(const char *path, sj_err *err) SJ_MUST_USE;

/* Open a new file for writing (mode 0600); what was there is replaced. */
sj_status sj_file_create(FILE **out, const char *path, sj_err *err) SJ_MUST_USE;

/* Flush to the disk and close. SJ_EIO when anything written before was lost, too. */
sj_status sj_file_finish(FILE *f, const char *path, sj_err *err) SJ_MUST_USE;

/* What lies at a path: its size, and the seconds since it was last written or renamed. */
typedef struct sj_file_facts {
    uint64_t bytes;
    int64_t idle;
} sj_file_facts;
sj_status sj_file_look(const char *path, sj_file_facts *out, sj_err *err) SJ_MUST_USE;

/* Does the file end in an IEA segment? Blanks, line breaks and NULs after it do not count. */
sj_status sj_file_is_whole(const char *path, bool *out, sj_err *err) SJ_MUST_USE;

#endif
