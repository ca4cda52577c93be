/* engine/pipeline/transfer_out.c - what lies in a partner's outbox, delivered.
 *
 * The steps are courier.h's; here each is recorded in the store. With the last one the batch moves,
 * in the same transaction: to `sent`, or to `in_doubt`. Then the file leaves the outbox, for sent/
 * or in_doubt/ beside it; after a kill in between, the row says where it belongs. */
#include "engine/pipeline/transfer.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"

#include <sys/stat.h>

enum {
    PATIENCE = 3,   /* refused files one after the other: the folder itself is refused */
    LARGE = 1 << 20 /* bytes from which on an upload is gone on with after a kill */
};

/* One file of the outbox. */
typedef struct outgoing {
    sj_haul *haul;
    const char *name;
    char path[SJ_PATH], temporary[SJ_PATH], target[SJ_PATH];
    int64_t id, batch;
    sj_claim_state batch_state;
    sj_delivery_state state;
    uint64_t bytes;
} outgoing;

static bool take_batch(void *ctx, const sj_batch *b) {
    outgoing *o = ctx;
    o->batch = b->id;
    o->batch_state = b->state;
    return false;
}

/* What an earlier pass recorded holds: also the partner's paths, should they have changed. */
static bool take_row(void *ctx, const sj_delivery *d) {
    outgoing *o = ctx;
    o->id = d->id;
    o->state = d->state;
    snprintf(o->temporary, sizeof o->temporary, "%.*s", SJ_FMT(d->temporary));
    snprintf(o->target, sizeof o->target, "%.*s", SJ_FMT(d->target));
    return false;
}

static sj_status find_rows(outgoing *o, sj_err *err) {
    sj_store *s = o->haul->all->home->store;
    sj_str partner = sj_str_of(o->haul->partner->name), name = sj_str_of(o->name);
    sj_haul_lock(o->haul);
    sj_status status = sj_batches_by_name(s, partner, name, take_batch, o, err);
    if (status == SJ_OK) status = sj_deliveries_find(s, partner, name, o->batch, take_row, o, err);
    if (status == SJ_OK && !o->id) o->id = sj_store_new_id(s);
    sj_haul_unlock(o->haul);
    return status;
}

static sj_status join(char out[SJ_PATH], const char *folder, const char *name, const char *ending,
                      sj_err *err) {
    size_t n = strlen(folder);
    bool slash = n && folder[n - 1] != '/';
    if (snprintf(out, SJ_PATH, "%s%s%s%s", folder, slash ? "/" : "", name, ending) < SJ_PATH)
        return SJ_OK;
    return sj_err_set(err, SJ_EIO, "a path is too long");
}

static sj_status prepare(outgoing *o, const char *outbox, sj_err *err) {
    struct stat st;
    const char *folder = o->haul->partner->link.out;
    sj_status status = sj_path_join(o->path, outbox, o->name, err);
    if (status == SJ_OK) status = join(o->temporary, folder, o->name, ".tmp", err);
    if (status == SJ_OK) status = join(o->target, folder, o->name, "", err);
    if (status == SJ_OK && stat(o->path, &st) != 0)
        status = sj_err_setf(err, SJ_EIO, "a file in the outbox cannot be read", "%s", o->path);
    if (status != SJ_OK) return status;
    o->bytes = (uint64_t)st.st_size;
    return find_rows(o, err);
}

/* ---- recording ---- */

static sj_status move_batch(outgoing *o, sj_delivery_state to, sj_err *err) {
    bool doubt = to == SJ_DELIVERY_IN_DOUBT;
    if (!o->batch || o->batch_state != SJ_STATE_BATCHED ||
        (to != SJ_DELIVERY_SENT && to != SJ_DELIVERY_IN_DOUBT))
        return SJ_OK;
    const sj_event e = {.subject = SJ_SUBJECT_BATCH,
                        .subject_id = o->batch,
                        .from = SJ_STATE_BATCHED,
                        .to = doubt ? SJ_STATE_IN_DOUBT : SJ_STATE_SENT,
                        .what = SJ_STR("send"),
                        .codes = doubt ? SJ_STR("cut off while it was handed over") : SJ_STR("")};
    return sj_events_add(o->haul->all->home->store, &e, 1, err);
}

static sj_status record(void *ctx, sj_delivery_state state, sj_err *err) {
    outgoing *o = ctx;
    sj_store *s = o->haul->all->home->store;
    const sj_delivery row = {.id = o->id,
                             .partner = sj_str_of(o->haul->partner->name),
                             .name = sj_str_of(o->name),
                             .batch = o->batch,
                             .temporary = sj_str_of(o->temporary),
                             .target = sj_str_of(o->target),
                             .bytes = o->bytes,
                             .state = state};
    sj_haul_lock(o->haul);
    sj_status status = sj_store_begin(s, err);
    if (status == SJ_OK) status = sj_deliveries_put(s, &row, err);
    if (status == SJ_OK) status = move_batch(o, state, err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    sj_haul_unlock(o->haul);
    if (status != SJ_OK) sj_haul_fail(o->haul, status, err);
    return status;
}

/* ---- one file ---- */

static sj_status put_away(outgoing *o, sj_err *err) {
    char folder[SJ_PATH], to[SJ_PATH];
    bool sent = o->state == SJ_DELIVERY_SENT;
    sj_status status = sj_haul_folder(o->haul, folder, sent ? "sent" : "in_doubt", err);
    if (status == SJ_OK) status = sj_folder_free_name(to, folder, o->name, err);
    if (status == SJ_OK) status = sj_file_move(o->path, to, err);
    if (status != SJ_OK) return status;
    if (sent)
        sj_haul_tell(o->haul, SJ_TRANSFER_SENT, o->name, o->bytes, "", NULL);
    else
        sj_haul_tell(
            o->haul, SJ_TRANSFER_IN_DOUBT, o->name, o->bytes,
            "nobody knows whether the partner has it; ask, then 'scrubjay partners settle'", NULL);
    return SJ_OK;
}

/* A batch that is no longer to be sent (a restored store doubts it) has no business in the outbox.
 */
static bool is_to_be_sent(const outgoing *o) {
    return !o->batch || o->batch_state == SJ_STATE_BATCHED || o->state != SJ_DELIVERY_NEW;
}

static bool deliver(outgoing *o, unsigned *refused) {
    sj_err err = {0};
    sj_outgoing job = {.path = o->path,
                       .temporary = o->temporary,
                       .target = o->target,
                       .bytes = o->bytes,
                       .is_large = o->bytes >= LARGE,
                       .state = o->state,
                       .record = record,
                       .ctx = o};
    snprintf(o->haul->name, sizeof o->haul->name, "%s", o->name);
    sj_trouble trouble = sj_carrier_run(&o->haul->carrier, sj_deliver, &job, &err);
    o->state = job.state;
    *refused = trouble == SJ_NET_OK ? 0 : *refused + 1;
    if (trouble == SJ_NET_OK) return true;
    if (o->haul->trouble != SJ_NET_OK) return false; /* our own store: told already */
    sj_haul_tell(o->haul, SJ_TRANSFER_WAITS, o->name, o->bytes, "it stays in the outbox", &err);
    if (sj_haul_survives(o->haul, trouble, &err) && *refused >= PATIENCE) {
        o->haul->trouble = trouble;
        o->haul->err = err;
    }
    return false;
}

static void submit_file(sj_haul *h, const char *outbox, const char *name, unsigned *refused) {
    outgoing o = {.haul = h, .name = name};
    sj_err err = {0};
    sj_status status = prepare(&o, outbox, &err);
    if (status == SJ_OK && !is_to_be_sent(&o)) o.state = SJ_DELIVERY_IN_DOUBT;
    bool is_done = o.state == SJ_DELIVERY_SENT || o.state == SJ_DELIVERY_IN_DOUBT;
    if (status == SJ_OK && (is_done || deliver(&o, refused))) status = put_away(&o, &err);
    if (status != SJ_OK) sj_haul_fail(h, status, &err);
}

void sj_haul_submit(sj_haul *h) {
    char outbox[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    unsigned refused = 0;
    sj_err err = {0};
    sj_status status = sj_haul_folder(h, outbox, "outbox", &err);
    if (status == SJ_OK) status = sj_folder_list(outbox, &names, &n, &err);
    if (status != SJ_OK) sj_haul_fail(h, status, &err);
    for (size_t i = 0; i < n && sj_haul_goes_on(h); i++) submit_file(h, outbox, names[i], &refused);
    sj_folder_names_free(names, n);
}
