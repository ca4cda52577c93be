/* Fields of a claim and of what stands above it: each with its value and its place. */
#include <stddef.h>

#include "tests/unit/x12.h"

/* Segment n of the set stands at [n]; ST is 1. Claim and payer amounts balance:
 * 310.50 = 250.00 + 60.50; line 1: 180.00 + 70.00; 205.00 = 180.00 + 60.50 - 35.50. */
static const char *const segments[] = {
    [2] = "BHT*0019*00*BATCH77*20260504*0915*CH",
    [3] = "NM1*41*2*NORTHWIND BILLING*****46*NWB01",
    [4] = "PER*IC*DESK*EM*desk@northwind.example*TE*5550100200",
    [5] = "NM1*40*2*CLEARWAY HUB*****46*CLRWAY",
    [6] = "HL*1**20*1",
    [7] = "PRV*BI*PXC*207Q00000X",
    [8] = "CUR*85*USD",
    [9] = "NM1*85*2*QUILL STREET CLINIC*****XX*1234567893",
    [10] = "N3*12 QUILL ST*SUITE 4",
    [11] = "N4*LARKTON*OH*440010001",
    [12] = "REF*EI*111223333",
    [13] = "REF*0B*LIC778",
    [14] = "NM1*87*2",
    [15] = "N3*PO BOX 9",
    [16] = "N4*LARKTON*OH*440020001",
    [17] = "HL*2*1*22*1",
    [18] = "SBR*S**GRP55**12****MB",
    [19] = "NM1*IL*1*FERNWAY*OTTO*B**JR*MI*MBR900100",
    [20] = "DMG*D8*19610203*M",
    [21] = "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01",
    [22] = "REF*2U*SEC44",
    [23] = "REF*G2*PROV88",
    [24] = "HL*3*2*23*0",
    [25] = "PAT*19****D8*20260501***Y",
    [26] = "NM1*QC*1*FERNWAY*ADA*C",
    [27] = "N3*8 REED LN",
    [28] = "N4*LARKTON*OH*44003",
    [29] = "DMG*D8*20090709*F",
    [30] = "CLM*ACCT-7001*310.5***11:B:7*Y*A*Y*Y**AA:OA::OH*09********4",
    [31] = "DTP*439*D8*20260420",
    [32] = "DTP*314*RD8*20260420-20260501",
    [33] = "AMT*F5*20",
    [34] = "REF*G1*AUTH31",
    [35] = "REF*F8*ICN55511",
    [36] = "NTE*ADD*PATIENT FELL FROM LADDER",
    [37] = "CR1*LB*140**A*DH*12",
    [38] = "CR2********C",
    [39] = "HI*ABK:S52501A*ABF:M542",
    [40] = "HI*BG:09",
    [41] = "NM1*DN*1*PELL*RUTH****XX*1987654328",
    [42] = "NM1*82*1*SORREL*IAN*K***XX*1245319599",
    [43] = "PRV*PE*PXC*208D00000X",
    [44] = "REF*LU*LOC3",
    [45] = "NM1*77*2*QUILL ANNEX*****XX*1003000126",
    [46] = "N3*14 QUILL ST",
    [47] = "N4*LARKTON*OH*440010002",
    [48] = "SBR*P*19*GRPX******CI",
    [49] = "CAS*PR*1*30**2*5.5*1",
    [50] = "AMT*D*205",
    [51] = "AMT*EAF*35.5",
    [52] = "OI***Y***Y",
    [53] = "MOA***MA01*N4",
    [54] = "NM1*IL*1*FERNWAY*OTTO****MI*Q111",
    [55] = "NM1*PR*2*DELTA COVER*****PI*DLT9",
    [56] = "DTP*573*D8*20260425",
    [57] = "REF*F8*DLTICN1",
    [58] = "LX*1",
    [59] = "SV1*HC:99213:25:59:::BRACE FIT*250*UN*1.5*12**1:2**Y**Y*Y",
    [60] = "DTP*472*RD8*20260421-20260422",
    [61] = "DTP*463*D8*20260421",
    [62] = "REF*6R*LN-1",
    [63] = "AMT*T*1.25",
    [64] = "NTE*ADD*LEFT WRIST",
    [65] = "LIN**N4*00011122233",
    [66] = "CTP****2.5*ML",
    [67] = "REF*XZ*RX55",
    [68] = "NM1*82*1*TANSY*JO****XX*1003000134",
    [69] = "PRV*PE*PXC*207R00000X",
    [70] = "NM1*QB*2******XX*1992999825",
    [71] = "NM1*77*2*QUILL LAB*****XX*1467560003",
    [72] = "N3*16 QUILL ST",
    [73] = "N4*LARKTON*OH*440010003",
    [74] = "NM1*DQ*1*YARROW*KIT****XX*1881761864",
    [75] = "NM1*DK*1*MALLOW*ZED****XX*1679576722",
    [76] = "NM1*DN*1*PELL*RUTH****XX*1987654328",
    [77] = "SVD*DLT9*180*HC:99213:25**1",
    [78] = "CAS*CO*45*70",
    [79] = "DTP*573*D8*20260425",
    [80] = "AMT*EAF*35.5",
    [81] = "LX*2",
    [82] = "SV1*HC:73110*60.5*UN*1***2",
    [83] = "DTP*472*D8*20260423",
    [84] = "REF*6R*LN-2",
    [85] = "SVD*DLT9*60.5*HC:73110**1",
    [86] = "DTP*573*D8*20260426",
};
enum { LAST = sizeof segments / sizeof *segments - 1 };

static char *all_segments(void) {
    char *text = calloc(1, X12_ROOM);
    ck_assert_ptr_nonnull(text);
    for (int i = 2; i <= LAST; i++) {
        strcat(text, segments[i]);
        strcat(text, "~\n");
    }
    return text;
}

/* Where a case looks. */
enum root { HEADER, BILLING, SUBSCRIBER, PATIENT, CLAIM, LINE1, LINE2, OTHER, DECISION1 };

static const void *root_of(const sj_claim *c, enum root r) {
    switch (r) {
    case HEADER:
        return c->header;
    case BILLING:
        return c->billing;
    case SUBSCRIBER:
        return c->subscriber;
    case PATIENT:
        return c->patient;
    case CLAIM:
        return c;
    case LINE1:
        return &c->lines.v[0];
    case LINE2:
        return &c->lines.v[1];
    case OTHER:
        return &c->others.v[0];
    case DECISION1:
        return &c->lines.v[0].payments.v[0];
    }
    return NULL;
}

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
    TEXT(HEADER, sj_header, purpose, "00", 2, 2, 0, 1),
    TEXT(HEADER, sj_header, batch, "BATCH77", 2, 3, 0, 1),
    TEXT(HEADER, sj_header, transaction_use, "CH", 2, 6, 0, 1),
    TEXT(HEADER, sj_header, submitter.last, "NORTHWIND BILLING", 3, 3, 0, 1),
    TEXT(HEADER, sj_header, submitter.id, "NWB01", 3, 9, 0, 1),
    TEXT(HEADER, sj_header, submitter.phone, "5550100200", 4, 6, 0, 1),
    TEXT(HEADER, sj_header, receiver.id_qualifier, "46", 5, 8, 0, 1),
    TEXT(HEADER, sj_header, receiver.id, "CLRWAY", 5, 9, 0, 1),
    TEXT(BILLING, sj_billing, provider.taxonomy, "207Q00000X", 7, 3, 0, 1),
    TEXT(BILLING, sj_billing, currency, "USD", 8, 2, 0, 1),
    TEXT(BILLING, sj_billing, provider.entity, "85", 9, 1, 0, 1),
    TEXT(BILLING, sj_billing, provider.type, "2", 9, 2, 0, 1),
    TEXT(BILLING, sj_billing, provider.last, "QUILL STREET CLINIC", 9, 3, 0, 1),
    TEXT(BILLING, sj_billing, provider.first, NULL, 0),
    TEXT(BILLING, sj_billing, provider.id, "1234567893", 9, 9, 0, 1),
    TEXT(BILLING, sj_billing, provider.address.line1, "12 QUILL ST", 10, 1, 0, 1),
    TEXT(BILLING, sj_billing, provider.address.line2, "SUITE 4", 10, 2, 0, 1),
    TEXT(BILLING, sj_billing, provider.address.city, "LARKTON", 11, 1, 0, 1),
    TEXT(BILLING, sj_billing, provider.address.state, "OH", 11, 2, 0, 1),
    TEXT(BILLING, sj_billing, provider.address.zip, "440010001", 11, 3, 0, 1),
    TEXT(BILLING, sj_billing, tax_id, "111223333", 12, 2, 0, 1),
    TEXT(BILLING, sj_billing, pay_to.entity, "87", 14, 1, 0, 1),
    TEXT(BILLING, sj_billing, pay_to.address.line1, "PO BOX 9", 15, 1, 0, 1),
    TEXT(BILLING, sj_billing, pay_to.address.zip, "440020001", 16, 3, 0, 1),
    TEXT(BILLING, sj_billing, pay_to_plan.last, NULL, 0),
    TEXT(SUBSCRIBER, sj_subscriber, hl, "2", 17, 1, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, child_flag, "1", 17, 4, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, sequence, "S", 18, 1, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, relationship, NULL, 0),
    TEXT(SUBSCRIBER, sj_subscriber, group_number, "GRP55", 18, 3, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, group_name, NULL, 0),
    TEXT(SUBSCRIBER, sj_subscriber, insurance_type, "12", 18, 5, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, filing, "MB", 18, 9, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, name.last, "FERNWAY", 19, 3, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, name.first, "OTTO", 19, 4, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, name.middle, "B", 19, 5, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, name.suffix, "JR", 19, 7, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, name.id, "MBR900100", 19, 9, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, person.sex, "M", 20, 3, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, payer.last, "MARSH HEALTH PLAN", 21, 3, 0, 1),
    TEXT(SUBSCRIBER, sj_subscriber, payer.id, "MHP01", 21, 9, 0, 1),
    TEXT(PATIENT, sj_patient, relationship, "19", 25, 1, 0, 1),
    TEXT(PATIENT, sj_patient, pregnant, "Y", 25, 9, 0, 1),
    TEXT(PATIENT, sj_patient, name.first, "ADA", 26, 4, 0, 1),
    TEXT(PATIENT, sj_patient, name.address.zip, "44003", 28, 3, 0, 1),
    TEXT(PATIENT, sj_patient, person.sex, "F", 29, 3, 0, 1),
    TEXT(CLAIM, sj_claim, account, "ACCT-7001", 30, 1, 0, 1),
    TEXT(CLAIM, sj_claim, place, "11", 30, 5, 1, 1),
    TEXT(CLAIM, sj_claim, place_qualifier, "B", 30, 5, 2, 1),
    TEXT(CLAIM, sj_claim, frequency, "7", 30, 5, 3, 1),
    TEXT(CLAIM, sj_claim, signature, "Y", 30, 6, 0, 1),
    TEXT(CLAIM, sj_claim, assignment, "A", 30, 7, 0, 1),
    TEXT(CLAIM, sj_claim, benefits, "Y", 30, 8, 0, 1),
    TEXT(CLAIM, sj_claim, release, "Y", 30, 9, 0, 1),
    TEXT(CLAIM, sj_claim, related[0], "AA", 30, 11, 1, 1),
    TEXT(CLAIM, sj_claim, related[1], "OA", 30, 11, 2, 1),
    TEXT(CLAIM, sj_claim, related[2], NULL, 0),
    TEXT(CLAIM, sj_claim, accident_state, "OH", 30, 11, 4, 1),
    TEXT(CLAIM, sj_claim, special_program, "09", 30, 12, 0, 1),
    TEXT(CLAIM, sj_claim, delay_reason, "4", 30, 20, 0, 1),
    TEXT(CLAIM, sj_claim, note, "PATIENT FELL FROM LADDER", 36, 2, 0, 1),
    PARTY(CLAIM, sj_claim, referring, last, "PELL", 41, 3, 0, 1),
    PARTY(CLAIM, sj_claim, referring, id, "1987654328", 41, 9, 0, 1),
    PARTY(CLAIM, sj_claim, rendering, last, "SORREL", 42, 3, 0, 1),
    PARTY(CLAIM, sj_claim, rendering, taxonomy, "208D00000X", 43, 3, 0, 1),
    PARTY(CLAIM, sj_claim, facility, last, "QUILL ANNEX", 45, 3, 0, 1),
    PARTY(CLAIM, sj_claim, facility, address.line1, "14 QUILL ST", 46, 1, 0, 1),
    PARTY(CLAIM, sj_claim, facility, address.zip, "440010002", 47, 3, 0, 1),
    PARTY(CLAIM, sj_claim, supervising, last, NULL, 0),
    TEXT(OTHER, sj_other_payer, sequence, "P", 48, 1, 0, 1),
    TEXT(OTHER, sj_other_payer, relationship, "19", 48, 2, 0, 1),
    TEXT(OTHER, sj_other_payer, group_number, "GRPX", 48, 3, 0, 1),
    TEXT(OTHER, sj_other_payer, filing, "CI", 48, 9, 0, 1),
    TEXT(OTHER, sj_other_payer, assignment, "Y", 52, 3, 0, 1),
    TEXT(OTHER, sj_other_payer, release, "Y", 52, 6, 0, 1),
    TEXT(OTHER, sj_other_payer, remarks[0], "MA01", 53, 3, 0, 1),
    TEXT(OTHER, sj_other_payer, remarks[1], "N4", 53, 4, 0, 1),
    TEXT(OTHER, sj_other_payer, remarks[2], NULL, 0),
    PARTY(OTHER, sj_other_payer, subscriber, id, "Q111", 54, 9, 0, 1),
    PARTY(OTHER, sj_other_payer, payer, id, "DLT9", 55, 9, 0, 1),
    TEXT(LINE1, sj_line, number, "1", 58, 1, 0, 1),
    TEXT(LINE1, sj_line, qualifier, "HC", 59, 1, 1, 1),
    TEXT(LINE1, sj_line, procedure, "99213", 59, 1, 2, 1),
    TEXT(LINE1, sj_line, modifiers[0], "25", 59, 1, 3, 1),
    TEXT(LINE1, sj_line, modifiers[1], "59", 59, 1, 4, 1),
    TEXT(LINE1, sj_line, modifiers[2], NULL, 0),
    TEXT(LINE1, sj_line, description, "BRACE FIT", 59, 1, 7, 1),
    TEXT(LINE1, sj_line, unit, "UN", 59, 3, 0, 1),
    TEXT(LINE1, sj_line, place, "12", 59, 5, 0, 1),
    TEXT(LINE1, sj_line, pointers[0], "1", 59, 7, 1, 1),
    TEXT(LINE1, sj_line, pointers[1], "2", 59, 7, 2, 1),
    TEXT(LINE1, sj_line, pointers[2], NULL, 0),
    TEXT(LINE1, sj_line, emergency, "Y", 59, 9, 0, 1),
    TEXT(LINE1, sj_line, epsdt, "Y", 59, 11, 0, 1),
    TEXT(LINE1, sj_line, family_planning, "Y", 59, 12, 0, 1),
    TEXT(LINE1, sj_line, revenue, NULL, 0),
    TEXT(LINE1, sj_line, control, "LN-1", 62, 2, 0, 1),
    TEXT(LINE1, sj_line, note, "LEFT WRIST", 64, 2, 0, 1),
    TEXT(LINE1, sj_line, drug_qualifier, "N4", 65, 2, 0, 1),
    TEXT(LINE1, sj_line, drug, "00011122233", 65, 3, 0, 1),
    TEXT(LINE1, sj_line, drug_unit, "ML", 66, 5, 1, 1),
    PARTY(LINE1, sj_line, rendering, last, "TANSY", 68, 3, 0, 1),
    PARTY(LINE1, sj_line, rendering, taxonomy, "207R00000X", 69, 3, 0, 1),
    PARTY(LINE1, sj_line, purchased, id, "1992999825", 70, 9, 0, 1),
    PARTY(LINE1, sj_line, facility, address.line1, "16 QUILL ST", 72, 1, 0, 1),
    PARTY(LINE1, sj_line, supervising, last, "YARROW", 74, 3, 0, 1),
    PARTY(LINE1, sj_line, ordering, last, "MALLOW", 75, 3, 0, 1),
    PARTY(LINE1, sj_line, referring, last, "PELL", 76, 3, 0, 1),
    TEXT(DECISION1, sj_line_payment, payer, "DLT9", 77, 1, 0, 1),
    TEXT(DECISION1, sj_line_payment, qualifier, "HC", 77, 3, 1, 1),
    TEXT(DECISION1, sj_line_payment, procedure, "99213", 77, 3, 2, 1),
    TEXT(DECISION1, sj_line_payment, modifiers[0], "25", 77, 3, 3, 1),
    TEXT(DECISION1, sj_line_payment, bundled, NULL, 0),
    TEXT(LINE2, sj_line, number, "2", 81, 1, 0, 1),
    TEXT(LINE2, sj_line, procedure, "73110", 82, 1, 2, 1),
    TEXT(LINE2, sj_line, place, NULL, 0),
    TEXT(LINE2, sj_line, pointers[0], "2", 82, 7, 1, 1),
    PARTY(LINE2, sj_line, rendering, last, NULL, 0),
#undef TEXT
#undef PARTY
};
enum { TEXTS = sizeof texts / sizeof *texts };

static const sj_text *field_of(const void *record, int i) {
    const char *from = record;
    if (texts[i].party != OWN) memcpy(&from, from + texts[i].party, sizeof from);
    return (const sj_text *)(const void *)(from + texts[i].offset);
}

static void assert_at(sj_at at, unsigned segment, unsigned element, unsigned component) {
    ck_assert_uint_eq(at.segment, segment);
    ck_assert_uint_eq(at.element, element);
    ck_assert_uint_eq(at.component, component);
}

/* Run `check` on the one claim of the sample; findings fail the test. */
typedef void (*check_fn)(const sj_claim *c);
typedef struct run {
    check_fn check;
    int seen;
} run;

static void on_claim(void *ctx, const sj_claim *c) {
    run *r = ctx;
    r->seen++;
    r->check(c);
}

static void on_finding(void *ctx, const sj_finding *f) {
    (void)ctx;
    ck_assert_msg(f->severity != SJ_ERROR, "finding %x at segment %u element %u: %.*s", f->id,
                  f->pos.segment, f->pos.element, SJ_FMT(f->value));
}

/* The sample as one interchange; with `width`, its lines broken at every so many bytes after ISA,
 * as some senders do, inside the data too. */
static char *whole_input(size_t width) {
    char *set = all_segments(), *plain = x12_wrap(&X12_837P, set);
    free(set);
    if (!width) return plain;
    char *broken = malloc(2 * X12_ROOM), *to = broken;
    ck_assert_ptr_nonnull(broken);
    size_t at = 0, isa = 106;
    for (const char *p = plain; *p; p++) {
        if (*p == '\n') continue;
        *to++ = *p;
        if (++at > isa && (at - isa) % width == 0) *to++ = '\n';
    }
    *to = 0;
    free(plain);
    return broken;
}

static size_t width; /* of the run at hand */

static void run_sample(check_fn check) {
    run r = {check, 0};
    sj_parse_events events = {.ctx = &r, .claim = on_claim, .finding = on_finding};
    char *text = whole_input(width);
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_parse_memory(guides, text, strlen(text), &events, NULL, NULL, NULL), SJ_OK);
    ck_assert_int_eq(r.seen, 1);
    sj_guides_free(guides);
    free(text);
}

/* Does the value stand there, line breaks left out? */
static bool stands_at(const char *at, const char *value) {
    for (; *value; at++) {
        if (*at == '\n') continue;
        if (*at != *value++) return false;
    }
    return true;
}

/* The place leads back to the same text, with the input's offset and the guide's names. */
static void check_place(const sj_claim *c, int i, const char *input) {
    sj_at at = texts[i].at;
    sj_finding f = {.claim = 0};
    ck_assert_msg(sj_claim_place(c, at, &f), "%s has no place", texts[i].name);
    ck_assert_sj_str(f.value, texts[i].value);
    ck_assert_uint_eq(f.pos.segment, at.segment);
    ck_assert_uint_eq(f.pos.element, at.element);
    ck_assert_uint_eq(f.pos.component, at.component);
    ck_assert_ptr_nonnull(f.name);
    ck_assert_ptr_nonnull(f.loop);
    ck_assert_int_eq(strncmp(f.tag, segments[at.segment], strlen(f.tag)), 0);
    ck_assert_msg(input[f.pos.offset] == texts[i].value[0] &&
                      stands_at(input + f.pos.offset, texts[i].value),
                  "%s does not stand at byte %zu", texts[i].name, (size_t)f.pos.offset);
}

static void check_texts(const sj_claim *c) {
    char *input = whole_input(width);
    for (int i = 0; i < TEXTS; i++) {
        const sj_text *t = field_of(root_of(c, texts[i].root), i);
        const char *value = texts[i].value ? texts[i].value : "";
        sj_at at = texts[i].at;
        ck_assert_msg(sj_str_is(t->v, value), "%s is '%.*s', not '%s'", texts[i].name, SJ_FMT(t->v),
                      value);
        ck_assert_msg(t->at.segment == at.segment && t->at.element == at.element &&
                          t->at.component == at.component && t->at.repeat == at.repeat,
                      "%s stands at segment %u, element %u-%u", texts[i].name, t->at.segment,
                      t->at.element, t->at.component);
        if (texts[i].value) check_place(c, i, input);
    }
    free(input);
}

static void check_amounts(const sj_claim *c) {
    ck_assert_int_eq(c->charge.v, 31050);
    assert_at(c->charge.at, 30, 2, 0);
    ck_assert_int_eq(c->lines.v[0].charge.v, 25000);
    assert_at(c->lines.v[0].charge.at, 59, 2, 0);
    ck_assert_int_eq(c->lines.v[0].units.v, 1500);
    assert_at(c->lines.v[0].units.at, 59, 4, 0);
    ck_assert_int_eq(c->lines.v[0].drug_units.v, 2500);
    assert_at(c->lines.v[0].drug_units.at, 66, 4, 0);
    ck_assert_int_eq(sj_amts_find(&c->amounts, "F5")->v, 2000);
    assert_at(sj_amts_find(&c->amounts, "F5")->at, 33, 2, 0);
    ck_assert_int_eq(sj_amts_find(&c->others.v[0].amounts, "D")->v, 20500);
    ck_assert_int_eq(sj_amts_find(&c->others.v[0].amounts, "EAF")->v, 3550);
    ck_assert_ptr_null(sj_amts_find(&c->others.v[0].amounts, "A8"));
    ck_assert_int_eq(sj_amts_find(&c->lines.v[0].amounts, "T")->v, 125);
    const sj_line_payment *d = &c->lines.v[0].payments.v[0];
    ck_assert_int_eq(d->paid.v, 18000);
    assert_at(d->paid.at, 77, 2, 0);
    ck_assert_int_eq(d->units.v, 1000);
    ck_assert_int_eq(sj_amts_find(&d->amounts, "EAF")->v, 3550);
}

static void check_days(const sj_claim *c) {
    ck_assert_int_eq(c->header->created.v, sj_date_of(2026, 5, 4));
    ck_assert_int_eq(c->subscriber->person.born.v, sj_date_of(1961, 2, 3));
    assert_at(c->subscriber->person.born.at, 20, 2, 0);
    ck_assert_int_eq(c->patient->died.v, sj_date_of(2026, 5, 1));
    assert_at(c->patient->died.at, 25, 6, 0);
    ck_assert_int_eq(c->patient->person.born.v, sj_date_of(2009, 7, 9));
    ck_assert_uint_eq(c->dates.n, 2);
    const sj_dates *accident = sj_dates_find(&c->dates, "439");
    ck_assert_int_eq(accident->from, sj_date_of(2026, 4, 20));
    ck_assert_int_eq(accident->to, accident->from);
    assert_at(accident->at, 31, 3, 0);
    const sj_dates *disabled = sj_dates_find(&c->dates, "314");
    ck_assert_int_eq(disabled->from, sj_date_of(2026, 4, 20));
    ck_assert_int_eq(disabled->to, sj_date_of(2026, 5, 1));
    const sj_line *l = c->lines.v;
    ck_assert_int_eq(l[0].service.from, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(l[0].service.to, sj_date_of(2026, 4, 22));
    assert_at(l[0].service.at, 60, 3, 0);
    ck_assert_uint_eq(l[0].dates.n, 2);
    ck_assert_int_eq(sj_dates_find(&l[0].dates, "463")->from, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(l[1].service.from, sj_date_of(2026, 4, 23));
    ck_assert_int_eq(c->first_service, sj_date_of(2026, 4, 21));
    ck_assert_int_eq(c->last_service, sj_date_of(2026, 4, 23));
    ck_assert_int_eq(c->others.v[0].decided.v, sj_date_of(2026, 4, 25));
    assert_at(c->others.v[0].decided.at, 56, 3, 0);
    ck_assert_int_eq(l[1].payments.v[0].decided.v, sj_date_of(2026, 4, 26));
}

static void check_lists(const sj_claim *c) {
    ck_assert_uint_eq(c->diagnoses.n, 2);
    ck_assert_sj_str(c->diagnoses.v[0].qualifier, "ABK");
    ck_assert_sj_str(c->diagnoses.v[0].code.v, "S52501A");
    assert_at(c->diagnoses.v[0].code.at, 39, 1, 2);
    ck_assert_sj_str(c->diagnoses.v[1].code.v, "M542");
    assert_at(c->diagnoses.v[1].code.at, 39, 2, 2);
    ck_assert_uint_eq(c->codes.n, 1);
    ck_assert_sj_str(c->codes.v[0].qualifier, "BG");
    ck_assert_sj_str(c->codes.v[0].code.v, "09");
    ck_assert_int_eq(c->codes.v[0].from, SJ_NO_DATE);
    ck_assert_uint_eq(c->refs.n, 2);
    ck_assert_sj_str(sj_refs_find(&c->refs, "F8")->v, "ICN55511");
    assert_at(sj_refs_find(&c->refs, "F8")->at, 35, 2, 0);
    ck_assert_sj_str(sj_refs_find(&c->refs, "G1")->v, "AUTH31");
    ck_assert_ptr_null(sj_refs_find(&c->refs, "9F"));
    ck_assert(c->has_ambulance && c->has_spinal);
    ck_assert_sj_str(sj_refs_find(&c->rendering->refs, "LU")->v, "LOC3");
    ck_assert_uint_eq(c->billing->provider.refs.n, 2);
    ck_assert_sj_str(sj_refs_find(&c->billing->provider.refs, "0B")->v, "LIC778");
    ck_assert_sj_str(sj_refs_find(&c->subscriber->payer.refs, "2U")->v, "SEC44");
    ck_assert_sj_str(sj_refs_find(&c->subscriber->payer.refs, "G2")->v, "PROV88");
    ck_assert_uint_eq(c->others.n, 1);
    assert_at(c->others.v[0].at, 48, 0, 0);
    ck_assert_sj_str(sj_refs_find(&c->others.v[0].payer->refs, "F8")->v, "DLTICN1");
    ck_assert_uint_eq(c->lines.n, 2);
    assert_at(c->lines.v[0].at, 58, 0, 0);
    assert_at(c->lines.v[1].at, 81, 0, 0);
    ck_assert_sj_str(sj_refs_find(&c->lines.v[0].refs, "XZ")->v, "RX55");
    ck_assert_uint_eq(c->lines.v[0].payments.n, 1);
    ck_assert_uint_eq(c->lines.v[1].payments.n, 1);
}

static void check_adjustments(const sj_claim *c) {
    const sj_adjustments *a = &c->others.v[0].adjustments;
    ck_assert_uint_eq(a->n, 2);
    ck_assert_sj_str(a->v[0].group, "PR");
    ck_assert_sj_str(a->v[0].reason, "1");
    ck_assert_int_eq(a->v[0].amount, 3000);
    ck_assert_int_eq(a->v[0].quantity, 0);
    assert_at(a->v[0].at, 49, 2, 0);
    ck_assert_sj_str(a->v[1].reason, "2");
    ck_assert_int_eq(a->v[1].amount, 550);
    ck_assert_int_eq(a->v[1].quantity, 1000);
    assert_at(a->v[1].at, 49, 5, 0);
    const sj_adjustments *line = &c->lines.v[0].payments.v[0].adjustments;
    ck_assert_uint_eq(line->n, 1);
    ck_assert_sj_str(line->v[0].group, "CO");
    ck_assert_int_eq(line->v[0].amount, 7000);
}

static void check_whole(const sj_claim *c) {
    ck_assert_int_eq(c->type, SJ_CLAIM_837P);
    ck_assert_uint_eq(c->ordinal, 1);
    ck_assert(!c->cut && !c->unreadable);
    ck_assert_uint_eq(c->errors, 0);
    ck_assert_ptr_eq(sj_claim_patient_name(c), &c->patient->name);
    ck_assert_ptr_eq(sj_claim_patient_person(c), &c->patient->person);
    ck_assert_int_eq(c->delims.component, ':');
    ck_assert_str_eq(c->header->set->type, "837P");
    /* Frames are stretches of the set without holes. */
    const sj_frame *frames[] = {&c->header->frame, &c->billing->frame, &c->subscriber->frame,
                                &c->patient->frame, &c->frame};
    static const unsigned ends[] = {6, 17, 24, 30, 87};
    for (int k = 0; k < 5; k++) {
        ck_assert_uint_eq(frames[k]->first + frames[k]->n, ends[k]);
        for (uint32_t i = 0; i < frames[k]->n; i++) {
            uint32_t number = frames[k]->first + i;
            const sj_seg_ref *s = &frames[k]->segs[i];
            if (number == 1) continue;
            ck_assert_sj_str(((sj_str){s->text, s->len}), segments[number]);
        }
    }
    ck_assert_uint_eq(c->frame.first, 30);
    /* An absent field's place is the claim's first segment. */
    sj_finding f = {.claim = 0};
    ck_assert(!sj_claim_place(c, c->supervising->last.at, &f));
    ck_assert_str_eq(f.tag, "CLM");
    ck_assert_str_eq(f.loop, "2300");
    ck_assert_uint_eq(f.pos.segment, 30);
    ck_assert_uint_eq(f.pos.element, 0);
}

START_TEST(text_fields) {
    static const size_t widths[] = {0, 80, 64, 7};
    width = widths[_i];
    run_sample(check_texts);
}
END_TEST
START_TEST(amounts) {
    run_sample(check_amounts);
}
END_TEST
START_TEST(days) {
    run_sample(check_days);
}
END_TEST
START_TEST(lists) {
    run_sample(check_lists);
}
END_TEST
START_TEST(adjustments) {
    run_sample(check_adjustments);
}
END_TEST
START_TEST(whole) {
    run_sample(check_whole);
}
END_TEST

static const char levels[] =
    "BHT*0019*00*B1*20260504*0915*CH~NM1*41*2*NORTHWIND*****46*NWB01~PER*IC*DESK*TE*5550100200~"
    "NM1*40*2*CLEARWAY*****46*CLRWAY~HL*1**20*1~NM1*85*2*QUILL HOSPITAL*****XX*1234567893~"
    "N3*12 QUILL ST~N4*LARKTON*OH*440010001~REF*EI*311223344~HL*2*1*22*0~SBR*P*18*******CI~"
    "NM1*IL*1*FERNWAY*OTTO****MI*MBR1~N3*1 ELM~N4*LARKTON*OH*44001~DMG*D8*19610203*M~"
    "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01~";

static void run_other(const x12_kind *kind, const char *claim, check_fn check) {
    run r = {check, 0};
    sj_parse_events events = {.ctx = &r, .claim = on_claim, .finding = on_finding};
    char text[4096];
    snprintf(text, sizeof text, "%s%s", levels, claim);
    ck_assert_int_eq(x12_parse(kind, text, &events, NULL), SJ_OK);
    ck_assert_int_eq(r.seen, 1);
}

static void check_institutional(const sj_claim *c) {
    ck_assert_int_eq(c->type, SJ_CLAIM_837I);
    ck_assert_sj_str(c->place.v, "11");
    ck_assert_sj_str(c->place_qualifier.v, "A");
    ck_assert_uint_eq(c->diagnoses.n, 2);
    ck_assert_sj_str(c->diagnoses.v[0].poa.v, "Y");
    ck_assert_uint_eq(c->diagnoses.v[0].poa.at.component, 9);
    ck_assert_sj_str(c->diagnoses.v[1].qualifier, "ABJ");
    ck_assert(!SJ_HAS(c->diagnoses.v[1].poa));
    ck_assert_uint_eq(c->codes.n, 3);
    ck_assert_sj_str(c->codes.v[0].qualifier, "BBR");
    ck_assert_int_eq(c->codes.v[0].from, sj_date_of(2026, 4, 2));
    ck_assert_sj_str(c->codes.v[1].qualifier, "BI");
    ck_assert_int_eq(c->codes.v[1].from, sj_date_of(2026, 3, 1));
    ck_assert_int_eq(c->codes.v[1].to, sj_date_of(2026, 3, 5));
    ck_assert_sj_str(c->codes.v[2].qualifier, "BE");
    ck_assert_int_eq(c->codes.v[2].amount.v, 300);
    ck_assert_uint_eq(c->codes.v[2].amount.at.component, 5);
    ck_assert(!SJ_HAS(c->rendering->last)); /* 2310A is the attending provider here */
    ck_assert(!SJ_HAS(c->referring->last));
    ck_assert_sj_str(c->attending->last.v, "SORREL");
    ck_assert_sj_str(c->attending->id.v, "1245319599");
    ck_assert(!SJ_HAS(c->operating->last) && !SJ_HAS(c->other_operating->last));
    ck_assert_sj_str(c->admission_type.v, "1");
    ck_assert_sj_str(c->admission_source.v, "7");
    ck_assert_sj_str(c->patient_status.v, "01");
    ck_assert_sj_str(c->lines.v[0].revenue.v, "0120");
    ck_assert_int_eq(c->lines.v[0].charge.v, 50000);
    ck_assert_uint_eq(c->lines.v[0].charge.at.element, 3);
    ck_assert_sj_str(c->lines.v[0].unit.v, "DA");
    ck_assert_int_eq(c->lines.v[0].units.v, 2000);
    ck_assert_sj_str(c->lines.v[1].procedure.v, "71045");
    ck_assert_int_eq(c->lines.v[1].noncovered.v, 3000);
    /* No line has a date: the statement's. */
    ck_assert_int_eq(c->first_service, sj_date_of(2026, 4, 1));
    ck_assert_int_eq(c->last_service, sj_date_of(2026, 4, 3));
}

START_TEST(institutional) {
    const x12_kind kind = {"HC", "005010X223A2", "837", "*005010X223A2"};
    run_other(&kind,
              "CLM*I1*580***11:A:1**A*Y*Y~DTP*434*RD8*20260401-20260403~"
              "DTP*096*TM*1100~DTP*435*DT*202604010930~CL1*1*7*01~HI*ABK:I10:::::::Y~HI*ABJ:R0789~"
              "HI*BBR:3E033GC:D8:20260402~HI*BI:70:RD8:20260301-20260305~HI*BE:80:::3~"
              "NM1*71*1*SORREL*IAN****XX*1245319599~LX*1~SV2*0120**500*DA*2~"
              "LX*2~SV2*0324*HC:71045*80*UN*1**30~",
              check_institutional);
}
END_TEST

static void check_dental(const sj_claim *c) {
    ck_assert_int_eq(c->type, SJ_CLAIM_837D);
    const sj_line *l = &c->lines.v[0];
    ck_assert_sj_str(l->qualifier.v, "AD");
    ck_assert_sj_str(l->procedure.v, "D2999");
    ck_assert_int_eq(l->charge.v, 10000);
    ck_assert_int_eq(l->units.v, 1000);
    ck_assert_uint_eq(l->units.at.element, 6);
    ck_assert_sj_str(l->areas[0].v, "10");
    ck_assert_sj_str(l->areas[1].v, "20");
    ck_assert(!SJ_HAS(l->areas[2]));
    ck_assert_sj_str(l->prosthesis.v, "I");
    ck_assert_sj_str(l->tooth.v, "12"); /* of the first TOO */
    ck_assert_sj_str(l->surfaces[0].v, "L");
    ck_assert_sj_str(l->surfaces[1].v, "O");
    ck_assert(c->has_ortho);
    ck_assert_int_eq(c->ortho_months.v, 24000);
    ck_assert_int_eq(c->ortho_months_left.v, 20000);
    ck_assert_int_eq(c->first_service, sj_date_of(2026, 4, 20));
    ck_assert_int_eq(c->last_service, sj_date_of(2026, 4, 20));
}

START_TEST(dental) {
    const x12_kind kind = {"HC", "005010X224A2", "837", "*005010X224A2"};
    run_other(&kind,
              "CLM*D1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20260420~DN1*24*20~"
              "LX*1~SV3*AD:D2999*100**10:20*I*1~TOO*JP*12*L:O~TOO*JP*13*M~",
              check_dental);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("claim");
    TCase *t = tcase_create("fields");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, text_fields, 0, 4);
    tcase_add_test(t, amounts);
    tcase_add_test(t, days);
    tcase_add_test(t, lists);
    tcase_add_test(t, adjustments);
    tcase_add_test(t, whole);
    tcase_add_test(t, institutional);
    tcase_add_test(t, dental);
    suite_add_tcase(s, t);
    return s;
}
