/* engine/pipeline/code_sheets.h - a published workbook as code files: each of its sheets as CSV. */
#ifndef SJ_PIPELINE_CODE_SHEETS_H
#define SJ_PIPELINE_CODE_SHEETS_H

#include "engine/pipeline/code_file.h"

/* Append the sheets of a workbook that hold anything and are not hidden; each bears the workbook's
 * name. SJ_ETABLE names the cell that is wrong. */
sj_status sj_code_sheets_read(sj_code_files *f, const void *bytes, size_t len, const char *name,
                              sj_err *err) SJ_MUST_USE;

#endif
