/* Overlays: what a row relaxes is not told, what it tightens is a finding of its own, what the
 * guide forbids stays the guide's; files with mistakes; profiles. */
#include "tests/unit/overlay_world.h"

#include "parsers/base/alloc.h"

#define HEAD "<overlay id='X' on='837P' title='T' source='S'>"
#define RULE "<rule id='R' title='T' says='{at} {value}' fix='F'/>"
#define WARN "<rule id='R' severity='warning' title='T' says='{at} {value}' fix='F'/>"
#define IN(loop, segment, rest)                                                                    \
    HEAD "<loop id='" loop "'><segment tag='" segment "'>" rest "</segment></loop></overlay>"
#define HL_C                                                                                       \
    "HL*3*2*23*0~PAT*19~NM1*QC*1*SAMPLE*EVE~N3*3 ANY ROAD~N4*ANYTOWN*IL*62702~DMG*D8*20150709*F~"

#define IN2300(rest) HEAD "<loop id='2300'>" rest "</loop></overlay>"

/* --- rows --- */

static const struct {
    const char *name, *overlay, *from, *to;
    const char *without; /* findings by the guide alone */
    const char *with;    /* and with the overlay */
    char ack;            /* with it */
} rows[] = {
    {"nothing said, nothing changed", HEAD "</overlay>", NULL, NULL, "", "", 'A'},
    {"fewer codes: one that only the overlay forbids",
     IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>"), "SBR*P", "SBR*U", "",
     "X:R@13:2000B/SBR01", 'A'},
    {"fewer codes: one that it allows", IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>"),
     "SBR*P", "SBR*S", "", "", 'A'},
    {"fewer codes: one that the guide forbids too",
     IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>"), "SBR*P", "SBR*Z",
     "IG-0203@13:2000B/SBR01", "IG-0203@13:2000B/SBR01", 'R'},
    {"fewer codes: a missing one is the guide's",
     IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>"), "SBR*P", "SBR*",
     "IG-0201@13:2000B/SBR01", "IG-0201@13:2000B/SBR01", 'R'},
    {"more codes",
     IN("2000B", "SBR",
        "<el at='9' codes='11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ "
        "Q1'/>"),
     "*MB~", "*Q1~", "IG-0203@13:2000B/SBR09", "", 'A'},
    {"more codes, told as a warning",
     IN("2000B", "SBR",
        "<el at='9' codes='11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ "
        "Q1'>" WARN "</el>"),
     "*MB~", "*Q1~", "IG-0203@13:2000B/SBR09", "wX:R@13:2000B/SBR09", 'A'},
    {"must be sent", IN("2000B", "SBR", "<el at='3' use='R'>" RULE "</el>"), NULL, NULL, "",
     "X:R@13:2000B/SBR03", 'A'},
    {"must be sent, and is", IN("2000B", "SBR", "<el at='3' use='R'>" RULE "</el>"), "SBR*P*18**",
     "SBR*P*18*G1*", "", "", 'A'},
    {"must not be sent", IN("2000B", "SBR", "<el at='2' use='N'>" RULE "</el>"), NULL, NULL, "",
     "X:R@13:2000B/SBR02", 'A'},
    {"need not be sent", IN("1000B", "NM1", "<el at='3' use='S'/>"), "MADE UP PAYER*****46*R",
     "*****46*R", "IG-0202@5:1000B/NM103", "", 'A'},
    {"need not be sent, told as a warning", IN("1000B", "NM1", "<el at='3' use='S'>" WARN "</el>"),
     "MADE UP PAYER*****46*R", "*****46*R", "IG-0202@5:1000B/NM103", "wX:R@5:1000B/NM103", 'A'},
    {"may be sent after all", IN("2000B", "SBR", "<el at='6' use='S'/>"), "18*******MB",
     "18****1***MB", "IG-0204@13:2000B/SBR06", "", 'A'},
    {"shorter", IN("2300", "CLM", "<el at='1' max='4'>" RULE "</el>"), "CLM*A1", "CLM*A2345", "",
     "X:R@19:2300/CLM01", 'A'},
    {"shorter, near", IN("2300", "CLM", "<el at='1' max='4'>" RULE "</el>"), "CLM*A1", "CLM*A234",
     "", "", 'A'},
    {"longer", IN("2300", "CLM", "<el at='1' max='40'/>"), "CLM*A1",
     "CLM*A123456789012345678901234567890123456789", "IG-0207@19:2300/CLM01", "", 'A'},
    {"a form", IN("2010AA", "N4", "<el at='3' pattern='[0-9]{9}'>" RULE "</el>"), "627010001",
     "62701", "", "X:R@10:2010AA/N403", 'A'},
    {"a component", IN("2300", "CLM", "<el at='5'><c at='3' codes='1'>" RULE "</c></el>"), ":B:1",
     ":B:7", "", "X:R@19:2300/CLM05-3", 'A'},
    {"a component that must be sent",
     IN("2400", "SV1", "<el at='1'><c at='3' use='R'>" RULE "</c></el>"), NULL, NULL, "",
     "X:R@29:2400/SV101-3", 'A'},
    {"a segment that must be sent",
     HEAD "<loop id='2300'><segment tag='REF' key='G1' use='R'>" RULE "</segment></loop></overlay>",
     NULL, NULL, "", "X:R@19:2300/REF", 'A'},
    {"a segment that must not",
     HEAD "<loop id='2300'><segment tag='REF' key='D9' use='N'>" RULE "</segment></loop></overlay>",
     NULL, NULL, "", "X:R@20:2300/REF", 'A'},
    {"a segment that need not",
     HEAD "<loop id='1000A'><segment tag='PER' use='S'/></loop></overlay>",
     "PER*IC*DESK*TE*5555550100~", "", "IG-0108@4:1000A/PER", "", 'A'},
    {"fewer segments",
     HEAD "<loop id='2300'><segment tag='K3' max='1'>" RULE "</segment></loop></overlay>", "HI*ABK",
     "K3*A~K3*B~K3*C~HI*ABK", "", "X:R@22:2300/K3", 'A'},
    {"more segments",
     HEAD "<loop id='2010AA'><segment tag='REF' key='EI' max='2'/></loop></overlay>",
     "REF*EI*123456789~", "REF*EI*123456789~REF*EI*123456780~", "IG-0106@12:2010AA/REF", "", 'A'},
    {"a loop that must not be sent", HEAD "<loop id='2310D' use='N'>" RULE "</loop></overlay>",
     NULL, NULL, "", "X:R@27:2310D/NM1", 'A'},
    {"a loop that must be sent", HEAD "<loop id='2010AB' use='R'>" RULE "</loop></overlay>", NULL,
     NULL, "", "X:R@6:2010AB/NM1", 'A'},
    {"fewer loops", HEAD "<loop id='2400' max='1'>" RULE "</loop></overlay>", "LX*1~",
     "LX*1~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20260401~LX*2~", "", "X:R@31:2400/LX", 'A'},
    {"every placement of a loop",
     IN("2300", "CLM", "<el at='5'><c at='3' codes='1'>" RULE "</c></el>"), "CLM*A1*150***11:B:1",
     HL_C "CLM*A1*150***11:B:7", "IG-0124", "X:R", 'R'},
    {"one placement only",
     HEAD "<loop id='2000C'><loop id='2300'><segment tag='CLM'><el at='5'><c at='3' codes='1'>" RULE
          "</c></el></segment></loop></loop></overlay>",
     ":B:1", ":B:7", "", "", 'A'},
    {"a condition",
     IN2300("<situation when=\"{CLM05-3} = '7'\" needs='REF[G1]'>" RULE "</situation>"), ":B:1",
     ":B:7", "", "X:R@19:2300/REF", 'A'},
    {"a condition that does not hold",
     IN2300("<situation when=\"{CLM05-3} = '7'\" needs='REF[G1]'>" RULE "</situation>"), ":B:1",
     ":B:6", "", "", 'A'},
    {"a condition of a segment",
     IN("2400", "SV1", "<situation when='{02} &gt; 100.00' forbids='05'>" RULE "</situation>"),
     "UN*1***1", "UN*1*12**1", "", "X:R@29:2400/SV105", 'A'},
    {"a condition, told as a warning",
     IN2300("<situation when=\"{CLM05-3} = '7'\" needs='REF[G1]'>" WARN "</situation>"), ":B:1",
     ":B:7", "", "wX:R@19:2300/REF", 'A'},
    {"characters", HEAD "<characters allowed='A-Z0-9 '>" RULE "</characters></overlay>", "ANY ROAD",
     "any road/7", "", "X:R@9:2010AA/N301", 'A'},
    {"claims of a set", HEAD "<claims max='1'>" RULE "</claims></overlay>", "NM1*DK",
     "HL*3*1*22*0~SBR*P*18*******MB~NM1*IL*1*TESTER*ANN****MI*1EG4TE5MK73~NM1*PR*2*P*****PI*12345~"
     "CLM*A2*0***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20260401~NM1*"
     "DK",
     "", "X:R@1:ST", 'A'},
};

START_TEST(test_row) {
    overlay_world w;
    sj_err err = {0};
    ck_assert_msg(overlay_open(&w, rows[_i].overlay, NULL, &err) == SJ_OK, "%s: %s (%s)",
                  rows[_i].name, err.msg, err.detail);
    char *text = overlay_changed(rows[_i].from, rows[_i].to);
    overlay_log l = {.all = true};
    overlay_judge(&w, text, 0, &l);
    ck_assert_msg(strstr(l.text, rows[_i].with) && (*rows[_i].with || !l.text[0]),
                  "%s: '%s', expected '%s'", rows[_i].name, l.text, rows[_i].with);
    if (rows[_i].ack) ck_assert_msg(l.ack == rows[_i].ack, "%s: %c", rows[_i].name, l.ack);
    sj_profile *none = w.profile;
    w.profile = NULL;
    l = (overlay_log){.all = true};
    overlay_judge(&w, text, 0, &l);
    ck_assert_msg(strstr(l.text, rows[_i].without), "%s: without it '%s', expected '%s'",
                  rows[_i].name, l.text, rows[_i].without);
    w.profile = none;
    free(text);
    overlay_close(&w);
}
END_TEST

/* --- files with mistakes --- */

static const struct {
    const char *name, *text;
    uint32_t line, column;
    const char *says; /* in the message or its detail */
} mistakes[] = {
    {"not XML", "<overlay", 1, 1, "cannot be read"},
    {"another document", "<guide/>", 1, 1, "No matching"},
    {"without an id", "<overlay on='837P' title='T' source='S'/>", 1, 1, "'id' is required"},
    {"no such guide", "<overlay id='X' on='838' title='T' source='S'/>", 1, 1, "no such guide"},
    {"no such loop", HEAD "\n  <loop id='2999'/></overlay>", 2, 3, "no such loop"},
    {"a loop elsewhere", HEAD "\n<loop id='1000A'>\n <loop id='2300'/></loop></overlay>", 3, 2,
     "no such loop here"},
    {"no such segment", HEAD "<loop id='2300'>\n<segment tag='SV2'/></loop></overlay>", 2, 1,
     "no such segment"},
    {"no such key", HEAD "<loop id='2300'>\n<segment tag='REF' key='QQ'/></loop></overlay>", 2, 1,
     "no such segment"},
    {"no such element",
     HEAD "<loop id='2300'><segment tag='CLM'>\n<el at='40' use='S'/></segment></loop></overlay>",
     2, 1, "no such element"},
    {"no such component",
     HEAD "<loop id='2300'><segment tag='CLM'><el at='5'>\n<c at='9' "
          "use='S'/></el></segment></loop></overlay>",
     2, 1, "no such component"},
    {"stricter without a rule",
     HEAD "<loop id='2300'><segment tag='CLM'>\n\t<el at='1' max='20'/></segment></loop></overlay>",
     2, 2, "needs a <rule>"},
    {"a rule that never tells",
     HEAD "<loop id='2300'><segment tag='CLM'>\n<el at='1' use='R'>" RULE
          "</el></segment></loop></overlay>",
     2, 1, "never tell"},
    {"two rules of one id",
     HEAD "<loop id='2300'><segment tag='CLM'><el at='1' max='9'>" RULE
          "</el>\n<el at='2' max='9'>" RULE "</el></segment></loop></overlay>",
     2, 1, "used twice"},
    {"a wrong use", HEAD "<loop id='2300'>\n<segment tag='CLM' use='X'/></loop></overlay>", 2, 1,
     "{'R', 'S', 'N'}"},
    {"a wrong pattern",
     HEAD "<loop id='2300'><segment tag='CLM'>\n<el at='1' pattern='['>" RULE
          "</el></segment></loop></overlay>",
     2, 1, "wrong pattern"},
    {"codes of a composite",
     HEAD "<loop id='2300'><segment tag='CLM'>\n<el at='5' codes='A'>" RULE
          "</el></segment></loop></overlay>",
     2, 1, "in its components"},
    {"a condition that cannot be read",
     HEAD "<loop id='2300'>\n<situation when='{CLM05-3} =' needs='REF[G1]'>" RULE
          "</situation></loop></overlay>",
     2, 1, "column 12"},
    {"a condition on no place",
     HEAD "<loop id='2300'>\n<situation when='exists({SV903})' needs='REF[G1]'>" RULE
          "</situation></loop></overlay>",
     2, 1, "SV903"},
    {"a condition without a rule",
     HEAD "<loop id='2300'>\n<situation needs='REF[G1]'/></loop></overlay>", 2, 1, "rule"},
    {"characters backwards", HEAD "\n<characters allowed='Z-A'>" RULE "</characters></overlay>", 2,
     1, "backwards"},
    {"a composite without components",
     HEAD "<loop id='2300'><segment tag='CLM'>\n<el at='13' use='S'/></segment></loop></overlay>",
     0, 0, NULL},
};

START_TEST(test_mistake) {
    overlay_world w;
    sj_err err = {0};
    sj_status s = overlay_open(&w, mistakes[_i].text, NULL, &err);
    if (mistakes[_i].says) {
        ck_assert_msg(
            s == SJ_EXML && err.line == mistakes[_i].line && err.column == mistakes[_i].column &&
                (strstr(err.msg, mistakes[_i].says) || strstr(err.detail, mistakes[_i].says)) &&
                strstr(err.detail, "o.xml"),
            "%s: %d, line %u, column %u, %s (%s)", mistakes[_i].name, s, err.line, err.column,
            err.msg ? err.msg : "", err.detail);
        ck_assert_uint_eq(sj_overlays_findings(w.overlays)->count, 0);
        ck_assert_ptr_null(sj_overlays_at(w.overlays, 0));
    } else {
        ck_assert_msg(s == SJ_OK, "%s: %s (%s)", mistakes[_i].name, err.msg, err.detail);
    }
    overlay_close(&w);
}
END_TEST

START_TEST(test_same_id_twice) {
    overlay_world w;
    sj_err err = {0};
    const sj_overlay *o;
    const char *text = HEAD "<claims max='1'>" RULE "</claims></overlay>";
    ck_assert_int_eq(overlay_open(&w, text, NULL, &err), SJ_OK);
    ck_assert_int_eq(sj_overlays_add(w.overlays, text, strlen(text), "again.xml", &o, &err),
                     SJ_EARG);
    ck_assert_ptr_null(o);
    ck_assert_int_eq(sj_overlays_get(w.overlays, "NOBODY", &o, &err), SJ_ENOTFOUND);
    overlay_close(&w);
}
END_TEST

/* --- profiles --- */

static const struct {
    const char *id, *as;
    const char *from, *to;
    const char *findings;
    uint32_t errors, warnings;
    char ack;
} judged[] = {
    {"IG-0203", "warn", "SBR*P", "SBR*Z", "wIG-0203@13:2000B/SBR01", 0, 1, 'E'},
    {"IG-0203", "W", "SBR*P", "SBR*Z", "wIG-0203@13:2000B/SBR01", 0, 1, 'E'},
    {"IG-0203", "info", "SBR*P", "SBR*Z", "iIG-0203@13:2000B/SBR01", 0, 0, 'A'},
    {"IG-0203", "ignore", "SBR*P", "SBR*Z", "", 0, 0, 'A'},
    {"IG-0203", "reject", "SBR*P", "SBR*Z", "IG-0203@13:2000B/SBR01", 1, 0, 'R'},
    {"IG-0221", "hold", "HI*ABK:E119~", "HI*ABK:E119*~", "IG-0221@21:2300/HI", 1, 0, 'R'},
    {"BL-0101", "I", "CLM*A1*150", "CLM*A1*151", "iBL-0101@19:2300/CLM02", 0, 0, 'A'},
    {"X:R", "warn", "SBR*P", "SBR*U", "wX:R@13:2000B/SBR01", 0, 1, 'A'},
    {"X:R", "ignore", "SBR*P", "SBR*U", "", 0, 0, 'A'},
    {"EN-0301", "reject", "SBR*P", "SBR*U", "X:R@13:2000B/SBR01", 1, 0, 'A'},
};

START_TEST(test_profile) {
    overlay_world w;
    sj_err err = {0};
    const char *overlay = IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>");
    ck_assert_int_eq(overlay_open(&w, overlay, NULL, &err), SJ_OK);
    ck_assert_msg(sj_profile_set(w.profile, w.catalog, sj_str_of(judged[_i].id),
                                 sj_str_of(judged[_i].as), &err) == SJ_OK,
                  "%s (%s)", err.msg, err.detail);
    char *text = overlay_changed(judged[_i].from, judged[_i].to);
    overlay_log l = {.all = true};
    overlay_judge(&w, text, 0, &l);
    ck_assert_msg(!strcmp(l.text, judged[_i].findings), "%s as %s: '%s'", judged[_i].id,
                  judged[_i].as, l.text);
    ck_assert_uint_eq(l.errors, judged[_i].errors);
    ck_assert_uint_eq(l.warnings, judged[_i].warnings);
    ck_assert_int_eq(l.ack, judged[_i].ack);
    free(text);
    overlay_close(&w);
}
END_TEST

START_TEST(test_profile_refuses) {
    overlay_world w;
    sj_err err = {0};
    ck_assert_int_eq(overlay_open(&w, NULL, "MEDICARE-B", &err), SJ_OK);
    const struct {
        const char *id, *as;
    } wrong[] = {{"IG-9999", "warn"},
                 {"IG-0203", "maybe"},
                 {"EN-0301", "ignore"},
                 {"EN-0301", "W"},
                 {"MEDICARE-B:NOBODY", "I"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(sj_profile_set(w.profile, w.catalog, sj_str_of(wrong[i].id),
                                     sj_str_of(wrong[i].as), &err) == SJ_EARG,
                      "%s as %s", wrong[i].id, wrong[i].as);
    const sj_overlay *other;
    ck_assert_int_eq(sj_overlays_get(w.overlays, "CLEARINGHOUSE", &other, &err), SJ_OK);
    ck_assert_int_eq(sj_profile_use(w.profile, w.overlay, &err), SJ_OK);
    ck_assert_int_eq(sj_profile_use(w.profile, other, &err), SJ_EARG);
    overlay_close(&w);
}
END_TEST

/* --- the limit of types --- */

START_TEST(test_types) {
    overlay_world w;
    sj_err err = {0};
    const char *overlay = IN("2000B", "SBR", "<el at='1' codes='P S'>" RULE "</el>");
    ck_assert_int_eq(overlay_open(&w, overlay, NULL, &err), SJ_OK);
    char *text = overlay_changed("SBR*P", "SBR*U");
    for (int snip = 0; snip <= 7; snip++) {
        overlay_log l = {.all = true};
        overlay_judge(&w, text, snip, &l);
        bool is_told = snip == 0 || snip == 7;
        ck_assert_msg(!strcmp(l.text, is_told ? "X:R@13:2000B/SBR01" : ""), "type %d: '%s'", snip,
                      l.text);
        ck_assert_uint_eq(l.errors, is_told);
    }
    free(text);
    overlay_close(&w);
}
END_TEST

static void count_mark(void *ctx, const char *text, const sj_finding_def *rule) {
    char *to = ctx;
    sprintf(to + strlen(to), "[%s|%s]", text, rule ? rule->id : "");
}

START_TEST(test_marks) {
    overlay_world w;
    sj_err err = {0};
    char text[512] = "";
    const char *overlay =
        HEAD "<loop id='2000B'><segment tag='SBR' max='1' use='R'><el at='1' codes='P S'>" RULE
             "</el><el at='6' use='S'/></segment></loop></overlay>";
    ck_assert_int_eq(overlay_open(&w, overlay, NULL, &err), SJ_OK);
    const sj_guide *g = sj_overlay_guide(w.overlay);
    uint16_t loop = sj_guide_find_loop(g, "2000B", 0);
    uint16_t sbr = sj_guide_find_segment(g, loop, "SBR", NULL);
    sj_overlay_marks(w.overlay, loop, sbr, 1, 0, count_mark, text);
    sj_overlay_marks(w.overlay, loop, sbr, 6, 0, count_mark, text);
    sj_overlay_marks(w.overlay, loop, sbr, 0, 0, count_mark, text);
    sj_overlay_marks(w.overlay, loop, SJ_NO_ROW, 0, 0, count_mark, text);
    ck_assert_str_eq(text, "[only: P S|X:R][may be sent or left out|]");
    overlay_close(&w);
}
END_TEST

/* Every allocation failing in turn: told, and nothing is left behind. */
START_TEST(test_memory) {
    sj_guides *guides;
    const sj_guide *g;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_guides_get(guides, "837P", &g, NULL), SJ_OK);
    const char *text =
        IN2300("<situation when='exists({CLM20})' needs='REF[G1]'>" RULE "</situation>");
    unsigned n = 1;
    for (bool is_through = false; !is_through; n += n < 200 ? 1 : 37) {
        sj_overlays *overlays = NULL;
        const sj_overlay *o = NULL;
        sj_profile *p = NULL;
        sj_walker *w = NULL;
        sj_catalog *c = NULL;
        sj_err err = {0};
        const sj_walk_events none = {0};
        sj_alloc_fail_at(n);
        sj_status s = sj_overlays_new(&overlays, guides, &err);
        if (!s) s = sj_overlays_add(overlays, text, strlen(text), "o.xml", &o, &err);
        if (!s) s = sj_catalog_new(&c, &err);
        if (!s) s = sj_catalog_add(c, sj_overlays_findings(overlays), &err);
        if (!s) s = sj_profile_new(&p, &err);
        if (!s) s = sj_profile_use(p, o, &err);
        if (!s) s = sj_profile_set(p, c, SJ_STR("X:R"), SJ_STR("warn"), &err);
        const sj_walker_opts opts = {.profile = p};
        if (!s) s = sj_walker_new(&w, guides, &none, &opts, &err);
        is_through = !sj_alloc_failed();
        sj_alloc_fail_at(0);
        /* Patterns do without what makes them faster. */
        ck_assert_msg(s == SJ_OK || (s == SJ_ENOMEM && !is_through), "allocation %u: %d, %s", n, s,
                      err.msg ? err.msg : "");
        sj_walker_free(w);
        sj_profile_free(p);
        sj_catalog_free(c);
        sj_overlays_free(overlays);
    }
    ck_assert_uint_gt(n, 20);
    sj_guides_free(guides);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("overlay");
    TCase *t = tcase_create("overlay");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, test_row, 0, sizeof rows / sizeof *rows);
    tcase_add_loop_test(t, test_mistake, 0, sizeof mistakes / sizeof *mistakes);
    tcase_add_test(t, test_same_id_twice);
    tcase_add_loop_test(t, test_profile, 0, sizeof judged / sizeof *judged);
    tcase_add_test(t, test_profile_refuses);
    tcase_add_test(t, test_types);
    tcase_add_test(t, test_marks);
    tcase_add_test(t, test_memory);
    suite_add_tcase(s, t);
    return s;
}
