/* Remittances that are wrong: each a file of testdata/remits/bad, and the rule by which it is
 * posted or refused. Whatever happens, the books balance, no line is invented, and what the bank is
 * told to expect is what the file says and what was posted. */
#include "engine/followup/decide.h"
#include "tests/unit/post_world.h"

static const struct bad {
    const char *file;
    uint32_t posted, refused; /* sets */
    const char *reason;       /* of the first that is refused */
    uint32_t segment;
    sj_money residual;
    uint32_t matched, unmatched, suspended; /* claim payments */
    uint32_t notes;                         /* on any of them, or on the remittance */
    sj_money bank, not_ours, set_aside;     /* what the accounts hold then */
} cases[] = {
    /* a cent too much in BPR02 */
    {"unbalanced-set", 0, 1, "BL-0204", 2, 1, 0, 0, 0, 0, 0, 0, 0},
    /* 5.00 missing in one claim, the set holds: the other is posted */
    {"unbalanced-claim", 1, 0, "", 0, 0, 1, 0, 1, 0, 16500, 0, 8500},
    /* the lines are off, the claim is not: posted at the claim */
    {"unbalanced-line", 1, 0, "", 0, 0, 1, 0, 0, SJ_NOTE_CLAIM_LEVEL, 8000, 0, 0},
    /* 80.00 of 170.00 had come */
    {"cut-short", 0, 1, "EN-0122", 21, 9000, 0, 0, 0, 0, 0, 0, 0},
    /* the first of two sets is whole, but nobody knows what else was to come */
    {"cut-after-a-set", 0, 2, "RM-0201", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"unknown-reason", 1, 0, "", 0, 0, 1, 0, 0, SJ_NOTE_UNKNOWN_REASON, 8000, 0, 0},
    {"two-payers", 0, 1, "IG-0107", 8, 0, 0, 0, 0, 0, 0, 0, 0},
    {"missing-lx", 0, 1, "IG-0109", 10, 0, 0, 0, 0, 0, 0, 0, 0},
    /* decided on the claim: no line is needed, and none is made up */
    {"missing-svc", 1, 0, "", 0, 0, 2, 0, 0, 0, 17000, 0, 0},
    {"line-without-svc", 0, 1, "IG-0109", 13, 0, 0, 0, 0, 0, 0, 0, 0},
    /* negative without being a reversal: nobody knows what it takes back */
    {"negative-claim", 1, 0, "", 0, 0, 1, 0, 1, SJ_NOTE_SIGNS, 5000, 0, -3000},
    {"negative-payment", 0, 1, "RM-0203", 2, 0, 0, 0, 0, 0, 0, 0, 0},
    {"future-payment", 1, 0, "", 0, 0, 1, 0, 0, SJ_NOTE_FUTURE_PAYMENT, 9000, 0, 0},
    {"future-service", 1, 0, "", 0, 0, 1, 0, 0, SJ_NOTE_FUTURE_SERVICE, 9000, 0, 0},
    /* another office's claims: counted, and posted to nobody */
    {"other-office", 1, 0, "", 0, 0, 0, 2, 0, 0, 14000, 14000, 0},
    {"amount-of-letters", 0, 1, "IG-0209", 11, 0, 0, 0, 0, 0, 0, 0, 0},
    {"three-decimals", 0, 1, "RM-0202", 11, 0, 0, 0, 0, 0, 0, 0, 0},
    {"wrong-se-count", 0, 1, "EN-0310", 16, 0, 0, 0, 0, 0, 0, 0, 0},
};

static sj_post_result post_bad(const char *name) {
    char path[512], text[8192];
    sj_post_result r;
    snprintf(path, sizeof path, "%s/testdata/remits/bad/%s.835", SJ_SOURCE, name);
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "%s", path);
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    ok(post_text(text, n, &r));
    return r;
}

static bool add_notes(void *ctx, const sj_payment_row *p, sj_str our, sj_str runner) {
    (void)our, (void)runner;
    *(uint32_t *)ctx |= p->notes;
    return true;
}

typedef struct seen {
    uint32_t notes;
    sj_money residual;
} seen;

static bool take_remit(void *ctx, const sj_ledger_remit *r) {
    seen *s = ctx;
    s->notes |= r->row.notes;
    s->residual = r->row.residual;
    ok(sj_ledger_payments(w.store, r->row.id, add_notes, &s->notes, &err));
    return true;
}

START_TEST(bad_input_has_its_rule) {
    const struct bad *c = &cases[_i];
    sj_post_result r = post_bad(c->file);
    ck_assert_msg(r.posted == c->posted && r.refused == c->refused, "%s: %u posted, %u refused",
                  c->file, r.posted, r.refused);
    ck_assert_str_eq(r.reason, c->reason);
    ck_assert_uint_eq(r.reason_segment, c->segment);
    ck_assert_msg(
        r.matched == c->matched && r.unmatched == c->unmatched && r.suspended == c->suspended,
        "%s: %u matched, %u not, %u set aside", c->file, r.matched, r.unmatched, r.suspended);
    seen s = {0};
    ok(sj_ledger_remits(w.store, &(sj_ledger_filter){0}, take_remit, &s, &err));
    ck_assert_msg((s.notes & c->notes) == c->notes, "%s: notes %x", c->file, s.notes);
    ck_assert_int_eq(s.residual, c->residual);
    sj_money books[SJ_ACCOUNTS];
    read_books(books);
    ck_assert_int_eq(books[SJ_ACCOUNT_BANK], c->bank);
    ck_assert_int_eq(-books[SJ_ACCOUNT_NOT_OURS], c->not_ours);
    ck_assert_int_eq(-books[SJ_ACCOUNT_SUSPENDED], c->set_aside);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("post_bad");
    TCase *t = tcase_create("bad");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, bad_input_has_its_rule, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(s, t);
    return s;
}
