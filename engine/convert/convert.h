/* engine/convert/convert.h - X12 in readable forms, and back.
 *
 * JSON keeps every byte of a file and becomes the same file again; CSV is a flat extract of claims
 * and remittances. README.md describes both, field by field. Everything is streamed: memory stays
 * flat whatever the size of the file. */
#ifndef SJ_CONVERT_H
#define SJ_CONVERT_H

#include <scrubjay/guide.h>
#include <scrubjay/writer.h>

#include <stdio.h>

/* Limits: text between two interchanges, bytes; one value of a JSON document, bytes. */
enum { SJ_CONVERT_TEXT_MAX = 16 << 20, SJ_CONVERT_VALUE_MAX = 8 << 20 };

/* X12 to JSON. `names`: the guide's name of every element too. SJ_ENOTX12 (nothing was written);
 * SJ_ETOOBIG, SJ_EINPUT, SJ_EIO, SJ_ENOMEM: what was written is then closed JSON that says
 * "failed", and sj_convert_to_x12 refuses it. */
sj_status sj_convert_to_json(sj_guides *guides, sj_read_fn read, void *read_ctx, sj_write_fn write,
                             void *write_ctx, bool names, sj_err *err) SJ_MUST_USE;

/* That JSON to X12. `recount`: SE01, GE01 and IEA01 say what is there; else they stand as given.
 * SJ_EARG with line, column and segment (as sj_pos counts them) where the document is not of that
 * form, or holds a value that X12 cannot carry (one of the delimiters); SJ_ETOOBIG, SJ_EINPUT,
 * SJ_EIO, SJ_ENOMEM. What was written before an error is of no use. */
sj_status sj_convert_to_x12(sj_read_fn read, void *read_ctx, sj_write_fn write, void *write_ctx,
                            bool recount, sj_err *err) SJ_MUST_USE;

/* The tables of the CSV form: i = 0, 1, …; NULL at the end. */
const char *sj_convert_table(size_t i);

/* Where tables go: called once for each table that the input calls for, before its first row. *to
 * stays the caller's; NULL: this table is not wanted. SJ_OK, or why it cannot be had. */
typedef sj_status (*sj_table_fn)(void *ctx, const char *table, FILE **to, sj_err *err);

/* X12 to CSV: all tables of the kinds of transaction sets that are there; with `table` only that
 * one. *found: there was a set that has such tables. SJ_EARG: there is no table of this name;
 * SJ_ENOTX12, SJ_ETOOBIG, SJ_EINPUT, SJ_EIO, SJ_ENOMEM. */
sj_status sj_convert_to_csv(sj_guides *guides, sj_read_fn read, void *read_ctx,
                            sj_table_fn open_table, void *table_ctx, const char *table, bool *found,
                            sj_err *err) SJ_MUST_USE;

#endif
