/* engine/report/page.h - rows kept for the page, and pictures of them. */
#ifndef SJ_REPORT_PAGE_H
#define SJ_REPORT_PAGE_H

#include "engine/report/sink.h"

/* The rows of a section that the page shows: n_columns cells each. */
typedef struct sj_page_rows {
    const sj_sql_value **v;
    size_t n, cap;
} sj_page_rows;

/* A value as people read it, written to `to` without markup: "$12.00", "93.1 %", "04/16/2026". */
void sj_page_value(FILE *to, const sj_column *c, sj_sql_value v);

/* The same as text that is no HTML: for the terminal. */
void sj_page_plain(FILE *to, const sj_column *c, sj_sql_value v);

/* An inline SVG with a title and a description in words; nothing when there is nothing to draw. */
void sj_page_chart(FILE *to, const sj_shown *shown, const sj_page_rows *rows);

#endif
