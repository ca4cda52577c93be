/* rules/codes/icd10cm.c - the ICD-10-CM order file as CMS publishes it each fiscal year.
 *
 *   columns  1-5   order number, ascending from 00001
 *            7-13  code without its dot
 *            15    1: may stand on a claim; 0: a heading, more characters are needed
 *            17-76 short description
 *            78-   long description
 *
 * No date stands in the file: the year is in its name (icd10cm_order_2026.txt; icd10cm-order-April-
 * 2026.txt for the addition of 1 April). A fiscal year runs from 1 October of the year before. */
#include "rules/codes/import.h"

#include <stdio.h>

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

/* A letter, a digit, then digits and letters: 3 to 7 characters. */
static bool is_code(sj_str s) {
    if (s.len < 3 || s.len > 7 || !is_upper(s.ptr[0]) || !is_digit(s.ptr[1])) return false;
    for (size_t i = 2; i < s.len; i++)
        if (!is_upper(s.ptr[i]) && !is_digit(s.ptr[i])) return false;
    return true;
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
    return is_code(out->code) && (out->heading || line.ptr[14] == '1') && out->text.len > 0;
}

/* A last line without its end: the long description is never shorter than the short one. */
static bool is_finished(sj_str line) {
    return sj_columns(line, 78, line.len).len >= sj_columns(line, 17, 76).len;
}

bool sj_sniff_icd10cm(const void *bytes, size_t len) {
    sj_lines lines;
    sj_lines_init(&lines, bytes, len);
    order_line first;
    for (sj_str line; sj_lines_next(&lines, &line);)
        if (sj_str_trim(line).len) return read_order_line(&first, line);
    return false;
}

static sj_status read_release(sj_table_release *out, sj_str name, sj_err *err) {
    int year = sj_year_in_name(name);
    if (sj_text_find(name, "addenda") >= 0)
        return sj_err_set(err, SJ_ETABLE, "addenda hold only what changed: import the order file");
    if (year < 2016)
        return sj_err_set(
            err, SJ_ETABLE,
            "the file's name must tell its fiscal year, as icd10cm_order_2026.txt does");
    bool april = sj_text_find(name, "apr") >= 0;
    *out = (sj_table_release){.from = april ? sj_date_of(year, 4, 1) : sj_date_of(year - 1, 10, 1),
                              .through = sj_date_of(year, 9, 30)};
    snprintf(out->name, sizeof out->name, april ? "FY%d-04" : "FY%d", year);
    return SJ_OK;
}

/* What only a whole file must satisfy: excerpts may leave out what they like. */
static sj_status check_whole(const sj_table_draft *d, bool gaps, uint32_t line, sj_err *err) {
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no codes");
    if (d->n <= SJ_WHOLE_FILE) return SJ_OK;
    if (gaps) return sj_import_fail(err, line, "lines are missing: the order numbers have gaps");
    for (size_t i = d->n; i-- > 0;)
        if (*(const char *)&d->entries[i].code == 'Z') return SJ_OK;
    return sj_import_fail(err, line, "the file is cut short: its last chapter is missing");
}

sj_status sj_import_icd10cm(sj_table_draft *out, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_table_release *release = &out->releases[0];
    out->kind = SJ_CODES_ICD10CM;
    sj_status status = read_release(release, src->name, err);
    if (status != SJ_OK) return status;
    out->n_releases = 1;
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    uint32_t last = 0;
    bool gaps = false;
    for (sj_str line; sj_lines_next(&lines, &line);) {
        if (sj_str_trim(line).len == 0) {
            report->skipped++;
            continue;
        }
        order_line o;
        bool whole = read_order_line(&o, line) && (lines.terminated || is_finished(line));
        if (!whole)
            return sj_import_fail(err, lines.number,
                                  lines.terminated ? "this is no line of an order file"
                                                   : "the file is cut short in its last line");
        if (o.number <= last)
            return sj_import_fail(err, lines.number, "the order numbers do not ascend");
        gaps |= o.number != last + 1;
        last = o.number;
        *(o.heading ? &release->headings : &release->rows) += 1;
        sj_table_entry e = {.code = sj_code_pack(o.code),
                            .effective = SJ_NO_DATE,
                            .terminated = SJ_NO_DATE,
                            .text = o.text,
                            .attributes = o.heading ? SJ_ROW_HEADING : 0};
        if (!sj_draft_add(out, &e)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    report->lines = lines.number;
    return check_whole(out, gaps, lines.number, err);
}
