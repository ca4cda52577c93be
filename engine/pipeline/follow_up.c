/* engine/pipeline/follow_up.c - a follow-up claim written, judged, planned and taken in. */
#include "engine/pipeline/follow_up.h"

#include "engine/pipeline/set_head.h"
#include "engine/store/audit.h"
#include "parsers/base/alloc.h"

#include <scrubjay/writer.h>

#include <inttypes.h>
#include <stdlib.h>

/* ---- the text ---- */

static int write_bytes(void *ctx, const void *bytes, size_t len) {
    sj_follow_file *f = ctx;
    char *more = sj_realloc(f->bytes, f->len + len);
    if (!more) return -1;
    f->bytes = more;
    memcpy(f->bytes + f->len, bytes, len);
    f->len += len;
    return 0;
}

static void write_head(sj_writer *x, const sj_run *r, const sj_partner *p, const sj_follow *f) {
    const sj_str version = sj_str_of(f->draft.guide->version);
    sj_writer_isa(x, &(sj_isa){.sender_qualifier = sj_str_of(p->sender_qualifier),
                               .sender = sj_str_of(p->sender),
                               .receiver_qualifier = sj_str_of(p->receiver_qualifier),
                               .receiver = sj_str_of(p->receiver),
                               .date = r->as_of,
                               .control = 1,
                               .usage = f->usage});
    sj_writer_gs(x, &(sj_gs){.functional = SJ_STR("HC"),
                             .sender = sj_str_of(p->group_sender),
                             .receiver = sj_str_of(p->group_receiver),
                             .version = version,
                             .date = r->as_of,
                             .control = 1});
    sj_set_head_write(x, &(sj_set_head){.config = &r->home->config,
                                        .partner = p,
                                        .version = version,
                                        .number = 1,
                                        .reference = f->account,
                                        .purpose = f->purpose,
                                        .day = r->as_of});
}

static sj_status write_text(sj_follow_file *out, const sj_run *r, const sj_partner *p,
                            const sj_follow *f, sj_err *err) {
    sj_writer *x;
    sj_writer_opts opts = {.delims = f->draft.delims, .newline = "\n"};
    if (!opts.delims.repetition) opts.delims.repetition = '^';
    sj_status status = sj_writer_new(&x, write_bytes, out, &opts, err);
    if (status != SJ_OK) return status;
    write_head(x, r, p, f);
    for (uint32_t i = 0; i < f->draft.n; i++)
        sj_writer_copy(x, f->draft.v[i].text, &f->draft.delims);
    sj_writer_se(x);
    sj_writer_ge(x);
    sj_writer_iea(x);
    status = sj_writer_status(x, err);
    sj_writer_free(x);
    return status;
}

typedef struct source {
    const sj_follow_file *f;
    size_t at;
} source;

static ptrdiff_t read_bytes(void *ctx, char *buf, size_t cap) {
    source *s = ctx;
    size_t n = s->f->len - s->at < cap ? s->f->len - s->at : cap;
    if (n) memcpy(buf, s->f->bytes + s->at, n);
    s->at += n;
    return (ptrdiff_t)n;
}

sj_status sj_follow_file_judge(sj_follow_file *out, sj_run *r, const sj_follow *f, sj_check *check,
                               const sj_check_events *events, sj_err *err) {
    static const sj_check_events silent = {.ctx = NULL};
    *out = (sj_follow_file){.bytes = NULL};
    const sj_config *config = &r->home->config;
    const sj_partner *p = sj_config_route(config, sj_str_of(f->payer));
    if (p) snprintf(out->partner, sizeof out->partner, "%s", p->name);
    sj_status status = write_text(out, r, p ? p : &config->partners[0], f, err);
    if (status != SJ_OK) return status;
    source in = {out, 0};
    sj_check_result result = {0};
    status = sj_check_read(check, f->account, read_bytes, &in, events ? events : &silent, &result);
    if (status == SJ_OK && result.failed) status = result.err.code;
    if (status != SJ_OK) {
        if (err) *err = result.err;
        return status;
    }
    out->errors = (uint32_t)result.totals.errors;
    out->warnings = (uint32_t)result.totals.warnings;
    bool wrong = result.totals.held || result.totals.errors || result.totals.claims != 1;
    out->verdict = wrong                  ? SJ_VERDICT_HELD
                   : result.totals.warned ? SJ_VERDICT_WARNED
                                          : SJ_VERDICT_CLEAN;
    return SJ_OK;
}

sj_status sj_follow_file_make(sj_follow_file *out, sj_run *r, const sj_follow *f,
                              const sj_check_events *events, sj_err *err) {
    const sj_partner *p = sj_config_route(&r->home->config, sj_str_of(f->payer));
    sj_check *check = r->judges->v[sj_judges_of(r->judges, p)]->check;
    return sj_follow_file_judge(out, r, f, check, events, err);
}

void sj_follow_file_dispose(sj_follow_file *f) {
    sj_free(f->bytes);
    *f = (sj_follow_file){.bytes = NULL};
}

/* ---- queueing ---- */

static sj_status plan(sj_run *r, const sj_follow *f, const uint8_t *sha256, sj_str actor,
                      sj_err *err) {
    char subject[24], detail[64];
    const sj_followup row = {.sha256 = sha256,
                             .parent = f->parent,
                             .root = f->root,
                             .kind = sj_str_of(f->kind),
                             .lines = sj_str_of(f->lines),
                             .follow_up = r->as_of + f->terms.remit_days,
                             .actor = actor};
    snprintf(subject, sizeof subject, "%" PRId64, f->parent);
    snprintf(detail, sizeof detail, "%s, frequency %s", f->kind, f->frequency);
    sj_status status = sj_store_begin(r->store, err);
    if (status == SJ_OK) status = sj_followups_plan(r->store, &row, err);
    if (status == SJ_OK)
        status = sj_audit_add(r->store, actor, SJ_STR("follow claim"), sj_str_of(subject),
                              sj_str_of(detail), err);
    if (status == SJ_OK) status = sj_store_commit(r->store, err);
    sj_store_rollback(r->store);
    return status;
}

static sj_status put_file(sj_run *r, const sj_follow_file *file, const char *work, sj_err *err) {
    char hidden[SJ_PATH], path[SJ_PATH];
    FILE *to;
    sj_status status = sj_home_path(r->home, hidden, "work", ".followup", err);
    if (status == SJ_OK) status = sj_home_path(r->home, path, "work", work, err);
    if (status == SJ_OK) status = sj_file_create(&to, hidden, err);
    if (status != SJ_OK) return status;
    fwrite(file->bytes, 1, file->len, to);
    status = sj_file_finish(to, hidden, err);
    return status == SJ_OK ? sj_file_move(hidden, path, err) : status;
}

typedef struct found {
    sj_claim_state state;
} found;

static bool take_state(void *ctx, const sj_followup *f) {
    ((found *)ctx)->state = f->state;
    return false;
}

static sj_status queue(sj_run *r, const sj_follow *f, const sj_follow_file *file, sj_str actor,
                       sj_claim_state *state, sj_err *err) {
    uint8_t digest[SJ_SHA256_SIZE];
    char work[64];
    found now = {SJ_STATE_NONE};
    snprintf(work, sizeof work, "~%s-%" PRId64 ".837", f->kind, f->parent);
    sj_sha256_begin(r->sha);
    sj_sha256_add(r->sha, file->bytes, file->len);
    sj_sha256_end(r->sha, digest);
    sj_status status = plan(r, f, digest, actor, err);
    if (status == SJ_OK) status = put_file(r, file, work, err);
    if (status == SJ_OK) status = sj_run_file(r, work, err);
    if (status == SJ_OK) status = sj_followups_by_sha256(r->store, digest, take_state, &now, err);
    *state = now.state;
    return status;
}

sj_status sj_follow_file_queue(sj_run *r, const sj_follow *f, const sj_follow_file *file,
                               sj_str actor, sj_claim_state *state, sj_err *err) {
    sj_status status = sj_home_lock(r->home, err);
    *state = SJ_STATE_NONE;
    if (status == SJ_OK) status = queue(r, f, file, actor, state, err);
    sj_home_unlock(r->home);
    return status;
}
