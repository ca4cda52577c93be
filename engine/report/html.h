/* engine/report/html.h - HTML pieces: escaped text, amounts, dates, tables that say what they are.
 */
#ifndef SJ_REPORT_HTML_H
#define SJ_REPORT_HTML_H

#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

/* Text with & < > " ' escaped; bytes that are not UTF-8 and control characters become U+FFFD. */
void sj_html_text(FILE *to, sj_str s);
void sj_html_textz(FILE *to, const char *z);

/* A column of a table: its heading, and the class of its cells ("" or "num", "code", "wide"). */
typedef struct sj_html_column {
    const char *title, *class;
} sj_html_column;

typedef struct sj_html_table {
    FILE *to;
    const sj_html_column *columns; /* a NULL title ends them */
    unsigned at;                   /* column of the next cell; the first is the row's heading */
} sj_html_table;

/* Begin a table; rows and cells follow; end it. */
void sj_html_table_begin(sj_html_table *t, FILE *to, const char *caption,
                         const sj_html_column *columns);
void sj_html_row(sj_html_table *t, const char *class);
void sj_html_row_end(sj_html_table *t);
void sj_html_table_end(sj_html_table *t);

/* One cell. Open and close by hand when it holds more than one text. */
void sj_html_cell(sj_html_table *t);
void sj_html_cell_end(sj_html_table *t);
void sj_html_cell_text(sj_html_table *t, sj_str s); /* a dash for nothing */
void sj_html_cell_money(sj_html_table *t, sj_money m);
void sj_html_cell_date(sj_html_table *t, sj_date d); /* a dash for none */
void sj_html_cell_number(sj_html_table *t, uint64_t n);

void sj_html_money(FILE *to, sj_money m);
void sj_html_date(FILE *to, sj_date d);

/* "none", where a table would have no rows. */
void sj_html_none(FILE *to, const char *what);

#endif
