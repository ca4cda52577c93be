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

#include <stdio.h>

enum { MAX_CELLS = 64, CROSS_REFERENCES = 5, YEAR = 366 };

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

/* Columns of the CSV form by their headings. */
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
static const char *const headings[COLUMNS] = {
    [CODE] = "hcpc",       [RECORD] = "recid",       [SHORT] = "short description",
    [XREF1] = "xref1",     [XREF2] = "xref2",        [XREF3] = "xref3",
    [XREF4] = "xref4",     [XREF5] = "xref5",        [COVERAGE] = "cov",
    [ADDED] = "add dt",    [CHANGED] = "act eff dt", [TERMINATED] = "term dt",
    [ACTION] = "action cd"};

static bool read_headings(int at[COLUMNS], const sj_str *cells, size_t n) {
    for (int c = 0; c < COLUMNS; c++) {
        at[c] = -1;
        for (size_t i = 0; i < n && at[c] < 0; i++)
            if (sj_text_is(sj_str_trim(cells[i]), headings[c])) at[c] = (int)i;
    }
    return at[CODE] >= 0 && at[RECORD] >= 0 && at[ADDED] >= 0;
}

static sj_str cell(const sj_str *cells, size_t n, int at) {
    return at >= 0 && (size_t)at < n ? sj_str_trim(cells[at]) : (sj_str){NULL, 0};
}

static bool read_csv(record *out, const int at[COLUMNS], const sj_str *cells, size_t n) {
    sj_str kind = cell(cells, n, at[RECORD]);
    if (kind.len != 1 || !strchr("3478", kind.ptr[0])) return false;
    *out = (record){.code = cell(cells, n, at[CODE]),
                    .kind = kind.ptr[0],
                    .text = cell(cells, n, at[SHORT]),
                    .coverage = cell(cells, n, at[COVERAGE]),
                    .added = cell(cells, n, at[ADDED]),
                    .changed = cell(cells, n, at[CHANGED]),
                    .terminated = cell(cells, n, at[TERMINATED]),
                    .action = cell(cells, n, at[ACTION])};
    for (int i = 0; i < CROSS_REFERENCES; i++) out->references[i] = cell(cells, n, at[XREF1 + i]);
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
static sj_status take(sj_table_draft *out, const record *r, const sj_import_source *src,
                      newest_days *latest, sj_import_report *report, uint32_t line, sj_err *err) {
    char wanted = src->modifiers ? '7' : '3';
    if (r->kind != wanted) return SJ_OK;
    if (!(src->modifiers ? is_modifier(r->code) : is_procedure(r->code))) {
        report->skipped++;
        return SJ_OK;
    }
    sj_table_entry e = {.code = sj_code_pack(r->code), .text = r->text};
    sj_date changed;
    if (!read_date(r->added, &e.effective, !src->modifiers) ||
        !read_date(r->terminated, &e.terminated, false) || !read_date(r->changed, &changed, false))
        return sj_import_fail(err, line, "a record without its dates: the file is cut short");
    if (!join_references(&e.successor, r, src->arena))
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    if (r->coverage.len) e.attributes |= (unsigned char)r->coverage.ptr[0];
    if (r->action.len) e.attributes |= (uint32_t)(unsigned char)r->action.ptr[0] << 8;
    raise(&latest->added, e.effective);
    raise(&latest->changed, changed);
    out->releases[0].rows++;
    return sj_draft_add(out, &e) ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "out of memory");
}

static sj_status read_fixed_file(sj_table_draft *out, const sj_import_source *src,
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
    report->lines = lines.number;
    return SJ_OK;
}

static bool find_headings(sj_lines *lines, int at[COLUMNS], char *separator) {
    sj_lines start = *lines;
    for (const char *s = ",\t;|"; *s; s++) {
        *lines = start;
        sj_str cells[MAX_CELLS];
        size_t n;
        for (int i = 0; i < 40 && sj_cells_next(lines, *s, cells, MAX_CELLS, &n); i++) {
            if (!read_headings(at, cells, n)) continue;
            *separator = *s;
            return true;
        }
    }
    return false;
}

static sj_status read_csv_file(sj_table_draft *out, const sj_import_source *src,
                               newest_days *latest, sj_import_report *report, sj_err *err) {
    sj_lines lines;
    sj_lines_init(&lines, src->bytes, src->len);
    int at[COLUMNS];
    char separator;
    if (!find_headings(&lines, at, &separator))
        return sj_import_fail(err, 0, "the header row of the HCPCS file is missing");
    report->skipped = lines.number;
    sj_str cells[MAX_CELLS];
    for (size_t n; sj_cells_next(&lines, separator, cells, MAX_CELLS, &n);) {
        record r;
        if (!read_csv(&r, at, cells, n)) {
            report->skipped++;
            continue;
        }
        sj_status status = take(out, &r, src, latest, report, lines.number, err);
        if (status != SJ_OK) return status;
    }
    report->lines = lines.number;
    return SJ_OK;
}

bool sj_sniff_hcpcs(const void *bytes, size_t len) {
    sj_lines lines;
    sj_lines_init(&lines, bytes, len);
    sj_str line;
    for (int i = 0; i < 40 && sj_lines_next(&lines, &line); i++) {
        record r;
        if (read_fixed(&r, line) && (is_procedure(r.code) || is_modifier(r.code))) return true;
    }
    sj_lines_init(&lines, bytes, len);
    int at[COLUMNS];
    char separator;
    return find_headings(&lines, at, &separator);
}

/* The quarter that begins with a month named in the file's name: 1, 4, 7, 10; 0 for a year's file.
 */
static int month_in_name(sj_str name) {
    static const struct {
        const char *word;
        int month;
    } words[] = {{"_jan", 1}, {"_apr", 4}, {"_jul", 7}, {"_oct", 10},
                 {"-jan", 1}, {"-apr", 4}, {"-jul", 7}, {"-oct", 10}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sj_text_find(name, words[i].word) >= 0) return words[i].month;
    return 0;
}

static sj_date quarter_end(int year, int month) {
    return (month == 10 ? sj_date_of(year + 1, 1, 1) : sj_date_of(year, month + 3, 1)) - 1;
}

static sj_status name_release(sj_table_release *out, sj_str name, const newest_days *latest,
                              sj_err *err) {
    int year = sj_year_in_name(name), month = month_in_name(name);
    if (!year) {
        sj_date day = latest->changed > latest->added ? latest->changed : latest->added;
        if (day == SJ_NO_DATE)
            return sj_err_set(err, SJ_ETABLE, "neither the file nor its name tells its year");
        sj_date_split(day, &year, &month, NULL);
        month = month - (month - 1) % 3;
    }
    out->from = sj_date_of(year, month ? month : 1, 1);
    out->through = month ? quarter_end(year, month) : sj_date_of(year, 12, 31);
    snprintf(out->name, sizeof out->name, month ? "%04d-%02d" : "%04d", year, month);
    return SJ_OK;
}

/* The dates inside must fit the year that the name tells. */
static sj_status check_release(const sj_table_draft *d, const newest_days *latest, sj_err *err) {
    const sj_table_release *r = &d->releases[0];
    if (latest->added != SJ_NO_DATE && latest->added > r->through)
        return sj_import_fail(err, 0,
                              "the file adds codes after the release that its name tells: "
                              "a file of another year");
    if (d->n <= SJ_WHOLE_FILE) return SJ_OK;
    if (latest->changed != SJ_NO_DATE && latest->changed < r->from - YEAR)
        return sj_import_fail(err, 0,
                              "nothing in the file changed in the year that its name tells: "
                              "a file of another year");
    for (size_t i = d->n; i-- > 0;)
        if (*(const char *)&d->entries[i].code == 'V') return SJ_OK;
    return sj_import_fail(err, 0, "the file is cut short: its last section is missing");
}

sj_status sj_import_hcpcs(sj_table_draft *out, const sj_import_source *src,
                          sj_import_report *report, sj_err *err) {
    out->kind = src->modifiers ? SJ_CODES_MODIFIER : SJ_CODES_HCPCS;
    out->flags = SJ_TABLE_DATED;
    out->n_releases = 1;
    newest_days latest = {SJ_NO_DATE, SJ_NO_DATE};
    sj_status status = read_fixed_file(out, src, &latest, report, err);
    if (status == SJ_OK && out->n == 0) {
        *report = (sj_import_report){.lines = 0};
        status = read_csv_file(out, src, &latest, report, err);
    }
    if (status == SJ_OK && out->n == 0) status = sj_import_fail(err, 0, "the file holds no codes");
    if (status == SJ_OK) status = name_release(&out->releases[0], src->name, &latest, err);
    return status == SJ_OK ? check_release(out, &latest, err) : status;
}
