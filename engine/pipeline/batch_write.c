/* engine/pipeline/batch_write.c - one interchange of claims.
 *
 * Claims come ordered by billing provider, subscriber and patient. A loop is written once for the
 * claims that share its text; its HL is made anew, everything else is copied as it came. Sets hold
 * at most the partner's number of claims: a set is what a partner refuses as a whole. */
#include "engine/pipeline/batch_write.h"

#include "engine/pipeline/raw.h"
#include "parsers/base/alloc.h"

#include <scrubjay/writer.h>
#include <time.h>

enum { SHARE = 32, LOOPS = 3, ARENA_LIMIT = 256 << 20, BUFFER = 128 << 10 };

/* The loop that is open at one level of the hierarchy (2000A, 2000B, 2000C). */
typedef struct level {
    char *text; /* without HL */
    size_t len, cap;
    uint32_t hl; /* its number; 0: none is open */
    bool has_child;
} level;

typedef struct numbered_set {
    sj_batch_set row;
    char control[16], reference[32]; /* its texts */
} numbered_set;

typedef struct batch_writer {
    sj_run *run;
    const sj_batch_group *group;
    sj_batch *batch;
    sj_writer *x12;
    FILE *file;
    sj_sha256 *sha;
    level levels[LOOPS];
    uint32_t hl;                /* last number given in this set */
    numbered_set *sets, *set;   /* all, and the one that is open */
    sj_batch_claim *rows, *row; /* of all claims, and the next one's */
    int time;                   /* HHMM */
    sj_str version;             /* GS08 */
    sj_arena arena;             /* one share of claims' texts */
    sj_claim_raw raws[SHARE];
    char buffer[BUFFER]; /* the file's */
} batch_writer;

static int write_bytes(void *ctx, const void *bytes, size_t len) {
    batch_writer *w = ctx;
    sj_sha256_add(w->sha, bytes, len);
    w->batch->bytes += len;
    return fwrite(bytes, 1, len, w->file) == len ? 0 : -1;
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

static void write_name(sj_writer *x, const char *entity, const char *name, const char *id) {
    sj_writer_begin(x, "NM1");
    sj_writer_elz(x, entity);
    sj_writer_elz(x, "2");
    sj_writer_elz(x, name);
    sj_writer_skip(x, 4);
    sj_writer_elz(x, "46");
    sj_writer_elz(x, id);
    sj_writer_end(x);
}

static void begin_set(batch_writer *w, uint32_t number) {
    const sj_config *config = &w->run->home->config;
    sj_writer *x = w->x12;
    numbered_set *t = w->set = &w->sets[number - 1];
    snprintf(t->control, sizeof t->control, "%04u", number);
    snprintf(t->reference, sizeof t->reference, "%09u-%u", w->batch->interchange, number);
    t->row = (sj_batch_set){.id = sj_store_new_id(w->run->store),
                            .batch = w->batch->id,
                            .control = sj_str_of(t->control),
                            .reference = sj_str_of(t->reference)};
    for (int i = 0; i < LOOPS; i++) w->levels[i].hl = 0;
    w->hl = 0;
    sj_writer_st(x, SJ_STR("837"), number, w->version);
    sj_writer_begin(x, "BHT");
    sj_writer_elz(x, "0019");
    sj_writer_elz(x, "00");
    sj_writer_elz(x, t->reference);
    sj_writer_date(x, w->run->as_of);
    char time[8];
    snprintf(time, sizeof time, "%04d", w->time);
    sj_writer_elz(x, time);
    sj_writer_elz(x, w->group->purpose);
    sj_writer_end(x);
    write_name(x, "41", config->submitter_name, config->submitter_id);
    sj_writer_begin(x, "PER");
    sj_writer_elz(x, "IC");
    sj_writer_elz(x, config->contact);
    sj_writer_elz(x, "TE");
    sj_writer_elz(x, config->phone);
    sj_writer_end(x);
    write_name(x, "40", w->group->partner->receiver_name, w->group->partner->receiver_id);
}

static bool keep_text(level *l, sj_str text) {
    if (text.len > l->cap) {
        char *more = sj_realloc(l->text, text.len);
        if (!more) return false;
        l->text = more;
        l->cap = text.len;
    }
    if (text.len) memcpy(l->text, text.ptr, text.len);
    l->len = text.len;
    return true;
}

/* Open the loop of a claim at level `i`, unless it is open already. */
static bool open_loop(batch_writer *w, int i, sj_str loop, const sj_delimiters *from,
                      bool has_child) {
    static const char *const codes[LOOPS] = {"20", "22", "23"};
    level *l = &w->levels[i];
    sj_str text = sj_without_hl(loop, from);
    if (l->hl && l->has_child == has_child && sj_str_eq(text, (sj_str){l->text, l->len}))
        return true;
    if (!keep_text(l, text)) return false;
    for (int below = i + 1; below < LOOPS; below++) w->levels[below].hl = 0;
    l->hl = ++w->hl;
    l->has_child = has_child;
    sj_writer_begin(w->x12, "HL");
    sj_writer_number(w->x12, l->hl);
    if (i)
        sj_writer_number(w->x12, w->levels[i - 1].hl);
    else
        sj_writer_skip(w->x12, 1);
    sj_writer_elz(w->x12, codes[i]);
    sj_writer_elz(w->x12, has_child ? "1" : "0");
    sj_writer_end(w->x12);
    sj_writer_copy_all(w->x12, text, from);
    return true;
}

/* `has_patients`: a claim of the same subscriber in the same set hangs from a patient. */
static bool write_claim(batch_writer *w, const sj_item *item, const sj_claim_raw *raw,
                        bool has_patients) {
    if (!open_loop(w, 0, raw->provider, &raw->delims, true)) return false;
    if (!open_loop(w, 1, raw->subscriber, &raw->delims, has_patients)) return false;
    if (raw->patient.len && !open_loop(w, 2, raw->patient, &raw->delims, false)) return false;
    uint32_t first = sj_writer_segments(w->x12) + 1;
    sj_writer_copy_all(w->x12, raw->claim, &raw->delims);
    *w->row++ = (sj_batch_claim){item->id, w->set->row.id, first, sj_writer_segments(w->x12)};
    w->set->row.claims++;
    w->set->row.charge += item->charge;
    return true;
}

typedef struct taker {
    batch_writer *w;
    const sj_item *items;
    size_t n, found;
    bool no_memory;
} taker;

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    taker *t = ctx;
    size_t i = 0;
    while (i < t->n && t->items[i].id != raw->submission) i++;
    if (i == t->n) return true;
    size_t bytes = raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len;
    sj_str all;
    if (!sj_arena_copy(&t->w->arena, (sj_str){raw->provider.ptr, bytes}, &all)) {
        t->no_memory = true;
        return false;
    }
    sj_claim_raw *copy = &t->w->raws[i];
    *copy = *raw;
    copy->provider.ptr = all.ptr;
    copy->subscriber.ptr = copy->provider.ptr + raw->provider.len;
    copy->patient.ptr = copy->subscriber.ptr + raw->subscriber.len;
    copy->claim.ptr = copy->patient.ptr + raw->patient.len;
    t->found++;
    return true;
}

static sj_status fetch(batch_writer *w, const sj_item *items, size_t n, sj_err *err) {
    int64_t ids[SHARE];
    for (size_t i = 0; i < n; i++) ids[i] = items[i].id;
    taker t = {w, items, n, 0, false};
    sj_arena_reset(&w->arena);
    sj_status status = sj_submissions_raw(w->run->store, ids, n, take_raw, &t, err);
    if (status != SJ_OK) return status;
    if (t.no_memory) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    if (t.found != n) return sj_err_set(err, SJ_ESTORE, "a claim's text is missing in the store");
    return SJ_OK;
}

/* One set of `n` claims. */
static sj_status write_set(batch_writer *w, const sj_item *items, size_t n, uint32_t number,
                           sj_err *err) {
    begin_set(w, number);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        size_t left = n - i;
        if (i % SHARE == 0) status = fetch(w, items + i, left < SHARE ? left : SHARE, err);
        if (status != SJ_OK) break;
        size_t last =
            i; /* of the same subscriber: patients come after the subscriber's own claims */
        while (last + 1 < n && items[last + 1].loops.subscriber == items[i].loops.subscriber)
            last++;
        if (!write_claim(w, &items[i], &w->raws[i % SHARE], items[last].loops.patient != 0))
            return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
        status = sj_writer_status(w->x12, err);
    }
    sj_writer_se(w->x12);
    return status;
}

static sj_status write_interchange(batch_writer *w, const sj_item *items, size_t n, uint32_t *sets,
                                   sj_err *err) {
    uint32_t per_set = w->group->partner->claims_per_set;
    sj_status status = SJ_OK;
    begin_interchange(w);
    for (size_t at = 0; at < n && status == SJ_OK; at += per_set)
        status = write_set(w, items + at, n - at < per_set ? n - at : per_set, ++*sets, err);
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

static sj_status open_writer(batch_writer *w, size_t n, const char *path, sj_err *err) {
    const sj_guide *guide;
    sj_status status = sj_guides_get(w->run->guides, w->group->type, &guide, err);
    if (status != SJ_OK) return status;
    w->version = sj_str_of(guide->version);
    uint32_t per_set = w->group->partner->claims_per_set;
    w->sets = sj_calloc((n + per_set - 1) / per_set, sizeof *w->sets);
    w->rows = w->row = sj_calloc(n, sizeof *w->rows);
    if (!w->sets || !w->rows) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    status = sj_sha256_new(&w->sha, err);
    if (status == SJ_OK) status = sj_file_create(&w->file, path, err);
    if (status == SJ_OK) setvbuf(w->file, w->buffer, _IOFBF, sizeof w->buffer);
    const sj_writer_opts opts = {.delims = w->group->delims};
    return status == SJ_OK ? sj_writer_new(&w->x12, write_bytes, w, &opts, err) : status;
}

static void dispose_writer(batch_writer *w) {
    if (w->file) fclose(w->file);
    sj_writer_free(w->x12);
    sj_sha256_free(w->sha);
    sj_free(w->sets);
    sj_free(w->rows);
    for (int i = 0; i < LOOPS; i++) sj_free(w->levels[i].text);
    sj_arena_dispose(&w->arena);
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
    sj_arena_init(&w->arena, ARENA_LIMIT);
    uint32_t sets = 0;
    sj_status status = open_writer(w, n, path, err);
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
    }
    dispose_writer(w);
    return status;
}
