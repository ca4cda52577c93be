/* Rules written as a spreadsheet: what rows become, in words and as packs that load; what is
 * refused. */
#include "tests/unit/unit.h"

#include "rules/packs/sheet.h"

#include <scrubjay/packs.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "payer,procedure,diagnosis,modifier,place,rule,what,value,severity,message,id\n"

static void echo(void *ctx, unsigned row, const char *words) {
    char *log = ctx;
    snprintf(log + strlen(log), 1024 - strlen(log), "%u %s\n", row, words);
}

static sj_status convert(const char *csv, char **xml, size_t *n, char *log, sj_err *err) {
    FILE *to = open_memstream(xml, n);
    *log = 0;
    sj_status s = sj_sheet_pack(csv, strlen(csv), "SHEET", "t.csv", to, echo, log, err);
    fclose(to);
    return s;
}

static const struct {
    const char *csv, *words;
} rows[] = {
    {HEAD "12345,97110-97140,,,,require,modifier,GP,hold,,\n",
     "2 for payer 12345: a line with procedure 97110-97140 needs modifier GP\n"},
    {HEAD ",70551,,,,Require,authorization,,,,mri\n",
     "2 for every payer: a line with procedure 70551 needs a prior authorization\n"},
    {HEAD "\r\n,36415,,,,limit,units,1,warn,\"One, \"\"only\"\"\",\r\n",
     "3 for every payer: a line with procedure 36415 may have 1 unit at the most\n"},
    {HEAD ",99213,,25,21,forbid,diagnosis,Z00.0*,info,,",
     "2 for every payer: a line with procedure 99213 with modifier 25 at place 21 may not have "
     "diagnosis Z00.0*\n"},
    {"\xef\xbb\xbfprocedure,diagnosis,rule,what\n99213,E11*,require,note\n",
     "2 for every payer: a line with procedure 99213 for diagnosis E11* needs a note\n"},
    {"diagnosis,rule,what,value\nE11*,require,diagnosis,Z79.4\n",
     "2 for every payer: a line for diagnosis E11* needs diagnosis Z79.4\n"},
    {"procedure,rule,what,value\n99213,forbid,modifier,25 59\n36415,forbid,place,21-23\n",
     "2 for every payer: a line with procedure 99213 may not have modifier 25 59\n"
     "3 for every payer: a line with procedure 36415 may not have place of service 21-23\n"},
};

START_TEST(rows_become_rules) {
    char *xml = NULL, log[1024];
    size_t n;
    sj_err err = {0};
    ck_assert_msg(convert(rows[_i].csv, &xml, &n, log, &err) == SJ_OK, "%s (%s)", err.msg,
                  err.detail);
    ck_assert_str_eq(log, rows[_i].words);
    sj_packs *packs;
    ck_assert_int_eq(sj_packs_new(&packs, NULL), SJ_OK);
    ck_assert_msg(sj_packs_load(packs, xml, n, "SHEET.xml", &err) == SJ_OK, "%s (%s) line %u\n%s",
                  err.msg, err.detail, err.line, xml);
    sj_packs_free(packs);
    free(xml);
}
END_TEST

static const struct {
    const char *csv, *expected, *detail;
} wrong[] = {
    {"payr,rule\n", "columns are payer", "row 1: found 'payr'"},
    {HEAD, "a row with a rule was expected", ""},
    {HEAD ",99213,,,,requires,modifier,25,,,\n", "require, forbid or limit",
     "row 2, column rule: found 'requires'"},
    {HEAD ",99213,,,,require,modifer,25,,,\n", "modifier, diagnosis, place",
     "row 2, column what: found 'modifer'"},
    {HEAD ",99213,,,,require,modifier,,,,\n", "codes were expected",
     "row 2, column value: found ''"},
    {HEAD ",99213,,,,limit,units,two,,,\n", "a whole number", "row 2, column value: found 'two'"},
    {HEAD ",,,,,require,note,,,,\n", "a procedure, diagnosis, modifier or place", ""},
    {HEAD ",99213,,,,require,note,,stop,,\n", "hold, warn or info",
     "row 2, column severity: found 'stop'"},
    {HEAD ",a'b,,,,require,note,,,,\n", "codes were expected",
     "row 2, column procedure: found 'a'b'"},
    {HEAD ",99213,,,,require,note,,,,Bad Id\n", "small letters",
     "row 2, column id: found 'Bad Id'"},
};

START_TEST(mistakes_name_row_and_column) {
    char *xml = NULL, log[1024];
    size_t n;
    sj_err err = {0};
    ck_assert_int_eq(convert(wrong[_i].csv, &xml, &n, log, &err), SJ_EARG);
    ck_assert_msg(strstr(err.msg, wrong[_i].expected) != NULL, "%s", err.msg);
    if (*wrong[_i].detail) ck_assert_str_eq(err.detail, wrong[_i].detail);
    free(xml);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("sheet");
    TCase *t = tcase_create("sheet");
    tcase_add_loop_test(t, rows_become_rules, 0, sizeof rows / sizeof *rows);
    tcase_add_loop_test(t, mistakes_name_row_and_column, 0, sizeof wrong / sizeof *wrong);
    suite_add_tcase(s, t);
    return s;
}
