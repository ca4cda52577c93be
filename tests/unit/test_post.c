/* Posting of remittances into a store that holds a few claims of ours. Each case posts one or more
 * files and says in words what the store then holds. */
#include "engine/followup/post.h"

#include "engine/followup/lines.h"
#include "engine/followup/match.h"
#include "engine/store/files.h"
#include "engine/store/keys.h"
#include "engine/store/ledger.h"
#include "engine/store/submissions.h"
#include "parsers/base/alloc.h"
#include "tests/unit/x12.h"

#include <stdarg.h>
#include <unistd.h>

/* Ours: all for 2026-10-15 unless their lines say otherwise. */
static const struct {
    const char *account, *frequency, *sequence;
    sj_money charge;
    const char *last, *first, *member, *lines;
    int previous; /* which of these, from 1; 0: none */
    sj_claim_state state;
} ours[] = {
    {"ACC-1", "1", "P", 15000, "DOE", "JANE", "W1",
     "LX*1~SV1*HC:99213:25*120*UN*1***1~DTP*472*D8*20261015~REF*6R*ACC-1-1~"
     "LX*2~SV1*HC:36415*30*UN*1***1~DTP*472*D8*20261015~REF*6R*ACC-1-2~",
     0, SJ_STATE_SENT},
    {"ACC-2", "1", "P", 7500, "LEE", "SAM", "W2",
     "LX*1~SV1*HC:90834*75*UN*1***1~DTP*472*D8*20261015~", 0, SJ_STATE_ACCEPTED},
    {"ACC-3", "1", "P", 10000, "KIM", "ANN", "W3",
     "LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20261015~", 0, SJ_STATE_SENT},
    {"ACC-4", "1", "P", 20000, "ROE", "MAX", "W4",
     "LX*1~SV1*HC:99214*200*UN*1***1~DTP*472*D8*20261015~", 0, SJ_STATE_DENIED},
    {"ACC-4", "7", "P", 20000, "ROE", "MAX", "W4",
     "LX*1~SV1*HC:99214*200*UN*1***1~DTP*472*D8*20261015~", 4, SJ_STATE_SENT},
};
enum { OURS = sizeof ours / sizeof *ours };

#define HEAD(amount, method, trace)                                                                \
    "BPR*I*" amount "*C*" method "************20261110~TRN*1*" trace "*1999999999~"                \
    "DTM*405*20261109~N1*PR*EXAMPLE PAYER~N3*PO BOX 1~N4*CHICAGO*IL*60601~"                        \
    "PER*BL*EDI*TE*8005550100~N1*PE*SAMPLE CLINIC*XX*1234567893~"
#define PATIENT(last, first, member) "NM1*QC*1*" last "*" first "****MI*" member "~"
#define DAY                          "DTM*472*20261015~"

/* ACC-1 with its second line denied; ACC-2 hidden as processed; ACC-3 paid. */
#define CLP1                                                                                       \
    "CLP*ACC-1*1*150*80*20*12*ICN1*11*1~" PATIENT(                                                 \
        "DOE", "JANE", "W1") "SVC*HC:99213:25*120*80**1~" DAY                                      \
                             "CAS*CO*45*20~CAS*PR*3*20~REF*6R*ACC-1-1~SVC*HC:36415*30*0**1~" DAY   \
                             "CAS*CO*97*30~REF*6R*ACC-1-2~LQ*HE*M15~"
#define CLP2                                                                                       \
    "CLP*ACC-2*1*75*0**12*ICN2*11*1~" PATIENT("LEE", "SAM", "W2") "SVC*HC:90834*75*0**1~" DAY      \
                                                                  "CAS*CO*197*75~LQ*HE*M62~"
#define CLP3                                                                                       \
    "CLP*ACC-3*1*100*90**12*ICN3*11*1~" PATIENT("KIM", "ANN", "W3") "SVC*HC:99213*100*90**1~" DAY  \
                                                                    "CAS*CO*45*10~"
#define CLP3_BACK                                                                                  \
    "CLP*ACC-3*22*-100*-90**12*ICN3*11*1~" PATIENT(                                                \
        "KIM", "ANN", "W3") "SVC*HC:99213*-100*-90**-1~" DAY "CAS*CO*45*-10~"
#define CLP3_AGAIN                                                                                 \
    "CLP*ACC-3*1*100*0**12*ICN4*11*7~" PATIENT("KIM", "ANN", "W3") "SVC*HC:99213*100*0**1~" DAY    \
                                                                   "CAS*CO*50*100~"

typedef struct world {
    sj_store *store;
    sj_keyed *keyed;
    sj_guides *guides;
    char path[64];
    char text[16384];
} world;

static world w;
static sj_err err;

static void say(const char *fmt, ...) SJ_PRINTF(1, 2);

static void say(const char *fmt, ...) {
    size_t n = strlen(w.text);
    va_list args;
    va_start(args, fmt);
    vsnprintf(w.text + n, sizeof w.text - n, fmt, args);
    va_end(args);
}

static const char *dollars(sj_money m) {
    static char buf[4][SJ_MONEY_SIZE];
    static unsigned turn;
    char *b = buf[turn++ % 4];
    sj_money_print(m, b);
    return b;
}

#define ok(call) ck_assert_msg((call) == SJ_OK, "%s (%s)", err.msg, err.detail)

static int64_t add_file(unsigned n) {
    uint8_t digest[SJ_SHA256_SIZE] = {(uint8_t)n, (uint8_t)(n >> 8)};
    sj_file f = {.id = sj_store_new_id(w.store),
                 .name = SJ_STR("remit.x12"),
                 .work = SJ_STR("w"),
                 .type = SJ_STR("835"),
                 .bytes = 1,
                 .sha256 = digest,
                 .state = SJ_STR("read"),
                 .place = SJ_STR("archive")};
    ok(sj_files_add(w.store, &f, &err));
    return f.id;
}

static void add_ours(void) {
    int64_t ids[OURS], file = add_file(60000);
    for (int i = 0; i < OURS; i++) {
        uint8_t print[SJ_SHA256_SIZE] = {(uint8_t)(i + 1)};
        char raw[2048];
        int n = snprintf(raw, sizeof raw, "CLM*%s*1~%s", ours[i].account, ours[i].lines);
        ids[i] = sj_store_new_id(w.store);
        sj_new_submission s = {
            .row = {.id = ids[i],
                    .file = file,
                    .ordinal = (uint32_t)i + 1,
                    .set_ordinal = 1,
                    .account = sj_str_of(ours[i].account),
                    .previous = ours[i].previous ? ids[ours[i].previous - 1] : 0,
                    .verdict = SJ_STR("clean"),
                    .state = ours[i].state,
                    .type = SJ_STR("837P"),
                    .purpose = SJ_STR("CH"),
                    .usage = SJ_STR("T"),
                    .sequence = sj_str_of(ours[i].sequence),
                    .frequency = sj_str_of(ours[i].frequency),
                    .payer = SJ_STR("99999"),
                    .payer_name = SJ_STR("EXAMPLE PAYER"),
                    .provider = SJ_STR("1234567893"),
                    .charge = ours[i].charge,
                    .first_service = sj_date_of(2026, 10, 15),
                    .last_service = sj_date_of(2026, 10, 15),
                    .fingerprint = print},
            .raw = {.submission = ids[i],
                    .delims = {'*', ':', '^', '~'},
                    .provider = {raw, 0},
                    .subscriber = {raw, 0},
                    .patient = {raw, 0},
                    .claim = {raw, (size_t)n}},
            .keys = {{SJ_KEY_MEMBER, sj_key_member(w.keyed, sj_str_of(ours[i].member))},
                     {SJ_KEY_PERSON,
                      sj_key_person(w.keyed, sj_str_of(ours[i].last), sj_str_of(ours[i].first))}},
            .n_keys = 2};
        ok(sj_submissions_add(w.store, &s, 1, &err));
    }
}

static void setup(void) {
    static const uint8_t key[SJ_KEY_SIZE] = {7};
    w = (world){0};
    strcpy(w.path, "/tmp/sj_test_post_XXXXXX");
    int fd = mkstemp(w.path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    unlink(w.path);
    ok(sj_store_open(&w.store, w.path, &(sj_store_opts){.create = true}, &err));
    ok(sj_store_use_practice(w.store, SJ_STR("main"), &err));
    ok(sj_keyed_new(&w.keyed, key, &err));
    ok(sj_guides_new(&w.guides, &err));
    ok(sj_store_begin(w.store, &err));
    add_ours();
    ok(sj_store_commit(w.store, &err));
}

static void teardown(void) {
    sj_store_close(w.store);
    sj_keyed_free(w.keyed);
    sj_guides_free(w.guides);
    char name[80];
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", w.path, tails[i]);
        unlink(name);
    }
}

typedef struct text_source {
    const char *text;
    size_t len, at;
} text_source;

static ptrdiff_t read_text(void *ctx, char *buf, size_t cap) {
    text_source *t = ctx;
    size_t n = t->len - t->at < cap ? t->len - t->at : cap;
    memcpy(buf, t->text + t->at, n);
    t->at += n;
    return (ptrdiff_t)n;
}

static bool rewind_text(void *ctx) {
    ((text_source *)ctx)->at = 0;
    return true;
}

static sj_status post_text(const char *text, size_t len, sj_post_result *result) {
    static unsigned files;
    text_source t = {text, len, 0};
    ok(sj_store_begin(w.store, &err));
    sj_post_input in = {
        .file = add_file(++files), .read = read_text, .rewind = rewind_text, .ctx = &t};
    sj_status st = sj_post_file(w.store, w.keyed, w.guides, &in, result, &err);
    if (st == SJ_OK)
        ok(sj_store_commit(w.store, &err));
    else
        sj_store_rollback(w.store);
    return st;
}

static sj_post_result post(const char *segments) {
    sj_post_result result;
    char *text = x12_wrap(&X12_835, segments);
    ok(post_text(text, strlen(text), &result));
    free(text);
    return result;
}

/* What the store holds, in words. */
static bool say_line(void *ctx, int64_t payment, const sj_payment_line_row *l) {
    (void)ctx, (void)payment;
    say("  line %u by %s: %.*s denied %s\n", l->line, sj_line_key_text((sj_line_key)l->line_key),
        SJ_FMT(l->kind), dollars(l->denied));
    return true;
}

static bool say_payment(void *ctx, const sj_payment_row *p, sj_str our, sj_str runner) {
    (void)ctx, (void)runner;
    say(" %.*s %.*s: %.*s, %.*s, paid %s", SJ_FMT(p->account), SJ_FMT(p->status), SJ_FMT(p->state),
        SJ_FMT(p->kind), dollars(p->paid));
    if (p->rung)
        say(", is %.*s by %s", SJ_FMT(our), sj_match_rung_text((sj_match_rung)p->rung));
    else if (our.len)
        say(", perhaps %.*s", SJ_FMT(our));
    if (p->reverses) say(", reverses");
    if (p->residual || p->charge_residual)
        say(", residual %s/%s", dollars(p->residual), dollars(p->charge_residual));
    say("\n");
    return true;
}

static bool say_provider(void *ctx, const sj_provider_row *a) {
    (void)ctx;
    say(" PLB %.*s %.*s %s\n", SJ_FMT(a->reason), SJ_FMT(a->reference), dollars(a->amount));
    return true;
}

static bool say_remit(void *ctx, const sj_ledger_remit *r) {
    say("%.*s %s %.*s", SJ_FMT(r->row.trace), dollars(r->row.amount), SJ_FMT(r->row.state));
    if (r->row.reason.len) say(" %.*s", SJ_FMT(r->row.reason));
    if (r->row.residual) say(" residual %s", dollars(r->row.residual));
    if (r->row.differs) say(" differs");
    say("\n");
    *(int64_t *)ctx = r->row.id;
    return true;
}

static bool say_denial(void *ctx, const sj_ledger_denial *d) {
    (void)ctx;
    say("work: %.*s line %u %.*s-%.*s %s %.*s %.*s\n", SJ_FMT(d->account), d->line,
        SJ_FMT(d->row.group), SJ_FMT(d->row.carc), dollars(d->row.amount), SJ_FMT(d->row.category),
        SJ_FMT(d->row.action));
    return true;
}

static bool say_claim(void *ctx, const sj_submission *s) {
    (void)ctx;
    say("%.*s/%.*s %s%s%.*s\n", SJ_FMT(s->account), SJ_FMT(s->frequency), sj_state_text(s->state),
        s->payer_control.len ? " " : "", SJ_FMT(s->payer_control));
    return true;
}

static void say_all(bool lines) {
    int64_t last = 0;
    ok(sj_ledger_remits(w.store, &(sj_ledger_filter){0}, say_remit, &last, &err));
    if (last) {
        ok(sj_ledger_payments(w.store, last, say_payment, NULL, &err));
        if (lines) ok(sj_ledger_lines(w.store, last, say_line, NULL, &err));
        ok(sj_ledger_provider(w.store, last, say_provider, NULL, &err));
    }
    ok(sj_ledger_denials(w.store, say_denial, NULL, &err));
    ok(sj_submissions_list(w.store, &(sj_submission_filter){0}, say_claim, NULL, &err));
}

#define expect(words) ck_assert_str_eq(w.text, words)

#define OTHERS "ACC-2/1 accepted\nACC-3/1 sent\nACC-4/1 denied\nACC-4/7 sent\n"

START_TEST(posts) {
    sj_post_result r = post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(true);
    expect("T1 170.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " ACC-2 1: posted, denied, paid 0.00, is ACC-2 by account\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "  line 1 by line control: paid denied 0.00\n"
           "  line 2 by line control: bundled denied 30.00\n"
           "  line 1 by procedure: denied denied 75.00\n"
           "  line 1 by procedure: paid denied 0.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 denied ICN2\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.posted == 1 && r.matched == 3 && r.denials == 2 && r.denied == 10500);
}
END_TEST

START_TEST(twice_is_once) {
    post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    sj_post_result r = post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(false);
    expect("T1 170.00 posted\nT1 170.00 duplicate\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 denied ICN2\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.duplicates == 1 && r.posted == 0 && r.payments == 0 && r.denials == 0);
}
END_TEST

START_TEST(twice_with_other_content) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP2 CLP3);
    say_all(false);
    expect("T1 90.00 posted\nT1 90.00 duplicate differs\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(same_trace_other_amount_is_another) {
    post(HEAD("80", "ACH", "T1") "LX*1~" CLP1);
    sj_post_result r = post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    ck_assert(r.posted == 1 && r.matched == 1);
}
END_TEST

/* Zero payments share a trace: the claims are compared, one by one. */
START_TEST(zero_payments_repeat_their_trace) {
    post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2);
    sj_post_result r = post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2);
    ck_assert_msg(r.duplicates == 1, "the same content");
    r = post(HEAD("0", "NON", "NOPAY") "LX*1~" CLP2
                                       "CLP*ACC-3*4*100*0**12*ICN3*11*1~CAS*CO*29*100~" PATIENT(
                                           "KIM", "ANN", "W3"));
    ck_assert_msg(r.posted == 1 && r.repeated == 1 && r.matched == 1, "%u %u %u", r.posted,
                  r.repeated, r.matched);
    say_all(false);
    expect(
        "NOPAY 0.00 posted\nNOPAY 0.00 duplicate\nNOPAY 0.00 posted\n"
        " ACC-2 1: repeated, denied, paid 0.00\n"
        " ACC-3 4: posted, denied, paid 0.00, is ACC-3 by account\n"
        "work: ACC-2 line 1 CO-197 75.00 AUTH appeal\n"
        "work: ACC-3 line 0 CO-29 100.00 TIMELY appeal\n"
        "ACC-1/1 sent\nACC-2/1 denied ICN2\nACC-3/1 denied ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(a_set_that_does_not_balance_is_refused_whole) {
    sj_post_result r = post(HEAD("171", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    say_all(true);
    expect("T1 171.00 refused BL-0204 residual 1.00\nACC-1/1 sent\n" OTHERS);
    ck_assert_str_eq(r.reason, "BL-0204");
    ck_assert(r.refused == 1 && r.residual == 100 && r.reason_segment == 2 && r.payments == 0);
    post(HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3);
    w.text[0] = 0;
    say_all(false);
    ck_assert_msg(strstr(w.text, "T1 170.00 posted"), "the corrected one is no duplicate");
}
END_TEST

START_TEST(a_claim_that_does_not_balance_is_set_aside) {
    /* ACC-2 says 75 - 70 = 0: 5.00 are missing; the set's sum holds. */
    sj_post_result r =
        post(HEAD("80", "ACH", "T1") "LX*1~" CLP1 "CLP*ACC-2*1*75*0**12*ICN2*11*1~" PATIENT(
            "LEE", "SAM", "W2") "SVC*HC:90834*75*0**1~" DAY "CAS*CO*197*70~");
    say_all(false);
    expect("T1 80.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " ACC-2 1: suspended, denied, paid 0.00, is ACC-2 by account, residual 5.00/0.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\n" OTHERS);
    ck_assert(r.suspended == 1 && r.matched == 1);
}
END_TEST

START_TEST(one_bad_set_does_not_stop_the_others) {
    char *good = x12_wrap(&X12_835, HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    char *bad = x12_wrap(&X12_835, HEAD("5", "ACH", "T2") "LX*1~" CLP2);
    for (char *at = good; (at = strstr(at, "000000007")); at++) at[8] = '8';
    char both[32768];
    snprintf(both, sizeof both, "%s%s", bad, good);
    sj_post_result r;
    ok(post_text(both, strlen(both), &r));
    ck_assert(r.remits == 2 && r.refused == 1 && r.posted == 1 && r.matched == 1);
    free(good);
    free(bad);
}
END_TEST

START_TEST(a_file_that_is_cut_posts_nothing) {
    char *text = x12_wrap(&X12_835, HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    char *ge = strstr(text, "GE*1"), *iea = strstr(text, "IEA*"), *se = strstr(text, "SE*");
    const char *cuts[] = {iea, ge, se, strstr(text, "CAS*")};
    for (int i = 0; i < 4; i++) {
        sj_post_result r;
        ok(post_text(text, (size_t)(cuts[i] - text), &r));
        ck_assert_msg(r.posted == 0 && r.refused == 1 && r.reason[0], "cut %d: %u posted", i,
                      r.posted);
    }
    say_all(false);
    ck_assert_ptr_nonnull(strstr(w.text, "ACC-3/1 sent"));
    free(text);
}
END_TEST

START_TEST(syntax_errors_refuse_the_set) {
    /* CLP03 is no number: the guide's error, named. */
    sj_post_result r = post(HEAD(
        "90", "ACH", "T1") "LX*1~CLP*ACC-3*1*1OO*90**12*ICN3*11*1~" PATIENT("KIM", "ANN", "W3"));
    ck_assert(r.refused == 1 && r.posted == 0 && strncmp(r.reason, "IG-", 3) == 0);
    ck_assert_uint_gt(r.reason_segment, 2);
}
END_TEST

START_TEST(reversal_and_correction) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r =
        post(HEAD("0", "NON", "T2") "LX*1~" CLP3_BACK CLP3_AGAIN "PLB*1234567893*20261231*FB*-90~");
    say_all(false);
    expect("T1 90.00 posted\nT2 0.00 posted\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account, reverses\n"
           " ACC-3 1: posted, denied, paid 0.00, is ACC-3 by account\n"
           " PLB FB  -90.00\n"
           "work: ACC-3 line 1 CO-50 100.00 MEDNEC appeal\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 denied ICN4\nACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.reversals == 1 && r.provider == -9000);
}
END_TEST

START_TEST(reversal_in_the_same_file) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3 CLP3_BACK);
    say_all(false);
    expect("T1 0.00 posted\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account, reverses\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 reversed ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(reversal_of_a_denial_closes_its_work) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_AGAIN);
    post(HEAD("90", "ACH", "T2") "LX*1~"
                                 "CLP*ACC-3*22*-100*0**12*ICN4*11*7~" PATIENT(
                                     "KIM", "ANN", "W3") "SVC*HC:99213*-100*0**-1~" DAY
                                                         "CAS*CO*50*-100~" CLP3);
    say_all(false);
    expect("T1 0.00 posted\nT2 90.00 posted\n"
           " ACC-3 22: posted, reversal, paid 0.00, is ACC-3 by account, reverses\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(a_reversal_of_what_was_never_posted) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_BACK "PLB*1234567893*20261231*FB*-90~");
    say_all(false);
    expect("T1 0.00 posted\n"
           " ACC-3 22: posted, reversal, paid -90.00, is ACC-3 by account\n"
           " PLB FB  -90.00\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 reversed\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(takeback_moves_no_claim) {
    post(HEAD("90", "ACH", "T1") "LX*1~" CLP3);
    sj_post_result r =
        post(HEAD("25", "ACH", "T2") "LX*1~" CLP1 "PLB*1234567893*20261231*WO:ICN3*60*L6:ICN1*-5~");
    say_all(false);
    expect("T1 90.00 posted\nT2 25.00 posted\n"
           " ACC-1 1: posted, partly_denied, paid 80.00, is ACC-1 by account\n"
           " PLB WO ICN3 60.00\n PLB L6 ICN1 -5.00\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\nACC-2/1 accepted\nACC-3/1 paid ICN3\n"
           "ACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.provider == 5500);
}
END_TEST

START_TEST(not_ours_is_shown_and_counted) {
    sj_post_result r =
        post(HEAD("140", "ACH", "T1") "LX*1~"
                                      "CLP*OTHER-9*1*100*50**12*X1*11*1~" PATIENT(
                                          "NOBODY", "NICK", "Z9") "SVC*HC:99213*100*50**1~" DAY
                                                                  "CAS*CO*45*50~" CLP3);
    say_all(false);
    expect("T1 140.00 posted\n"
           " OTHER-9 1: unmatched, paid, paid 50.00\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
    ck_assert(r.unmatched == 1 && r.unmatched_paid == 5000 && r.denials == 0);
}
END_TEST

START_TEST(found_without_the_account) {
    post(HEAD(
        "310", "ACH",
        "T1") "LX*1~"
              "CLP*0*1*100*90**12*ICN3*11*1~" PATIENT(
                  "KIM", "ANN",
                  "W3") "SVC*HC:99213*100*90**1~" DAY
                        "CAS*CO*45*10~" /* no account: member, day, charge */
                        "CLP*MB-ACC-2*1*75*70**12*ICN2*11*1~" PATIENT(
                            "LEE", "SAM",
                            "W2") "SVC*HC:90834*75*70**1~" DAY "CAS*CO*45*5~" /* a prefix */
                                  "CLP**1*150*150**12*ICN1*11*1~" PATIENT(
                                      "DOE", "JANE",
                                      "OTHER") "SVC*HC:99213:25*120*120**1~" DAY
                                               "SVC*HC:36415*30*30**1~" DAY); /* refused: CLP01 */
    w.text[0] = 0;
    post(HEAD("310", "ACH", "T2") "LX*1~"
                                  "CLP*0*1*100*90**12*ICN3*11*1~" PATIENT(
                                      "KIM", "ANN",
                                      "W3") "SVC*HC:99213*100*90**1~" DAY "CAS*CO*45*10~"
                                            "CLP*MB-ACC-2*1*75*70**12*ICN2*11*1~" PATIENT(
                                                "LEE", "SAM",
                                                "W2") "SVC*HC:90834*75*70**1~" DAY "CAS*CO*45*5~"
                                                      "CLP*000*1*150*150**12*ICN1*11*1~" PATIENT(
                                                          "DOE", "JANE",
                                                          "OTHER") "SVC*HC:99213:25*120*120**1~" DAY
                                                                   "SVC*HC:36415*30*30**1~" DAY);
    say_all(false);
    expect(
        "T1 310.00 refused IG-0201\nT2 310.00 posted\n"
        " 0 1: posted, paid, paid 90.00, is ACC-3 by member, date and charge\n"
        " MB-ACC-2 1: posted, paid, paid 70.00, is ACC-2 by account variant\n"
        " 000 1: posted, paid, paid 150.00, is ACC-1 by name, date and charge\n"
        "ACC-1/1 paid ICN1\nACC-2/1 paid ICN2\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

START_TEST(the_corrected_claim_takes_the_payment) {
    post(HEAD("200", "ACH", "T1") "LX*1~CLP*ACC-4*1*200*200**12*ICN9*11*7~" PATIENT(
        "ROE", "MAX", "W4") "SVC*HC:99214*200*200**1~" DAY);
    say_all(false);
    expect("T1 200.00 posted\n"
           " ACC-4 1: posted, paid, paid 200.00, is ACC-4 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 sent\nACC-4/1 denied\nACC-4/7 paid ICN9\n");
}
END_TEST

/* The payer splits a claim: each part is posted, the whole is partly paid. */
START_TEST(a_split_claim_sums_up) {
    post(HEAD("120", "ACH", "T1") "LX*1~"
                                  "CLP*ACC-1*1*120*120**12*ICN1*11*1~" PATIENT(
                                      "DOE", "JANE",
                                      "W1") "SVC*HC:99213:25*120*120**1~" DAY "REF*6R*ACC-1-1~"
                                            "CLP*ACC-1*1*30*0**12*ICN2*11*1~" PATIENT(
                                                "DOE", "JANE",
                                                "W1") "SVC*HC:36415*30*0**1~" DAY
                                                      "CAS*CO*16*30~REF*6R*ACC-1-2~LQ*HE*M51~");
    say_all(true);
    expect("T1 120.00 posted\n"
           " ACC-1 1: posted, paid, paid 120.00, is ACC-1 by account\n"
           " ACC-1 1: posted, denied, paid 0.00, is ACC-1 by account\n"
           "  line 1 by line control: paid denied 0.00\n"
           "  line 2 by line control: denied denied 30.00\n"
           "work: ACC-1 line 2 CO-16 30.00 CODING correct\n"
           "ACC-1/1 partly_paid ICN2\n" OTHERS);
}
END_TEST

START_TEST(paid_after_all_clears_the_worklist) {
    post(HEAD("0", "NON", "T1") "LX*1~" CLP3_AGAIN);
    post(HEAD("90", "ACH", "T2") "LX*1~" CLP3);
    say_all(false);
    expect("T1 0.00 posted\nT2 90.00 posted\n"
           " ACC-3 1: posted, paid, paid 90.00, is ACC-3 by account\n"
           "ACC-1/1 sent\nACC-2/1 accepted\nACC-3/1 paid ICN3\nACC-4/1 denied\nACC-4/7 sent\n");
}
END_TEST

/* Medicare passed the claim on; what the next payer decides does not undo what Medicare denied. */
START_TEST(a_crossover_payer_adds_its_part) {
    post(HEAD("80", "ACH", "T1") "LX*1~" CLP1);
    post(HEAD("20", "ACH", "T2") "LX*1~CLP*ACC-1*2*150*20**12*SEC1*11*1~" PATIENT(
        "DOE", "JANE", "W1") "SVC*HC:99213:25*120*20**1~" DAY "CAS*OA*23*100~REF*6R*ACC-1-1~"
                             "SVC*HC:36415*30*0**1~" DAY "CAS*OA*23*30~REF*6R*ACC-1-2~");
    say_all(false);
    expect("T1 80.00 posted\nT2 20.00 posted\n"
           " ACC-1 2: posted, paid, paid 20.00, is ACC-1 by account\n"
           "work: ACC-1 line 2 CO-97 30.00 BUNDLING correct\n"
           "ACC-1/1 partly_paid ICN1\n" OTHERS);
}
END_TEST

/* Whatever allocation fails: it is reported, nothing stays behind, and the next try goes well. */
START_TEST(memory_ends_anywhere) {
    char *text =
        x12_wrap(&X12_835, HEAD("170", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3
                                                    "PLB*1234567893*20261231*WO:A*5*L6:B*-5~");
    unsigned failures = 0;
    for (unsigned n = 1;; n++) {
        text_source t = {text, strlen(text), 0};
        ok(sj_store_begin(w.store, &err));
        sj_post_input in = {
            .file = add_file(40000 + n), .read = read_text, .rewind = rewind_text, .ctx = &t};
        sj_post_result r;
        sj_alloc_fail_at(n);
        sj_status st = sj_post_file(w.store, w.keyed, w.guides, &in, &r, &err);
        bool failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        sj_store_rollback(w.store);
        if (st == SJ_OK) { /* some can do without: then nothing may be missing */
            ck_assert_uint_eq(r.matched, 3);
            if (!failed) break;
        }
        ck_assert_msg(st == SJ_OK || st == SJ_ENOMEM, "allocation %u: status %d, %s", n, st,
                      err.msg);
        failures++;
    }
    ck_assert_uint_gt(failures, 20);
    sj_post_result r;
    ok(post_text(text, strlen(text), &r));
    ck_assert_uint_eq(r.matched, 3);
    free(text);
}
END_TEST

/* Damaged files: refused or posted, never a crash, and never a cent that is not in the file. */
START_TEST(damaged_files) {
    static const char bytes[] = "*~:^-09A \n\0\xff";
    char *text =
        x12_wrap(&X12_835, HEAD("80", "ACH", "T1") "LX*1~" CLP1 CLP2 CLP3_BACK CLP3
                                                   "PLB*1234567893*20261231*WO:A*5*L6:B*-5~");
    size_t len = strlen(text);
    uint32_t x = 7 + (uint32_t)_i;
    for (int i = 0; i < 60; i++) {
        char *copy = malloc(len);
        size_t n = len;
        memcpy(copy, text, len);
        for (int k = 0; k < 3; k++) {
            x = x * 1664525u + 1013904223u;
            copy[106 + (x >> 8) % (len - 106)] = bytes[(x >> 4) % (sizeof bytes - 1)];
        }
        if (i % 7 == 0) n = 106 + (x >> 9) % (len - 106);
        text_source t = {copy, n, 0};
        ok(sj_store_begin(w.store, &err));
        sj_post_input in = {
            .file = add_file(50000), .read = read_text, .rewind = rewind_text, .ctx = &t};
        sj_post_result r;
        sj_status st = sj_post_file(w.store, w.keyed, w.guides, &in, &r, &err);
        ck_assert_msg(st == SJ_OK || st == SJ_ENOTX12 || st == SJ_ETOOBIG, "%d %s", st, err.msg);
        if (st == SJ_OK) ck_assert_uint_eq(r.remits, r.posted + r.refused + r.duplicates);
        sj_store_rollback(w.store);
        free(copy);
    }
    free(text);
}
END_TEST

START_TEST(nothing_is_x12) {
    sj_post_result r;
    ck_assert_int_eq(post_text("hello", 5, &r), SJ_ENOTX12);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("post");
    TCase *t = tcase_create("post");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, posts);
    tcase_add_test(t, twice_is_once);
    tcase_add_test(t, twice_with_other_content);
    tcase_add_test(t, same_trace_other_amount_is_another);
    tcase_add_test(t, zero_payments_repeat_their_trace);
    tcase_add_test(t, a_set_that_does_not_balance_is_refused_whole);
    tcase_add_test(t, a_claim_that_does_not_balance_is_set_aside);
    tcase_add_test(t, one_bad_set_does_not_stop_the_others);
    tcase_add_test(t, a_file_that_is_cut_posts_nothing);
    tcase_add_test(t, syntax_errors_refuse_the_set);
    tcase_add_test(t, reversal_and_correction);
    tcase_add_test(t, reversal_in_the_same_file);
    tcase_add_test(t, reversal_of_a_denial_closes_its_work);
    tcase_add_test(t, a_reversal_of_what_was_never_posted);
    tcase_add_test(t, takeback_moves_no_claim);
    tcase_add_test(t, not_ours_is_shown_and_counted);
    tcase_add_test(t, found_without_the_account);
    tcase_add_test(t, the_corrected_claim_takes_the_payment);
    tcase_add_test(t, a_split_claim_sums_up);
    tcase_add_test(t, paid_after_all_clears_the_worklist);
    tcase_add_test(t, a_crossover_payer_adds_its_part);
    tcase_add_test(t, memory_ends_anywhere);
    tcase_add_loop_test(t, damaged_files, 0, 10);
    tcase_add_test(t, nothing_is_x12);
    suite_add_tcase(s, t);
    return s;
}
