/* engine/xlsx/xlsx.h - workbooks (.xlsx), read row by row.
 *
 * Publishers and payers ship tables as spreadsheets: the cells' values are read, as they were
 * saved; formulas are not computed, formats count only where they tell a date or leading zeros.
 * Numbers stay decimal text, never floating point. Memory: the unpacked parts (unzip.h has the
 * limits), the shared strings, and one row. */
#ifndef SJ_XLSX_XLSX_H
#define SJ_XLSX_XLSX_H

#include <scrubjay/date.h>
#include <scrubjay/error.h>

enum {
    SJ_XLSX_ROWS = 1048576, /* the format's own limits */
    SJ_XLSX_COLUMNS = 16384,
    SJ_XLSX_TEXT = 4 * 32767, /* bytes of a cell's text */
    SJ_XLSX_ADDRESS = 16
};

typedef struct sj_xlsx sj_xlsx;
typedef struct sj_xlsx_rows sj_xlsx_rows;

typedef enum sj_xlsx_kind {
    SJ_XLSX_BLANK = 0,
    SJ_XLSX_STRING,
    SJ_XLSX_NUMBER,
    SJ_XLSX_DATE, /* a number, or ISO text, shown as a day */
    SJ_XLSX_BOOL,
    SJ_XLSX_ERROR /* #N/A, #REF! … */
} sj_xlsx_kind;

typedef struct sj_xlsx_cell {
    sj_xlsx_kind kind;
    uint32_t column; /* A is 0 */
    sj_str text; /* STRING: as it is, UTF-8; NUMBER: plain decimals of at most 15 significant digits
                  * ("80.1", "-1200000"), with the leading zeros of a format such as 00000; DATE:
                  * 2026-03-10; BOOL: TRUE or FALSE; ERROR: its name; BLANK: empty */
    sj_date date; /* DATE; else SJ_NO_DATE */
    bool truth;   /* BOOL */
} sj_xlsx_cell;

typedef struct sj_xlsx_row {
    uint32_t number;           /* as the sheet shows it, from 1; rows without cells are left out */
    const sj_xlsx_cell *cells; /* those that the file names, by column; gaps are left out */
    size_t n;
} sj_xlsx_row;

/* Is it a ZIP that holds a workbook? */
bool sj_is_xlsx(const void *bytes, size_t len);

/* Open a workbook; `bytes` is looked at only here. SJ_ETABLE, the part named in err->detail, for
 * whatever is wrong with it: an old .xls, a password, damage, more than the limits. Free with
 * sj_xlsx_close. */
sj_status sj_xlsx_open(sj_xlsx **out, const void *bytes, size_t len, sj_err *err) SJ_MUST_USE;
void sj_xlsx_close(sj_xlsx *x);

/* The sheets in their order, hidden ones included; charts are none. */
size_t sj_xlsx_sheets(const sj_xlsx *x);
const char *sj_xlsx_sheet_name(const sj_xlsx *x, size_t sheet);
bool sj_xlsx_sheet_hidden(const sj_xlsx *x, size_t sheet);

/* Go through a sheet's rows. The workbook must outlive it. Free with sj_xlsx_rows_close. */
sj_status sj_xlsx_rows_open(sj_xlsx_rows **out, const sj_xlsx *x, size_t sheet,
                            sj_err *err) SJ_MUST_USE;
void sj_xlsx_rows_close(sj_xlsx_rows *r);

/* The next row, valid until the next call; row->n is 0 at the end (and only then). SJ_ETABLE with
 * the cell in err->detail ("Sheet1!B12: …") and its row in err->line. */
sj_status sj_xlsx_rows_next(sj_xlsx_rows *r, sj_xlsx_row *row, sj_err *err) SJ_MUST_USE;

/* The cell in a column (A is 0): a blank one where the row has none. */
sj_xlsx_cell sj_xlsx_cell_at(const sj_xlsx_row *row, uint32_t column);

/* "B12" of row 12 and column 1. */
const char *sj_xlsx_address(char out[SJ_XLSX_ADDRESS], uint32_t row, uint32_t column);

#endif
