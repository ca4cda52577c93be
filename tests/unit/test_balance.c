/* SNIP 3: what does not add up is found at the right element, with what it should be; what does add
 * up is left alone. */
#include "tests/unit/x12.h"

/* Line 1: 250 = 180 + 70; line 2: 60.50 = 60.50. The other payer: 205 = 240.50 - 35.50; the
 * patient's part 35.50. */
static const char claim_set[] =
    "BHT*0019*00*B1*20260504*0915*CH~NM1*41*2*NORTHWIND*****46*NWB01~PER*IC*DESK*TE*5550100200~"
    "NM1*40*2*CLEARWAY*****46*CLRWAY~HL*1**20*1~NM1*85*2*QUILL STREET CLINIC*****XX*1234567893~"
    "N3*12 QUILL ST~N4*LARKTON*OH*440010001~REF*EI*111223333~HL*2*1*22*0~SBR*S*18*******MB~"
    "NM1*IL*1*FERNWAY*OTTO****MI*MBR1~N3*1 ELM~N4*LARKTON*OH*44001~DMG*D8*19610203*M~"
    "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01~"
    "CLM*A1*310.5***11:B:1*Y*A*Y*Y~AMT*F5*20~HI*ABK:J029~"
    "SBR*P*18*******CI~CAS*PR*1*30**2*5.5~AMT*D*205~AMT*EAF*35.5~OI***Y***Y~"
    "NM1*IL*1*FERNWAY*OTTO****MI*Q1~NM1*PR*2*DELTA COVER*****PI*DLT9~"
    "LX*1~SV1*HC:99213*250*UN*1***1~DTP*472*D8*20260421~"
    "SVD*DLT9*180*HC:99213**1~CAS*CO*45*70~DTP*573*D8*20260425~"
    "LX*2~SV1*HC:73110*60.5*UN*1***1~DTP*472*D8*20260421~"
    "SVD*DLT9*60.5*HC:73110**1~DTP*573*D8*20260425~";

/* The same claim as the payer decided on it as a whole: 310.50 = 275 + 35.50. */
static const char whole_claim_set[] =
    "BHT*0019*00*B1*20260504*0915*CH~NM1*41*2*NORTHWIND*****46*NWB01~PER*IC*DESK*TE*5550100200~"
    "NM1*40*2*CLEARWAY*****46*CLRWAY~HL*1**20*1~NM1*85*2*QUILL STREET CLINIC*****XX*1234567893~"
    "N3*12 QUILL ST~N4*LARKTON*OH*440010001~REF*EI*111223333~HL*2*1*22*0~SBR*S*18*******MB~"
    "NM1*IL*1*FERNWAY*OTTO****MI*MBR1~N3*1 ELM~N4*LARKTON*OH*44001~DMG*D8*19610203*M~"
    "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01~CLM*A1*310.5***11:B:1*Y*A*Y*Y~HI*ABK:J029~"
    "SBR*P*18*******CI~CAS*PR*1*35.5~AMT*D*275~OI***Y***Y~"
    "NM1*IL*1*FERNWAY*OTTO****MI*Q1~NM1*PR*2*DELTA COVER*****PI*DLT9~DTP*573*D8*20260425~"
    "LX*1~SV1*HC:99213*310.5*UN*1***1~DTP*472*D8*20260421~";

/* 95 = 110 + 40 - 55; claim 1: 150 - (30 + 10) = 110, with a bundled pair of lines; claim 2,
 * decided as a whole: 100 - 60 = 40. */
static const char remit_set[] =
    "BPR*I*95*C*CHK************20260610~TRN*1*CK1*1999999999~N1*PR*MARSH HEALTH PLAN~N3*PO BOX 12~"
    "N4*LARKTON*OH*44009~PER*BL*HELP*TE*8005550199~N1*PE*QUILL*XX*1234567893~LX*1~"
    "CLP*A1*1*150*110*10*12*ICN1*11*1~NM1*QC*1*FERNWAY*OTTO~"
    "SVC*HC:80048*100*110~CAS*CO*45*30~CAS*PR*3*10~CAS*OA*94*-50~"
    "SVC*HC:82310*50*0~CAS*CO*97*50~"
    "CLP*A2*1*100*40*0*12*ICN2*11*1~CAS*OA*23*60~NM1*QC*1*ELM*ROY~"
    "PLB*1234567893*20261231*WO:ICN0*55~";

typedef struct expected {
    const char *id, *tag;
    unsigned element;
    const char *value, *a;
} expected;

static const struct {
    const char *name;
    const char *set;
    const char *find, *put; /* the change; NULL: none */
    expected all[3];        /* findings of type 3, in any order; id NULL ends them */
} cases[] = {
    {"claim: in balance", claim_set, NULL, NULL, {{0}}},
    {"claim: total charge",
     claim_set,
     "CLM*A1*310.5",
     "CLM*A1*311",
     {{"BL-0101", "CLM", 2, "311", "$310.50"}}},
    {"claim: total charge, written otherwise", claim_set, "CLM*A1*310.5", "CLM*A1*310.50", {{0}}},
    {"claim: a line's charge",
     claim_set,
     "99213*250",
     "99213*251",
     {{"BL-0101", "CLM", 2, "310.5", "$311.50"}, {"BL-0102", "SVD", 2, "180", "$181.00"}}},
    {"claim: a line's payment",
     claim_set,
     "SVD*DLT9*180",
     "SVD*DLT9*181",
     {{"BL-0102", "SVD", 2, "181", "$180.00"}, {"BL-0103", "AMT", 2, "205", "$206.00"}}},
    {"claim: a line's adjustment",
     claim_set,
     "CAS*CO*45*70",
     "CAS*CO*45*60",
     {{"BL-0102", "SVD", 2, "180", "$190.00"}}},
    {"claim: a negative adjustment counts as such",
     claim_set,
     "CAS*CO*45*70",
     "CAS*CO*45*80**94*-10",
     {{0}}},
    {"claim: amount paid",
     claim_set,
     "AMT*D*205",
     "AMT*D*204",
     {{"BL-0103", "AMT", 2, "204", "$205.00"}}},
    {"claim: a claim adjustment",
     claim_set,
     "CAS*PR*1*30",
     "CAS*PR*1*31",
     {{"BL-0103", "AMT", 2, "205", "$204.00"}, {"BL-0106", "AMT", 2, "35.5", "$36.50"}}},
    {"claim: remaining liability",
     claim_set,
     "AMT*EAF*35.5",
     "AMT*EAF*35",
     {{"BL-0106", "AMT", 2, "35", "$35.50"}}},
    {"claim: patient paid more than all",
     claim_set,
     "AMT*F5*20",
     "AMT*F5*400",
     {{"BL-0107", "AMT", 2, "400", "$310.50"}}},
    {"claim: an amount that is none says nothing",
     claim_set,
     "SV1*HC:73110*60.5",
     "SV1*HC:73110*6O.5",
     {{0}}},
    {"claim: a line without a charge says nothing",
     claim_set,
     "SV1*HC:73110*60.5",
     "SV1*HC:73110*",
     {{0}}},
    {"claim: another payer's line is not this one's",
     claim_set,
     "SVD*DLT9*60.5",
     "SVD*XYZ*60.5",
     {{"BL-0103", "AMT", 2, "205", "$144.50"}}},
    {"claim: decided as a whole", whole_claim_set, NULL, NULL, {{0}}},
    {"claim: decided as a whole, paid",
     whole_claim_set,
     "AMT*D*275",
     "AMT*D*270",
     {{"BL-0104", "AMT", 2, "270", "$275.00"}}},
    {"claim: decided as a whole, no reasons",
     whole_claim_set,
     "CAS*PR*1*35.5~",
     "",
     {{"BL-0105", "AMT", 2, "275", "$310.50"}}},
    {"claim: not decided", whole_claim_set, "CAS*PR*1*35.5~AMT*D*275~", "", {{0}}},
    {"remit: in balance", remit_set, NULL, NULL, {{0}}},
    {"remit: a line's payment",
     remit_set,
     "SVC*HC:82310*50*0",
     "SVC*HC:82310*50*5",
     {{"BL-0201", "SVC", 3, "5", "$0.00"}}},
    {"remit: a line's adjustment",
     remit_set,
     "CAS*CO*97*50",
     "CAS*CO*97*40",
     {{"BL-0201", "SVC", 3, "0", "$10.00"}, {"BL-0202", "CLP", 4, "110", "$120.00"}}},
    {"remit: a claim's payment",
     remit_set,
     "CLP*A2*1*100*40",
     "CLP*A2*1*100*41",
     {{"BL-0202", "CLP", 4, "41", "$40.00"}, {"BL-0204", "BPR", 2, "95", "$96.00"}}},
    {"remit: a claim's charge",
     remit_set,
     "CLP*A1*1*150",
     "CLP*A1*1*151",
     {{"BL-0203", "CLP", 3, "151", "$150.00"}, {"BL-0202", "CLP", 4, "110", "$111.00"}}},
    {"remit: the payment",
     remit_set,
     "BPR*I*95",
     "BPR*I*95.01",
     {{"BL-0204", "BPR", 2, "95.01", "$95.00"}}},
    {"remit: a provider adjustment",
     remit_set,
     "WO:ICN0*55",
     "WO:ICN0*54.99",
     {{"BL-0204", "BPR", 2, "95", "$95.01"}}},
    {"remit: patient responsibility",
     remit_set,
     "110*10*12",
     "110*9*12",
     {{"BL-0205", "CLP", 5, "9", "$10.00"}}},
    {"remit: patient responsibility of a reversal",
     remit_set,
     "CLP*A2*1*100*40*0",
     "CLP*A2*22*100*40*7",
     {{0}}},
    {"remit: an amount that is none says nothing",
     remit_set,
     "CLP*A2*1*100*40",
     "CLP*A2*1*100*4O",
     {{0}}},
};

typedef struct found {
    char id[16], tag[4], value[32], a[32];
    unsigned element, claim;
    sj_severity severity;
} found;

typedef struct run {
    found v[16];
    int n;
    char ack;
} run;

static void keep(char *to, size_t cap, sj_str s) {
    snprintf(to, cap, "%.*s", SJ_FMT(s));
}

static void on_finding(void *ctx, const sj_finding *f) {
    run *r = ctx;
    if (SJ_FINDING_BOX(f->id) != SJ_BOX_MODEL) return;
    ck_assert_int_lt(r->n, 16);
    found *to = &r->v[r->n++];
    snprintf(to->id, sizeof to->id, "%s", sj_model_findings()->rows[SJ_FINDING_ROW(f->id)].id);
    memcpy(to->tag, f->tag, sizeof to->tag);
    keep(to->value, sizeof to->value, f->value);
    keep(to->a, sizeof to->a, f->a);
    to->element = f->pos.element;
    to->claim = f->claim;
    to->severity = f->severity;
}

static void on_set_end(void *ctx, const sj_set *s) {
    ((run *)ctx)->ack = s->ack;
}

/* The set with one change, which must fit exactly once. */
static char *changed(const char *set, const char *find, const char *put) {
    char *text = malloc(strlen(set) + 256);
    ck_assert_ptr_nonnull(text);
    const char *at = find ? strstr(set, find) : set;
    ck_assert_ptr_nonnull(at);
    ck_assert(!find || !strstr(at + 1, find));
    sprintf(text, "%.*s%s%s", (int)(at - set), set, find ? put : "",
            at + (find ? strlen(find) : 0));
    return text;
}

static bool is_expected(const expected *e, const found *f) {
    return strcmp(e->id, f->id) == 0 && strcmp(e->tag, f->tag) == 0 && e->element == f->element &&
           strcmp(e->value, f->value) == 0 && strcmp(e->a, f->a) == 0;
}

START_TEST(balance) {
    run r = {.n = 0};
    sj_parse_events events = {.ctx = &r, .finding = on_finding, .set_end = on_set_end};
    bool is_remit = cases[_i].set == remit_set;
    char *text = changed(cases[_i].set, cases[_i].find, cases[_i].put);
    ck_assert_int_eq(x12_parse(is_remit ? &X12_835 : &X12_837P, text, &events, NULL), SJ_OK);
    int wanted = 0;
    for (; wanted < 3 && cases[_i].all[wanted].id; wanted++) {
        bool seen = false;
        for (int k = 0; k < r.n; k++) seen |= is_expected(&cases[_i].all[wanted], &r.v[k]);
        ck_assert_msg(seen, "%s: %s not found as expected (%d found; first %s %s%02u '%s' %s)",
                      cases[_i].name, cases[_i].all[wanted].id, r.n, r.v[0].id, r.v[0].tag,
                      r.v[0].element, r.v[0].value, r.v[0].a);
    }
    ck_assert_msg(r.n == wanted, "%s: %d findings, not %d; first %s %s%02u '%s' %s", cases[_i].name,
                  r.n, wanted, r.v[0].id, r.v[0].tag, r.v[0].element, r.v[0].value, r.v[0].a);
    for (int k = 0; k < r.n; k++) /* they say which claim; a remittance's own concerns none */
        ck_assert_uint_eq(r.v[k].claim != 0, strcmp(r.v[k].id, "BL-0204") != 0);
    free(text);
}
END_TEST

/* Balances are answered claim by claim: the set's 999 stays as it is. */
START_TEST(set_is_accepted) {
    run r = {.n = 0};
    sj_parse_events events = {.ctx = &r, .finding = on_finding, .set_end = on_set_end};
    char *text = changed(remit_set, "BPR*I*95", "BPR*I*96");
    ck_assert_int_eq(x12_parse(&X12_835, text, &events, NULL), SJ_OK);
    ck_assert_int_eq(r.n, 1);
    ck_assert_int_eq(r.v[0].severity, SJ_ERROR);
    ck_assert_int_eq(r.ack, 'A');
    free(text);
}
END_TEST

/* --snip 2 asks for no balances. */
START_TEST(not_asked_for) {
    run r = {.n = 0};
    sj_parse_events events = {.ctx = &r, .finding = on_finding};
    char *text = changed(claim_set, "CLM*A1*310.5", "CLM*A1*1");
    ck_assert_int_eq(x12_parse(&X12_837P, text, &events, &(sj_parse_opts){.snip = 2}), SJ_OK);
    ck_assert_int_eq(r.n, 0);
    ck_assert_int_eq(x12_parse(&X12_837P, text, &events, &(sj_parse_opts){.snip = 3}), SJ_OK);
    ck_assert_int_eq(r.n, 2); /* the total charge; the patient paid more than it */
    free(text);
}
END_TEST

static const sj_payment *last_payment(const sj_payment *p) {
    static sj_payment kept;
    if (p) kept = *p;
    return &kept;
}

static void on_payment(void *ctx, const sj_payment *p) {
    (void)ctx;
    if (sj_str_is(p->account.v, "A1")) {
        last_payment(p);
        ck_assert_int_eq(p->lines.v[1].residual, -500);
    }
}

static void on_remit_end(void *ctx, const sj_remit *r) {
    *(sj_remit_totals *)ctx = r->totals;
}

/* Residuals are shown, never forced: a record that does not balance says by how much. */
START_TEST(residuals) {
    sj_remit_totals totals;
    sj_parse_events events = {.ctx = &totals, .payment = on_payment, .remit_end = on_remit_end};
    char *text = changed(remit_set, "SVC*HC:82310*50*0", "SVC*HC:82310*50*5");
    ck_assert_int_eq(x12_parse(&X12_835, text, &events, NULL), SJ_OK);
    const sj_payment *p = last_payment(NULL);
    ck_assert(!p->balanced);
    ck_assert_int_eq(p->residual, 0);
    ck_assert_int_eq(p->charge_residual, 0);
    ck_assert_uint_eq(totals.unbalanced, 1);
    ck_assert_int_eq(totals.residual, 0);
    free(text);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("balance");
    TCase *t = tcase_create("sums");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, balance, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, set_is_accepted);
    tcase_add_test(t, not_asked_for);
    tcase_add_test(t, residuals);
    suite_add_tcase(s, t);
    return s;
}
