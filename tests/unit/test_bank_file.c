/* Banks' exports: what is read of each form, and what is broken. */
#include "engine/report/bank_file.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { SAID = 2048 };

typedef struct reading {
    char said[SAID]; /* "line day cents text\n", "broken place\n", "passed place\n" */
    size_t n;
} reading;

static bool take_row(void *ctx, const sj_bank_row *r) {
    reading *m = ctx;
    char day[SJ_DATE_SIZE];
    sj_date_print_iso(r->day, day);
    m->n += (size_t)snprintf(m->said + m->n, SAID - m->n, "%u %s %lld %.*s\n", r->row, day,
                             (long long)r->amount, SJ_FMT(r->text));
    return true;
}

static void take_note(void *ctx, bool broken, const char *place, const char *what) {
    reading *m = ctx;
    (void)what;
    m->n += (size_t)snprintf(m->said + m->n, SAID - m->n, "%s %s\n", broken ? "broken" : "passed",
                             place);
}

static const struct {
    const char *name, *bytes, *said; /* said NULL: no such file */
} cases[] = {
    {"one signed amount, headings below the bank's own lines",
     "Sample Bank\nAccount,****1234\n\nDetails,Posting Date,Description,Amount,Type,Balance\n"
     "CREDIT,05/21/2026,HCCLAIMPMT TRN*1*E1*15,176.50,ACH_CREDIT,900.00\n"
     "DEBIT,5/22/26,RENT,-2000.00,ACH_DEBIT,1.00\n",
     "5 2026-05-21 17650 CREDIT | HCCLAIMPMT TRN*1*E1*15 | ACH_CREDIT\n"
     "6 2026-05-22 -200000 DEBIT | RENT | ACH_DEBIT\n"},
    {"credit and debit apart, amounts as people write them",
     "Date;Payee;Withdrawals;Deposits\r\n2026-05-21;ACME;;$1,234.56\r\n2026-05-21;BOB;(12.00);\r\n"
     "20260522;EVE;3.10;\r\n",
     "2 2026-05-21 123456 ACME\n3 2026-05-21 -1200 BOB\n4 2026-05-22 -310 EVE\n"},
    {"the side stands in a column of its own, and behind the amount",
     "Transaction Date,Value Date,Amount,DR/CR,Memo\n05/21/2026,05/22/2026,10.00,DR,a\n"
     "05/21/2026,05/22/2026,10.00,CR,b\n05/21/2026,05/22/2026,7.50 DR,,c\n",
     "2 2026-05-21 -1000 DR | a\n3 2026-05-21 1000 CR | b\n4 2026-05-21 -750 c\n"},
    {"rows without a date are passed over, blank ones and sums",
     "Date,Description,Amount\n05/21/2026,a,1.00\nTotal,,1.00\n",
     "2 2026-05-21 100 a\npassed line 3, column 1\n"},
    {"cells that cannot be",
     "Date,Description,Amount\n02/30/2026,a,1.00\n05/21/2026,b,1.005\n05/21/2026,c,\n"
     "05/21/2026,d,abc\n05/21/2099,e,1.00\n",
     "broken line 2, column 1\nbroken line 3, column 3\nbroken line 4, column 3\n"
     "broken line 5, column 3\nbroken line 6, column 1\n"},
    {"no headings", "a,b,c\n1,2,3\n", NULL},
    {"OFX, tags that are not closed",
     "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKTRANLIST>\n<STMTTRN>\n<TRNTYPE>CREDIT\n"
     "<DTPOSTED>20260521120000[-5:EST]\n<TRNAMT>176.50\n<FITID>77\n<NAME>EVERGREEN\n"
     "<MEMO>TRN*1*E1*15\n</STMTTRN>\n<STMTTRN>\n<DTPOSTED>20260522\n<TRNAMT>-5.00\n</STMTTRN>\n"
     "<STMTTRN><DTPOSTED>2026</DTPOSTED><TRNAMT>1.00</TRNAMT></STMTTRN></OFX>",
     "1 2026-05-21 17650 EVERGREEN | TRN*1*E1*15 | 77\n2 2026-05-22 -500 \n"
     "broken transaction 3\n"},
    {"BAI2, with funds types and lines that go on",
     "01,122099999,123456789,260521,2000,1,,,2/\n02,031001234,122099999,1,260521,1000,,2/\n"
     "03,0975312468,,010,500000,,/\n16,142,17650,0,BANKREF,CUSTREF,EVERGREEN HCCLAIMPMT\n"
     "88,TRN*1*E1*1512345678, MORE/\n16,142,900,S,900,0,0,R1,R2,THREE/\n16,475,1000,V,260522,,,C,"
     "CHEQUE PAID/\n16,142,12x,0,,,BAD/\n49,0,0/\n",
     "4 2026-05-21 17650 BANKREF,CUSTREF,EVERGREEN HCCLAIMPMT TRN*1*E1*1512345678, MORE\n"
     "6 2026-05-21 900 R1,R2,THREE\n7 2026-05-21 -1000 ,C,CHEQUE PAID\nbroken line 8\n"},
};

START_TEST(reads) {
    reading m = {.n = 0};
    sj_err err = {0};
    const sj_bank_reading to = {
        .ctx = &m, .row = take_row, .note = take_note, .today = sj_date_of(2026, 6, 1)};
    sj_status status = sj_bank_file_read(cases[_i].bytes, strlen(cases[_i].bytes), &to, &err);
    if (!cases[_i].said) {
        ck_assert_int_eq(status, SJ_ETABLE);
        return;
    }
    ck_assert_msg(status == SJ_OK, "%s: %s", cases[_i].name, err.msg);
    ck_assert_str_eq(m.said, cases[_i].said);
}
END_TEST

/* Cut anywhere, each form reads without harm. */
START_TEST(cut_short) {
    size_t len = strlen(cases[_i].bytes);
    for (size_t n = 0; n <= len; n++) {
        reading m = {.n = 0};
        sj_err err = {0};
        const sj_bank_reading to = {
            .ctx = &m, .row = take_row, .note = take_note, .today = sj_date_of(2026, 6, 1)};
        char *copy = malloc(n ? n : 1);
        memcpy(copy, cases[_i].bytes, n);
        sj_status status = sj_bank_file_read(copy, n, &to, &err);
        ck_assert(status == SJ_OK || status == SJ_ETABLE);
        free(copy);
    }
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("bank_file");
    TCase *t = tcase_create("forms");
    tcase_add_loop_test(t, reads, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, cut_short, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(s, t);
    return s;
}
