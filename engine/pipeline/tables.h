/* engine/pipeline/tables.h - a home's code tables: mapped for use, made from published files.
 *
 * A table is a file tables/KIND.sjt (rules/codes/README.md), mapped read-only, so that all
 * processes of a machine share one copy. An import writes a new file and renames it over the old
 * one: who has the old one mapped goes on with it. */
#ifndef SJ_PIPELINE_TABLES_H
#define SJ_PIPELINE_TABLES_H

#include "engine/transport/folder.h"

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

/* A file's bytes: a published one (whole in memory) or a table. */
typedef struct sj_code_file {
    void *bytes; /* aligned to 8 */
    size_t len;
    char sha256[65];
} sj_code_file;
sj_status sj_code_file_read(sj_code_file *out, const char *path, sj_err *err) SJ_MUST_USE;
void sj_code_file_dispose(sj_code_file *f);

/* What a published file became: one table, or two (HCPCS: procedures, modifiers). */
enum { SJ_TABLES_OF_A_FILE = 2 };
typedef struct sj_table_import {
    size_t n;
    struct sj_new_table {
        void *bytes; /* the new table; owned */
        size_t len;
        sj_import_report report;
    } tables[SJ_TABLES_OF_A_FILE];
} sj_table_import;

/* Build the tables of a published file over those in `folder` (NULL: over none); nothing is
 * written. SJ_ETABLE when the file is refused. Dispose of *out in any case. */
sj_status sj_table_import_build(sj_table_import *out, const char *folder, const char *path,
                                bool force, sj_err *err) SJ_MUST_USE;

/* Write those that changed, each whole or not at all. */
sj_status sj_table_import_write(const sj_table_import *t, const char *folder,
                                sj_err *err) SJ_MUST_USE;
void sj_table_import_dispose(sj_table_import *t);

/* Let only one import at a time work on `folder`, which is made if need be: *lock is to be closed
 * by sj_tables_unlock. SJ_EBUSY when another is at it. */
sj_status sj_tables_lock(int *lock, const char *folder, sj_err *err) SJ_MUST_USE;
void sj_tables_unlock(int lock);

#endif
