/* The simulator: what it makes has no fault and is balanced, what it answers makes its truth true.
 */
#include "tests/unit/unit.h"

#include "engine/simulate/payer.h"
#include "engine/simulate/world.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Text that grows. */
struct text {
    char *bytes;
    size_t len, cap;
};

static int append(void *ctx, const void *bytes, size_t len) {
    struct text *t = ctx;
    while (t->len + len > t->cap) {
        t->cap = t->cap ? 2 * t->cap : 1 << 16;
        t->bytes = realloc(t->bytes, t->cap);
        ck_assert_ptr_nonnull(t->bytes);
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    return 0;
}

struct source {
    const char *at;
    size_t left;
};

static ptrdiff_t read_text(void *ctx, char *buf, size_t cap) {
    struct source *s = ctx;
    size_t n = s->left < cap ? s->left : cap;
    memcpy(buf, s->at, n);
    s->at += n;
    s->left -= n;
    return (ptrdiff_t)n;
}

static struct text make(bool payments, uint64_t seed, uint32_t claims) {
    struct text t = {0};
    sj_err err = {0};
    const sj_sim_make_opts opts = {.seed = seed, .claims = claims, .day = sj_date_of(2026, 5, 4)};
    sj_status s = payments ? sj_sim_make_payments(&opts, append, &t, &err)
                           : sj_sim_make_claims(&opts, append, &t, &err);
    ck_assert_msg(s == SJ_OK, "%s", err.msg);
    return t;
}

/* What sj_parse sees in a file. */
struct seen {
    unsigned errors, claims, payments, unbalanced, remits, bad_remits;
    unsigned ta1s, sets_acknowledged, statuses;
    char first[256];
};

static void on_finding(void *ctx, const sj_finding *f) {
    struct seen *s = ctx;
    if (f->severity != SJ_ERROR || s->errors++) return;
    snprintf(s->first, sizeof s->first, "finding %04x at segment %u %s, element %u: '%.*s'", f->id,
             f->pos.segment, f->tag, f->pos.element, SJ_FMT(f->value));
}
static void on_claim(void *ctx, const sj_claim *c) {
    (void)c;
    ((struct seen *)ctx)->claims++;
}
static void on_payment(void *ctx, const sj_payment *p) {
    struct seen *s = ctx;
    s->payments++;
    s->unbalanced += !p->balanced;
}
static void on_remit_end(void *ctx, const sj_remit *r) {
    struct seen *s = ctx;
    s->remits++;
    s->bad_remits += r->totals.residual != 0 || r->totals.unbalanced != 0;
}
static void on_ta1(void *ctx, const sj_ta1 *t) {
    (void)t;
    ((struct seen *)ctx)->ta1s++;
}
static void on_999(void *ctx, const sj_ack_999 *a) {
    ((struct seen *)ctx)->sets_acknowledged += a->sets.n;
}
static void on_status(void *ctx, const sj_claim_status *c) {
    (void)c;
    ((struct seen *)ctx)->statuses++;
}

static struct seen look(const char *bytes, size_t len) {
    struct seen s = {0};
    sj_err err = {0};
    sj_guides *guides;
    const sj_parse_events events = {.ctx = &s,
                                    .finding = on_finding,
                                    .claim = on_claim,
                                    .payment = on_payment,
                                    .remit_end = on_remit_end,
                                    .ta1 = on_ta1,
                                    .ack999 = on_999,
                                    .claim_status = on_status};
    ck_assert_int_eq(sj_guides_new(&guides, &err), SJ_OK);
    sj_status status = sj_parse_memory(guides, bytes, len, &events, NULL, NULL, &err);
    ck_assert_msg(status == SJ_OK, "%s", err.msg);
    sj_guides_free(guides);
    return s;
}

/* Luhn over the card issuer's prefix for health care and the ten digits. */
static unsigned luhn(const char *npi) {
    char digits[16];
    unsigned sum = 0;
    snprintf(digits, sizeof digits, "80840%s", npi);
    for (unsigned i = 0; i < 15; i++) {
        unsigned digit = (unsigned)(digits[14 - i] - '0') << (i & 1);
        sum += digit / 10 + digit % 10;
    }
    return sum % 10;
}

START_TEST(npis_have_a_right_check_digit) {
    for (unsigned i = 0; i < 10000; i += 7) {
        char npi[11];
        sj_sim_npi(i, npi);
        ck_assert_uint_eq(strlen(npi), 10);
        ck_assert_msg(luhn(npi) == 0, "%s", npi);
    }
}
END_TEST

START_TEST(a_stream_is_its_own) {
    sj_sim_rng a = sj_sim_rng_at(1, SJ_SIM_STREAM_PEOPLE, 5),
               b = sj_sim_rng_at(1, SJ_SIM_STREAM_PEOPLE, 5);
    sj_sim_rng c = sj_sim_rng_at(1, SJ_SIM_STREAM_PEOPLE, 6),
               d = sj_sim_rng_at(1, SJ_SIM_STREAM_FATES, 5);
    uint64_t first = sj_sim_rng_next(&a);
    ck_assert_uint_eq(first, sj_sim_rng_next(&b));
    ck_assert_uint_ne(first, sj_sim_rng_next(&c));
    ck_assert_uint_ne(first, sj_sim_rng_next(&d));
}
END_TEST

static const struct {
    const char *text;
    bool right;
} mixes[] = {
    {"paid=100", true},
    {"contractual=60,denied=30,silent=10", true},
    {"contractual=60,denied=30", false}, /* 90 */
    {"paid=60,paid=50", false},
    {"payed=100", false},
    {"paid", false},
    {"paid=", false},
    {"paid=1e2", false},
    {"paid=101", false},
    {"", false},
    {"paid=100,", false},
};

START_TEST(a_mix_is_read_or_refused) {
    uint8_t mix[SJ_SIM_FATES];
    ck_assert_msg(sj_sim_mix_parse(mixes[_i].text, mix) == mixes[_i].right, "%s", mixes[_i].text);
}
END_TEST

START_TEST(the_same_seed_makes_the_same_bytes) {
    struct text a = make(_i, 7, 300), b = make(_i, 7, 300), c = make(_i, 8, 300);
    ck_assert_uint_eq(a.len, b.len);
    ck_assert_mem_eq(a.bytes, b.bytes, a.len);
    ck_assert(a.len != c.len || memcmp(a.bytes, c.bytes, a.len) != 0);
    free(a.bytes);
    free(b.bytes);
    free(c.bytes);
}
END_TEST

START_TEST(claims_have_no_fault) {
    struct text t = make(false, (uint64_t)_i, 400);
    struct seen s = look(t.bytes, t.len);
    ck_assert_uint_eq(s.claims, 400);
    ck_assert_msg(s.errors == 0, "%u errors: %s", s.errors, s.first);
    free(t.bytes);
}
END_TEST

START_TEST(payments_balance) {
    struct text t = make(true, (uint64_t)_i, 1200);
    struct seen s = look(t.bytes, t.len);
    ck_assert_uint_eq(s.payments, 1200);
    ck_assert_uint_eq(s.remits, 3);
    ck_assert_uint_eq(s.unbalanced, 0);
    ck_assert_uint_eq(s.bad_remits, 0);
    ck_assert_msg(s.errors == 0, "%u errors: %s", s.errors, s.first);
    free(t.bytes);
}
END_TEST

/* A payer that has taken in a batch. */
static sj_sim_payer *payer_with(uint64_t seed, uint32_t claims) {
    struct text t = make(false, seed, claims);
    struct source from = {t.bytes, t.len};
    sj_err err = {0};
    sj_sim_payer *p;
    sj_guides *guides;
    const sj_sim_payer_opts opts = {.seed = seed, .day = SJ_NO_DATE};
    ck_assert_int_eq(sj_guides_new(&guides, &err), SJ_OK);
    ck_assert_int_eq(sj_sim_payer_new(&p, &opts, &err), SJ_OK);
    ck_assert_int_eq(sj_sim_payer_take(p, guides, read_text, &from, &err), SJ_OK);
    ck_assert_uint_eq(p->n_claims, claims);
    sj_guides_free(guides);
    free(t.bytes);
    return p;
}

static struct text read_whole(const char *dir, const char *name) {
    char path[512], buf[4096];
    struct text t = {0};
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    for (size_t n; (n = fread(buf, 1, sizeof buf, f)) > 0;) append(&t, buf, n);
    fclose(f);
    return t;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

/* A small batch shows every fate once before chance decides. */
START_TEST(the_first_claims_meet_every_fate) {
    sj_sim_payer *p = payer_with((uint64_t)_i, 60);
    unsigned met[SJ_SIM_FATES] = {0};
    p->opts.contract = true;
    sj_sim_contract_make(p);
    sj_sim_deal(p);
    for (size_t i = 0; i < p->n_claims; i++) met[p->claims[i]->fate]++;
    for (unsigned f = 0; f < SJ_SIM_FATES; f++)
        ck_assert_msg(met[f] > 0, "nobody is %s", sj_sim_fate_name((sj_sim_fate)f));
    sj_sim_payer_free(p);
}
END_TEST

/* What a decision says must be what its fate means. */
static void check_fate(const sj_sim_claim *c) {
    const sj_sim_decision *d = c->first_decision;
    sj_money denied = 0, open = 0;
    for (unsigned i = 0; i < c->n_denials; i++) denied += c->denials[i].cas.amount;
    for (unsigned i = 0; i < c->n; i++) open += c->lines[i].charge - c->lines[i].before;
    switch (c->fate) {
    case SJ_SIM_PAID:
        ck_assert_int_eq(d->paid, open);
        ck_assert_uint_eq(c->n_denials, 0);
        break;
    case SJ_SIM_CONTRACTUAL:
    case SJ_SIM_TAKEBACK:
    case SJ_SIM_DUPLICATE:
        ck_assert_int_gt(d->paid, 0);
        ck_assert_uint_eq(c->n_denials, 0);
        break;
    case SJ_SIM_DEDUCTIBLE:
        ck_assert_int_eq(d->paid, 0);
        ck_assert_int_gt(d->patient, 0);
        ck_assert_uint_eq(c->n_denials, 0);
        break;
    case SJ_SIM_PARTLY_DENIED:
        ck_assert_int_gt(d->paid, 0);
        ck_assert_int_gt(denied, 0);
        ck_assert_int_lt(denied, c->charge);
        break;
    case SJ_SIM_DENIED:
    case SJ_SIM_HIDDEN_DENIAL:
        ck_assert_int_eq(d->paid, 0);
        ck_assert_int_gt(denied, 0);
        ck_assert_int_eq(strcmp(d->status, "4") == 0, c->fate == SJ_SIM_DENIED);
        break;
    case SJ_SIM_REVERSED:
        ck_assert_ptr_nonnull(c->reversal);
        ck_assert_int_eq(c->reversal->paid, d->paid);
        ck_assert_int_eq(c->truth_paid, c->correction->paid);
        break;
    default:
        ck_assert_ptr_null(d);
        ck_assert_int_eq(c->truth_paid, 0);
        break;
    }
}

START_TEST(every_decision_means_its_fate) {
    sj_sim_payer *p = payer_with((uint64_t)_i, 1500);
    sj_sim_deal(p);
    for (size_t i = 0; i < p->n_claims; i++) {
        sj_sim_decide(p, p->claims[i]);
        check_fate(p->claims[i]);
    }
    sj_sim_payer_free(p);
}
END_TEST

/* Every answer is without error by our own guides, the sums of all remittances hold, and each claim
 * is told of as often as its fate says. */
START_TEST(answers_are_right) {
    char dir[] = "/tmp/simulate.XXXXXX";
    sj_err err = {0};
    sj_sim_payer *p = payer_with((uint64_t)_i, 300);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_msg(sj_sim_payer_answer(p, dir, NULL, NULL, &err) == SJ_OK, "%s", err.msg);
    struct seen all = {0};
    for (unsigned i = 0; i < p->n_files; i++) {
        struct text t = read_whole(dir, p->files[i]);
        struct seen s = look(t.bytes, t.len);
        ck_assert_msg(s.errors == 0, "%s: %u errors: %s", p->files[i], s.errors, s.first);
        all.ta1s += s.ta1s;
        all.sets_acknowledged += s.sets_acknowledged;
        all.statuses += s.statuses;
        all.payments += s.payments;
        all.unbalanced += s.unbalanced;
        all.bad_remits += s.bad_remits;
        free(t.bytes);
    }
    unsigned payments = 0, statuses = 0;
    for (size_t i = 0; i < p->n_claims; i++) {
        const sj_sim_claim *c = p->claims[i];
        payments +=
            (c->first_decision ? 1 : 0) + (c->reversal ? 2 : 0) + (c->fate == SJ_SIM_DUPLICATE);
        if (c->fate == SJ_SIM_SILENT) continue;
        statuses += c->fate == SJ_SIM_REJECTED && !c->by_payer ? 1 : 2;
    }
    ck_assert_uint_eq(all.ta1s, 1);
    ck_assert_uint_eq(all.sets_acknowledged, 2);
    ck_assert_uint_eq(all.payments, payments);
    ck_assert_uint_eq(all.statuses, statuses);
    ck_assert_uint_eq(all.unbalanced, 0);
    ck_assert_uint_eq(all.bad_remits, 0);
    sj_sim_payer_free(p);
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("simulate");
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, npis_have_a_right_check_digit);
    tcase_add_test(t, a_stream_is_its_own);
    tcase_add_loop_test(t, a_mix_is_read_or_refused, 0, sizeof mixes / sizeof *mixes);
    tcase_add_loop_test(t, the_same_seed_makes_the_same_bytes, 0, 2);
    tcase_add_loop_test(t, claims_have_no_fault, 1, 4);
    tcase_add_loop_test(t, payments_balance, 1, 3);
    tcase_add_loop_test(t, the_first_claims_meet_every_fate, 1, 8);
    tcase_add_loop_test(t, every_decision_means_its_fate, 1, 4);
    tcase_add_loop_test(t, answers_are_right, 1, 4);
    suite_add_tcase(s, t);
    return s;
}
