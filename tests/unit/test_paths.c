/* Paths of situational rules: what each kind of mistake is called, and where it stands: file, line
 * and column of the situation, the attribute, and in a condition the column of the word. */
#include "tests/unit/overlay_world.h"

#define HEAD "<overlay id='X' on='837P' title='T' source='S'>\n"
#define RULE                                                                                       \
    "<rule id='R' title='T' says='S' fix='F' effect='E' severity='error' source='S'/></situation>"

/* In loop 2300 at line 2, column 2, and in its CLM. */
#define IN_CLAIM(attributes)                                                                       \
    HEAD "<loop id='2300'>\n <situation " attributes ">" RULE "</loop></overlay>"
#define IN_SEGMENT(attributes)                                                                     \
    HEAD "<loop id='2300'><segment tag='CLM'>\n\t<situation " attributes ">" RULE                  \
         "</segment></loop></overlay>"

static const struct {
    const char *name, *text;
    const char *msg, *detail; /* NULL msg: it is right */
} cases[] = {
    {"right: an element, a code, another loop",
     IN_CLAIM("when=\"{CLM05-3} = '7' and missing({2010BA.DMG02})\" needs='REF[F8]' a='CLM01'"),
     NULL, NULL},
    {"right: a choice, and what a guide may lack",
     IN_CLAIM("when=\"exists({2310Z|2310B}) and missing({2399?})\" at='CLM01'"), NULL, NULL},
    {"right: own elements, a scope and its members",
     IN_SEGMENT("when=\"{05-3} = '7' and any({HI[ABK]*}, {-2} = 'E119')\" at='05-3'"), NULL, NULL},
    {"no such segment", IN_CLAIM("when=\"exists({SV903})\" at='CLM01'"),
     "the guide has no such place here", "when: column 8, "},
    {"no such element", IN_CLAIM("when=\"exists({CLM40})\" at='CLM01'"),
     "the segment has no such element", "when: column 8, "},
    {"no such component", IN_CLAIM("when=\"{CLM05-9} = '1'\" at='CLM01'"),
     "the element has no such component", "when: column 1, "},
    {"no such code", IN_CLAIM("when=\"exists({REF[QQ]})\" at='CLM01'"),
     "the guide has no such place here", "when: column 8, "},
    {"several segments of that tag", IN_CLAIM("when=\"exists({REF02})\" at='CLM01'"),
     "the path fits several segments: say which by its code, as in REF[F8]", "when: column 8, "},
    {"a loop that repeats", IN_CLAIM("when=\"{2400.SV102} > 1\" at='CLM01'"),
     "this loop repeats: go through it with any or count", "when: column 1, "},
    {"the end of what is no date", IN_CLAIM("when=\"exists({CLM01:to})\" at='CLM01'"),
     ":to is for dates", "when: column 8, "},
    {"an element of nothing", IN_CLAIM("when=\"{05-3} = '7'\" at='CLM01'"),
     "an element without its segment", "when: column 1, "},
    {"a member outside a scope", IN_SEGMENT("when=\"{-2} = '7'\" at='CLM01'"),
     "-2 stands for a component of what any goes through: {HI[BG]*}", "when: column 1, "},
    {"no path", IN_CLAIM("when=\"exists({clm})\" at='CLM01'"), "this is no path of the guide",
     "when: column 8, "},
    {"a code that never ends", IN_CLAIM("when=\"exists({REF[F8})\" at='CLM01'"),
     "this is no path of the guide", "when: column 8, "},
    {"a scope that is no loop and no segments",
     IN_CLAIM("when=\"any({CLM05-3}, 1 = 1)\" at='CLM01'"),
     "any and count go through a loop {2400}, segments {REF[G1]} or {HI[BG]*}", "when: column 5, "},
    {"a scope that the guide does not have", IN_CLAIM("when=\"any({2999}, 1 = 1)\" at='CLM01'"),
     "there is no such loop to go through", "when: column 5, "},
    {"no such set", IN_CLAIM("when=\"{CLM01} in @nowhere\" at='CLM01'"),
     "there is no set of this name", "when: column 12, found nowhere"},
    {"types that do not fit", IN_CLAIM("when=\"{CLM02} = 'A'\" at='CLM01'"), NULL, "when: column "},
    {"a wrong place in needs", IN_CLAIM("when=\"{CLM01} = 'A'\" needs='REF[QQ]'"),
     "the guide has no such place here", "needs: REF[QQ]"},
    {"a wrong place in forbids", IN_CLAIM("forbids='CLM40'"), "the segment has no such element",
     "forbids: CLM40"},
    {"a wrong place in at", IN_CLAIM("when=\"{CLM01} = 'A'\" at='REF02'"),
     "the path fits several segments: say which by its code, as in REF[F8]", "at: REF02"},
    {"a wrong trigger", IN_CLAIM("when=\"{CLM01} = 'A'\" at='CLM01' trigger='05'"),
     "an element without its segment", "trigger: 05"},
    {"a wrong fact", IN_CLAIM("when=\"{CLM01} = 'A'\" at='CLM01' b='SV101'"),
     "the guide has no such place here", "b: SV101"},
    {"a member of no any", IN_CLAIM("when=\"{CLM01} = 'A'\" at='any.SV101'"),
     "when goes through nothing", "at: any.SV101"},
};

START_TEST(test_path) {
    overlay_world w;
    sj_err err = {0};
    sj_status s = overlay_open(&w, cases[_i].text, NULL, &err);
    if (!cases[_i].detail) {
        ck_assert_msg(s == SJ_OK, "%s: %s (%s)", cases[_i].name, err.msg, err.detail);
    } else {
        ck_assert_msg(s == SJ_EXML && (!cases[_i].msg || strcmp(err.msg, cases[_i].msg) == 0),
                      "%s: %d, %s (%s)", cases[_i].name, s, err.msg ? err.msg : "", err.detail);
        ck_assert_msg(strstr(err.detail, cases[_i].detail) && strstr(err.detail, "o.xml"),
                      "%s: %s (%s)", cases[_i].name, err.msg, err.detail);
        ck_assert_msg(err.line == 3 && err.column == 2, "%s: line %u, column %u", cases[_i].name,
                      err.line, err.column);
    }
    overlay_close(&w);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("paths");
    TCase *t = tcase_create("paths");
    tcase_add_loop_test(t, test_path, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(s, t);
    return s;
}
