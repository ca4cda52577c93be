/* Posting against the simulated payer, which shares no matching and no denial code with it:
 * everything that it says it paid, denied, reversed or took back must be found, and nothing else.
 */
#include "engine/files/folder.h"
#include "engine/followup/post.h"
#include "engine/simulate/simulate.h"
#include "engine/store/files.h"
#include "engine/store/keys.h"
#include "engine/store/ledger.h"
#include "engine/store/submissions.h"
#include "parsers/base/json.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct buffer {
    char *v;
    size_t n, room, at;
} buffer;

typedef struct world {
    sj_store *store;
    sj_keyed *keyed;
    sj_guides *guides;
    int64_t file;
    char dir[64], path[80];
    uint32_t claims;
} world;

static world w;
static sj_err err;

#define ok(call) ck_assert_msg((call) == SJ_OK, "%s (%s)", err.msg ? err.msg : "", err.detail)

static int grow(void *ctx, const void *bytes, size_t len) {
    buffer *b = ctx;
    if (b->n + len > b->room) {
        b->room = 2 * (b->n + len);
        b->v = realloc(b->v, b->room);
    }
    memcpy(b->v + b->n, bytes, len);
    b->n += len;
    return 0;
}

static ptrdiff_t read_buffer(void *ctx, char *buf, size_t cap) {
    buffer *b = ctx;
    size_t n = b->n - b->at < cap ? b->n - b->at : cap;
    memcpy(buf, b->v + b->at, n);
    b->at += n;
    return (ptrdiff_t)n;
}

static bool rewind_buffer(void *ctx) {
    ((buffer *)ctx)->at = 0;
    return true;
}

static int64_t add_file(void) {
    static uint32_t count;
    uint8_t digest[SJ_SHA256_SIZE] = {0};
    memcpy(digest, &(uint32_t){++count}, 4);
    sj_file f = {.id = sj_store_new_id(w.store),
                 .name = SJ_STR("f"),
                 .work = SJ_STR("w"),
                 .type = SJ_STR("835"),
                 .bytes = 1,
                 .sha256 = digest,
                 .state = SJ_STR("read"),
                 .place = SJ_STR("a")};
    ok(sj_files_add(w.store, &f, &err));
    return f.id;
}

/* Intake, as far as posting needs it. */
static void take_claim(void *ctx, const sj_claim *c) {
    (void)ctx;
    buffer raw = {0};
    uint8_t print[SJ_SHA256_SIZE] = {0};
    memcpy(print, &(uint32_t){++w.claims}, 4);
    for (uint32_t i = 0; i < c->frame.n; i++) {
        grow(&raw, c->frame.segs[i].text, c->frame.segs[i].len);
        grow(&raw, &c->delims.terminator, 1);
    }
    int64_t id = sj_store_new_id(w.store);
    char usage = c->header->set->group->interchange->usage;
    sj_new_submission s = {.row = {.id = id,
                                   .file = w.file,
                                   .ordinal = c->ordinal,
                                   .set_ordinal = 1,
                                   .account = c->account.v,
                                   .verdict = SJ_STR("clean"),
                                   .state = SJ_STATE_SENT,
                                   .type = SJ_STR("837P"),
                                   .purpose = SJ_STR("CH"),
                                   .usage = {&usage, 1},
                                   .sequence = c->subscriber->sequence.v,
                                   .frequency = c->frequency.v,
                                   .payer = c->subscriber->payer.id.v,
                                   .payer_name = c->subscriber->payer.last.v,
                                   .provider = c->billing->provider.id.v,
                                   .charge = c->charge.v,
                                   .first_service = c->first_service,
                                   .last_service = c->last_service,
                                   .fingerprint = print},
                           .raw = {.submission = id,
                                   .delims = c->delims,
                                   .provider = {raw.v, 0},
                                   .subscriber = {raw.v, 0},
                                   .patient = {raw.v, 0},
                                   .claim = {raw.v, raw.n}}};
    s.keys = sj_claim_keys(w.keyed, c);
    ok(sj_submissions_add(w.store, &s, 1, &err));
    free(raw.v);
}

static void setup(void) {
    static const uint8_t key[SJ_KEY_SIZE] = {9};
    w = (world){0};
    strcpy(w.dir, "/tmp/sj_test_truth_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(w.dir));
    snprintf(w.path, sizeof w.path, "%s/.db", w.dir);
    ok(sj_store_open(&w.store, w.path, &(sj_store_opts){.create = true}, &err));
    ok(sj_store_use_practice(w.store, SJ_STR("main"), &err));
    ok(sj_keyed_new(&w.keyed, key, &err));
    ok(sj_guides_new(&w.guides, &err));
}

static void teardown(void) {
    char command[120];
    sj_store_close(w.store);
    sj_keyed_free(w.keyed);
    sj_guides_free(w.guides);
    snprintf(command, sizeof command, "rm -rf '%s'", w.dir);
    ck_assert_int_eq(system(command), 0);
}

/* Make a batch, take it in, let the payer answer; the truth. */
static sj_json *play(uint64_t seed, uint32_t claims) {
    buffer batch = {0}, truth = {0};
    sj_date day = sj_date_of(2026, 4, 16);
    const sj_sim_make_opts opts = {.seed = seed, .claims = claims, .day = day};
    ok(sj_sim_make_claims(&opts, grow, &batch, &err));
    ok(sj_store_begin(w.store, &err));
    w.file = add_file();
    const sj_parse_events events = {.claim = take_claim};
    ok(sj_parse(w.guides, read_buffer, &batch, &events, NULL, NULL, &err));
    ok(sj_store_commit(w.store, &err));
    ck_assert_uint_eq(w.claims, claims);
    sj_sim_payer *payer;
    batch.at = 0;
    ok(sj_sim_payer_new(&payer, &(sj_sim_payer_opts){.seed = seed, .day = SJ_NO_DATE}, &err));
    ok(sj_sim_payer_take(payer, w.guides, read_buffer, &batch, &err));
    ok(sj_sim_payer_answer(payer, w.dir, NULL, NULL, &err));
    ok(sj_sim_payer_truth(payer, grow, &truth, &err));
    sj_sim_payer_free(payer);
    sj_json *root;
    ok(sj_json_parse(&root, (sj_str){truth.v, truth.n}, &err));
    free(batch.v);
    free(truth.v);
    return root;
}

static sj_post_result post_answers(void) {
    char **names, path[SJ_PATH];
    size_t n;
    sj_post_result sum = {0};
    ok(sj_folder_list(w.dir, &names, &n, &err));
    for (size_t i = 0; i < n; i++) {
        if (!strstr(names[i], "_835_")) continue;
        buffer b = {0};
        char chunk[65536];
        snprintf(path, sizeof path, "%s/%s", w.dir, names[i]);
        FILE *f = fopen(path, "rb");
        ck_assert_ptr_nonnull(f);
        for (size_t k; (k = fread(chunk, 1, sizeof chunk, f));) grow(&b, chunk, k);
        fclose(f);
        sj_post_result r;
        ok(sj_store_begin(w.store, &err));
        sj_post_input in = {
            .file = add_file(), .read = read_buffer, .rewind = rewind_buffer, .ctx = &b};
        ok(sj_post_file(w.store, w.keyed, w.guides, &in, &r, &err));
        ok(sj_store_commit(w.store, &err));
        ck_assert_msg(r.refused == 0, "%s: %s at segment %u", names[i], r.reason, r.reason_segment);
        sum.payments += r.payments, sum.matched += r.matched, sum.unmatched += r.unmatched;
        sum.suspended += r.suspended, sum.duplicates += r.duplicates;
        free(b.v);
    }
    sj_folder_names_free(names, n);
    return sum;
}

/* What the store says of one account. */
typedef struct found {
    char account[40];
    sj_money paid;
    sj_claim_state state;
    struct {
        uint32_t line;
        char group[4], carc[8];
        sj_money amount;
        bool told; /* in the truth, too */
    } denied[64];
    unsigned n_denied;
} found;

typedef struct findings {
    found *v;
    size_t n;
} findings;

static found *find(findings *f, sj_str account) {
    for (size_t i = 0; i < f->n; i++)
        if (sj_str_is(account, f->v[i].account)) return &f->v[i];
    return NULL;
}

static bool add_claim(void *ctx, const sj_submission *s) {
    findings *f = ctx;
    found *x = &f->v[f->n++];
    memset(x, 0, sizeof *x);
    snprintf(x->account, sizeof x->account, "%.*s", SJ_FMT(s->account));
    x->state = s->state;
    return true;
}

static bool add_payment(void *ctx, const sj_payment_row *p, sj_str our, sj_str runner) {
    (void)runner;
    findings *f = ctx;
    if (!sj_str_is(p->state, "posted")) return true;
    found *x = find(f, our);
    ck_assert_ptr_nonnull(x);
    x->paid += p->paid;
    return true;
}

static bool add_remit(void *ctx, const sj_ledger_remit *r) {
    ok(sj_ledger_payments(w.store, r->row.id, add_payment, ctx, &err));
    return true;
}

static bool add_denial(void *ctx, const sj_ledger_denial *d) {
    findings *f = ctx;
    found *x = find(f, d->account);
    if (sj_str_is(d->row.kind, "underpaid")) return true;
    unsigned i = x->n_denied++;
    x->denied[i].line = d->line;
    snprintf(x->denied[i].group, 4, "%.*s", SJ_FMT(d->row.group));
    snprintf(x->denied[i].carc, 8, "%.*s", SJ_FMT(d->row.carc));
    x->denied[i].amount = d->row.amount;
    return true;
}

static bool take_denial(found *x, uint32_t line, sj_str group, sj_str carc, sj_money amount) {
    for (unsigned i = 0; i < x->n_denied; i++) {
        if (x->denied[i].told || x->denied[i].line != line || x->denied[i].amount != amount)
            continue;
        if (!sj_str_is(group, x->denied[i].group) || !sj_str_is(carc, x->denied[i].carc)) continue;
        return x->denied[i].told = true;
    }
    return false;
}

static void judge(const sj_json *truth, findings *f, unsigned *missed, unsigned *extra,
                  unsigned *wrong_money) {
    const sj_json *claims = sj_json_get(truth, "claims");
    for (size_t i = 0; i < sj_json_count(claims); i++) {
        const sj_json *c = sj_json_at(claims, i), *denied = sj_json_get(c, "denied");
        sj_str account = sj_json_text(sj_json_get(c, "account"));
        sj_str fate = sj_json_text(sj_json_get(c, "fate"));
        sj_money paid = 0;
        sj_money_parse(sj_json_text(sj_json_get(c, "paid")), &paid);
        found *x = find(f, account);
        ck_assert_ptr_nonnull(x);
        if (x->paid != paid) {
            ++*wrong_money;
            fprintf(stderr, "%.*s (%.*s): paid %lld, not %lld\n", SJ_FMT(account), SJ_FMT(fate),
                    (long long)x->paid, (long long)paid);
        }
        for (size_t k = 0; k < sj_json_count(denied); k++) {
            const sj_json *d = sj_json_at(denied, k);
            sj_money amount = 0;
            sj_money_parse(sj_json_text(sj_json_get(d, "amount")), &amount);
            uint32_t line = (uint32_t)sj_json_integer(sj_json_get(d, "line"));
            sj_str group = sj_json_text(sj_json_get(d, "group")),
                   carc = sj_json_text(sj_json_get(d, "carc"));
            if (take_denial(x, line, group, carc, amount)) continue;
            ++*missed;
            fprintf(stderr, "%.*s (%.*s): missed line %u %.*s-%.*s %lld\n", SJ_FMT(account),
                    SJ_FMT(fate), line, SJ_FMT(group), SJ_FMT(carc), (long long)amount);
        }
        for (unsigned k = 0; k < x->n_denied; k++)
            if (!x->denied[k].told) {
                ++*extra;
                fprintf(stderr, "%.*s (%.*s): too much: line %u %s-%s %lld\n", SJ_FMT(account),
                        SJ_FMT(fate), x->denied[k].line, x->denied[k].group, x->denied[k].carc,
                        (long long)x->denied[k].amount);
            }
    }
}

/* Precision and recall of matching and of denial detection are both 1: nothing missed, nothing
 * extra, every cent on the right claim. */
START_TEST(finds_the_truth) {
    uint32_t claims = 400;
    sj_json *truth = play((uint64_t)_i + 1, claims);
    sj_post_result r = post_answers();
    findings f = {calloc(claims, sizeof(found)), 0};
    ok(sj_submissions_list(w.store, &(sj_submission_filter){0}, add_claim, &f, &err));
    ok(sj_ledger_remits(w.store, &(sj_ledger_filter){0}, add_remit, &f, &err));
    ok(sj_ledger_denials(w.store, add_denial, &f, &err));
    unsigned missed = 0, extra = 0, wrong_money = 0;
    judge(truth, &f, &missed, &extra, &wrong_money);
    ck_assert_msg(r.matched > claims / 2 && r.duplicates > 0, "%u matched, %u duplicates",
                  r.matched, r.duplicates);
    ck_assert_msg(r.unmatched == 0, "%u of %u claim payments not matched", r.unmatched, r.payments);
    ck_assert_msg(r.suspended == 0, "%u suspended", r.suspended);
    ck_assert_msg(!wrong_money, "%u claims have another sum", wrong_money);
    ck_assert_msg(!missed && !extra, "%u denials missed, %u too much", missed, extra);
    free(f.v);
    sj_json_free(truth);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("truth");
    TCase *t = tcase_create("truth");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, finds_the_truth, 0, 4);
    suite_add_tcase(s, t);
    return s;
}
