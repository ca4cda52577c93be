/* rules/codes/importers.h - which importer a file is for. */
#ifndef SJ_CODES_IMPORTERS_H
#define SJ_CODES_IMPORTERS_H

#include "rules/codes/import.h"

/* The best importer of a kind that takes the file; NULL when none does. */
const sj_importer *sj_importer_for(const sj_import_source *file, sj_code_kind kind);

/* The kinds of table that the file gives, how many. */
size_t sj_importer_kinds(const sj_import_source *file, sj_code_kind *out, size_t cap);

#endif
