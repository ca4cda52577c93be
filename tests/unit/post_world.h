/* For tests of posting: a store with a few claims of ours, remittances to put together, and what
 * the store then holds in words. */
#ifndef SJ_TESTS_POST_WORLD_H
#define SJ_TESTS_POST_WORLD_H

#include "engine/followup/post.h"

#include "engine/followup/lines.h"
#include "engine/followup/match.h"
#include "engine/store/entries.h"
#include "engine/store/files.h"
#include "engine/store/keys.h"
#include "engine/store/ledger.h"
#include "engine/store/submissions.h"
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

static world w __attribute__((unused));
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
        sj_new_submission s = {.row = {.id = ids[i],
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
                               .keys = {.member = sj_key_member(w.keyed, sj_str_of(ours[i].member)),
                                        .person = sj_key_person(w.keyed, sj_str_of(ours[i].last),
                                                                sj_str_of(ours[i].first))}};
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

/* Whatever a test did to denials, their sums are kept. */
static void teardown(void) {
    uint64_t off = 0;
    ok(sj_work_sums_check(w.store, &off, &err));
    ck_assert_uint_eq(off, 0);
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

static inline sj_post_result post(const char *segments) {
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

static void say_all(bool lines) __attribute__((unused));
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

/* The double entry of a remittance: "claims > bank 1.00" moves a dollar from claims to the bank. */
static inline bool say_posting(void *ctx, const sj_entry_source *e) {
    (void)ctx;
    say("%.*s%s%s > %s %s", SJ_FMT(e->account), e->account.len ? " " : "",
        sj_account_name(e->e.credit), sj_account_name(e->e.debit), dollars(e->e.cents));
    if (e->e.reason.len) say(" %.*s", SJ_FMT(e->e.reason));
    if (e->e.reference.len) say(" %.*s", SJ_FMT(e->e.reference));
    say(" @%u\n", e->e.segment);
    return true;
}

static inline void say_postings(const char *trace) {
    ok(sj_entries_of_trace(w.store, sj_str_of(trace), say_posting, NULL, &err));
}

static inline bool add_balance(void *ctx, const sj_balance *b) {
    ((sj_money *)ctx)[b->account] += b->debit - b->credit;
    return true;
}

/* What is in each account; nothing is left in the clearing of remittances, and all sum up to
 * nothing. */
static inline void read_books(sj_money books[SJ_ACCOUNTS]) {
    sj_money sum = 0;
    memset(books, 0, SJ_ACCOUNTS * sizeof *books);
    ok(sj_ledger_balances(w.store, SJ_NO_DATE, SJ_NO_DATE, add_balance, books, &err));
    for (int a = 0; a < SJ_ACCOUNTS; a++) sum += books[a];
    ck_assert_int_eq(sum, 0);
    ck_assert_int_eq(books[SJ_ACCOUNT_REMITTANCE], 0);
}

static inline bool say_item(void *ctx, const sj_ledger_item *i) {
    (void)ctx;
    say("%s %.*s taken %s given %s left %s\n", sj_account_name(i->account), SJ_FMT(i->reference),
        dollars(i->taken), dollars(i->given), dollars(i->left));
    return true;
}

static inline void say_items(bool all) {
    ok(sj_ledger_items(w.store, all, say_item, NULL, &err));
}

#define expect(words) ck_assert_str_eq(w.text, words)

#define OTHERS "ACC-2/1 accepted\nACC-3/1 sent\nACC-4/1 denied\nACC-4/7 sent\n"

#endif
