/* The reader: what it gives for well-formed and for odd inputs, however the input is cut. */
#include "tests/unit/reader_log.h"
#include "tests/unit/unit.h"

#define ISA_WITH(el, rep, comp, term)                                                              \
    "ISA" el "00" el "          " el "00" el "          " el "ZZ" el "SENDER         " el "ZZ" el  \
    "RECEIVER       " el "260416" el "0930" el rep el "00501" el "000000001" el "0" el             \
    "T" el comp term
#define ISA ISA_WITH("*", "^", ":", "~")
#define IEA "IEA*0*000000001~"
/* How an ISA looks in the log: in it the separators of ISA11 and ISA16 are data. */
#define SHOWN_ISA(at, number_flags, rep, comp)                                                     \
    "@" at " " number_flags                                                                        \
    " ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       |260416|0930|" rep      \
    "|00501|000000001|0|T|" comp "\n"
#define ISA_LOG SHOWN_ISA("0", "#1 -", "^", ":")

static const struct {
    const char *name;
    sj_str input;
    const char *log;
} cases[] = {
    {"nothing", SJ_STR(""), "failed: not X12 @0\n"},
    {"prose", SJ_STR("Dear VISA card holder,\nthe ISA is missing\n"), "failed: not X12 @0\n"},
    {"bare interchange", SJ_STR(ISA IEA), ISA_LOG "@106 #2 - IEA|0|000000001\nend\n"},
    {"newlines", SJ_STR(ISA "\r\nGS*HC~\n\n\rST*837~\n" IEA "\n"),
     ISA_LOG "@108 #2 - GS|HC\n@117 #3 - ST|837\n@125 #4 - IEA|0|000000001\nend\n"},
    {"composites and repetitions", SJ_STR(ISA "HI*BK:1234*A^B:C^*:x:~" IEA),
     ISA_LOG "@106 #2 - HI|BK:1234|A^B:C^|:x:\n@128 #3 - IEA|0|000000001\nend\n"},
    {"empty elements and segments", SJ_STR(ISA "REF~NM1***~~X~" IEA),
     ISA_LOG "@106 #2 - REF\n@110 #3 - NM1|||\n@117 #4 - !\n@118 #5 - !X\n"
             "@120 #6 - IEA|0|000000001\nend\n"},
    {"ids that are none", SJ_STR(ISA "nm1*1~1ST~ABCD*~A-B~S*1~N1*2~" IEA),
     ISA_LOG "@106 #2 - !nm1|1\n@112 #3 - !1ST\n@116 #4 - !ABCD|\n@122 #5 - !A-B\n"
             "@126 #6 - !S|1\n@130 #7 - N1|2\n@135 #8 - IEA|0|000000001\nend\n"},
    {"4010: U is no separator", SJ_STR(ISA_WITH("*", "U", ":", "~") "N3*AUB:C~" IEA),
     SHOWN_ISA("0", "#1 -", "U", ":") "@106 #2 - N3|AUB:C\n@115 #3 - IEA|0|000000001\nend\n"},
    {"control characters as delimiters",
     SJ_STR(ISA_WITH("\x1d", "^", "\x1f", "\x1c") "N3\x1d"
                                                  "A\x1f"
                                                  "B\x1c"),
     SHOWN_ISA("0", "#1 -", "^", "<1f>") "@106 #2 - N3|A:B\nend\n"},
    {"line feed as terminator", SJ_STR(ISA_WITH("*", "^", ":", "\n") "GS*HC\n\nST*837\n"),
     ISA_LOG "@106 #2 - GS|HC\n@113 #3 - ST|837\nend\n"},
    {"carriage return as terminator, line feeds after it",
     SJ_STR(ISA_WITH("*", "^", ":", "\r") "\nGS*HC\r\nST*837\r\n"),
     ISA_LOG "@107 #2 - GS|HC\n@114 #3 - ST|837\nend\n"},
    {"byte order mark and blanks before", SJ_STR("\xef\xbb\xbf \r\n\t" ISA IEA),
     SHOWN_ISA("7", "#1 -", "^", ":") "@113 #2 - IEA|0|000000001\nend\n"},
    {"prose before, between and after",
     SJ_STR("Example 1, ISA included:\n\n" ISA IEA "\nand another:\n" ISA IEA "done\n"),
     "@0 junk Example 1, ISA included:<0a><0a>\n" SHOWN_ISA(
         "26", "#1 -", "^", ":") "@132 #2 - IEA|0|000000001\n@149 junk and "
                                 "another:<0a>\n" SHOWN_ISA("162", "#1 -", "^",
                                                            ":") "@268 #2 - IEA|0|000000001\n@284 "
                                                                 "junk done<0a>\nend\n"},
    {"trailing NULs and Ctrl-Z", SJ_STR(ISA IEA "\r\n\x1a\0\0\0"),
     ISA_LOG "@106 #2 - IEA|0|000000001\nend\n"},
    {"trailing NULs without IEA", SJ_STR(ISA "GE*1*1~\0\0\0"), ISA_LOG "@106 #2 - GE|1|1\nend\n"},
    {"other delimiters in the second interchange",
     SJ_STR(ISA IEA ISA_WITH("|", "+", ">", "\n") "HI|A>B+C*~:\n" ISA IEA),
     ISA_LOG "@106 #2 - IEA|0|000000001\n" SHOWN_ISA(
         "122", "#1 -", "+",
         ">") "@228 #2 - HI|A:B^C*~:\n" SHOWN_ISA("240", "#1 -", "^",
                                                  ":") "@346 #2 - IEA|0|000000001\nend\n"},
    {"IEA missing", SJ_STR(ISA "GE*1*1~" ISA IEA),
     ISA_LOG
     "@106 #2 - GE|1|1\n" SHOWN_ISA("113", "#1 -", "^", ":") "@219 #2 - IEA|0|000000001\nend\n"},
    {"IEA missing, and the next ISA wrapped",
     SJ_STR(ISA "GE*1*1~ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *2604"
                "16*093\n0*^*00501*000000001*0*T*:~GS*H\nC~" IEA),
     ISA_LOG "@106 #2 - GE|1|1\n" SHOWN_ISA(
         "113", "#1 W", "^", ":") "@220 #2 W GS|HC\n@227 #3 - IEA|0|000000001\nend\n"},
    {"cut in a segment", SJ_STR(ISA "GS*HC~ST*83"),
     ISA_LOG "@106 #2 - GS|HC\n@112 #3 U ST|83\nend\n"},
    {"cut in an id", SJ_STR(ISA "GS*HC~S"), ISA_LOG "@106 #2 - GS|HC\n@112 #3 U !S\nend\n"},
    {"cut in the ISA", SJ_STR("ISA*00*          *00*          *ZZ*SENDER    "),
     "failed: not X12 @0\n"},
    {"wrapped inside data", SJ_STR(ISA "N\nM1*85*2*AC\r\nME*:a\n:b\n~\nN3*1~" IEA),
     ISA_LOG "@106 #2 W NM1|85|2|ACME|:a:b\n@131 #3 - N3|1\n@136 #4 - IEA|0|000000001\nend\n"},
    {"wrapped inside the ISA",
     SJ_STR("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*093\n"
            "0*^*00501*000000001*0*T*:~GS*H\nC~" IEA),
     SHOWN_ISA("0", "#1 W", "^", ":") "@107 #2 W GS|HC\n@114 #3 - IEA|0|000000001\nend\n"},
    {"blanks before segments", SJ_STR(ISA "\n  GS*HC~\tST*837~ ~" IEA),
     ISA_LOG "@109 #2 B GS|HC\n@116 #3 B ST|837\n@124 #4 B !\n@125 #5 - IEA|0|000000001\nend\n"},
    {"odd bytes", SJ_STR(ISA "N3*A\tB~N4*\xc3\x89VRY~N2*\x7f~N1*OK~"),
     ISA_LOG "@106 #2 O N3|A<09>B\n@113 #3 O N4|<c3><89>VRY\n@122 #4 O N2|<7f>\n"
             "@127 #5 - N1|OK\nend\n"},
    {"units begun by the same id, then by what only looks like it",
     SJ_STR(ISA
            "HL*1~HL*2~\nHL*3~\r\nHL*4~ HL*5~HL*\0016~H\nL*7~hl*8~HLX*9~HL~HL*10~CLM*1~CLM*2~" IEA),
     ISA_LOG "@106 #2 - HL|1\n@111 #3 - HL|2\n@117 #4 - HL|3\n@124 #5 - HL|4\n@130 #6 B HL|5\n"
             "@135 #7 O HL|<01>6\n@141 #8 W HL|7\n@147 #9 - !hl|8\n@152 #10 - HLX|9\n"
             "@158 #11 - HL\n@161 #12 - HL|10\n@167 #13 - CLM|1\n@173 #14 - CLM|2\n"
             "@179 #15 - IEA|0|000000001\nend\n"},
    {"elements of ISA not padded",
     SJ_STR("ISA*00**00**ZZ*SENDER*ZZ*RECEIVER*260416*0930*^*00501*000000001*0*T*:~\n"
            "GS*HC~"),
     "@0 #1 - ISA|00||00||ZZ|SENDER|ZZ|RECEIVER|260416|0930|^|00501|000000001|0|T|:\n"
     "@71 #2 - GS|HC\nend\n"},
    {"wrapped ISA with a line break where the terminator should be",
     SJ_STR("ISA*00*          *00*          *ZZ*SENDER       \n  *ZZ*RECEIVER       "
            "*260416*0930*^*00501*"
            "000000001*0*T*:\n~GS*HC~"),
     SHOWN_ISA("0", "#1 W", "^", ":") "@108 #2 - GS|HC\nend\n"},
    {"unusable ISA, then a good one",
     SJ_STR("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*^*"
            "00501*000000001*0*T*X~GS*HC~" ISA IEA),
     "@0 bad ISA\n" SHOWN_ISA("112", "#1 -", "^", ":") "@218 #2 - IEA|0|000000001\nend\n"},
    {"binary", SJ_STR(ISA "BIN*7*~IEA*\n~~BDS*ABC*2*~\0~BIN*5*ab~CAT*x~" IEA),
     ISA_LOG "@106 #2 - BIN|7|~IEA*<0a>~\n@120 #3 - BDS|ABC|2|~<00>\n@133 #4 - BIN|5|ab\n"
             "@142 #5 - CAT|x\n@148 #6 - IEA|0|000000001\nend\n"},
};

START_TEST(gives_what_stands_there) {
    char *log = reader_log(cases[_i].input.ptr, cases[_i].input.len, 0, NULL);
    ck_assert_msg(strcmp(log, cases[_i].log) == 0, "%s:\n%s\ninstead of\n%s", cases[_i].name, log,
                  cases[_i].log);
    free(log);
}
END_TEST

START_TEST(gives_the_same_however_it_is_cut) {
    for (size_t cut = 1; cut <= cases[_i].input.len && cut < 130; cut++) {
        char *log = reader_log(cases[_i].input.ptr, cases[_i].input.len, cut, NULL);
        ck_assert_str_eq(log, cases[_i].log);
        free(log);
    }
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("reader");
    TCase *t = tcase_create("cases");
    int n = sizeof cases / sizeof *cases;
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, gives_what_stands_there, 0, n);
    tcase_add_loop_test(t, gives_the_same_however_it_is_cut, 0, n);
    suite_add_tcase(s, t);
    return s;
}
