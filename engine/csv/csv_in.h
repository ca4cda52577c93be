/* engine/csv/csv_in.h - CSV, read row by row from memory.
 *
 * RFC 4180 as people and spreadsheets write it: cells in quotes hold separators and line breaks, a
 * doubled quote is one, lines end in CR, LF or both, a byte order mark is passed over. The
 * separator is the comma, the semicolon or the tab that stands in the first line. */
#ifndef SJ_CSV_IN_H
#define SJ_CSV_IN_H

#include <scrubjay/arena.h>
#include <scrubjay/error.h>

enum { SJ_CSV_COLUMNS = 1024 };

typedef struct sj_csv_in {
    const char *at, *end;
    char separator;
    uint32_t next_line; /* that the next row begins in, from 1 */
    uint32_t line;      /* that this row began in */
    sj_arena arena;     /* of this row */
    sj_str *cells;      /* of this row; valid until the next */
    size_t n;
} sj_csv_in;

/* Borrows the bytes. Dispose in any case. */
void sj_csv_in_init(sj_csv_in *in, const void *bytes, size_t len);
void sj_csv_in_dispose(sj_csv_in *in);

/* The next row that is not empty; in->n is 0 at the end (and only then). SJ_ETABLE, with the line,
 * for a quote that does not end, more columns than SJ_CSV_COLUMNS, or bytes that are no text (NUL).
 */
sj_status sj_csv_in_next(sj_csv_in *in, sj_err *err) SJ_MUST_USE;

#endif
