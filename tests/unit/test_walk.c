/* The walker's manners: the order of its events, claims and accounts on findings, limits, the
 * glance that must never call right what a closer look does not, and memory that ends. */
#include "parsers/base/alloc.h"
#include "parsers/guide/walk.h"
#include "tests/unit/unit.h"
#include "tests/unit/walk_log.h"

#define ISA                                                                                        \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260416*0930*^*00501*"   \
    "000000001*0*T*:~"
#define GS "GS*HC*SENDER*RECEIVER*20260416*0930*1*X*005010X222A1~"
#define HEAD                                                                                       \
    "ST*837*0001*005010X222A1~BHT*0019*00*B1*20260416*0930*CH~"                                    \
    "NM1*41*2*MADE UP BILLING*****46*SENDER~PER*IC*DESK*TE*5555550100~"                            \
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER~"                                                      \
    "HL*1**20*1~NM1*85*2*MADE UP CLINIC*****XX*1234567893~N3*1 ANY ROAD~"                          \
    "N4*ANYTOWN*IL*627010001~REF*EI*123456789~"
#define SUBSCRIBER                                                                                 \
    "HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*TESTER*ANN****MI*W1234~DMG*D8*19700412*F~"             \
    "NM1*PR*2*MADE UP PAYER*****PI*99999~"
#define CLAIM(account, signature, line)                                                            \
    "CLM*" account "*150***11:B:1*" signature "*A*Y*Y~HI*ABK:E119~" line
#define LINE    "LX*1~SV1*HC:99213*150*UN*1***1~DTP*472*D8*20260401~"
#define TAIL(n) "SE*" n "*0001~GE*1*1~IEA*1*000000001~"

static sj_guides *guides;
static void make_guides(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
}
static void free_guides(void) {
    sj_guides_free(guides);
}

/* The order of events is asked for here; situations have tests of their own. */
static const sj_walker_opts form_alone = {.snip = 2};

static void expect(const char *input, const sj_walker_opts *opts, bool with_events,
                   const char *expected) {
    static walk_log l;
    l.with_events = with_events;
    l.with_verdicts = false;
    if (!opts) opts = &form_alone;
    ck_assert_int_eq(walk_log_run(&l, guides, sj_str_of(input), opts), SJ_OK);
    ck_assert_msg(!strcmp(l.text, expected), "expected %s\n     got %s", expected, l.text);
}

/* Loops open before their first segment and close before what follows; findings of a segment come
 * before it, what a loop lacks before it closes. */
START_TEST(test_events) {
    expect(
        ISA GS HEAD SUBSCRIBER CLAIM("A1", "Y", LINE LINE) CLAIM("A2", "Y", LINE) TAIL("29"), NULL,
        true,
        "(HEADER BHT (1000A NM1 PER ) (1000B NM1 ) ) (2000A HL (2010AA NM1 N3 N4 REF ) (2000B HL "
        "SBR (2010BA NM1 DMG ) (2010BB NM1 ) (2300 CLM HI (2400 LX SV1 DTP ) (2400 LX SV1 DTP ) ) "
        "(2300 CLM HI (2400 LX SV1 DTP ) ) ) )");
    expect(
        ISA GS HEAD SUBSCRIBER CLAIM("A1", "Y", "XYZ*1~LX*1~SV1*HC:99213*150*UN*1***1~") TAIL("21"),
        NULL, true,
        "(HEADER BHT (1000A NM1 PER ) (1000B NM1 ) ) (2000A HL (2010AA NM1 N3 N4 REF ) (2000B HL "
        "SBR (2010BA NM1 DMG ) (2010BB NM1 ) (2300 CLM HI IG-0101@18:2300/XYZ ?XYZ (2400 LX SV1 "
        "IG-0108@21:2400/DTP ) ) ) )");
}
END_TEST

/* --- sets of several guides in turn --- */

#define ISA_OF(number)                                                                             \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "                        \
    "*260416*0930*^*00501*" number "*0*T*:~"
#define CLAIMS(number)                                                                             \
    ISA_OF("00000000" number)                                                                      \
    GS HEAD SUBSCRIBER CLAIM("A1", "Y", LINE LINE) "SE*24*0001~GE*1*1~IEA*1*00000000" number "~"
#define ANSWER(number)                                                                             \
    ISA_OF("00000000" number)                                                                      \
    "GS*FA*SENDER*RECEIVER*20260416*0930*2*X*005010X231A1~ST*999*0001*005010X231A1~"               \
    "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*2~IEA*1*"    \
    "00000000" number "~"

static const char *events_of(const char *input) {
    static walk_log l;
    l.with_events = true;
    l.with_verdicts = false;
    ck_assert_int_eq(walk_log_run(&l, guides, sj_str_of(input), &form_alone), SJ_OK);
    return l.text;
}

/* What the walker has learned of one guide's rows says nothing of another's. */
START_TEST(test_guides_in_turn) {
    char expected[8192];
    snprintf(expected, sizeof expected, "%s", events_of(CLAIMS("1")));
    ck_assert_ptr_null(strchr(expected, '@')); /* nothing is wrong with it */
    size_t n = strlen(expected);
    snprintf(expected + n, sizeof expected - n, " %s ", events_of(ANSWER("2")));
    ck_assert_ptr_null(strchr(expected, '@'));
    n = strlen(expected);
    snprintf(expected + n, sizeof expected - n, "%s", events_of(CLAIMS("3")));
    ck_assert_str_eq(events_of(CLAIMS("1") ANSWER("2") CLAIMS("3")), expected);
}
END_TEST

/* --- which claim --- */

typedef struct claims {
    char text[512];
} claims;

static void note_claim(void *ctx, const sj_finding *f) {
    claims *c = ctx;
    size_t n = strlen(c->text);
    snprintf(c->text + n, sizeof c->text - n, "%u=%.*s ", f->claim, SJ_FMT(f->account));
}

static void walk(const char *input, sj_walk_events *events) {
    sj_walker *w;
    sj_reader *r;
    sj_segment seg;
    enum sj_read_result what;
    ck_assert_int_eq(sj_walker_new(&w, guides, events, &form_alone, NULL), SJ_OK);
    ck_assert_int_eq(sj_reader_open_memory(&r, input, strlen(input), NULL, NULL), SJ_OK);
    do {
        what = sj_reader_next(r, &seg);
        ck_assert_int_eq(sj_walker_push(w, what, &seg, NULL), SJ_OK);
    } while (what != SJ_READ_END && what != SJ_READ_FAILED);
    sj_reader_free(r);
    sj_walker_free(w);
}

/* One finding above the claims, one in each of the first and third claim, one that the end of the
 * second shows, one of the set's end. */
START_TEST(test_accounts) {
    claims c = {""};
    sj_walk_events events = {.ctx = &c, .finding = note_claim};
    walk(ISA GS HEAD
         "HL*2*1*22*0~SBR*P*18*******QQ~NM1*IL*1*TESTER*ANN****MI*W1234~DMG*D8*19700412*F~"
         "NM1*PR*2*MADE UP PAYER*****PI*99999~" CLAIM("FIRST", "Q", LINE)
             CLAIM("SECOND", "Y", "LX*1~SV1*HC:99213*150*UN*1***1~") CLAIM("THIRD", "Q", LINE)
                 TAIL("99"),
         &events);
    ck_assert_str_eq(c.text, "0= 1=FIRST 2=SECOND 3=THIRD 0= ");
}
END_TEST

/* --- limits --- */

#define BAD(account)                                                                               \
    "CLM*" account "*150***11:B:1*Q*Q*Y*Y~HI*ABK:E119~LX*1~SV1*HC:99213*150*QQ*1***1~"             \
    "DTP*472*D8*20261399~"

/* Each claim has four findings. With a limit of two: these, that more are left out, and then the
 * first of each further claim, so that none of them looks clean. */
START_TEST(test_limit) {
    const sj_walker_opts opts = {.snip = 2, .max_findings_per_set = 2};
    expect(ISA GS HEAD SUBSCRIBER BAD("A1") BAD("A2") BAD("A3") TAIL("31"), &opts, false,
           "IG-0203@16:2300/CLM06 IG-0203@16:2300/CLM07 wIG-0001@19: IG-0203@21:2300/CLM06 "
           "IG-0203@26:2300/CLM06");
}
END_TEST

/* Type 1 only: what the base standard itself forbids. */
START_TEST(test_snip) {
    const sj_walker_opts opts = {.snip = 1};
    expect(ISA GS HEAD SUBSCRIBER BAD("A1") TAIL("21"), &opts, false, "IG-0211@20:2400/DTP03");
}
END_TEST

/* --- the glance and the closer look --- */

typedef struct look {
    unsigned plain, close;
} look;

static void on_fault(void *ctx, const sj_segment *seg, const sj_fault *f) {
    (void)seg, (void)f;
    ++*(unsigned *)ctx;
}

static void compare(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg, uint32_t n) {
    look *l = ctx;
    unsigned faults = 0;
    (void)n;
    if (row == SJ_NO_ROW) return;
    const sj_guide_impl *g = sj_guide_impl_of(s->guide);
    sj_walk_closely(g, row, seg, on_fault, &faults);
    l->close++;
    if (!sj_walk_is_plain(g, row, seg)) return;
    l->plain++;
    ck_assert_msg(!faults, "called right: %.*s", (int)seg->len, seg->text);
}

static uint32_t random_state = 1;
static uint32_t next_random(void) {
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

/* Over thousands of files with a few bytes changed. */
START_TEST(test_plain) {
    static const char right[] = ISA GS HEAD SUBSCRIBER CLAIM(
        "A1", "Y",
        "NM1*82*1*DOER*DAN****XX*1987654328~" LINE
        "REF*6R*L1~SVD*77777*75.5*HC:99213:25:26**1~CAS*CO*45*10.25*1*253*20~DTP*573*D8*20260410~")
        CLAIM("A2", "Y", LINE) TAIL("32");
    static const char bytes[] = "*:^~ .-0123456789ABCDXYZ\x01\xc3";
    static char mutant[sizeof right];
    look l = {0};
    sj_walk_events events = {.ctx = &l, .segment = compare};
    for (unsigned i = 0; i < 3000; i++) {
        memcpy(mutant, right, sizeof right);
        for (unsigned k = next_random() % 8; k; k--)
            mutant[106 + next_random() % (sizeof right - 107)] =
                bytes[next_random() % (sizeof bytes - 1)];
        walk(mutant, &events);
    }
    ck_assert_uint_gt(l.plain, 10000);
    ck_assert_uint_gt(l.close, l.plain);
}
END_TEST

/* --- memory that ends --- */

/* Whichever allocation fails, it is said, and nothing leaks. */
START_TEST(test_memory) {
    static const char input[] = ISA GS HEAD
        "HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*TESTER*ANN****MI*W1234~N3*1 ANY ROAD~"
        "N4*ANYTOWN*IL*62701~DMG*D8*19700412*F~NM1*PR*2*MADE UP PAYER*****PI*99999~" CLAIM(
            "A1", "Y", "LX*1~SV1*HC:36415*150*UN*1***1~DTP*472*D8*20260401~") TAIL("23");
    static walk_log l;
    l.with_events = l.with_verdicts = false;
    unsigned n = 0;
    bool has_failed;
    do {
        sj_guides *g = NULL;
        sj_alloc_fail_at(++n);
        sj_status status = sj_guides_new(&g, NULL);
        if (!status) status = walk_log_run(&l, g, sj_str_of(input), NULL);
        has_failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        sj_guides_free(g);
        ck_assert_msg(has_failed ? status != SJ_OK || !l.findings : status == SJ_OK,
                      "allocation %u: status %d, %s", n, status, l.text);
    } while (has_failed);
    ck_assert_uint_gt(n, 20);
    ck_assert_str_eq(l.text, "");
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("walk");
    TCase *t = tcase_create("walk");
    tcase_set_timeout(t, 120);
    tcase_add_unchecked_fixture(t, make_guides, free_guides);
    tcase_add_test(t, test_events);
    tcase_add_test(t, test_guides_in_turn);
    tcase_add_test(t, test_accounts);
    tcase_add_test(t, test_limit);
    tcase_add_test(t, test_snip);
    tcase_add_test(t, test_plain);
    tcase_add_test(t, test_memory);
    suite_add_tcase(s, t);
    return s;
}
