/* engine/pipeline/caught.c - denied claims judged once more. */
#include "engine/pipeline/caught.h"

#include "engine/pipeline/follow_up.h"
#include "engine/store/batches.h"
#include "engine/store/submissions.h"
#include "engine/store/work.h"
#include "parsers/base/alloc.h"

typedef struct denied {
    int64_t denial, submission;
    sj_money amount;
} denied;

typedef struct list {
    denied *v;
    uint32_t n, limit;
} list;

static bool take_denial(void *ctx, int64_t denial, int64_t submission, sj_money amount) {
    list *l = ctx;
    if (l->n == l->limit) return false;
    l->v[l->n++] = (denied){denial, submission, amount};
    return true;
}

/* One claim as it went out. */
typedef struct claim {
    sj_run *run;
    sj_follow made; /* only what its text and its partner need */
    int64_t batch;
    sj_date sent;
    char first[40]; /* the id of what is found; "-" */
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

static sj_status judge(claim *c) {
    sj_run *r = c->run;
    const sj_partner *p = sj_config_route(&r->home->config, sj_str_of(c->made.payer));
    sj_check_opts opts = r->judges->v[sj_judges_of(r->judges, p)]->opts;
    sj_check *check;
    sj_follow_file file = {.bytes = NULL};
    const sj_check_events events = {.ctx = c, .finding = on_finding};
    opts.as_of = c->sent; /* limits counted from today would find every old claim late */
    sj_status status = sj_check_new(&check, &opts, c->err);
    if (status != SJ_OK) return status;
    status = sj_follow_file_judge(&file, r, &c->made, check, &events, c->err);
    sj_follow_file_dispose(&file);
    sj_check_free(check);
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

static sj_status keep(sj_store *s, int64_t denial, const char *first, sj_err *err) {
    sj_status status = sj_store_begin(s, err);
    if (status == SJ_OK) status = sj_work_caught_keep(s, denial, sj_str_of(first), err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

sj_status sj_caught_try(sj_run *r, uint32_t limit, bool again, sj_caught_totals *out, sj_err *err) {
    *out = (sj_caught_totals){.tried = 0};
    list l = {.v = sj_calloc(limit ? limit : 1, sizeof *l.v), .limit = limit};
    claim c = {.run = r, .err = err, .first = "-", .sent = r->as_of};
    int64_t at = 0;
    if (!l.v) return sj_err_set(err, SJ_ENOMEM, "no memory for denials");
    sj_status status = sj_work_untried(r->store, again, take_denial, &l, err);
    for (uint32_t i = 0; i < l.n && status == SJ_OK; i++) {
        if (l.v[i].submission != at) { /* lines of one claim follow each other */
            sj_revision_dispose(&c.made.draft);
            c = (claim){.run = r, .err = err, .first = "-", .sent = r->as_of};
            status = try_claim(&c, at = l.v[i].submission);
        }
        if (status == SJ_OK) status = keep(r->store, l.v[i].denial, c.first, err);
        bool caught = c.first[0] != '-';
        out->tried++;
        out->amount = sj_money_add(out->amount, l.v[i].amount);
        out->caught += caught;
        if (caught) out->caught_amount = sj_money_add(out->caught_amount, l.v[i].amount);
    }
    sj_revision_dispose(&c.made.draft);
    sj_free(l.v);
    return status;
}
