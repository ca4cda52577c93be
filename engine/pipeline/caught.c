/* engine/pipeline/caught.c - denied claims judged once more. */
#include "engine/pipeline/caught.h"

#include "engine/pipeline/follow_up.h"
#include "engine/store/batches.h"
#include "engine/store/submissions.h"
#include "engine/store/work.h"
#include "parsers/base/alloc.h"

enum { FINDING = 40 };

typedef struct denied {
    int64_t denial, submission;
    sj_money amount;
    char found[FINDING]; /* the id of what is found; "-" */
} denied;

typedef struct list {
    denied *v;
    uint32_t n, limit;
} list;

static bool take_denial(void *ctx, int64_t denial, int64_t submission, sj_money amount) {
    list *l = ctx;
    if (l->n == l->limit) return false;
    l->v[l->n++] = (denied){denial, submission, amount, "-"};
    return true;
}

/* A checker for one partner's profile and one day: most claims of a list share it. */
typedef struct checker {
    sj_check *check; /* NULL: none yet */
    sj_check_opts opts;
    size_t judge;
    sj_date sent;
} checker;

/* One claim as it went out. */
typedef struct claim {
    sj_run *run;
    checker *checker;
    sj_follow made; /* only what its text and its partner need */
    int64_t batch;
    sj_date sent;
    char first[FINDING]; /* the id of what is found; "-" */
    bool is_error;
    sj_status status;
    sj_err *err;
} claim;

static bool take_claim(void *ctx, const sj_submission *s) {
    claim *c = ctx;
    c->batch = s->batch;
    c->made.usage = s->usage.len ? s->usage.ptr[0] : 'T';
    snprintf(c->made.type, sizeof c->made.type, "%.*s", SJ_FMT(s->type));
    snprintf(c->made.payer, sizeof c->made.payer, "%.*s", SJ_FMT(s->payer));
    snprintf(c->made.purpose, sizeof c->made.purpose, "%.*s", SJ_FMT(s->purpose));
    snprintf(c->made.account, sizeof c->made.account, "%.*s", SJ_FMT(s->account));
    return false;
}

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    claim *c = ctx;
    c->status =
        sj_revision_read(&c->made.draft, c->run->guides, sj_str_of(c->made.type), raw, c->err);
    return false;
}

static bool take_batch(void *ctx, const sj_batch *b) {
    ((claim *)ctx)->sent = (sj_date)(b->made_at / 86400000);
    return false;
}

/* The first error, else the first warning. */
static void on_finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                       const sj_finding_def *def, const sj_claim *record) {
    claim *c = ctx;
    (void)at, (void)record;
    bool first = c->first[0] == '-' || (f->severity == SJ_ERROR && !c->is_error);
    if (f->severity == SJ_INFO || !first) return;
    snprintf(c->first, sizeof c->first, "%s", def->id);
    c->is_error = f->severity == SJ_ERROR;
}

/* Limits counted from today would find every old claim late: it is judged as of its own day. */
static sj_status take_checker(claim *c) {
    sj_run *r = c->run;
    checker *k = c->checker;
    const sj_partner *p = sj_config_route(&r->home->config, sj_str_of(c->made.payer));
    size_t judge = sj_judges_of(r->judges, p);
    if (k->check && k->judge == judge && k->sent == c->sent) return SJ_OK;
    sj_check_free(k->check);
    *k = (checker){.opts = r->judges->v[judge]->opts, .judge = judge, .sent = c->sent};
    k->opts.as_of = c->sent;
    return sj_check_new(&k->check, &k->opts, c->err);
}

static sj_status judge(claim *c) {
    sj_follow_file file = {.bytes = NULL};
    const sj_check_events events = {.ctx = c, .finding = on_finding};
    sj_status status = take_checker(c);
    if (status == SJ_OK)
        status = sj_follow_file_judge(&file, c->run, &c->made, c->checker->check, &events, c->err);
    sj_follow_file_dispose(&file);
    return status;
}

static sj_status try_claim(claim *c, int64_t submission) {
    sj_store *s = c->run->store;
    sj_status status = sj_submissions_by_id(s, &submission, 1, take_claim, c, c->err);
    if (status == SJ_OK && c->batch) status = sj_batches_by_id(s, c->batch, take_batch, c, c->err);
    if (status == SJ_OK) status = sj_submissions_raw(s, &submission, 1, take_raw, c, c->err);
    if (status == SJ_OK) status = c->status;
    if (status == SJ_OK && c->made.draft.n) status = judge(c);
    return status;
}

static void count(sj_caught_totals *out, const denied *d) {
    bool caught = d->found[0] != '-';
    out->tried++;
    out->amount = sj_money_add(out->amount, d->amount);
    out->caught += caught;
    if (caught) out->caught_amount = sj_money_add(out->caught_amount, d->amount);
}

/* What was found, in one transaction: judging holds nobody up. */
static sj_status keep(sj_store *s, const list *l, sj_err *err) {
    sj_status status = sj_store_begin(s, err);
    for (uint32_t i = 0; i < l->n && status == SJ_OK; i++)
        status = sj_work_caught_keep(s, l->v[i].denial, sj_str_of(l->v[i].found), err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

/* A claim whose text cannot be judged stops nobody: no edit speaks of it. */
static bool is_the_claims(sj_status status) {
    return status == SJ_EINPUT || status == SJ_ENOTX12 || status == SJ_ETOOBIG ||
           status == SJ_EARG || status == SJ_ENOTFOUND;
}

/* Lines of one claim follow each other: it is judged once. */
static sj_status try_all(sj_run *r, list *l, sj_err *err) {
    checker k = {.check = NULL};
    claim c = {.run = r};
    int64_t at = 0;
    sj_status status = SJ_OK;
    for (uint32_t i = 0; i < l->n && status == SJ_OK; i++) {
        if (r->stop && *r->stop) {
            l->n = i;
            break;
        }
        if (l->v[i].submission != at) {
            sj_revision_dispose(&c.made.draft);
            c = (claim){.run = r, .checker = &k, .err = err, .first = "-", .sent = r->as_of};
            status = try_claim(&c, at = l->v[i].submission);
            if (is_the_claims(status)) status = SJ_OK;
        }
        memcpy(l->v[i].found, c.first, sizeof c.first);
    }
    sj_revision_dispose(&c.made.draft);
    sj_check_free(k.check);
    return status;
}

sj_status sj_caught_try(sj_run *r, uint32_t limit, bool again, sj_caught_totals *out, sj_err *err) {
    *out = (sj_caught_totals){.tried = 0};
    list l = {.v = sj_calloc(limit ? limit : 1, sizeof *l.v), .limit = limit};
    if (!l.v) return sj_err_set(err, SJ_ENOMEM, "no memory for denials");
    sj_status status = sj_work_untried(r->store, again, limit, take_denial, &l, err);
    if (status == SJ_OK) status = try_all(r, &l, err);
    if (status == SJ_OK && l.n) status = keep(r->store, &l, err);
    for (uint32_t i = 0; i < l.n && status == SJ_OK; i++) count(out, &l.v[i]);
    sj_free(l.v);
    return status;
}
