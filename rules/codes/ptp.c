/* rules/codes/ptp.c - NCCI procedure-to-procedure edits, the tab-separated files of a quarter.
 *
 * CMS ships four parts (f1 … f4) for practitioners and four for outpatient hospitals, each with
 * some lines of notice and headings over several lines. What tells a row is its shape:
 *
 *   column 1  column 2  * (before 1996)  effective  deleted (*: not)  0, 1 or 9  rationale
 *   0001A     0591T                      20201201   *                 1          Misuse of …
 *
 * Or a sheet with the columns column1, column2, deletion_date, modifier_indicator and perhaps
 * effective_date: without the latter nothing is known of days before its quarter. The quarter is in
 * the name (2026q3, or the version v322r0), else that of the newest day; for whom also is. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

enum { FIRST, SECOND, OLD, FROM, UNTIL, INDICATOR, RATIONALE, COLUMNS };
enum { CELLS = 8, TOP = 40 };

static const sj_heading headings[COLUMNS] = {[FIRST] = {"column1", true},
                                             [SECOND] = {"column2", true},
                                             [OLD] = {"*inexistence*|before_1996", false},
                                             [FROM] = {"effective*", false},
                                             [UNTIL] = {"deletion*", true},
                                             [INDICATOR] = {"modifier*", true},
                                             [RATIONALE] = {"*rationale", false}};

typedef struct pair_row {
    sj_str first, second, old, from, until, indicator, rationale;
} pair_row;

/* Is it one of CMS's rows, by its shape? */
static bool is_row(const sj_str *cells, size_t n) {
    if (n < 6 || !sj_is_procedure(cells[FIRST]) || !sj_is_procedure(cells[SECOND])) return false;
    sj_str from = cells[FROM];
    return (from.len == 0 || (from.len == 8 && sj_is_digits(from))) && cells[INDICATOR].len == 1;
}

static bool find_row(const sj_import_source *src) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    sj_str cells[CELLS];
    size_t n;
    for (int i = 0; i < TOP && sj_cells_next(&lines, '\t', cells, CELLS, &n); i++)
        if (is_row(cells, n)) return true;
    return false;
}

static bool is_for_hospitals(sj_str name) {
    return sj_text_find(name, "oph") >= 0 || sj_text_find(name, "hospital") >= 0;
}
static bool is_for_practitioners(sj_str name) {
    return sj_text_find(name, "pra") >= 0 && !is_for_hospitals(name);
}

static bool sniff_form(const sj_import_source *src) {
    sj_sheet s;
    return find_row(src) || sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS);
}
static bool sniff_practitioner(const sj_import_source *src) {
    return (src->told || is_for_practitioners(src->name)) && sniff_form(src);
}
static bool sniff_hospital(const sj_import_source *src) {
    return (src->told || is_for_hospitals(src->name)) && sniff_form(src);
}

static bool read_day(sj_date *out, sj_str text) {
    *out = SJ_NO_DATE;
    if (text.len == 0 || sj_str_is(text, "*") || sj_str_is(text, "9999-12-31")) return true;
    return sj_table_date(text, out);
}

static sj_status add(sj_import_draft *out, const pair_row *r, sj_date *newest, uint32_t line,
                     sj_err *err) {
    sj_pair_entry e = {.key = sj_pair_key(r->first, r->second)};
    char indicator = r->indicator.len == 1 ? r->indicator.ptr[0] : 0;
    if (!e.key || !read_day(&e.effective, r->from) || !read_day(&e.deleted, r->until) ||
        (indicator != '0' && indicator != '1' && indicator != '9'))
        return sj_import_fail(err, line, "this is no row of a PTP table");
    if (e.effective > *newest) *newest = e.effective;
    e.attributes = (uint32_t)indicator | (sj_str_is(r->old, "*") ? SJ_PAIR_OLD : 0);
    e.text = sj_pair_draft_text(&out->pairs, r->rationale);
    out->release->rows++;
    return sj_pair_draft_add(&out->pairs, &e) ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "out of memory");
}

/* CMS's own form. Lines before the first row are notice and headings. */
static sj_status read_text(sj_import_draft *out, const sj_import_source *src, sj_date *newest,
                           sj_import_report *report, sj_err *err) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    sj_str cells[CELLS];
    sj_status status = SJ_OK;
    bool begun = false;
    for (size_t n; status == SJ_OK && sj_cells_next(&lines, '\t', cells, CELLS, &n);) {
        bool row = is_row(cells, n), blank = n == 1 && cells[0].len == 0;
        if (!row && begun && !blank)
            return sj_import_fail(err, lines.number,
                                  lines.terminated ? "this is no row of a PTP table"
                                                   : "the file is cut short in its last line");
        if (!row) {
            report->skipped++;
            continue;
        }
        begun = true;
        pair_row r = {cells[FIRST],
                      cells[SECOND],
                      cells[OLD],
                      cells[FROM],
                      cells[UNTIL],
                      cells[INDICATOR],
                      n > RATIONALE ? cells[RATIONALE] : (sj_str){NULL, 0}};
        status = add(out, &r, newest, lines.number, err);
    }
    report->lines += lines.number;
    return status;
}

static sj_status read_sheet(sj_import_draft *out, const sj_import_source *src, sj_date *newest,
                            sj_import_report *report, sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    if (!sj_sheet_has(&s, FROM)) out->pairs.flags &= ~SJ_PAIRS_CUMULATIVE;
    report->skipped += s.lines.number;
    sj_status status = SJ_OK;
    bool begun = false; /* headings may go over several lines */
    while (status == SJ_OK && sj_sheet_next(&s)) {
        begun |= sj_is_procedure(sj_sheet_cell(&s, FIRST));
        if (!begun) {
            report->skipped++;
            continue;
        }
        pair_row r = {sj_sheet_cell(&s, FIRST),    sj_sheet_cell(&s, SECOND),
                      sj_sheet_cell(&s, OLD),      sj_sheet_cell(&s, FROM),
                      sj_sheet_cell(&s, UNTIL),    sj_sheet_cell(&s, INDICATOR),
                      sj_sheet_cell(&s, RATIONALE)};
        status = add(out, &r, newest, s.lines.number, err);
    }
    report->lines += s.lines.number;
    return status;
}

/* f3 in …-f3.txt: the third part. */
static uint32_t part_bit(sj_str name) {
    for (size_t i = 0; i + 3 < name.len; i++)
        if ((name.ptr[i] == '-' || name.ptr[i] == '_') && (name.ptr[i + 1] | 32) == 'f' &&
            name.ptr[i + 2] >= '1' && name.ptr[i + 2] <= '9' && name.ptr[i + 3] == '.')
            return 1u << (name.ptr[i + 2] - '0');
    return 0;
}

static sj_status name_release(sj_table_release *r, sj_str name, sj_date newest, sj_err *err) {
    int year, month;
    if (!sj_quarter_in_name(name, &year, &month)) {
        if (newest == SJ_NO_DATE) return sj_release_from_name(r, name, err);
        sj_date_split(newest, &year, &month, NULL);
        month -= (month - 1) % 3;
    }
    uint32_t rows = r->rows;
    sj_release_quarter(r, year, month);
    r->rows = rows;
    if (newest != SJ_NO_DATE && newest > r->through)
        return sj_import_fail(err, 0,
                              "pairs begin after the quarter that the file's name tells: "
                              "a file of another quarter");
    return SJ_OK;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_date newest = SJ_NO_DATE;
    uint32_t bit = part_bit(src->name);
    if (bit & out->part_bits) return sj_import_fail(err, 0, "the same part is there twice");
    out->part_bits |= bit;
    sj_status status = find_row(src) ? read_text(out, src, &newest, report, err)
                                     : read_sheet(out, src, &newest, report, err);
    return status == SJ_OK ? name_release(out->release, src->name, newest, err) : status;
}

/* All parts must be there: none left out between, and the last codes reached. */
static sj_status finish(sj_import_draft *out, sj_err *err) {
    sj_pair_draft *d = &out->pairs;
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no pairs");
    uint32_t parts = out->part_bits >> 1;
    if (parts & (parts + 1))
        return sj_import_fail(err, 0,
                              "a part of the quarter is missing: import all its files together");
    if (d->n <= SJ_WHOLE_FILE) return SJ_OK;
    sj_pair_draft_sort(d);
    char buf[SJ_PAIR_NAME];
    if (sj_pair_name(d->entries[d->n - 1].key, buf).ptr[0] < 'G')
        return sj_import_fail(err, 0,
                              "the last part of the quarter is missing: import all its files "
                              "together");
    return SJ_OK;
}

const sj_importer sj_import_ptp[2] = {{.kind = SJ_CODES_PTP_PRACTITIONER,
                                       .sniff = sniff_practitioner,
                                       .read = read,
                                       .finish = finish,
                                       .flags = SJ_PAIRS_CUMULATIVE,
                                       .rank = 1,
                                       .parts = true},
                                      {.kind = SJ_CODES_PTP_HOSPITAL,
                                       .sniff = sniff_hospital,
                                       .read = read,
                                       .finish = finish,
                                       .flags = SJ_PAIRS_CUMULATIVE,
                                       .rank = 1,
                                       .parts = true}};
