/* engine/pipeline/follow_plan.c - a planned follow-up claim, taken in. */
#include "engine/pipeline/follow_plan.h"

#include "engine/followup/worklist.h"
#include "engine/store/events.h"
#include "engine/store/submissions.h"

#include <stdio.h>

typedef struct keeper {
    sj_arena *arena;
    sj_followup *out;
    bool failed;
} keeper;

static bool keep_plan(void *ctx, const sj_followup *f) {
    keeper *k = ctx;
    *k->out = *f;
    k->failed = !sj_arena_copy(k->arena, f->kind, &k->out->kind) ||
                !sj_arena_copy(k->arena, f->lines, &k->out->lines) ||
                !sj_arena_copy(k->arena, f->actor, &k->out->actor);
    return false;
}

sj_status sj_follow_plan_of(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_arena *arena,
                            sj_followup *out, sj_err *err) {
    *out = (sj_followup){.id = 0};
    keeper k = {arena, out, false};
    sj_status status = sj_followups_by_sha256(s, sha256, keep_plan, &k, err);
    if (status == SJ_OK && k.failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory to read claims");
    return status;
}

enum { MOST_ROWS = 256 };

typedef struct rows {
    int64_t v[MOST_ROWS];
    size_t n;
} rows;

static bool take_row(void *ctx, const sj_work *w) {
    rows *r = ctx;
    if (!sj_str_is(w->status, "done") && r->n < MOST_ROWS) r->v[r->n++] = w->denial;
    return true;
}

/* What was denied waits for the answer to the new claim. */
static sj_status let_wait(sj_store *s, const sj_followup *plan, sj_err *err) {
    rows open = {.n = 0};
    sj_reasons *reasons;
    sj_status status = sj_work_of_submission(s, plan->parent, take_row, &open, err);
    if (status != SJ_OK || !open.n) return status;
    status = sj_reasons_new(&reasons, err);
    if (status != SJ_OK) return status;
    for (size_t i = 0; i < open.n && status == SJ_OK; i++) {
        const sj_work_change change = {.denial = open.v[i],
                                       .fields = SJ_WORK_STATUS | SJ_WORK_FOLLOW_UP,
                                       .status = SJ_STR("waiting"),
                                       .follow_up = plan->follow_up};
        sj_work_answer answer;
        status = sj_worklist_update(s, reasons, &change, plan->actor, &answer, NULL, err);
    }
    sj_reasons_free(reasons);
    return status;
}

static bool take_claim(void *ctx, const sj_submission *s) {
    *(sj_claim_state *)ctx = s->state;
    return false;
}

sj_status sj_follow_taken(sj_store *s, const sj_followup *plan, int64_t submission, bool is_ready,
                          int64_t file, sj_err *err) {
    char codes[96];
    sj_claim_state before = SJ_STATE_NONE;
    int n = snprintf(codes, sizeof codes, "%.*s, by %.*s", SJ_FMT(plan->kind), SJ_FMT(plan->actor));
    const sj_str words = {codes, (size_t)n < sizeof codes ? (size_t)n : sizeof codes - 1};
    sj_status status = sj_followups_taken(s, plan->id, submission, err);
    if (status == SJ_OK)
        status = sj_submissions_by_id(s, &plan->parent, 1, take_claim, &before, err);
    if (status != SJ_OK || !is_ready) return status;
    bool replaced = before == SJ_STATE_REJECTED || before == SJ_STATE_HELD;
    const sj_event event = {.subject = SJ_SUBJECT_SUBMISSION,
                            .subject_id = plan->parent,
                            .from = before,
                            .to = replaced ? SJ_STATE_CLOSED : before,
                            .again = true,
                            .what = SJ_STR("follow-up"),
                            .cause = file,
                            .codes = words};
    status = sj_events_add(s, &event, 1, err);
    if (status != SJ_OK || sj_str_is(plan->kind, "secondary")) return status;
    return let_wait(s, plan, err);
}
