/* The checker: verdicts, the order of what it tells, and what it does when memory or input fails.
 */
#include "engine/pipeline/check.h"
#include "engine/pipeline/finding_queue.h"
#include "parsers/base/alloc.h"
#include "tests/unit/x12.h"

/* ---- the claim log ---- */

typedef struct log_reader {
    uint32_t next;
} log_reader;

static void read_row(void *ctx, sj_claim_row *row) {
    log_reader *r = ctx;
    char account[32];
    uint32_t n = r->next++;
    snprintf(account, sizeof account, "ACCT-%u", n);
    ck_assert_uint_eq(row->ordinal, n);
    ck_assert_sj_str(row->account, account);
    ck_assert_uint_eq(row->has_charge, n % 3 != 0);
    ck_assert_int_eq(row->charge, (sj_money)n * 100 - 5000);
    ck_assert_uint_eq(row->verdict, n % 3);
}

static void fill_log(sj_claim_log *log, uint32_t from, uint32_t to) {
    for (uint32_t n = from; n < to; n++) {
        char account[32];
        int len = snprintf(account, sizeof account, "ACCT-%u", n);
        sj_claim_row row = {
            n, n % 3 != 0, (sj_money)n * 100 - 5000, (sj_verdict)(n % 3), {account, (size_t)len}};
        ck_assert_int_eq(sj_claim_log_add(log, &row, NULL), SJ_OK);
    }
}

static const struct {
    size_t limit;
    uint32_t rows;
} logs[] = {{0, 0}, {0, 1}, {0, 1000}, {1, 1000}, {600, 5000}, {0, 50000}};

/* Rows come back in their order, however much of them lies in the file; and the log is then as new.
 */
START_TEST(claim_log) {
    sj_claim_log log;
    sj_claim_log_init(&log, logs[_i].limit);
    for (int round = 0; round < 2; round++) {
        log_reader r = {0};
        fill_log(&log, 0, logs[_i].rows);
        ck_assert_int_eq(sj_claim_log_drain(&log, read_row, &r, NULL), SJ_OK);
        ck_assert_uint_eq(r.next, logs[_i].rows);
    }
    fill_log(&log, 0, logs[_i].rows);
    sj_claim_log_dispose(&log);
    sj_claim_log_dispose(&log);
}
END_TEST

static void read_long(void *ctx, sj_claim_row *row) {
    *(size_t *)ctx = row->account.len;
}

START_TEST(long_account) {
    char account[1000];
    memset(account, 'A', sizeof account);
    sj_claim_log log;
    sj_claim_log_init(&log, 1);
    sj_claim_row row = {.ordinal = 1, .account = {account, sizeof account}};
    size_t len = 0;
    ck_assert_int_eq(sj_claim_log_add(&log, &row, NULL), SJ_OK);
    ck_assert_int_eq(sj_claim_log_add(&log, &row, NULL), SJ_OK);
    ck_assert_int_eq(sj_claim_log_drain(&log, read_long, &len, NULL), SJ_OK);
    ck_assert_uint_eq(len, 256);
    sj_claim_log_dispose(&log);
}
END_TEST

/* ---- the queue of findings ---- */

START_TEST(queue_sorts) {
    static const uint64_t offsets[] = {50, 10, 30, 10, 90, 0};
    static const uint64_t sorted[] = {0, 10, 10, 30, 50, 90};
    sj_finding_queue q;
    sj_finding_queue_init(&q, 1 << 20);
    for (int i = 0; i < 6; i++) {
        char value[16];
        int len = snprintf(value, sizeof value, "v%d", i);
        sj_finding f = {.pos = {.offset = offsets[i]}, .value = {value, (size_t)len}};
        ck_assert(sj_finding_queue_add(&q, &f));
    }
    sj_finding_queue_sort(&q);
    for (int i = 0; i < 6; i++) ck_assert_uint_eq(q.v[i].pos.offset, sorted[i]);
    ck_assert_sj_str(q.v[1].value, "v1"); /* those of one place as they came */
    ck_assert_sj_str(q.v[2].value, "v3");
    sj_finding_queue_clear(&q);
    ck_assert_uint_eq(q.n, 0);
    sj_finding_queue_dispose(&q);
}
END_TEST

START_TEST(queue_cuts_values) {
    char value[4000];
    memset(value, 'x', sizeof value);
    sj_finding_queue q;
    sj_finding_queue_init(&q, 1 << 20);
    sj_finding f = {.value = {value, sizeof value}};
    ck_assert(sj_finding_queue_add(&q, &f));
    ck_assert_uint_eq(q.v[0].value.len, SJ_VALUE_TOLD);
    sj_finding_queue_dispose(&q);
}
END_TEST

/* ---- the checker ---- */

static const char claim_head[] =
    "BHT*0019*00*B1*20260504*0915*CH~NM1*41*2*NORTHWIND*****46*NWB01~PER*IC*DESK*TE*5550100200~"
    "NM1*40*2*CLEARWAY*****46*CLRWAY~HL*1**20*1~NM1*85*2*QUILL STREET CLINIC*****XX*1234567893~"
    "N3*12 QUILL ST~N4*LARKTON*OH*440010001~REF*EI*311223344~HL*2*1*22*0~SBR*P*18*******CI~"
    "NM1*IL*1*FERNWAY*OTTO****MI*MBR1~N3*1 ELM~N4*LARKTON*OH*44001~DMG*D8*19610203*M~"
    "NM1*PR*2*MARSH HEALTH PLAN*****PI*MHP01~";
#define CLAIM_OF(account, charge, line, unit)                                                      \
    "CLM*" account "*" charge "***11:B:1*Y*A*Y*Y~HI*ABK:J029~LX*1~SV1*HC:99213*" line "*" unit     \
    "*1***1~DTP*472*D8*20260420~"
#define CLAIM(account, charge, line) CLAIM_OF(account, charge, line, "UN")

/* What came, as letters: s a set begins, f F a finding without and with its claim, c the claim's
 * record, v its verdict, e the set's end. */
typedef struct told {
    char order[64];
    char verdicts[16]; /* C, W, H */
    char so_far[16];
    int ends;
} told;

static void note(char *list, size_t cap, char c) {
    size_t n = strlen(list);
    if (n + 1 < cap) list[n] = c;
}

static void on_set_begin(void *ctx, const sj_set *s) {
    (void)s;
    told *t = ctx;
    note(t->order, sizeof t->order, 's');
}

static void on_set_end(void *ctx, const sj_set *s) {
    (void)s;
    told *t = ctx;
    note(t->order, sizeof t->order, 'e');
}

static void on_finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                       const sj_finding_def *def, const sj_claim *claim) {
    told *t = ctx;
    ck_assert_ptr_nonnull(at->interchange);
    ck_assert_ptr_nonnull(def);
    ck_assert(!claim || f->claim == claim->ordinal || f->claim == 0);
    note(t->order, sizeof t->order, claim && f->claim ? 'F' : 'f');
}

static void on_claim(void *ctx, const sj_claim *c, sj_verdict so_far) {
    (void)c;
    told *t = ctx;
    note(t->order, sizeof t->order, 'c');
    note(t->so_far, sizeof t->so_far, "CWH"[so_far]);
}

static void on_verdict(void *ctx, const sj_set *s, const sj_claim_row *row) {
    (void)s;
    told *t = ctx;
    note(t->order, sizeof t->order, 'v');
    note(t->verdicts, sizeof t->verdicts, "CWH"[row->verdict]);
}

static void on_file_end(void *ctx, const sj_check_result *r) {
    (void)r;
    ((told *)ctx)->ends++;
}

typedef struct memory {
    const char *at;
    size_t left;
    bool fails; /* at its end */
} memory;

static ptrdiff_t read_memory(void *ctx, char *buf, size_t cap) {
    memory *m = ctx;
    size_t n = m->left < cap ? m->left : cap;
    if (n == 0 && m->fails) return -1;
    memcpy(buf, m->at, n);
    m->at += n;
    m->left -= n;
    return (ptrdiff_t)n;
}

static sj_check_events events_of(told *t) {
    return (sj_check_events){.ctx = t,
                             .set_begin = on_set_begin,
                             .set_end = on_set_end,
                             .finding = on_finding,
                             .claim = on_claim,
                             .verdict = on_verdict,
                             .file_end = on_file_end};
}

static const sj_check_opts only_balances = {.as_of = 20577, .snip = 3};

static sj_check_result check_text(const char *text, size_t len, bool fails, told *t) {
    sj_check *c;
    sj_check_result r;
    ck_assert_int_eq(sj_check_new(&c, &only_balances, NULL), SJ_OK);
    memory m = {text, len, fails};
    sj_check_events events = events_of(t);
    sj_status s = sj_check_read(c, "test", read_memory, &m, &events, &r);
    ck_assert_uint_eq(r.failed, s != SJ_OK);
    ck_assert_int_eq(t->ends, 1);
    sj_check_free(c);
    return r;
}

static const struct {
    const char *name, *claims;
    const char *order, *so_far, *verdicts;
    unsigned errors, warnings;
} files[] = {
    {"clean", CLAIM("A1", "10", "10"), "scve", "C", "C", 0, 0},
    {"one of two does not balance", CLAIM("A1", "10", "10") CLAIM("A2", "11", "10"), "scFcvve",
     "CH", "CH", 1, 0},
    {"a code of the guide rejects the whole set",
     CLAIM("A1", "10", "10") CLAIM_OF("A2", "10", "10", "QQ"), "scFcvve", "CH", "HH", 1, 0},
    {"findings of a claim in the order of their places", CLAIM_OF("A1", "11", "10", "QQ"), "sFFcve",
     "H", "H", 2, 0},
};

START_TEST(verdicts) {
    char set[4096];
    snprintf(set, sizeof set, "%s%s", claim_head, files[_i].claims);
    char *text = x12_wrap(&X12_837P, set);
    told t = {{0}, {0}, {0}, 0};
    sj_check_result r = check_text(text, strlen(text), false, &t);
    ck_assert_msg(strcmp(t.order, files[_i].order) == 0, "%s: %s, not %s", files[_i].name, t.order,
                  files[_i].order);
    ck_assert_str_eq(t.so_far, files[_i].so_far);
    ck_assert_str_eq(t.verdicts, files[_i].verdicts);
    ck_assert_uint_eq(r.totals.errors, files[_i].errors);
    ck_assert_uint_eq(r.totals.warnings, files[_i].warnings);
    ck_assert_uint_eq(r.totals.claims, strlen(files[_i].verdicts));
    ck_assert(!r.failed);
    free(text);
}
END_TEST

/* The input fails in the middle: the file failed, what was read so far is told. */
START_TEST(read_fails) {
    char set[4096];
    snprintf(set, sizeof set, "%s%s", claim_head, CLAIM("A1", "10", "10") CLAIM("A2", "10", "10"));
    char *text = x12_wrap(&X12_837P, set);
    for (size_t n = 0; n < strlen(text); n += 97) {
        told t = {{0}, {0}, {0}, 0};
        sj_check_result r = check_text(text, n, true, &t);
        ck_assert(r.failed);
        ck_assert_int_eq(r.err.code, SJ_EINPUT);
        ck_assert_ptr_nonnull(r.err.msg);
    }
    free(text);
}
END_TEST

/* One allocation after the other fails (of the many that load the guides only some): it is told,
 * nothing leaks, and the next file is read as if nothing had happened. */
START_TEST(memory_ends) {
    char set[4096];
    snprintf(set, sizeof set, "%s%s", claim_head, CLAIM("A1", "11", "10") CLAIM("A2", "10", "10"));
    char *text = x12_wrap(&X12_837P, set);
    for (unsigned n = 1;; n += 1 + n / 100) {
        sj_check *c;
        sj_check_result r;
        told t = {{0}, {0}, {0}, 0};
        sj_check_events events = events_of(&t);
        memory m = {text, strlen(text), false};
        sj_alloc_fail_at(n);
        sj_status s = sj_check_new(&c, &only_balances, NULL);
        if (s == SJ_OK) {
            s = sj_check_read(c, "test", read_memory, &m, &events, &r);
            bool failed = sj_alloc_failed();
            sj_alloc_fail_at(0);
            if (s != SJ_OK) ck_assert(failed && r.failed && r.err.msg);
            m = (memory){text, strlen(text), false};
            ck_assert_int_eq(sj_check_read(c, "test", read_memory, &m, &events, &r), SJ_OK);
            ck_assert_uint_eq(r.totals.claims, 2);
            ck_assert_uint_eq(r.totals.held, 1);
            sj_check_free(c);
            if (!failed) break;
        } else {
            ck_assert(sj_alloc_failed());
        }
        ck_assert_uint_lt(n, 20000);
    }
    sj_alloc_fail_at(0);
    free(text);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("check");
    TCase *t = tcase_create("check");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, claim_log, 0, sizeof logs / sizeof *logs);
    tcase_add_test(t, long_account);
    tcase_add_test(t, queue_sorts);
    tcase_add_test(t, queue_cuts_values);
    tcase_add_loop_test(t, verdicts, 0, sizeof files / sizeof *files);
    tcase_add_test(t, read_fails);
    tcase_add_test(t, memory_ends);
    suite_add_tcase(s, t);
    return s;
}
