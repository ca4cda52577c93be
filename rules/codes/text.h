/* rules/codes/text.h - lines and cells of published files. */
#ifndef SJ_CODES_TEXT_H
#define SJ_CODES_TEXT_H

#include <scrubjay/date.h>

/* Lines of a file, without their ends (LF, CRLF). */
typedef struct sj_lines {
    const char *at, *end;
    uint32_t number; /* of the line handed out last, from 1 */
    bool terminated; /* that line had its end */
} sj_lines;

void sj_lines_init(sj_lines *l, const void *bytes, size_t len);
bool sj_lines_next(sj_lines *l, sj_str *line);

/* Columns `from` to `to` (from 1, both included) without blanks around; empty beyond the end. */
sj_str sj_columns(sj_str line, size_t from, size_t to);

/* The next record of a CSV or tab-separated file: cells may be quoted, with doubled quotes and line
 * breaks inside. At most `cap` cells are handed out, the others passed over; the quotes of quoted
 * cells are taken off, doubled quotes inside stay doubled. False at the end. */
bool sj_cells_next(sj_lines *l, char separator, sj_str *cells, size_t cap, size_t *n);

/* 20260701, 2026-07-01 or 7/1/2026. */
bool sj_table_date(sj_str text, sj_date *out);

/* ASCII letters count as equal in either case. */
bool sj_text_is(sj_str text, const char *word);
/* Where `word` (in lower case) begins in `text`, or -1. */
ptrdiff_t sj_text_find(sj_str text, const char *word);

#endif
