/* rules/codes/fee.c - the Medicare physician fee schedule's relative value file (PPRRVU, CSV).
 *
 * Its headings stand one word a row over four rows; the last begins with HCPCS. A column's heading
 * is the words above each other. What is read of it: code and modifier, status, PC/TC indicator,
 * global days, the indicators of multiple, bilateral, assistant, co- and team surgery, supervision,
 * the base code of an endoscopy, and three values. The release is in the notice above ("2026
 * National Physician Fee Schedule … July Release"), else in the name.
 *
 * A row's code is the procedure and its modifier ("7104526"). Its text holds the indicators by
 * place, as `struct place` tells. */
#include "rules/codes/import.h"
#include "rules/codes/pairs.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum {
    CODE,
    MODIFIER,
    STATUS,
    PCTC,
    GLOBAL,
    MULTIPLE,
    BILATERAL,
    ASSISTANT,
    CO_SURGEONS,
    TEAM,
    SUPERVISION,
    ENDO_BASE,
    WORK,
    OFFICE,
    FACILITY,
    COLUMNS
};

static const char *const headings[COLUMNS] = {[CODE] = "hcpcs",
                                              [MODIFIER] = "mod",
                                              [STATUS] = "statuscode",
                                              [PCTC] = "pctcind",
                                              [GLOBAL] = "globdays",
                                              [MULTIPLE] = "multproc",
                                              [BILATERAL] = "bilatsurg",
                                              [ASSISTANT] = "asstsurg",
                                              [CO_SURGEONS] = "co-surg",
                                              [TEAM] = "teamsurg",
                                              [SUPERVISION] = "physiciansupervision*",
                                              [ENDO_BASE] = "endobase",
                                              [WORK] = "workrvu",
                                              [OFFICE] = "non-facilitytotal|nonfacilitytotal",
                                              [FACILITY] = "facilitytotal"};

/* Where a column stands in a row's text, and how wide it is; values are hundredths. */
static const struct place {
    uint8_t at, width;
} places[COLUMNS] = {
    [STATUS] = {0, 1},       [PCTC] = {1, 1},       [GLOBAL] = {2, 3},      [MULTIPLE] = {5, 1},
    [BILATERAL] = {6, 1},    [ASSISTANT] = {7, 1},  [CO_SURGEONS] = {8, 1}, [TEAM] = {9, 1},
    [SUPERVISION] = {10, 2}, [ENDO_BASE] = {12, 5}, [WORK] = {17, 7},       [OFFICE] = {24, 7},
    [FACILITY] = {31, 7}};
enum { TEXT_SIZE = 38, HEADING_SIZE = 64, TOP = 24 };

/* The file's columns: where they stand, and which release the notice tells. */
typedef struct layout {
    sj_lines lines;
    int at[COLUMNS];
    int year, month;
} layout;

static void add_words(char (*words)[HEADING_SIZE], const sj_str *cells, size_t n) {
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(words[i]);
        size_t more =
            cells[i].len < HEADING_SIZE - 1 - used ? cells[i].len : HEADING_SIZE - 1 - used;
        memcpy(words[i] + used, cells[i].ptr, more);
        words[i][used + more] = 0;
    }
}

static bool find_columns(int at[COLUMNS], char (*words)[HEADING_SIZE], size_t n) {
    for (int c = 0; c < COLUMNS; c++) {
        at[c] = -1;
        for (size_t i = 0; i < n && at[c] < 0; i++)
            if (sj_heading_matches(sj_str_of(words[i]), headings[c])) at[c] = (int)i;
        if (at[c] < 0) return false;
    }
    return true;
}

/* "2026 National Physician Fee Schedule Relative Value File July Release". */
static void read_notice(layout *l, sj_str cell) {
    static const char *const months[] = {"january rel", "april rel", "july rel", "october rel"};
    if (sj_text_find(cell, "relative value file") < 0) return;
    for (int i = 0; i < 4; i++) {
        if (sj_text_find(cell, months[i]) < 0) continue;
        l->year = sj_year_in_name(cell);
        l->month = 3 * i + 1;
    }
}

static bool find_layout(layout *l, const sj_import_source *src) {
    char words[SJ_SHEET_CELLS][HEADING_SIZE] = {{0}};
    *l = (layout){.year = 0};
    sj_lines_init(&l->lines, src->bytes, src->len);
    sj_str cells[SJ_SHEET_CELLS];
    size_t n, widest = 0;
    for (int i = 0; i < TOP && sj_cells_next(&l->lines, ',', cells, SJ_SHEET_CELLS, &n); i++) {
        if (n > widest) widest = n;
        size_t filled = 0;
        for (size_t c = 0; c < n; c++) filled += cells[c].len > 0;
        for (size_t c = 0; c < n; c++) read_notice(l, cells[c]);
        if (filled > 1) add_words(words, cells, n); /* a notice fills one cell */
        if (n && sj_text_is(cells[0], "hcpcs")) return find_columns(l->at, words, widest);
    }
    return false;
}

static bool sniff(const sj_import_source *src) {
    layout l;
    return find_layout(&l, src);
}

/* "12.34" as 1234, in seven digits. */
static bool put_value(char *to, size_t width, sj_str text) {
    uint64_t value = 0;
    int decimals = -1;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && decimals < 2 && value < 1000000) {
            value = 10 * value + (uint64_t)(c - '0');
            decimals += decimals >= 0;
        } else {
            return false;
        }
    }
    for (int d = decimals < 0 ? 0 : decimals; d < 2; d++) value *= 10;
    for (size_t i = width; i-- > 0; value /= 10) to[i] = (char)('0' + value % 10);
    return value == 0;
}

static bool put_cell(char *text, int column, sj_str cell) {
    const struct place *p = &places[column];
    if (column >= WORK) return put_value(text + p->at, p->width, cell);
    if (cell.len > p->width) return false;
    memcpy(text + p->at, cell.ptr, cell.len);
    return true;
}

static sj_status read_row(sj_import_draft *out, const layout *l, const sj_str *cells, size_t n,
                          const sj_import_source *src, sj_err *err) {
    char text[TEXT_SIZE], code[8];
    memset(text, ' ', sizeof text);
    sj_str given[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        if ((size_t)l->at[c] >= n)
            return sj_import_fail(err, l->lines.number, "the file is cut short in this line");
        given[c] = sj_str_trim(cells[l->at[c]]);
    }
    bool right = given[CODE].len == 5 && sj_is_capital(given[CODE]) &&
                 (given[MODIFIER].len == 0 || given[MODIFIER].len == 2);
    for (int c = STATUS; c < COLUMNS && right; c++) right = put_cell(text, c, given[c]);
    if (!right) return sj_import_fail(err, l->lines.number, "this is no row of a PPRRVU file");
    memcpy(code, given[CODE].ptr, 5);
    if (given[MODIFIER].len) memcpy(code + 5, given[MODIFIER].ptr, 2);
    sj_table_entry e = {.code = sj_code_pack((sj_str){code, 5 + given[MODIFIER].len}),
                        .effective = SJ_NO_DATE,
                        .terminated = SJ_NO_DATE};
    if (!sj_arena_copy(src->arena, (sj_str){text, sizeof text}, &e.text))
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    return sj_import_add(out, &e, err);
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    layout l;
    if (!find_layout(&l, src)) return sj_import_fail(err, 0, "the header rows are missing");
    report->skipped += l.lines.number;
    sj_status status = SJ_OK;
    int year, month;
    if (!l.year)
        status = sj_release_from_name(out->release, src->name, err);
    else if (sj_quarter_in_name(src->name, &year, &month) && (year != l.year || month != l.month))
        status =
            sj_import_fail(err, 0, "the notice in the file tells another release than its name");
    else
        sj_release_quarter(out->release, l.year, l.month);
    sj_str cells[SJ_SHEET_CELLS];
    size_t n;
    while (status == SJ_OK && sj_cells_next(&l.lines, ',', cells, SJ_SHEET_CELLS, &n)) {
        if (n == 0 || cells[0].len == 0)
            report->skipped++;
        else
            status = read_row(out, &l, cells, n, src, err);
    }
    report->lines += l.lines.number;
    return status;
}

static char one(sj_str text, int column) {
    return text.ptr[places[column].at];
}

static int32_t value_of(sj_str text, int column) {
    int32_t value = 0;
    for (size_t i = 0; i < places[column].width; i++)
        value = 10 * value + (text.ptr[places[column].at + i] - '0');
    return value;
}

static void copy_to(char *to, sj_str text, int column) {
    sj_str s = sj_str_trim((sj_str){text.ptr + places[column].at, places[column].width});
    memcpy(to, s.ptr, s.len);
    to[s.len] = 0;
}

sj_code_state sj_tables_fee(const sj_tables *t, sj_str code, sj_str modifier, sj_date on,
                            sj_fee_info *info) {
    char key[8];
    if (code.len != 5 || (modifier.len != 0 && modifier.len != 2))
        return sj_tables_has(t, SJ_CODES_FEE) ? SJ_CODE_UNKNOWN : SJ_CODE_NO_TABLE;
    memcpy(key, code.ptr, 5);
    if (modifier.len) memcpy(key + 5, modifier.ptr, 2);
    sj_code_info found;
    sj_str whole = {key, 5 + modifier.len};
    sj_code_state state = sj_tables_lookup(t, SJ_CODES_FEE, whole, on, &found);
    if (state != SJ_CODE_VALID || !info || found.text.len != TEXT_SIZE) return state;
    *info = (sj_fee_info){.effective = found.effective,
                          .status = one(found.text, STATUS),
                          .pctc = one(found.text, PCTC),
                          .multiple = one(found.text, MULTIPLE),
                          .bilateral = one(found.text, BILATERAL),
                          .assistant = one(found.text, ASSISTANT),
                          .co_surgeons = one(found.text, CO_SURGEONS),
                          .team = one(found.text, TEAM),
                          .work = value_of(found.text, WORK),
                          .total_office = value_of(found.text, OFFICE),
                          .total_facility = value_of(found.text, FACILITY)};
    copy_to(info->global, found.text, GLOBAL);
    copy_to(info->supervision, found.text, SUPERVISION);
    copy_to(info->endo_base, found.text, ENDO_BASE);
    return state;
}

const sj_importer sj_import_fee = {.kind = SJ_CODES_FEE,
                                   .sniff = sniff,
                                   .read = read,
                                   .finish = sj_import_reaches_end,
                                   .flags = SJ_TABLE_VALUED,
                                   .rank = 1};
