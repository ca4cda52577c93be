/* The walker inside a transaction set: each case changes one place of a right 837P or 835 and says
 * which findings must come, where, and no others. Segments count from ST = 1. */
#include "tests/unit/unit.h"
#include "tests/unit/walk_log.h"

/* Two claims: of the subscriber (2 lines), and of a dependent with another payer's decision. The
 * numbers at the right are the segments' places. */
static const char *const professional[] = {
    "BHT*0019*00*B1*20260416*0930*CH",           /* 2 */
    "NM1*41*2*MADE UP BILLING*****46*SENDER",    /* 3 1000A */
    "PER*IC*DESK*TE*5555550100",                 /* 4 */
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER",    /* 5 1000B */
    "HL*1**20*1",                                /* 6 2000A */
    "PRV*BI*PXC*207Q00000X",                     /* 7 */
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893", /* 8 2010AA */
    "N3*1 ANY ROAD",                             /* 9 */
    "N4*ANYTOWN*IL*627010001",                   /* 10 */
    "REF*EI*123456789",                          /* 11 */
    "HL*2*1*22*0",                               /* 12 2000B */
    "SBR*P*18*G100******CI",                     /* 13 */
    "NM1*IL*1*TESTER*ANN****MI*W1",              /* 14 2010BA; see short ids below */
    "N3*2 ANY ROAD",                             /* 15 */
    "N4*ANYTOWN*IL*62701",                       /* 16 */
    "DMG*D8*19700412*F",                         /* 17 */
    "NM1*PR*2*MADE UP PAYER*****PI*99999",       /* 18 2010BB */
    "CLM*A1*150***11:B:1*Y*A*Y*Y",               /* 19 2300 */
    "REF*G1*AUTH1",                              /* 20 */
    "HI*ABK:E119*ABF:I10",                       /* 21 */
    "NM1*82*1*DOER*DAN****XX*1987654328",        /* 22 2310B */
    "PRV*PE*PXC*207Q00000X",                     /* 23 */
    "LX*1",                                      /* 24 2400 */
    "SV1*HC:99213:25*120*UN*1***1:2",            /* 25 */
    "DTP*472*D8*20260401",                       /* 26 */
    "REF*6R*A1L1",                               /* 27 */
    "LX*2",                                      /* 28 */
    "SV1*HC:36415*30.50*UN*1.5***1",             /* 29 */
    "DTP*472*RD8*20260401-20260402",             /* 30 */
    "HL*3*1*22*1",                               /* 31 2000B */
    "SBR*S********CI",                           /* 32 */
    "NM1*IL*1*SAMPLE*PAUL****MI*X2",             /* 33 */
    "NM1*PR*2*OTHER PAYER*****PI*88888",         /* 34 */
    "HL*4*3*23*0",                               /* 35 2000C */
    "PAT*19",                                    /* 36 */
    "NM1*QC*1*SAMPLE*EVE",                       /* 37 2010CA */
    "N3*3 ANY ROAD",                             /* 38 */
    "N4*ANYTOWN*IL*62702",                       /* 39 */
    "DMG*D8*20150709*F",                         /* 40 */
    "CLM*A2*200***11:B:1*Y*A*Y*Y",               /* 41 2300 */
    "HI*ABK:J029",                               /* 42 */
    "SBR*P*19*******CI",                         /* 43 2320 */
    "AMT*D*75",                                  /* 44 */
    "OI***Y***Y",                                /* 45 */
    "NM1*IL*1*SAMPLE*PAUL****MI*Z3",             /* 46 2330A */
    "NM1*PR*2*FIRST PAYER*****PI*77777",         /* 47 2330B */
    "LX*1",                                      /* 48 2400 */
    "SV1*HC:71046*200*UN*1***1",                 /* 49 */
    "DTP*472*D8*20260402",                       /* 50 */
    "SVD*77777*75*HC:71046**1",                  /* 51 2430 */
    "CAS*CO*45*100",                             /* 52 */
    "CAS*PR*1*25",                               /* 53 */
    "DTP*573*D8*20260410",                       /* 54 */
    NULL,                                        /* SE: 55 */
};

static const char *const remittance[] = {
    "BPR*I*80*C*ACH*CCP*01*111000025*DA*123456*1999999999**01*071000013*DA*987654*20260420", /* 2 */
    "TRN*1*EFT1*1999999999",                                                                 /* 3 */
    "DTM*405*20260419",                                                                      /* 4 */
    "N1*PR*MADE UP PAYER",               /* 5 1000A */
    "N3*PO BOX 1",                       /* 6 */
    "N4*ANYTOWN*IL*60601",               /* 7 */
    "PER*BL*EDI HELP*TE*8005550100",     /* 8 */
    "N1*PE*MADE UP CLINIC*FI*371234567", /* 9 1000B */
    "LX*1",                              /* 10 2000 */
    "CLP*A1*1*120*80*20*12*ICN1*11*1",   /* 11 2100 */
    "NM1*QC*1*TESTER*ANN****MI*W1",      /* 12 */
    "SVC*HC:99213:25*120*80**1",         /* 13 2110 */
    "DTM*472*20260401",                  /* 14 */
    "CAS*CO*45*20",                      /* 15 */
    "CAS*PR*3*20",                       /* 16 */
    "REF*6R*A1L1",                       /* 17 */
    "AMT*B6*100",                        /* 18 */
    NULL,                                /* SE: 19 */
};

/* Put `with` (segments joined by ~, or nothing) in the place of the segment `number`. */
static const struct {
    const char *name;
    unsigned number;
    const char *with;
    const char *expected;
} cases[] = {
    {"right", 0, NULL, ""},

    /* A required segment is gone: told where the next one stood. */
    {"BHT gone", 2, "", "IG-0109@2:HEADER/BHT"},
    {"submitter's name gone", 3, "", "IG-0109@3:1000A/NM1"},
    {"submitter's contact gone", 4, "", "IG-0108@4:1000A/PER"},
    {"receiver gone: the loop is that one segment", 5, "", "IG-0110@5:1000B/NM1"},
    {"billing level gone", 6, "", "IG-0109@6:2000A/HL"},
    {"billing name gone", 8, "", "IG-0109@8:2010AA/NM1"},
    {"address gone", 9, "", "IG-0108@9:2010AA/N3"},
    {"city gone", 10, "", "IG-0108@10:2010AA/N4"},
    {"tax id gone", 11, "", "IG-0108@11:2010AA/REF"},
    {"subscriber level gone", 12, "", "IG-0109@12:2000B/HL"},
    {"SBR gone", 13, "", "IG-0108@13:2000B/SBR"},
    {"subscriber's name gone", 14, "", "IG-0109@14:2010BA/NM1"},
    {"payer gone", 18, "", "IG-0110@18:2010BB/NM1"},
    {"CLM gone", 19, "", "IG-0109@19:2300/CLM"},
    {"diagnoses gone", 21, "", "IG-0108@21:2300/HI"},
    {"LX of the first line gone", 24, "", "IG-0109@24:2400/LX"},
    {"LX of the second line gone", 28, "", "IG-0109@28:2400/LX"},
    {"SV1 gone", 25, "", "IG-0108@25:2400/SV1"},
    {"service date gone", 26, "", "IG-0108@26:2400/DTP"},
    {"second subscriber's level gone", 31, "", "IG-0109@31:2000B/HL"},
    {"patient level gone", 35, "", "IG-0109@35:2000C/HL"},
    {"PAT gone", 36, "", "IG-0108@36:2000C/PAT"},
    {"patient's name gone", 37, "", "IG-0109@37:2010CA/NM1"},
    {"patient's birth gone", 40, "", "IG-0108@40:2010CA/DMG"},
    {"other subscriber gone", 43, "", "IG-0109@43:2320/SBR"},
    {"OI gone", 45, "", "IG-0108@45:2320/OI"},
    {"other payer gone", 47, "", "IG-0110@47:2330B/NM1"},
    {"SVD gone", 51, "", "IG-0109@51:2430/SVD"},
    {"line adjudication date gone", 54, "", "IG-0108@54:2430/DTP"},

    /* Segments that do not belong. */
    {"unknown segment", 20, "XYZ*1", "IG-0101@20:2300/XYZ"},
    {"segment id too long", 20, "REFX*G1*1", "IG-0101@20:2300/"},
    {"segment of another transaction", 20, "CLP*A1*1", "IG-0102@20:2300/CLP"},
    {"segment of another loop", 20, "PAT*19", "IG-0103@20:2300/PAT"},
    {"empty segment", 20, "REF", "IG-0105@20:2300/REF01"},
    {"nothing but separators", 20, "REF***", "IG-0105@20:2300/REF01"},
    {"segment the guide does not use", 2, "BHT*0019*00*B1*20260416*0930*CH~REF*87*1",
     "IG-0111@3:HEADER/REF"},
    {"unknown qualifier", 20, "REF*ZZ*AUTH1", "IG-0203@20:2300/REF01"},
    {"qualifier empty", 20, "REF**AUTH1", "IG-0201@20:2300/REF01"},
    {"qualifier of a required loop wrong", 8, "NM1*Q9*2*MADE UP CLINIC*****XX*1234567893",
     "IG-0203@8:2010AA/NM101"},
    {"level code wrong", 12, "HL*2*1*29*0", "IG-0203@12:2000B/HL03"},
    {"a loop that has no place: told once", 24,
     "NM1*GW*1*DOER*DAN~N3*1 ANY ROAD~N4*ANYTOWN*IL*62701~LX*1", "IG-0223@24:2310A/NM101"},

    /* Order and number. */
    {"two segments swapped", 9, "N4*ANYTOWN*IL*627010001~N3*1 ANY ROAD~N4*ANYTOWN*IL*627010001",
     "IG-0104@10:2010AA/N3 IG-0106@11:2010AA/N4"},
    {"a segment comes after its loop has gone on", 21, "HI*ABK:E119~REF*F8*ICN1",
     "IG-0104@22:2300/REF"},
    {"same position in any order", 20, "REF*EA*CHART~REF*G1*AUTH1", ""},
    {"segment once too often", 20, "REF*G1*AUTH1~REF*G1*AUTH2", "IG-0106@21:2300/REF"},
    {"a limit is told once", 20, "REF*G1*1~REF*G1*2~REF*G1*3~REF*G1*4", "IG-0106@21:2300/REF"},
    {"loop once too often", 22, "NM1*82*1*DOER*DAN~NM1*82*1*DOER*DAN", "IG-0107@23:2310B/NM1"},
    {"loops at one position in any order", 22,
     "NM1*77*2*SITE~N3*1 ANY ROAD~N4*ANYTOWN*IL*62701~"
     "NM1*DN*1*SENDER~NM1*82*1*DOER*DAN",
     ""},

    /* Elements. */
    {"mandatory element", 19, "CLM**150***11:B:1*Y*A*Y*Y", "IG-0201@19:2300/CLM01"},
    {"element that the guide requires", 19, "CLM*A1****11:B:1*Y*A*Y*Y", "IG-0202@19:2300/CLM02"},
    {"required element at the end", 19, "CLM*A1*150***11:B:1*Y*A*Y", "IG-0202@19:2300/CLM09"},
    {"required component", 19, "CLM*A1*150***11::1*Y*A*Y*Y", "IG-0202@19:2300/CLM05-2"},
    {"required component at the end", 19, "CLM*A1*150***11:B*Y*A*Y*Y", "IG-0202@19:2300/CLM05-3"},
    {"composite gone", 19, "CLM*A1*150****Y*A*Y*Y", "IG-0202@19:2300/CLM05"},
    {"code", 19, "CLM*A1*150***11:B:1*Y*A*Y*Q", "IG-0203@19:2300/CLM09"},
    {"code in a component", 19, "CLM*A1*150***11:C:1*Y*A*Y*Y", "IG-0203@19:2300/CLM05-2"},
    {"code in lower case", 19, "CLM*A1*150***11:B:1*y*A*Y*Y", "IG-0203@19:2300/CLM06"},
    {"element that is not used", 19, "CLM*A1*150*CI**11:B:1*Y*A*Y*Y", "IG-0204@19:2300/CLM03"},
    {"component that is not used", 19, "CLM*A1*150***11:B:1*Y*A*Y*Y**AA:::IL::X",
     "IG-0219@19:2300/CLM11-6"},
    {"too many elements", 24, "LX*1*2", "IG-0205@24:2400/LX02"},
    {"too many components", 19, "CLM*A1*150***11:B:1:2*Y*A*Y*Y", "IG-0219@19:2300/CLM05-4"},
    {"components in a simple element", 19, "CLM*A1:B*150***11:B:1*Y*A*Y*Y",
     "IG-0219@19:2300/CLM01-2"},
    {"repetition of a simple element", 19, "CLM*A1^A2*150***11:B:1*Y*A*Y*Y",
     "IG-0218@19:2300/CLM01(2)"},
    {"repetition of a composite", 21, "HI*ABK:E119^ABK:I10", "IG-0218@21:2300/HI01(2)"},
    {"too short", 9, "N3*1 ANY ROAD~N4*X*IL*627010001",
     "IG-0206@10:2010AA/N401 IG-0106@11:2010AA/N4"},
    {"too long", 19, "CLM*A123456789012345678901234567890123456789*150***11:B:1*Y*A*Y*Y",
     "IG-0207@19:2300/CLM01"},
    {"as long as may be", 19, "CLM*A1234567890123456789012345678901234567*150***11:B:1*Y*A*Y*Y",
     ""},
    {"odd character", 9, "N3*CAF\xc3\x89", "IG-0208@9:2010AA/N301"},
    {"tabulator", 9, "N3*1\tANY ROAD", "IG-0208@9:2010AA/N301"},
    {"no number", 19, "CLM*A1*$150***11:B:1*Y*A*Y*Y", "IG-0209@19:2300/CLM02"},
    {"two points", 19, "CLM*A1*1.5.0***11:B:1*Y*A*Y*Y", "IG-0209@19:2300/CLM02"},
    {"a point alone", 19, "CLM*A1*.***11:B:1*Y*A*Y*Y", "IG-0209@19:2300/CLM02"},
    {"minus and point do not count", 19, "CLM*A1*-1234567890123456.78***11:B:1*Y*A*Y*Y", ""},
    {"too many digits", 19, "CLM*A1*1234567890123456789***11:B:1*Y*A*Y*Y", "IG-0207@19:2300/CLM02"},
    {"letters in a whole number", 24, "LX*1A", "IG-0209@24:2400/LX01"},
    {"blanks only", 9, "N3*   ", "IG-0210@9:2010AA/N301"},
    {"leading blank: a warning", 9, "N3* 1 ANY ROAD", "wIG-0222@9:2010AA/N301"},
    {"no such day", 17, "DMG*D8*19700230*F", "IG-0211@17:2010BA/DMG02"},
    {"29 February of a leap year", 17, "DMG*D8*19720229*F", ""},
    {"29 February of another", 17, "DMG*D8*19730229*F", "IG-0211@17:2010BA/DMG02"},
    {"month 13", 26, "DTP*472*D8*20261301", "IG-0211@26:2400/DTP03"},
    {"a day where a span is announced", 30, "DTP*472*RD8*20260401", "IG-0211@30:2400/DTP03"},
    {"a span where a day is announced", 26, "DTP*472*D8*20260401-20260402",
     "IG-0211@26:2400/DTP03"},
    {"span backwards", 30, "DTP*472*RD8*20260402-20260401", "IG-0213@30:2400/DTP03"},
    {"format not allowed", 26, "DTP*472*DT*202604010930", "IG-0223@26:2400/DTP02"},
    {"no date", 2, "BHT*0019*00*B1*20260431*0930*CH", "IG-0211@2:HEADER/BHT04"},
    {"date too short", 2, "BHT*0019*00*B1*2026041*0930*CH", "IG-0206@2:HEADER/BHT04"},
    {"no time", 2, "BHT*0019*00*B1*20260416*2460*CH", "IG-0212@2:HEADER/BHT05"},
    {"time with hundredths", 2, "BHT*0019*00*B1*20260416*23595999*CH", ""},
    {"pattern", 17, "DMG*D8*19700412*F~REF*SY*12345678X", "IG-0220@18:2010BA/REF02"},
    {"trailing separators: a warning", 11, "REF*EI*123456789**", "wIG-0221@11:2010AA/REF"},
    {"trailing component separator: a warning", 25, "SV1*HC:99213:*120*UN*1***1:2",
     "wIG-0221@25:2400/SV1"},

    /* Relational notes. */
    {"paired: NM108 without NM109", 14, "NM1*IL*1*TESTER*ANN****MI", "IG-0214@14:2010BA/NM109"},
    {"paired: NM109 without NM108", 14, "NM1*IL*1*TESTER*ANN*****W1", "IG-0214@14:2010BA/NM108"},
    {"conditional: N407 needs N404", 10, "N4*ANYTOWN**627010001****007", "IG-0216@10:2010AA/N404"},
    {"exclusive: state and subdivision", 10, "N4*ANYTOWN*IL*627010001*CA***007",
     "IG-0217@10:2010AA/N407"},
    {"list: CAS05 alone", 52, "CAS*CO*45*100**253", "IG-0216@52:2430/CAS06"},
    {"CAS06 without its reason", 52, "CAS*CO*45*100***5", "IG-0216@52:2430/CAS05"},

    /* Levels. */
    {"HL01 used before", 12, "HL*1*1*22*0", "IG-0121@12:2000B/HL01"},
    {"gap in HL01: a warning", 35, "HL*9*3*23*0", "wIG-0121@35:2000C/HL01"},
    {"HL01 no number", 12, "HL*B*1*22*0", "IG-0121@12:2000B/HL01"},
    {"parent that is not there", 12, "HL*2*7*22*0", "IG-0122@12:2000B/HL02"},
    {"parent empty", 12, "HL*2**22*0", "IG-0202@12:2000B/HL02"},
    {"the top has no parent", 6, "HL*1*1*20*1", "IG-0204@6:2000A/HL02"},
    {"children announced, none there: a warning", 12, "HL*2*1*22*1", "wIG-0123@12:2000B/HL04"},
    {"children there, none announced", 31, "HL*3*1*22*0", "IG-0124@31:2000B/HL04"},
};

static const struct {
    const char *name;
    unsigned number;
    const char *with;
    const char *expected;
} remittance_cases[] = {
    {"right", 0, NULL, ""},
    {"BPR gone", 2, "", "IG-0109@2:HEADER/BPR"},
    {"TRN gone", 3, "", "IG-0108@3:HEADER/TRN"},
    {"payer gone", 5, "", "IG-0109@5:1000A/N1"},
    {"payer's address gone", 6, "", "IG-0108@6:1000A/N3"},
    {"payee gone", 9, "", "IG-0110@9:1000B/N1"},
    {"LX gone", 10, "", "IG-0109@10:2000/LX"},
    {"CLP gone", 11, "", "IG-0109@11:2100/CLP"},
    {"SVC gone: its date follows", 13, "", "IG-0109@13:2110/SVC"},
    {"claim status", 11, "CLP*A1*6*120*80*20*12*ICN1*11*1", "IG-0203@11:2100/CLP02"},
    {"paid amount missing", 11, "CLP*A1*1*120**20*12*ICN1*11*1", "IG-0201@11:2100/CLP04"},
    {"reversal: negative amounts", 13, "SVC*HC:99213:25*-120*-80**-1", ""},
    {"adjustment group of 4010", 15, "CAS*XX*45*20", "IG-0203@15:2110/CAS01"},
    {"twenty digits", 18, "AMT*B6*12345678901234567890", "IG-0207@18:2110/AMT02"},
    {"PLB without claims between", 18, "AMT*B6*100~PLB*1234567893*20261231*L6:I*-5*WO:J*60", ""},
    {"PLB half a pair", 18, "AMT*B6*100~PLB*1234567893*20261231*L6:I*-5*WO:J",
     "IG-0214@19:FOOTER/PLB06"},
    {"PLB repeats", 18, "AMT*B6*100~PLB*1*20261231*L6:I*-5~PLB*1*20261231*WO*60", ""},
};

static sj_guides *guides;
static void make_guides(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
}
static void free_guides(void) {
    sj_guides_free(guides);
}

/* The file: envelope, ST, the segments with one replaced, SE with its right count. */
static size_t build(char *buf, size_t cap, const char *const *body, bool is_claim, unsigned number,
                    const char *with) {
    size_t n = (size_t)snprintf(
        buf, cap,
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*^*00501*"
        "000000001*0*T*:~GS*%s*SENDER*RECEIVER*20260416*0930*1*X*%s~ST*%s*0001%s~",
        is_claim ? "HC" : "HP", is_claim ? "005010X222A1" : "005010X221A1",
        is_claim ? "837" : "835", is_claim ? "*005010X222A1" : "");
    size_t start = n;
    for (unsigned i = 0; body[i]; i++) {
        const char *text = i + 2 == number ? with : body[i];
        if (*text) n += (size_t)snprintf(buf + n, cap - n, "%s~", text);
    }
    unsigned segments = 2;
    for (size_t i = start; i < n; i++) segments += buf[i] == '~';
    return n + (size_t)snprintf(buf + n, cap - n, "SE*%u*0001~GE*1*1~IEA*1*000000001~", segments);
}

static void check(const char *const *body, bool is_claim, unsigned number, const char *with,
                  const char *name, const char *expected) {
    static char buf[16384];
    static walk_log l;
    size_t n = build(buf, sizeof buf, body, is_claim, number, with);
    l.with_events = l.with_verdicts = false;
    ck_assert_int_eq(walk_log_run(&l, guides, (sj_str){buf, n}, NULL), SJ_OK);
    ck_assert_msg(!strcmp(l.text, expected), "%s:\n  expected %s\n       got %s", name, expected,
                  l.text);
}

START_TEST(test_case) {
    check(professional, true, cases[_i].number, cases[_i].with, cases[_i].name, cases[_i].expected);
}
END_TEST

START_TEST(test_remittance) {
    check(remittance, false, remittance_cases[_i].number, remittance_cases[_i].with,
          remittance_cases[_i].name, remittance_cases[_i].expected);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("walker");
    TCase *t = tcase_create("walker");
    tcase_add_unchecked_fixture(t, make_guides, free_guides);
    tcase_add_loop_test(t, test_case, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(t, test_remittance, 0,
                        (int)(sizeof remittance_cases / sizeof *remittance_cases));
    suite_add_tcase(s, t);
    return s;
}
