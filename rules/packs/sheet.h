/* rules/packs/sheet.h - rules written as a spreadsheet: CSV to a pack's XML.
 *
 * A row says: for this payer, when a line has this procedure, diagnosis, modifier or place,
 * require, forbid or limit something. README.md lists the columns. */
#ifndef SJ_PACKS_SHEET_H
#define SJ_PACKS_SHEET_H

#include <scrubjay/error.h>
#include <stdio.h>

/* Each row in plain words, as it is understood. */
typedef void (*sj_sheet_row_fn)(void *ctx, unsigned row, const char *words);

/* Write the pack `id` of a CSV text to `to`. SJ_EARG with err->line the row and, in the message and
 * detail, what was expected in which column; nothing that was written is of use then. */
sj_status sj_sheet_pack(const char *csv, size_t len, const char *id, const char *name, FILE *to,
                        sj_sheet_row_fn row, void *ctx, sj_err *err) SJ_MUST_USE;

#endif
