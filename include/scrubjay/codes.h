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

/* The views in use: at most one table of each kind. Immutable once filled: any number of threads may
 * look up. Place of service (public, small) is built in and there from the start; another one added
 * takes its place. */
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
    sj_str successor;              /* codes that the publisher names instead, blank-separated; empty */
    uint32_t attributes;           /* by kind: rules/codes/README.md */
} sj_code_info;

/* What a code was on a day (of service, first of all). `info` may be NULL. */
sj_code_state sj_tables_lookup(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                               sj_code_info *info);

/* What a table says of itself. */
typedef struct sj_table_info {
    sj_code_kind kind;
    char release[32];      /* "FY2026", "2026-07" */
    uint32_t rows;         /* codes of the newest release, as published; headings not counted */
    uint32_t headings;
    uint32_t releases;     /* how many releases its history is made of */
    sj_date effective;     /* first and last day it covers */
    sj_date through;
    char source_sha256[65];/* of the newest imported file, hexadecimal; empty when not told */
} sj_table_info;
bool sj_tables_info(const sj_tables *t, sj_code_kind kind, sj_table_info *out);

/* Walk a table's rows in the order of their codes, headings included: i = 0, 1, …; false at the end. */
bool sj_tables_at(const sj_tables *t, sj_code_kind kind, uint32_t i, sj_str *code, sj_code_info *info,
                  bool *heading);

/* What kind of published file these bytes are, told by their content; false when it is none. */
bool sj_codes_sniff(const void *bytes, size_t len, sj_code_kind *out);

/* True when a file of this kind holds a second table, its modifiers (HCPCS does). */
bool sj_codes_has_modifiers(sj_code_kind kind);

typedef struct sj_import_opts {
    const char *name;      /* the file's name: years are read from it where the content has none */
    const char *sha256;    /* of the bytes, 64 hexadecimal digits; NULL */
    const void *old;       /* the table in use before, whose history is kept; NULL */
    size_t old_len;
    bool modifiers;        /* of an HCPCS file: its modifiers instead of its procedures */
    bool force;            /* take a file that would end more codes than a release ever does */
} sj_import_opts;

/* What an import changes against the old table. */
typedef struct sj_import_report {
    sj_table_info table;   /* the new one */
    uint32_t lines, skipped; /* of the file; skipped: blank lines and notices */
    uint32_t added, ended, changed, unchanged; /* codes, headings included */
    bool same;             /* the release was there already with the same content: nothing changes */
} sj_import_report;

/* Read a published file (ICD-10-CM order file, HCPCS ANWEB fixed-width or CSV) and build a table.
 * *out is malloc'ed; free it with free(). SJ_ETABLE, with the line, when the file is cut short, not of
 * its kind or of another year than its name says; *out is then NULL. */
sj_status sj_codes_import(const void *bytes, size_t len, const sj_import_opts *opts, void **out,
                          size_t *out_len, sj_import_report *report, sj_err *err) SJ_MUST_USE;

/* How a code's row differs between two tables. */
typedef enum sj_code_change { SJ_CODE_ADDED, SJ_CODE_REMOVED, SJ_CODE_CHANGED } sj_code_change;

/* `before` is NULL for a code that the older table never held, `after` for one that the newer lacks. */
typedef void (*sj_code_diff_fn)(void *ctx, sj_code_change change, sj_str code,
                                const sj_code_info *before, const sj_code_info *after);

/* What stands in table `kind` of `newer` against `older`, code by code in order. A code that was open
 * and has got a last day counts as removed; `after` then tells the day. Either may lack the table. */
void sj_codes_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind,
                   sj_code_diff_fn found, void *ctx);

/* The finding rows of code tables (CD-). */
const sj_finding_table *sj_codes_findings(void);

#ifdef __cplusplus
}
#endif
#endif
