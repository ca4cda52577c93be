/* engine/pipeline/forecast_claims.c - where a forecast's claims come from: a file, the store. */
#include "engine/pipeline/forecast.h"

#include "engine/files/read.h"
#include "engine/pipeline/raw.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

/* A file. */

typedef struct file_source {
    sj_forecast *f;
    sj_arena arena; /* one claim's text */
    bool failed;
} file_source;

static void take_claim(void *ctx, const sj_claim *c) {
    file_source *s = ctx;
    sj_claim_raw raw = {.submission = 0};
    sj_arena_reset(&s->arena);
    if (s->failed) return;
    s->failed = !sj_raw_take(&s->arena, c, &raw) ||
                !sj_forecast_claim(s->f, &raw, c->account.v, c->last_service);
}

sj_status sj_forecast_file(sj_forecast *f, sj_guides *guides, const char *path, sj_err *err) {
    FILE *file = fopen(path, "rbe");
    if (!file) return sj_err_setf(err, SJ_EIO, "the file cannot be opened", "%s", path);
    file_source source = {.f = f};
    sj_arena_init(&source.arena, 64 << 20);
    const sj_parse_events events = {.ctx = &source, .claim = take_claim};
    const sj_parse_opts opts = {.snip = 1};
    sj_status status = sj_parse(guides, sj_file_read, file, &events, &opts, NULL, err);
    if (status == SJ_OK && source.failed) status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_arena_dispose(&source.arena);
    fclose(file);
    return status;
}

/* The store: first which claims, then their texts, some hundred at a time. */

enum { SHARE = 256, MAX_ACCOUNTS = 256 << 20 };

typedef struct open_claim {
    int64_t id;
    sj_str account;
    sj_date last_service;
} open_claim;

typedef struct store_source {
    sj_forecast *f;
    sj_arena arena;
    open_claim *claims;
    size_t n, cap;
    bool failed;
} store_source;

static bool is_open(sj_claim_state state) {
    return !sj_state_is_decided(state) && state != SJ_STATE_CLOSED;
}

static bool take_submission(void *ctx, const sj_submission *s) {
    store_source *source = ctx;
    if (!is_open(s->state)) return true;
    if (source->n == source->cap) {
        size_t cap = source->cap ? 2 * source->cap : SHARE;
        open_claim *more = sj_realloc(source->claims, cap * sizeof *more);
        if (!more) source->failed = true;
        if (!more) return false;
        source->claims = more;
        source->cap = cap;
    }
    open_claim *c = &source->claims[source->n];
    *c = (open_claim){.id = s->id, .last_service = s->last_service};
    source->failed = !sj_arena_copy(&source->arena, s->account, &c->account);
    source->n += !source->failed;
    return !source->failed;
}

static int by_id(const void *a, const void *b) {
    const open_claim *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    store_source *source = ctx;
    const open_claim key = {.id = raw->submission};
    const open_claim *c = bsearch(&key, source->claims, source->n, sizeof key, by_id);
    if (c && !sj_forecast_claim(source->f, raw, c->account, c->last_service)) source->failed = true;
    return !source->failed;
}

sj_status sj_forecast_store(sj_forecast *f, sj_store *store, sj_err *err) {
    store_source source = {.f = f};
    sj_arena_init(&source.arena, MAX_ACCOUNTS);
    const sj_submission_filter any = {.state = SJ_STATE_NONE};
    sj_status status = sj_submissions_list(store, &any, take_submission, &source, err);
    if (source.n) qsort(source.claims, source.n, sizeof *source.claims, by_id);
    for (size_t i = 0; i < source.n && status == SJ_OK && !source.failed; i += SHARE) {
        int64_t ids[SHARE];
        size_t n = source.n - i < SHARE ? source.n - i : SHARE;
        for (size_t k = 0; k < n; k++) ids[k] = source.claims[i + k].id;
        status = sj_submissions_raw(store, ids, n, take_raw, &source, err);
    }
    if (status == SJ_OK && source.failed) status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_free(source.claims);
    sj_arena_dispose(&source.arena);
    return status;
}
