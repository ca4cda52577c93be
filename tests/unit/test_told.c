/* Acknowledgments joined to what we sent: the sentences that a biller reads, whom they blame, and
 * what becomes of answers that do not fit what we sent. */
#include "engine/pipeline/complaint.h"
#include "tests/unit/claims837.h"
#include "tests/unit/home.h"

/* Three claims: A1 and A2 in the first set, A3 in the second. A set of two stands so:
 *   1 ST, 2 BHT, 3 NM1*41, 4 PER, 5 NM1*40,
 *   6 HL, 7 PRV, 8 NM1*85, 9 N3, 10 N4, 11 REF,
 *   12 HL, 13 SBR, 14 NM1*IL, 15 N3, 16 N4, 17 DMG, 18 NM1*PR,
 *   19 CLM (A1), 20 HI, 21 NM1*82, 22 PRV, 23 LX, 24 SV1, 25 DTP, 26 REF,
 *   27 HL, 28 SBR, 29 NM1*IL … 34 CLM (A2), 35 HI, 36 NM1*82, 37 PRV, 38 LX, 39 SV1, 40 DTP, 41
 * REF, 42 SE */
static void send_claims(void) {
    home_setup();
    home_put(
        "in", "x.837",
        make_837((small_claim[]){{.account = "A1"}, {.account = "A2"}, {.account = "A3"}, {0}}, 1));
    ck_assert_uint_eq(home_run().batches, 1);
}

#define ISA(control)                                                                               \
    "ISA*00*          *00*          *ZZ*RECEIV01       *ZZ*SUBMIT01       "                        \
    "*260504*1000*^*00501*" control "*0*T*:~"
#define TAIL "GE*1*1~IEA*1*000000901~"
/* A 999 that refuses the first set for these errors and takes the second. */
#define X999(errors)                                                                               \
    ISA("000000901")                                                                               \
    "GS*FA*RECEIV01*SUBMIT01*20260504*1000*1*X*005010X231A1~ST*999*0001*005010X231A1~"             \
    "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~" errors                                      \
    "IK5*R*5~AK2*837*0002*005010X222A1~IK5*A~AK9*P*2*2*1~SE*9*0001~" TAIL
#define X997(errors)                                                                               \
    ISA("000000901")                                                                               \
    "GS*FA*RECEIV01*SUBMIT01*20260504*1000*1*X*005010~ST*997*0001~AK1*HC*1~AK2*837*0001~" errors   \
    "AK5*R*5~AK2*837*0002~AK5*A~AK9*P*2*2*1~SE*9*0001~" TAIL
/* A payer's 277CA about A1, with these statuses and lines. */
#define X277(body) X277_OF("A1", body)
#define X277_OF(account, body)                                                                     \
    ISA("000000901")                                                                               \
    "GS*HN*RECEIV01*SUBMIT01*20260505*1000*1*X*005010X214~ST*277*0001*005010X214~"                 \
    "BHT*0085*08*X1*20260505*0800*TH~HL*1**20*1~NM1*PR*2*EVERGREEN*****PI*90001~TRN*1*R1~"         \
    "DTP*050*D8*20260505~DTP*009*D8*20260505~HL*2*1*21*1~"                                         \
    "NM1*41*2*TEST PRACTICE*****46*SUBMIT01~TRN*2*000000001-1~STC*A1:19:PR*20260505*WQ*100~"       \
    "QTY*90*1~AMT*YU*100~HL*3*2*19*1~NM1*85*2*DEMO FAMILY MEDICINE*****XX*1999901006~TRN*1*0~"     \
    "STC*A1:19:PR**WQ*100~HL*4*3*PT~NM1*QC*1*SAMPLE-WREN*AMBER****MI*W200200301~TRN*2*" account    \
    "~" body "SE*30*0001~" TAIL

static const struct {
    const char *what, *answer, *account;
    const char *problem, *fix; /* of its one complaint; NULL problem: there is none */
    const char *where;         /* loop, place, segment of the set */
    const char *of_a1, *of_a2; /* 'mend', 'unchanged', or NULL: not refused */
} cases[] = {
    {"a component of a line", X999("IK3*SV1*24*2400*8~CTX*CLM01:A1~IK4*1:2*234*7*99213~"), "A1",
     "Procedure (CMS-1500 Box 24D) on line 1 is not a valid code. We sent \"99213\".",
     "Look the code up, valid on the date of service, and correct it.", "2400 SV101-2 24", "mend",
     "unchanged"},
    {"of the second claim", X999("IK3*CLM*34*2300*8~IK4*5:3*1325*I6~"), "A2",
     "Claim frequency (CMS-1500 Box 22) is a code that is not used in this kind of claim. We sent "
     "\"1\".",
     "Choose a code that the payer's guide allows there.", "2300 CLM05-3 34", "unchanged", "mend"},
    {"a segment that is missing", X999("IK3*HI*35*2300*3~"), "A2",
     "Diagnoses (CMS-1500 Box 21) is missing; it is required.", "Add it.", "2300 HI00 35",
     "unchanged", "mend"},
    {"a segment that is missing, and what calls for it",
     X999("IK3*REF*34*2300*I6~CTX*SITUATIONAL TRIGGER*CLM*34*2300*5:3*1325~CTX*CLM01:A2~"), "A2",
     "Segment REF of loop 2300 is missing, though other data of the claim asks for it. That is "
     "because of Claim frequency (CMS-1500 Box 22), which we sent as \"1\".",
     "Add it, or correct what asks for it.", "2300 REF00 34", "unchanged", "mend"},
    {"an element, and the two that call for it, one in a loop above",
     X999("IK3*SV1*24*2400*8~CTX*CLM01:A1~IK4*3*355*I9~"
          "CTX*SITUATIONAL TRIGGER*SV1*24*2400*1:2*234~"
          "CTX*SITUATIONAL TRIGGER*SBR*13*2000B*9*1032~"),
     "A1",
     "Unit (CMS-1500 Box 24G) on line 1 is missing, though other data of the claim asks for it. We "
     "sent \"UN\". That is because of Procedure (CMS-1500 Box 24D) on line 1, which we sent as "
     "\"99213\"; and of Claim filing indicator (CMS-1500 Box 1), which we sent as \"CI\".",
     "Fill it in, or correct what asks for it.", "2400 SV103 24", "mend", "unchanged"},
    {"what calls for it is counted wrongly, or not sent at all",
     X999("IK3*REF*19*2300*I6~CTX*SITUATIONAL TRIGGER*CLM*77*2300*2*782~"
          "CTX*SITUATIONAL TRIGGER*CR1*20*2300*4*1317~CTX*CLM01:A1~"),
     "A1",
     "Segment REF of loop 2300 is missing, though other data of the claim asks for it. That is "
     "because of Total charge (CMS-1500 Box 28), which we sent as \"100\"; and of CR104.",
     "Add it, or correct what asks for it.", "2300 REF00 19", "mend", "unchanged"},
    {"a loop's id cut to four characters, a loop above one claim",
     X999("IK3*NM1*29*2010*8~IK4*9*67*I12*W300200301~"), "A2",
     "Subscriber, identifier (CMS-1500 Box 1a) has not the form that is asked for. We sent "
     "\"W300200301\".",
     "Correct the value; NPI, tax id and phone numbers go without dashes and blanks.",
     "2010BA NM109 29", "unchanged", "mend"},
    {"a loop above both claims", X999("IK3*NM1*8*2010*8~IK4*9*67*7*1999901006~"), "A2",
     "Billing provider, identifier (CMS-1500 Box 33a) is not a valid code. We sent "
     "\"1999901006\".",
     "Look the code up, valid on the date of service, and correct it.", "2010AA NM109 8", "mend",
     "mend"},
    {"a value that we did not send", X999("IK3*DTP*25*2400*8~IK4*3*1251*8*20261399~"), "A1",
     "Service date (CMS-1500 Box 24A) on line 1 is not a valid date. We sent \"20260416\". But the "
     "partner read \"20261399\": the value was changed on its way, or the answer is about another "
     "claim.",
     "Correct the date.", "2400 DTP03 25", "mend", "unchanged"},
    {"the same value in small letters is the same",
     X999("IK3*NM1*14*2010*8~IK4*9*67*5*w200200301~"), "A1",
     "Subscriber, identifier (CMS-1500 Box 1a) is too long. We sent \"W200200301\".",
     "Shorten the value.", "2010BA NM109 14", "mend", "unchanged"},
    {"counted wrongly, but the account is named",
     X999("IK3*SV1*40*2400*8~CTX*CLM01:A1~IK4*2*782*6*100~"), "A1",
     "Charge (CMS-1500 Box 24F) on line 1 has a character that is not allowed. We sent \"100\". "
     "The partner counts segment 40 as SV1; what we sent there is DTP.",
     "Use plain letters and digits: no accented letters, typographic quotes or other special "
     "characters; amounts without dollar sign and comma.",
     "2400 SV102 40", "mend", "unchanged"},
    {"beyond the end of the set, the account is named",
     X999("IK3*CLM*4000*2300*8~CTX*CLM01:A2~IK4*2*782*6*100~"), "A2",
     "Total charge (CMS-1500 Box 28) has a character that is not allowed. We sent \"100\". The "
     "partner counts segment 4000 as CLM; the set that we sent has no such place.",
     "Use plain letters and digits: no accented letters, typographic quotes or other special "
     "characters; amounts without dollar sign and comma.",
     "2300 CLM02 4000", "unchanged", "mend"},
    {"beyond the end of the set, nobody named: nobody is blamed",
     X999("IK3*CLM*4000*2300*8~IK4*2*782*6*100~"), "A1", NULL, NULL, NULL, "unchanged",
     "unchanged"},
    {"an account that is not in the set",
     X999("IK3*CLM*4000*2300*8~CTX*CLM01:NOBODY~IK4*2*782*6*100~"), "A1", NULL, NULL, NULL,
     "unchanged", "unchanged"},
    {"the header is ours, not a claim's", X999("IK3*NM1*3*1000*8~IK4*9*67*7*SUBMIT01~"), "A1", NULL,
     NULL, NULL, "unchanged", "unchanged"},
    {"a code that nobody knows", X999("IK3*CLM*19*2300*8~IK4*2*782*99*100~"), "A1",
     "Total charge (CMS-1500 Box 28) is refused with code 8/99. We sent \"100\".",
     "Ask the partner which value is meant.", "2300 CLM02 19", "mend", "unchanged"},
    {"no error named", X999(""), "A1", NULL, NULL, NULL, "unchanged", "unchanged"},
    {"a 997", X997("AK3*SV1*24**8~AK4*1:2*234*7*99213~"), "A1",
     "Procedure (CMS-1500 Box 24D) on line 1 is not a valid code. We sent \"99213\".",
     "Look the code up, valid on the date of service, and correct it.", "2400 SV101-2 24", "mend",
     "unchanged"},
    {"277CA: whose NPI", X277("STC*A7:562:82*20260505*U*100~DTP*472*D8*20260416~"), "A1",
     "NPI of the rendering provider (CMS-1500 Box 24J) is not valid. We sent \"1999901014\".",
     "Check the ten digits, and that the payer has this NPI on file for the provider.",
     "2310B NM109 21", "mend", NULL},
    {"277CA: a value that we did not send", X277("STC*A6:464*20260505*U*100~DTP*472*D8*20260416~"),
     "A1", "Payer's claim number (CMS-1500 Box 22) is missing. We sent none.",
     "Copy the payer's claim number from the remittance of the claim that this one replaces.",
     "2300 REF02 0", "mend", NULL},
    {"277CA: the reason stands at the line",
     X277("STC*A3:247*20260505*U*100~DTP*472*D8*20260416~SVC*HC:99213*100~STC*A7:454*20260505*U~"
          "REF*FJ*A1-1~DTP*472*D8*20260416~"),
     "A1", "Procedure code (CMS-1500 Box 24D, line 1) is not valid. We sent \"99213\".",
     "Use a code that is valid on the date of service.", "2400 SV101-2 24", "mend", NULL},
    {"277CA: a sentence of its own", X277("STC*A3:54*20260505*U*100~DTP*472*D8*20260416~"), "A1",
     "The payer has processed the same claim before.",
     "Look for the first claim's remittance. Do not send it again; to change it send a corrected "
     "claim (frequency 7).",
     " 00 0", "mend", NULL},
    {"277CA: in a loop above both claims",
     X277("STC*A7:562:85*20260505*U*100~DTP*472*D8*20260416~"), "A1",
     "NPI of the billing provider (CMS-1500 Box 33a) is not valid. We sent \"1999901006\".",
     "Check the ten digits, and that the payer has this NPI on file for the provider.",
     "2010AA NM109 8", "mend", NULL},
    {"277CA: above the second claim, opened by the first",
     X277_OF("A2", "STC*A7:562:85*20260505*U*100~DTP*472*D8*20260416~"), "A2",
     "NPI of the billing provider (CMS-1500 Box 33a) is not valid. We sent \"1999901006\".",
     "Check the ten digits, and that the payer has this NPI on file for the provider.",
     "2010AA NM109 8", NULL, "mend"},
    {"277CA: in the loop above the second claim alone",
     X277_OF("A2", "STC*A7:164:IL*20260505*U*100~DTP*472*D8*20260416~"), "A2",
     "Member id of the subscriber (CMS-1500 Box 1a) is not valid. We sent \"W300200301\".",
     "Copy the id from the insurance card, with its letters and without blanks or dashes.",
     "2010BA NM109 29", NULL, "mend"},
    {"277CA: a status that nobody knows",
     X277("STC*A7:9999:85*20260505*U*100~DTP*472*D8*20260416~"), "A1",
     "The partner refused the claim with status 9999 of the billing provider.",
     "Ask the partner which value is meant.", " 00 0", "mend", NULL},
};

typedef struct complaints {
    int n;
    char problem[SJ_COMPLAINT_TEXT], fix[SJ_COMPLAINT_TEXT], where[64];
} complaints;

static bool take_complaint(void *ctx, const sj_finding_row *row) {
    complaints *c = ctx;
    if (row->scope == SJ_SCOPE_SET || sj_str_is(row->source, "check")) return true;
    const sj_complaint what = sj_complaint_of(row);
    sj_complaint_problem(&what, c->problem, sizeof c->problem);
    sj_complaint_fix(&what, c->fix, sizeof c->fix);
    size_t n = (size_t)snprintf(c->where, sizeof c->where, "%.*s %.*s%02u", SJ_FMT(row->loop),
                                SJ_FMT(row->tag), row->pos.element);
    if (row->pos.component)
        n += (size_t)snprintf(c->where + n, sizeof c->where - n, "-%u", row->pos.component);
    snprintf(c->where + n, sizeof c->where - n, " %u", row->pos.segment);
    c->n++;
    return true;
}

static complaints complaints_of(const char *account) {
    sj_home *home;
    complaints c = {0};
    home_found f = home_find(account);
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_findings_of_submission(home->store, f.ids[0], take_complaint, &c, &err));
    sj_home_close(home);
    return c;
}

/* What a run says about refused claims: 'm' mend, 'u' unchanged, for A1 and A2. */
static char said[2];

static void take_file(void *ctx, const sj_file_result *f) {
    (void)ctx;
    for (uint32_t i = 0; i < f->n_rejections; i++) {
        const sj_rejection *r = &f->rejections[i];
        ck_assert_msg(r->unchanged == (r->problem[0] == 0), "%s", r->account);
        for (int k = 0; k < 2; k++)
            if (r->account[1] == '1' + k) said[k] = r->unchanged ? 'u' : 'm';
    }
}

static void run_and_listen(void) {
    sj_engine *e;
    sj_run_totals totals;
    const sj_engine_opts opts = {.as_of = sj_date_of(2026, 5, 4)};
    const sj_run_events events = {.file = take_file};
    said[0] = said[1] = 0;
    OK(sj_engine_open(&e, home_dir, &opts, &err));
    OK(sj_engine_run(e, &events, &totals, &err));
    ck_assert_uint_eq(totals.failed, 0);
    sj_engine_close(e);
}

START_TEST(an_answer_becomes_a_sentence) {
    home_put("partners/oa/inbox", "a.x12", cases[_i].answer);
    run_and_listen();
    complaints c = complaints_of(cases[_i].account);
    if (cases[_i].problem) {
        ck_assert_int_eq(c.n, 1);
        ck_assert_str_eq(c.problem, cases[_i].problem);
        ck_assert_str_eq(c.fix, cases[_i].fix);
        ck_assert_str_eq(c.where, cases[_i].where);
    } else {
        ck_assert_int_eq(c.n, 0);
    }
    const char *const wanted[] = {cases[_i].of_a1, cases[_i].of_a2};
    for (int k = 0; k < 2; k++)
        ck_assert_msg(said[k] == (wanted[k] ? wanted[k][0] : 0), "%s: A%d: '%c'", cases[_i].what,
                      k + 1, said[k] ? said[k] : '-');
}
END_TEST

static void read_report(const char *name, char *text, size_t cap) {
    char path[256];
    snprintf(path, sizeof path, "%s/reports/%s.txt", home_dir, name);
    FILE *f = fopen(path, "r");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, cap - 1, f);
    text[n] = 0;
    fclose(f);
}

START_TEST(the_report_says_what_to_send_again) {
    char text[8192];
    home_put("partners/oa/inbox", "a.x12", cases[0].answer);
    run_and_listen();
    read_report("a.x12", text, sizeof text);
    ck_assert_ptr_nonnull(
        strstr(text, "  Transaction set 0001, 2 claims: REFUSED\n"
                     "    one or more segments are wrong (code 5)\n"
                     "    Acct A1 \xc2\xb7 DOS 04/16/2026 \xc2\xb7 EVERGREEN SAMPLE HEALTH (90001) "
                     "\xc2\xb7 $100.00\n"
                     "      Procedure (CMS-1500 Box 24D) on line 1 is not a valid code. We sent "
                     "\"99213\".\n"
                     "      Fix: Look the code up, valid on the date of service, and correct it.\n"
                     "      Where: 837P loop 2400, SV101-2, segment 24 of the set; code 8/7\n"
                     "  Mend these claims and send only them again (1):\n    A1\n"
                     "  Send these again unchanged: refused only with their set (1):\n    A2\n"));
}
END_TEST

/* What is refused only with its set may come again as it is: it goes out once more. */
START_TEST(a_claim_refused_with_its_set_is_sent_again_unchanged) {
    home_put("partners/oa/inbox", "a.x12", cases[0].answer);
    home_run();
    home_put("in", "again.837", make_837((small_claim[]){{.account = "A2"}, {0}}, 2));
    sj_run_totals t = home_run();
    ck_assert_uint_eq(t.sent, 1);
    ck_assert_str_eq(home_states("A2"), "closed sent");
}
END_TEST

#define X999_OF(group, set)                                                                        \
    ISA("000000901")                                                                               \
    "GS*FA*RECEIV01*SUBMIT01*20260504*1000*1*X*005010X231A1~ST*999*0001*005010X231A1~"             \
    "AK1*HC*" group "*005010X222A1~AK2*837*" set "*005010X222A1~IK3*CLM*19*2300*8~"                \
    "IK4*2*782*6*100~IK5*R*5~AK9*R*1*1*0~SE*9*0001~" TAIL

START_TEST(an_answer_to_what_was_never_sent_changes_nothing) {
    static const char *const answers[] = {
        X999_OF("77", "0001"), X999_OF("9999999999999999999999", "0001"), X999_OF("1", "0099")};
    char text[8192];
    home_put("partners/oa/inbox", "a.x12", answers[_i]);
    run_and_listen();
    ck_assert_int_eq(complaints_of("A1").n, 0);
    ck_assert_int_eq(said[0], 0);
    read_report("a.x12", text, sizeof text);
    ck_assert_msg(strstr(text, "nothing was changed") != NULL, "%s", text);
}
END_TEST

START_TEST(a_ta1_tells_every_claim_why) {
    home_put("partners/oa/inbox", "a.x12",
             ISA("000000901") "TA1*000000001*260504*0930*R*006~IEA*0*000000901~");
    run_and_listen();
    ck_assert_int_eq(said[0], 'u');
    ck_assert_int_eq(said[1], 'u');
    char text[8192];
    read_report("a.x12", text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "Fix: Correct the sender's id of this partner in "
                                       "scrubjay.xml, or enroll with it.\n"));
    ck_assert_ptr_nonnull(strstr(text, "send these again unchanged (3):\n    A1, A2, A3\n"));
}
END_TEST

/* Every place that a status is joined to exists in the guide of its form. */
START_TEST(places_of_statuses_exist) {
    sj_guides *guides;
    static const struct {
        char form;
        const char *guide;
    } forms[] = {{'P', "837P"}, {'I', "837I"}, {'D', "837D"}};
    static const char *const entities[] = {"",   "85", "IL", "QC", "PR", "GB", "87",
                                           "82", "77", "DN", "DK", "DQ", "71", "72"};
    int places = 0;
    OK(sj_guides_new(&guides, &err));
    for (int f = 0; f < 3; f++) {
        const sj_guide *g;
        OK(sj_guides_get(guides, forms[f].guide, &g, &err));
        for (int status = 0; status < 1000; status++)
            for (size_t e = 0; e < sizeof entities / sizeof *entities; e++) {
                char code[16], loop[8], key[4] = "";
                sj_status_place at;
                snprintf(code, sizeof code, "%d", status);
                if (!sj_status_place_of(forms[f].form, sj_str_of(code), sj_str_of(entities[e]),
                                        &at))
                    continue;
                if (at.qualifiers)
                    snprintf(key, sizeof key, "%.*s", (int)strcspn(at.qualifiers, " "),
                             at.qualifiers);
                bool exists = false;
                for (const char *loops = at.loops; *loops; loops += *loops == ' ') {
                    size_t n = strcspn(loops, " ");
                    snprintf(loop, sizeof loop, "%.*s", (int)n, loops);
                    uint16_t l = sj_guide_find_loop(g, loop, 0);
                    ck_assert_msg(l != SJ_NO_ROW, "%s: %s %s", forms[f].guide, code, loop);
                    exists |= sj_guide_find_segment(g, l, at.tag, key[0] ? key : NULL) != SJ_NO_ROW;
                    loops += n;
                }
                /* Not every party has every value: a payer has no tax id. */
                ck_assert_msg(exists || entities[e][0], "%s: %s %s %s", forms[f].guide, code, loop,
                              at.tag);
                places += exists;
            }
    }
    ck_assert_int_gt(places, 200);
    sj_guides_free(guides);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("told");
    TCase *t = tcase_create("acknowledgments in words");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, send_claims, home_teardown);
    tcase_add_loop_test(t, an_answer_becomes_a_sentence, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, the_report_says_what_to_send_again);
    tcase_add_test(t, a_claim_refused_with_its_set_is_sent_again_unchanged);
    tcase_add_loop_test(t, an_answer_to_what_was_never_sent_changes_nothing, 0, 3);
    tcase_add_test(t, a_ta1_tells_every_claim_why);
    suite_add_tcase(s, t);
    TCase *p = tcase_create("places");
    tcase_add_test(p, places_of_statuses_exist);
    suite_add_tcase(s, p);
    return s;
}
