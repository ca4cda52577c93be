/* Fee schedules: what a file makes of the rows that are there. */
#include "engine/pipeline/fee_import.h"

#include "engine/store/audit.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { FEW = 5, SHARE = 10, TEXTS = 512 << 20 }; /* more than one in ten, and more than five */

void sj_fee_schedule_of(const sj_config *config, sj_str payer, char out[SJ_FEE_SCHEDULE_NAME]) {
    const sj_terms t = sj_config_terms(config, payer, (sj_str){NULL, 0});
    sj_fee_schedule_name(t.fees.len ? t.fees : payer, out);
}

static void note(void *ctx, const sj_fee_note *n) {
    const sj_fee_wish *wish = ctx;
    wish->note(wish->ctx, n);
}

static bool payer_schedule(void *ctx, sj_str id, char out[SJ_FEE_SCHEDULE_NAME]) {
    const sj_fee_wish *wish = ctx;
    if (id.len > 80) return false;
    sj_fee_schedule_of(wish->config, id, out);
    return out[0] != 0;
}

/* ---- the rows that are there ---- */

typedef struct existing {
    sj_arena *arena;
    sj_fee *v;
    size_t n, cap;
    bool failed;
} existing;

static bool keep_row(void *ctx, const sj_fee *fee) {
    existing *e = ctx;
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 1024;
        sj_fee *v = sj_realloc(e->v, cap * sizeof *v);
        if (!v) return !(e->failed = true);
        e->v = v;
        e->cap = cap;
    }
    sj_fee *to = &e->v[e->n++];
    *to = *fee;
    sj_str *texts[] = {&to->schedule, &to->code, &to->code_to, &to->modifiers,
                       &to->place,    &to->base, &to->source};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i]->len) e->failed |= !sj_arena_copy(e->arena, *texts[i], texts[i]);
    return !e->failed;
}

static int by_key(const void *a, const void *b) {
    const sj_fee *x = a, *y = b;
    int c = sj_fee_compare(x, y);
    return c ? c : (x->from > y->from) - (x->from < y->from);
}

/* ---- merging one schedule ---- */

typedef struct merging {
    sj_fee_plan *plan;
    const sj_fee *old;
    size_t n_old;
    const sj_fee_row *fresh;
    size_t n_fresh;
    sj_date first, last; /* days on which prices of the file begin */
    bool amend;
} merging;

static bool same_price(const sj_fee *a, const sj_fee *b) {
    return a->basis == b->basis && a->value == b->value && a->units == b->units &&
           sj_str_eq(a->base, b->base);
}

static bool same_row(const sj_fee *a, const sj_fee *b) {
    return a->from == b->from && a->to == b->to && same_price(a, b);
}

static sj_fee *put(merging *m, const sj_fee *fee) {
    m->plan->rows[m->plan->n] = *fee;
    return &m->plan->rows[m->plan->n++];
}

static void tell_change(merging *m, const sj_fee *before, const sj_fee *after) {
    m->plan->changes[m->plan->n_changes++] = (sj_fee_change){before, after};
}

/* Do two rows speak of the same code, be it of other places? */
static bool same_code(const sj_fee *a, const sj_fee *b) {
    return sj_str_eq(a->code, b->code) && sj_str_eq(a->code_to, b->code_to) &&
           sj_str_eq(a->modifiers, b->modifiers);
}

/* A code that the file does not name (or names for other places): what is over stays, what is in
 * force ends. */
static void end_old(merging *m, const sj_fee *old, bool named) {
    bool stays = (m->amend && !named) || (old->to != SJ_NO_DATE && old->to < m->first) ||
                 old->from > m->last;
    if (stays) {
        put(m, old);
        return;
    }
    m->plan->ended++;
    if (old->from >= m->first) {
        tell_change(m, old, NULL);
        return;
    }
    sj_fee *kept = put(m, old);
    kept->to = m->first - 1;
    tell_change(m, old, NULL);
}

/* A code that both name: the file's prices from their first day on, the ones before until then,
 * later ones as they are. */
static void merge_key(merging *m, const sj_fee *old, size_t n_old, const sj_fee_row *fresh,
                      size_t n_fresh) {
    sj_date first = fresh[0].fee.from, last = fresh[n_fresh - 1].fee.from;
    const sj_fee *in_force = NULL;
    sj_date later = SJ_NO_DATE;
    for (size_t i = 0; i < n_old; i++) {
        bool before = old[i].from<first, after = old[i].from> last;
        if (after && later == SJ_NO_DATE) later = old[i].from;
        if (!after) in_force = &old[i];
        if (!before && !after) continue;
        sj_fee *kept = put(m, &old[i]);
        if (before && (kept->to == SJ_NO_DATE || kept->to >= first)) kept->to = first - 1;
    }
    for (size_t k = 0; k < n_fresh; k++) {
        sj_fee row = fresh[k].fee;
        bool same = false;
        if (later != SJ_NO_DATE && (row.to == SJ_NO_DATE || row.to >= later)) row.to = later - 1;
        const sj_fee *at = NULL;
        for (size_t i = 0; i < n_old && !same; i++) {
            same = same_row(&old[i], &row);
            if (same) at = &old[i];
        }
        const sj_fee *kept = put(m, same ? at : &row);
        if (same) {
            m->plan->same++;
            continue;
        }
        if (in_force && same_price(in_force, kept)) {
            m->plan->renewed++; /* from another day on */
            continue;
        }
        if (in_force)
            m->plan->changed++;
        else
            m->plan->added++;
        tell_change(m, in_force, kept);
    }
}

static void merge(merging *m) {
    size_t i = 0, k = 0;
    while (i < m->n_old || k < m->n_fresh) {
        int c = i == m->n_old     ? 1
                : k == m->n_fresh ? -1
                                  : sj_fee_compare(&m->old[i], &m->fresh[k].fee);
        if (c < 0) {
            bool named = (k < m->n_fresh && same_code(&m->fresh[k].fee, &m->old[i])) ||
                         (k && same_code(&m->fresh[k - 1].fee, &m->old[i]));
            end_old(m, &m->old[i++], named);
            continue;
        }
        size_t to = k, end = i;
        while (to < m->n_fresh && sj_fee_compare(&m->fresh[to].fee, &m->fresh[k].fee) == 0) to++;
        while (end < m->n_old && sj_fee_compare(&m->old[end], &m->fresh[k].fee) == 0) end++;
        merge_key(m, m->old + i, end - i, m->fresh + k, to - k);
        i = end;
        k = to;
    }
}

static sj_status plan_schedule(sj_fee_plans *p, sj_store *store, const sj_fee_wish *wish,
                               const sj_fee_row *fresh, size_t n, sj_err *err) {
    if (p->n == SJ_FEE_SCHEDULES)
        return sj_err_set(err, SJ_ETABLE, "more schedules than one file may hold");
    sj_fee_plan *plan = &p->v[p->n];
    *plan = (sj_fee_plan){.schedule = fresh[0].fee.schedule};
    existing e = {.arena = &p->arena};
    sj_status status = sj_fees_walk(store, plan->schedule, keep_row, &e, err);
    size_t room = e.n + n;
    if (status == SJ_OK) {
        plan->rows = sj_arena_alloc(&p->arena, room * sizeof *plan->rows);
        plan->changes = sj_arena_alloc(&p->arena, room * sizeof *plan->changes);
        sj_fee *old = sj_arena_alloc(&p->arena, (e.n + 1) * sizeof *old);
        if (e.failed || !plan->rows || !plan->changes || !old)
            status = sj_err_set(err, SJ_ENOMEM, "no memory for fee schedules");
        if (status == SJ_OK) {
            if (e.n) memcpy(old, e.v, e.n * sizeof *old);
            if (e.n) qsort(old, e.n, sizeof *old, by_key);
            merging m = {.plan = plan,
                         .old = old,
                         .n_old = e.n,
                         .fresh = fresh,
                         .n_fresh = n,
                         .first = INT32_MAX,
                         .last = SJ_NO_DATE,
                         .amend = wish->amend};
            for (size_t i = 0; i < n; i++) {
                if (fresh[i].fee.from < m.first) m.first = fresh[i].fee.from;
                if (fresh[i].fee.from > m.last) m.last = fresh[i].fee.from;
            }
            for (size_t i = 0; i < e.n; i++)
                plan->in_force += old[i].to == SJ_NO_DATE || old[i].to >= m.first;
            merge(&m);
            p->n++;
        }
    }
    sj_free(e.v);
    return status;
}

static void judge(sj_fee_plans *p, const sj_fee_wish *wish) {
    for (size_t i = 0; i < p->n && !wish->force && !p->refused[0]; i++) {
        const sj_fee_plan *plan = &p->v[i];
        if (plan->ended > FEW && (uint64_t)plan->ended * SHARE > plan->in_force)
            snprintf(p->refused, sizeof p->refused,
                     "%u of %u prices of schedule %.*s would end: the file may be a part of it. "
                     "--amend leaves what it does not name as it is, --force takes it all the same",
                     plan->ended, plan->in_force, SJ_FMT(plan->schedule));
    }
}

sj_status sj_fee_plans_make(sj_fee_plans *out, sj_store *store, const void *bytes, size_t len,
                            const sj_fee_wish *wish, sj_err *err) {
    char schedule[SJ_FEE_SCHEDULE_NAME] = "";
    if (wish->payer.len) sj_fee_schedule_of(wish->config, wish->payer, schedule);
    sj_fee_wish own = *wish;
    const sj_fee_reading reading = {.file = wish->file,
                                    .schedule = schedule,
                                    .payer = payer_schedule,
                                    .effective = wish->effective,
                                    .note = note,
                                    .ctx = &own};
    *out = (sj_fee_plans){.n = 0};
    sj_arena_init(&out->arena, TEXTS);
    sj_status status = sj_fee_rows_read(&out->read, bytes, len, &reading, err);
    const sj_fee_rows *rows = &out->read;
    for (size_t i = 0, end; i < rows->n && status == SJ_OK && !rows->broken; i = end) {
        for (end = i; end < rows->n; end++)
            if (!sj_str_eq(rows->v[end].fee.schedule, rows->v[i].fee.schedule)) break;
        status = plan_schedule(out, store, wish, rows->v + i, end - i, err);
    }
    judge(out, wish);
    return status;
}

void sj_fee_plans_dispose(sj_fee_plans *p) {
    sj_fee_rows_dispose(&p->read);
    sj_arena_dispose(&p->arena);
}

sj_status sj_fee_plans_write(const sj_fee_plans *p, sj_store *store, const sj_fee_wish *wish,
                             const char *sha256, sj_str actor, sj_err *err) {
    sj_status status = sj_store_begin(store, err);
    for (size_t i = 0; i < p->n && status == SJ_OK; i++) {
        const sj_fee_plan *plan = &p->v[i];
        if (!sj_fee_plan_changes(plan)) continue;
        const sj_fee_import row = {.schedule = plan->schedule,
                                   .actor = actor,
                                   .file = sj_str_of(wish->file),
                                   .sha256 = sj_str_of(sha256),
                                   .added = plan->added,
                                   .changed = plan->changed,
                                   .ended = plan->ended};
        status = sj_fees_replace(store, plan->schedule, plan->rows, plan->n, err);
        if (status == SJ_OK) status = sj_fee_imports_add(store, &row, err);
        if (status == SJ_OK)
            status = sj_audit_add(store, actor, SJ_STR("import fees"), plan->schedule,
                                  sj_str_of(wish->file), err);
    }
    if (status == SJ_OK) status = sj_store_commit(store, err);
    sj_store_rollback(store);
    return status;
}
