/* rules/codes/mce.c - lists of the Medicare Code Editor: which codes need a look, by age, sex,
 * place.
 *
 * CMS prints them as appendices of its definitions manual; they go round as tables of one row for
 * each list that a code stands on, in two forms:
 *
 *   MCE_Version  MCE_Edit_Type         ICD_Code_Type  ICD_Code     version 37 is of fiscal year
 * 2020 icd_code     icd_conflict_group    icd_conflict_rule           the version is in the name
 *
 * A row's code is D or P (diagnosis, procedure) and the code; its attributes are the SJ_MCE_ bits.
 */
#include "rules/codes/import.h"
#include "rules/codes/pairs.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

enum { CODE, LIST, TYPE, VERSION, COLUMNS };
enum { FIRST_VERSION_YEAR = 1983, MAX_VERSION = 116 };

static const sj_heading headings[COLUMNS] = {
    [CODE] = {"icd_code|icdcode", true},
    [LIST] = {"mce_edit_type|icd_conflict_rule|editlist", true},
    [TYPE] = {"icd_code_type|codetype", false},
    [VERSION] = {"mce_version|version", false}};

static const struct list {
    const char *names; /* as in sj_heading */
    uint32_t bit;
} lists[] = {{"newborn*|perinatal*", SJ_MCE_NEWBORN},
             {"pediatric*", SJ_MCE_PEDIATRIC},
             {"maternity*", SJ_MCE_MATERNITY},
             {"adult*", SJ_MCE_ADULT},
             {"female*", SJ_MCE_FEMALE},
             {"male*", SJ_MCE_MALE},
             {"manifestation*|principal_manifestation", SJ_MCE_MANIFESTATION},
             {"principal_unacceptable|unacceptable*", SJ_MCE_UNACCEPTABLE},
             {"*requiressecondary*|principal_secondary*", SJ_MCE_NEEDS_SECOND},
             {"*questionable*", SJ_MCE_QUESTIONABLE},
             {"noncovered_over60", SJ_MCE_OVER_60},
             {"noncovered_los*|*lengthofstay*", SJ_MCE_LONG_STAY},
             {"noncovered*|non-covered*", SJ_MCE_NOT_COVERED},
             {"limited*", SJ_MCE_LIMITED},
             {"wrong*", SJ_MCE_WRONG},
             {"unspecified*", SJ_MCE_UNSPECIFIED}};

static uint32_t bit_of(sj_str name) {
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (sj_heading_matches(name, lists[i].names)) return lists[i].bit;
    return 0;
}

static bool sniff(const sj_import_source *src) {
    sj_sheet s;
    return sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS) && sj_sheet_next(&s) &&
           bit_of(sj_sheet_cell(&s, LIST));
}

/* D or P, then the code without its dot; 0 when it is none. */
static uint64_t pack(sj_str code, bool procedure) {
    char text[8] = {procedure ? 'P' : 'D'};
    size_t n = 1;
    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] == '.') continue;
        if (n == sizeof text) return 0;
        text[n++] = code.ptr[i];
    }
    return n < 4 ? 0 : sj_code_pack((sj_str){text, n});
}

/* "37", "41.1", "v41_1" in a name: the point one is the addition of April. */
static bool read_version(sj_str text, int *version, bool *april) {
    size_t i = 0;
    *version = 0;
    for (; i < text.len && i < 3 && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
        *version = 10 * *version + (text.ptr[i] - '0');
    *april =
        i + 1 < text.len && (text.ptr[i] == '.' || text.ptr[i] == '_') && text.ptr[i + 1] == '1';
    return *version > 0 && *version <= MAX_VERSION;
}

static sj_status name_release(sj_table_release *r, sj_str version, sj_str name, sj_err *err) {
    int number;
    bool april;
    if (!read_version(version, &number, &april)) {
        ptrdiff_t at = sj_text_find(name, "_v");
        sj_str rest = {name.ptr + at + 2, at < 0 ? 0 : name.len - (size_t)at - 2};
        if (!read_version(rest, &number, &april))
            return sj_err_set(
                err, SJ_ETABLE,
                "neither the file nor its name tells the version, as mce_v41.csv does");
    }
    int year = FIRST_VERSION_YEAR + number;
    r->from = april ? sj_date_of(year, 4, 1) : sj_date_of(year - 1, 10, 1);
    r->through = sj_date_of(year, 9, 30);
    snprintf(r->name, sizeof r->name, april ? "v%d.1" : "v%d", number);
    return SJ_OK;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    sj_str version = {NULL, 0};
    while (sj_sheet_next(&s)) {
        bool procedure = sj_text_is(sj_sheet_cell(&s, TYPE), "p");
        sj_table_entry e = {.code = pack(sj_sheet_cell(&s, CODE), procedure),
                            .effective = SJ_NO_DATE,
                            .terminated = SJ_NO_DATE,
                            .attributes = bit_of(sj_sheet_cell(&s, LIST))};
        if (!e.code || !e.attributes)
            return sj_import_fail(err, s.lines.number,
                                  "this is no row of an MCE list that is known");
        if (sj_sheet_cell(&s, VERSION).len) version = sj_sheet_cell(&s, VERSION);
        if (!sj_draft_add(&out->table, &e)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    report->lines += s.lines.number;
    return name_release(out->release, version, src->name, err);
}

/* Every version of the editor has principal diagnoses that it does not accept: a file without them
 * is an excerpt, and says nothing of the lists that it lacks. */
static void note_lists(sj_table_draft *d) {
    char buf[SJ_CODE_SIZE];
    for (size_t i = 0; i < d->n; i++)
        d->covers[*sj_code_print(d->entries[i].code, buf).ptr == 'P'] |= d->entries[i].attributes;
    d->is_excerpt = !(d->covers[0] & SJ_MCE_UNACCEPTABLE);
}

/* One entry for a code, with the bits of all its lists. */
static sj_status finish(sj_import_draft *out, sj_err *err) {
    sj_table_draft *d = &out->table;
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no codes");
    sj_draft_sort(d);
    size_t n = 1;
    for (size_t i = 1; i < d->n; i++) {
        if (d->entries[i].code == d->entries[n - 1].code)
            d->entries[n - 1].attributes |= d->entries[i].attributes;
        else
            d->entries[n++] = d->entries[i];
    }
    d->n = n;
    note_lists(d);
    out->release->rows = (uint32_t)n;
    return SJ_OK;
}

sj_code_state sj_tables_mce(const sj_tables *t, bool procedure, sj_str code, sj_date on,
                            uint32_t *on_lists) {
    *on_lists = 0;
    const sj_table_view *v = sj_tables_view(t, SJ_CODES_MCE);
    if (!v) return SJ_CODE_NO_TABLE;
    if (!sj_covers(&v->coverage, on)) return SJ_CODE_OUT_OF_RANGE;
    char buf[SJ_CODE_SIZE];
    uint64_t packed = pack(code, procedure);
    sj_code_info info;
    if (packed &&
        sj_tables_lookup(t, SJ_CODES_MCE, sj_code_print(packed, buf), on, &info) == SJ_CODE_VALID)
        *on_lists = info.attributes;
    return SJ_CODE_VALID;
}

void sj_tables_narrow_mce(sj_day_span *io, const sj_tables *t, bool procedure, sj_str code,
                          sj_date on) {
    char buf[SJ_CODE_SIZE] = "";
    uint64_t packed = pack(code, procedure);
    sj_tables_narrow(io, t, SJ_CODES_MCE, packed ? sj_code_print(packed, buf) : (sj_str){buf, 0},
                     on);
}

const sj_importer sj_import_mce = {.kind = SJ_CODES_MCE,
                                   .sniff = sniff,
                                   .read = read,
                                   .finish = finish,
                                   .flags = SJ_TABLE_VALUED,
                                   .rank = 1};
