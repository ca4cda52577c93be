/* rules/codes/cpt.c - CPT from a file that an office makes of its own licensed copy.
 *
 * CPT belongs to the American Medical Association: none is shipped. Any CSV or tab-separated file
 * with a header row will do (README.md); only the code is required:
 *
 *   code          CPT, CPT code, code
 *   description   short description
 *   effective     first day; termination: last day
 *   sex           F, M; empty: either
 *   min age, max age    whole years
 *   global        000, 010, 090, MMM, XXX, YYY, ZZZ
 *
 * Attributes: minimum age, maximum age (a byte each), sex (two bits), 1 + index of global days. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum { CODE, TEXT, FROM, UNTIL, SEX, MIN_AGE, MAX_AGE, GLOBAL, COLUMNS };

static const sj_heading headings[COLUMNS] = {
    [CODE] = {"cpt|cptcode|cpt_code|code|procedurecode|procedure_code", true},
    [TEXT] = {"shortdescription|short_description|description|descriptor", false},
    [FROM] = {"effective|effectivedate|effective_date|added|start|start_date|startdate", false},
    [UNTIL] =
        {"termination|terminationdate|termination_date|terminated|deleted|end|end_date|enddate",
         false},
    [SEX] = {"sex|gender", false},
    [MIN_AGE] = {"minage|min_age|agefrom|age_from|minimumage", false},
    [MAX_AGE] = {"maxage|max_age|ageto|age_to|maximumage", false},
    [GLOBAL] = {"global|globaldays|global_days|globdays", false}};

/* Five digits, or four and the letter of a category or of laboratory analyses. */
static bool is_cpt(sj_str s) {
    if (s.len != 5 || !sj_is_digits((sj_str){s.ptr, 4})) return false;
    return (s.ptr[4] >= '0' && s.ptr[4] <= '9') || strchr("AFMTU", s.ptr[4]) != NULL;
}

static bool sniff(const sj_import_source *src) {
    sj_sheet sheet;
    if (!sj_sheet_open(&sheet, src->bytes, src->len, headings, COLUMNS)) return false;
    bool told = sheet.at[FROM] >= 0 || sheet.at[TEXT] >= 0 ||
                sj_text_find(sj_sheet_cell(&sheet, CODE), "cpt") >= 0;
    return told && sj_sheet_next(&sheet) && is_cpt(sj_sheet_cell(&sheet, CODE));
}

/* An age from 0 to 254; empty: `none`. */
static bool read_age(uint32_t *out, sj_str text, uint32_t none) {
    *out = none;
    if (text.len == 0) return true;
    if (text.len > 3 || !sj_is_digits(text)) return false;
    *out = 0;
    for (size_t i = 0; i < text.len; i++) *out = 10 * *out + (uint32_t)(text.ptr[i] - '0');
    return *out < UINT8_MAX;
}

static bool read_sex(uint32_t *out, sj_str text) {
    *out = text.len == 0                                                          ? 0
           : sj_text_is(text, "f") || sj_text_is(text, "female")                  ? 1
           : sj_text_is(text, "m") || sj_text_is(text, "male")                    ? 2
           : sj_text_is(text, "u") || sj_heading_matches(text, "both|either|any") ? 0
                                                                                  : 3;
    return *out < 3;
}

static bool read_attributes(uint32_t *out, const sj_sheet *s) {
    uint32_t min, max, sex, global = 0;
    if (!read_age(&min, sj_sheet_cell(s, MIN_AGE), 0) ||
        !read_age(&max, sj_sheet_cell(s, MAX_AGE), UINT8_MAX) ||
        !read_sex(&sex, sj_sheet_cell(s, SEX)))
        return false;
    sj_str days = sj_sheet_cell(s, GLOBAL);
    while (days.len && global < SJ_GLOBALS && !sj_text_is(days, sj_global_names[global])) global++;
    *out = min | max << 8 | sex << 16 | (days.len ? global + 1 : 0) << 18;
    return global < SJ_GLOBALS && min <= max;
}

static bool read_day(sj_date *out, sj_str text) {
    *out = SJ_NO_DATE;
    return text.len == 0 || sj_table_date(text, out);
}

static sj_status name_release(sj_table_release *r, sj_str name, sj_date newest, sj_err *err) {
    int year = sj_year_in_name(name);
    if (!year && newest != SJ_NO_DATE) sj_date_split(newest, &year, NULL, NULL);
    if (!year)
        return sj_err_set(err, SJ_ETABLE,
                          "neither the file nor its name tells its year, as "
                          "cpt_2026.csv would");
    if (newest != SJ_NO_DATE && newest > sj_date_of(year, 12, 31))
        return sj_import_fail(err, 0, "codes begin after the year that the file's name tells");
    r->from = sj_date_of(year, 1, 1);
    r->through = sj_date_of(year, 12, 31);
    snprintf(r->name, sizeof r->name, "%04d", year);
    return SJ_OK;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    sj_date newest = SJ_NO_DATE;
    sj_status status = SJ_OK;
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str code = sj_sheet_cell(&s, CODE);
        sj_table_entry e = {.code = sj_code_pack(code), .text = sj_sheet_cell(&s, TEXT)};
        if (!is_cpt(code)) return sj_import_fail(err, s.lines.number, "this is no CPT code");
        if (!read_day(&e.effective, sj_sheet_cell(&s, FROM)) ||
            !read_day(&e.terminated, sj_sheet_cell(&s, UNTIL)))
            return sj_import_fail(err, s.lines.number, "a day that is none");
        if (!read_attributes(&e.attributes, &s))
            return sj_import_fail(err, s.lines.number, "an age, sex or global period that is none");
        if (e.effective > newest) newest = e.effective;
        status = sj_import_add(out, &e, err);
    }
    report->lines += s.lines.number;
    return status == SJ_OK ? name_release(out->release, src->name, newest, err) : status;
}

const sj_importer sj_import_cpt = {
    .kind = SJ_CODES_CPT, .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 1};
