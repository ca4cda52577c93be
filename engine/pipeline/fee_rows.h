/* engine/pipeline/fee_rows.h - the rows of a contract's table (CSV or workbook), cell by cell.
 *
 * Columns are found by the words of a heading row; each sheet has its own. A cell that cannot be
 * what its column says is told with its address, and then nothing of the file is to be used. */
#ifndef SJ_PIPELINE_FEE_ROWS_H
#define SJ_PIPELINE_FEE_ROWS_H

#include "engine/followup/fees.h"
#include "engine/pipeline/fee_columns.h"

#include <scrubjay/arena.h>

typedef enum sj_fee_note_kind {
    SJ_FEE_BROKEN = 0, /* a cell: what is wrong with it */
    SJ_FEE_COLUMN,     /* what a column was taken for */
    SJ_FEE_PASSED      /* a sheet or row that was passed over */
} sj_fee_note_kind;

typedef struct sj_fee_note {
    sj_fee_note_kind kind;
    const char *place; /* "Fees!B12", "line 12, column 2" */
    const char *what;
} sj_fee_note;
typedef void (*sj_fee_note_fn)(void *ctx, const sj_fee_note *note);

/* What is to be known of a payer that a row names, or of the one the file is for. */
typedef struct sj_fee_reading {
    const char *file;     /* its name, for the rows' source */
    const char *schedule; /* of rows that name neither contract nor payer; "": they are broken */
    /* The schedule of a payer, folded, by its id; false: it is not one. */
    bool (*payer)(void *ctx, sj_str id, char out[SJ_FEE_SCHEDULE_NAME]);
    sj_date effective; /* of rows without a day of their own; SJ_NO_DATE: from ever */
    sj_fee_note_fn note;
    void *ctx; /* of both */
} sj_fee_reading;

typedef struct sj_fee_row {
    sj_fee fee;
    const char *place; /* of its price, in the file */
} sj_fee_row;

typedef struct sj_fee_rows {
    sj_arena arena;
    sj_fee_row *v;
    size_t n, cap;
    uint32_t broken, passed;
} sj_fee_rows;

/* Read them all, sorted by schedule, code, modifiers, place and first day; rows that speak of the
 * same thing on the same day are broken. SJ_ETABLE for what is no table, or has no heading that is
 * understood. Dispose in any case. */
sj_status sj_fee_rows_read(sj_fee_rows *out, const void *bytes, size_t len,
                           const sj_fee_reading *reading, sj_err *err) SJ_MUST_USE;
void sj_fee_rows_dispose(sj_fee_rows *rows);

/* The order of such rows but for the day: below 0, 0, above 0. */
int sj_fee_compare(const sj_fee *a, const sj_fee *b);

#endif
