/* The overlays that are built in, rule by rule: a claim that trips it, with the place, and the
 * nearest that does not. Every rule must have its row. */
#include "tests/unit/overlay_world.h"

static const struct {
    const char *overlay, *rule;
    const char *from; /* in the claim of overlay_world.h: replaced by `trip`, then by `near` */
    const char *trip, *at, *near;
} rows[] = {
    {"MEDICARE-B", "CHARACTER", "N3*1 ANY ROAD", "N3*1 ANY ROAD #7", "@9:2010AA/N301",
     "N3*1 Any Road @ 7"},
    {"MEDICARE-B", "BHT02", "BHT*0019*00", "BHT*0019*18", "@2:HEADER/BHT02", "BHT*0019*00"},
    {"MEDICARE-B", "BHT06", "*0930*CH", "*0930*RP", "@2:HEADER/BHT06", "*0931*CH"},
    {"MEDICARE-B", "CUR", "PRV*BI*PXC*207Q00000X~", "PRV*BI*PXC*207Q00000X~CUR*85*CAD~",
     "@8:2000A/CUR", "PRV*BI*PXC*208D00000X~"},
    {"MEDICARE-B", "BILLING-ZIP", "627010001", "62701", "@10:2010AA/N403", "627010009"},
    {"MEDICARE-B", "BILLING-REF", "REF*EI*123456789~", "REF*EI*123456789~REF*0B*L12~",
     "@12:2010AA/REF", "REF*SY*123456789~"},
    {"MEDICARE-B", "PAY-TO-PLAN", "HL*2*1*22",
     "NM1*PE*2*PLAN*****PI*99~N3*1 ROAD~N4*TOWN*IL*627010001~REF*EI*123456780~HL*2*1*22",
     "@12:2010AC/NM1", "NM1*87*2~N3*1 ROAD~N4*TOWN*IL*627010001~HL*2*1*22"},
    {"MEDICARE-B", "HL04", "HL*2*1*22*0", "HL*2*1*22*1", "@12:2000B/HL04", "HL*2*1*22*0"},
    {"MEDICARE-B", "SBR01", "SBR*P", "SBR*T", "@13:2000B/SBR01", "SBR*S"},
    {"MEDICARE-B", "SBR02", "SBR*P*18", "SBR*P*", "@13:2000B/SBR02", "SBR*S*18"},
    {"MEDICARE-B", "SBR09", "*MB~", "*CI~", "@13:2000B/SBR09", "*MB~"},
    {"MEDICARE-B", "PATIENT-TYPE", "NM1*IL*1*TESTER*ANN", "NM1*IL*2*TESTER*", "@14:2010BA/NM102",
     "NM1*IL*1*TESTER*"},
    {"MEDICARE-B", "PATIENT-ID-KIND", "MI*1EG4", "II*1EG4", "@14:2010BA/NM108", "MI*2EG4"},
    {"MEDICARE-B", "CASUALTY", "DMG*D8*19400412*F~", "DMG*D8*19400412*F~REF*Y4*C1~",
     "@18:2010BA/REF", "DMG*D8*19400412*F~REF*SY*123456789~"},
    {"MEDICARE-B", "CASUALTY-CONTACT", "DMG*D8*19400412*F~",
     "DMG*D8*19400412*F~PER*IC*ANN*TE*5555550100~", "@18:2010BA/PER", "DMG*D8*19400412*M~"},
    {"MEDICARE-B", "PAYER-ID-KIND", "PI*12345", "XV*12345", "@18:2010BB/NM108", "PI*12346"},
    {"MEDICARE-B", "PAYER-REF", "CLM*A1", "REF*G2*P1~CLM*A1", "@19:2010BB/REF",
     "N3*9 ROAD~N4*TOWN*IL*62701~CLM*A1"},
    {"MEDICARE-B", "PATIENT-LEVEL", "CLM*A1",
     "HL*3*2*23*0~PAT*19~NM1*QC*1*SAMPLE*EVE~N3*3 ROAD~N4*TOWN*IL*62702~DMG*D8*20150709*F~CLM*A1",
     "@19:2000C/HL", "CLM*A3"},
    {"MEDICARE-B", "ACCOUNT", "CLM*A1", "CLM*A12345678901234567890", "@19:2300/CLM01",
     "CLM*A1234567890123456789"},
    {"MEDICARE-B", "CHARGE", "A1*150", "A1*100000", "@19:2300/CLM02", "A1*99999.99"},
    {"MEDICARE-B", "FREQUENCY", ":B:1", ":B:7", "@19:2300/CLM05-3", ":B:1"},
    {"MEDICARE-B", "DELAY", "*Y*A*Y*Y~", "*Y*A*Y*Y***********7~", "@19:2300/CLM20", "*Y*A*Y*Y*P~"},
    {"MEDICARE-B", "ATTACHMENTS", "REF*D9", "PWK*OZ*BM***AC*A1~PWK*OZ*FX***AC*A2~REF*D9",
     "@21:2300/PWK", "PWK*OZ*BM***AC*A1~REF*D9"},
    {"MEDICARE-B", "CONTRACT", "REF*D9", "CN1*02*10~REF*D9", "@20:2300/CN1", "AMT*F5*10~REF*D9"},
    {"MEDICARE-B", "CONTROL", "REF*D9", "REF*F8*ICN1~REF*D9", "@20:2300/REF", "REF*EA*ICN1~REF*D9"},
    {"MEDICARE-B", "REPRICED", "REF*D9", "REF*9A*R1~REF*D9", "@20:2300/REF", "REF*G1*R1~REF*D9"},
    {"MEDICARE-B", "REPRICED-AGAIN", "REF*D9", "REF*9C*R1~REF*D9", "@20:2300/REF",
     "REF*9F*R1~REF*D9"},
    {"MEDICARE-B", "EPSDT", "HI*ABK", "CRC*ZZ*Y*NU~HI*ABK", "@21:2300/CRC", "CRC*75*Y*IH~HI*ABK"},
    {"MEDICARE-B", "PRICING", "NM1*DN", "HCP*00*100~NM1*DN", "@22:2300/HCP", "NM1*P3"},
    {"MEDICARE-B", "REFERRING-NPI", "RITA****XX*1999901014", "RITA", "@22:2310A/NM109",
     "RITA****XX*1999906005"},
    {"MEDICARE-B", "REFERRING-REF", "NM1*82*1*DOER", "REF*0B*L1~NM1*82*1*DOER", "@23:2310A/REF",
     "NM1*82*1*DOE"},
    {"MEDICARE-B", "RENDERING-NPI", "DAN****XX*1987654328", "DAN", "@23:2310B/NM109",
     "DAN****XX*1999906005"},
    {"MEDICARE-B", "RENDERING-REF", "NM1*77*2*MADE", "REF*G2*L1~NM1*77*2*MADE", "@24:2310B/REF",
     "PRV*PE*PXC*207Q00000X~NM1*77*2*MADE"},
    {"MEDICARE-B", "FACILITY-ZIP", "627010002", "62701", "@26:2310C/N403", "627020002"},
    {"MEDICARE-B", "FACILITY-REF", "NM1*DQ", "REF*LU*L1~NM1*DQ", "@27:2310C/REF", "NM1*DQ"},
    {"MEDICARE-B", "SUPERVISING-NPI", "SAM****XX*1999901022", "SAM", "@27:2310D/NM109",
     "SAM****XX*1999906005"},
    {"MEDICARE-B", "SUPERVISING-REF", "LX*1", "REF*LU*L1~LX*1", "@28:2310D/REF", "LX*1"},
    {"MEDICARE-B", "PROCEDURE-KIND", "SV1*HC", "SV1*ER", "@29:2400/SV101-1", "SV1*HC"},
    {"MEDICARE-B", "LINE-CHARGE", "99213*150", "99213*-150", "@29:2400/SV102", "99213*150.5"},
    {"MEDICARE-B", "UNITS", "UN*1*", "UN*10000*", "@29:2400/SV104", "UN*9999.9*"},
    {"MEDICARE-B", "LINE-EPSDT", "*1***1~DTP", "*1***1****Y~DTP", "@29:2400/SV111",
     "*1***1**Y~DTP"},
    {"MEDICARE-B", "FAMILY-PLANNING", "*1***1~DTP", "*1***1*****Y~DTP", "@29:2400/SV112",
     "*2***1~DTP"},
    {"MEDICARE-B", "COPAY", "*1***1~DTP", "*1***1********0~DTP", "@29:2400/SV115", "*3***1~DTP"},
    {"MEDICARE-B", "LINE-PRICING", "LIN*", "HCP*00*100~LIN*", "@32:2400/HCP", "PS1*P1*10~LIN*"},
    {"MEDICARE-B", "LINE-CONTRACT", "REF*6R", "CN1*02*10~REF*6R", "@31:2400/CN1",
     "QTY*PT*2~REF*6R"},
    {"MEDICARE-B", "DRUG-KIND", "LIN**N4*12345678901", "LIN**UP*123456789012", "@32:2410/LIN02",
     "LIN**N4*12345678902"},
    {"MEDICARE-B", "LINE-RENDERING-NPI", "OLA****XX*1999906005", "OLA", "@34:2420A/NM109",
     "OLA****XX*1999901014"},
    {"MEDICARE-B", "LINE-RENDERING-REF", "NM1*77*2*OTHER", "REF*G2*L1~NM1*77*2*OTHER",
     "@35:2420A/REF", "PRV*PE*PXC*207Q00000X~NM1*77*2*OTHER"},
    {"MEDICARE-B", "LINE-FACILITY-ZIP", "627010003", "62701", "@37:2420C/N403", "627020003"},
    {"MEDICARE-B", "ORDERING-NPI", "ORI****XX*1999901006", "ORI", "@38:2420E/NM109",
     "ORI****XX*1999901014"},

    {"MEDICARE-B", "INSURANCE-TYPE", "SBR*P*18*******MB", "SBR*S*18*******MB", "@13:2000B/SBR05",
     "SBR*S*18***12****MB"},
    {"MEDICARE-B", "INSURANCE-TYPE-FIRST", "SBR*P*18*******MB", "SBR*P*18***12****MB",
     "@13:2000B/SBR05", "SBR*S*18***12****MB"},

    {"CLEARINGHOUSE", "SECONDARY", "SBR*P", "SBR*S", "@19:2300/CLM02", "SBR*A"},
    {"CLEARINGHOUSE", "CHARACTER", "N3*1 ANY ROAD", "N3*1 Any ROAD", "@9:2010AA/N301",
     "N3*1 ANY ROAD #7"},
    {"CLEARINGHOUSE", "SUBMITTER", "46*SENDER", "46*SENDER-1", "@3:1000A/NM109", "46*SENDER1"},
    {"CLEARINGHOUSE", "TAXONOMY", "PRV*BI*PXC*207Q00000X~", "", "@6:2000A/PRV",
     "PRV*BI*PXC*208D00000X~"},
    {"CLEARINGHOUSE", "BILLING-ZIP", "627010001", "62701", "@10:2010AA/N403", "627010009"},
    {"CLEARINGHOUSE", "PAY-TO-PLAN", "HL*2*1*22",
     "NM1*PE*2*PLAN*****PI*99~N3*1 ROAD~N4*TOWN*IL*627010001~REF*EI*123456780~HL*2*1*22",
     "@12:2010AC/NM1", "NM1*87*2~N3*1 ROAD~N4*TOWN*IL*627010001~HL*2*1*22"},
    {"CLEARINGHOUSE", "PAYER-ID-KIND", "PI*12345", "XV*12345", "@18:2010BB/NM108", "PI*A2345"},
    {"CLEARINGHOUSE", "PAYER-ID", "PI*12345", "PI*1234", "@18:2010BB/NM109", "PI*SX123"},
    {"CLEARINGHOUSE", "ACCOUNT", "CLM*A1", "CLM*A12345678901234567890", "@19:2300/CLM01",
     "CLM*A1234567890123456789"},
    {"CLEARINGHOUSE", "CHARGE", "A1*150", "A1*100000000", "@19:2300/CLM02", "A1*99999999.99"},
    {"CLEARINGHOUSE", "FREQUENCY", ":B:1", ":B:6", "@19:2300/CLM05-3", ":B:8"},
    {"CLEARINGHOUSE", "TRACE", "REF*D9*TRACE1~", "", "@19:2300/REF", "REF*D9*T-2~"},
    {"CLEARINGHOUSE", "TRACE-FORM", "TRACE1", "TRACE12345678901234567", "@20:2300/REF02",
     "TRACE123456789012345"},
    {"CLEARINGHOUSE", "FILE-INFORMATION", "HI*ABK", "K3*A~K3*B~K3*C~K3*D~HI*ABK", "@24:2300/K3",
     "K3*A~K3*B~K3*C~HI*ABK"},
    {"CLEARINGHOUSE", "RENDERING-NPI", "DAN****XX*1987654328", "DAN", "@23:2310B/NM109",
     "DAN****XX*1999906005"},
    {"CLEARINGHOUSE", "LINE-TRACE", "REF*6R*L1~", "", "@28:2400/REF", "REF*6R*L2~"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void judge(const overlay_world *w, const char *from, const char *to, overlay_log *l) {
    char *text = overlay_changed(from, to);
    *l = (overlay_log){.all = false};
    overlay_judge(w, text, 0, l);
    free(text);
}

START_TEST(test_row) {
    overlay_world w;
    sj_err err = {0};
    overlay_log l;
    char want[128];
    ck_assert_msg(overlay_open(&w, NULL, rows[_i].overlay, &err) == SJ_OK, "%s: %s (%s), line %u",
                  rows[_i].overlay, err.msg, err.detail, err.line);
    snprintf(want, sizeof want, "%s:%s%s", rows[_i].overlay, rows[_i].rule, rows[_i].at);
    judge(&w, rows[_i].from, rows[_i].trip, &l);
    ck_assert_msg(strstr(l.text, want), "'%s' for '%s': '%s', expected %s", rows[_i].trip,
                  rows[_i].from, l.text, want);
    judge(&w, rows[_i].from, rows[_i].near, &l);
    snprintf(want, sizeof want, "%s:%s@", rows[_i].overlay, rows[_i].rule);
    ck_assert_msg(!strstr(l.text, want), "'%s' for '%s': '%s'", rows[_i].near, rows[_i].from,
                  l.text);
    overlay_close(&w);
}
END_TEST

/* The claim as it stands: right for both. */
START_TEST(test_right) {
    const char *const ids[] = {"MEDICARE-B", "CLEARINGHOUSE"};
    for (size_t i = 0; i < 2; i++) {
        overlay_world w;
        overlay_log l;
        ck_assert_int_eq(overlay_open(&w, NULL, ids[i], NULL), SJ_OK);
        judge(&w, NULL, NULL, &l);
        ck_assert_str_eq(l.text, "");
        ck_assert_int_eq(l.ack, 'A');
        overlay_close(&w);
    }
}
END_TEST

/* 50 subscribers with 100 claims each, and one more. */
static char *many_claims(unsigned n) {
    size_t room = 200 * (size_t)n + 4096, len = 0;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    len = (size_t)snprintf(text, room, "%.*s", (int)(strstr(overlay_claim, "HL*2") - overlay_claim),
                           overlay_claim);
    for (unsigned i = 0; i < n; i++) {
        if (i % 100 == 0)
            len += (size_t)snprintf(
                text + len, room - len,
                "HL*%u*1*22*0~SBR*P*18*******MB~NM1*IL*1*TESTER*ANN****MI*1EG4TE5MK73~"
                "NM1*PR*2*PAYER*****PI*12345~",
                i / 100 + 2);
        len += (size_t)snprintf(
            text + len, room - len,
            "CLM*A%u*5***11:B:1*Y*A*Y*Y~REF*D9*T%u~HI*ABK:E119~LX*1~SV1*HC:99213*5*UN*1***1~"
            "DTP*472*D8*20260401~REF*6R*1~",
            i, i);
    }
    return text;
}

START_TEST(test_claims_of_a_set) {
    const char *const ids[] = {"MEDICARE-B", "CLEARINGHOUSE"};
    overlay_world w;
    char want[64];
    ck_assert_int_eq(overlay_open(&w, NULL, ids[_i], NULL), SJ_OK);
    for (unsigned n = 5000; n <= 5001; n++) {
        char *text = many_claims(n);
        overlay_log l = {.all = true};
        overlay_judge(&w, text, 0, &l);
        snprintf(want, sizeof want, "%s:CLAIMS@1:ST", ids[_i]);
        ck_assert_str_eq(l.text, n > 5000 ? want : "");
        free(text);
    }
    overlay_close(&w);
}
END_TEST

START_TEST(test_every_rule_has_its_row) {
    const char *const ids[] = {"MEDICARE-B", "CLEARINGHOUSE"};
    for (size_t i = 0; i < 2; i++) {
        overlay_world w;
        const sj_finding_def *d;
        ck_assert_int_eq(overlay_open(&w, NULL, ids[i], NULL), SJ_OK);
        for (size_t k = 0; (d = sj_overlay_rule(w.overlay, k)); k++) {
            const char *name = strchr(d->id, ':') + 1;
            bool found = !strcmp(name, "CLAIMS");
            for (size_t r = 0; r < ROWS; r++)
                found |= !strcmp(rows[r].overlay, ids[i]) && !strcmp(rows[r].rule, name);
            ck_assert_msg(found, "%s is not tested", d->id);
            ck_assert_int_eq(d->snip, 7);
            ck_assert_ptr_null(d->ik304);
            ck_assert_ptr_null(d->ik403);
        }
        overlay_close(&w);
    }
}
END_TEST

/* None is built in that these tests do not know. */
START_TEST(test_built_in) {
    char id[SJ_OVERLAY_ID];
    size_t n = 0;
    while (sj_overlays_built_in(n, id)) {
        ck_assert(!strcmp(id, "MEDICARE-B") || !strcmp(id, "CLEARINGHOUSE"));
        n++;
    }
    ck_assert_uint_eq(n, 2);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("overlay_shipped");
    TCase *t = tcase_create("overlay_shipped");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, test_row, 0, ROWS);
    tcase_add_test(t, test_right);
    tcase_add_loop_test(t, test_claims_of_a_set, 0, 2);
    tcase_add_test(t, test_every_rule_has_its_row);
    tcase_add_test(t, test_built_in);
    suite_add_tcase(s, t);
    return s;
}
