/* engine/pipeline/release.c - a held claim sent all the same. */
#include "engine/pipeline/release.h"

#include "engine/pipeline/order.h"
#include "engine/store/audit.h"
#include "engine/store/events.h"
#include "engine/store/findings.h"

#include <inttypes.h>

typedef struct releasing {
    sj_home *home;
    const sj_catalog *catalog;
    int64_t id;
    bool found;
    sj_release *out;
    sj_status status;
    sj_err *err;
} releasing;

/* What our configuration says against it, now. */
static bool take_claim(void *ctx, const sj_submission *s) {
    releasing *r = ctx;
    const sj_partner *partner = sj_config_route(&r->home->config, s->payer);
    r->found = true;
    if (s->state != SJ_STATE_HELD)
        r->out->answer = SJ_RELEASE_NOT_HELD;
    else if (!partner)
        r->out->answer = SJ_RELEASE_NO_PARTNER;
    else if (s->usage.len != 1 || s->usage.ptr[0] != partner->usage)
        r->out->answer = SJ_RELEASE_USAGE;
    return false;
}

/* Errors of the claim and of the loops above it; those of the set it came in do not go with it. */
static bool take_finding(void *ctx, const sj_finding_row *row) {
    releasing *r = ctx;
    sj_finding_id id;
    if (!sj_str_is(row->severity, "error") || !sj_str_is(row->source, "check")) return true;
    if (row->scope != SJ_SCOPE_CLAIM && row->scope != SJ_SCOPE_SHARED) return true;
    if (!sj_catalog_find(r->catalog, row->code, &id)) return true;
    if (sj_catalog_get(r->catalog, id)->snip > 2) return true;
    r->out->answer = SJ_RELEASE_UNFIT;
    snprintf(r->out->finding, sizeof r->out->finding, "%.*s", SJ_FMT(row->code));
    return false;
}

static bool take_text(void *ctx, const sj_claim_raw *raw) {
    releasing *r = ctx;
    const sj_claim_loops loops = sj_loops_of(raw);
    r->status = sj_submissions_queue(r->home->store, r->id, &loops, &raw->delims, r->err);
    return false;
}

static sj_status move(releasing *r, sj_str actor, sj_str reason, sj_err *err) {
    sj_store *store = r->home->store;
    char who[SJ_RELEASE_REASON + 128], subject[24];
    int n = snprintf(who, sizeof who, "%.*s: %.*s", SJ_FMT(actor), SJ_FMT(reason));
    const sj_event event = {.subject = SJ_SUBJECT_SUBMISSION,
                            .subject_id = r->id,
                            .from = SJ_STATE_HELD,
                            .to = SJ_STATE_READY,
                            .again = true,
                            .what = SJ_STR("release"),
                            .codes = {who, (size_t)n < sizeof who ? (size_t)n : sizeof who - 1}};
    snprintf(subject, sizeof subject, "%" PRId64, r->id);
    sj_status status = sj_events_add(store, &event, 1, err);
    if (status == SJ_OK) status = sj_submissions_raw(store, &r->id, 1, take_text, r, err);
    if (status == SJ_OK) status = r->status;
    if (status == SJ_OK)
        status =
            sj_audit_add(store, actor, SJ_STR("release claim"), sj_str_of(subject), reason, err);
    return status;
}

/* In a transaction: nobody else moves the claim between the look and the move. */
static sj_status decide(releasing *r, sj_str actor, sj_str reason, sj_err *err) {
    sj_store *store = r->home->store;
    sj_status status = sj_submissions_by_id(store, &r->id, 1, take_claim, r, err);
    if (status == SJ_OK && !r->found)
        status = sj_err_set(err, SJ_ENOTFOUND, "there is no such claim");
    if (status != SJ_OK || r->out->answer != SJ_RELEASED) return status;
    status = sj_findings_of_submission(store, r->id, take_finding, r, err);
    if (status != SJ_OK || r->out->answer != SJ_RELEASED) return status;
    status = move(r, actor, reason, err);
    return status == SJ_OK ? sj_store_commit(store, err) : status;
}

sj_status sj_release_claim(sj_home *home, const sj_catalog *catalog, int64_t submission,
                           sj_str actor, sj_str reason, sj_release *out, sj_err *err) {
    *out = (sj_release){.answer = SJ_RELEASED};
    releasing r = {.home = home, .catalog = catalog, .id = submission, .out = out, .err = err};
    sj_status status = sj_store_begin(home->store, err);
    if (status == SJ_OK) status = decide(&r, actor, reason, err);
    sj_store_rollback(home->store);
    return status;
}
