/* engine/xlsx/grid.c - rows of a workbook or of a CSV file. */
#include "engine/xlsx/grid.h"

#include "engine/csv/csv_in.h"
#include "parsers/base/alloc.h"

#include <stdio.h>

enum { MOST_COLUMNS = SJ_CSV_COLUMNS };

void sj_grid_place(const sj_grid_row *row, size_t column, char out[SJ_GRID_PLACE]) {
    char address[SJ_XLSX_ADDRESS];
    if (*row->sheet)
        snprintf(out, SJ_GRID_PLACE, "%s!%s", row->sheet,
                 sj_xlsx_address(address, row->number, (uint32_t)column));
    else
        snprintf(out, SJ_GRID_PLACE, "line %u, column %zu", row->number, column + 1);
}

static sj_status read_sheet(const sj_xlsx *x, size_t sheet, sj_xlsx_cell *cells, sj_grid_fn fn,
                            void *ctx, sj_err *err) {
    sj_xlsx_rows *rows = NULL;
    sj_xlsx_row from;
    sj_grid_row to = {.sheet = sj_xlsx_sheet_name(x, sheet), .cells = cells, .first = true};
    sj_status status = sj_xlsx_rows_open(&rows, x, sheet, err);
    while (status == SJ_OK) {
        status = sj_xlsx_rows_next(rows, &from, err);
        if (status != SJ_OK || !from.n) break;
        to.number = from.number;
        to.n = from.cells[from.n - 1].column + (size_t)1;
        if (to.n > MOST_COLUMNS) to.n = MOST_COLUMNS;
        for (uint32_t i = 0; i < to.n; i++) cells[i] = sj_xlsx_cell_at(&from, i);
        status = fn(ctx, &to, err);
        to.first = false;
    }
    sj_xlsx_rows_close(rows);
    return status;
}

static sj_status read_book(const void *bytes, size_t len, sj_xlsx_cell *cells, sj_grid_fn fn,
                           void *ctx, sj_err *err) {
    sj_xlsx *x = NULL;
    sj_status status = sj_xlsx_open(&x, bytes, len, err);
    if (status != SJ_OK) return status;
    for (size_t i = 0; i < sj_xlsx_sheets(x) && status == SJ_OK; i++)
        status = read_sheet(x, i, cells, fn, ctx, err);
    sj_xlsx_close(x);
    return status;
}

/* An apostrophe that stands before what a spreadsheet would take for a formula is the writer's. */
static sj_str without_guard(sj_str s) {
    if (s.len > 1 && s.ptr[0] == '\'' && memchr("=+-@\t\r", s.ptr[1], 6))
        return (sj_str){s.ptr + 1, s.len - 1};
    return s;
}

static sj_status read_csv(const void *bytes, size_t len, sj_xlsx_cell *cells, sj_grid_fn fn,
                          void *ctx, sj_err *err) {
    sj_csv_in in;
    sj_grid_row to = {.sheet = "", .cells = cells, .first = true};
    sj_csv_in_init(&in, bytes, len);
    sj_status status = SJ_OK;
    while (status == SJ_OK) {
        status = sj_csv_in_next(&in, err);
        if (status != SJ_OK || !in.n) break;
        to.number = in.line;
        to.n = in.n;
        for (uint32_t i = 0; i < in.n; i++)
            cells[i] = (sj_xlsx_cell){.kind = in.cells[i].len ? SJ_XLSX_STRING : SJ_XLSX_BLANK,
                                      .column = i,
                                      .text = without_guard(in.cells[i]),
                                      .date = SJ_NO_DATE};
        status = fn(ctx, &to, err);
        to.first = false;
    }
    sj_csv_in_dispose(&in);
    return status;
}

sj_status sj_grid_read(const void *bytes, size_t len, sj_grid_fn fn, void *ctx, sj_err *err) {
    sj_xlsx_cell *cells = sj_calloc(MOST_COLUMNS, sizeof *cells);
    if (!cells) return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    /* Whatever begins as a ZIP is meant to be a workbook: what is wrong with it is told as such. */
    bool is_book = len >= 2 && memcmp(bytes, "PK", 2) == 0;
    sj_status status = is_book ? read_book(bytes, len, cells, fn, ctx, err)
                               : read_csv(bytes, len, cells, fn, ctx, err);
    sj_free(cells);
    return status;
}
