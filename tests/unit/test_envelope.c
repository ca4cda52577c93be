/* The envelope: what is wrong with ISA, TA1, GS, ST, SE, GE and IEA, and how TA1 and 999 would
 * answer. Findings, then the verdicts: IK5 of each set, AK9 of each group, TA1 of each interchange.
 */
#include "tests/unit/unit.h"
#include "tests/unit/walk_log.h"

#define ISA_OF(qualifier, date, version, control, usage)                                           \
    "ISA*00*          *00*          *" qualifier "*SENDER         *ZZ*RECEIVER       *" date       \
    "*0930*^*" version "*" control "*0*" usage "*:~"
#define ISA ISA_OF("ZZ", "260416", "00501", "000000001", "T")
#define IEA "IEA*1*000000001~"
#define GS_OF(functional, control, version)                                                        \
    "GS*" functional "*SENDER*RECEIVER*20260416*0930*" control "*X*" version "~"
#define GS GS_OF("FA", "1", "005010X231A1")
#define GE "GE*1*1~"
/* The smallest right set: a 999 that accepts a group. */
#define BODY           "AK1*HC*1*005010X222A1~AK9*A*1*1*1~"
#define ST_OF(control) "ST*999*" control "*005010X231A1~"
#define ST             ST_OF("0001")
#define SE             "SE*4*0001~"
#define SET            ST BODY SE

static const struct {
    const char *name, *input, *expected;
} cases[] = {
    {"right", ISA GS SET GE IEA, "IK5=A AK9=A TA1=A/000"},
    {"two sets, two groups",
     ISA GS SET ST_OF("0002") BODY "SE*4*0002~GE*2*1~" GS_OF("FA", "2", "005010X231A1") SET
     "GE*1*2~IEA*2*000000001~",
     "IK5=A IK5=A AK9=A IK5=A AK9=A TA1=A/000"},

    /* ISA */
    {"ISA01",
     "ISA*01*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*^*00501*"
     "000000001*0*T*:~IEA*0*000000001~",
     "EN-0103@1:ISA01 TA1=R/010"},
    {"ISA05", ISA_OF("QQ", "260416", "00501", "000000001", "T") GS SET GE IEA,
     "EN-0107@1:ISA05 IK5=A AK9=A TA1=R/005"},
    {"ISA09", ISA_OF("ZZ", "260431", "00501", "000000001", "T") GS SET GE IEA,
     "EN-0111@1:ISA09 IK5=A AK9=A TA1=R/014"},
    {"ISA12", ISA_OF("ZZ", "260416", "00402", "000000001", "T") GS SET GE IEA,
     "EN-0114@1:ISA12 IK5=A AK9=A TA1=R/017"},
    {"ISA13", ISA_OF("ZZ", "260416", "00501", "00000000A", "T") GS SET GE "IEA*1*00000000A~",
     "EN-0115@1:ISA13 IK5=A AK9=A EN-0125@8:IEA02 TA1=R/018"},
    {"ISA15", ISA_OF("ZZ", "260416", "00501", "000000001", "Q") GS SET GE IEA,
     "EN-0117@1:ISA15 IK5=A AK9=A TA1=R/020"},
    {"the first note is the one that is sent",
     ISA_OF("QQ", "260431", "00501", "000000001", "T") GS SET GE IEA,
     "EN-0107@1:ISA05 EN-0111@1:ISA09 IK5=A AK9=A TA1=R/005"},
    {"repetition separator that is the component separator: a warning",
     "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*:*00501*"
     "000000001*0*T*:~" GS SET GE IEA,
     "wEN-0102@1:ISA11 IK5=A AK9=A TA1=E/026"},
    {"U, as in 00401: no repetition separator",
     "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*U*00501*"
     "000000001*0*T*:~" GS SET GE IEA,
     "IK5=A AK9=A TA1=A/000"},
    {"ISA that cannot be used",
     "ISA*00*  *00*  *ZZ*SENDER*ZZ*RECEIVER*260416*0930*^*00501*1*0*T*:~" GS SET GE IEA,
     "EN-0101@1:ISA IK5=A AK9=A TA1=R/022"},

    /* IEA */
    {"IEA01", ISA GS SET GE "IEA*2*000000001~", "IK5=A AK9=A EN-0124@8:IEA01 TA1=R/021"},
    {"IEA02", ISA GS SET GE "IEA*1*000000002~", "IK5=A AK9=A EN-0125@8:IEA02 TA1=R/001"},
    {"IEA gone", ISA GS SET GE, "IK5=A AK9=A EN-0122@7:IEA TA1=R/023"},
    {"IEA without terminator: a warning", ISA GS SET GE "IEA*1*000000001",
     "IK5=A AK9=A wEN-0130@8:IEA TA1=A/000"},
    {"ISA instead of IEA",
     ISA GS SET GE ISA_OF("ZZ", "260416", "00501", "000000002", "T") "IEA*0*000000002~",
     "IK5=A AK9=A EN-0123@1:IEA TA1=R/023 TA1=A/000"},
    {"same ISA13 twice", ISA GS SET GE IEA ISA GS SET GE IEA,
     "IK5=A AK9=A TA1=A/000 EN-0126@1:ISA13 IK5=A AK9=A TA1=R/025"},
    {"cut inside a set: told once, nothing else is missing", ISA GS ST "AK1*HC*1*005010X222A1~",
     "EN-0122@2:SE IK5=R/2 AK9=R/3 TA1=R/023"},
    {"cut inside a segment", ISA GS ST "AK1*HC*1*0050", "EN-0122@2:SE IK5=R/2 AK9=R/3 TA1=R/023"},
    {"cut behind SE", ISA GS SET, "IK5=A EN-0122@6:GE AK9=R/3 TA1=R/023"},

    /* TA1 */
    {"TA1 alone", ISA "TA1*000000009*260415*1200*A*000~IEA*0*000000001~", "TA1=A/000"},
    {"TA1 alone, counted as one", ISA "TA1*000000009*260415*1200*A*000~IEA*1*000000001~",
     "TA1=A/000"},
    {"TA1 with a wrong note", ISA "TA1*000000009*260415*1200*A*099~IEA*0*000000001~",
     "EN-0129@2:TA105 TA1=R/024"},

    /* what stands between */
    {"text between groups", ISA GS SET GE "REF*1*2~REF*1*3~" IEA,
     "IK5=A AK9=A EN-0127@8:REF TA1=R/024"},
    {"text between sets", ISA GS "REF*1*2~" SET GE IEA, "EN-0127@3:REF IK5=A AK9=A TA1=R/024"},
    {"ST without GS", ISA SET "IEA*0*000000001~", "EN-0127@2:ST TA1=R/024"},
    {"SE twice", ISA GS SET SE GE IEA, "IK5=A EN-0127@7:SE AK9=A TA1=R/024"},
    {"prose between interchanges: a warning",
     ISA GS SET GE IEA
     "and so on\n" ISA_OF("ZZ", "260416", "00501", "000000002", "T") "IEA*0*000000002~",
     "IK5=A AK9=A TA1=A/000 wEN-0121@0: TA1=A/000"},

    /* GS, GE */
    {"GS01", ISA GS_OF("QQ", "1", "005010X231A1") SET GE IEA,
     "EN-0201@2:GS01 IK5=A AK9=R/1 TA1=A/000"},
    {"a set in a group of another kind", ISA GS_OF("HC", "1", "005010X231A1") SET GE IEA,
     "EN-0308@1:ST01 IK5=R/18 AK9=R TA1=A/000"},
    {"GS04", ISA "GS*FA*SENDER*RECEIVER*20260431*0930*1*X*005010X231A1~" SET GE IEA,
     "EN-0128@2:GS04 IK5=A AK9=A TA1=R/024"},
    {"GS06", ISA GS_OF("FA", "A", "005010X231A1") SET "GE*1*A~" IEA,
     "EN-0204@2:GS06 IK5=A EN-0208@7:GE02 AK9=R/6/4 TA1=A/000"},
    {"GS08: its sets are counted, not examined",
     ISA GS_OF("HC", "1", "004010X098A1") "ST*837*0001~XXX~YYY~SE*4*0001~" GE IEA,
     "EN-0202@2:GS08 IK5=R/1 AK9=R/2 TA1=A/000"},
    {"unsupported, and wrongly counted",
     ISA GS_OF("HC", "1", "004010X098A1") "ST*837*0001~XXX~SE*4*0001~" GE IEA,
     "EN-0202@2:GS08 EN-0310@3:SE01 IK5=R/4 AK9=R/2 TA1=A/000"},
    {"GS06 twice", ISA GS SET GE GS SET GE "IEA*2*000000001~",
     "IK5=A AK9=A EN-0205@8:GS06 IK5=A AK9=R/19 TA1=A/000"},
    {"GE01", ISA GS SET "GE*2*1~" IEA, "IK5=A EN-0207@7:GE01 AK9=R/5 TA1=A/000"},
    {"GE02", ISA GS SET "GE*1*9~" IEA, "IK5=A EN-0208@7:GE02 AK9=R/4 TA1=A/000"},
    {"GE gone", ISA GS SET IEA, "IK5=A EN-0206@7:GE AK9=R/3 TA1=A/000"},
    {"GE is no number", ISA GS SET "GE*X*1~" IEA, "IK5=A EN-0207@7:GE01 AK9=R/5 TA1=A/000"},
    {"one of two sets wrong: the group is accepted in part",
     ISA GS SET ST_OF("0002") "AK1*HC*1*005010X222A1~AK9*Q*1*1*1~SE*4*0002~GE*2*1~" IEA,
     "IK5=A IG-0203@3:HEADER/AK901 IK5=R/I5 AK9=P TA1=A/000"},
    {"all sets wrong: the group is refused",
     ISA GS ST "AK1*HC*1*005010X222A1~AK9*Q*1*1*1~" SE GE IEA,
     "IG-0203@3:HEADER/AK901 IK5=R/I5 AK9=R TA1=A/000"},
    {"a warning", ISA GS ST "AK1*HC*1*005010X222A1~AK9*A*1*1*1**~" SE GE IEA,
     "wIG-0221@3:HEADER/AK9 IK5=E/5 AK9=E TA1=A/000"},

    /* ST, SE */
    {"ST01", ISA GS "ST*99*0001*005010X231A1~" BODY SE GE IEA,
     "EN-0301@1:ST01 IK5=R/6 AK9=R TA1=A/000"},
    {"another transaction in the group", ISA GS "ST*837*0001~" BODY SE GE IEA,
     "EN-0302@1:ST01 IK5=R/1 AK9=R TA1=A/000"},
    {"ST02 too short", ISA GS ST_OF("001") BODY "SE*4*001~" GE IEA,
     "EN-0303@1:ST02 EN-0311@4:SE02 IK5=R/7/3 AK9=R TA1=A/000"},
    {"ST02 twice", ISA GS SET SET "GE*2*1~" IEA, "IK5=A EN-0304@1:ST02 IK5=R/23 AK9=P TA1=A/000"},
    {"ST02 twice, in two groups",
     ISA GS SET GE GS_OF("FA", "2", "005010X231A1") SET "GE*1*2~IEA*2*000000001~",
     "IK5=A AK9=A IK5=A AK9=A TA1=A/000"},
    {"ST03 of another guide", ISA GS "ST*999*0001*005010X222A1~" BODY SE GE IEA,
     "EN-0305@1:ST03 IK5=R/I6 AK9=R TA1=A/000"},
    {"ST03 another name of the same guide: a warning",
     ISA GS "ST*999*0001*005010X231~" BODY SE GE IEA, "wEN-0305@1:ST03 IK5=E/I6 AK9=E TA1=A/000"},
    {"ST03 missing", ISA GS "ST*999*0001~" BODY SE GE IEA,
     "EN-0306@1:ST03 IK5=R/I6 AK9=R TA1=A/000"},
    {"SE01", ISA GS ST BODY "SE*5*0001~" GE IEA, "EN-0310@4:SE01 IK5=R/4 AK9=R TA1=A/000"},
    {"SE01 is no number", ISA GS ST BODY "SE*four*0001~" GE IEA,
     "EN-0310@4:SE01 IK5=R/4 AK9=R TA1=A/000"},
    {"SE02", ISA GS ST BODY "SE*4*0002~" GE IEA, "EN-0311@4:SE02 IK5=R/3 AK9=R TA1=A/000"},
    {"SE gone", ISA GS ST BODY GE IEA, "EN-0309@3:SE IK5=R/2 AK9=R TA1=A/000"},
    {"SE gone, another set follows", ISA GS ST BODY ST_OF("0002") BODY "SE*4*0002~GE*2*1~" IEA,
     "EN-0309@3:SE IK5=R/2 IK5=A AK9=P TA1=A/000"},
    {"kindred version: information once",
     ISA GS_OF("HC", "1", "005010X291") "ST*837*0001*005010X291~SE*2*0001~ST*837*0002*005010X291~"
                                        "SE*2*0002~GE*2*1~" IEA,
     "iEN-0203@2:GS08 IG-0109@2:HEADER/BHT wIG-0110@2:2000A/HL IK5=R/5/I5 IG-0109@2:HEADER/BHT "
     "wIG-0110@2:2000A/HL IK5=R/5/I5 AK9=R TA1=A/000"},
};

static sj_guides *guides;
static void make_guides(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
}
static void free_guides(void) {
    sj_guides_free(guides);
}

START_TEST(test_case) {
    static walk_log l;
    l.with_events = false;
    l.with_verdicts = true;
    ck_assert_int_eq(walk_log_run(&l, guides, sj_str_of(cases[_i].input), NULL), SJ_OK);
    ck_assert_msg(!strcmp(l.text, cases[_i].expected), "%s:\n  expected %s\n       got %s",
                  cases[_i].name, cases[_i].expected, l.text);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("envelope");
    TCase *t = tcase_create("envelope");
    tcase_add_unchecked_fixture(t, make_guides, free_guides);
    tcase_add_loop_test(t, test_case, 0, (int)(sizeof cases / sizeof *cases));
    suite_add_tcase(s, t);
    return s;
}
