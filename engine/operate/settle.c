/* engine/operate/settle.c - a restored store, made safe to go on with. */
#include "engine/operate/settle.h"

#include "engine/store/audit.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/ids.h"
#include "engine/store/submissions.h"

/* Moving changes the list that is read: the ids are gathered first. */
static bool take_claim(void *ctx, const sj_ready_claim *c) {
    return sj_ids_add(ctx, c->id);
}

static bool take_batch(void *ctx, const sj_batch *b) {
    return sj_ids_add(ctx, b->id);
}

static sj_status move(sj_store *s, const sj_ids *list, sj_subject subject, sj_claim_state from,
                      sj_claim_state to, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < list->n && status == SJ_OK; i++) {
        const sj_event e = {.subject = subject,
                            .subject_id = list->v[i],
                            .from = from,
                            .to = to,
                            .again = true,
                            .what = SJ_STR("restore"),
                            .codes = SJ_STR("may have gone out after the backup")};
        status = sj_events_add(s, &e, 1, err);
    }
    return status;
}

static sj_status put_in_doubt(sj_store *s, sj_restore_doubt *out, sj_err *err) {
    sj_ids claims = {NULL, 0, false}, batches = {NULL, 0, false};
    sj_status status = sj_submissions_ready(s, 0, take_claim, &claims, err);
    if (status == SJ_OK) status = sj_batches_unsent(s, take_batch, &batches, err);
    if (status == SJ_OK && (claims.no_memory || batches.no_memory))
        status = sj_err_set(err, SJ_ENOMEM, "no memory to settle a restored home");
    if (status == SJ_OK)
        status = move(s, &claims, SJ_SUBJECT_SUBMISSION, SJ_STATE_READY, SJ_STATE_HELD, err);
    if (status == SJ_OK)
        status = move(s, &batches, SJ_SUBJECT_BATCH, SJ_STATE_BATCHED, SJ_STATE_IN_DOUBT, err);
    *out = (sj_restore_doubt){(uint32_t)claims.n, (uint32_t)batches.n};
    sj_ids_dispose(&claims);
    sj_ids_dispose(&batches);
    return status;
}

static sj_status settle(sj_store *s, bool may_be_sent, sj_str actor, sj_restore_doubt *out,
                        sj_err *err) {
    sj_status status = sj_store_begin(s, err);
    if (status != SJ_OK) return status;
    if (may_be_sent) status = put_in_doubt(s, out, err);
    if (status == SJ_OK) status = sj_sequences_skip(s, SJ_RESTORE_GAP, err);
    if (status == SJ_OK)
        status = sj_audit_add(s, actor, SJ_STR("restore"), SJ_STR(""), SJ_STR(""), err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

sj_status sj_restore_settle(const char *dir, bool may_be_sent, sj_str actor, sj_restore_doubt *out,
                            sj_err *err) {
    sj_home *home;
    *out = (sj_restore_doubt){0, 0};
    sj_status status = sj_home_open(&home, dir, err);
    if (status != SJ_OK) return status;
    status = settle(home->store, may_be_sent, actor, out, err);
    sj_home_close(home);
    return status;
}
