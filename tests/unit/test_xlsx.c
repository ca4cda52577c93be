/* Workbooks: what each kind of cell says, and that no workbook, however wrong, does harm. */
#include "engine/xlsx/unzip.h"
#include "engine/xlsx/xlsx.h"
#include "parsers/base/alloc.h"
#include "tests/unit/made_zip.h"

#define STRINGS                                                                                    \
    "<si><t>HCPCS</t></si>"                                                                        \
    "<si><r><t xml:space=\"preserve\">two </t></r><r><t>runs</t></r><rPh><t>no</t></rPh></si>"     \
    "<si><t>a &amp; b_x000A_c _x00e9_ _xD800_</t></si><si/>"
#define STYLES                                                                                     \
    "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"                            \
    "<numFmt numFmtId=\"165\" formatCode=\"00000\"/>"                                              \
    "<numFmt numFmtId=\"166\" formatCode=\"&quot;day &quot;0.00[Red]\"/>"                          \
    "<numFmt numFmtId=\"167\" formatCode=\"hh:mm\"/><numFmt numFmtId=\"168\" "                     \
    "formatCode=\"mmm\"/></numFmts>"                                                               \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "                 \
    "numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf "                           \
    "numFmtId=\"168\"/></cellXfs>"

/* What a cell says. */
static const struct {
    const char *cell; /* attributes and content */
    sj_xlsx_kind kind;
    const char *text;
} values[] = {
    {"t=\"s\"><v>0</v>", SJ_XLSX_STRING, "HCPCS"},
    {"t=\"s\"><v>1</v>", SJ_XLSX_STRING, "two runs"},
    {"t=\"s\"><v>2</v>", SJ_XLSX_STRING, "a & b\nc \xC3\xA9 _xD800_"},
    {"t=\"s\"><v>3</v>", SJ_XLSX_STRING, ""},
    {"t=\"inlineStr\"><is><t>in line</t></is>", SJ_XLSX_STRING, "in line"},
    {"t=\"str\"><f>A1&amp;B1</f><v>made</v>", SJ_XLSX_STRING, "made"},
    {"><f>SUM(A1:A9)</f>", SJ_XLSX_BLANK, ""}, /* never computed */
    {"><v/>", SJ_XLSX_BLANK, ""},
    {"s=\"2\">", SJ_XLSX_BLANK, ""},
    {"t=\"b\"><v>1</v>", SJ_XLSX_BOOL, "TRUE"},
    {"t=\"b\"><v>0</v>", SJ_XLSX_BOOL, "FALSE"},
    {"t=\"e\"><v>#N/A</v>", SJ_XLSX_ERROR, "#N/A"},
    {"><v>99213</v>", SJ_XLSX_NUMBER, "99213"},
    {"t=\"n\"><v>-0.5</v>", SJ_XLSX_NUMBER, "-0.5"},
    {"><v>9.9213E4</v>", SJ_XLSX_NUMBER, "99213"},
    {"><v>1.5E-3</v>", SJ_XLSX_NUMBER, "0.0015"},
    {"><v>80.099999999999994</v>", SJ_XLSX_NUMBER, "80.1"}, /* 80.10, as it is stored */
    {"><v>0.30000000000000004</v>", SJ_XLSX_NUMBER, "0.3"},
    {"><v>999999999999999.9</v>", SJ_XLSX_NUMBER, "1000000000000000"},
    {"><v>1E20</v>", SJ_XLSX_NUMBER, "100000000000000000000"},
    {"><v>0</v>", SJ_XLSX_NUMBER, "0"},
    {"><v>-0.0</v>", SJ_XLSX_NUMBER, "0"},
    {"s=\"3\"><v>123</v>", SJ_XLSX_NUMBER, "00123"},   /* a ZIP code shown as 00000 */
    {"s=\"4\"><v>45352</v>", SJ_XLSX_NUMBER, "45352"}, /* only literal text says day */
    {"s=\"5\"><v>0.5</v>", SJ_XLSX_NUMBER, "0.5"},
    {"s=\"1\"><v>45352</v>", SJ_XLSX_DATE, "2024-03-01"},
    {"s=\"2\"><v>45352.75</v>", SJ_XLSX_DATE, "2024-03-01"},
    {"s=\"6\"><v>1</v>", SJ_XLSX_DATE, "1900-01-01"},
    {"s=\"1\"><v>59</v>", SJ_XLSX_DATE, "1900-02-28"},
    {"s=\"1\"><v>60</v>", SJ_XLSX_NUMBER, "60"}, /* 29 February 1900 never was */
    {"s=\"1\"><v>61</v>", SJ_XLSX_DATE, "1900-03-01"},
    {"s=\"1\"><v>-1</v>", SJ_XLSX_NUMBER, "-1"},
    {"s=\"1\"><v>2958465</v>", SJ_XLSX_DATE, "9999-12-31"},
    {"s=\"1\"><v>2958466</v>", SJ_XLSX_NUMBER, "2958466"},
    {"t=\"d\"><v>2026-03-10T00:00:00</v>", SJ_XLSX_DATE, "2026-03-10"},
    {"s=\"99\"><v>7</v>", SJ_XLSX_NUMBER, "7"}, /* a style that is not there */
};

static sj_xlsx *open_book(const made_zip *z) {
    sj_xlsx *x;
    sj_err err = {0};
    ck_assert_msg(sj_xlsx_open(&x, z->bytes, z->len, &err) == SJ_OK, "%s %s", err.msg, err.detail);
    return x;
}

static void check_text(sj_xlsx_cell cell, sj_xlsx_kind kind, const char *text) {
    ck_assert_int_eq(cell.kind, kind);
    ck_assert_msg(sj_str_is(cell.text, text), "'%.*s', not '%s'", SJ_FMT(cell.text), text);
    ck_assert_int_eq(cell.date != SJ_NO_DATE, kind == SJ_XLSX_DATE);
}

START_TEST(cells_say_what_a_person_sees) {
    char row[256];
    snprintf(row, sizeof row, "<row><c %s</c></row>", values[_i].cell);
    made_zip *z = made_workbook(row, STRINGS, STYLES, "");
    sj_xlsx *x = open_book(z);
    sj_xlsx_rows *rows;
    sj_xlsx_row r;
    ck_assert_uint_eq(sj_xlsx_sheets(x), 1);
    ck_assert_str_eq(sj_xlsx_sheet_name(x, 0), "Codes");
    ck_assert(!sj_xlsx_sheet_hidden(x, 0));
    ck_assert_int_eq(sj_xlsx_rows_open(&rows, x, 0, NULL), SJ_OK);
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    ck_assert_uint_eq(r.number, 1);
    ck_assert_uint_eq(r.n, 1);
    check_text(r.cells[0], values[_i].kind, values[_i].text);
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    ck_assert_uint_eq(r.n, 0);
    sj_xlsx_rows_close(rows);
    sj_xlsx_close(x);
    free(z);
}
END_TEST

START_TEST(rows_and_cells_keep_their_places) {
    made_zip *z = made_workbook("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"AA2\"><v>2</v></c><c>"
                                "<v>3</v></c></row><row r=\"5\"/><row><c><v>4</v></c></row>"
                                "<row r=\"9\"><c r=\"XFD9\"><v>5</v></c></row>",
                                "", "", "<workbookPr date1904=\"1\"/>");
    sj_xlsx *x = open_book(z);
    sj_xlsx_rows *rows;
    sj_xlsx_row r;
    ck_assert_int_eq(sj_xlsx_rows_open(&rows, x, 0, NULL), SJ_OK);
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    ck_assert_uint_eq(r.number, 2);
    check_text(sj_xlsx_cell_at(&r, 0), SJ_XLSX_BLANK, "");
    check_text(sj_xlsx_cell_at(&r, 1), SJ_XLSX_NUMBER, "1");
    check_text(sj_xlsx_cell_at(&r, 2), SJ_XLSX_BLANK, "");
    check_text(sj_xlsx_cell_at(&r, 26), SJ_XLSX_NUMBER, "2");
    check_text(sj_xlsx_cell_at(&r, 27), SJ_XLSX_NUMBER, "3");
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    ck_assert_uint_eq(r.number, 6); /* behind an empty row 5 */
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    check_text(sj_xlsx_cell_at(&r, SJ_XLSX_COLUMNS - 1), SJ_XLSX_NUMBER, "5");
    sj_xlsx_rows_close(rows);
    sj_xlsx_close(x);
    free(z);
}
END_TEST

START_TEST(days_from_1904) {
    made_zip *z = made_workbook("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>43890</v></c></row>", "",
                                STYLES, "<workbookPr date1904=\"1\"/>");
    sj_xlsx *x = open_book(z);
    sj_xlsx_rows *rows;
    sj_xlsx_row r;
    ck_assert_int_eq(sj_xlsx_rows_open(&rows, x, 0, NULL), SJ_OK);
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK);
    check_text(r.cells[0], SJ_XLSX_DATE, "1904-01-01");
    check_text(r.cells[1], SJ_XLSX_DATE, "2024-03-01");
    sj_xlsx_rows_close(rows);
    sj_xlsx_close(x);
    free(z);
}
END_TEST

/* Rows that are refused, and where. */
static const struct {
    const char *rows, *words, *where;
} refused[] = {
    {"<row><c t=\"s\"><v>4</v></c></row>", "does not hold", "Codes!A1"},
    {"<row><c/><c t=\"s\"><v>-1</v></c></row>", "does not hold", "Codes!B1"},
    {"<row r=\"3\"><c r=\"C4\"><v>1</v></c></row>", "address", "Codes!A3"},
    {"<row><c r=\"B1\"/><c r=\"A1\"/></row>", "address", "Codes!C1"},
    {"<row><c r=\"XFE1\"/></row>", "address", "Codes!A1"},
    {"<row><c r=\"XFD1\"/><c/></row>", "too many cells", "Codes!XFE1"},
    {"<row><c t=\"z\"><v>1</v></c></row>", "type", "Codes!A1"},
    {"<row><c><v>12x</v></c></row>", "number", "Codes!A1"},
    {"<row><c><v>1E999</v></c></row>", "number", "Codes!A1"},
    {"<row><c><v>1.2.3</v></c></row>", "number", "Codes!A1"},
    {"<row><c t=\"d\"><v>2026-02-30</v></c></row>", "day", "Codes!A1"},
    {"<row r=\"7\"/><row r=\"7\"/>", "follow", "Codes!A8"},
    {"<row r=\"1048577\"/>", "follow", "Codes!A1"},
    {"<row><c><v>1</v></c>", "damaged", "Codes!A1"}, /* not well-formed */
    {"<row><c t=\"str\"><v>&nothing;</v></c></row>", "damaged", "Codes!A1"},
};

START_TEST(wrong_rows_are_refused_with_their_cell) {
    made_zip *z = made_workbook(refused[_i].rows, STRINGS, STYLES, "");
    sj_xlsx *x = open_book(z);
    sj_xlsx_rows *rows;
    sj_xlsx_row r = {.n = 1};
    sj_err err = {0};
    sj_status status = sj_xlsx_rows_open(&rows, x, 0, &err);
    while (status == SJ_OK && r.n) status = sj_xlsx_rows_next(rows, &r, &err);
    ck_assert_int_eq(status, SJ_ETABLE);
    ck_assert_msg(strstr(err.msg, refused[_i].words), "%s", err.msg);
    ck_assert_str_eq(err.detail, refused[_i].where);
    ck_assert_int_eq(sj_xlsx_rows_next(rows, &r, NULL), SJ_OK); /* nothing comes after */
    ck_assert_uint_eq(r.n, 0);
    sj_xlsx_rows_close(rows);
    sj_xlsx_close(x);
    free(z);
}
END_TEST

static void expect_refused(const void *bytes, size_t len, const char *words) {
    sj_xlsx *x;
    sj_err err = {0};
    ck_assert_int_eq(sj_xlsx_open(&x, bytes, len, &err), SJ_ETABLE);
    ck_assert_ptr_null(x);
    ck_assert_msg(strstr(err.msg, words), "%s", err.msg);
}

START_TEST(what_is_no_workbook_is_refused) {
    static made_zip z;
    expect_refused("code,text\n", 10, "no workbook");
    expect_refused("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "password");
    made_zip_text(&z, "a.txt", "text");
    made_zip_end(&z);
    ck_assert(!sj_is_xlsx(z.bytes, z.len));
    expect_refused(z.bytes, z.len, "no workbook");
    made_zip *doctype = made_workbook("", "", "", "<!DOCTYPE x [<!ENTITY a \"b\">]>");
    expect_refused(doctype->bytes, doctype->len, "XML");
    free(doctype);
}
END_TEST

START_TEST(a_workbook_inside_a_zip_does_not_make_it_one) {
    made_zip *book = made_workbook("", "", "", "");
    static made_zip z;
    ck_assert(sj_is_xlsx(book->bytes, book->len));
    made_zip_add(&z, "table.xlsx", book->bytes, book->len);
    made_zip_end(&z);
    ck_assert(!sj_is_xlsx(z.bytes, z.len));
    free(book);
}
END_TEST

/* Read all of it, whatever comes. */
static void read_through(const void *bytes, size_t len) {
    sj_xlsx *x;
    if (sj_xlsx_open(&x, bytes, len, NULL) != SJ_OK) return;
    for (size_t i = 0; i < sj_xlsx_sheets(x); i++) {
        sj_xlsx_rows *rows;
        sj_xlsx_row r = {.n = 1};
        if (sj_xlsx_rows_open(&rows, x, i, NULL) != SJ_OK) continue;
        while (r.n && sj_xlsx_rows_next(rows, &r, NULL) == SJ_OK) {
        }
        sj_xlsx_rows_close(rows);
    }
    sj_xlsx_close(x);
}

START_TEST(cut_and_changed_workbooks_do_no_harm) {
    made_zip *z = made_workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c s=\"1\"><v>45352"
                                "</v></c></row>",
                                STRINGS, STYLES, "");
    for (size_t len = 0; len < z->len; len += 3) {
        unsigned char *cut = malloc(len + 1); /* exactly so long, for the sanitizer */
        memcpy(cut, z->bytes, len);
        sj_is_xlsx(cut, len);
        read_through(cut, len);
        free(cut);
    }
    for (size_t at = 0; at < z->len; at += 2) {
        unsigned char kept = z->bytes[at];
        z->bytes[at] ^= (unsigned char)(1u << at % 8);
        sj_is_xlsx(z->bytes, z->len);
        read_through(z->bytes, z->len);
        z->bytes[at] = kept;
    }
    free(z);
}
END_TEST

START_TEST(memory_that_ends_is_reported) {
    made_zip *z =
        made_workbook("<row><c t=\"s\"><v>1</v></c><c><v>2</v></c></row>", STRINGS, STYLES, "");
    for (unsigned n = 1;; n++) {
        sj_alloc_fail_at(n);
        read_through(z->bytes, z->len);
        if (!sj_alloc_failed()) break;
    }
    sj_alloc_fail_at(0);
    free(z);
}
END_TEST

START_TEST(addresses) {
    char text[SJ_XLSX_ADDRESS];
    ck_assert_str_eq(sj_xlsx_address(text, 1, 0), "A1");
    ck_assert_str_eq(sj_xlsx_address(text, 12, 25), "Z12");
    ck_assert_str_eq(sj_xlsx_address(text, 12, 26), "AA12");
    ck_assert_str_eq(sj_xlsx_address(text, SJ_XLSX_ROWS, SJ_XLSX_COLUMNS - 1), "XFD1048576");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("xlsx");
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, cells_say_what_a_person_sees, 0, sizeof values / sizeof *values);
    tcase_add_test(t, rows_and_cells_keep_their_places);
    tcase_add_test(t, days_from_1904);
    tcase_add_loop_test(t, wrong_rows_are_refused_with_their_cell, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(t, what_is_no_workbook_is_refused);
    tcase_add_test(t, a_workbook_inside_a_zip_does_not_make_it_one);
    tcase_add_test(t, cut_and_changed_workbooks_do_no_harm);
    tcase_add_test(t, memory_that_ends_is_reported);
    tcase_add_test(t, addresses);
    suite_add_tcase(s, t);
    return s;
}
