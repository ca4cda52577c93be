/* engine/operate/settle.c - a restored store, made safe to go on with. */
#include "engine/operate/backup.h"
#include "engine/store/audit.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/submissions.h"
#include "parsers/base/alloc.h"

/* The ids of what is to be moved: moving changes the list that is read. */
typedef struct ids {
    int64_t *v;
    size_t n;
    bool no_memory;
} ids;

static bool add(ids *list, int64_t id) {
    if ((list->n & (list->n - 1)) == 0) { /* full at every power of two */
        int64_t *more = sj_realloc(list->v, (list->n ? list->n * 2 : 1) * sizeof *list->v);
        list->no_memory = !more;
        if (!more) return false;
        list->v = more;
    }
    list->v[list->n++] = id;
    return true;
}

static bool take_claim(void *ctx, const sj_ready_claim *c) {
    return add(ctx, c->id);
}

static bool take_batch(void *ctx, const sj_batch *b) {
    return add(ctx, b->id);
}

static sj_status move(sj_store *s, const ids *list, sj_subject subject, sj_claim_state from,
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

static sj_status doubt(sj_store *s, sj_restore_doubt *out, sj_err *err) {
    ids claims = {NULL, 0, false}, batches = {NULL, 0, false};
    sj_status status = sj_submissions_ready(s, 0, take_claim, &claims, err);
    if (status == SJ_OK) status = sj_batches_unsent(s, take_batch, &batches, err);
    if (status == SJ_OK && (claims.no_memory || batches.no_memory))
        status = sj_err_set(err, SJ_ENOMEM, "no memory to settle a restored home");
    if (status == SJ_OK)
        status = move(s, &claims, SJ_SUBJECT_SUBMISSION, SJ_STATE_READY, SJ_STATE_HELD, err);
    if (status == SJ_OK)
        status = move(s, &batches, SJ_SUBJECT_BATCH, SJ_STATE_BATCHED, SJ_STATE_IN_DOUBT, err);
    *out = (sj_restore_doubt){(uint32_t)claims.n, (uint32_t)batches.n};
    sj_free(claims.v);
    sj_free(batches.v);
    return status;
}

sj_status sj_restore_settle(sj_home *h, bool may_be_sent, sj_str actor, sj_restore_doubt *out,
                            sj_err *err) {
    *out = (sj_restore_doubt){0, 0};
    sj_status status = sj_store_begin(h->store, err);
    if (status != SJ_OK) return status;
    if (may_be_sent) status = doubt(h->store, out, err);
    if (status == SJ_OK) status = sj_sequences_skip(h->store, SJ_RESTORE_GAP, err);
    if (status == SJ_OK)
        status = sj_audit_add(h->store, actor, SJ_STR("restore"), SJ_STR(""), SJ_STR(""), err);
    if (status == SJ_OK) status = sj_store_commit(h->store, err);
    sj_store_rollback(h->store);
    return status;
}
