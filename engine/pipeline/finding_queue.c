/* Keeps findings with copies of their texts. */
#include "engine/pipeline/finding_queue.h"

#include "parsers/base/alloc.h"

#include <string.h>

enum { FIRST_ROOM = 64 };

void sj_finding_queue_init(sj_finding_queue *q, size_t limit) {
    *q = (sj_finding_queue){.v = NULL};
    sj_arena_init(&q->texts, limit);
}

void sj_finding_queue_dispose(sj_finding_queue *q) {
    sj_free(q->v);
    sj_arena_dispose(&q->texts);
    sj_finding_queue_init(q, q->texts.limit);
}

static bool make_room(sj_finding_queue *q) {
    if (q->n < q->room) return true;
    size_t room = q->room ? 2 * q->room : FIRST_ROOM;
    sj_finding *v = sj_realloc(q->v, room * sizeof *v);
    if (!v) return false;
    q->v = v;
    q->room = room;
    return true;
}

static bool copy(sj_finding_queue *q, sj_str from, sj_str *to) {
    if (from.len > SJ_VALUE_TOLD) from.len = SJ_VALUE_TOLD;
    return sj_arena_copy(&q->texts, from, to);
}

bool sj_finding_queue_add(sj_finding_queue *q, const sj_finding *f) {
    if (!make_room(q)) return false;
    sj_finding *kept = &q->v[q->n];
    *kept = *f;
    if (!copy(q, f->value, &kept->value) || !copy(q, f->a, &kept->a) || !copy(q, f->b, &kept->b) ||
        !copy(q, f->account, &kept->account))
        return false;
    q->n++;
    return true;
}

/* By insertion: what comes is almost in order, and of one claim. */
void sj_finding_queue_sort(sj_finding_queue *q) {
    for (size_t i = 1; i < q->n; i++) {
        sj_finding f = q->v[i];
        size_t k = i;
        for (; k && q->v[k - 1].pos.offset > f.pos.offset; k--) q->v[k] = q->v[k - 1];
        q->v[k] = f;
    }
}

/* Is the id one of those in a text with blanks between? */
static bool is_among(const char *ids, const char *id) {
    size_t n = strlen(id);
    for (const char *at = ids; (at = strstr(at, id)); at += n)
        if ((at == ids || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return true;
    return false;
}

static bool yields(const sj_finding_queue *q, size_t i, const sj_catalog *catalog) {
    const sj_finding *f = &q->v[i];
    const char *to = sj_catalog_get(catalog, f->id)->yields;
    for (size_t k = 0; to && f->claim && k < q->n; k++)
        if (q->v[k].claim && q->v[k].pos.segment == f->pos.segment &&
            is_among(to, sj_catalog_get(catalog, q->v[k].id)->id))
            return true;
    return false;
}

sj_scrub_result sj_finding_queue_withdraw(sj_finding_queue *q, const sj_catalog *catalog) {
    sj_scrub_result taken = {0, 0};
    if (q->n < 2) return taken;
    sj_finding_queue_sort(q);
    for (size_t i = 0; i < q->n;) {
        if (!yields(q, i, catalog)) {
            i++;
            continue;
        }
        taken.errors += q->v[i].severity == SJ_ERROR;
        taken.warnings += q->v[i].severity == SJ_WARNING;
        q->n--;
        memmove(&q->v[i], &q->v[i + 1], (q->n - i) * sizeof *q->v);
    }
    return taken;
}

void sj_finding_queue_clear(sj_finding_queue *q) {
    q->n = 0;
    sj_arena_reset(&q->texts);
}
