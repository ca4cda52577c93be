/* engine/pipeline/fee_columns.h - which column of a contract's table is what, told by its heading.
 */
#ifndef SJ_PIPELINE_FEE_COLUMNS_H
#define SJ_PIPELINE_FEE_COLUMNS_H

#include "engine/xlsx/grid.h"

typedef enum sj_fee_column {
    SJ_FEE_COL_CODE = 0,
    SJ_FEE_COL_MODIFIER,
    SJ_FEE_COL_PLACE,
    SJ_FEE_COL_FROM,
    SJ_FEE_COL_TO,
    SJ_FEE_COL_AMOUNT,
    SJ_FEE_COL_OFFICE,   /* the amount where the place is no facility */
    SJ_FEE_COL_FACILITY, /* the amount where it is one */
    SJ_FEE_COL_PERCENT,
    SJ_FEE_COL_BASE, /* what the percentage is of */
    SJ_FEE_COL_UNITS,
    SJ_FEE_COL_CONTRACT,
    SJ_FEE_COL_PAYER,
    SJ_FEE_COLUMNS
} sj_fee_column;

enum { SJ_FEE_HEADING = 80 };

typedef struct sj_fee_heading {
    size_t at[SJ_FEE_COLUMNS]; /* SIZE_MAX: the sheet has none */
    char text[SJ_FEE_COLUMNS][SJ_FEE_HEADING];
} sj_fee_heading;

/* Read a row as the heading: true when it names at least a code and a price. */
bool sj_fee_heading_read(sj_fee_heading *out, const sj_grid_row *row);

/* "procedure", "amount in a facility": for people. */
const char *sj_fee_column_words(sj_fee_column c);

/* A text in small letters, its words parted by one blank each; signs but % are blanks. */
void sj_fee_plain(sj_str text, char *out, size_t cap);

#endif
