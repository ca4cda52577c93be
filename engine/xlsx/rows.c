/* engine/xlsx/rows.c - the rows of a sheet, one at a time.
 *
 *   <row r="12"><c r="B12" s="3" t="s"><v>17</v></c> … </row>
 *
 * t says what <v> is: s the number of a shared text, str a formula's text, b, e (error), d (ISO
 * day), n or nothing a number; inlineStr has <is><t>…</t></is> instead. r may be left out: the next
 * one. */
#include "engine/xlsx/parts.h"

#include "parsers/base/alloc.h"
#include "parsers/base/xml_pull.h"

#include <stdio.h>
#include <stdlib.h>

struct sj_xlsx_rows {
    const sj_xlsx *book;
    const sj_xlsx_sheet *sheet;
    sj_xml_pull *xml;
    sj_arena arena; /* texts of the row */
    sj_xlsx_text text;
    sj_xlsx_cell *cells;
    size_t n, cap;
    uint32_t number;
    bool in_data, done;
};

/* The cell that is being read. */
typedef struct reading {
    uint32_t column;
    char type; /* s shared, t text (str, inlineStr), b, e, d, n */
    size_t style;
} reading;

enum { FIRST_CELLS = 32 };
#define ROW_SIZE ((size_t)64 << 20) /* bytes of a row's texts */

const char *sj_xlsx_address(char out[SJ_XLSX_ADDRESS], uint32_t row, uint32_t column) {
    char letters[8];
    size_t n = 0;
    for (uint32_t c = column + 1; c && n < sizeof letters; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    size_t at = 0;
    while (n) out[at++] = letters[--n];
    snprintf(out + at, SJ_XLSX_ADDRESS - at, "%u", row);
    return out;
}

static sj_status fail_at(const sj_xlsx_rows *r, uint32_t column, const char *msg, sj_err *err) {
    char address[SJ_XLSX_ADDRESS];
    sj_err_setf(err, SJ_ETABLE, msg, "%.100s!%s", r->sheet->name,
                sj_xlsx_address(address, r->number, column));
    if (err) err->line = r->number;
    return SJ_ETABLE;
}

/* "B12": its column; false when it is none, or of another row. */
static bool read_address(const char *text, uint32_t row, uint32_t *column) {
    uint32_t c = 0;
    const char *p = text;
    for (; *p >= 'A' && *p <= 'Z' && p - text < 3; p++) c = 26 * c + (uint32_t)(*p - 'A' + 1);
    char *end;
    if (c == 0 || c > SJ_XLSX_COLUMNS || *p < '1' || *p > '9') return false;
    unsigned long number = strtoul(p, &end, 10);
    *column = c - 1;
    return *end == '\0' && number == row;
}

static sj_status begin_cell(sj_xlsx_rows *r, reading *c, sj_err *err) {
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'}, {"str", 't'}, {"inlineStr", 't'}, {"b", 'b'},
                 {"e", 'e'}, {"d", 'd'},   {"n", 'n'}};
    uint32_t next = r->n ? r->cells[r->n - 1].column + 1 : 0;
    *c = (reading){.column = next, .type = 'n'};
    const char *address = sj_xml_pull_attr(r->xml, "r");
    if (address && (!read_address(address, r->number, &c->column) || c->column < next))
        return fail_at(r, next, "a cell's address does not fit its row", err);
    if (c->column >= SJ_XLSX_COLUMNS) return fail_at(r, next, "a row has too many cells", err);
    const char *type = sj_xml_pull_attr(r->xml, "t");
    if (type) c->type = '?';
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i].name) == 0) c->type = types[i].type;
    if (c->type == '?') return fail_at(r, c->column, "a cell is of a type that is not known", err);
    const char *style = sj_xml_pull_attr(r->xml, "s");
    c->style = style ? strtoul(style, NULL, 10) : 0;
    r->text.len = 0;
    return SJ_OK;
}

/* Its value's text into r->text, up to </c>. A formula's own text is passed over. */
static sj_status read_value(sj_xlsx_rows *r, const reading *c, sj_err *err) {
    bool in_value = false, spoken = false;
    for (;;) {
        sj_xml_event event = sj_xml_pull_next(r->xml);
        const char *name = sj_xml_pull_name(r->xml);
        bool holds = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
        switch (event) {
        case SJ_XML_BROKEN:
            return sj_xml_pull_error(r->xml, err);
        case SJ_XML_DONE:
            return fail_at(r, c->column, "the sheet ends inside a cell", err);
        case SJ_XML_BEGIN:
            if (holds) in_value = true;
            if (strcmp(name, "rPh") == 0) spoken = true;
            break;
        case SJ_XML_CLOSE:
            if (strcmp(name, "c") == 0) return SJ_OK;
            if (holds) in_value = false;
            if (strcmp(name, "rPh") == 0) spoken = false;
            break;
        case SJ_XML_TEXT:
            if (!in_value || spoken) break;
            if (sj_xlsx_text_add(&r->text, sj_xml_pull_text(r->xml), err) != SJ_OK)
                return err && err->code == SJ_ENOMEM ? SJ_ENOMEM
                                                     : fail_at(r, c->column,
                                                               "a cell holds more text than a "
                                                               "cell can",
                                                               err);
            break;
        }
    }
}

static sj_status copy(sj_xlsx_rows *r, sj_str text, sj_str *out, sj_err *err) {
    if (sj_arena_copy(&r->arena, text, out)) return SJ_OK;
    return sj_err_set(err, SJ_ENOMEM, "out of memory for a row of a sheet");
}

static sj_status set_day(sj_xlsx_rows *r, sj_xlsx_cell *out, sj_date day, sj_err *err) {
    char text[SJ_DATE_SIZE];
    size_t n = sj_date_print_iso(day, text);
    out->kind = SJ_XLSX_DATE;
    out->date = day;
    return copy(r, (sj_str){text, n}, &out->text, err);
}

static sj_status set_number(sj_xlsx_rows *r, sj_xlsx_cell *out, size_t style, sj_str stored,
                            sj_err *err) {
    char plain[SJ_XLSX_DIGITS];
    sj_xlsx_format f = {.is_date = false};
    if (style < r->book->n_formats) f = r->book->formats[style];
    if (!sj_xlsx_plain(plain, stored, f.zeros))
        return fail_at(r, out->column, "a cell's number cannot be read", err);
    sj_date day = f.is_date ? sj_xlsx_day(plain, r->book->is_1904) : SJ_NO_DATE;
    if (day != SJ_NO_DATE) return set_day(r, out, day, err);
    out->kind = SJ_XLSX_NUMBER;
    return copy(r, sj_str_of(plain), &out->text, err);
}

static sj_status set_shared(sj_xlsx_rows *r, sj_xlsx_cell *out, sj_str number, sj_err *err) {
    size_t at = 0;
    bool ok = number.len > 0 && number.len < 10;
    for (size_t i = 0; ok && i < number.len; i++) {
        ok = number.ptr[i] >= '0' && number.ptr[i] <= '9';
        at = 10 * at + (size_t)(number.ptr[i] - '0');
    }
    if (!ok || at >= r->book->n_strings)
        return fail_at(r, out->column, "a cell names a text that the workbook does not hold", err);
    out->kind = SJ_XLSX_STRING;
    out->text = r->book->strings[at];
    return SJ_OK;
}

static sj_status set_value(sj_xlsx_rows *r, const reading *c, sj_xlsx_cell *out, sj_err *err) {
    *out = (sj_xlsx_cell){.column = c->column, .date = SJ_NO_DATE, .text = SJ_STR("")};
    sj_str value = {r->text.bytes, r->text.len};
    if (value.len == 0) return SJ_OK;
    switch (c->type) {
    case 's':
        return set_shared(r, out, sj_str_trim(value), err);
    case 'b':
        out->kind = SJ_XLSX_BOOL;
        out->truth = sj_str_is(value, "1") || sj_str_is(value, "true");
        out->text = out->truth ? SJ_STR("TRUE") : SJ_STR("FALSE");
        return SJ_OK;
    case 'd': {
        sj_date day;
        if (value.len < 10 || !sj_date_parse_iso((sj_str){value.ptr, 10}, &day))
            return fail_at(r, out->column, "a cell's day cannot be read", err);
        return set_day(r, out, day, err);
    }
    case 'n':
        return set_number(r, out, c->style, value, err);
    default:
        sj_xlsx_unescape(&r->text);
        out->kind = c->type == 'e' ? SJ_XLSX_ERROR : SJ_XLSX_STRING;
        return copy(r, (sj_str){r->text.bytes, r->text.len}, &out->text, err);
    }
}

static sj_status add_cell(sj_xlsx_rows *r, sj_err *err) {
    reading c;
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : FIRST_CELLS;
        sj_xlsx_cell *more = sj_realloc(r->cells, cap * sizeof *more);
        if (!more) return sj_err_set(err, SJ_ENOMEM, "out of memory");
        r->cells = more;
        r->cap = cap;
    }
    sj_status status = begin_cell(r, &c, err);
    if (status == SJ_OK) status = read_value(r, &c, err);
    if (status == SJ_OK) status = set_value(r, &c, &r->cells[r->n], err);
    if (status == SJ_OK) r->n++;
    return status;
}

static sj_status begin_row(sj_xlsx_rows *r, sj_err *err) {
    const char *text = sj_xml_pull_attr(r->xml, "r");
    unsigned long number = text ? strtoul(text, NULL, 10) : r->number + 1UL;
    bool fits = number > r->number && number <= SJ_XLSX_ROWS;
    r->number = fits ? (uint32_t)number : r->number + 1;
    if (!fits) return fail_at(r, 0, "a row's number does not follow the one before", err);
    r->n = 0;
    sj_arena_reset(&r->arena);
    return SJ_OK;
}

/* Up to the end of a row that has cells, or of the sheet's data. */
static sj_status read_row(sj_xlsx_rows *r, sj_err *err) {
    while (!r->done) {
        sj_status status = SJ_OK;
        sj_xml_event event = sj_xml_pull_next(r->xml);
        const char *name = sj_xml_pull_name(r->xml);
        if (event == SJ_XML_BROKEN) return sj_xml_pull_error(r->xml, err);
        if (event == SJ_XML_DONE) {
            r->done = true;
        } else if (strcmp(name, "sheetData") == 0) {
            r->in_data = event == SJ_XML_BEGIN;
            r->done = event == SJ_XML_CLOSE;
        } else if (r->in_data && event == SJ_XML_BEGIN && strcmp(name, "row") == 0) {
            status = begin_row(r, err);
        } else if (r->in_data && event == SJ_XML_BEGIN && strcmp(name, "c") == 0) {
            status = add_cell(r, err);
        } else if (r->in_data && event == SJ_XML_CLOSE && strcmp(name, "row") == 0 && r->n) {
            return SJ_OK;
        }
        if (status != SJ_OK) return status;
    }
    r->n = 0;
    return SJ_OK;
}

sj_status sj_xlsx_rows_open(sj_xlsx_rows **out, const sj_xlsx *x, size_t sheet, sj_err *err) {
    *out = NULL;
    sj_xlsx_rows *r = sj_calloc(1, sizeof *r);
    if (!r) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    r->book = x;
    r->sheet = &x->sheets[sheet];
    sj_arena_init(&r->arena, ROW_SIZE);
    const sj_xlsx_part *part = r->sheet->part;
    sj_status status = sj_xml_pull_new(&r->xml, part->bytes, part->len, part->name, err);
    if (status == SJ_OK) {
        *out = r;
        return SJ_OK;
    }
    sj_xlsx_rows_close(r);
    return status == SJ_EXML ? sj_xlsx_fail(err, err ? err->msg : "", part->name) : status;
}

void sj_xlsx_rows_close(sj_xlsx_rows *r) {
    if (!r) return;
    sj_xml_pull_free(r->xml);
    sj_arena_dispose(&r->arena);
    sj_free(r->text.bytes);
    sj_free(r->cells);
    sj_free(r);
}

sj_status sj_xlsx_rows_next(sj_xlsx_rows *r, sj_xlsx_row *row, sj_err *err) {
    sj_status status = read_row(r, err);
    if (status != SJ_OK) r->n = 0, r->done = true;
    if (status == SJ_EXML) {
        if (r->number == 0) r->number = 1; /* noticed ahead of the first row */
        status = fail_at(r, 0, "the sheet is damaged at or below this row", err);
    }
    *row = (sj_xlsx_row){.number = r->number, .cells = r->cells, .n = r->n};
    return status;
}

sj_xlsx_cell sj_xlsx_cell_at(const sj_xlsx_row *row, uint32_t column) {
    size_t low = 0, high = row->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < row->n && row->cells[low].column == column) return row->cells[low];
    return (sj_xlsx_cell){.column = column, .date = SJ_NO_DATE, .text = SJ_STR("")};
}
