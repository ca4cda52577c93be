/* Reports as data: every table that describes one holds together, whatever it describes; and the
 * pieces that pages and workbooks are made of. What the reports say is in tests/golden/reports.sh.
 */
#include "engine/csv/csv.h"
#include "engine/report/denials.h"
#include "engine/report/html.h"
#include "engine/report/kpi.h"
#include "engine/report/patterns.h"
#include "engine/report/sink.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

static bool is_name(const char *text) {
    for (; *text; text++)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') || *text == '_' ||
              *text == '-'))
            return false;
    return true;
}

/* Keys are heads of CSV files and members of JSON objects: plain, and each once. Titles are heads
 * of a workbook's tables: each once among those that it shows, and without what means something
 * there. */
static void check_columns(const sj_section *s) {
    size_t n = 0;
    for (const sj_column *c = s->columns; c->key; c++, n++) {
        ck_assert_msg(is_name(c->key), "%s: '%s'", s->name, c->key);
        ck_assert_msg(strpbrk(c->title, "[]#'@") == NULL, "%s: '%s'", s->name, c->title);
        for (const sj_column *d = s->columns; d < c; d++) {
            ck_assert_msg(strcmp(c->key, d->key) != 0, "%s: '%s' twice", s->name, c->key);
            bool both = !((c->flags | d->flags) & SJ_COL_PAGE_ONLY);
            ck_assert_msg(!both || strcasecmp(c->title, d->title) != 0, "%s: title '%s' twice",
                          s->name, c->title);
        }
        if (c->flags & SJ_COL_TOTAL)
            ck_assert_msg(c->kind == SJ_COL_MONEY || c->kind == SJ_COL_COUNT, "%s: sum of '%s'",
                          s->name, c->key);
        if (c->choices) ck_assert_uint_lt(strlen(c->choices), 256); /* Excel's limit of a list */
    }
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_le(n, SJ_MAX_COLUMNS);
    ck_assert_uint_le(s->chart.first + s->chart.n, n);
    ck_assert_uint_lt(s->chart.label, n);
}

START_TEST(tables_hold_together) {
    for (size_t i = 0; sj_report_at(i); i++) {
        const sj_report *r = sj_report_at(i);
        ck_assert_ptr_eq(sj_report_find(sj_report_name(r)), r);
        for (const sj_tile *t = r->tiles; t && t->name; t++)
            ck_assert_msg(sj_query_is(t->query), "tile '%s': %s", t->name, t->query);
        for (const sj_section *const *p = r->sections; *p; p++) {
            const sj_section *s = *p;
            ck_assert_msg(is_name(s->name), "'%s'", s->name);
            ck_assert_ptr_nonnull(s->none);
            ck_assert_uint_ne(s->outputs & SJ_OUT_ALL, 0);
            ck_assert_msg(s->rows || (s->query && sj_query_is(s->query)), "%s: no rows", s->name);
            if (s->sheet) ck_assert_uint_le(strlen(s->sheet), 31);
            for (const sj_section *const *q = r->sections; q < p; q++) {
                ck_assert_msg(strcmp((*q)->name, s->name) != 0, "%s twice", s->name);
                ck_assert_msg(!s->sheet || !(*q)->sheet || strcmp((*q)->sheet, s->sheet) != 0 ||
                                  !(s->outputs & (*q)->outputs & SJ_OUT_BOOK),
                              "sheet %s twice", s->sheet);
            }
            check_columns(s);
        }
    }
    ck_assert_ptr_null(sj_report_find("daily"));
}
END_TEST

/* What a person must not see at a level is marked where the column is told. */
START_TEST(patients_are_marked) {
    static const char *const limited[] = {"account", "patient", "from", "to", "payer_control"};
    static const char *const full[] = {"member", "last_note"};
    for (size_t i = 0; sj_report_at(i); i++)
        for (const sj_section *const *s = sj_report_at(i)->sections; *s; s++)
            for (const sj_column *c = (*s)->columns; c->key; c++) {
                for (size_t k = 0; k < sizeof limited / sizeof *limited; k++)
                    if (strcmp(c->key, limited[k]) == 0) {
                        ck_assert_msg(!sj_column_is_shown(c, SJ_DETAIL_NONE), "%s", c->key);
                        ck_assert(sj_column_is_shown(c, SJ_DETAIL_LIMITED));
                    }
                for (size_t k = 0; k < sizeof full / sizeof *full; k++)
                    if (strcmp(c->key, full[k]) == 0)
                        ck_assert(!sj_column_is_shown(c, SJ_DETAIL_LIMITED) &&
                                  !sj_column_is_shown(c, SJ_DETAIL_NONE));
                ck_assert(sj_column_is_shown(c, SJ_DETAIL_FULL));
            }
}
END_TEST

/* A key reads back; one digit more, less or other, and it is none. */
START_TEST(row_keys) {
    static const int64_t ids[] = {1, 42, 912259961885933570, INT64_MAX};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char key[SJ_ROW_KEY], bad[SJ_ROW_KEY];
        sj_row_key(ids[i], key);
        ck_assert_int_eq(sj_row_key_read(sj_str_of(key)), ids[i]);
        for (size_t at = 0; key[at]; at++) {
            strcpy(bad, key);
            bad[at] = bad[at] == '7' ? '8' : '7';
            ck_assert_msg(sj_row_key_read(sj_str_of(bad)) != ids[i], "'%s' reads as '%s'", bad,
                          key);
        }
    }
    static const char *const none[] = {"",         "D",       "D-",
                                       "D1",       "1-00000", "D1-",
                                       "D0-00000", "Total",   "D99999999999999999999999-FFFFF"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_int_eq(sj_row_key_read(sj_str_of(none[i])), 0);
}
END_TEST

/* Never a division by nothing; halves away from zero. */
START_TEST(figures) {
    static const struct {
        int64_t n, d;
        bool has;
        int64_t rate;
    } rates[] = {{0, 0, false, 0},    {5, 0, false, 0},   {1, -1, false, 0},
                 {0, 7, true, 0},     {1, 3, true, 333},  {2, 3, true, 667},
                 {1, 2000, true, 1},  {1, 2001, true, 0}, {-1, 3, true, -333},
                 {-2, 3, true, -667}, {7, 7, true, 1000}, {INT64_MAX, INT64_MAX, true, 1000}};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        sj_kpi_value v = sj_kpi_rate(rates[i].n, rates[i].d);
        ck_assert_int_eq(v.has, rates[i].has);
        ck_assert_int_eq(v.value, rates[i].rate);
    }
    ck_assert(!sj_kpi_days(100, 0, 90).has);
    /* $30,000 owed, $90,000 charged in 90 days: $1,000 a day, 30 days */
    ck_assert_int_eq(sj_kpi_days(3000000, 9000000, 90).value, 300);
    for (size_t i = 0; sj_kpi_query(i); i++) ck_assert(sj_query_is(sj_kpi_query(i)));
}
END_TEST

/* The first diagnosis that a line points to, from a claim's text. */
START_TEST(diagnoses) {
    static const char claim[] = "CLM*A1*150***11:B:1*Y*A*Y*Y~HI*ABK:E119*ABF:I10*ABF:J189~LX*1~"
                                "SV1*HC:99213:25*100*UN*1***2:1~DTP*472*D8*20260416~LX*2~"
                                "SV1*HC:80053*50*UN*1***3~LX*3~SV1*HC:36415*5*UN*1~";
    static const char bill[] = "CLM*B1*900***11:A:1~\nHI*ABK:K3580:::::::Y~\nHI*ABJ:R1031~\n"
                               "HI*ABF:I10:::::::N~\nLX*1~\nSV2*0450*HC:99284*900*UN*1~\n";
    static const char dental[] = "CLM*D1*80***11:B:1~HI*BK:K0210*BF:K029~LX*1~"
                                 "SV3*AD:D0120*80*****1****2~";
    static const struct {
        const char *text;
        int64_t line;
        const char *code;
    } cases[] = {{claim, 1, "I10"},  {claim, 2, "J189"}, {claim, 3, ""},
                 {claim, 9, "E119"}, {bill, 1, "K3580"}, {dental, 1, "K029"},
                 {"", 1, ""},        {"HI*ABK", 1, ""},  {"LX~LX*~SV1~", 1, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sj_str code = sj_pattern_diagnosis(sj_str_of(cases[i].text), SJ_STR("*:^~"), cases[i].line);
        ck_assert_msg(sj_str_is(code, cases[i].code), "%zu: '%.*s'", i, SJ_FMT(code));
    }
    ck_assert_uint_eq(sj_pattern_diagnosis(sj_str_of(claim), SJ_STR("*"), 1).len, 0);
}
END_TEST

START_TEST(tenths) {
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = {{0, "0.0"},    {5, "0.5"},        {-5, "-0.5"},
                 {931, "93.1"}, {-1000, "-100.0"}, {INT64_MIN, "-922337203685477580.8"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        sj_tenths_print(cases[i].n, text);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(csv_cells) {
    static const struct {
        const char *text, *cell;
    } cells[] = {{"plain", "plain"},
                 {"=1+1", "'=1+1"},
                 {"+1", "'+1"},
                 {"-x", "'-x"},
                 {"@sum", "'@sum"},
                 {"a,b", "\"a,b\""},
                 {"say \"a\"", "\"say \"\"a\"\"\""},
                 {"=a,b", "\"'=a,b\""},
                 {"\tx", "'\tx"},
                 {" x", "\" x\""},
                 {"0450", "0450"},
                 {"", ""},
                 {"two\nlines", "\"two\nlines\""}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char *text = NULL;
        size_t len = 0;
        sj_csv c = {.to = open_memstream(&text, &len)};
        sj_csv_textz(&c, cells[i].text);
        fclose(c.to);
        ck_assert_str_eq(text, cells[i].cell);
        free(text);
    }
}
END_TEST

START_TEST(html_escapes) {
    static const struct {
        const char *text, *html;
    } pieces[] = {{"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
                  {"caf\xc3\xa9", "caf\xc3\xa9"},
                  {"caf\xe9", "caf\xef\xbf\xbd"},
                  {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
                  {"a\x01z", "a\xef\xbf\xbdz"},
                  {"\xf0\x9f\x99", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *text = NULL;
        size_t len = 0;
        FILE *to = open_memstream(&text, &len);
        sj_html_textz(to, pieces[i].text);
        fclose(to);
        ck_assert_str_eq(text, pieces[i].html);
        free(text);
    }
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("reports");
    TCase *t = tcase_create("reports");
    tcase_add_test(t, tables_hold_together);
    tcase_add_test(t, patients_are_marked);
    tcase_add_test(t, row_keys);
    tcase_add_test(t, figures);
    tcase_add_test(t, diagnoses);
    tcase_add_test(t, tenths);
    tcase_add_test(t, csv_cells);
    tcase_add_test(t, html_escapes);
    suite_add_tcase(s, t);
    return s;
}
