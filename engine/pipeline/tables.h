/* engine/pipeline/tables.h - a home's code tables, mapped for use.
 *
 * A table is a file tables/KIND.sjt (rules/codes/README.md), mapped read-only, so that all
 * processes of a machine share one copy. An import writes a new file and renames it over the old
 * one: who has the old one mapped goes on with it. */
#ifndef SJ_PIPELINE_TABLES_H
#define SJ_PIPELINE_TABLES_H

#include "engine/files/folder.h"

#include <scrubjay/codes.h>

typedef struct sj_table_files sj_table_files;

/* Map the tables in `folder`; NULL, or a folder that is not there: only what is built in. A file
 * that is damaged or cannot be read is left out (sj_table_files_problem); the others are used. */
sj_status sj_table_files_open(sj_table_files **out, const char *folder, sj_err *err) SJ_MUST_USE;
void sj_table_files_close(sj_table_files *f);

/* The tables, valid until they are closed. */
const sj_tables *sj_table_files_view(const sj_table_files *f);

/* Why a kind's file was left out; NULL when it was not. The detail names the file. */
const sj_err *sj_table_files_problem(const sj_table_files *f, sj_code_kind kind);

/* The bytes of a kind's table as mapped; NULL when there is none. */
const void *sj_table_files_bytes(const sj_table_files *f, sj_code_kind kind, size_t *len);

/* "FOLDER/KIND.sjt" and a suffix. */
sj_status sj_table_path(char out[SJ_PATH], const char *folder, sj_code_kind kind,
                        const char *suffix, sj_err *err) SJ_MUST_USE;

/* Let only one import at a time work on `folder`, which is made if need be: *lock is to be closed
 * by sj_tables_unlock. SJ_EBUSY when another is at it. */
sj_status sj_tables_lock(int *lock, const char *folder, sj_err *err) SJ_MUST_USE;
void sj_tables_unlock(int lock);

#endif
