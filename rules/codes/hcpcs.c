/* rules/codes/hcpcs.c - the HCPCS Level II file (ANWEB) as CMS publishes it each quarter.
 *
 * Fixed width, 320 columns (later years: 293), or the same fields as CSV or tab-separated text
 * below a header row. Notices may stand in front. What is read of it:
 *
 *   columns   1-5   code; a modifier stands right-justified, or with its blanks stripped
 *             6-10  sequence number
 *             11    record: 3 procedure, 4 its text goes on, 7 modifier, 8 its text goes on
 *             92-119  short description
 *             205-229 five cross references of 5
 *             230   coverage
 *             269-276 added, 277-284 action effective, 285-292 terminated: CCYYMMDD
 *             293   action
 *
 * The dates are the publisher's, so the table is a dated one. The release is told by the file's
 * name (HCPC2026_JUL_ANWEB…), and by its newest date where the name does not tell. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum { CROSS_REFERENCES = 5, YEAR = 366 };

typedef struct record {
    sj_str code;
    char kind; /* '3', '4', '7', '8' */
    sj_str text, references[CROSS_REFERENCES], coverage, action;
    sj_str added, changed, terminated; /* dates as they stand */
} record;

typedef struct newest_days {
    sj_date added, changed;
} newest_days;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_procedure(sj_str s) {
    if (s.len != 5 || !is_upper(s.ptr[0])) return false;
    for (int i = 1; i < 5; i++)
        if (!is_digit(s.ptr[i])) return false;
    return true;
}

static bool is_modifier(sj_str s) {
    if (s.len != 2) return false;
    for (int i = 0; i < 2; i++)
        if (!is_upper(s.ptr[i]) && !is_digit(s.ptr[i])) return false;
    return true;
}

/* Where columns begin: 0, or -3 where a modifier's leading blanks were stripped. False: no record.
 */
static bool find_record(sj_str line, ptrdiff_t *shift) {
    for (*shift = 0; *shift >= -3; *shift -= 3) {
        size_t at = (size_t)(5 + *shift);
        if (line.len < at + 6 || !strchr("3478", line.ptr[at + 5]) || !line.ptr[at + 5]) continue;
        size_t digits = 0;
        while (digits < 5 && is_digit(line.ptr[at + digits])) digits++;
        if (digits == 5) return true;
    }
    return false;
}

static bool read_fixed(record *out, sj_str line) {
    ptrdiff_t shift;
    if (!find_record(line, &shift)) return false;
#define FIELD(from, to) sj_columns(line, (size_t)((from) + shift), (size_t)((to) + shift))
    *out = (record){.code = sj_columns(line, 1, (size_t)(5 + shift)),
                    .kind = line.ptr[10 + shift],
                    .text = FIELD(92, 119),
                    .coverage = FIELD(230, 230),
                    .added = FIELD(269, 276),
                    .changed = FIELD(277, 284),
                    .terminated = FIELD(285, 292),
                    .action = FIELD(293, 293)};
    for (int i = 0; i < CROSS_REFERENCES; i++) out->references[i] = FIELD(205 + 5 * i, 209 + 5 * i);
#undef FIELD
    return true;
}

/* Columns of the CSV form by their headings; a file without record numbers holds procedures. */
enum column {
    CODE,
    RECORD,
    SHORT,
    XREF1,
    XREF2,
    XREF3,
    XREF4,
    XREF5,
    COVERAGE,
    ADDED,
    CHANGED,
    TERMINATED,
    ACTION,
    COLUMNS
};
static const sj_heading headings[COLUMNS] = {[CODE] = {"hcpc|hcpcs_code", true},
                                             [RECORD] = {"recid", false},
                                             [SHORT] = {"shortdescription|short_description", true},
                                             [XREF1] = {"xref1|xref", false},
                                             [XREF2] = {"xref2", false},
                                             [XREF3] = {"xref3", false},
                                             [XREF4] = {"xref4", false},
                                             [XREF5] = {"xref5", false},
                                             [COVERAGE] = {"cov", false},
                                             [ADDED] = {"adddt|date_added", true},
                                             [CHANGED] = {"acteffdt|date_action", false},
                                             [TERMINATED] = {"termdt|date_term", false},
                                             [ACTION] = {"actioncd|action", false}};

static bool read_csv(record *out, const sj_sheet *sheet) {
    sj_str kind = sj_sheet_cell(sheet, RECORD);
    if (sheet->at[RECORD] < 0) kind = SJ_STR("3");
    if (kind.len != 1 || !strchr("3478", kind.ptr[0])) return false;
    *out = (record){.code = sj_sheet_cell(sheet, CODE),
                    .kind = kind.ptr[0],
                    .text = sj_sheet_cell(sheet, SHORT),
                    .coverage = sj_sheet_cell(sheet, COVERAGE),
                    .added = sj_sheet_cell(sheet, ADDED),
                    .changed = sj_sheet_cell(sheet, CHANGED),
                    .terminated = sj_sheet_cell(sheet, TERMINATED),
                    .action = sj_sheet_cell(sheet, ACTION)};
    for (unsigned i = 0; i < CROSS_REFERENCES; i++)
        out->references[i] = sj_sheet_cell(sheet, XREF1 + i);
    return true;
}

/* The cross references with blanks between; false when memory ends. */
static bool join_references(sj_str *out, const record *r, sj_arena *arena) {
    char buf[CROSS_REFERENCES * 8], *to = buf;
    for (int i = 0; i < CROSS_REFERENCES; i++) {
        sj_str x = r->references[i];
        if (x.len == 0 || x.len > 5) continue;
        if (to > buf) *to++ = ' ';
        memcpy(to, x.ptr, x.len);
        to += x.len;
    }
    *out = (sj_str){NULL, 0};
    return to == buf || sj_arena_copy(arena, (sj_str){buf, (size_t)(to - buf)}, out);
}

static bool read_date(sj_str text, sj_date *out, bool required) {
    *out = SJ_NO_DATE;
    return text.len == 0 ? !required : sj_table_date(text, out);
}

static void raise(sj_date *newest, sj_date day) {
    if (day != SJ_NO_DATE && day > *newest) *newest = day;
}

/* Take a record if it is of the wanted sort. */
static sj_status take(sj_import_draft *out, const record *r, const sj_import_source *src,
                      newest_days *latest, sj_import_report *report, uint32_t line, sj_err *err) {
    bool modifiers = src->kind == SJ_CODES_MODIFIER;
    if (r->kind != (modifiers ? '7' : '3')) return SJ_OK;
    if (!(modifiers ? is_modifier(r->code) : is_procedure(r->code))) {
        report->skipped++;
        return SJ_OK;
    }
    sj_table_entry e = {.code = sj_code_pack(r->code), .text = r->text};
    sj_date changed;
    if (!read_date(r->added, &e.effective, !modifiers) ||
        !read_date(r->terminated, &e.terminated, false) || !read_date(r->changed, &changed, false))
        return sj_import_fail(err, line, "a record without its dates: the file is cut short");
    if (!join_references(&e.successor, r, src->arena))
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    if (r->coverage.len) e.attributes |= (unsigned char)r->coverage.ptr[0];
    if (r->action.len) e.attributes |= (uint32_t)(unsigned char)r->action.ptr[0] << 8;
    raise(&latest->added, e.effective);
    raise(&latest->changed, changed);
    return sj_import_add(out, &e, err);
}

static sj_status read_fixed_file(sj_import_draft *out, const sj_import_source *src,
                                 newest_days *latest, sj_import_report *report, sj_err *err) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    for (sj_str line; sj_lines_next(&lines, &line);) {
        record r;
        if (!read_fixed(&r, line)) {
            report->skipped++;
            continue;
        }
        bool detail = r.kind == '3' || r.kind == '7';
        if (!lines.terminated && (detail ? r.action.len == 0 : line.len < 90))
            return sj_import_fail(err, lines.number, "the file is cut short in its last line");
        sj_status status = take(out, &r, src, latest, report, lines.number, err);
        if (status != SJ_OK) return status;
    }
    report->lines += lines.number;
    return SJ_OK;
}

static sj_status read_csv_file(sj_import_draft *out, const sj_import_source *src,
                               newest_days *latest, sj_import_report *report, sj_err *err) {
    sj_sheet sheet;
    if (!sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row of the HCPCS file is missing");
    report->skipped += sheet.lines.number;
    while (sj_sheet_next(&sheet)) {
        record r;
        if (!read_csv(&r, &sheet)) {
            report->skipped++;
            continue;
        }
        sj_status status = take(out, &r, src, latest, report, sheet.lines.number, err);
        if (status != SJ_OK) return status;
    }
    report->lines += sheet.lines.number;
    return SJ_OK;
}

static bool sniff_fixed(const sj_import_source *src) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    sj_str line;
    for (int i = 0; i < SJ_SHEET_TOP && sj_lines_next(&lines, &line); i++) {
        record r;
        if (read_fixed(&r, line) && (is_procedure(r.code) || is_modifier(r.code))) return true;
    }
    return false;
}

static bool sniff_procedures(const sj_import_source *src) {
    sj_sheet sheet;
    return sniff_fixed(src) || sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS);
}

/* Only a file with record numbers holds modifiers. */
static bool sniff_modifiers(const sj_import_source *src) {
    sj_sheet sheet;
    return sniff_fixed(src) || (sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS) &&
                                sheet.at[RECORD] >= 0);
}

/* The quarter from the name; a year's file; else the quarter of the newest date inside. */
static sj_status name_release(sj_table_release *out, sj_str name, const newest_days *latest,
                              sj_err *err) {
    int year, month;
    if (sj_quarter_in_name(name, &year, &month)) {
        sj_release_quarter(out, year, month);
        return SJ_OK;
    }
    year = sj_year_in_name(name);
    if (year) {
        *out =
            (sj_table_release){.from = sj_date_of(year, 1, 1), .through = sj_date_of(year, 12, 31)};
        snprintf(out->name, sizeof out->name, "%04d", year);
        return SJ_OK;
    }
    sj_date day = latest->changed > latest->added ? latest->changed : latest->added;
    if (day == SJ_NO_DATE)
        return sj_err_set(err, SJ_ETABLE, "neither the file nor its name tells its year");
    sj_date_split(day, &year, &month, NULL);
    sj_release_quarter(out, year, month - (month - 1) % 3);
    return SJ_OK;
}

/* The dates inside must fit the year that the name tells. */
static sj_status check_release(const sj_import_draft *out, const newest_days *latest, sj_err *err) {
    const sj_table_release *r = out->release;
    if (latest->added != SJ_NO_DATE && latest->added > r->through)
        return sj_import_fail(err, 0,
                              "the file adds codes after the release that its name tells: "
                              "a file of another year");
    if (out->table.n > SJ_WHOLE_FILE && latest->changed != SJ_NO_DATE &&
        latest->changed < r->from - YEAR)
        return sj_import_fail(err, 0,
                              "nothing in the file changed in the year that its name tells: "
                              "a file of another year");
    return SJ_OK;
}

static sj_status read_file(sj_import_draft *out, const sj_import_source *src,
                           sj_import_report *report, sj_err *err) {
    newest_days latest = {SJ_NO_DATE, SJ_NO_DATE};
    bool fixed = sniff_fixed(src);
    sj_status status = fixed ? read_fixed_file(out, src, &latest, report, err)
                             : read_csv_file(out, src, &latest, report, err);
    uint32_t rows = out->release->rows;
    if (status == SJ_OK) status = name_release(out->release, src->name, &latest, err);
    out->release->rows = rows;
    return status == SJ_OK ? check_release(out, &latest, err) : status;
}

static sj_status finish(sj_import_draft *out, sj_err *err) {
    const sj_table_draft *d = &out->table;
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no codes");
    if (d->n <= SJ_WHOLE_FILE || d->kind == SJ_CODES_MODIFIER) return SJ_OK;
    for (size_t i = d->n; i-- > 0;)
        if (*(const char *)&d->entries[i].code == 'V') return SJ_OK;
    return sj_import_fail(err, 0, "the file is cut short: its last section is missing");
}

/* Codes alone, as some pass them on: what stands in it is valid in its quarter, nothing else is
 * said. */
static bool sniff_codes(const sj_import_source *src) {
    sj_lines lines;
    sj_str line;
    sj_lines_init(&lines, src->bytes, src->len);
    return sj_text_find(src->name, "hcpcs") >= 0 && sj_lines_next(&lines, &line) &&
           is_procedure(sj_str_trim(line));
}

static sj_status read_codes(sj_import_draft *out, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_status status = sj_release_from_name(out->release, src->name, err);
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    for (sj_str line; status == SJ_OK && sj_lines_next(&lines, &line);) {
        sj_str code = sj_str_trim(line);
        if (!is_procedure(code)) return sj_import_fail(err, lines.number, "this is no HCPCS code");
        sj_table_entry e = {
            .code = sj_code_pack(code), .effective = SJ_NO_DATE, .terminated = SJ_NO_DATE};
        status = sj_import_add(out, &e, err);
    }
    report->lines += lines.number;
    return status;
}

const sj_importer sj_import_hcpcs = {.kind = SJ_CODES_HCPCS,
                                     .sniff = sniff_procedures,
                                     .read = read_file,
                                     .finish = finish,
                                     .flags = SJ_TABLE_DATED,
                                     .rank = 2};
const sj_importer sj_import_hcpcs_codes = {
    .kind = SJ_CODES_HCPCS, .sniff = sniff_codes, .read = read_codes, .finish = finish, .rank = 1};
const sj_importer sj_import_modifiers = {.kind = SJ_CODES_MODIFIER,
                                         .sniff = sniff_modifiers,
                                         .read = read_file,
                                         .finish = finish,
                                         .flags = SJ_TABLE_DATED,
                                         .rank = 2};
