/* rules/codes/zip.c - ZIP codes and their states, from the file of localities that CMS publishes.
 *
 * ZIP5_JUL2026.txt, 80 columns: 1-2 state, 3-7 ZIP code, 8-12 carrier, 13-14 locality …, 76-80 year
 * and quarter. Or any sheet with columns for ZIP code and state. For codes that it does not hold
 * the first three digits are kept too, with all states in which they occur. The text of a row is
 * its states, separated by blanks. */
#include "rules/codes/import.h"
#include "rules/codes/pairs.h"
#include "rules/codes/sheet.h"

enum { ZIP, STATE, COLUMNS };
enum { LINE = 80, PREFIXES = 1000, STATES_TEXT = 3 * 8 };

static const sj_heading headings[COLUMNS] = {
    [ZIP] = {"zip|zipcode|zip_code|zip5", true},
    [STATE] = {"state|state_code|stateabbreviation", true}};

static bool is_state(sj_str s) {
    return s.len == 2 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' && s.ptr[1] >= 'A' && s.ptr[1] <= 'Z';
}
static bool is_zip(sj_str s) {
    return s.len == 5 && sj_is_digits(s);
}

static bool read_fixed(sj_str line, sj_str *zip, sj_str *state) {
    *state = sj_columns(line, 1, 2);
    *zip = sj_columns(line, 3, 7);
    return line.len >= LINE - 5 && is_state(*state) && is_zip(*zip) &&
           sj_is_digits(sj_columns(line, 8, 12));
}

static bool sniff(const sj_import_source *src) {
    sj_lines lines;
    sj_str line, zip, state;
    sj_lines_init(&lines, src->bytes, src->len);
    if (sj_lines_next(&lines, &line) && read_fixed(line, &zip, &state)) return true;
    sj_sheet s;
    return sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS) && sj_sheet_next(&s) &&
           is_zip(sj_sheet_cell(&s, ZIP)) && is_state(sj_sheet_cell(&s, STATE));
}

/* States of each three digits, as text. */
typedef struct prefixes {
    char states[PREFIXES][STATES_TEXT];
} prefixes;

static void add_state(prefixes *p, sj_str zip, sj_str state) {
    char *text = p->states[100 * (zip.ptr[0] - '0') + 10 * (zip.ptr[1] - '0') + zip.ptr[2] - '0'];
    size_t used = strlen(text);
    if (memmem(text, used, state.ptr, 2) || used + 4 > STATES_TEXT) return;
    if (used) text[used++] = ' ';
    memcpy(text + used, state.ptr, 2);
}

static sj_status add_zip(sj_import_draft *out, prefixes *p, sj_str zip, sj_str state, sj_err *err) {
    sj_table_entry e = {.code = sj_code_pack(zip),
                        .effective = SJ_NO_DATE,
                        .terminated = SJ_NO_DATE,
                        .text = state};
    add_state(p, zip, state);
    return sj_import_add(out, &e, err);
}

static sj_status add_prefixes(sj_import_draft *out, const prefixes *p, sj_arena *arena,
                              sj_err *err) {
    for (int i = 0; i < PREFIXES; i++) {
        char code[3] = {(char)('0' + i / 100), (char)('0' + i / 10 % 10), (char)('0' + i % 10)};
        sj_table_entry e = {.code = sj_code_pack((sj_str){code, 3}),
                            .effective = SJ_NO_DATE,
                            .terminated = SJ_NO_DATE};
        if (!p->states[i][0]) continue;
        if (!sj_arena_copy(arena, sj_str_of(p->states[i]), &e.text) ||
            !sj_draft_add(&out->table, &e))
            return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    return SJ_OK;
}

static sj_status read_lines(sj_import_draft *out, prefixes *p, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    sj_status status = SJ_OK;
    for (sj_str line, zip, state; status == SJ_OK && sj_lines_next(&lines, &line);) {
        if (sj_str_trim(line).len == 0)
            report->skipped++;
        else if (read_fixed(line, &zip, &state))
            status = add_zip(out, p, zip, state, err);
        else
            status = sj_import_fail(err, lines.number, "this is no line of a file of ZIP codes");
    }
    report->lines += lines.number;
    return status;
}

static sj_status read_sheet(sj_import_draft *out, prefixes *p, const sj_import_source *src,
                            sj_import_report *report, sj_err *err) {
    sj_sheet s;
    sj_status status = SJ_OK;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str zip = sj_sheet_cell(&s, ZIP), state = sj_sheet_cell(&s, STATE);
        status = is_zip(zip) && is_state(state)
                     ? add_zip(out, p, zip, state, err)
                     : sj_import_fail(err, s.lines.number, "this is no ZIP code with its state");
    }
    report->lines += s.lines.number;
    return status;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_status status = sj_release_from_name(out->release, src->name, err);
    if (status != SJ_OK) return status;
    prefixes *p = sj_arena_zalloc(src->arena, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_lines lines;
    sj_str line, zip, state;
    sj_lines_init(&lines, src->bytes, src->len);
    bool fixed = sj_lines_next(&lines, &line) && read_fixed(line, &zip, &state);
    status = fixed ? read_lines(out, p, src, report, err) : read_sheet(out, p, src, report, err);
    out->table.flags |= SJ_TABLE_PARTIAL; /* new ZIP codes come all the time */
    return status == SJ_OK ? add_prefixes(out, p, src->arena, err) : status;
}

sj_str sj_tables_zip_state(const sj_tables *t, sj_str zip) {
    const sj_table_view *v = sj_tables_view(t, SJ_CODES_ZIP);
    if (!v || (zip.len != 5 && zip.len != 9)) return (sj_str){NULL, 0};
    const sj_table_row *row = sj_table_find(v, sj_code_pack((sj_str){zip.ptr, 5}));
    if (!row) row = sj_table_find(v, sj_code_pack((sj_str){zip.ptr, 3}));
    return row ? sj_table_text(v, row, NULL) : (sj_str){NULL, 0};
}

/* States of ZIP codes do not change: days before and after the release are not doubted. */
const sj_importer sj_import_zip = {
    .kind = SJ_CODES_ZIP, .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 1};
