/* rules/codes/import.h - published files to the entries of one release.
 *
 * An importer is a row in importers.c: what a file of its kind looks like, how one is read, and
 * what a whole release must satisfy. Importers fill a draft; import.c makes the next table of it.
 */
#ifndef SJ_CODES_IMPORT_H
#define SJ_CODES_IMPORT_H

#include "rules/codes/draft.h"
#include "rules/codes/pair_draft.h"
#include "rules/codes/text.h"

#include <scrubjay/arena.h>

enum {
    SJ_WHOLE_FILE = 1000 /* a file of more codes than this is the publisher's, not an excerpt */
};

/* What is being read. */
typedef struct sj_import_source {
    const char *bytes;
    size_t len;
    sj_str name; /* of the file, without its folder */
    sj_code_kind kind;
    sj_arena *arena; /* for texts that do not stand in the file as they are kept */
    bool told;       /* the kind was told by a person */
} sj_import_source;

/* What it becomes. */
typedef struct sj_import_draft {
    sj_table_draft table;
    sj_pair_draft pairs; /* of kinds that hold pairs */
    sj_table_release *release;
    uint32_t part_bits; /* numbers of the parts read (f1, f2 …) */
} sj_import_draft;

typedef struct sj_importer {
    sj_code_kind kind;
    /* Does a file look like this publisher's? Sees its first 64 KiB. */
    bool (*sniff)(const sj_import_source *src);
    /* Read a file, or one part of a release. SJ_ETABLE, with the line, when it is refused. */
    sj_status (*read)(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err);
    /* All is read: what only the whole must satisfy. NULL: nothing. */
    sj_status (*finish)(sj_import_draft *out, sj_err *err);
    uint32_t flags; /* SJ_TABLE_DATED, SJ_TABLE_VALUED */
    uint8_t rank;   /* of two files of a kind in one ZIP the higher is taken */
    bool parts;     /* a release may come in several files */
} sj_importer;

/* The first year 2000 to 2099 in a file's name; 0 when there is none. */
int sj_year_in_name(sj_str name);

/* The quarter that a name tells: 2026q3, JUL and 2026, Eff_07-01-2026, rvu26c, v322r0. */
bool sj_quarter_in_name(sj_str name, int *year, int *month);

/* A release for the three months from the first of `month`, named "2026-07". */
void sj_release_quarter(sj_table_release *out, int year, int month);

/* A release for a quarter from the name; SJ_ETABLE when it tells none. */
sj_status sj_release_from_name(sj_table_release *out, sj_str name, sj_err *err);

/* SJ_ETABLE with a line number. */
sj_status sj_import_fail(sj_err *err, uint32_t line, const char *msg);

/* Put an entry into the table draft and count it. */
sj_status sj_import_add(sj_import_draft *out, const sj_table_entry *e, sj_err *err);

/* A finish: a whole table of procedures (more than SJ_WHOLE_FILE) reaches the last sections. */
sj_status sj_import_reaches_end(sj_import_draft *out, sj_err *err);

/* Global periods by number. */
enum { SJ_GLOBALS = 7 };
extern const char sj_global_names[SJ_GLOBALS][4];

/* Shapes of codes. */
bool sj_is_procedure(sj_str s); /* five digits, one of which may be a capital letter */
bool sj_is_digits(sj_str s);    /* at least one, nothing else */
bool sj_is_capital(sj_str s);   /* capital letters and digits, at least one */

/* The importers, by file. */
extern const sj_importer sj_import_icd10cm, sj_import_icd10cm_csv, sj_import_icd10cm_codes,
    sj_import_icd10pcs, sj_import_icd10pcs_codes, sj_import_hcpcs, sj_import_hcpcs_codes,
    sj_import_modifiers, sj_import_cpt, sj_import_mue[3], sj_import_fee, sj_import_mce,
    sj_import_carc, sj_import_rarc, sj_import_taxonomy, sj_import_zip, sj_import_ptp[2],
    sj_import_addon;
extern const sj_importer sj_import_lists[];
extern const size_t sj_import_n_lists;

#endif
