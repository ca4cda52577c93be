/* engine/followup/tsv.h - the embedded tables: tab-separated rows, '#' comments, one heading row.
 */
#ifndef SJ_FOLLOWUP_TSV_H
#define SJ_FOLLOWUP_TSV_H

#include <scrubjay/error.h>

enum { SJ_TSV_COLUMNS = 12 };

typedef struct sj_tsv {
    sj_str rest;   /* what is still to be read */
    uint32_t line; /* of the row that was read last, from 1 */
    unsigned columns;
    sj_str cell[SJ_TSV_COLUMNS]; /* "-" comes as an empty cell */
} sj_tsv;

/* Start on a table's text and read its heading; SJ_ETABLE, with `name` as the detail, unless it has
 * exactly the columns that `heading` lists, separated by blanks. */
sj_status sj_tsv_open(sj_tsv *t, sj_str text, const char *heading, const char *name, sj_err *err);

/* The next row into t->cell. False at the end, and at a row with another number of cells: then
 * t->rest is not empty. */
bool sj_tsv_next(sj_tsv *t);

/* Is `word` one of the comma-separated words of `list`? */
bool sj_tsv_lists(sj_str list, sj_str word);

#endif
