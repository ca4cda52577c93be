/* TA1, 999 and 277CA as records. */
#include "tests/unit/x12.h"

static void on_999(void *ctx, const sj_ack_999 *a) {
    ++*(int *)ctx;
    ck_assert_sj_str(a->functional, "HC");
    ck_assert_sj_str(a->group, "7");
    ck_assert_sj_str(a->version, "005010X222A1");
    ck_assert_int_eq(a->code, 'R');
    ck_assert_int_eq(a->effective, 'P'); /* R, and yet one set is accepted */
    ck_assert_uint_eq(a->included, 2);
    ck_assert_uint_eq(a->received, 2);
    ck_assert_uint_eq(a->accepted, 1);
    ck_assert_uint_eq(a->sets.n, 2);
    const sj_ack_set *s = a->sets.v;
    ck_assert_sj_str(s[0].control, "0001");
    ck_assert_int_eq(s[0].code, 'R');
    ck_assert_sj_str(s[0].errors_set[0], "5");
    ck_assert_uint_eq(s[0].errors_set[1].len, 0);
    ck_assert_uint_eq(s[0].errors.n, 3);
    const sj_ack_error *e = s[0].errors.v;
    ck_assert_sj_str(e[0].segment, "CLM");
    ck_assert_uint_eq(e[0].number, 30);
    ck_assert_sj_str(e[0].loop, "2300");
    ck_assert_sj_str(e[0].ik304, "8");
    ck_assert_sj_str(e[0].account, "ACCT-7001");
    ck_assert_uint_eq(e[0].element, 5);
    ck_assert_uint_eq(e[0].component, 3);
    ck_assert_uint_eq(e[0].repeat, 0);
    ck_assert_sj_str(e[0].de, "1325");
    ck_assert_sj_str(e[0].ik403, "7");
    ck_assert_sj_str(e[0].value, "Z");
    /* The second IK4 of the same IK3. */
    ck_assert_sj_str(e[1].segment, "CLM");
    ck_assert_sj_str(e[1].account, "ACCT-7001");
    ck_assert_uint_eq(e[1].element, 2);
    ck_assert_uint_eq(e[1].component, 0);
    ck_assert_sj_str(e[1].ik403, "6");
    /* An IK3 alone. */
    ck_assert_sj_str(e[2].segment, "HI");
    ck_assert_uint_eq(e[2].number, 31);
    ck_assert_uint_eq(e[2].loop.len, 0);
    ck_assert_sj_str(e[2].ik304, "3");
    ck_assert_uint_eq(e[2].element, 0);
    ck_assert_uint_eq(e[2].account.len, 0);
    /* What called for them: behind the IK4, behind the IK3; the business unit is none. */
    ck_assert_uint_eq(e[0].triggers.n, 0);
    ck_assert_uint_eq(e[1].triggers.n, 2);
    ck_assert_sj_str(e[1].triggers.v[0].segment, "CLM");
    ck_assert_uint_eq(e[1].triggers.v[0].number, 30);
    ck_assert_sj_str(e[1].triggers.v[0].loop, "2300");
    ck_assert_uint_eq(e[1].triggers.v[0].element, 5);
    ck_assert_uint_eq(e[1].triggers.v[0].component, 3);
    ck_assert_sj_str(e[1].triggers.v[1].segment, "SBR");
    ck_assert_uint_eq(e[1].triggers.v[1].element, 0);
    ck_assert_uint_eq(e[2].triggers.n, 1);
    ck_assert_uint_eq(e[2].triggers.v[0].number, 0);
    ck_assert_sj_str(s[1].control, "0002");
    ck_assert_int_eq(s[1].code, 'A');
    ck_assert_uint_eq(s[1].errors.n, 0);
}

START_TEST(ack_999) {
    int seen = 0;
    sj_parse_events events = {.ctx = &seen, .ack999 = on_999};
    ck_assert_int_eq(x12_parse(&X12_999,
                               "AK1*HC*7*005010X222A1~\n"
                               "AK2*837*0001*005010X222A1~\n"
                               "IK3*CLM*30*2300*8~\n"
                               "CTX*CLM01:ACCT-7001~\n"
                               "IK4*5:3*1325*7*Z~\n"
                               "IK4*2*782*6*ABC~\n"
                               "CTX*SITUATIONAL TRIGGER*CLM*30*2300*5:3*1325~\n"
                               "CTX*SITUATIONAL TRIGGER*SBR*12*2000B~\n"
                               "IK3*HI*31**3~\n"
                               "CTX*SITUATIONAL TRIGGER*CLM~\n"
                               "IK5*R*5~\n"
                               "AK2*837*0002*005010X222A1~\n"
                               "IK5*A~\n"
                               "AK9*R*2*2*1~\n",
                               &events, NULL),
                     SJ_OK);
    ck_assert_int_eq(seen, 1);
}
END_TEST

/* AK9 code and accepted sets → how it is taken. */
static const struct {
    const char *ak9;
    char code, effective;
} effects[] = {
    {"AK9*A*1*1*1~", 'A', 'A'}, {"AK9*E*1*1*1~", 'E', 'E'}, {"AK9*P*2*2*1~", 'P', 'P'},
    {"AK9*R*1*1*0~", 'R', 'R'}, {"AK9*R*6*6*5~", 'R', 'P'},
};

static int effect;

static void on_effect(void *ctx, const sj_ack_999 *a) {
    ++*(int *)ctx;
    ck_assert_int_eq(a->code, effects[effect].code);
    ck_assert_int_eq(a->effective, effects[effect].effective);
}

START_TEST(effective) {
    int seen = 0;
    char text[128];
    effect = _i;
    snprintf(text, sizeof text, "AK1*HC*7*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~%s",
             effects[_i].ak9);
    sj_parse_events events = {.ctx = &seen, .ack999 = on_effect};
    ck_assert_int_eq(x12_parse(&X12_999, text, &events, NULL), SJ_OK);
    ck_assert_int_eq(seen, 1);
}
END_TEST

typedef struct statuses {
    int batches, claims;
} statuses;

static void on_batch(void *ctx, const sj_batch_status *b) {
    statuses *s = ctx;
    s->batches++;
    ck_assert_sj_str(b->batch, "BATCH77");
    ck_assert(b->accepted);
    ck_assert_uint_eq(b->statuses.n, 1);
    ck_assert_sj_str(b->statuses.v[0].category, "A1");
    if (s->batches == 1) {
        ck_assert_int_eq(b->level, 'B');
        ck_assert_uint_eq(b->provider_id.len, 0);
    } else {
        ck_assert_int_eq(b->level, 'C');
        ck_assert_sj_str(b->provider_id, "1234567893");
    }
}

static void check_accepted(const sj_claim_status *c) {
    ck_assert_sj_str(c->payer, "MARSH HEALTH PLAN");
    ck_assert_sj_str(c->payer_id, "MHP01");
    ck_assert(!c->from_clearinghouse);
    ck_assert_sj_str(c->batch, "BATCH77");
    ck_assert_sj_str(c->account, "ACCT-7001");
    ck_assert_sj_str(c->payer_control, "ICN9001");
    ck_assert_sj_str(c->clearinghouse_control, "CH55");
    ck_assert(c->accepted);
    ck_assert_int_eq(c->charge, 31050);
    ck_assert_int_eq(c->decided, sj_date_of(2026, 5, 6));
    ck_assert_int_eq(c->service_from, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(c->service_to, sj_date_of(2026, 4, 23));
    ck_assert_uint_eq(c->statuses.n, 1);
    ck_assert_sj_str(c->statuses.v[0].category, "A2");
    ck_assert_sj_str(c->statuses.v[0].status, "20");
    ck_assert_sj_str(c->statuses.v[0].entity, "PR");
    ck_assert_uint_eq(c->lines.n, 0);
    ck_assert_uint_eq(c->at.segment, 26);
}

static void check_rejected(const sj_claim_status *c) {
    ck_assert_sj_str(c->account, "ACCT-7002");
    ck_assert(!c->accepted);
    ck_assert_uint_eq(c->payer_control.len, 0);
    /* Two composites in one STC, and a second STC. */
    ck_assert_uint_eq(c->statuses.n, 3);
    ck_assert_sj_str(c->statuses.v[0].status, "247");
    ck_assert_sj_str(c->statuses.v[1].category, "A7");
    ck_assert_sj_str(c->statuses.v[1].status, "562");
    ck_assert_sj_str(c->statuses.v[1].entity, "82");
    ck_assert_sj_str(c->statuses.v[2].status, "21");
    ck_assert_uint_eq(c->lines.n, 1);
    ck_assert_sj_str(c->lines.v[0].procedure, "99214");
    ck_assert_sj_str(c->lines.v[0].control, "LN-9");
    ck_assert_uint_eq(c->lines.v[0].statuses.n, 1);
    ck_assert_sj_str(c->lines.v[0].statuses.v[0].status, "507");
}

static void on_status(void *ctx, const sj_claim_status *c) {
    statuses *s = ctx;
    s->claims++;
    if (s->claims == 1)
        check_accepted(c);
    else
        check_rejected(c);
}

START_TEST(ack_277) {
    statuses s = {0, 0};
    sj_parse_events events = {.ctx = &s, .batch_status = on_batch, .claim_status = on_status};
    ck_assert_int_eq(x12_parse(&X12_277CA,
                               "BHT*0085*08*X277A*20260506*0800*TH~\n"
                               "HL*1**20*1~\n"
                               "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01~\n"
                               "TRN*1*RCV7~\n"
                               "DTP*050*D8*20260505~\n"
                               "DTP*009*D8*20260506~\n"
                               "HL*2*1*21*1~\n"
                               "NM1*41*2*NORTHWIND BILLING*****46*NWB01~\n"
                               "TRN*2*BATCH77~\n"
                               "STC*A1:19:PR*20260506*WQ*510.5~\n"
                               "QTY*90*1~\n"
                               "QTY*AA*1~\n"
                               "AMT*YU*310.5~\n"
                               "AMT*YY*200~\n"
                               "HL*3*2*19*1~\n"
                               "NM1*85*2*QUILL STREET CLINIC*****XX*1234567893~\n"
                               "TRN*1*0~\n"
                               "STC*A1:19:PR**WQ*510.5~\n"
                               "QTY*QA*1~\n"
                               "QTY*QC*1~\n"
                               "AMT*YU*310.5~\n"
                               "AMT*YY*200~\n"
                               "HL*4*3*PT~\n"
                               "NM1*QC*1*FERNWAY*ADA****MI*MBR900100~\n"
                               "TRN*2*ACCT-7001~\n"
                               "STC*A2:20:PR*20260506*WQ*310.5~\n"
                               "REF*1K*ICN9001~\n"
                               "REF*D9*CH55~\n"
                               "DTP*472*RD8*20260421-20260423~\n"
                               "HL*5*3*PT~\n"
                               "NM1*QC*1*ELM*ROY****MI*W1~\n"
                               "TRN*2*ACCT-7002~\n"
                               "STC*A3:247*20260506*U*200******A7:562:82~\n"
                               "STC*A7:21*20260506*U*200~\n"
                               "DTP*472*D8*20260424~\n"
                               "SVC*HC:99214*200*****1~\n"
                               "STC*A7:507*20260506*U~\n"
                               "REF*FJ*LN-9~\n"
                               "DTP*472*D8*20260424~\n",
                               &events, NULL),
                     SJ_OK);
    ck_assert_int_eq(s.batches, 2);
    ck_assert_int_eq(s.claims, 2);
}
END_TEST

static void on_ta1(void *ctx, const sj_ta1 *t) {
    ++*(int *)ctx;
    ck_assert_sj_str(t->control, "000000123");
    ck_assert_sj_str(t->date, "260504");
    ck_assert_sj_str(t->time, "0915");
    ck_assert_int_eq(t->code, 'R');
    ck_assert_sj_str(t->note, "025");
}

START_TEST(ack_ta1) {
    int seen = 0;
    const char *text = "ISA*00*          *00*          *ZZ*CLRWAY         *ZZ*NWB01          "
                       "*260504*0930*^*00501*000000009*0*T*:~"
                       "TA1*000000123*260504*0915*R*025~IEA*0*000000009~";
    sj_parse_events events = {.ctx = &seen, .ta1 = on_ta1};
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_parse_memory(guides, text, strlen(text), &events, NULL, NULL, NULL), SJ_OK);
    sj_guides_free(guides);
    ck_assert_int_eq(seen, 1);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("acks");
    TCase *t = tcase_create("records");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, ack_999);
    tcase_add_loop_test(t, effective, 0, sizeof effects / sizeof *effects);
    tcase_add_test(t, ack_277);
    tcase_add_test(t, ack_ta1);
    suite_add_tcase(s, t);
    return s;
}
