/* engine/xlsx/grid.h - rows of a workbook or of a CSV file, whichever it is. */
#ifndef SJ_XLSX_GRID_H
#define SJ_XLSX_GRID_H

#include "engine/xlsx/xlsx.h"

/* A row: its cells by column, without gaps. `sheet` is "" for CSV, `number` the line there. */
typedef struct sj_grid_row {
    const char *sheet;
    uint32_t number;
    const sj_xlsx_cell *cells;
    size_t n;
    bool first; /* of its sheet */
} sj_grid_row;

typedef sj_status (*sj_grid_fn)(void *ctx, const sj_grid_row *row, sj_err *err);

/* Hand out all rows of all sheets, or of the CSV. SJ_ETABLE for what is neither, or broken. */
sj_status sj_grid_read(const void *bytes, size_t len, sj_grid_fn fn, void *ctx,
                       sj_err *err) SJ_MUST_USE;

/* "Denials!B12", or "line 12, column 2" of CSV. */
enum { SJ_GRID_PLACE = 80 };
void sj_grid_place(const sj_grid_row *row, size_t column, char out[SJ_GRID_PLACE]);

#endif
