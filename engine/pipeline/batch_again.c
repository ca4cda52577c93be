/* engine/pipeline/batch_again.c - a batch written once more.
 *
 * Envelope and headers are copied from the store; what depends on the claims (hierarchy, loops that
 * are shared, counts) is made by the same code as the first time. */
#include "engine/pipeline/batch_again.h"

#include "engine/pipeline/set_write.h"
#include "parsers/base/alloc.h"

typedef struct again {
    sj_store *store;
    FILE *to;
    sj_sha256 *sha;
    sj_writer *x12;
    sj_delimiters delims;
    sj_set_writer *claims;
    sj_item *items; /* of the set at hand */
    size_t n, cap;
    sj_status status;
    sj_err *err;
} again;

static int write_bytes(void *ctx, const void *bytes, size_t len) {
    again *a = ctx;
    sj_sha256_add(a->sha, bytes, len);
    return fwrite(bytes, 1, len, a->to) == len ? 0 : -1;
}

/* Its first segment is the ISA, where each delimiter has its place. */
static bool read_delimiters(sj_str head, sj_delimiters *out) {
    enum { ELEMENT = 3, REPETITION = 82, COMPONENT = 104, TERMINATOR = 105 };
    if (head.len <= TERMINATOR) return false;
    *out = (sj_delimiters){.element = head.ptr[ELEMENT],
                           .component = head.ptr[COMPONENT],
                           .repetition = head.ptr[REPETITION],
                           .terminator = head.ptr[TERMINATOR]};
    return true;
}

static void copy_head(again *a, sj_str head) {
    const char *at = head.ptr, *end = head.ptr + head.len;
    for (const char *stop;
         at < end && (stop = memchr(at, a->delims.terminator, (size_t)(end - at))); at = stop + 1)
        sj_writer_copy(a->x12, (sj_str){at, (size_t)(stop - at)}, &a->delims);
}

static bool take_claim(void *ctx, const sj_batched_claim *c) {
    again *a = ctx;
    if (a->n == a->cap) {
        size_t cap = a->cap ? a->cap * 2 : 256;
        sj_item *more = sj_realloc(a->items, cap * sizeof *more);
        if (!more) {
            a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to write a batch again");
            return false;
        }
        a->items = more;
        a->cap = cap;
    }
    a->items[a->n++] = (sj_item){.id = c->at.submission, .charge = c->charge};
    return true;
}

static bool take_loops(void *ctx, const sj_claim_raw *raw) {
    again *a = ctx;
    for (size_t i = 0; i < a->n; i++)
        if (a->items[i].id == raw->submission) a->items[i].loops = sj_loops_of(raw);
    return true;
}

/* Which claims stand in the set, in their order, and which loops they share. */
static sj_status gather(again *a, int64_t set) {
    int64_t ids[SJ_SET_SHARE];
    a->n = 0;
    sj_status status = sj_batch_claims_from(a->store, set, 0, take_claim, a, a->err);
    if (status == SJ_OK) status = a->status;
    for (size_t at = 0; at < a->n && status == SJ_OK; at += SJ_SET_SHARE) {
        size_t n = a->n - at < SJ_SET_SHARE ? a->n - at : SJ_SET_SHARE;
        for (size_t i = 0; i < n; i++) ids[i] = a->items[at + i].id;
        again part = {.items = a->items + at, .n = n};
        status = sj_submissions_raw(a->store, ids, n, take_loops, &part, a->err);
    }
    return status;
}

static bool take_set(void *ctx, const sj_batch_set *t) {
    again *a = ctx;
    copy_head(a, t->head);
    a->status = gather(a, t->id);
    if (a->status == SJ_OK)
        a->status = sj_set_write_claims(a->claims, a->items, a->n, NULL, NULL, a->err);
    sj_writer_se(a->x12);
    return a->status == SJ_OK;
}

static sj_status write_all(again *a, const sj_batch *b) {
    uint8_t digest[SJ_SHA256_SIZE];
    sj_sha256_begin(a->sha);
    copy_head(a, b->head);
    sj_status status = sj_batch_sets(a->store, b->id, take_set, a, a->err);
    if (status == SJ_OK) status = a->status;
    sj_writer_ge(a->x12);
    sj_writer_iea(a->x12);
    if (status == SJ_OK) status = sj_writer_status(a->x12, a->err);
    sj_sha256_end(a->sha, digest);
    if (status != SJ_OK || memcmp(digest, b->sha256, sizeof digest) == 0) return status;
    return sj_err_set(
        a->err, SJ_ESTORE,
        "the batch does not come out as it went out: its claims in the store were changed");
}

sj_status sj_batch_again(sj_store *s, const sj_batch *b, FILE *to, sj_err *err) {
    again a = {.store = s, .to = to, .err = err};
    if (!read_delimiters(b->head, &a.delims))
        return sj_err_set(
            err, SJ_ENOTFOUND,
            "this batch was made before the store kept what it takes to write it again");
    a.claims = sj_calloc(1, sizeof *a.claims);
    if (!a.claims) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch again");
    sj_status status = sj_sha256_new(&a.sha, err);
    if (status == SJ_OK)
        status = sj_writer_new(&a.x12, write_bytes, &a, &(sj_writer_opts){.delims = a.delims}, err);
    sj_set_writer_init(a.claims, s, a.x12);
    if (status == SJ_OK) status = write_all(&a, b);
    sj_set_writer_dispose(a.claims);
    sj_free(a.claims);
    sj_writer_free(a.x12);
    sj_sha256_free(a.sha);
    sj_free(a.items);
    return status;
}
