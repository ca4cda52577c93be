/* rules/codes/import.h - published files to the entries of one release. */
#ifndef SJ_CODES_IMPORT_H
#define SJ_CODES_IMPORT_H

#include "rules/codes/draft.h"
#include "rules/codes/text.h"

#include <scrubjay/arena.h>

enum {
    SJ_WHOLE_FILE = 1000 /* a file of more codes than this is the publisher's, not an excerpt */
};

/* An importer reads `bytes` into `out` (one release, sorted by nobody yet). */
typedef struct sj_import_source {
    const char *bytes;
    size_t len;
    sj_str name;     /* of the file, without its folder */
    sj_arena *arena; /* for texts that do not stand in the file as they are kept */
    bool modifiers;
} sj_import_source;

typedef sj_status (*sj_importer)(sj_table_draft *out, const sj_import_source *src,
                                 sj_import_report *report, sj_err *err);

sj_status sj_import_icd10cm(sj_table_draft *out, const sj_import_source *src,
                            sj_import_report *report, sj_err *err);
sj_status sj_import_hcpcs(sj_table_draft *out, const sj_import_source *src,
                          sj_import_report *report, sj_err *err);

/* Do the bytes look like this publisher's file? */
bool sj_sniff_icd10cm(const void *bytes, size_t len);
bool sj_sniff_hcpcs(const void *bytes, size_t len);

/* The first year 2000 to 2099 in a file's name; 0 when there is none. */
int sj_year_in_name(sj_str name);

/* SJ_ETABLE with a line number. */
sj_status sj_import_fail(sj_err *err, uint32_t line, const char *msg);

#endif
