/* engine/pipeline/set_write.c - the claims of one set. */
#include "engine/pipeline/set_write.h"

#include "parsers/base/alloc.h"

enum { ARENA_LIMIT = 256 << 20 };

void sj_set_writer_init(sj_set_writer *w, sj_store *store, sj_writer *x12) {
    *w = (sj_set_writer){.store = store, .x12 = x12};
    sj_arena_init(&w->arena, ARENA_LIMIT);
}

void sj_set_writer_dispose(sj_set_writer *w) {
    for (int i = 0; i < SJ_SET_LOOPS; i++) sj_free(w->levels[i].text);
    sj_arena_dispose(&w->arena);
}

static bool keep_text(sj_set_level *l, sj_str text) {
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
static bool open_loop(sj_set_writer *w, int i, sj_str loop, const sj_delimiters *from,
                      bool has_child) {
    static const char *const codes[SJ_SET_LOOPS] = {"20", "22", "23"};
    sj_set_level *l = &w->levels[i];
    sj_str text = sj_without_hl(loop, from);
    if (l->hl && l->has_child == has_child && sj_str_eq(text, (sj_str){l->text, l->len}))
        return true;
    if (!keep_text(l, text)) return false;
    for (int below = i + 1; below < SJ_SET_LOOPS; below++) w->levels[below].hl = 0;
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

/* `has_patients`: a claim of the same subscriber in the same set hangs from a patient. *first is
 * the number of the claim's first segment. */
static bool write_claim(sj_set_writer *w, const sj_claim_raw *raw, bool has_patients,
                        uint32_t *first) {
    if (!open_loop(w, 0, raw->provider, &raw->delims, true)) return false;
    if (!open_loop(w, 1, raw->subscriber, &raw->delims, has_patients)) return false;
    if (raw->patient.len && !open_loop(w, 2, raw->patient, &raw->delims, false)) return false;
    *first = sj_writer_segments(w->x12) + 1;
    sj_writer_copy_all(w->x12, raw->claim, &raw->delims);
    return true;
}

typedef struct taker {
    sj_set_writer *w;
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

static sj_status fetch(sj_set_writer *w, const sj_item *items, size_t n, sj_err *err) {
    int64_t ids[SJ_SET_SHARE];
    for (size_t i = 0; i < n; i++) ids[i] = items[i].id;
    taker t = {w, items, n, 0, false};
    sj_arena_reset(&w->arena);
    sj_status status = sj_submissions_raw(w->store, ids, n, take_raw, &t, err);
    if (status != SJ_OK) return status;
    if (t.no_memory) return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
    if (t.found != n) return sj_err_set(err, SJ_ESTORE, "a claim's text is missing in the store");
    return SJ_OK;
}

/* Patients come after the subscriber's own claims, so the last of a subscriber's tells whether
 * there are. */
static bool has_patients(const sj_item *items, size_t n, size_t i) {
    size_t last = i;
    while (last + 1 < n && items[last + 1].loops.subscriber == items[i].loops.subscriber) last++;
    return items[last].loops.patient != 0;
}

static void begin(sj_set_writer *w) {
    for (int i = 0; i < SJ_SET_LOOPS; i++) w->levels[i].hl = 0;
    w->hl = 0;
}

sj_status sj_set_write_claims(sj_set_writer *w, const sj_item *items, size_t n, sj_set_claim_fn fn,
                              void *ctx, sj_err *err) {
    begin(w);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        size_t left = n - i;
        if (i % SJ_SET_SHARE == 0)
            status = fetch(w, items + i, left < SJ_SET_SHARE ? left : SJ_SET_SHARE, err);
        if (status != SJ_OK) break;
        const sj_claim_raw *raw = &w->raws[i % SJ_SET_SHARE];
        uint32_t first = 0;
        if (!write_claim(w, raw, has_patients(items, n, i), &first))
            return sj_err_set(err, SJ_ENOMEM, "no memory to write a batch");
        if (fn) fn(ctx, &items[i], first, sj_writer_segments(w->x12));
        status = sj_writer_status(w->x12, err);
    }
    return status;
}
