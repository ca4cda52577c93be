/* rules/codes/user_lists.c - lists that belong to others (NUBC and the like) from a user's own
 * sheet.
 *
 * Revenue codes, types of bill, patient status, places of service …: a sheet with a column of
 * codes, recognized by its heading (revenue_code, bill_type, …), or by --kind and a column named
 * code. A description, a first and a last day may stand beside. Such a list may lack codes; it
 * speaks until another one is loaded. Its release is the year in its name, else that of its newest
 * day, else none. */
#include "rules/codes/import.h"
#include "rules/codes/sheet.h"

#include <stdio.h>

#include <stdio.h>

enum { CODE, TEXT, FROM, UNTIL, TYPE, COLUMNS };
enum { UNDATED = 1900 /* the year of a list that tells none */ };

/* What heads the codes of each list, and how wide they are. */
static const struct user_list {
    sj_code_kind kind;
    const char *names;
    uint8_t shortest, longest;
} user_lists[] = {
    {SJ_CODES_REVENUE, "revenue_center_code|revenue_code|revenuecode|rev_code|revcode", 4, 4},
    {SJ_CODES_BILL_TYPE, "bill_type_code|bill_type|billtype|typeofbill|type_of_bill|tob", 3, 4},
    {SJ_CODES_POS, "place_of_service_code|pos_code|placeofservicecode|placeofservice", 2, 2},
    {SJ_CODES_PATIENT_STATUS, "discharge_disposition_code|patient_status_code|patient_status", 2,
     2},
    {SJ_CODES_ADMISSION_TYPE, "admit_type_code|admission_type_code|admission_type", 1, 1},
    {SJ_CODES_ADMISSION_SOURCE, "admit_source_code|admission_source_code|admission_source", 1, 1},
    {SJ_CODES_CARC, "carc", 1, 3},
    {SJ_CODES_RARC, "rarc", 2, 5},
    {SJ_CODES_STATUS_CATEGORY, "status_category_code|status_category", 2, 3},
    {SJ_CODES_STATUS, "claim_status_code|claim_status", 1, 4},
    {SJ_CODES_ENTITY, "entity_code|entity", 2, 3},
    {SJ_CODES_SERVICE_TYPE, "service_type_code|service_type", 1, 3},
    {SJ_CODES_MODIFIER, "modifier|modifier_code", 2, 2}};

static const struct user_list *list_of(sj_code_kind kind) {
    for (size_t i = 0; i < sizeof user_lists / sizeof *user_lists; i++)
        if (user_lists[i].kind == kind) return &user_lists[i];
    return NULL;
}

static bool open_sheet(sj_sheet *s, const sj_import_source *src) {
    char names[160];
    const struct user_list *l = list_of(src->kind);
    if (!l) return false;
    snprintf(names, sizeof names, "%s%s", l->names, src->told ? "|code" : "");
    const sj_heading headings[COLUMNS] = {
        [CODE] = {names, true},
        [TEXT] = {"pos_name|name|description|display|title", true},
        [FROM] = {"effective|effectivedate|effective_date|start_date|startdate|since", false},
        [UNTIL] = {"termination|termination_date|end_date|enddate|until", false},
        [TYPE] = {"pos_type", false}};
    return sj_sheet_open(s, src->bytes, src->len, headings, COLUMNS);
}

static bool sniff(const sj_import_source *src) {
    sj_sheet s;
    return open_sheet(&s, src);
}

static bool is_code(sj_str code, const struct user_list *l) {
    return code.len >= l->shortest && code.len <= l->longest && sj_is_capital(code);
}

static bool read_day(sj_date *out, sj_str text) {
    *out = SJ_NO_DATE;
    return text.len == 0 || sj_table_date(text, out);
}

static void name_release(sj_table_release *r, sj_str name, sj_date newest) {
    int year = sj_year_in_name(name);
    if (!year && newest != SJ_NO_DATE) sj_date_split(newest, &year, NULL, NULL);
    r->from = sj_date_of(year ? year : UNDATED, 1, 1);
    r->through = sj_date_of(9999, 12, 31);
    if (year)
        snprintf(r->name, sizeof r->name, "%04d", year);
    else
        memcpy(r->name, "undated", sizeof "undated");
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    const struct user_list *l = list_of(src->kind);
    sj_sheet s;
    if (!open_sheet(&s, src))
        return sj_import_fail(err, 0, "no columns are headed as codes and their description");
    out->table.flags |= SJ_TABLE_PARTIAL;
    report->skipped += s.lines.number;
    sj_date newest = SJ_NO_DATE;
    sj_status status = SJ_OK;
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str code = sj_sheet_cell(&s, CODE), text = sj_sheet_cell(&s, TEXT);
        if (code.len == 4 && l->longest == 4 && l->shortest == 3 && code.ptr[0] == '0')
            code = (sj_str){code.ptr + 1, 3}; /* a type of bill with its leading zero */
        if (sj_text_is(text, "unassigned")) {
            report->skipped++;
            continue;
        }
        sj_table_entry e = {.code = sj_code_pack(code), .text = text};
        if (!is_code(code, l) || !read_day(&e.effective, sj_sheet_cell(&s, FROM)) ||
            !read_day(&e.terminated, sj_sheet_cell(&s, UNTIL)))
            return sj_import_fail(err, s.lines.number, "this is no row of the list");
        e.attributes = sj_text_is(sj_sheet_cell(&s, TYPE), "facility");
        if (e.effective > newest) newest = e.effective;
        status = sj_import_add(out, &e, err);
    }
    report->lines += s.lines.number;
    name_release(out->release, src->name, newest);
    return status;
}

#define LIST(k)                                                                                    \
    { .kind = (k), .sniff = sniff, .read = read, .flags = SJ_TABLE_DATED, .rank = 0 }
const sj_importer sj_import_lists[] = {
    LIST(SJ_CODES_REVENUE),        LIST(SJ_CODES_BILL_TYPE),      LIST(SJ_CODES_POS),
    LIST(SJ_CODES_PATIENT_STATUS), LIST(SJ_CODES_ADMISSION_TYPE), LIST(SJ_CODES_ADMISSION_SOURCE),
    LIST(SJ_CODES_CARC),           LIST(SJ_CODES_RARC),           LIST(SJ_CODES_STATUS_CATEGORY),
    LIST(SJ_CODES_STATUS),         LIST(SJ_CODES_ENTITY),         LIST(SJ_CODES_SERVICE_TYPE),
    LIST(SJ_CODES_MODIFIER)};
const size_t sj_import_n_lists = sizeof sj_import_lists / sizeof *sj_import_lists;
#undef LIST
