/* The acknowledgments that answer an interchange: which finding goes where, and that each answer
 * satisfies our own guide for it. */
#include <scrubjay/answer.h>
#include <scrubjay/parse.h>

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/unit.h"

#define ENVELOPE                                                                                   \
    "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*CLEARING       *260520*0930*^*00501*"   \
    "000000001*1*T*:~GS*HC*CLINIC*CLEARING*20260520*0930*1*X*005010X222A1~"
#define HEADER(control)                                                                            \
    "ST*837*" control "*005010X222A1~BHT*0019*00*BATCH" control "*20260520*0930*CH~"               \
    "NM1*41*2*MADE UP BILLING*****46*CLINIC~PER*IC*EDI DESK*TE*2175550100~"                        \
    "NM1*40*2*MADE UP CLEARING HOUSE*****46*CLEARING~"                                             \
    "HL*1**20*1~NM1*85*2*MADE UP MEDICINE*****XX*1234567893~N3*1 MAIN ST~"                         \
    "N4*SPRINGFIELD*IL*627011234~REF*EI*371234567~HL*2*1*22*0~SBR*P*18*******CI~"                  \
    "NM1*IL*1*DOE*JANE****MI*W123456789~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~"                      \
    "DMG*D8*19700412*F~NM1*PR*2*MADE UP HEALTH PLAN*****PI*99999~"
#define CLAIM(account, charge, assignment)                                                         \
    "CLM*" account "*" charge "***11:B:1*Y*" assignment "*Y*Y~HI*ABK:E119~LX*1~"                   \
    "SV1*HC:99213:25*120*UN*1***1~DTP*472*D8*20260514~REF*6R*" account "-1~"
#define END "GE*2*1~IEA*1*000000001~"

typedef struct text {
    char bytes[8192];
    size_t n;
} text;

typedef struct run {
    sj_answer *answer;
    text out[SJ_ANSWER_KINDS];
    sj_finding_id at_line;   /* a finding to report in the first line of each claim; 0: none */
    const sj_finding *extra; /* findings to report in each set, up to one without an id */
    uint32_t errors;
} run;

static int take(void *ctx, sj_answer_kind kind, const void *bytes, size_t len) {
    text *t = &((run *)ctx)->out[kind];
    ck_assert_uint_lt(t->n + len, sizeof t->bytes);
    memcpy(t->bytes + t->n, bytes, len);
    t->n += len;
    return 0;
}

static int take_back(void *ctx, sj_answer_kind kind, uint64_t len) {
    text *t = &((run *)ctx)->out[kind];
    ck_assert_uint_le(len, t->n);
    t->n = len;
    return 0;
}

static void on_interchange_end(void *ctx, const sj_interchange *ic) {
    sj_answer_interchange_end(((run *)ctx)->answer, ic);
}
static void on_group_begin(void *ctx, const sj_group *g) {
    sj_answer_group_begin(((run *)ctx)->answer, g);
}
static void on_group_end(void *ctx, const sj_group *g) {
    sj_answer_group_end(((run *)ctx)->answer, g);
}
static void on_set_begin(void *ctx, const sj_set *s) {
    const run *r = ctx;
    sj_answer_set_begin(r->answer, s);
    for (const sj_finding *f = r->extra; f && f->id; f++) sj_answer_finding(r->answer, f);
}
static void on_set_end(void *ctx, const sj_set *s) {
    sj_answer_set_end(((run *)ctx)->answer, s);
}
static void on_finding(void *ctx, const sj_finding *f) {
    sj_answer_finding(((run *)ctx)->answer, f);
}
static void on_claim(void *ctx, const sj_claim *c) {
    run *r = ctx;
    if (r->at_line) {
        sj_finding f = {.id = r->at_line, .severity = SJ_ERROR, .claim = c->ordinal};
        sj_claim_place(c, c->lines.v[0].charge.at, &f);
        sj_answer_finding(r->answer, &f);
    }
    sj_answer_claim(r->answer, c);
}

static sj_guides *guides;
static sj_catalog *catalog;

/* Situational rules of every shape that a 999 has codes for. */
enum { SEGMENT_MISSING, ELEMENT_MISSING, ELEMENT_NOT_USED };
static const sj_finding_def situational_rows[] = {
    {.id = "TEST-1", .severity = SJ_ERROR, .snip = 4, .ik304 = "I6", .stc = "A6:464"},
    {.id = "TEST-2", .severity = SJ_ERROR, .snip = 4, .ik304 = "8", .ik403 = "I9", .stc = "A6:454"},
    {.id = "TEST-3", .severity = SJ_ERROR, .snip = 6, .ik304 = "8", .ik403 = "I13"},
};
static const sj_finding_table situational = {SJ_BOX_PACKS, 3, situational_rows};
#define SITUATION(row) .id = SJ_FINDING_ID(SJ_BOX_PACKS, row), .severity = SJ_ERROR
#define TRIGGER(n)                                                                                 \
    {                                                                                              \
        "CLM", n, "2300", 5, 3, 1325, {                                                            \
            NULL, 0                                                                                \
        }                                                                                          \
    }

static void setup(void) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_new(&catalog, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_envelope_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_guide_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_model_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, &situational, NULL), SJ_OK);
}

static void teardown(void) {
    sj_catalog_free(catalog);
    sj_guides_free(guides);
}

static void answer(run *r, const char *input) {
    sj_answer_opts opts = {.catalog = catalog,
                           .write = take,
                           .take_back = take_back,
                           .ctx = r,
                           .wanted = {true, true, true, true},
                           .first_control = 501,
                           .date = sj_date_of(2026, 5, 21),
                           .time = 800};
    ck_assert_int_eq(sj_answer_new(&r->answer, &opts, NULL), SJ_OK);
    sj_parse_events events = {.ctx = r,
                              .interchange_end = on_interchange_end,
                              .group_begin = on_group_begin,
                              .group_end = on_group_end,
                              .set_begin = on_set_begin,
                              .set_end = on_set_end,
                              .finding = on_finding,
                              .claim = on_claim};
    ck_assert_int_eq(sj_parse_memory(guides, input, strlen(input), &events, NULL, NULL, NULL),
                     SJ_OK);
    ck_assert_int_eq(sj_answer_status(r->answer, NULL), SJ_OK);
    sj_answer_free(r->answer);
}

static void count_errors(void *ctx, const sj_finding *f) {
    const sj_finding_def *def = sj_catalog_get(catalog, f->id);
    if (f->severity == SJ_INFO) return;
    printf("%s %s %s%02u '%.*s'\n", def->id, f->loop ? f->loop : "", f->tag, f->pos.element,
           SJ_FMT(f->value));
    ((run *)ctx)->errors++;
}

/* No answer draws a finding from our own guide for it. */
static void check_answers(run *r) {
    sj_parse_events events = {.ctx = r, .finding = count_errors};
    for (int kind = 0; kind < SJ_ANSWER_KINDS; kind++) {
        if (!r->out[kind].n) continue;
        ck_assert_int_eq(
            sj_parse_memory(guides, r->out[kind].bytes, r->out[kind].n, &events, NULL, NULL, NULL),
            SJ_OK);
    }
    ck_assert_uint_eq(r->errors, 0);
}

/* The segments between ST and SE, one a line; between ISA and IEA for a TA1. */
static void body(const text *t, char *out) {
    char buf[8192];
    memcpy(buf, t->bytes, t->n);
    buf[t->n] = 0;
    *out = 0;
    for (char *s = strtok(buf, "~"); s; s = strtok(NULL, "~")) {
        if (!strncmp(s, "ISA", 3) || !strncmp(s, "IEA", 3) || !strncmp(s, "GS", 2) ||
            !strncmp(s, "GE", 2) || !strncmp(s, "SE*", 3))
            continue;
        strcat(strcat(out, s), "\n");
    }
}

static void assert_body(const run *r, sj_answer_kind kind, const char *expected) {
    char found[8192];
    body(&r->out[kind], found);
    ck_assert_str_eq(found, expected);
}

/* The first set has a code that CLM07 does not know; the second is right. */
static const char one_of_two[] =
    ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "Z") "SE*24*0001~" HEADER("0002")
        CLAIM("ACCT2", "120", "A") "SE*24*0002~" END;

START_TEST(syntax_answers_in_the_999) {
    run r = {0};
    answer(&r, one_of_two);
    assert_body(&r, SJ_ANSWER_999,
                "ST*999*0001*005010X231A1\n"
                "AK1*HC*1*005010X222A1\n"
                "AK2*837*0001*005010X222A1\n"
                "IK3*CLM*18*2300*8\n"
                "CTX*CLM01:ACCT1\n"
                "IK4*7*1359*7*Z\n"
                "IK5*R*I5\n" /* a code of the guide, not of the standard */
                "AK2*837*0002*005010X222A1\n"
                "IK5*A\n"
                "AK9*P*2*2*1\n");
    assert_body(&r, SJ_ANSWER_TA1, "TA1*000000001*260520*0930*A*000\n"); /* ISA14 asks for it */
    check_answers(&r);
}
END_TEST

START_TEST(a_refused_set_has_no_277ca) {
    run r = {0};
    answer(&r, one_of_two);
    assert_body(&r, SJ_ANSWER_277CA,
                "ST*277*0001*005010X214\n"
                "BHT*0085*08*SJ00000050200001*20260521*0800*TH\n"
                "HL*1**20*1\n"
                "NM1*AY*2*MADE UP CLEARING HOUSE*****46*CLEARING\n"
                "TRN*1*SJ00000050200001\n"
                "DTP*050*D8*20260521\n"
                "DTP*009*D8*20260521\n"
                "HL*2*1*21*1\n"
                "NM1*41*2*MADE UP BILLING*****46*CLINIC\n"
                "TRN*2*BATCH0002\n"
                "STC*A1:19:PR*20260521*WQ*120\n"
                "QTY*90*1\n"
                "AMT*YU*120\n"
                "HL*3*2*19*1\n"
                "NM1*85*2*MADE UP MEDICINE*****XX*1234567893\n"
                "TRN*1*0\n"
                "STC*A1:19:PR**WQ*120\n"
                "REF*TJ*371234567\n"
                "QTY*QA*1\n"
                "AMT*YU*120\n"
                "HL*4*3*PT\n"
                "NM1*QC*1*DOE*JANE****MI*W123456789\n"
                "TRN*2*ACCT2\n"
                "STC*A2:20:PR*20260521*WQ*120\n"
                "DTP*472*D8*20260514\n");
    check_answers(&r);
}
END_TEST

START_TEST(a_balance_rejects_its_claim_alone) {
    run r = {0};
    answer(&r, ENVELOPE HEADER("0001") CLAIM("ACCT1", "130", "A")
                   CLAIM("ACCT2", "120", "A") "SE*30*0001~GE*1*1~IEA*1*000000001~");
    char found[8192];
    body(&r.out[SJ_ANSWER_277CA], found);
    ck_assert_ptr_nonnull(strstr(found, "QTY*90*1\nQTY*AA*1\nAMT*YU*120\nAMT*YY*130\n"));
    ck_assert_ptr_nonnull(strstr(found, "TRN*2*ACCT1\nSTC*A8:400*20260521*U*130\n"));
    ck_assert_ptr_nonnull(strstr(found, "TRN*2*ACCT2\nSTC*A2:20:PR*20260521*WQ*120\n"));
    body(&r.out[SJ_ANSWER_999], found);
    ck_assert_ptr_nonnull(strstr(found, "IK5*A\nAK9*A*1*1*1\n")); /* not told twice */
    check_answers(&r);
}
END_TEST

START_TEST(a_line_is_told_at_the_line) {
    sj_finding_id charge;
    ck_assert(sj_catalog_find(catalog, SJ_STR("BL-0102"), &charge)); /* any row with A8:672 */
    run r = {.at_line = charge};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "A") "SE*24*0001~GE*1*1~IEA*1*000000001~");
    char found[8192];
    body(&r.out[SJ_ANSWER_277CA], found);
    ck_assert_ptr_nonnull(strstr(found, "TRN*2*ACCT1\nSTC*A3:247*20260521*U*120\n"
                                        "DTP*472*D8*20260514\n"
                                        "SVC*HC:99213:25*120*****1\n"
                                        "STC*A8:672*20260521*U\n"
                                        "REF*FJ*ACCT1-1\n"
                                        "DTP*472*D8*20260514\n"));
    check_answers(&r);
}
END_TEST

START_TEST(an_unknown_version_is_refused_and_said) {
    run r = {0};
    answer(&r,
           "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*CLEARING       *260520*0930*^*"
           "00501*000000001*0*T*:~GS*HC*CLINIC*CLEARING*20260520*0930*1*X*005010X999~"
           "ST*837*0001*005010X999~BHT*0019*00*B*20260520*0930*CH~SE*3*0001~GE*1*1~"
           "IEA*1*000000001~");
    char found[8192];
    body(&r.out[SJ_ANSWER_999], found);
    ck_assert_ptr_nonnull(strstr(found, "AK1*HC*1*005010X999\n"));
    ck_assert_ptr_nonnull(strstr(found, "AK9*R*1*1*0*2\n")); /* version not supported */
    ck_assert_uint_eq(r.out[SJ_ANSWER_277CA].n, 0);
    ck_assert_uint_eq(r.out[SJ_ANSWER_TA1].n, 0); /* not asked for, and accepted */
    check_answers(&r);
}
END_TEST

/* ---- situational rules ---- */

static const sj_finding of_claim[] = {
    {SITUATION(SEGMENT_MISSING), .pos = {.segment = 18}, .loop = "2300", .tag = "REF",
     .account = {"ACCT1", 5}, .trigger = TRIGGER(18)},
    {SITUATION(ELEMENT_MISSING), .pos = {.segment = 21, .element = 5}, .loop = "2400", .tag = "SV1",
     .de = 1331, .account = {"ACCT1", 5}, .trigger = TRIGGER(18)},
    {.id = 0}};

START_TEST(in_a_set_that_goes_on_the_277ca_tells) {
    run r = {.extra = of_claim};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "A") "SE*24*0001~GE*1*1~IEA*1*000000001~");
    assert_body(&r, SJ_ANSWER_999,
                "ST*999*0001*005010X231A1\nAK1*HC*1*005010X222A1\n"
                "AK2*837*0001*005010X222A1\nIK5*A\nAK9*A*1*1*1\n");
    char found[8192];
    body(&r.out[SJ_ANSWER_277CA], found);
    ck_assert_ptr_nonnull(strstr(found, "TRN*2*ACCT1\nSTC*A6:464*20260521*U*120\n"));
    ck_assert_ptr_nonnull(strstr(found, "STC*A6:454*20260521*U\n")); /* at the line */
    check_answers(&r);
}
END_TEST

START_TEST(in_a_refused_set_the_999_tells) {
    run r = {.extra = of_claim};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "Z") "SE*24*0001~GE*1*1~IEA*1*000000001~");
    assert_body(&r, SJ_ANSWER_999,
                "ST*999*0001*005010X231A1\n"
                "AK1*HC*1*005010X222A1\n"
                "AK2*837*0001*005010X222A1\n"
                "IK3*REF*18*2300*I6\n"
                "CTX*SITUATIONAL TRIGGER*CLM*18*2300*5:3*1325\n"
                "CTX*CLM01:ACCT1\n"
                "IK3*CLM*18*2300*8\n"
                "CTX*CLM01:ACCT1\n"
                "IK4*7*1359*7*Z\n"
                "IK3*SV1*21*2400*8\n"
                "CTX*CLM01:ACCT1\n"
                "IK4*5*1331*I9\n"
                "CTX*SITUATIONAL TRIGGER*CLM*18*2300*5:3*1325\n"
                "IK5*R*I5\n"
                "AK9*R*1*1*0\n");
    ck_assert_uint_eq(r.out[SJ_ANSWER_277CA].n, 0);
    check_answers(&r);
}
END_TEST

/* Twelve findings of one place, each with a trigger of its own: the guide has room for nine behind
 * an IK3, and ten behind an IK4. */
START_TEST(contexts_end_where_the_guide_does) {
    sj_finding many[25] = {{.id = 0}};
    for (uint32_t i = 0; i < 24; i++) {
        many[i] = of_claim[i / 12];
        many[i].trigger.segment = 2 + i % 12;
    }
    run r = {.extra = many};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "Z") "SE*24*0001~GE*1*1~IEA*1*000000001~");
    char found[8192];
    body(&r.out[SJ_ANSWER_999], found);
    char *at = strstr(found, "IK3*REF*18");
    int behind[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        ck_assert_ptr_nonnull(at);
        for (at = strchr(at, '\n') + 1; strncmp(at, "CTX*SIT", 7) == 0; at = strchr(at, '\n') + 1)
            behind[k]++;
        at = strstr(at, "IK4*5");
    }
    ck_assert_int_eq(behind[0], 9);
    ck_assert_int_eq(behind[1], 10);
    check_answers(&r);
}
END_TEST

#define ENVELOPE_835                                                                               \
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260520*0930*^*00501*"   \
    "000000001*0*T*:~GS*HP*PAYER*CLINIC*20260520*0930*1*X*005010X221A1~"
#define REMIT                                                                                      \
    "ST*835*0001~BPR*I*80*C*ACH*CCP*01*011000015*DA*123*1234567890**01*011000015*DA*456*20260520~" \
    "TRN*1*TRACE1*1234567890~DTM*405*20260520~N1*PR*MADE UP PLAN~N3*1 MAIN ST~"                    \
    "N4*SPRINGFIELD*IL*62701~PER*BL*DESK*TE*2175550100~N1*PE*MADE UP MEDICINE*XX*1234567893~"      \
    "LX*1~CLP*ACCT1*1*100*80*20*CI*ICN1*11*1~CAS*PR*3*20~NM1*QC*1*DOE*JANE****MI*W1~"              \
    "DTM*232*20260501~SE*15*0001~GE*1*1~IEA*1*000000001~"

START_TEST(where_no_277ca_follows_the_999_notes) {
    static const sj_finding of_remit[] = {
        {SITUATION(ELEMENT_NOT_USED), .pos = {.segment = 11, .element = 8}, .loop = "2100",
         .tag = "CLP", .de = 1331, .value = {"11", 2}, .account = {"ACCT1", 5},
         .trigger = {"CLP", 11, "2100", 2, 0, 1029, {NULL, 0}}},
        {.id = 0}};
    run r = {.extra = of_remit};
    answer(&r, ENVELOPE_835 REMIT);
    assert_body(&r, SJ_ANSWER_999,
                "ST*999*0001*005010X231A1\n"
                "AK1*HP*1*005010X221A1\n"
                "AK2*835*0001\n"
                "IK3*CLP*11*2100*8\n" /* the guide's list of business units has no CLP01 */
                "IK4*8*1331*I13*11\n"
                "CTX*SITUATIONAL TRIGGER*CLP*11*2100*2*1029\n"
                "IK5*E*I5\n"
                "AK9*E*1*1*1\n");
    check_answers(&r);
}
END_TEST

/* ---- whole groups, whole interchanges ---- */

START_TEST(a_refused_group_has_no_277ca) {
    run r = {0};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "A") "SE*24*0001~GE*7*1~IEA*1*000000001~");
    assert_body(&r, SJ_ANSWER_999,
                "ST*999*0001*005010X231A1\nAK1*HC*1*005010X222A1\n"
                "AK2*837*0001*005010X222A1\nIK5*A\n"
                "AK9*R*7*1*0*5\n"); /* none is accepted, whatever the set says */
    ck_assert_uint_eq(r.out[SJ_ANSWER_277CA].n, 0);
    check_answers(&r);
}
END_TEST

START_TEST(a_refused_interchange_has_its_ta1_alone) {
    run r = {0};
    answer(&r,
           ENVELOPE HEADER("0001") CLAIM("ACCT1", "120", "A") "SE*24*0001~GE*1*1~IEA*1*000000002~");
    assert_body(&r, SJ_ANSWER_TA1, "TA1*000000001*260520*0930*R*001\n");
    ck_assert_uint_eq(r.out[SJ_ANSWER_999].n, 0);
    ck_assert_uint_eq(r.out[SJ_ANSWER_277CA].n, 0);
    check_answers(&r);
}
END_TEST

/* Every fault of an ISA and IEA has its note. */
static const struct {
    const char *isa, *iea, *note;
} envelopes[] = {
#define ISA(auth, security, sender, receiver, date, time, version, control, ack, usage)            \
    "ISA*" auth "*" security "*" sender "*" receiver "*" date "*" time "*^*" version "*" control   \
    "*" ack "*" usage "*:~"
#define NO_AUTH  "00*          "
#define SENDER   "ZZ*CLINIC         "
#define RECEIVER "ZZ*CLEARING       "
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1", "T"),
     "IEA*1*000000001~", "000"},
    {ISA("07*          ", NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1",
         "T"),
     "IEA*1*000000001~", "010"},
    {ISA(NO_AUTH, "99*          ", SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1",
         "T"),
     "IEA*1*000000001~", "012"},
    {ISA(NO_AUTH, NO_AUTH, "QQ*CLINIC         ", RECEIVER, "260520", "0930", "00501", "000000001",
         "1", "T"),
     "IEA*1*000000001~", "005"},
    {ISA(NO_AUTH, NO_AUTH, "ZZ*               ", RECEIVER, "260520", "0930", "00501", "000000001",
         "1", "T"),
     "IEA*1*000000001~", "006"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, "QQ*CLEARING       ", "260520", "0930", "00501", "000000001",
         "1", "T"),
     "IEA*1*000000001~", "007"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, "ZZ*               ", "260520", "0930", "00501", "000000001",
         "1", "T"),
     "IEA*1*000000001~", "008"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "269920", "0930", "00501", "000000001", "1", "T"),
     "IEA*1*000000001~", "014"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "2530", "00501", "000000001", "1", "T"),
     "IEA*1*000000001~", "015"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00999", "000000001", "1", "T"),
     "IEA*1*000000001~", "017"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "00000000X", "1", "T"),
     "IEA*1*00000000X~", "018"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "7", "T"),
     "IEA*1*000000001~", "019"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1", "Q"),
     "IEA*1*000000001~", "020"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1", "T"),
     "IEA*3*000000001~", "021"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1", "T"),
     "IEA*1*000000009~", "001"},
    {ISA(NO_AUTH, NO_AUTH, SENDER, RECEIVER, "260520", "0930", "00501", "000000001", "1", "T"), "",
     "023"},
};

START_TEST(an_envelope_has_its_note) {
    run r = {0};
    char input[4096], found[8192], wanted[32];
    snprintf(input, sizeof input, "%s%s%s%s", envelopes[_i].isa,
             "GS*HC*CLINIC*CLEARING*20260520*0930*1*X*005010X222A1~" HEADER("0001")
                 CLAIM("ACCT1", "120", "A"),
             "SE*24*0001~GE*1*1~", envelopes[_i].iea);
    answer(&r, input);
    body(&r.out[SJ_ANSWER_TA1], found);
    bool good = strcmp(envelopes[_i].note, "000") == 0;
    snprintf(wanted, sizeof wanted, "*%c*%s\n", good ? 'A' : 'R', envelopes[_i].note);
    ck_assert_msg(strstr(found, wanted) != NULL, "%s, not %s", found, wanted);
    ck_assert_int_eq(r.out[SJ_ANSWER_999].n > 0, good);
    check_answers(&r);
}
END_TEST

#define OTHER_GROUP(group, set)                                                                    \
    "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*CLEARING       *260520*0930*^*00501*"   \
    "000000001*0*T*:~" group set "GE*1*1~IEA*1*000000001~"

START_TEST(a_group_without_a_999_gets_a_997) {
    run r = {0};
    answer(&r, OTHER_GROUP("GS*IN*CLINIC*CLEARING*20260520*0930*1*X*005010~",
                           "ST*810*0001~BIG*20260520*1~SE*3*0001~"));
    assert_body(&r, SJ_ANSWER_997,
                "ST*997*0001\nAK1*IN*1*005010\nAK2*810*0001\nAK5*R*1\nAK9*R*1*1*0*1\n");
    ck_assert_uint_eq(r.out[SJ_ANSWER_999].n, 0);
    check_answers(&r);
}
END_TEST

START_TEST(an_acknowledgment_is_not_acknowledged) {
    run r = {0};
    answer(&r, OTHER_GROUP("GS*FA*CLINIC*CLEARING*20260520*0930*1*X*005010X231A1~",
                           "ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK9*A*1*1*1~"
                           "SE*4*0001~"));
    for (int kind = 0; kind < SJ_ANSWER_KINDS; kind++) ck_assert_uint_eq(r.out[kind].n, 0);
}
END_TEST

/* What may not stand in an answer as it came: a GS06 that is no number, ids with a delimiter of
 * ours. */
START_TEST(an_answer_is_right_whatever_it_answers) {
    run r = {0};
    answer(&r,
           "ISA|00|          |00|          |ZZ|CLI*NIC        |ZZ|CLEARING       |260520|0930|^|"
           "00501|000000001|0|T|>~GS|HC|CLI*NIC| |20260520|0930|A7|X|005010X999~"
           "ST|837|01|005010X999~SE|2|01~GE|1|A7~IEA|1|000000001~");
    char found[8192];
    body(&r.out[SJ_ANSWER_TA1], found);
    ck_assert_ptr_nonnull(strstr(found, "TA1*000000001*260520*0930*R*"));
    check_answers(&r);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("answer");
    TCase *t = tcase_create("answers");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, syntax_answers_in_the_999);
    tcase_add_test(t, a_refused_set_has_no_277ca);
    tcase_add_test(t, a_balance_rejects_its_claim_alone);
    tcase_add_test(t, a_line_is_told_at_the_line);
    tcase_add_test(t, an_unknown_version_is_refused_and_said);
    tcase_add_test(t, in_a_set_that_goes_on_the_277ca_tells);
    tcase_add_test(t, in_a_refused_set_the_999_tells);
    tcase_add_test(t, contexts_end_where_the_guide_does);
    tcase_add_test(t, where_no_277ca_follows_the_999_notes);
    tcase_add_test(t, a_refused_group_has_no_277ca);
    tcase_add_test(t, a_refused_interchange_has_its_ta1_alone);
    tcase_add_loop_test(t, an_envelope_has_its_note, 0, sizeof envelopes / sizeof *envelopes);
    tcase_add_test(t, a_group_without_a_999_gets_a_997);
    tcase_add_test(t, an_acknowledgment_is_not_acknowledged);
    tcase_add_test(t, an_answer_is_right_whatever_it_answers);
    suite_add_tcase(s, t);
    return s;
}
