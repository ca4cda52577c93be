/* engine/report/html.h - HTML pieces: escaped text, amounts, dates. */
#ifndef SJ_REPORT_HTML_H
#define SJ_REPORT_HTML_H

#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

/* Text with & < > " ' escaped; bytes that are not UTF-8 and control characters become U+FFFD. */
void sj_html_text(FILE *to, sj_str s);
void sj_html_textz(FILE *to, const char *z);

void sj_html_money(FILE *to, sj_money m);
void sj_html_date(FILE *to, sj_date d);

/* "none", where a table would have no rows. */
void sj_html_none(FILE *to, const char *what);

#endif
