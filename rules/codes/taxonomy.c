/* rules/codes/taxonomy.c - health care provider taxonomy, the CSV that NUCC publishes twice a year.
 *
 *   nucc_taxonomy_251.csv: version 25.1, of July 2025 (25.0 is January's)
 *   Code, Grouping, Classification, Specialization, Definition, Notes, Display Name, Section
 *
 * The notes tell when a code was new ("[7/1/2006: new]"), and when it ended ("Deactivation Date:
 * 3/31/2023"; else "1/1/2025: marked inactive", which takes effect a quarter later). */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum { CODE, NOTES, NAME, CLASS, COLUMNS };
enum { CODE_LENGTH = 10 };

static const sj_heading headings[COLUMNS] = {[CODE] = {"code", true},
                                             [NOTES] = {"notes", true},
                                             [NAME] = {"displayname", false},
                                             [CLASS] = {"classification", true}};

static bool is_taxonomy(sj_str s) {
    return s.len == CODE_LENGTH && s.ptr[CODE_LENGTH - 1] == 'X' && sj_code_pack(s) != 0;
}

static bool sniff(const sj_import_source *src) {
    sj_sheet s;
    return sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS) && sj_sheet_next(&s) &&
           is_taxonomy(sj_sheet_cell(&s, CODE));
}

static bool is_date_part(char c) {
    return (c >= '0' && c <= '9') || c == '/';
}

/* The date that ends right before `at`. */
static sj_date date_before(sj_str s, size_t at) {
    size_t from = at;
    while (from > 0 && is_date_part(s.ptr[from - 1])) from--;
    sj_date day;
    return sj_table_date((sj_str){s.ptr + from, at - from}, &day) ? day : SJ_NO_DATE;
}

static sj_date date_after(sj_str s, size_t at) {
    while (at < s.len && s.ptr[at] == ' ') at++;
    size_t to = at;
    while (to < s.len && is_date_part(s.ptr[to])) to++;
    sj_date day;
    return sj_table_date((sj_str){s.ptr + at, to - at}, &day) ? day : SJ_NO_DATE;
}

static sj_date new_on(sj_str notes) {
    ptrdiff_t at = sj_text_find(notes, ": new");
    if (at < 0) return SJ_NO_DATE;
    size_t end = (size_t)at + 5;
    bool word = end < notes.len && notes.ptr[end] >= 'a' && notes.ptr[end] <= 'z';
    return word ? SJ_NO_DATE : date_before(notes, (size_t)at);
}

static sj_date ended_on(sj_str notes) {
    static const char told[] = "deactivation date:";
    ptrdiff_t at = sj_text_find(notes, told);
    if (at >= 0) return date_after(notes, (size_t)at + sizeof told - 1);
    at = sj_text_find(notes, ": marked inactive");
    sj_date marked = at < 0 ? SJ_NO_DATE : date_before(notes, (size_t)at);
    if (marked == SJ_NO_DATE) return SJ_NO_DATE;
    int year, month;
    sj_date_split(marked, &year, &month, NULL);
    return (month > 9 ? sj_date_of(year + 1, month - 9, 1) : sj_date_of(year, month + 3, 1)) - 1;
}

/* "taxonomy_251": version 25.1. */
static sj_status name_release(sj_table_release *r, sj_str name, sj_err *err) {
    ptrdiff_t at = sj_text_find(name, "taxonomy_");
    size_t digits = (size_t)at + 9;
    if (at < 0 || digits + 3 > name.len || !sj_is_digits((sj_str){name.ptr + digits, 3}) ||
        name.ptr[digits + 2] > '1')
        return sj_err_set(err, SJ_ETABLE,
                          "the file's name must tell its version, as nucc_taxonomy_251.csv does");
    int year = 2000 + 10 * (name.ptr[digits] - '0') + name.ptr[digits + 1] - '0';
    bool july = name.ptr[digits + 2] == '1';
    r->from = july ? sj_date_of(year, 7, 1) : sj_date_of(year, 1, 1);
    r->through = july ? sj_date_of(year, 12, 31) : sj_date_of(year, 6, 30);
    snprintf(r->name, sizeof r->name, "%d.%d", year - 2000, july);
    return SJ_OK;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    sj_status status = name_release(out->release, src->name, err);
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str code = sj_sheet_cell(&s, CODE), notes = sj_sheet_cell(&s, NOTES);
        sj_table_entry e = {.code = sj_code_pack(code),
                            .effective = new_on(notes),
                            .terminated = ended_on(notes),
                            .text = sj_sheet_cell(&s, sj_sheet_has(&s, NAME) ? NAME : CLASS)};
        if (!is_taxonomy(code))
            return sj_import_fail(err, s.lines.number, "this is no taxonomy code");
        if (e.effective > out->release->through)
            return sj_import_fail(err, s.lines.number,
                                  "a code is newer than the version that the file's name tells");
        if (e.terminated != SJ_NO_DATE && e.terminated < e.effective) e.effective = SJ_NO_DATE;
        status = sj_import_add(out, &e, err);
    }
    report->lines += s.lines.number;
    return status;
}

const sj_importer sj_import_taxonomy = {
    .kind = SJ_CODES_TAXONOMY, .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 1};
