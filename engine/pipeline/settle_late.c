/* engine/pipeline/settle_late.c - refusals that came too late, settled. */
#include "engine/pipeline/settle_late.h"

#include "engine/pipeline/release.h"
#include "engine/store/audit.h"
#include "engine/store/events.h"
#include "engine/store/submissions.h"

#include <inttypes.h>

typedef struct wanted {
    int64_t submission;
    sj_claim_state state;
    bool found;
} wanted;

static bool take(void *ctx, const sj_submission *s) {
    wanted *w = ctx;
    if (s->id != w->submission) return true;
    w->state = s->state;
    w->found = true;
    return false;
}

static sj_status note(sj_store *store, const wanted *w, sj_str actor, sj_str reason, sj_err *err) {
    char who[SJ_RELEASE_REASON + 128], subject[24];
    int n = snprintf(who, sizeof who, "%.*s: %.*s", SJ_FMT(actor), SJ_FMT(reason));
    const sj_event event = {.subject = SJ_SUBJECT_SUBMISSION,
                            .subject_id = w->submission,
                            .from = w->state,
                            .to = w->state,
                            .again = true,
                            .what = SJ_STR(SJ_LATE_SETTLED),
                            .codes = {who, (size_t)n < sizeof who ? (size_t)n : sizeof who - 1}};
    snprintf(subject, sizeof subject, "%" PRId64, w->submission);
    sj_status status = sj_events_add(store, &event, 1, err);
    if (status == SJ_OK)
        status = sj_audit_add(store, actor, SJ_STR("settle late refusal"), sj_str_of(subject),
                              reason, err);
    return status;
}

sj_status sj_late_settle(sj_home *home, int64_t submission, sj_str actor, sj_str reason,
                         bool *settled, sj_err *err) {
    wanted w = {.submission = submission};
    const sj_submission_filter exceptions = {.exceptions = true};
    *settled = false;
    sj_status status = sj_store_begin(home->store, err);
    if (status == SJ_OK) status = sj_submissions_list(home->store, &exceptions, take, &w, err);
    if (status == SJ_OK && w.found) status = note(home->store, &w, actor, reason, err);
    if (status == SJ_OK) status = sj_store_commit(home->store, err);
    sj_store_rollback(home->store);
    *settled = status == SJ_OK && w.found;
    return status;
}
