/* scrubjay/codes.h - code tables with effective and termination dates.
 *
 * A table is one block of memory in a format of our own (rules/codes/README.md): sorted, without
 * pointers, so that the engine can map a file and any number of processes share it. Nothing here
 * touches a disk: importers turn a publisher's bytes into a table's bytes, lookups read a view. */
#ifndef SCRUBJAY_CODES_H
#define SCRUBJAY_CODES_H

#include <scrubjay/date.h>
#include <scrubjay/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sj_code_kind {
    SJ_CODES_ICD10CM = 0,
    SJ_CODES_ICD10PCS,
    SJ_CODES_HCPCS,
    SJ_CODES_CPT,
    SJ_CODES_MODIFIER,
    SJ_CODES_POS,
    SJ_CODES_KINDS /* how many there are */
} sj_code_kind;

/* "icd10cm", "hcpcs" …; NULL beyond the last. */
const char *sj_code_kind_name(sj_code_kind kind);

/* The views in use: at most one table of each kind. Immutable once filled. */
typedef struct sj_tables sj_tables;
sj_status sj_tables_new(sj_tables **out, sj_err *err) SJ_MUST_USE;
void sj_tables_free(sj_tables *t);

/* Take a view of a table. `bytes` must outlive `t` and be aligned to 8. SJ_ETABLE when it is cut, damaged
 * or of another version; the view held before then stays in use. */
sj_status sj_tables_add(sj_tables *t, const void *bytes, size_t len, sj_err *err) SJ_MUST_USE;

bool sj_tables_has(const sj_tables *t, sj_code_kind kind);

typedef enum sj_code_state {
    SJ_CODE_NO_TABLE = 0, /* the table is not loaded: nothing is known */
    SJ_CODE_UNKNOWN,      /* never a code */
    SJ_CODE_NOT_YET,      /* becomes valid later than the day asked for */
    SJ_CODE_ENDED,        /* was valid before the day asked for */
    SJ_CODE_HEADER,       /* a heading: more characters are needed */
    SJ_CODE_OUT_OF_RANGE, /* the day lies outside what the table's releases cover: nothing is known */
    SJ_CODE_VALID
} sj_code_state;

typedef struct sj_code_info {
    sj_date effective, terminated; /* SJ_NO_DATE: open. Both days belong to the validity. */
    sj_str text;                   /* short description, inside the view */
    uint32_t attributes;           /* by kind: rules/codes/README.md */
} sj_code_info;

/* What a code was on a day (of service, first of all). `info` may be NULL. */
sj_code_state sj_tables_lookup(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                               sj_code_info *info);

/* What a table says of itself. */
typedef struct sj_table_info {
    sj_code_kind kind;
    char release[32];      /* "FY2026", "2026-07" */
    uint32_t rows;         /* codes, headings not counted */
    uint32_t headings;
    sj_date effective;     /* first and last day it covers */
    sj_date through;
    char source_sha256[65];/* of the imported file, hexadecimal; set by the engine */
} sj_table_info;
bool sj_tables_info(const sj_tables *t, sj_code_kind kind, sj_table_info *out);

/* Walk a table's rows in the order of their codes, headings included: i = 0, 1, …; false at the end. */
bool sj_tables_at(const sj_tables *t, sj_code_kind kind, uint32_t i, sj_str *code, sj_code_info *info,
                  bool *heading);

/* What kind of published file these bytes are, told by their content; false when it is none. */
bool sj_codes_sniff(const void *bytes, size_t len, sj_code_kind *out);

typedef struct sj_import_opts {
    const char *name;      /* the file's name: years are read from it where the content has none */
    const void *old;       /* the table in use before, whose history is kept; NULL */
    size_t old_len;
} sj_import_opts;

/* What an import changes against the old table. */
typedef struct sj_import_report {
    sj_table_info table;   /* the new one */
    uint32_t lines, skipped; /* of the file */
    uint32_t added, ended, changed, unchanged;
} sj_import_report;

/* Read a published file (ICD-10-CM order file, HCPCS ANWEB) and build a table. *out is malloc'ed; free
 * it with free(). SJ_ETABLE, with the line, when the file is cut short or not of its kind. */
sj_status sj_codes_import(const void *bytes, size_t len, const sj_import_opts *opts, void **out,
                          size_t *out_len, sj_import_report *report, sj_err *err) SJ_MUST_USE;

/* The finding rows of code tables (CD-). */
const sj_finding_table *sj_codes_findings(void);

#ifdef __cplusplus
}
#endif
#endif
