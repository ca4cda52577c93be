/* SNIP 5: every outside list that a guide names is known; each judges its values on the right day;
 * what is wrong is told at its place, once, and holds the claims that it concerns and no others. */
#include "tests/unit/code_files.h"
#include "tests/unit/x12.h"

#include "rules/codes/findings.h"
#include "rules/externals/judge.h"

#include <scrubjay/externals.h>

static sj_date day(const char *iso) {
    sj_date d;
    ck_assert(sj_date_parse_iso(sj_str_of(iso), &d));
    return d;
}

/* ---- lists and guides ---- */

/* Each guide's lists are known; each known list is named by a guide. */
START_TEST(test_guides) {
    sj_guides *guides;
    bool used[64] = {false};
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    const char *id;
    for (size_t i = 0; (id = sj_guides_id(guides, i)); i++) {
        const sj_guide *g;
        sj_external_plan plan;
        sj_err err = {0};
        ck_assert_int_eq(sj_guides_get(guides, id, &g, NULL), SJ_OK);
        ck_assert_msg(sj_external_plan_make(&plan, g, &err) == SJ_OK, "%s: %s", id, err.detail);
        for (uint16_t k = 0; k < plan.n_spots; k++)
            for (size_t n = 0; sj_external_name(n, NULL); n++)
                used[n] |= strcmp(sj_external_name(n, NULL), plan.spots[k].list->name) == 0;
        sj_external_plan_dispose(&plan);
    }
    for (size_t n = 0; sj_external_name(n, NULL); n++)
        ck_assert_msg(used[n], "no guide names %s", sj_external_name(n, NULL));
    sj_guides_free(guides);
}
END_TEST

/* Every list with a table has one built in, taxonomy codes and procedures apart. */
START_TEST(test_tables) {
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    sj_code_kind kind;
    const char *name;
    for (size_t i = 0; (name = sj_external_name(i, &kind)); i++)
        if (kind != SJ_CODES_KINDS && kind != SJ_CODES_TAXONOMY && kind != SJ_CODES_ICD10PCS)
            ck_assert_msg(sj_tables_has(t, kind), "%s", name);
    sj_tables_free(t);
}
END_TEST

/* ---- values ---- */

static const struct value_case {
    const char *list, *value, *state, *country, *on;
    int finding; /* 0: nothing is wrong */
    bool maybe;  /* the list may lack it */
} values[] = {
    {"states", "IL", "", "", "2026-05-01", 0, false},
    {"states", "AE", "", "", "2026-05-01", 0, false},
    {"states", "QC", "", "CA", "2026-05-01", 0, false},
    {"states", "ZZ", "", "", "2026-05-01", SJ_CD_STATE, false},
    {"states", "il", "", "", "2026-05-01", SJ_CD_STATE, false},
    {"states", "ZZ", "", "CA", "2026-05-01", SJ_CD_STATE, false},
    {"states", "JAL", "", "MX", "2026-05-01", 0, false}, /* no list of ours */
    {"states", "NU", "", "CA", "1999-03-31", SJ_CD_STATE, false},
    {"country", "MX", "", "", "2026-05-01", 0, false},
    {"country", "MEX", "", "", "2026-05-01", SJ_CD_COUNTRY, false},
    {"country", "AN", "", "", "2010-12-15", 0, false},
    {"country", "AN", "", "", "2010-12-16", SJ_CD_COUNTRY, false},
    {"zip", "62701", "IL", "", "2026-05-01", 0, false},
    {"zip", "627019999", "IL", "US", "2026-05-01", 0, false},
    {"zip", "6270", "IL", "", "2026-05-01", SJ_CD_ZIP, false},
    {"zip", "62701-9999", "IL", "", "2026-05-01", SJ_CD_ZIP, false},
    {"zip", "00000", "IL", "", "2026-05-01", SJ_CD_ZIP, false},
    {"zip", "000001234", "IL", "", "2026-05-01", SJ_CD_ZIP, false},
    {"zip", "V6B2W9", "BC", "CA", "2026-05-01", 0, false},
    {"zip", "62701", "TX", "", "2026-05-01", SJ_CD_ZIP_STATE, false},
    {"zip", "62701", "ZZ", "", "2026-05-01", 0, false}, /* the state is told, not the ZIP code */
    {"zip", "62701", "", "", "2026-05-01", 0, false},
    {"zip", "006011234", "PR", "", "2026-05-01", 0, false},
    {"zip", "06390", "NY", "", "2026-05-01", 0, false}, /* over a border */
    {"zip", "06390", "CT", "", "2026-05-01", 0, false},
    {"zip", "06390", "MA", "", "2026-05-01", SJ_CD_ZIP_STATE, false},
    {"zip", "96799", "AS", "", "2026-05-01", 0, false},
    {"zip", "09012", "AE", "", "2026-05-01", 0, false},
    {"zip", "10001", "NJ", "", "2026-05-01", SJ_CD_ZIP_STATE, false},
    {"currency", "CAD", "", "", "2026-05-01", 0, false},
    {"currency", "US$", "", "", "2026-05-01", SJ_CD_CURRENCY, false},
    {"currency", "DEM", "", "", "2026-05-01", SJ_CD_CURRENCY, false},
    {"pos", "11", "", "", "2026-05-01", 0, false},
    {"pos", "28", "", "", "2026-05-01", SJ_CD_PLACE, false},
    {"pos", "10", "", "", "2021-12-31", SJ_CD_PLACE, false},
    {"pos", "10", "", "", "2022-01-01", 0, false},
    {"taxonomy", "207Q00000X", "", "", "2026-05-01", 0, false},
    {"taxonomy", "363LF0000X", "", "", "2026-05-01", 0, false},
    {"taxonomy", "207Q00000Y", "", "", "2026-05-01", SJ_CD_TAXONOMY, false},
    {"taxonomy", "207Q0000X", "", "", "2026-05-01", SJ_CD_TAXONOMY, false},
    {"facility", "11", "", "", "2026-05-01", 0, false},
    {"facility", "33", "", "", "2013-09-30", 0, false},
    {"facility", "33", "", "", "2013-10-01", SJ_CD_FACILITY, false},
    {"facility", "99", "", "", "2026-05-01", SJ_CD_FACILITY, true},
    {"frequency", "7", "", "", "2026-05-01", 0, false},
    {"frequency", "L", "", "", "2026-05-01", SJ_CD_FREQUENCY, true},
    {"place", "11", "", "", "2026-05-01", 0, false},
    {"place", "32", "", "", "2026-05-01", 0, false},
    {"place", "85", "", "", "2026-05-01", 0, false}, /* a bill type */
    {"place", "98", "", "", "2026-05-01", SJ_CD_REMIT_PLACE, false},
    {"bill_type", "131", "", "", "2026-05-01", 0, false},
    {"bill_type", "0131", "", "", "2026-05-01", 0, false},
    {"bill_type", "13", "", "", "2026-05-01", SJ_CD_BILL_TYPE, false},
    {"bill_type", "991", "", "", "2026-05-01", SJ_CD_BILL_TYPE, true},
    {"bill_type", "13L", "", "", "2026-05-01", SJ_CD_BILL_TYPE, true},
    {"revenue", "0450", "", "", "2026-05-01", 0, false},
    {"revenue", "450", "", "", "2026-05-01", SJ_CD_REVENUE, true},
    {"revenue", "0870", "", "", "2019-03-31", SJ_CD_REVENUE, false},
    {"patient_status", "30", "", "", "2026-05-01", 0, false},
    {"patient_status", "81", "", "", "2013-09-30", SJ_CD_PATIENT_STATUS, false},
    {"patient_status", "99", "", "", "2026-05-01", SJ_CD_PATIENT_STATUS, true},
    {"admission_type", "9", "", "", "2026-05-01", 0, false},
    {"admission_type", "6", "", "", "2026-05-01", SJ_CD_ADMISSION_TYPE, false},
    {"admission_source", "1", "", "", "2026-05-01", 0, false},
    {"admission_source", "7", "", "", "2010-06-30", 0, false},
    {"admission_source", "7", "", "", "2010-07-01", SJ_CD_ADMISSION_SOURCE, false},
    {"condition", "D9", "", "", "2026-05-01", 0, false},
    {"condition", "1", "", "", "2026-05-01", SJ_CD_CONDITION, false},
    {"occurrence", "69", "", "", "2026-05-01", 0, false},
    {"occurrence", "70", "", "", "2026-05-01", SJ_CD_OCCURRENCE, false},
    {"occurrence", "A3", "", "", "2026-05-01", 0, false},
    {"occurrence", "M0", "", "", "2026-05-01", SJ_CD_OCCURRENCE, false},
    {"occurrence", "00", "", "", "2026-05-01", SJ_CD_OCCURRENCE, false},
    {"span", "70", "", "", "2026-05-01", 0, false},
    {"span", "69", "", "", "2026-05-01", SJ_CD_SPAN, false},
    {"span", "M1", "", "", "2026-05-01", 0, false},
    {"value", "80", "", "", "2026-05-01", 0, false},
    {"value", "8 ", "", "", "2026-05-01", SJ_CD_VALUE, false},
    {"tooth", "3", "", "", "2026-05-01", 0, false},
    {"tooth", "T", "", "", "2026-05-01", 0, false},
    {"tooth", "51", "", "", "2026-05-01", 0, false},
    {"tooth", "AS", "", "", "2026-05-01", 0, false},
    {"tooth", "33", "", "", "2026-05-01", SJ_CD_TOOTH, false},
    {"tooth", "U", "", "", "2026-05-01", SJ_CD_TOOTH, false},
    {"tooth", "0", "", "", "2026-05-01", SJ_CD_TOOTH, false},
    {"carc", "45", "", "", "2026-05-01", 0, false},
    {"carc", "P12", "", "", "2026-05-01", 0, false},
    {"carc", "15", "", "", "2018-05-01", 0, false},
    {"carc", "15", "", "", "2018-05-02", SJ_CD_CARC, false},
    {"carc", "399", "", "", "2026-05-01", SJ_CD_CARC, true},
    {"carc", "4500", "", "", "2026-05-01", SJ_CD_CARC, false}, /* no reason could look so */
    {"carc", "CO4", "", "", "2026-05-01", SJ_CD_CARC, false},
    {"remark_code", "MA130", "", "", "2026-05-01", 0, false},
    {"remark_code", "N999", "", "", "2026-05-01", SJ_CD_RARC, true},
    {"remark_code", "N130", "", "", "2002-10-30", SJ_CD_RARC, false},
    {"claim_status_cat", "A7", "", "", "2026-05-01", 0, false},
    {"claim_status_cat", "A9", "", "", "2026-05-01", SJ_CD_STATUS_CATEGORY, true},
    {"claim_status", "562", "", "", "2026-05-01", 0, false},
    {"claim_status", "0562", "", "", "2026-05-01", SJ_CD_STATUS, true},
    {"entity_id", "85", "", "", "2026-05-01", 0, false},
    {"entity_id", "8Z", "", "", "2026-05-01", SJ_CD_ENTITY, true},
    {"service_type", "30", "", "", "2026-05-01", 0, false},
    {"service_type", "ZZ", "", "", "2026-05-01", SJ_CD_SERVICE_TYPE, true},
};

/* A spot with that list, from whichever guide has one. */
static sj_spot spot_of(sj_guides *guides, const char *list) {
    const char *id;
    sj_spot spot = {.list = NULL};
    for (size_t i = 0; !spot.list && (id = sj_guides_id(guides, i)); i++) {
        const sj_guide *g;
        sj_external_plan plan;
        ck_assert_int_eq(sj_guides_get(guides, id, &g, NULL), SJ_OK);
        ck_assert_int_eq(sj_external_plan_make(&plan, g, NULL), SJ_OK);
        for (uint16_t k = 0; k < plan.n_spots; k++)
            if (strcmp(plan.spots[k].list->name, list) == 0) spot = plan.spots[k];
        sj_external_plan_dispose(&plan);
    }
    ck_assert_msg(spot.list, "no guide has %s", list);
    return spot;
}

START_TEST(test_values) {
    sj_guides *guides;
    sj_tables *t;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const struct value_case *c = &values[i];
        sj_spot spot = spot_of(guides, c->list);
        sj_external_value v = {sj_str_of(c->value), sj_str_of(c->state), sj_str_of(c->country)};
        sj_ruling r;
        bool wrong = sj_external_is_wrong(&r, t, &spot, &v, day(c->on), day(c->on));
        ck_assert_msg(wrong == (c->finding != 0), "%s %s on %s", c->list, c->value, c->on);
        if (!wrong) continue;
        ck_assert_msg(r.finding == c->finding, "%s %s: %d", c->list, c->value, r.finding);
        ck_assert_msg(r.certain == !c->maybe, "%s %s", c->list, c->value);
        ck_assert_msg(!sj_external_is_timeless(t, &spot, &v, day(c->on), true), "%s", c->value);
    }
    sj_tables_free(t);
    sj_guides_free(guides);
}
END_TEST

/* A value that must hold on one day of a span. */
START_TEST(test_span_of_days) {
    sj_guides *guides;
    sj_tables *t;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    sj_spot spot = spot_of(guides, "carc");
    const sj_external_value v = {.v = SJ_STR("15")}; /* 1995-01-01 to 2018-05-01 */
    sj_ruling r;
    sj_date last = day("2018-05-01");
    ck_assert(!sj_external_is_wrong(&r, t, &spot, &v, last, last + 900));
    ck_assert(sj_external_is_wrong(&r, t, &spot, &v, last + 1, last + 900));
    ck_assert_int_eq(r.state, SJ_CODE_ENDED);
    ck_assert_int_eq(r.day, last);
    ck_assert(sj_external_is_wrong(&r, t, &spot, &v, day("1994-01-01"), day("1994-12-31")));
    ck_assert_int_eq(r.state, SJ_CODE_NOT_YET);
    /* No table, no word. */
    ck_assert(!sj_external_is_wrong(&r, NULL, &spot, &v, last + 1, last + 1));
    sj_tables_free(t);
    sj_guides_free(guides);
}
END_TEST

/* Procedures of a stay by the release of its day; without a table, or for a code of ICD-9, no word.
 */
START_TEST(test_procedures) {
    static const char file[] =
        "00001 021     0 Heart and Great Vessels, Bypass          Bypass\n"
        "00002 0210093 1 Bypass Cor Art, One from Cor Art, Autol  Bypass of a coronary artery\n";
    static const struct {
        const char *code, *on;
        bool wrong;
    } cases[] = {{"0210093", "2026-05-08", false},
                 {"0210094", "2026-05-08", true},
                 {"0210094", "2024-05-08", false}, /* before the release */
                 {"3611", "2026-05-08", false}};
    sj_guides *guides;
    sj_ruling r;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    sj_spot spot = spot_of(guides, "procedure");
    code_block b =
        code_import("icd10pcs_order_2026.txt", file, SJ_CODES_ICD10PCS, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const sj_external_value v = {.v = sj_str_of(cases[i].code)};
        sj_date on = day(cases[i].on);
        ck_assert_msg(sj_external_is_wrong(&r, t, &spot, &v, on, on) == cases[i].wrong, "%s",
                      cases[i].code);
        ck_assert(!cases[i].wrong || r.finding == SJ_CD_PROCEDURE);
        ck_assert(!sj_external_is_timeless(t, &spot, &v, on, true));
        ck_assert(!sj_external_is_wrong(&r, NULL, &spot, &v, on, on));
        if (cases[i].wrong) continue;
        ck_assert(sj_external_is_timeless(NULL, &spot, &v, on, true));
    }
    sj_tables_free(t);
    free(b.bytes);
    sj_guides_free(guides);
}
END_TEST

/* ---- whole sets ---- */

static const x12_kind X12_837I = {"HC", "005010X223A2", "837", "*005010X223A2"};
static const x12_kind X12_837D = {"HC", "005010X224A2", "837", "*005010X224A2"};
static const x12_kind X12_270 = {"HS", "005010X279A1", "270", "*005010X279A1"};
static const x12_kind X12_271 = {"HB", "005010X279A1", "271", "*005010X279A1"};
static const x12_kind X12_276 = {"HR", "005010X212", "276", "*005010X212"};
static const x12_kind X12_277 = {"HN", "005010X212", "277", "*005010X212"};

enum { SEEN = 16, LINE = 48 };

typedef struct judged {
    sj_externals *x;
    unsigned n, held, warned;
    char seen[SEEN][LINE];
    char texts[SEEN][256];
} judged;

/* "CD-0201 2010AA N4 2 error 0": the last is the claim. */
static void on_finding(void *ctx, const sj_finding *f) {
    judged *l = ctx;
    if (SJ_FINDING_BOX(f->id) != SJ_BOX_CODES) return;
    const sj_finding_def *def = &sj_codes_findings()->rows[SJ_FINDING_ROW(f->id)];
    ck_assert_uint_lt(l->n, SEEN);
    char component[8] = "";
    if (f->pos.component) snprintf(component, sizeof component, "-%u", f->pos.component);
    snprintf(l->seen[l->n], LINE, "%s %s %s %u%s %s %u", def->id, f->loop, f->tag,
             (unsigned)f->pos.element, component, sj_severity_text(f->severity), f->claim);
    sj_finding_render(def->message, f, l->texts[l->n], sizeof l->texts[0]);
    ck_assert_msg(!strchr(l->texts[l->n], '{'), "%s", l->texts[l->n]);
    ck_assert_ptr_nonnull(f->name);
    ck_assert_uint_ne(f->pos.offset, 0);
    l->n++;
}

static void on_claim(void *ctx, const sj_claim *c) {
    judged *l = ctx;
    sj_scrub_result r = sj_externals_claim(l->x, c, on_finding, l);
    l->held += r.errors > 0;
    l->warned += r.errors == 0 && r.warnings > 0;
}

static void judge_set(judged *l, const x12_kind *kind, const char *segments) {
    const sj_parse_events events = {.ctx = l,
                                    .rows = sj_externals_rows,
                                    .at_row = sj_externals_segment,
                                    .at_row_ctx = l->x,
                                    .finding = on_finding,
                                    .claim = on_claim};
    ck_assert_int_eq(x12_parse(kind, segments, &events, NULL), SJ_OK);
}

static void judge(judged *l, const x12_kind *kind, const char *segments) {
    sj_tables *t;
    *l = (judged){.n = 0};
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    ck_assert_int_eq(sj_externals_new(&l->x, t, NULL), SJ_OK);
    judge_set(l, kind, segments);
    sj_externals_free(l->x);
    sj_tables_free(t);
}

#define HEAD835(paid, amount, state)                                                               \
    "BPR*I*" amount "*C*CHK************" paid "~TRN*1*1*1512345678~"                               \
    "N1*PR*MADE UP PLAN~N3*1 ELM ST~N4*SPRINGFIELD*" state "*62701~"                               \
    "N1*PE*MADE UP CLINIC*XX*1234567893~LX*1~"

#define HEAD837(bht)                                                                               \
    "BHT*0019*00*1*20260520*0900*CH~NM1*41*2*CLINIC*****46*S1~PER*IC*A*TE*2175550100~"             \
    "NM1*40*2*PLAN*****46*R1~" bht
#define BILLING(hl, state)                                                                         \
    "HL*" hl "**20*1~NM1*85*2*CLINIC*****XX*1234567893~N3*1 OAK ST~N4*SPRINGFIELD*" state          \
    "*627011234~REF*EI*371234567~"
#define SUBSCRIBER(hl, parent, child, state)                                                       \
    "HL*" hl "*" parent "*22*" child "~SBR*P*18*******CI~NM1*IL*1*DOE*JANE****MI*W123456789~"      \
    "N3*1 ELM ST~N4*SPRINGFIELD*" state "*62701~DMG*D8*19800101*F~NM1*PR*2*PLAN*****PI*99999~"

static const struct set_case {
    const char *name;
    const x12_kind *kind;
    const char *segments;
    unsigned held, warned;   /* claims */
    const char *expected[8]; /* NULL-ended */
    const char *text;        /* of the first finding; NULL: any */
} sets[] = {
    {"835 that is right",
     &X12_835,
     HEAD835("20260504", "60", "IL") "CLP*A*1*100*60**12*I*11*1~CAS*CO*45*40~"
                                     "NM1*QC*1*DOE*JANE~SVC*HC:99213*100*60~DTM*472*20260501~"
                                     "CAS*CO*45*40~LQ*HE*MA130~",
     0,
     0,
     {NULL},
     NULL},
    {"835: unknown and ended codes are warnings",
     &X12_835,
     HEAD835("20260504", "60", "ZZ") "CLP*A*1*100*60**12*I*98*L~NM1*QC*1*DOE*JANE~"
                                     "SVC*HC:99213*100*60*9999~DTM*472*20260501~"
                                     "CAS*CO*15*30**399*10~LQ*HE*N999~",
     0,
     0,
     {"CD-0201 1000A N4 2 warning 0", "CD-0210 2100 CLP 8 warning 1",
      "CD-0209 2100 CLP 9 warning 1", "CD-0212 2110 SVC 4 warning 1",
      "CD-0222 2110 CAS 2 warning 1", "CD-0222 2110 CAS 5 warning 1",
      "CD-0223 2110 LQ 2 warning 1"},
     NULL},
    {"835: a remark that is not known",
     &X12_835,
     HEAD835("20260504", "100", "IL") "CLP*A*1*100*100**12*I~NM1*QC*1*DOE*JANE~"
                                      "SVC*HC:99213*100*100~DTM*472*20260501~LQ*HE*N999~",
     0,
     0,
     {"CD-0223 2110 LQ 2 warning 1"},
     "The payer gives remark N999, which is not in our list."},
    {"835: an ended reason, on its last day and the next",
     &X12_835,
     HEAD835("20180501", "60", "IL") "CLP*A*1*100*60**12*I~CAS*CO*15*40~NM1*QC*1*DOE*JANE~",
     0,
     0,
     {NULL},
     NULL},
    {"835: the day after",
     &X12_835,
     HEAD835("20180502", "60", "IL") "CLP*A*1*100*60**12*I~CAS*CO*15*40~NM1*QC*1*DOE*JANE~",
     0,
     0,
     {"CD-0222 2100 CAS 2 warning 1"},
     "The payer gives adjustment reason 15, which was valid until 05/01/2018 only, not on "
     "05/02/2018."},
    {"835: a reversal takes back what was said in its time",
     &X12_835,
     HEAD835("20260504", "-60", "IL") "CLP*A*22*-100*-60**12*I~CAS*CO*15*-40~NM1*QC*1*DOE*JANE~",
     0,
     0,
     {NULL},
     NULL},
    {"277CA: statuses",
     &X12_277CA,
     "BHT*0085*08*X*20261102*0800*TH~HL*1**20*1~NM1*PR*2*PLAN*****PI*99999~TRN*1*R1~"
     "DTP*050*D8*20261101~DTP*009*D8*20261102~HL*2*1*21*1~NM1*41*2*BILLING*****46*S1~TRN*2*B1~"
     "STC*A1:19:PR*20261102*WQ*350~HL*3*2*19*1~NM1*85*2*CLINIC*****XX*1234567893~TRN*1*0~"
     "STC*A1:19:PR**WQ*350~HL*4*3*PT~NM1*QC*1*DOE*JANE****MI*W1~TRN*2*PCN1~"
     "STC*A9:5620:85*20261102*U*200******A7:21:8Z~REF*BLT*991~DTP*472*D8*20261015~",
     0,
     0,
     {"CD-0224 2200D STC 1-1 warning 1", "CD-0225 2200D STC 1-2 warning 1",
      "CD-0226 2200D STC 10-3 warning 1", "CD-0211 2200D REF 2 warning 1"},
     "The status category A9 is not in our list."},
    {"276: a bill type",
     &X12_276,
     "BHT*0010*13*X*20261102*0800~HL*1**20*1~NM1*PR*2*PLAN*****PI*99999~HL*2*1*21*1~"
     "NM1*41*2*BILLING*****46*S1~HL*3*2*19*1~NM1*1P*2*CLINIC*****XX*1234567893~HL*4*3*22*0~"
     "DMG*D8*19800101*F~NM1*IL*1*DOE*JANE****MI*W1~TRN*1*T1~REF*BLT*13~DTP*472*D8*20261015~",
     0,
     0,
     {"CD-0211 2200D REF 2 error 1"},
     "The bill type 13 does not exist."},
    {"277: a status that is right",
     &X12_277,
     "BHT*0010*08*X*20261102*0800*DG~HL*1**20*1~NM1*PR*2*PLAN*****PI*99999~HL*2*1*21*1~"
     "NM1*41*2*BILLING*****46*S1~HL*3*2*19*1~NM1*1P*2*CLINIC*****XX*1234567893~HL*4*3*22*0~"
     "NM1*IL*1*DOE*JANE****MI*W1~TRN*2*T1~STC*F1:65*20261102**100*80~REF*BLT*131~"
     "DTP*472*D8*20261015~",
     0,
     0,
     {NULL},
     NULL},
    {"270: repeated service types, one unknown",
     &X12_270,
     "BHT*0022*13*X*20261102*0800~HL*1**20*1~NM1*PR*2*PLAN*****PI*99999~HL*2*1*21*1~"
     "NM1*1P*2*CLINIC*****XX*1234567893~HL*3*2*22*0~NM1*IL*1*DOE*JANE****MI*W1~"
     "DMG*D8*19800101~DTP*291*D8*20261102~EQ*30^ZZ^98~",
     0,
     0,
     {"CD-0227 2110C EQ 1 warning 0"},
     "The service type ZZ is not in our list."},
    {"271: the payer's own address",
     &X12_271,
     "BHT*0022*11*X*20261102*0800~HL*1**20*1~NM1*PR*2*PLAN*****PI*99999~HL*2*1*21*1~"
     "NM1*1P*2*CLINIC*****XX*1234567893~HL*3*2*22*0~NM1*IL*1*DOE*JANE****MI*W1~N3*1 ELM ST~"
     "N4*SPRINGFIELD*IL*6270~DMG*D8*19800101*F~EB*1**30~",
     0,
     0,
     {"CD-0203 2100C N4 3 warning 0"},
     NULL},
    {"837P: the day of each line, and the country of the accident",
     &X12_837P,
     HEAD837("") BILLING("1", "IL") SUBSCRIBER(
         "2", "1", "0",
         "IL") "CLM*A1*200***11:B:1*Y*A*Y*Y**AA:::XX~HI*ABK:E119~LX*1~SV1*HC:99213*100*UN*1*27**1~"
               "DTP*472*D8*20230930~LX*2~SV1*HC:99213*100*UN*1*27**1~DTP*472*D8*20231001~",
     1,
     0,
     {"CD-0201 2300 CLM 11-4 error 1", "CD-0206 2400 SV1 5 error 1"},
     NULL},
    {"837P: what an earlier payer said may be older than the claim and newer than the service",
     &X12_837P,
     HEAD837("") BILLING("1", "IL")
         SUBSCRIBER("2", "1", "0", "IL") "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~SBR*S*18*******"
                                         "CI~CAS*CO*15*10~AMT*D*90~OI***Y***Y~"
                                         "NM1*IL*1*DOE*JANE****MI*W9~NM1*PR*2*OTHER*****PI*88888~"
                                         "LX*1~SV1*HC:99213*100*UN*1***1~"
                                         "DTP*472*D8*20180430~",
     0,
     0,
     {NULL},
     NULL},
    {"837P: the same reason for a later service; one not known is a warning",
     &X12_837P,
     HEAD837("") BILLING("1", "IL")
         SUBSCRIBER("2", "1", "0",
                    "IL") "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~SBR*S*18*******CI~CAS*CO*15*5**"
                          "399*5~AMT*D*90~"
                          "OI***Y***Y~NM1*IL*1*DOE*JANE****MI*W9~NM1*PR*2*OTHER*****PI*88888~LX*1~"
                          "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20180502~",
     1,
     0,
     {"CD-0220 2320 CAS 2 error 1", "CD-0220 2320 CAS 5 warning 1"},
     "Adjustment reason 15 was valid until 05/01/2018 only, not on 05/02/2018."},
    {"837P: a frame is told once and holds every claim below it, no other",
     &X12_837P,
     HEAD837("") BILLING("1", "ZZ") SUBSCRIBER(
         "2", "1", "0", "TX") "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~SV1*HC:99213*100*UN*1**"
                              "*1~DTP*472*D8*20260501~"
                              "CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~SV1*HC:99213*100*UN*1**"
                              "*1~DTP*472*D8*20260502~" BILLING("3", "IL")
                                  SUBSCRIBER("4", "3", "0",
                                             "TX") "CLM*A3*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~"
                                                   "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20260503~",
     2,
     1,
     {"CD-0201 2010AA N4 2 error 0", "CD-0204 2010BA N4 3 warning 1",
      "CD-0204 2010BA N4 3 warning 3"},
     NULL},
    {"837D: a place of service",
     &X12_837D,
     HEAD837("") BILLING("1", "IL") SUBSCRIBER(
         "2", "1", "0",
         "IL") "CLM*A1*100***98:B:1*Y*A*Y*Y~DTP*472*D8*20260501~LX*1~SV3*AD:D0120*100****1~",
     1,
     0,
     {"CD-0206 2300 CLM 5-1 error 1"},
     "Place of service 98 does not exist."},
    {"837I that is right",
     &X12_837I,
     HEAD837("") BILLING("1", "IL") SUBSCRIBER(
         "2", "1", "0",
         "IL") "CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20260501-20260503~CL1*1*1*01~HI*ABK:E119~"
               "HI*BI:70:RD8:20260501-20260502~HI*BH:11:D8:20260501~HI*BE:80:::2~HI*BG:09~LX*1~"
               "SV2*0120**100*DA*2~",
     0,
     0,
     {NULL},
     NULL},
    {"837I: bill type, admission, status, revenue, NUBC's codes",
     &X12_837I,
     HEAD837("") BILLING("1", "IL") SUBSCRIBER(
         "2", "1", "0",
         "IL") "CLM*A1*100***33:A:1**A*Y*Y~DTP*434*RD8*20260501-20260503~CL1*6*7*99~HI*ABK:E119~"
               "HI*BH:70:D8:20260501~LX*1~SV2*120**100*DA*2~",
     1,
     0,
     {"CD-0208 2300 CLM 5-1 error 1", "CD-0214 2300 CL1 1 error 1", "CD-0215 2300 CL1 2 error 1",
      "CD-0213 2300 CL1 3 warning 1", "CD-0217 2300 HI 1-2 error 1",
      "CD-0212 2400 SV2 1 warning 1"},
     NULL},
    {"837I: conditions, values, spans",
     &X12_837I,
     HEAD837("") BILLING("1", "IL") SUBSCRIBER(
         "2", "1", "0",
         "IL") "CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20260501-20260503~CL1*1*1*01~HI*ABK:E119~"
               "HI*BI:11:RD8:20260501-20260502~HI*BE:8:::2~HI*BG:09*BG:9~LX*1~SV2*0120**100*DA*2~",
     1,
     0,
     {"CD-0218 2300 HI 1-2 error 1", "CD-0219 2300 HI 1-2 error 1", "CD-0216 2300 HI 2-2 error 1"},
     NULL},
};

START_TEST(test_sets) {
    static judged l;
    const struct set_case *c = &sets[_i];
    judge(&l, c->kind, c->segments);
    for (unsigned i = 0; i < l.n; i++)
        ck_assert_msg(c->expected[i] && strcmp(l.seen[i], c->expected[i]) == 0,
                      "%s: %s (%s), expected %s", c->name, l.seen[i], l.texts[i],
                      c->expected[i] ? c->expected[i] : "nothing");
    ck_assert_msg(!c->expected[l.n], "%s: no %s", c->name, c->expected[l.n]);
    ck_assert_uint_eq(l.held, c->held);
    ck_assert_uint_eq(l.warned, c->warned);
    if (c->text) ck_assert_str_eq(l.texts[0], c->text);
}
END_TEST

/* Sets of several files may begin at the same offset: what waits is the set's own. */
START_TEST(test_set_after_set) {
    static judged l;
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    ck_assert_int_eq(sj_externals_new(&l.x, t, NULL), SJ_OK);
    judge_set(&l, &X12_837P, HEAD837("") BILLING("1", "QQ")); /* no claim hears of it */
    ck_assert_uint_eq(l.n, 0);
    judge_set(&l, &X12_837P,
              HEAD837("") BILLING("1", "QQ")
                  SUBSCRIBER("2", "1", "0", "IL") "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~"
                                                  "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20260501~");
    ck_assert_uint_eq(l.n, 1);
    ck_assert_str_eq(l.seen[0], "CD-0201 2010AA N4 2 error 0");
    sj_externals_free(l.x);
    sj_tables_free(t);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("externals");
    TCase *tc = tcase_create("externals");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_guides);
    tcase_add_test(tc, test_tables);
    tcase_add_test(tc, test_values);
    tcase_add_test(tc, test_span_of_days);
    tcase_add_test(tc, test_procedures);
    tcase_add_loop_test(tc, test_sets, 0, sizeof sets / sizeof *sets);
    tcase_add_test(tc, test_set_after_set);
    suite_add_tcase(s, tc);
    return s;
}
