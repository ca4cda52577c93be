/* engine/pipeline/batch_write.c - one interchange of claims: envelope and headers, and the rows
 * about it.
 *
 * A set holds claims of one payer, and at most the partner's number of them: it is what a partner
 * refuses as a whole. */
#include "engine/pipeline/batch_write.h"

#include "engine/pipeline/set_head.h"
#include "engine/pipeline/set_write.h"
#include "parsers/base/alloc.h"

#include <scrubjay/writer.h>
#include <time.h>

enum { HEADS_LIMIT = 256 << 20, BUFFER = 128 << 10, HEAD = 4096 };

typedef struct numbered_set {
    sj_batch_set row;
    char control[16], reference[32]; /* its texts; its head stands in the writer's arena */
} numbered_set;

typedef struct batch_writer {
    sj_run *run;
    const sj_batch_group *group;
    sj_batch *batch;
    sj_writer *x12;
    FILE *file;
    sj_sha256 *sha;
    sj_set_writer claims;
    char head[HEAD]; /* what goes out while a head is written */
    size_t head_len;
    bool in_head;
    numbered_set *sets, *set;   /* all, and the one that is open */
    sj_batch_claim *rows, *row; /* of all claims, and the next one's */
    int time;                   /* HHMM */
    sj_str version;             /* GS08 */
    sj_arena heads;
    char buffer[BUFFER]; /* the file's */
} batch_writer;

static int write_bytes(void *ctx, const void *bytes, size_t len) {
    batch_writer *w = ctx;
    sj_sha256_add(w->sha, bytes, len);
    w->batch->bytes += len;
    if (w->in_head) {
        if (len > sizeof w->head - w->head_len) return -1;
        memcpy(w->head + w->head_len, bytes, len);
        w->head_len += len;
    }
    return fwrite(bytes, 1, len, w->file) == len ? 0 : -1;
}

/* What is written from here to end_head is no claim's: it is kept with the batch, so that the same
 * bytes can be written again when configuration and clock have moved on. */
static void begin_head(batch_writer *w) {
    w->in_head = true;
    w->head_len = 0;
}

static bool end_head(batch_writer *w, sj_str *out) {
    w->in_head = false;
    return sj_arena_copy(&w->heads, (sj_str){w->head, w->head_len}, out);
}

static int clock_time(sj_instant at) {
    time_t seconds = at / 1000;
    struct tm day;
    localtime_r(&seconds, &day);
    return day.tm_hour * 100 + day.tm_min;
}

static void begin_interchange(batch_writer *w) {
    const sj_partner *p = w->group->partner;
    sj_writer_isa(w->x12, &(sj_isa){.sender_qualifier = sj_str_of(p->sender_qualifier),
                                    .sender = sj_str_of(p->sender),
                                    .receiver_qualifier = sj_str_of(p->receiver_qualifier),
                                    .receiver = sj_str_of(p->receiver),
                                    .date = w->run->as_of,
                                    .time = w->time,
                                    .control = w->batch->interchange,
                                    .ack_requested = p->acknowledge,
                                    .usage = p->usage});
    sj_writer_gs(w->x12, &(sj_gs){.functional = SJ_STR("HC"),
                                  .sender = sj_str_of(p->group_sender),
                                  .receiver = sj_str_of(p->group_receiver),
                                  .version = w->version,
                                  .date = w->run->as_of,
                                  .time = w->time,
                                  .control = w->batch->group_control});
}

static void begin_set(batch_writer *w, uint32_t number) {
    numbered_set *t = w->set = &w->sets[number - 1];
    snprintf(t->control, sizeof t->control, "%04u", number);
    snprintf(t->reference, sizeof t->reference, "%09u-%u", w->batch->interchange, number);
    t->row = (sj_batch_set){.id = sj_store_new_id(w->run->store),
                            .batch = w->batch->id,
                            .control = sj_str_of(t->control),
                            .reference = sj_str_of(t->reference)};
    sj_set_head_write(w->x12, &(sj_set_head){.config = &w->run->home->config,
                                             .partner = w->group->partner,
                                             .version = w->version,
                                             .number = number,
                                             .reference = t->reference,
                                             .purpose = w->group->purpose,
                                             .day = w->run->as_of,
                                             .time = w->time});
}

static void note_claim(void *ctx, const sj_item *item, uint32_t first, uint32_t last) {
    batch_writer *w = ctx;
    *w->row++ = (sj_batch_claim){item->id, w->set->row.id, first, last};
    w->set->row.claims++;
    w->set->row.charge += item->charge;
}

/* One set of `n` claims. */
static sj_status write_set(batch_writer *w, const sj_item *items, size_t n, uint32_t number,
                           sj_err *err) {
    begin_head(w);
    begin_set(w, number);
    if (!end_head(w, &w->set->row.head))
        return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    sj_status status = sj_set_write_claims(&w->claims, items, n, note_claim, w, err);
    sj_writer_se(w->x12);
    return status;
}

/* How many claims from the first on go into one set. */
static size_t set_size(const batch_writer *w, const sj_item *items, size_t n) {
    uint32_t most = w->group->partner->claims_per_set;
    size_t size = 1;
    while (size < n && size < most && items[size].payer == items[0].payer) size++;
    return size;
}

static sj_status write_interchange(batch_writer *w, const sj_item *items, size_t n, uint32_t *sets,
                                   sj_err *err) {
    sj_status status = SJ_OK;
    begin_head(w);
    begin_interchange(w);
    if (!end_head(w, &w->batch->head))
        return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    for (size_t at = 0, size; at < n && status == SJ_OK; at += size) {
        size = set_size(w, items + at, n - at);
        status = write_set(w, items + at, size, ++*sets, err);
    }
    sj_writer_ge(w->x12);
    sj_writer_iea(w->x12);
    return status == SJ_OK ? sj_writer_status(w->x12, err) : status;
}

static sj_status add_rows(batch_writer *w, size_t n, uint32_t sets, sj_err *err) {
    sj_store *store = w->run->store;
    for (uint32_t i = 0; i < sets; i++) w->batch->charge += w->sets[i].row.charge;
    w->batch->claims = (uint32_t)n;
    sj_status status = sj_batches_add(store, w->batch, err);
    for (uint32_t i = 0; i < sets && status == SJ_OK; i++)
        status = sj_batch_sets_add(store, &w->sets[i].row, 1, err);
    return status == SJ_OK ? sj_batch_claims_add(store, w->rows, n, err) : status;
}

static sj_status open_writer(batch_writer *w, const sj_item *items, size_t n, const char *path,
                             sj_err *err) {
    const sj_guide *guide;
    sj_status status = sj_guides_get(w->run->guides, w->group->type, &guide, err);
    if (status != SJ_OK) return status;
    w->version = sj_str_of(guide->version);
    size_t sets = 0;
    for (size_t at = 0; at < n; at += set_size(w, items + at, n - at)) sets++;
    w->sets = sj_calloc(sets, sizeof *w->sets);
    w->rows = w->row = sj_calloc(n, sizeof *w->rows);
    if (!w->sets || !w->rows) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    status = sj_sha256_new(&w->sha, err);
    if (status == SJ_OK) status = sj_file_create(&w->file, path, err);
    if (status == SJ_OK) setvbuf(w->file, w->buffer, _IOFBF, sizeof w->buffer);
    const sj_writer_opts opts = {.delims = w->group->delims};
    if (status == SJ_OK) status = sj_writer_new(&w->x12, write_bytes, w, &opts, err);
    sj_set_writer_init(&w->claims, w->run->store, w->x12);
    return status;
}

static void dispose_writer(batch_writer *w) {
    if (w->file) fclose(w->file);
    sj_writer_free(w->x12);
    sj_sha256_free(w->sha);
    sj_free(w->sets);
    sj_free(w->rows);
    sj_set_writer_dispose(&w->claims);
    sj_arena_dispose(&w->heads);
    sj_free(w);
}

sj_status sj_batch_write(sj_run *r, const sj_batch_group *g, const sj_item *items, size_t n,
                         const char *path, sj_batch *b, sj_err *err) {
    uint8_t digest[SJ_SHA256_SIZE];
    batch_writer *w = sj_calloc(1, sizeof *w);
    if (!w) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    w->run = r;
    w->group = g;
    w->batch = b;
    w->time = clock_time(b->made_at);
    sj_arena_init(&w->heads, HEADS_LIMIT);
    uint32_t sets = 0;
    sj_status status = open_writer(w, items, n, path, err);
    if (status == SJ_OK) status = write_interchange(w, items, n, &sets, err);
    if (w->file && status == SJ_OK) {
        FILE *f = w->file;
        w->file = NULL;
        status = sj_file_finish(f, path, err);
    }
    if (status == SJ_OK) {
        sj_sha256_end(w->sha, digest);
        b->sha256 = digest;
        status = add_rows(w, n, sets, err);
        b->sha256 = NULL;
        b->head = (sj_str){NULL, 0};
    }
    dispose_writer(w);
    return status;
}
