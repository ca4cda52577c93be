/* rules/codes/addon.c - add-on codes and their primaries, as CMS publishes them (AOC, text form).
 *
 *   AOC_Edit_Type  Add-On_Code  AOC_DelDT  Primary_Code  Primary_Code_DelDT  AOC_Edit_EffDT
 *   AOC_Edit_DelDT Special_Instruction_Notes
 *
 * Days are CCYYDDD. A pair ends with the first of its three last days. A primary of CCCCC stands
 * for the contractor's own choice. Type and codes are required, days may lack: then nothing is
 * known of days before the file's quarter, which is in its name (AOC_V2026Q3-MCR.txt). */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

enum { TYPE, ADDON, PRIMARY, FROM, UNTIL, ADDON_UNTIL, PRIMARY_UNTIL, COLUMNS };

static const sj_heading headings[COLUMNS] = {
    [TYPE] = {"aoc_edit_type|aocedittype", true},
    [ADDON] = {"add-on_code|add_on_code|addon_code|add-oncode", true},
    [PRIMARY] = {"primary_code|primarycode", true},
    [FROM] = {"aoc_edit_eff*", false},
    [UNTIL] = {"aoc_edit_del*", false},
    [ADDON_UNTIL] = {"aoc_del*", false},
    [PRIMARY_UNTIL] = {"primary_code_del*|primarycode_del*", false}};

static bool sniff(const sj_import_source *src) {
    sj_sheet s;
    return sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS);
}

/* 2026001 is the first of January; days may be written as elsewhere too. */
static bool read_day(sj_date *out, sj_str text) {
    *out = SJ_NO_DATE;
    if (text.len == 0 || sj_str_is(text, "*") || sj_str_is(text, "0")) return true;
    if (text.len != 7 || !sj_is_digits(text)) return sj_table_date(text, out);
    int year = 0, number = 0;
    for (int i = 0; i < 4; i++) year = 10 * year + (text.ptr[i] - '0');
    for (int i = 4; i < 7; i++) number = 10 * number + (text.ptr[i] - '0');
    if (year >= 9999) return true; /* the end of time: open */
    sj_date first = sj_date_of(year, 1, 1);
    if (first == SJ_NO_DATE || number < 1 || number > 366) return false;
    *out = first + number - 1;
    return true;
}

static bool read_last_day(sj_date *out, const sj_sheet *s) {
    sj_date days[3];
    *out = SJ_NO_DATE;
    for (int i = 0; i < 3; i++) {
        if (!read_day(&days[i], sj_sheet_cell(s, (size_t)(UNTIL + i)))) return false;
        if (days[i] != SJ_NO_DATE && (*out == SJ_NO_DATE || days[i] < *out)) *out = days[i];
    }
    return true;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    if (!sj_sheet_has(&s, FROM)) out->pairs.flags &= ~SJ_PAIRS_CUMULATIVE;
    sj_status status = sj_release_from_name(out->release, src->name, err);
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str type = sj_sheet_cell(&s, TYPE);
        sj_pair_entry e = {.key =
                               sj_pair_key(sj_sheet_cell(&s, ADDON), sj_sheet_cell(&s, PRIMARY))};
        if (!e.key || type.len != 1 || type.ptr[0] < '1' || type.ptr[0] > '3' ||
            !read_day(&e.effective, sj_sheet_cell(&s, FROM)) || !read_last_day(&e.deleted, &s))
            return sj_import_fail(err, s.lines.number,
                                  s.lines.terminated ? "this is no row of add-on codes"
                                                     : "the file is cut short in its last line");
        e.attributes = (uint32_t)(type.ptr[0] - '0');
        out->release->rows++;
        if (!sj_pair_draft_add(&out->pairs, &e))
            status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    report->lines += s.lines.number;
    return status;
}

static sj_status finish(sj_import_draft *out, sj_err *err) {
    return out->pairs.n ? SJ_OK : sj_import_fail(err, 0, "the file holds no pairs");
}

const sj_importer sj_import_addon = {.kind = SJ_CODES_ADDON,
                                     .sniff = sniff,
                                     .read = read,
                                     .finish = finish,
                                     .flags = SJ_PAIRS_CUMULATIVE,
                                     .rank = 1};
