/* engine/pipeline/table_import.h - published files become the tables of a home.
 *
 * A file gives one table or several, a ZIP as many as it holds; the parts of a quarter (PTP) give
 * one together. Tables are built over those in use, which keep their history, and nothing is
 * written before all that one import holds is built. */
#ifndef SJ_PIPELINE_TABLE_IMPORT_H
#define SJ_PIPELINE_TABLE_IMPORT_H

#include "engine/pipeline/code_file.h"
#include "engine/pipeline/tables.h"

/* What one table is made of. */
enum { SJ_TABLE_PARTS = 16 };
typedef struct sj_table_job {
    sj_code_kind kind;
    uint32_t release_key;         /* sj_codes_release_key */
    size_t files[SJ_TABLE_PARTS]; /* indexes in sj_code_files */
    size_t n;
} sj_table_job;

enum { SJ_TABLES_AT_ONCE = 48 };
typedef struct sj_table_import {
    size_t n;
    struct sj_new_table {
        void *bytes; /* the new table; owned */
        size_t len;
        sj_import_report report;
    } tables[SJ_TABLES_AT_ONCE];
} sj_table_import;

typedef struct sj_import_wish {
    const char *folder; /* of the tables in use; NULL: none */
    bool force;
    bool told; /* `kind` is what all files are */
    sj_code_kind kind;
} sj_import_wish;

/* Is any of the files one part of a release of several? */
bool sj_table_import_has_parts(const sj_code_files *files, const sj_import_wish *wish);

/* Build the tables of all files; nothing is written. SJ_ETABLE when a file is refused, or when none
 * is known. Dispose of *out in any case. */
sj_status sj_table_import_build(sj_table_import *out, const sj_code_files *files,
                                const sj_import_wish *wish, sj_err *err) SJ_MUST_USE;

/* Write those that changed, each whole or not at all. */
sj_status sj_table_import_write(const sj_table_import *t, const char *folder,
                                sj_err *err) SJ_MUST_USE;
void sj_table_import_dispose(sj_table_import *t);

#endif
