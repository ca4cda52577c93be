/* rules/codes/reasons.c - claim adjustment reason codes and remittance remark codes.
 *
 * The lists are X12's and CMS's; an office loads a sheet of its own copy, both in one:
 *   code, type (CARC, RARC; Group rows are passed over), description, start date, end date,
 *   last modified
 * It takes the place of the built-in list, which has our own words. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

enum { CODE, TYPE, TEXT, FROM, UNTIL, CHANGED, COLUMNS };

static const sj_heading headings[COLUMNS] = {
    [CODE] = {"adj_code|adjustmentcode|code", true},
    [TYPE] = {"adj_type|codetype|type|list", true},
    [TEXT] = {"adj_description|description", true},
    [FROM] = {"adj_start_date|startdate|start|effective*", true},
    [UNTIL] = {"adj_end_date|enddate|stop*|deactivat*", false},
    [CHANGED] = {"adj_last_modified|lastmodified", false}};

static const char *wanted(sj_code_kind kind) {
    return kind == SJ_CODES_CARC ? "carc" : "rarc";
}

static bool sniff(const sj_import_source *src) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS)) return false;
    while (sj_sheet_next(&s) && s.lines.terminated)
        if (sj_text_is(sj_sheet_cell(&s, TYPE), "carc") ||
            sj_text_is(sj_sheet_cell(&s, TYPE), "rarc"))
            return true;
    return false;
}

static bool read_day(sj_date *out, sj_str text, sj_date *newest) {
    *out = SJ_NO_DATE;
    if (text.len && !sj_table_date(text, out)) return false;
    if (*out > *newest) *newest = *out;
    return true;
}

/* The release is the day of the newest change; it speaks until another is loaded. */
static sj_status name_release(sj_table_release *r, sj_date newest, sj_err *err) {
    if (newest == SJ_NO_DATE) return sj_import_fail(err, 0, "no code has a day");
    r->from = newest;
    r->through = sj_date_of(9999, 12, 31);
    sj_date_print_iso(newest, r->name);
    return SJ_OK;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    out->table.flags |= SJ_TABLE_PARTIAL; /* codes are added three times a year */
    report->skipped += s.lines.number;
    sj_date newest = SJ_NO_DATE, changed, ignored = SJ_NO_DATE;
    sj_status status = SJ_OK;
    while (status == SJ_OK && sj_sheet_next(&s)) {
        if (!sj_text_is(sj_sheet_cell(&s, TYPE), wanted(src->kind))) continue;
        sj_table_entry e = {.code = sj_code_pack(sj_sheet_cell(&s, CODE)),
                            .text = sj_sheet_cell(&s, TEXT)};
        if (!e.code || !read_day(&e.effective, sj_sheet_cell(&s, FROM), &newest) ||
            !read_day(&changed, sj_sheet_cell(&s, CHANGED), &newest) ||
            !read_day(&e.terminated, sj_sheet_cell(&s, UNTIL), &ignored))
            return sj_import_fail(err, s.lines.number, "this is no row of a list of reasons");
        status = sj_import_add(out, &e, err);
    }
    report->lines += s.lines.number;
    return status == SJ_OK ? name_release(out->release, newest, err) : status;
}

const sj_importer sj_import_carc = {
    .kind = SJ_CODES_CARC, .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 1};
const sj_importer sj_import_rarc = {
    .kind = SJ_CODES_RARC, .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 1};
