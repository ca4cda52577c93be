/* rules/codes/icd10.c - ICD-10-CM and ICD-10-PCS as CMS publishes them each fiscal year.
 *
 * The order file, the same for both:
 *   columns  1-5   order number, ascending from 00001
 *            7-13  code without its dot
 *            15    1: may stand on a claim; 0: a heading, more characters are needed
 *            17-76 short description
 *            78-   long description
 *
 * The file of codes, without headings: columns 1-7 the code, 9- its description, which may lack.
 * The same as CSV: order, code, valid, description.
 *
 * No date stands in the file: the year is in its name (icd10cm_order_2026.txt; icd10cm-order-April-
 * 2026.txt for the addition of 1 April). A fiscal year runs from 1 October of the year before. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum { FIRST_YEAR = 2016 };

typedef struct order_line {
    uint32_t number;
    sj_str code, text;
    bool heading;
} order_line;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/* A letter, then digits and letters (the second was a digit until QA00101 came): 3 to 7. */
static bool is_cm(sj_str s) {
    return s.len >= 3 && s.len <= 7 && is_upper(s.ptr[0]) && sj_is_capital(s);
}

/* Seven digits and letters, never I or O; a heading has three to six. */
static bool is_pcs(sj_str s, bool heading) {
    if (heading ? s.len < 3 || s.len > 6 : s.len != 7) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!is_digit(c) && (!is_upper(c) || c == 'I' || c == 'O')) return false;
    }
    return true;
}

static bool is_code(sj_str s, bool heading, sj_code_kind kind) {
    return kind == SJ_CODES_ICD10PCS ? is_pcs(s, heading) : is_cm(s);
}

static bool read_order_line(order_line *out, sj_str line) {
    if (line.len < 17 || line.ptr[5] != ' ' || line.ptr[13] != ' ' || line.ptr[15] != ' ')
        return false;
    out->number = 0;
    for (int i = 0; i < 5; i++) {
        if (!is_digit(line.ptr[i])) return false;
        out->number = 10 * out->number + (uint32_t)(line.ptr[i] - '0');
    }
    out->code = sj_columns(line, 7, 13);
    out->text = sj_columns(line, 17, 76);
    out->heading = line.ptr[14] == '0';
    return (out->heading || line.ptr[14] == '1') && out->text.len > 0;
}

/* A last line without its end: the long description is never shorter than the short one. */
static bool is_finished(sj_str line) {
    return sj_columns(line, 78, line.len).len >= sj_columns(line, 17, 76).len;
}

/* The first line is one of an order file; the name tells the system, or else whether all codes of
 * the first lines are of its shape. */
static bool sniff_order(const sj_import_source *src, sj_code_kind kind) {
    bool pcs = sj_text_find(src->name, "pcs") >= 0, cm = sj_text_find(src->name, "10cm") >= 0;
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    unsigned seen = 0;
    for (sj_str line; seen < 200 && sj_lines_next(&lines, &line) && lines.terminated;) {
        order_line o;
        if (sj_str_trim(line).len == 0) continue;
        if (!read_order_line(&o, line)) return seen > 0;
        if (pcs != cm) return pcs == (kind == SJ_CODES_ICD10PCS);
        if (!is_code(o.code, o.heading, kind)) return false;
        if (kind == SJ_CODES_ICD10CM && !is_digit(o.code.ptr[1])) return false;
        seen++;
    }
    return seen > 0;
}

/* Both shapes fit a few diagnoses of seven characters: PCS is asked first, and a heading of three
 * with a digit behind a letter is CM's. */
static bool sniff_cm(const sj_import_source *src) {
    return sniff_order(src, SJ_CODES_ICD10CM);
}
static bool sniff_pcs(const sj_import_source *src) {
    return sniff_order(src, SJ_CODES_ICD10PCS) &&
           (sj_text_find(src->name, "pcs") >= 0 || !sniff_order(src, SJ_CODES_ICD10CM));
}

static sj_status read_release(sj_table_release *out, sj_str name, sj_err *err) {
    int year = sj_year_in_name(name);
    if (sj_text_find(name, "addenda") >= 0)
        return sj_err_set(err, SJ_ETABLE, "addenda hold only what changed: import the order file");
    if (year < FIRST_YEAR)
        return sj_err_set(
            err, SJ_ETABLE,
            "the file's name must tell its fiscal year, as icd10cm_order_2026.txt does");
    bool april = sj_text_find(name, "apr") >= 0;
    *out = (sj_table_release){.from = april ? sj_date_of(year, 4, 1) : sj_date_of(year - 1, 10, 1),
                              .through = sj_date_of(year, 9, 30)};
    snprintf(out->name, sizeof out->name, april ? "FY%d-04" : "FY%d", year);
    return SJ_OK;
}

/* What only a whole file must satisfy: excerpts may leave out what they like. The last chapter is
 * Z, the last section X. */
static sj_status finish(sj_import_draft *out, sj_err *err) {
    const sj_table_draft *d = &out->table;
    char last = d->kind == SJ_CODES_ICD10PCS ? 'X' : 'Z';
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no codes");
    if (d->n <= SJ_WHOLE_FILE) return SJ_OK;
    for (size_t i = d->n; i-- > 0;)
        if (*(const char *)&d->entries[i].code == last) return SJ_OK;
    return sj_import_fail(err, 0, "the file is cut short: its last chapter is missing");
}

static sj_status add(sj_import_draft *out, sj_str code, sj_str text, bool heading, sj_err *err) {
    *(heading ? &out->release->headings : &out->release->rows) += 1;
    sj_table_entry e = {.code = sj_code_pack(code),
                        .effective = SJ_NO_DATE,
                        .terminated = SJ_NO_DATE,
                        .text = text,
                        .attributes = heading ? SJ_ROW_HEADING : 0};
    if (!sj_draft_add(&out->table, &e)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    return SJ_OK;
}

static sj_status read_order(sj_import_draft *out, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_status status = read_release(out->release, src->name, err);
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    uint32_t last = 0;
    bool gaps = false;
    for (sj_str line; status == SJ_OK && sj_lines_next(&lines, &line);) {
        if (sj_str_trim(line).len == 0) {
            report->skipped++;
            continue;
        }
        order_line o;
        bool whole = read_order_line(&o, line) && is_code(o.code, o.heading, src->kind) &&
                     (lines.terminated || is_finished(line));
        if (!whole)
            return sj_import_fail(err, lines.number,
                                  lines.terminated ? "this is no line of an order file"
                                                   : "the file is cut short in its last line");
        if (o.number <= last)
            return sj_import_fail(err, lines.number, "the order numbers do not ascend");
        gaps |= o.number != last + 1;
        last = o.number;
        status = add(out, o.code, o.text, o.heading, err);
    }
    report->lines += lines.number;
    if (status == SJ_OK && gaps && out->table.n > SJ_WHOLE_FILE)
        return sj_import_fail(err, lines.number, "lines are missing: the order numbers have gaps");
    return status;
}

/* The file of codes. */

static bool read_code_line(sj_str *code, sj_str *text, sj_str line, sj_code_kind kind) {
    *code = sj_columns(line, 1, 7);
    *text = sj_columns(line, 9, line.len);
    return is_code(*code, false, kind) && (line.len < 8 || line.ptr[7] == ' ');
}

/* Little but the name tells it from other lists of codes. */
static bool sniff_codes(const sj_import_source *src, const char *system) {
    sj_lines lines;
    sj_str line, code, text;
    sj_lines_init(&lines, src->bytes, src->len);
    return sj_text_find(src->name, system) >= 0 && sj_lines_next(&lines, &line) &&
           read_code_line(&code, &text, line, src->kind);
}
static bool sniff_cm_codes(const sj_import_source *src) {
    return sniff_codes(src, "icd10cm");
}
static bool sniff_pcs_codes(const sj_import_source *src) {
    return sniff_codes(src, "icd10pcs");
}

static sj_status read_codes(sj_import_draft *out, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_status status = read_release(out->release, src->name, err);
    out->table.lacks_headings = true;
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    for (sj_str line, code, text; status == SJ_OK && sj_lines_next(&lines, &line);) {
        if (sj_str_trim(line).len == 0)
            report->skipped++;
        else if (read_code_line(&code, &text, line, src->kind))
            status = add(out, code, text, false, err);
        else
            status = sj_import_fail(err, lines.number, "this is no line of a file of codes");
    }
    report->lines += lines.number;
    return status;
}

/* The same as CSV. */

enum { ORDER, CODE, VALID, TEXT, COLUMNS };
static const sj_heading headings[COLUMNS] = {[ORDER] = {"order|ordernumber", true},
                                             [CODE] = {"code|icd10cm|icd_code", true},
                                             [VALID] = {"valid|billable", true},
                                             [TEXT] = {"description|short*|long*", false}};

static bool sniff_csv(const sj_import_source *src) {
    sj_sheet sheet;
    return sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS) &&
           sj_sheet_next(&sheet) && is_cm(sj_sheet_cell(&sheet, CODE));
}

static sj_status read_csv(sj_import_draft *out, const sj_import_source *src,
                          sj_import_report *report, sj_err *err) {
    sj_status status = read_release(out->release, src->name, err);
    sj_sheet sheet;
    if (!sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += sheet.lines.number;
    while (status == SJ_OK && sj_sheet_next(&sheet)) {
        sj_str code = sj_sheet_cell(&sheet, CODE), valid = sj_sheet_cell(&sheet, VALID);
        if (!is_cm(code) || (!sj_str_is(valid, "0") && !sj_str_is(valid, "1")))
            return sj_import_fail(err, sheet.lines.number, "this is no row of an order file");
        status = add(out, code, sj_sheet_cell(&sheet, TEXT), sj_str_is(valid, "0"), err);
    }
    report->lines += sheet.lines.number;
    return status;
}

const sj_importer sj_import_icd10cm = {
    .kind = SJ_CODES_ICD10CM, .sniff = sniff_cm, .read = read_order, .finish = finish, .rank = 3};
const sj_importer sj_import_icd10cm_csv = {
    .kind = SJ_CODES_ICD10CM, .sniff = sniff_csv, .read = read_csv, .finish = finish, .rank = 2};
const sj_importer sj_import_icd10cm_codes = {.kind = SJ_CODES_ICD10CM,
                                             .sniff = sniff_cm_codes,
                                             .read = read_codes,
                                             .finish = finish,
                                             .rank = 1};
const sj_importer sj_import_icd10pcs = {
    .kind = SJ_CODES_ICD10PCS, .sniff = sniff_pcs, .read = read_order, .finish = finish, .rank = 3};
const sj_importer sj_import_icd10pcs_codes = {.kind = SJ_CODES_ICD10PCS,
                                              .sniff = sniff_pcs_codes,
                                              .read = read_codes,
                                              .finish = finish,
                                              .rank = 1};
