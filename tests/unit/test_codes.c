/* Code tables: importing what CMS publishes, history over releases, what a code was on a day. */
#include "tests/unit/code_files.h"

#include "parsers/base/alloc.h"
#include "rules/codes/table.h"

#include <scrubjay/codes.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DATA SJ_SOURCE "/testdata/codes/"

static code_block read_path(const char *path) {
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        if (f) fclose(f);
        return (code_block){NULL, 0};
    }
    code_block b = {malloc((size_t)st.st_size + 1), (size_t)st.st_size};
    ck_assert_uint_eq(fread(b.bytes, 1, b.len, f), b.len);
    fclose(f);
    return b;
}

/* The table after importing `name` over `old`. */
static code_block import(const char *name, code_block old, bool modifiers,
                         sj_import_report *report) {
    char path[512];
    snprintf(path, sizeof path, DATA "%s", name);
    code_block file = read_path(path), out;
    ck_assert_ptr_nonnull(file.bytes);
    sj_import_opts opts = {
        .name = path, .old = old.bytes, .old_len = old.len, .modifiers = modifiers};
    sj_err err = {0};
    sj_status status =
        sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, report, &err);
    ck_assert_msg(status == SJ_OK, "%s: %s (%s), line %u", name, err.msg, err.detail, err.line);
    free(file.bytes);
    return out;
}

static sj_code_state on(const sj_tables *t, sj_code_kind kind, const char *code, const char *iso) {
    return sj_tables_lookup(t, kind, sj_str_of(code), code_day(iso), NULL);
}

START_TEST(test_one_release) {
    sj_import_report report;
    code_block b = import("icd10cm_order_2026.txt", (code_block){0}, false, &report);
    ck_assert_str_eq(report.table.release, "FY2026");
    ck_assert_uint_eq(report.lines, 24);
    ck_assert_uint_eq(report.table.rows + report.table.headings, 24);
    ck_assert_uint_eq(report.table.headings, 11);
    ck_assert_uint_eq(report.added, 24);
    ck_assert_int_eq(report.table.effective, code_day("2025-10-01"));
    ck_assert_int_eq(report.table.through, code_day("2026-09-30"));
    sj_tables *t = code_view(b);
    const sj_code_kind cm = SJ_CODES_ICD10CM;
    ck_assert_int_eq(on(t, cm, "E119", "2025-10-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "E119", "2026-09-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "E119", "2026-10-01"), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(on(t, cm, "E119", "2025-09-30"), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(on(t, cm, "E11", "2026-01-01"), SJ_CODE_HEADER);
    ck_assert_int_eq(on(t, cm, "E118", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, cm, "E118", "2030-01-01"), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(on(t, cm, "", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, cm, "E11.9", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, cm, "S93401AXXX", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, SJ_CODES_CPT, "99213", "2026-01-01"), SJ_CODE_NO_TABLE);
    ck_assert_int_eq(on(NULL, cm, "E119", "2026-01-01"), SJ_CODE_NO_TABLE);
    sj_code_info info;
    sj_tables_lookup(t, cm, SJ_STR("I10"), code_day("2026-01-01"), &info);
    ck_assert(sj_str_is(info.text, "Essential (primary) hypertension"));
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* FY2025, then FY2026: A009 is gone, R05 became a heading, E1169 is new. Then the April addition.
 */
START_TEST(test_history_over_releases) {
    sj_import_report report;
    code_block first = import("icd10cm_order_2025.txt", (code_block){0}, false, &report);
    code_block second = import("icd10cm_order_2026.txt", first, false, &report);
    ck_assert_uint_eq(report.added, 3);   /* E1169, R051, R059 */
    ck_assert_uint_eq(report.ended, 1);   /* A009 */
    ck_assert_uint_eq(report.changed, 1); /* R05 */
    ck_assert_uint_eq(report.unchanged, 20);
    code_block third = import("icd10cm-order-April-2026.txt", second, false, &report);
    ck_assert_str_eq(report.table.release, "FY2026-04");
    ck_assert_uint_eq(report.table.releases, 3);
    ck_assert_uint_eq(report.added, 1);
    sj_tables *t = code_view(third);
    const sj_code_kind cm = SJ_CODES_ICD10CM;
    ck_assert_int_eq(on(t, cm, "A009", "2025-09-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "A009", "2025-10-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(on(t, cm, "R05", "2025-09-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "R05", "2025-10-01"), SJ_CODE_HEADER);
    ck_assert_int_eq(on(t, cm, "R051", "2025-09-30"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(on(t, cm, "R051", "2026-09-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "J0290", "2026-03-31"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(on(t, cm, "J0290", "2026-04-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "E119", "2024-10-01"), SJ_CODE_VALID);
    sj_code_info info;
    sj_tables_lookup(t, cm, SJ_STR("A009"), code_day("2025-12-01"), &info);
    ck_assert_int_eq(info.effective, code_day("2024-10-01"));
    ck_assert_int_eq(info.terminated, code_day("2025-09-30"));
    sj_tables_free(t);
    free(first.bytes);
    free(second.bytes);
    free(third.bytes);
}
END_TEST

START_TEST(test_order_of_releases_does_not_matter) {
    sj_import_report report;
    code_block a = import("icd10cm_order_2026.txt", (code_block){0}, false, &report);
    code_block b = import("icd10cm_order_2025.txt", a, false, &report);
    code_block c = import("icd10cm_order_2025.txt", (code_block){0}, false, &report);
    code_block d = import("icd10cm_order_2026.txt", c, false, &report);
    ck_assert_uint_eq(b.len, d.len);
    ck_assert_mem_eq(b.bytes, d.bytes, b.len);
    free(a.bytes);
    free(b.bytes);
    free(c.bytes);
    free(d.bytes);
}
END_TEST

static const struct {
    const char *name;
    bool modifiers;
} twice[] = {{"icd10cm_order_2026.txt", false},
             {"HCPC2026_APR_ANWEB.txt", false},
             {"HCPC2026_APR_ANWEB.txt", true},
             {"HCPC2026_JUL_ANWEB.csv", false}};

START_TEST(test_twice_changes_nothing) {
    sj_import_report report;
    code_block a = import(twice[_i].name, (code_block){0}, twice[_i].modifiers, &report);
    ck_assert(!report.same);
    code_block b = import(twice[_i].name, a, twice[_i].modifiers, &report);
    ck_assert(report.same);
    ck_assert_uint_eq(report.added + report.ended + report.changed, 0);
    ck_assert_uint_eq(a.len, b.len);
    ck_assert_mem_eq(a.bytes, b.bytes, a.len);
    free(a.bytes);
    free(b.bytes);
}
END_TEST

START_TEST(test_hcpcs) {
    sj_import_report report;
    const sj_code_kind hc = SJ_CODES_HCPCS;
    code_block april = import("HCPC2026_APR_ANWEB.txt", (code_block){0}, false, &report);
    ck_assert_str_eq(report.table.release, "2026-04");
    ck_assert_uint_eq(report.table.rows, 9);
    sj_tables *t = code_view(april);
    ck_assert_int_eq(on(t, hc, "J1885", "2026-05-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, hc, "J1885", "2026-07-01"), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(on(t, hc, "J1885", "2015-01-01"), SJ_CODE_VALID); /* the publisher dates it */
    ck_assert_int_eq(on(t, hc, "J1885", "1992-12-31"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(on(t, hc, "A4466", "2016-12-31"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, hc, "A4466", "2026-05-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(on(t, hc, "Q9999", "2026-03-31"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(on(t, hc, "X0000", "2026-05-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, hc, "X0000", "2025-05-01"), SJ_CODE_OUT_OF_RANGE);
    sj_code_info info;
    sj_tables_lookup(t, hc, SJ_STR("A4466"), code_day("2026-05-01"), &info);
    ck_assert(sj_str_is(info.successor, "A4467"));
    ck_assert(sj_str_is(info.text, "Elastic garment/covering"));
    ck_assert_uint_eq(info.attributes, 'C' | 'D' << 8);
    sj_tables_free(t);

    code_block july = import("HCPC2026_JUL_ANWEB.csv", april, false, &report);
    ck_assert_uint_eq(report.added, 1); /* Q9998 */
    ck_assert_uint_eq(report.ended,
                      2); /* Q9999 by its date, J1885 because it is not there any more */
    t = code_view(july);
    ck_assert_int_eq(on(t, hc, "J1885", "2026-06-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, hc, "J1885", "2026-07-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(on(t, hc, "J1885", "2015-01-01"), SJ_CODE_OUT_OF_RANGE); /* inferred end */
    ck_assert_int_eq(on(t, hc, "Q9999", "2026-06-30"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, hc, "Q9999", "2026-07-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(on(t, hc, "Q9998", "2026-07-01"), SJ_CODE_VALID);
    sj_tables_lookup(t, hc, SJ_STR("Q9998"), code_day("2026-07-01"), &info);
    ck_assert(sj_str_is(info.text, "A \"\"July\"\" code")); /* doubled quotes stay as they are */
    sj_tables_free(t);
    free(april.bytes);
    free(july.bytes);
}
END_TEST

START_TEST(test_modifiers) {
    sj_import_report report;
    code_block b = import("HCPC2026_APR_ANWEB.txt", (code_block){0}, true, &report);
    ck_assert_uint_eq(report.table.rows, 8);
    ck_assert_int_eq(report.table.kind, SJ_CODES_MODIFIER);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(on(t, SJ_CODES_MODIFIER, "AT", "2026-05-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, SJ_CODES_MODIFIER, "ZZ", "2026-05-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(on(t, SJ_CODES_MODIFIER, "25", "2026-05-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(on(t, SJ_CODES_HCPCS, "J1885", "2026-05-01"), SJ_CODE_NO_TABLE);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* Records of later years: 293 columns, a modifier's blanks stripped. */
START_TEST(test_hcpcs_stripped_modifier) {
    char line[] = "A1001007Dressing for one wound";
    char file[400];
    memset(file, ' ', sizeof file);
    memcpy(file, line, sizeof line - 1);
    memcpy(file + 268 - 3, "2002070120020701        N\r\n", 27);
    code_block out;
    sj_import_report report;
    sj_import_opts opts = {.name = "HCPC2026_JUL_ANWEB_06172026.txt", .modifiers = true};
    sj_err err = {0};
    sj_status status =
        sj_codes_import(file, 268 - 3 + 27, &opts, &out.bytes, &out.len, &report, &err);
    ck_assert_msg(status == SJ_OK, "%s", err.msg);
    sj_tables *t = code_view(out);
    ck_assert_int_eq(on(t, SJ_CODES_MODIFIER, "A1", "2026-08-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, SJ_CODES_MODIFIER, "A1", "2002-06-30"), SJ_CODE_NOT_YET);
    sj_tables_free(t);
    free(out.bytes);
}
END_TEST

/* Files that must be refused: what is cut out of or changed in a good one, and a word of the
 * reason. */
static const struct refusal {
    const char *file, *name;
    size_t keep; /* bytes; 0: all */
    size_t poke; /* where one byte is changed; 0: nowhere */
    char to;
    const char *reason;
} refusals[] = {{"icd10cm_order_2026.txt", "icd10cm_order.txt", 0, 0, 0, "fiscal year"},
                {"icd10cm_order_2026.txt", "icd10cm_order_2012.txt", 0, 0, 0, "fiscal year"},
                {"icd10cm_order_2026.txt", "icd10cm_order_addenda_2026.txt", 0, 0, 0, "addenda"},
                {"icd10cm_order_2026.txt", "icd10cm_order_2026.txt", 1000, 0, 0, "cut short"},
                {"icd10cm_order_2026.txt", "icd10cm_order_2026.txt", 0, 14, '2', "not a published"},
                {"icd10cm_order_2026.txt", "icd10cm_order_2026.txt", 0, 0, 0,
                 NULL}, /* the control: it is taken */
                {"HCPC2026_APR_ANWEB.txt", "HCPC2025_APR_ANWEB.txt", 0, 0, 0, "another year"},
                {"HCPC2026_APR_ANWEB.txt", "HCPC2026_APR_ANWEB.txt", 3500, 0, 0, "cut short"},
                {"HCPC2026_JUL_ANWEB.csv", "HCPC2026_JUL_ANWEB.csv", 300, 0, 0, "not a published"},
                {"HCPC2026_APR_ANWEB.txt", "HCPC2026_APR_ANWEB.txt", 0, 0, 0, NULL}};

START_TEST(test_refused) {
    const struct refusal *r = &refusals[_i];
    char path[512];
    snprintf(path, sizeof path, DATA "%s", r->file);
    code_block file = read_path(path), out;
    if (r->poke) ((char *)file.bytes)[r->poke] = r->to;
    sj_import_opts opts = {.name = r->name};
    sj_import_report report;
    sj_err err = {0};
    sj_status status = sj_codes_import(file.bytes, r->keep ? r->keep : file.len, &opts, &out.bytes,
                                       &out.len, &report, &err);
    if (r->reason) {
        ck_assert_int_eq(status, SJ_ETABLE);
        ck_assert_msg(strstr(err.msg, r->reason), "%s", err.msg);
        ck_assert_ptr_null(out.bytes);
    } else {
        ck_assert_int_eq(status, SJ_OK);
    }
    free(out.bytes);
    free(file.bytes);
}
END_TEST

/* The file of one year under another year's name is told by its digest. */
START_TEST(test_renamed_year_is_refused) {
    static const char digest[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    code_block file = read_path(DATA "icd10cm_order_2026.txt"), a, b;
    sj_import_report report;
    sj_err err = {0};
    sj_import_opts opts = {.name = "icd10cm_order_2026.txt", .sha256 = digest};
    ck_assert_int_eq(sj_codes_import(file.bytes, file.len, &opts, &a.bytes, &a.len, &report, &err),
                     SJ_OK);
    ck_assert_str_eq(report.table.source_sha256, digest);
    opts.name = "icd10cm_order_2027.txt";
    opts.old = a.bytes;
    opts.old_len = a.len;
    ck_assert_int_eq(sj_codes_import(file.bytes, file.len, &opts, &b.bytes, &b.len, &report, &err),
                     SJ_ETABLE);
    ck_assert_str_eq(err.detail, "FY2026");
    free(a.bytes);
    free(file.bytes);
}
END_TEST

/* Every cut and every changed byte of a table is noticed; the view before stays. */
START_TEST(test_damaged_table_is_refused) {
    sj_import_report report;
    code_block b = import("icd10cm_order_2026.txt", (code_block){0}, false, &report);
    sj_tables *t = code_view(b);
    char *copy = malloc(b.len);
    unsigned taken = 0;
    for (size_t i = 0; i < b.len; i += 7) {
        taken += sj_tables_add(t, b.bytes, i, NULL) == SJ_OK;
        memcpy(copy, b.bytes, b.len);
        copy[i] ^= 0x10;
        taken += sj_tables_add(t, copy, b.len, NULL) == SJ_OK;
    }
    ck_assert_uint_eq(taken, 0);
    ck_assert_int_eq(on(t, SJ_CODES_ICD10CM, "E119", "2026-01-01"), SJ_CODE_VALID);
    free(copy);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* A block that was made to deceive, its checksum right: refused, or used without harm. */
START_TEST(test_deceiving_table) {
    sj_import_report report;
    code_block b = import("icd10cm-order-April-2026.txt", (code_block){0}, false, &report);
    char *copy = malloc(b.len);
    const sj_date may = code_day("2026-05-01");
    for (size_t i = SJ_TABLE_CHECKED_FROM; i < b.len; i++) {
        memcpy(copy, b.bytes, b.len);
        copy[i] ^= (char)(i % 3 ? 0xff : 0x01);
        sj_table_header *h = (sj_table_header *)copy;
        h->checksum =
            sj_table_checksum(copy + SJ_TABLE_CHECKED_FROM, b.len - SJ_TABLE_CHECKED_FROM);
        sj_tables *t;
        ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
        if (sj_tables_add(t, copy, b.len, NULL) == SJ_OK) {
            sj_str code;
            sj_code_info info;
            for (uint32_t r = 0; sj_tables_at(t, SJ_CODES_ICD10CM, r, &code, &info, NULL); r++)
                sj_tables_lookup(t, SJ_CODES_ICD10CM, code, may, &info);
            sj_tables_lookup(t, SJ_CODES_ICD10CM, SJ_STR("E118"), may, &info);
        }
        sj_tables_free(t);
    }
    free(copy);
    free(b.bytes);
}
END_TEST

/* Every file cut anywhere, and with any byte changed: taken or refused, never a crash. */
START_TEST(test_hostile_files) {
    char path[512];
    snprintf(path, sizeof path, DATA "%s", twice[_i].name);
    code_block file = read_path(path), out;
    char *copy = malloc(file.len);
    sj_import_opts opts = {.name = twice[_i].name, .modifiers = twice[_i].modifiers};
    sj_import_report report;
    for (size_t i = 0; i < file.len; i += 3) {
        memcpy(copy, file.bytes, file.len);
        size_t len = i % 2 ? i : file.len;
        copy[i] = (char)(i * 37);
        char *exact = malloc(len); /* so that a byte too many is noticed */
        memcpy(exact, copy, len);
        sj_status status = sj_codes_import(exact, len, &opts, &out.bytes, &out.len, &report, NULL);
        ck_assert((status == SJ_OK) == (out.bytes != NULL));
        free(out.bytes);
        free(exact);
    }
    free(copy);
    free(file.bytes);
}
END_TEST

/* An import may run out of memory at any allocation: it says so and leaks nothing. */
START_TEST(test_out_of_memory) {
    code_block file = read_path(DATA "HCPC2026_APR_ANWEB.txt"), out;
    sj_import_opts opts = {.name = "HCPC2026_APR_ANWEB.txt"};
    sj_import_report report;
    unsigned n = 1;
    for (;; n++) {
        sj_alloc_fail_at(n);
        sj_status status =
            sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, &report, NULL);
        bool failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        if (!failed) {
            ck_assert_int_eq(status, SJ_OK);
            break;
        }
        ck_assert_int_eq(status, SJ_ENOMEM);
        ck_assert_ptr_null(out.bytes);
    }
    ck_assert_uint_gt(n, 3);
    free(out.bytes);
    free(file.bytes);
}
END_TEST

/* The publisher's own files, where they are at hand. */
static code_block shared(const char *path) {
    char buf[512];
    const char *root = getenv("SJ_SHARED");
    snprintf(buf, sizeof buf, "%s/refdata/%s", root ? root : SJ_SOURCE "/../shared", path);
    return read_path(buf);
}

START_TEST(test_whole_icd10cm) {
    code_block file = shared("icd10cm/icd10cm_order_2018.txt"), out;
    if (!file.bytes) return;
    sj_import_opts opts = {.name = "icd10cm_order_2018.txt"};
    sj_import_report report;
    ck_assert_int_eq(
        sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, &report, NULL), SJ_OK);
    ck_assert_uint_eq(report.lines, 94127);
    ck_assert_uint_eq(report.table.rows, 71704);
    ck_assert_uint_eq(report.table.headings, 22423);
    sj_tables *t = code_view(out);
    ck_assert_int_eq(on(t, SJ_CODES_ICD10CM, "Z9989", "2018-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, SJ_CODES_ICD10CM, "A00", "2018-01-01"), SJ_CODE_HEADER);
    sj_tables_free(t);

    /* Cut at a line's end in its second half: refused, with and without a table before it. */
    size_t cut = file.len * 9 / 10;
    while (((char *)file.bytes)[cut - 1] != '\n') cut++;
    code_block none;
    ck_assert_int_eq(sj_codes_import(file.bytes, cut, &opts, &none.bytes, &none.len, &report, NULL),
                     SJ_ETABLE);
    opts = (sj_import_opts){.name = "icd10cm_order_2019.txt", .old = out.bytes, .old_len = out.len};
    ck_assert_int_eq(sj_codes_import(file.bytes, cut, &opts, &none.bytes, &none.len, &report, NULL),
                     SJ_ETABLE);
    free(out.bytes);
    free(file.bytes);
}
END_TEST

/* A later year's codes, in the publisher's format again, over an earlier one's: five years between
 * them are covered by neither. */
START_TEST(test_two_whole_years) {
    code_block old_file = shared("icd10cm/icd10cm_order_2018.txt"), old, new;
    code_block csv = shared("icd10cm/icd10cm_fy2024_order_desc.csv");
    if (!old_file.bytes || !csv.bytes) return;
    char *order = malloc(2 * csv.len), *to = order, *save;
    ((char *)csv.bytes)[csv.len] = 0;
    strtok_r(csv.bytes, "\n", &save); /* the headings */
    for (char *line; (line = strtok_r(NULL, "\n", &save));) {
        unsigned number, valid;
        char code[8];
        ck_assert_int_eq(sscanf(line, "%u,\"%7[^\"]\",%u", &number, code, &valid), 3);
        to += sprintf(to, "%05u %-7s %u %-60.60s %s\r\n", number, code, valid, "text", "text");
    }
    sj_import_opts opts = {.name = "icd10cm_order_2018.txt"};
    sj_import_report report;
    ck_assert_int_eq(
        sj_codes_import(old_file.bytes, old_file.len, &opts, &old.bytes, &old.len, &report, NULL),
        SJ_OK);
    opts = (sj_import_opts){.name = "icd10cm_order_2024.txt", .old = old.bytes, .old_len = old.len};
    ck_assert_int_eq(
        sj_codes_import(order, (size_t)(to - order), &opts, &new.bytes, &new.len, &report, NULL),
        SJ_OK);
    ck_assert_uint_eq(report.table.rows, 74044);
    ck_assert_uint_eq(report.table.headings, 23252);
    ck_assert_uint_eq(report.added, 3480);
    ck_assert_uint_eq(report.ended, 311);
    sj_tables *t = code_view(new);
    const sj_code_kind cm = SJ_CODES_ICD10CM;
    ck_assert_int_eq(on(t, cm, "M545", "2018-05-01"), SJ_CODE_VALID); /* subdivided in FY2022 */
    ck_assert_int_eq(on(t, cm, "M545", "2024-05-01"), SJ_CODE_HEADER);
    ck_assert_int_eq(on(t, cm, "M5450", "2018-05-01"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(on(t, cm, "M5450", "2024-05-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, cm, "M545", "2020-05-01"), SJ_CODE_OUT_OF_RANGE);
    sj_tables_free(t);
    free(order);
    free(csv.bytes);
    free(old_file.bytes);
    free(old.bytes);
    free(new.bytes);
}
END_TEST

START_TEST(test_whole_hcpcs) {
    code_block file = shared("hcpcs/HCPC2019_CONTR_ANWEB.txt"), out;
    if (!file.bytes) return;
    sj_import_report report;
    sj_import_opts opts = {.name = "HCPC2019_CONTR_ANWEB.txt"};
    ck_assert_int_eq(
        sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, &report, NULL), SJ_OK);
    ck_assert_uint_eq(report.table.rows, 6440);
    ck_assert_uint_eq(report.skipped, 8); /* the notices and the blank lines among them */
    ck_assert_str_eq(report.table.release, "2019");
    sj_tables *t = code_view(out);
    ck_assert_int_eq(on(t, SJ_CODES_HCPCS, "J1885", "2019-06-01"), SJ_CODE_VALID);
    ck_assert_int_eq(on(t, SJ_CODES_HCPCS, "C9014", "2019-01-01"), SJ_CODE_ENDED);
    sj_tables_free(t);
    free(out.bytes);
    opts.modifiers = true;
    ck_assert_int_eq(
        sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, &report, NULL), SJ_OK);
    ck_assert_uint_eq(report.table.rows, 360);
    free(out.bytes);
    opts = (sj_import_opts){.name = "HCPC2018_CONTR_ANWEB.txt"};
    ck_assert_int_eq(
        sj_codes_import(file.bytes, file.len, &opts, &out.bytes, &out.len, &report, NULL),
        SJ_ETABLE);
    free(file.bytes);
}
END_TEST

static void count(void *ctx, sj_code_change change, sj_str code, const sj_code_info *before,
                  const sj_code_info *after) {
    unsigned *n = ctx;
    (void)code;
    ck_assert(before || after);
    n[change]++;
}

START_TEST(test_diff) {
    sj_import_report report;
    code_block a = import("icd10cm_order_2025.txt", (code_block){0}, false, &report);
    code_block b = import("icd10cm_order_2026.txt", a, false, &report);
    sj_tables *older = code_view(a), *newer = code_view(b);
    unsigned n[3] = {0};
    sj_codes_diff(older, newer, SJ_CODES_ICD10CM, count, n);
    ck_assert_uint_eq(n[SJ_CODE_ADDED], 3);
    ck_assert_uint_eq(n[SJ_CODE_REMOVED], 1);
    ck_assert_uint_eq(n[SJ_CODE_CHANGED], 1);
    memset(n, 0, sizeof n);
    sj_codes_diff(NULL, newer, SJ_CODES_ICD10CM, count, n);
    ck_assert_uint_eq(n[SJ_CODE_ADDED], 25);
    sj_tables_free(older);
    sj_tables_free(newer);
    free(a.bytes);
    free(b.bytes);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("codes");
    TCase *tc = tcase_create("codes");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_one_release);
    tcase_add_test(tc, test_history_over_releases);
    tcase_add_test(tc, test_order_of_releases_does_not_matter);
    tcase_add_loop_test(tc, test_twice_changes_nothing, 0, sizeof twice / sizeof *twice);
    tcase_add_test(tc, test_hcpcs);
    tcase_add_test(tc, test_modifiers);
    tcase_add_test(tc, test_hcpcs_stripped_modifier);
    tcase_add_loop_test(tc, test_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tc, test_renamed_year_is_refused);
    tcase_add_test(tc, test_damaged_table_is_refused);
    tcase_add_test(tc, test_deceiving_table);
    tcase_add_loop_test(tc, test_hostile_files, 0, sizeof twice / sizeof *twice);
    tcase_add_test(tc, test_out_of_memory);
    tcase_add_test(tc, test_whole_icd10cm);
    tcase_add_test(tc, test_two_whole_years);
    tcase_add_test(tc, test_whole_hcpcs);
    tcase_add_test(tc, test_diff);
    suite_add_tcase(s, tc);
    return s;
}
