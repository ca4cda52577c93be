/* Payment lines to our lines. Ours are read from raw 837 text, as the store keeps it. */
#include "engine/followup/lines.h"
#include "tests/unit/unit.h"

#include <stdio.h>

#define CLAIM "CLM*A1*300***11:B:1*Y*A*Y*Y~HI*ABK:J069~"
#define LINE1 "LX*1~SV1*HC:99213:25*120*UN*1***1~DTP*472*D8*20261015~REF*6R*A1-1~"
#define LINE2 "LX*2~SV1*HC:36415*30*UN*1***1~DTP*472*D8*20261015~REF*6R*A1-2~"
#define BARE1 "LX*1~SV1*HC:99213*120*UN*1***1~DTP*472*D8*20261015~"
#define BARE2 "LX*2~SV1*HC:99213*120*UN*1***1~DTP*472*D8*20261016~"
#define BARE3 "LX*3~SV1*HC:80053*60*UN*2***1~DTP*472*RD8*20261015-20261017~"

enum { MAX = 4 };

typedef struct theirs {
    const char *procedure, *modifier, *submitted, *control;
    sj_money charge;
    const char *date;
    sj_quantity units;
} theirs;

static const struct {
    const char *why, *ours;
    theirs lines[MAX];
    const char *result; /* "LINE key" for each */
} cases[] = {
    {"our control numbers, in another order",
     CLAIM LINE1 LINE2,
     {{"36415", "", "", "A1-2", 3000, "20261015", 1000},
      {"99213", "25", "", "A1-1", 12000, "20261015", 1000}},
     "2 line control;1 line control"},
    {"the payer gives back the line number where we sent none",
     CLAIM BARE1 BARE2,
     {{"99213", "", "", "2", 12000, "", 1000}, {"99213", "", "", "1", 12000, "", 1000}},
     "2 line control;1 line control"},
    {"the date tells two like lines apart",
     CLAIM BARE1 BARE2,
     {{"99213", "", "", "", 12000, "20261016", 1000},
      {"99213", "", "", "", 12000, "20261015", 1000}},
     "2 procedure;1 procedure"},
    {"two that nothing tells apart go in order",
     CLAIM BARE1 BARE2,
     {{"99213", "", "", "", 12000, "", 1000}, {"99213", "", "", "", 12000, "", 1000}},
     "1 procedure;2 procedure"},
    {"a day inside the line's span",
     CLAIM BARE3,
     {{"80053", "", "", "", 6000, "20261016", 2000}},
     "3 procedure"},
    {"the payer changed the code: the submitted one counts",
     CLAIM LINE1 LINE2,
     {{"99212", "", "99213", "", 12000, "20261015", 1000},
      {"36415", "", "", "", 3000, "20261015", 1000}},
     "1 procedure;2 procedure"},
    {"unbundled: parts of one line",
     CLAIM BARE3,
     {{"82947", "", "80053", "", 6000, "20261015", 1000},
      {"84443", "", "80053", "", 0, "20261015", 1000}},
     "3 procedure;3 part of a line"},
    {"split units",
     CLAIM BARE3,
     {{"80053", "", "", "", 3000, "20261015", 1000}, {"80053", "", "", "", 3000, "20261015", 1000}},
     "3 part of a line;3 part of a line"},
    {"another code without a word: charge and units",
     CLAIM LINE1 LINE2,
     {{"G0001", "", "", "", 3000, "20261015", 1000},
      {"99213", "", "", "", 12000, "20261015", 1000}},
     "2 charge;1 procedure"},
    {"a reversal has its signs turned",
     CLAIM LINE1 LINE2,
     {{"99213", "25", "", "", -12000, "20261015", -1000},
      {"36415", "", "", "", -3000, "20261015", -1000}},
     "1 procedure;2 procedure"},
    {"one left on each side",
     CLAIM LINE1 LINE2,
     {{"99213", "25", "", "", 12000, "20261015", 1000},
      {"99499", "", "", "", 4500, "20261020", 1000}},
     "1 procedure;2 order"},
    {"two procedures twice each, told in another order and with other charges: order says nothing",
     CLAIM "LX*1~SV1*HC:80053*60*UN*1~LX*2~SV1*HC:99213*120*UN*1~LX*3~SV1*HC:80053*60*UN*1~"
           "LX*4~SV1*HC:99213*120*UN*1~",
     {{"99213", "", "", "", 12100, "", 1000},
      {"99213", "", "", "", 12100, "", 1000},
      {"80053", "", "", "", 6100, "", 1000},
      {"80053", "", "", "", 6100, "", 1000}},
     "-;-;-;-"},
    {"the same in the order of the claim",
     CLAIM "LX*1~SV1*HC:80053*60*UN*1~LX*2~SV1*HC:99213*120*UN*1~LX*3~SV1*HC:80053*60*UN*1~"
           "LX*4~SV1*HC:99213*120*UN*1~",
     {{"80053", "", "", "", 6100, "", 1000},
      {"99213", "", "", "", 12100, "", 1000},
      {"80053", "", "", "", 6100, "", 1000},
      {"99213", "", "", "", 12100, "", 1000}},
     "1 order;2 order;3 order;4 order"},
    {"another modifier is another line",
     CLAIM LINE1 LINE2,
     {{"99213", "59", "", "", 11000, "20261015", 1000}},
     "-"},
};

static sj_text text(const char *z) {
    return (sj_text){sj_str_of(z), {.segment = *z ? 1 : 0}};
}

START_TEST(matches) {
    sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    sj_our_line *ours;
    size_t n, m = 0;
    sj_delimiters d = {'*', ':', '^', '~'};
    ck_assert(sj_our_lines_read(&ours, &n, sj_str_of(cases[_i].ours), d, &arena));
    sj_payment_line lines[MAX] = {0};
    for (const theirs *t = cases[_i].lines; m < MAX && t[m].procedure; m++) {
        lines[m].procedure = text(t[m].procedure);
        lines[m].modifiers[0] = text(t[m].modifier);
        lines[m].submitted = text(t[m].submitted);
        lines[m].control = text(t[m].control);
        lines[m].charge.v = t[m].charge;
        lines[m].units = (sj_number){t[m].units, {.segment = 1}};
        if (!sj_date_parse(sj_str_of(t[m].date), &lines[m].from)) lines[m].from = SJ_NO_DATE;
        lines[m].to = lines[m].from;
    }
    sj_line_match found[MAX];
    sj_match_lines(found, lines, m, ours, n);
    char result[200] = "";
    for (size_t i = 0; i < m; i++) {
        size_t at = strlen(result);
        if (found[i].line < 0)
            snprintf(result + at, sizeof result - at, "%s-", i ? ";" : "");
        else
            snprintf(result + at, sizeof result - at, "%s%u %s", i ? ";" : "",
                     ours[found[i].line].number, sj_line_key_text(found[i].key));
    }
    ck_assert_msg(strcmp(result, cases[_i].result) == 0, "%s: '%s', not '%s'", cases[_i].why,
                  result, cases[_i].result);
    sj_arena_dispose(&arena);
}
END_TEST

START_TEST(reads_ours) {
    sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    sj_our_line *l;
    size_t n;
    static const char raw[] = "CLM|A|9|||11>B>1\nHI|ABK>J069\nLX|1\nSV2|0450|HC>99284>25|950.5|UN|"
                              "2\nDTP|472|D8|20260102\n"
                              "LX|12\nSV3|AD>D1110|80||||3\nREF|6R|X-12\nSVD|P|1|HC>1||1\nLX|3\n";
    sj_delimiters d = {'|', '>', '^', '\n'};
    ck_assert(sj_our_lines_read(&l, &n, SJ_STR(raw), d, &arena));
    ck_assert_uint_eq(n, 3);
    ck_assert(sj_str_is(l[0].revenue, "0450") && sj_str_is(l[0].procedure, "99284"));
    ck_assert(sj_str_is(l[0].modifiers[0], "25") && l[0].charge == 95050 && l[0].units == 2000);
    ck_assert_int_eq(l[0].from, sj_date_of(2026, 1, 2));
    ck_assert_uint_eq(l[1].number, 12);
    ck_assert(sj_str_is(l[1].procedure, "D1110") && sj_str_is(l[1].control, "X-12"));
    ck_assert(l[1].charge == 8000 && l[1].units == 3000 && l[1].from == SJ_NO_DATE);
    ck_assert(l[2].number == 3 && l[2].procedure.len == 0);
    ck_assert(sj_our_lines_read(&l, &n, (sj_str){NULL, 0}, d, &arena) && n == 0);
    sj_arena_dispose(&arena);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("lines");
    TCase *t = tcase_create("lines");
    tcase_add_loop_test(t, matches, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, reads_ours);
    suite_add_tcase(s, t);
    return s;
}
