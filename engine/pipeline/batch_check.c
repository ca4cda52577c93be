/* engine/pipeline/batch_check.c - our own check of a batch. */
#include "engine/pipeline/batch_check.h"

#include "engine/files/read.h"
#include "engine/pipeline/intake.h"
#include "engine/store/events.h"
#include "engine/store/findings.h"

#include <scrubjay/reader.h>
#include <scrubjay/walker.h>

typedef struct checker {
    const sj_catalog *catalog;
    const sj_item *items;
    bool any_released;
    const char **why;
    size_t n, claims, wrong, elsewhere;
} checker;

static void count_claims(void *ctx, const sj_set *set) {
    ((checker *)ctx)->claims += set->claims;
}

/* Did a person who released a claim know of it? Of what a receiver refuses nobody can say that; the
 * loops above a released claim were wrong with it. */
static bool is_known(const checker *c, const sj_finding *f, const sj_finding_def *def) {
    if (def->snip <= 2) return false;
    return f->claim && f->claim <= c->n ? c->items[f->claim - 1].released : c->any_released;
}

static void take_finding(void *ctx, const sj_finding *f) {
    checker *c = ctx;
    const sj_finding_def *def = sj_catalog_get(c->catalog, f->id);
    if (f->severity != SJ_ERROR || is_known(c, f, def)) return;
    if (f->claim == 0 || f->claim > c->n) {
        c->elsewhere++;
        return;
    }
    const char **why = &c->why[f->claim - 1];
    c->wrong += *why == NULL;
    if (!*why) *why = def->id;
}

/* As the partner's guide and overlays have it. Amounts were balanced when the claims were read, and
 * their text is copied. */
static sj_status walk(sj_run *r, const sj_profile *profile, FILE *f, const sj_walk_events *events,
                      sj_err *err) {
    sj_reader *reader;
    sj_walker *walker = NULL;
    sj_segment seg;
    enum sj_read_result what = SJ_READ_SEGMENT;
    sj_status status = sj_reader_open(&reader, sj_file_read, f, NULL, err);
    if (status != SJ_OK) return status;
    status = sj_walker_new(&walker, r->guides, events, &(sj_walker_opts){.profile = profile}, err);
    while (status == SJ_OK && what != SJ_READ_END && what != SJ_READ_FAILED) {
        what = sj_reader_next(reader, &seg);
        status = sj_walker_push(walker, what, &seg, err);
    }
    if (status == SJ_OK && what == SJ_READ_FAILED) {
        if (err) *err = *sj_reader_error(reader);
        status = sj_reader_error(reader)->code;
    }
    sj_walker_free(walker);
    sj_reader_free(reader);
    return status;
}

sj_status sj_batch_check(sj_run *r, const sj_partner *partner, const char *path,
                         const sj_item *items, const char **why, size_t n, size_t *wrong,
                         sj_err *err) {
    const sj_judge *judge = r->judges->v[sj_judges_of(r->judges, partner)];
    checker c = {.catalog = sj_check_catalog(judge->check), .items = items, .why = why, .n = n};
    const sj_walk_events events = {.ctx = &c, .set_end = count_claims, .finding = take_finding};
    memset(why, 0, n * sizeof *why);
    for (size_t i = 0; i < n; i++) c.any_released |= items[i].released;
    FILE *f = fopen(path, "re");
    if (!f)
        return sj_err_setf(err, SJ_EIO, "the batch that was written cannot be read", "%s", path);
    sj_status status = walk(r, judge->profile, f, &events, err);
    fclose(f);
    *wrong = c.wrong;
    if (status != SJ_OK || (c.claims == n && !c.elsewhere)) return status;
    return sj_err_setf(err, SJ_EINTERNAL,
                       "a batch was written that our own check refuses; it was not sent",
                       "%zu of %zu claims, %zu errors", c.claims, n, c.elsewhere);
}

typedef struct holder {
    sj_run *run;
    const char *why;
    sj_status status;
    sj_err *err;
} holder;

static bool hold(void *ctx, const sj_submission *s) {
    holder *h = ctx;
    sj_store *store = h->run->store;
    const sj_finding_def *def = &sj_intake_findings()->rows[SJ_IN_NOT_FIT_ANY_MORE];
    const sj_event held = {.subject = SJ_SUBJECT_SUBMISSION,
                           .subject_id = s->id,
                           .from = SJ_STATE_READY,
                           .to = SJ_STATE_HELD,
                           .what = SJ_STR("batch"),
                           .codes = sj_str_of(h->why)};
    const sj_finding_row row = {.id = sj_store_new_id(store),
                                .source = SJ_STR("check"),
                                .scope = SJ_SCOPE_CLAIM,
                                .file = s->file,
                                .submission = s->id,
                                .code = sj_str_of(def->id),
                                .severity = SJ_STR("error"),
                                .a = sj_str_of(h->why)};
    h->status = sj_events_add(store, &held, 1, h->err);
    if (h->status == SJ_OK) h->status = sj_findings_add(store, &row, 1, h->err);
    return false;
}

sj_status sj_batch_hold(sj_run *r, sj_item *items, const char **why, size_t *n, sj_err *err) {
    size_t kept = 0;
    sj_status status = sj_store_begin(r->store, err);
    for (size_t i = 0; i < *n && status == SJ_OK; i++) {
        if (!why[i]) {
            items[kept++] = items[i];
            continue;
        }
        holder h = {r, why[i], SJ_OK, err};
        status = sj_submissions_by_id(r->store, &items[i].id, 1, hold, &h, err);
        if (status == SJ_OK) status = h.status;
        r->totals->held++;
    }
    if (status == SJ_OK) status = sj_store_commit(r->store, err);
    sj_store_rollback(r->store);
    *n = kept;
    return status;
}
