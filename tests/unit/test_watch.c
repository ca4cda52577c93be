/* What the walker remembers for situations is right for every claim: many claims in one set are
 * judged as each of them alone, and comparisons of values that are kept as they pass come out as
 * the conditions do when they are evaluated. */
#include "tests/unit/overlay_world.h"

#include <stdarg.h>

enum { CLAIMS = 96, ROUNDS = 2, COMPARED = 24, CLAIM_ROOM = 4096, LOG_ROOM = 1 << 17, PAIRS = 13 };

/* --- claims --- */

typedef struct draw {
    uint64_t state;
} draw;

static unsigned next(draw *d, unsigned n) {
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(d->state >> 33) % n;
}

#define PICK(d, list) (list)[next((d), sizeof(list) / sizeof *(list))]

/* Around each other, at the ends of months and years, in a leap year, no day at all, cut short. */
static const char *const days[] = {
    "D8*20260331",  "D8*20260401",           "D8*20260401",           "D8*20260402",
    "D8*20240229",  "D8*20251231",           "D8*20260431",           "D8*2026041",
    "D8*00000000",  "RD8*20260401-20260401", "RD8*20260331-20260402", "RD8*20260401-20260403",
    "RD8*20260401", "RD8*20240228-20240229", "RD8*20260401-2026040",  "RD8*20260402-20260401"};
static const char *const places[] = {"11", "21", "22", "23", "41", "81", "99", ""};
static const char *const frequencies[] = {"1", "7", "8", "", "12345678", "123456789"};
static const char *const yes_no[] = {"Y", "N", "A", "W", "", "C"};
static const char *const causes[] = {"", "AA", "OA:AA", "EM", "AA:::IL", "OA::AA:IL:US", "AP:X"};
static const char *const codes[] = {
    "HC:99213",       "HC:99213:25", "HC:J1885", "HC:00100:AA",
    "HC:80053:90",    "HC:A0428:RH", "HC:99284", "HC:99213:25:59:XS",
    "HC:E0250:RR:KX", "ER:99213",    "HC:",      "HC:99499:::::NOTE"};
static const char *const payers[] = {"12345", "77777", "7777", "777777777", "123456789012", ""};
static const char *const ranks[] = {"P", "S", "T", "U"};

static char *add(char *at, const char *format, ...) __attribute__((format(printf, 2, 3)));
static char *add(char *at, const char *format, ...) {
    va_list args;
    va_start(args, format);
    at += vsprintf(at, format, args);
    va_end(args);
    return at;
}

static char *add_line(draw *d, char *p, unsigned number) {
    p = add(p, "LX*%u~SV1*%s*50*%s*%u*%s**1**%s~", number, PICK(d, codes), next(d, 4) ? "UN" : "MJ",
            1 + next(d, 3), next(d, 3) ? "" : PICK(d, places), next(d, 4) ? "" : "Y");
    for (unsigned n = next(d, 8) ? 1 : next(d, 3); n; n--) p = add(p, "DTP*472*%s~", PICK(d, days));
    if (next(d, 4) == 0) p = add(p, "DTP*463*%s~", PICK(d, days));
    p = add(p, "REF*6R*L%u~", number);
    if (next(d, 3) == 0)
        p = add(p, "SVD*%s*10*HC:99213**1~DTP*573*%s~", PICK(d, payers), PICK(d, days));
    return p;
}

static void make_claim(draw *d, unsigned number, char *p) {
    p = add(p, "CLM*A%u*150***%s:B:%s*Y*%s*%s*Y**%s~", number, PICK(d, places),
            PICK(d, frequencies), PICK(d, yes_no), PICK(d, yes_no), PICK(d, causes));
    if (next(d, 2)) p = add(p, "DTP*431*%s~", PICK(d, days));
    if (next(d, 3) == 0) p = add(p, "DTP*439*%s~", PICK(d, days));
    if (next(d, 2)) p = add(p, "DTP*435*%s~DTP*096*%s~", PICK(d, days), PICK(d, days));
    if (next(d, 3) == 0) p = add(p, "REF*F8*OLD%u~", number);
    p = add(p, "HI*ABK:E119~");
    if (next(d, 3)) p = add(p, "NM1*82*%u*DOER*DAN****XX*1987654328~", 1 + next(d, 2));
    for (unsigned n = next(d, 3); n; n--) {
        p = add(p, "SBR*%s*18*******CI~OI***Y***Y~NM1*IL*1*TESTER*ANN****MI*1~NM1*PR*2*OTHER",
                PICK(d, ranks));
        p = add(p, "*****PI*%s~", PICK(d, payers));
    }
    unsigned n_lines = 1 + next(d, 3);
    for (unsigned i = 1; i <= n_lines; i++) p = add_line(d, p, i);
}

/* What stands before the first claim, for a patient who is the subscriber or not. */
static void make_head(bool is_patient, char *p) {
    size_t head = (size_t)(strstr(overlay_claim, "CLM*") - overlay_claim);
    p = add(p, "%.*s", (int)head, overlay_claim);
    if (is_patient)
        add(p, "HL*3*2*23*0~PAT*19~NM1*QC*1*TESTER*TIM~N3*2 ANY ROAD~N4*OLDTOWN*IL*62701~"
               "DMG*D8*20100412*M~");
}

static unsigned count_segments(const char *text) {
    unsigned n = 0;
    for (; *text; text++) n += *text == '~';
    return n;
}

/* --- what comes out --- */

typedef struct watch_log {
    const sj_catalog *catalog;
    unsigned first, at; /* place of the first claim in the set; of the last finding's claim */
    const unsigned *starts;
    unsigned n_claims, base; /* number of the first of these claims */
    char text[LOG_ROOM];
    size_t n;
    char pairs[2][LOG_ROOM]; /* of rules K and E */
    size_t n_pairs[2];
} watch_log;

static void log_finding(void *ctx, const sj_finding *f) {
    watch_log *l = ctx;
    const sj_finding_def *d = sj_catalog_get(l->catalog, f->id);
    if (f->pos.segment < l->first) return;
    unsigned claim = 0;
    while (claim + 1 < l->n_claims && f->pos.segment >= l->starts[claim + 1]) claim++;
    unsigned place = f->pos.segment - l->starts[claim];
    l->n +=
        (size_t)snprintf(l->text + l->n, LOG_ROOM - l->n, "%u+%u %s %s%02u-%u\n", l->base + claim,
                         place, d->id, f->tag, f->pos.element, f->pos.component);
    ck_assert_uint_lt(l->n, LOG_ROOM);
    if (d->snip != 7) return;
    unsigned is_evaluated = d->id[2] == 'E';
    l->n_pairs[is_evaluated] += (size_t)snprintf(l->pairs[is_evaluated] + l->n_pairs[is_evaluated],
                                                 LOG_ROOM - l->n_pairs[is_evaluated], "%u+%u %s\n",
                                                 l->base + claim, place, d->id + 3);
}

static void judge(const overlay_world *w, const char *segments, watch_log *l) {
    const sj_parse_events events = {.ctx = l, .finding = log_finding};
    const sj_parse_opts opts = {.profile = w->profile};
    char *text = x12_wrap(&X12_837P, segments);
    l->catalog = w->catalog;
    ck_assert_int_eq(sj_parse_memory(w->guides, text, strlen(text), &events, &opts, NULL, NULL),
                     SJ_OK);
    free(text);
}

/* Each condition twice: K compares what is kept, E in a way that is evaluated. */
/* clang-format off */
#define RULE(name) "<rule id='" name "' title='T' says='{at}' fix='F'/></situation>"
#define PAIR(n, at, kept, evaluated)                                                               \
    "<situation when=\"" kept "\" at='" at "'>" RULE("K" n)                                        \
    "<situation when=\"" evaluated "\" at='" at "'>" RULE("E" n)
static const char overlay[] =
    "<overlay id='X' on='837P' title='T' source='S'><loop id='2300'>"
    "<segment tag='DTP' key='431'>" /* onset and the lines */
    PAIR("0", "03", "exists({03}) and none({2400}, {DTP[472]03:to} >= {03})",
         "exists({03}) and none({2400}, {DTP[472]03:to} >= {03} + 0)")
    PAIR("1", "03", "none({2400}, {DTP[472]03} != {03})",
         "none({2400}, {DTP[472]03} != {03} + 0)")
    PAIR("2", "03", "exists({03}) and none({2400}, {03} > {DTP[472]03})",
         "exists({03}) and none({2400}, {03} + 0 > {DTP[472]03})")
    "</segment>"
    PAIR("3", "DTP[435]03", "{DTP[435]03} > {DTP[096]03} or {DTP[435]03} = {DTP[431]03}",
         "{DTP[435]03} + 0 > {DTP[096]03} or {DTP[435]03} + 0 = {DTP[431]03}")
    /* other payers and the lines */
    PAIR("4", "CLM01", "any({2320}, none({2400}, any({2430}, {SVD01} = {2330B.NM109})))",
         "any({2320}, none({2400}, any({2430}, {SVD01} = {2330B.NM109} and exists({SVD01}))))")
    PAIR("5", "CLM01",
         "any({2320}, {SBR01} = 'T' and none({2400}, any({2430}, {2330B.NM109} = {SVD01})))",
         "any({2320}, {SBR01} = 'T' and none({2400}, any({2430}, {2330B.NM109} = {SVD01} and "
         "exists({SVD01}))))")
    PAIR("6", "CLM01", "any({2400}, none({2430}, {SVD01} = {2010BB.NM109}))",
         "any({2400}, none({2430}, {SVD01} = {2010BB.NM109} and exists({SVD01})))")
    PAIR("7", "CLM01", "exists({CLM01}) and none({2320}, {SBR01} in ('P','S'))",
         "exists({CLM01}) and none({2320}, {SBR01} in ('P','S') and exists({SBR01}))")
    "</loop><loop id='2320'>"
    PAIR("11", "SBR01", "{SBR01} != 'S' and not {SBR01} in ('T','U')",
         "not ({SBR01} in ('S','T') and exists({SBR02})) and not ({SBR01} = 'U' and "
         "exists({SBR02})) and exists({SBR01})")
    "</loop><loop id='2400'>"
    PAIR("12", "SV101", "{SV101-3..6} not has ('25','59') and {SV103} = 'MJ'",
         "not ({SV101-3..6} has ('25','59') and exists({SV101})) and {SV103} = 'MJ'")
    "<segment tag='DTP' key='472'>"
    PAIR("8", "03", "{03} &lt; {DTP[431]03} or {03:to} >= {DTP[435]03}",
         "{03} + 0 &lt; {DTP[431]03} or {03:to} + 0 >= {DTP[435]03}")
    PAIR("9", "03", "{03:to} &lt;= {HEADER.BHT04} and {03} != {03:to}",
         "{03:to} + 0 &lt;= {HEADER.BHT04} and {03} + 0 != {03:to}")
    "</segment></loop><loop id='2430'><segment tag='SVD'>"
    PAIR("10", "01", "none({2320}, {2330B.NM109} = {01})",
         "none({2320}, {2330B.NM109} = {01} and exists({SBR}))")
    "</segment></loop></overlay>";
/* clang-format on */

static overlay_world world;
static char claims[CLAIMS][CLAIM_ROOM], set[CLAIMS * CLAIM_ROOM];
static watch_log together, alone;

static void open_world(void) {
    sj_err err = {0};
    ck_assert_msg(overlay_open(&world, overlay, NULL, &err) == SJ_OK, "%s %s", err.msg, err.detail);
}

static void close_world(void) {
    overlay_close(&world);
}

static void judge_together(const char *head) {
    static unsigned starts[CLAIMS];
    unsigned at = 2 + count_segments(head);
    together = (watch_log){.first = at, .starts = starts, .n_claims = CLAIMS};
    char *p = set + sprintf(set, "%s", head);
    for (unsigned i = 0; i < CLAIMS; i++) {
        starts[i] = at;
        at += count_segments(claims[i]);
        p += sprintf(p, "%s", claims[i]);
    }
    judge(&world, set, &together);
}

static void judge_alone(const char *head) {
    unsigned at = 2 + count_segments(head);
    alone = (watch_log){.first = at, .starts = &at, .n_claims = 1};
    for (unsigned i = 0; i < CLAIMS; i++) {
        alone.base = i;
        sprintf(set, "%s%s", head, claims[i]);
        judge(&world, set, &alone);
    }
}

/* Line by line, with the claim of the first that differs. */
static void expect_same(const char *a, const char *b) {
    while (*a && *b) {
        size_t n = strcspn(a, "\n") + 1, m = strcspn(b, "\n") + 1;
        if (n != m || strncmp(a, b, n) != 0) break;
        a += n;
        b += m;
    }
    ck_assert_msg(!*a && !*b, "%.*s, not %.*s: %.1500s", (int)strcspn(a, "\n"), a,
                  (int)strcspn(b, "\n"), b,
                  claims[(unsigned)atoi(*a && (!*b || atoi(a) < atoi(b)) ? a : b) % CLAIMS]);
}

START_TEST(test_claims_do_not_matter_to_each_other) {
    char head[CLAIM_ROOM];
    draw d = {(uint64_t)_i};
    make_head(_i % 2, head);
    for (unsigned i = 0; i < CLAIMS; i++) make_claim(&d, i, claims[i]);
    judge_together(head);
    judge_alone(head);
    expect_same(together.text, alone.text);
    ck_assert_msg(strstr(together.text, "IG-4"), "no situation was found");
}
END_TEST

START_TEST(test_comparisons_are_as_evaluated) {
    char head[CLAIM_ROOM];
    draw d = {1000 + (uint64_t)_i};
    make_head(_i % 2, head);
    for (unsigned i = 0; i < CLAIMS; i++) make_claim(&d, i, claims[i]);
    judge_together(head);
    expect_same(together.pairs[0], together.pairs[1]);
    for (unsigned n = 0; _i == 0 && n < PAIRS; n++) {
        char end[8];
        snprintf(end, sizeof end, " %u\n", n);
        unsigned found = 0;
        for (char *p = together.pairs[0]; (p = strstr(p, end)); p++) found++;
        ck_assert_msg(found, "pair %u never holds", n);
    }
}
END_TEST

/* --- what a comparison comes to, by hand --- */

static const struct {
    const char *onset,
        *lines;           /* DTP*431, and the segments of lines behind SV1, '|' between lines */
    const char *expected; /* pairs that hold, for 0 to 2 */
} by_hand[] = {
    {"D8*20260401", "DTP*472*D8*20260401~", "12"}, /* the same day: none other, none before */
    {"D8*20260402", "DTP*472*D8*20260401~", "0"},  /* after it */
    {"D8*20260331", "DTP*472*D8*20260401~", "2"},
    {"D8*20260402", "DTP*472*RD8*20260401-20260402~", ""},   /* ends on it */
    {"D8*20260403", "DTP*472*RD8*20260401-20260402~", "0"},  /* ended before */
    {"D8*20260401", "DTP*472*RD8*20260401-20260402~", "12"}, /* begins on it */
    {"D8*20260401", "DTP*472*D8*20260401~|DTP*472*D8*20260401~", "12"},
    {"D8*20260401", "DTP*472*D8*20260401~|DTP*472*D8*20260402~", "2"}, /* not all are */
    {"D8*20260401", "DTP*472*D8*20260331~|DTP*472*D8*20260402~", ""},
    {"D8*20240229", "DTP*472*D8*20240229~", "12"}, /* a day, in a leap year */
    {"D8*20240301", "DTP*472*D8*20240229~", "0"},
    {"D8*20260402", "DTP*472*D8*20240229~|DTP*472*RD8*20260401-20260401~", "0"},
    {"D8*20260401", "|DTP*472*D8*20260331~", ""}, /* a line without its day: not judged */
};

/* Of these pairs those that held, by what is kept and evaluated. */
static void expect_pairs(const char *of, const char *expected) {
    char got[PAIRS + 1] = "";
    for (const char *at = together.pairs[0]; (at = strchr(at, ' ')); at++)
        if (at[2] == '\n' && strchr(of, at[1])) strncat(got, at + 1, 1);
    ck_assert_msg(strcmp(got, expected) == 0, "%s, not %s", got, expected);
    expect_same(together.pairs[0], together.pairs[1]);
}

START_TEST(test_by_hand) {
    char text[2 * CLAIM_ROOM], lines[CLAIM_ROOM];
    make_head(false, text);
    unsigned first = 2 + count_segments(text), n = 0;
    char *p = text + strlen(text);
    p = add(p, "CLM*A1*150***11:B:1*Y*A*Y*Y~DTP*431*%s~HI*ABK:E119~", by_hand[_i].onset);
    snprintf(lines, sizeof lines, "%s", by_hand[_i].lines);
    for (char *at = lines, *bar; at; at = bar ? bar + 1 : NULL) {
        bar = strchr(at, '|');
        p = add(p, "LX*%u~SV1*HC:99213*50*UN*1***1~%.*s", ++n,
                bar ? (int)(bar - at) : (int)strlen(at), at);
    }
    together = (watch_log){.first = first, .starts = &first, .n_claims = 1};
    judge(&world, text, &together);
    expect_pairs("012", by_hand[_i].expected);
}
END_TEST

static const struct {
    const char *others;   /* rank and number of each other payer */
    const char *lines;    /* the payer of each line's adjudication; '-' where it has none */
    const char *expected; /* pairs that hold, of 4, 5 and 7 */
} payers_by_hand[] = {
    {"S12345", "12345", ""},
    {"S12345", "-", "4"},
    {"T12345", "-", "457"},
    {"S12345", "77777", "4"},
    {"S12345", "- 12345 12345", ""},
    {"S12345 T77777", "12345", "45"}, /* of two only one has paid */
    {"S77777 T12345", "12345", "4"},
    {"T12345 S77777", "77777", "45"},
    {"S12345 T77777", "12345 77777", ""},
    {"S12345 T77777 U88888", "12345 77777", "4"},
    {"T123456789012", "123456789012", "7"}, /* too long to be kept */
    {"T123456789012", "123456789013", "457"},
    {"T12345678", "123456789", "457"},
};

START_TEST(test_payers_by_hand) {
    char text[2 * CLAIM_ROOM], list[64];
    make_head(false, text);
    unsigned first = 2 + count_segments(text), n = 0;
    char *p = text + strlen(text);
    p = add(p, "CLM*A1*150***11:B:1*Y*A*Y*Y~HI*ABK:E119~");
    snprintf(list, sizeof list, "%s", payers_by_hand[_i].others);
    for (char *at = strtok(list, " "); at; at = strtok(NULL, " "))
        p = add(p,
                "SBR*%c*18*******CI~OI***Y***Y~NM1*IL*1*TESTER*ANN****MI*1~"
                "NM1*PR*2*OTHER*****PI*%s~",
                *at, at + 1);
    snprintf(list, sizeof list, "%s", payers_by_hand[_i].lines);
    for (char *at = strtok(list, " "); at; at = strtok(NULL, " ")) {
        p = add(p, "LX*%u~SV1*HC:99213*50*UN*1***1~DTP*472*D8*20260401~", ++n);
        if (*at != '-') p = add(p, "SVD*%s*10*HC:99213**1~DTP*573*D8*20260402~", at);
    }
    together = (watch_log){.first = first, .starts = &first, .n_claims = 1};
    judge(&world, text, &together);
    expect_pairs("457", payers_by_hand[_i].expected);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("watch");
    TCase *t = tcase_create("watch");
    tcase_add_unchecked_fixture(t, open_world, close_world);
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, test_claims_do_not_matter_to_each_other, 0, ROUNDS);
    tcase_add_loop_test(t, test_comparisons_are_as_evaluated, 0, COMPARED);
    tcase_add_loop_test(t, test_by_hand, 0, (int)(sizeof by_hand / sizeof *by_hand));
    tcase_add_loop_test(t, test_payers_by_hand, 0,
                        (int)(sizeof payers_by_hand / sizeof *payers_by_hand));
    suite_add_tcase(s, t);
    return s;
}
