/* engine/pipeline/code_sheets.c - sheets of a workbook to CSV, as importers read it.
 *
 * A row is a record; cells that are not there are empty ones. Days are written 2026-03-10, numbers
 * as decimals; an error (#N/A) is an empty cell. */
#include "engine/pipeline/code_sheets.h"

#include "engine/xlsx/unzip.h"
#include "engine/xlsx/xlsx.h"
#include "parsers/base/alloc.h"
#include "parsers/base/text_buffer.h"

enum { MAX_CELLS = 256 /* of a row that any table has */ };

static void put_cell(sj_text_buffer *out, sj_str text) {
    bool quoted = false;
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = strchr(",\"\r\n", text.ptr[i]) != NULL;
    if (!quoted) {
        sj_text_buffer_put(out, text);
        return;
    }
    sj_text_buffer_put(out, SJ_STR("\""));
    for (size_t i = 0; i < text.len; i++)
        sj_text_buffer_put(out, text.ptr[i] == '"' ? SJ_STR("\"\"") : (sj_str){text.ptr + i, 1});
    sj_text_buffer_put(out, SJ_STR("\""));
}

static void put_row(sj_text_buffer *out, const sj_xlsx_row *row) {
    uint32_t column = 0;
    for (size_t i = 0; i < row->n && row->cells[i].column < MAX_CELLS; i++) {
        for (; column < row->cells[i].column; column++) sj_text_buffer_put(out, SJ_STR(","));
        if (row->cells[i].kind != SJ_XLSX_ERROR) put_cell(out, row->cells[i].text);
    }
    sj_text_buffer_put(out, SJ_STR("\n"));
}

static sj_status read_sheet(sj_text_buffer *out, const sj_xlsx *book, size_t sheet, sj_err *err) {
    sj_xlsx_rows *rows;
    sj_xlsx_row row = {.n = 1};
    sj_status status = sj_xlsx_rows_open(&rows, book, sheet, err);
    while (status == SJ_OK && row.n) {
        status = sj_xlsx_rows_next(rows, &row, err);
        if (status == SJ_OK && row.n) put_row(out, &row);
        if (status == SJ_OK && out->len > SJ_ZIP_MEMBER_SIZE)
            status = sj_err_setf(err, SJ_ETABLE, "the sheet holds more than any code table", "%s",
                                 sj_xlsx_sheet_name(book, sheet));
    }
    sj_xlsx_rows_close(rows);
    if (status == SJ_OK && out->is_short) status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    return status;
}

static sj_status add_sheet(sj_code_files *f, const sj_xlsx *book, size_t sheet, const char *name,
                           sj_err *err) {
    sj_text_buffer csv = {.bytes = NULL};
    sj_status status = read_sheet(&csv, book, sheet, err);
    sj_code_file file = {.bytes = csv.bytes, .len = csv.len, .sheet = true};
    if (status == SJ_OK && csv.len) return sj_code_files_add(f, &file, name, err);
    sj_free(csv.bytes);
    return status;
}

sj_status sj_code_sheets_read(sj_code_files *f, const void *bytes, size_t len, const char *name,
                              sj_err *err) {
    sj_xlsx *book;
    sj_status status = sj_xlsx_open(&book, bytes, len, err);
    if (status != SJ_OK) return status;
    for (size_t i = 0; i < sj_xlsx_sheets(book) && status == SJ_OK; i++)
        if (!sj_xlsx_sheet_hidden(book, i)) status = add_sheet(f, book, i, name, err);
    sj_xlsx_close(book);
    return status;
}
