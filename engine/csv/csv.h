/* engine/csv/csv.h - CSV that spreadsheets open without harm (RFC 4180, CRLF).
 *
 * A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage
 * return) gets an apostrophe in front; amounts and dates are written typed and never do. Bytes that
 * are not UTF-8 become U+FFFD, NULs are left out. Failures of the stream are the caller's to look
 * for. */
#ifndef SJ_CSV_H
#define SJ_CSV_H

#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

typedef struct sj_csv {
    FILE *to;
    bool inside; /* a cell stands in this row already */
} sj_csv;

void sj_csv_text(sj_csv *c, sj_str s);
void sj_csv_textz(sj_csv *c, const char *z);
void sj_csv_money(sj_csv *c, sj_money m);       /* 1234.56 */
void sj_csv_quantity(sj_csv *c, sj_quantity q); /* 1.5 */
void sj_csv_date(sj_csv *c, sj_date d);         /* 2026-04-16; empty for none */
void sj_csv_number(sj_csv *c, uint64_t n);
void sj_csv_typed(sj_csv *c, const char *number); /* a number, written by the caller */
void sj_csv_none(sj_csv *c);                      /* an empty cell */
void sj_csv_end(sj_csv *c);                       /* of the row */

/* A row of texts: the heading. NULL ends the list. */
void sj_csv_heading(sj_csv *c, const char *const *titles);

#endif
