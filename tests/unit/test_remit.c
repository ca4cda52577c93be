/* Fields of a remittance, its claim payments and its totals. */
#include <stddef.h>

#include "tests/unit/x12.h"

/* Segment n of the set stands at [n]; ST is 1. It balances: 130.00 = 150.00 + 40.00 - (70.00
 * - 10.00); 310.50 - 60.00 - 40.00 - 40.00 - 20.50 = 150.00; 100.00 - 60.00 = 40.00. */
static const char *const segments[] = {
    [2] = "BPR*I*130*C*ACH*CCP*01*111000025*DA*123456*1999999999**01*071000013*DA*987654*20260610",
    [3] = "TRN*1*EFT7001*1999999999",
    [4] = "REF*EV*NWB01",
    [5] = "DTM*405*20260609",
    [6] = "N1*PR*MARSH HEALTH PLAN",
    [7] = "N3*PO BOX 12",
    [8] = "N4*LARKTON*OH*44009",
    [9] = "REF*2U*MHP01",
    [10] = "PER*BL*EDI HELP*TE*8005550199",
    [11] = "N1*PE*QUILL STREET CLINIC*XX*1234567893",
    [12] = "REF*TJ*111223333",
    [13] = "LX*1",
    [14] = "CLP*ACCT-7001*1*310.5*150*60.5*12*ICN9001*11*1",
    [15] = "NM1*QC*1*FERNWAY*ADA*C***MI*MBR900100",
    [16] = "NM1*IL*1*FERNWAY*OTTO****MI*MBR900101",
    [17] = "NM1*74*1**ADAH",
    [18] = "NM1*82*1*SORREL*IAN****XX*1245319599",
    [19] = "NM1*TT*2*DELTA COVER*****PI*DLT9",
    [20] = "NM1*PR*2*OMEGA PLAN*****PI*OMG2",
    [21] = "NM1*GB*1*FERNWAY*UMA****MI*GB77",
    [22] = "MOA***MA01*MA18",
    [23] = "REF*EA*MRN12",
    [24] = "DTM*232*20260421",
    [25] = "DTM*050*20260505",
    [26] = "AMT*AU*210.5",
    [27] = "SVC*HC:99213:25*250*150**1.5",
    [28] = "DTM*150*20260421",
    [29] = "DTM*151*20260422",
    [30] = "CAS*CO*45*60",
    [31] = "CAS*PR*1*40",
    [32] = "REF*6R*LN-1",
    [33] = "AMT*B6*190",
    [34] = "SVC*HC:73100*60.5*0*0320**HC:73110:RT*2",
    [35] = "DTM*472*20260423",
    [36] = "CAS*CO*45*40",
    [37] = "CAS*PR*3*20.5*1",
    [38] = "REF*6R*LN-2",
    [39] = "LQ*HE*M15",
    [40] = "LQ*HE*N130",
    [41] = "CLP*ACCT-7002*2*100*40**MC*ICN9002",
    [42] = "CAS*OA*23*60",
    [43] = "NM1*QC*1*ELM*ROY****MI*W1",
    [44] = "MIA*0****MA02***************N10",
    [45] = "PLB*1234567893*20261231*WO:ICN0700*70*L6*-10",
};
enum { LAST = sizeof segments / sizeof *segments - 1 };

enum root { REMIT, FIRST, SECOND, LINE1, LINE2 };

#define OWN SIZE_MAX
static const struct {
    const char *name;
    enum root root;
    size_t party; /* offset of the pointer to the party that has it, or OWN */
    size_t offset;
    const char *value; /* NULL: absent */
    sj_at at;
} texts[] = {
#define TEXT(root, type, member, value, ...)                                                       \
    {                                                                                              \
#type "." #member, root, OWN, offsetof(type, member), value, {                             \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PARTY(root, type, pointer, member, value, ...)                                             \
    {                                                                                              \
#type "." #pointer "." #member, root, offsetof(type, pointer), offsetof(sj_party, member), \
            value, {                                                                               \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
    TEXT(REMIT, sj_remit, handling, "I", 2, 1, 0, 1),
    TEXT(REMIT, sj_remit, credit_debit, "C", 2, 3, 0, 1),
    TEXT(REMIT, sj_remit, method, "ACH", 2, 4, 0, 1),
    TEXT(REMIT, sj_remit, trace, "EFT7001", 3, 2, 0, 1),
    TEXT(REMIT, sj_remit, originator, "1999999999", 3, 3, 0, 1),
    TEXT(REMIT, sj_remit, receiver, "NWB01", 4, 2, 0, 1),
    TEXT(REMIT, sj_remit, payer.last, "MARSH HEALTH PLAN", 6, 2, 0, 1),
    TEXT(REMIT, sj_remit, payer.address.zip, "44009", 8, 3, 0, 1),
    TEXT(REMIT, sj_remit, payer.phone, "8005550199", 10, 4, 0, 1),
    TEXT(REMIT, sj_remit, payee.last, "QUILL STREET CLINIC", 11, 2, 0, 1),
    TEXT(REMIT, sj_remit, payee.id_qualifier, "XX", 11, 3, 0, 1),
    TEXT(REMIT, sj_remit, payee.id, "1234567893", 11, 4, 0, 1),
    TEXT(FIRST, sj_payment, account, "ACCT-7001", 14, 1, 0, 1),
    TEXT(FIRST, sj_payment, status, "1", 14, 2, 0, 1),
    TEXT(FIRST, sj_payment, filing, "12", 14, 6, 0, 1),
    TEXT(FIRST, sj_payment, payer_control, "ICN9001", 14, 7, 0, 1),
    TEXT(FIRST, sj_payment, facility, "11", 14, 8, 0, 1),
    TEXT(FIRST, sj_payment, frequency, "1", 14, 9, 0, 1),
    PARTY(FIRST, sj_payment, patient, last, "FERNWAY", 15, 3, 0, 1),
    PARTY(FIRST, sj_payment, patient, middle, "C", 15, 5, 0, 1),
    PARTY(FIRST, sj_payment, patient, id, "MBR900100", 15, 9, 0, 1),
    PARTY(FIRST, sj_payment, insured, first, "OTTO", 16, 4, 0, 1),
    PARTY(FIRST, sj_payment, corrected, last, NULL, 0),
    PARTY(FIRST, sj_payment, corrected, first, "ADAH", 17, 4, 0, 1),
    PARTY(FIRST, sj_payment, rendering, id, "1245319599", 18, 9, 0, 1),
    PARTY(FIRST, sj_payment, crossover, last, "DELTA COVER", 19, 3, 0, 1),
    PARTY(FIRST, sj_payment, priority_payer, id, "OMG2", 20, 9, 0, 1),
    PARTY(FIRST, sj_payment, other_subscriber, id, "GB77", 21, 9, 0, 1),
    TEXT(LINE1, sj_payment_line, qualifier, "HC", 27, 1, 1, 1),
    TEXT(LINE1, sj_payment_line, procedure, "99213", 27, 1, 2, 1),
    TEXT(LINE1, sj_payment_line, modifiers[0], "25", 27, 1, 3, 1),
    TEXT(LINE1, sj_payment_line, submitted, NULL, 0),
    TEXT(LINE1, sj_payment_line, control, "LN-1", 32, 2, 0, 1),
    TEXT(LINE2, sj_payment_line, procedure, "73100", 34, 1, 2, 1),
    TEXT(LINE2, sj_payment_line, revenue, "0320", 34, 4, 0, 1),
    TEXT(LINE2, sj_payment_line, submitted_qualifier, "HC", 34, 6, 1, 1),
    TEXT(LINE2, sj_payment_line, submitted, "73110", 34, 6, 2, 1),
    TEXT(LINE2, sj_payment_line, submitted_modifiers[0], "RT", 34, 6, 3, 1),
    TEXT(LINE2, sj_payment_line, control, "LN-2", 38, 2, 0, 1),
    TEXT(SECOND, sj_payment, account, "ACCT-7002", 41, 1, 0, 1),
    TEXT(SECOND, sj_payment, filing, "MC", 41, 6, 0, 1),
    TEXT(SECOND, sj_payment, frequency, NULL, 0),
    PARTY(SECOND, sj_payment, patient, last, "ELM", 43, 3, 0, 1),
#undef TEXT
#undef PARTY
};
enum { TEXTS = sizeof texts / sizeof *texts };

static const sj_text *field_of(const void *record, int i) {
    const char *from = record;
    if (texts[i].party != OWN) memcpy(&from, from + texts[i].party, sizeof from);
    return (const sj_text *)(const void *)(from + texts[i].offset);
}

typedef struct run {
    int begun, payments, ended;
    const sj_remit *remit;
} run;

/* Texts of one root, each with its place. */
static void check_texts(enum root root, const void *record, const sj_payment *p,
                        const sj_remit *r) {
    for (int i = 0; i < TEXTS; i++) {
        if (texts[i].root != root) continue;
        const sj_text *t = field_of(record, i);
        const char *value = texts[i].value ? texts[i].value : "";
        sj_at at = texts[i].at;
        ck_assert_msg(sj_str_is(t->v, value), "%s is '%.*s', not '%s'", texts[i].name, SJ_FMT(t->v),
                      value);
        ck_assert_msg(t->at.segment == at.segment && t->at.element == at.element &&
                          t->at.component == at.component && t->at.repeat == at.repeat,
                      "%s stands at segment %u, element %u-%u", texts[i].name, t->at.segment,
                      t->at.element, t->at.component);
        if (!texts[i].value) continue;
        sj_finding f = {.claim = 0};
        ck_assert_msg(p ? sj_payment_place(p, at, &f) : sj_remit_place(r, at, &f),
                      "%s has no place", texts[i].name);
        ck_assert_sj_str(f.value, value);
        ck_assert_int_eq(strncmp(f.tag, segments[at.segment], strlen(f.tag)), 0);
    }
}

static void on_begin(void *ctx, const sj_remit *r) {
    run *s = ctx;
    s->begun++;
    s->remit = r;
    ck_assert_int_eq(s->payments, 0);
    check_texts(REMIT, r, NULL, r);
    ck_assert_int_eq(r->amount.v, 13000);
    ck_assert_uint_eq(r->amount.at.segment, 2);
    ck_assert_uint_eq(r->amount.at.element, 2);
    ck_assert_int_eq(r->paid_on.v, sj_date_of(2026, 6, 10));
    ck_assert_int_eq(r->produced.v, sj_date_of(2026, 6, 9));
    ck_assert_sj_str(sj_refs_find(&r->payer.refs, "2U")->v, "MHP01");
    ck_assert_sj_str(sj_refs_find(&r->payee.refs, "TJ")->v, "111223333");
}

static void check_first(const sj_payment *p) {
    check_texts(FIRST, p, p, NULL);
    ck_assert_int_eq(p->charge.v, 31050);
    ck_assert_int_eq(p->paid.v, 15000);
    ck_assert_uint_eq(p->paid.at.element, 4);
    ck_assert_int_eq(p->patient_responsibility.v, 6050);
    ck_assert_uint_eq(p->adjustments.n, 0);
    ck_assert_uint_eq(p->remarks.n, 2);
    ck_assert_sj_str(p->remarks.v[0].v, "MA01");
    ck_assert_sj_str(p->remarks.v[1].v, "MA18");
    ck_assert_uint_eq(p->remarks.v[1].at.segment, 22);
    ck_assert_uint_eq(p->remarks.v[1].at.element, 4);
    ck_assert_sj_str(sj_refs_find(&p->refs, "EA")->v, "MRN12");
    ck_assert_int_eq(sj_dates_find(&p->dates, "232")->from, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(sj_dates_find(&p->dates, "050")->from, sj_date_of(2026, 5, 5));
    ck_assert_int_eq(sj_amts_find(&p->amounts, "AU")->v, 21050);
    ck_assert_uint_eq(p->lines.n, 2);
}

static void check_lines(const sj_payment *p) {
    const sj_payment_line *a = &p->lines.v[0], *b = &p->lines.v[1];
    check_texts(LINE1, a, p, NULL);
    check_texts(LINE2, b, p, NULL);
    ck_assert_uint_eq(a->at.segment, 27);
    ck_assert_int_eq(a->charge.v, 25000);
    ck_assert_int_eq(a->paid.v, 15000);
    ck_assert_int_eq(a->units.v, 1500);
    ck_assert_int_eq(a->from, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(a->to, sj_date_of(2026, 4, 22));
    ck_assert_uint_eq(a->adjustments.n, 2);
    ck_assert_sj_str(a->adjustments.v[1].group, "PR");
    ck_assert_sj_str(a->adjustments.v[1].reason, "1");
    ck_assert_int_eq(a->adjustments.v[1].amount, 4000);
    ck_assert_int_eq(sj_amts_find(&a->amounts, "B6")->v, 19000);
    ck_assert_int_eq(a->residual, 0);
    ck_assert(!SJ_HAS(b->units));
    ck_assert_int_eq(b->submitted_units.v, 2000);
    ck_assert_int_eq(b->from, sj_date_of(2026, 4, 23));
    ck_assert_int_eq(b->to, b->from);
    ck_assert_int_eq(b->adjustments.v[1].quantity, 1000);
    ck_assert_uint_eq(b->remarks.n, 2);
    ck_assert_sj_str(b->remarks.v[0].v, "M15");
    ck_assert_sj_str(b->remarks.v[1].v, "N130");
    ck_assert_uint_eq(b->remarks.v[1].at.segment, 40);
}

static void check_second(const sj_payment *p) {
    check_texts(SECOND, p, p, NULL);
    ck_assert_int_eq(p->adjustments.v[0].amount, 6000);
    ck_assert_uint_eq(p->adjustments.v[0].at.segment, 42);
    ck_assert(!SJ_HAS(p->patient_responsibility));
    ck_assert_uint_eq(p->lines.n, 0);
    ck_assert_uint_eq(p->remarks.n, 2); /* MIA05, MIA20 */
    ck_assert_sj_str(p->remarks.v[0].v, "MA02");
    ck_assert_sj_str(p->remarks.v[1].v, "N10");
    ck_assert_uint_eq(p->remarks.v[1].at.element, 20);
}

static void on_payment(void *ctx, const sj_payment *p) {
    run *s = ctx;
    s->payments++;
    ck_assert_ptr_eq(p->remit, s->remit);
    ck_assert_int_eq(p->ordinal, s->payments);
    ck_assert_int_eq(p->ordinal_in_set, s->payments);
    ck_assert_int_eq(p->residual, 0);
    ck_assert_int_eq(p->charge_residual, 0);
    ck_assert(p->balanced && !p->cut && !p->unreadable);
    if (s->payments == 1) {
        check_first(p);
        check_lines(p);
        ck_assert_uint_eq(p->frame.first, 14);
        ck_assert_uint_eq(p->frame.n, 27);
    } else {
        check_second(p);
    }
}

static void on_end(void *ctx, const sj_remit *r) {
    run *s = ctx;
    s->ended++;
    ck_assert_uint_eq(r->adjustments.n, 2);
    const sj_provider_adjustment *a = r->adjustments.v;
    ck_assert_sj_str(a[0].provider, "1234567893");
    ck_assert_int_eq(a[0].period_end, sj_date_of(2026, 12, 31));
    ck_assert_sj_str(a[0].reason, "WO");
    ck_assert_sj_str(a[0].reference, "ICN0700");
    ck_assert_int_eq(a[0].amount, 7000);
    ck_assert_uint_eq(a[0].at.segment, 45);
    ck_assert_uint_eq(a[0].at.element, 3);
    ck_assert_sj_str(a[1].reason, "L6");
    ck_assert_uint_eq(a[1].reference.len, 0);
    ck_assert_int_eq(a[1].amount, -1000);
    ck_assert_uint_eq(a[1].at.element, 5);
    const sj_remit_totals *t = &r->totals;
    ck_assert_uint_eq(t->claims, 2);
    ck_assert_uint_eq(t->lines, 2);
    ck_assert_int_eq(t->charge, 41050);
    ck_assert_int_eq(t->paid, 19000);
    ck_assert_int_eq(t->patient, 6050);
    ck_assert_int_eq(t->provider, 6000);
    ck_assert_int_eq(t->residual, 0);
    ck_assert_uint_eq(t->unbalanced, 0);
    ck_assert(!t->unreadable);
    sj_finding f = {.claim = 0};
    ck_assert(sj_remit_place(r, a[0].at, &f));
    ck_assert_str_eq(f.tag, "PLB");
}

static void on_finding(void *ctx, const sj_finding *f) {
    (void)ctx;
    ck_assert_msg(f->severity != SJ_ERROR, "finding %x at segment %u element %u: %.*s", f->id,
                  f->pos.segment, f->pos.element, SJ_FMT(f->value));
}

static char *text_of(const char *first) {
    char *text = calloc(1, X12_ROOM);
    ck_assert_ptr_nonnull(text);
    for (int i = 2; i <= LAST; i++) {
        strcat(text, i == 2 && first ? first : segments[i]);
        strcat(text, "~\n");
    }
    return text;
}

START_TEST(sample) {
    run r = {0};
    sj_parse_events events = {.ctx = &r,
                              .remit_begin = on_begin,
                              .payment = on_payment,
                              .remit_end = on_end,
                              .finding = on_finding};
    char *text = text_of(NULL);
    ck_assert_int_eq(x12_parse(&X12_835, text, &events, NULL), SJ_OK);
    ck_assert_int_eq(r.begun, 1);
    ck_assert_int_eq(r.payments, 2);
    ck_assert_int_eq(r.ended, 1);
    free(text);
}
END_TEST

static void on_debit(void *ctx, const sj_remit *r) {
    ++*(int *)ctx;
    ck_assert_int_eq(r->amount.v, -13000);
}

/* BPR03 = D: the money goes the other way. */
START_TEST(debit) {
    int seen = 0;
    sj_parse_events events = {.ctx = &seen, .remit_begin = on_debit};
    char *text = text_of("BPR*I*130*D*CHK************20260610");
    ck_assert_int_eq(x12_parse(&X12_835, text, &events, NULL), SJ_OK);
    ck_assert_int_eq(seen, 1);
    free(text);
}
END_TEST

static void on_only_provider(void *ctx, const sj_remit *r) {
    ++*(int *)ctx;
    ck_assert_uint_eq(r->totals.claims, 0);
    ck_assert_int_eq(r->totals.provider, -2500);
    ck_assert_int_eq(r->totals.residual, 0);
}

/* A remittance without claims: only a provider adjustment. */
START_TEST(only_provider_adjustments) {
    int seen = 0;
    sj_parse_events events = {.ctx = &seen, .remit_end = on_only_provider, .finding = on_finding};
    ck_assert_int_eq(x12_parse(&X12_835,
                               "BPR*I*25*C*CHK************20260610~TRN*1*CK1*1999999999~"
                               "N1*PR*MARSH HEALTH PLAN~N3*PO BOX 12~N4*LARKTON*OH*44009~"
                               "PER*BL*HELP*TE*8005550199~N1*PE*QUILL*XX*1234567893~"
                               "PLB*1234567893*20261231*CT*-25~",
                               &events, NULL),
                     SJ_OK);
    ck_assert_int_eq(seen, 1);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("remit");
    TCase *t = tcase_create("fields");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, sample);
    tcase_add_test(t, debit);
    tcase_add_test(t, only_provider_adjustments);
    suite_add_tcase(s, t);
    return s;
}
