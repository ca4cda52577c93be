/* rules/codes/sheet.h - tables with a header row (CSV, tab-separated) read by their headings.
 *
 * Publishers put notices above the header, break headings over lines, and rename them from year to
 * year: a column is found by any of several names, compared without case, blanks and line breaks.
 */
#ifndef SJ_CODES_SHEET_H
#define SJ_CODES_SHEET_H

#include "rules/codes/text.h"

enum {
    SJ_SHEET_CELLS = 96,   /* cells of a record that are looked at */
    SJ_SHEET_COLUMNS = 24, /* columns an importer may ask for */
    SJ_SHEET_TOP = 40      /* the header stands within so many records */
};

/* Names of one column, separated by '|', in lower case without blanks. A star in front matches any
 * beginning, one at the end any ending. The first that a header has wins. */
typedef struct sj_heading {
    const char *names;
    bool required;
} sj_heading;

typedef struct sj_sheet {
    sj_lines lines;
    char separator;
    int at[SJ_SHEET_COLUMNS]; /* of each column asked for; -1: not there */
    size_t n_cells;
    sj_str cells[SJ_SHEET_CELLS]; /* of the record read last */
} sj_sheet;

/* Find the header. False when no record near the top has all required columns. */
bool sj_sheet_open(sj_sheet *out, const void *bytes, size_t len, const sj_heading *headings,
                   size_t n);

/* The next record that holds anything; false at the end. */
bool sj_sheet_next(sj_sheet *s);

/* A cell of that record by the number of its heading, trimmed; empty when it is not there. */
sj_str sj_sheet_cell(const sj_sheet *s, size_t column);

/* The text of a heading's own cell, empty when the column is not there. Before the first record. */
bool sj_sheet_has(const sj_sheet *s, size_t column);

/* Is `cell` named by `names` (as in sj_heading)? */
bool sj_heading_matches(sj_str cell, const char *names);

#endif
