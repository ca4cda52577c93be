/* engine/convert/columns.h - the tables of the CSV form: columns, and cells out of records. */
#ifndef SJ_CONVERT_COLUMNS_H
#define SJ_CONVERT_COLUMNS_H

#include <scrubjay/remit.h>

#include "engine/convert/catalogue.h"
#include "parsers/base/text_buffer.h"
#include "engine/csv/csv.h"

typedef enum sj_csv_table {
#define TABLE(id, set) SJ_TABLE_##id,
#include "engine/convert/columns.def"
    SJ_TABLES
} sj_csv_table;

/* What a row is made of. */
typedef struct sj_csv_row {
    const void *records[SJ_SUBJECTS]; /* by subject; NULL: there is none */
    const sj_set *set;
    uint32_t line;  /* in its claim or claim payment, from 1; 0: none */
    uint32_t other; /* which of the claim's other payers, from 1; 0: none */
    const sj_adjustment *adjustment;
    const sj_provider_adjustment *provider_adjustment;
    sj_text_buffer *list; /* where a cell of several codes is put together */
} sj_csv_row;

/* Columns that are made: TABLE_NAME writes one cell. */
#define MADE(table, name) void sj_made_##table##_##name(sj_csv *csv, const sj_csv_row *row);
#include "engine/convert/columns.def"

const char *sj_csv_table_name(sj_csv_table table);
sj_field_set sj_csv_table_set(sj_csv_table table);

/* All columns with their fields looked up in the model's catalogue; SJ_ENOMEM, or SJ_EINTERNAL when
 * a column names no field. Free with sj_columns_free. */
typedef struct sj_columns sj_columns;
sj_status sj_columns_new(sj_columns **out, sj_err *err) SJ_MUST_USE;
void sj_columns_free(sj_columns *columns);

/* The table's first row, and one of its rows. */
void sj_columns_write_names(sj_csv_table table, sj_csv *csv);
void sj_columns_write_row(const sj_columns *columns, sj_csv_table table, const sj_csv_row *row,
                          sj_csv *csv);

#endif
