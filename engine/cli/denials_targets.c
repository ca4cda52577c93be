/* engine/cli/denials_targets.c - which denials a person means. */
#include "engine/cli/denials_verbs.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>
#include <string.h>

typedef struct taker {
    sj_cli_targets *t;
    bool failed;
} taker;

static bool add(void *ctx, int64_t denial) {
    taker *k = ctx;
    sj_cli_targets *t = k->t;
    for (size_t i = 0; i < t->n && t->n < 4096; i++)
        if (t->v[i] == denial) return true;
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 64;
        int64_t *v = sj_realloc(t->v, cap * sizeof *v);
        if (!v) {
            k->failed = true;
            return false;
        }
        t->v = v;
        t->cap = cap;
    }
    t->v[t->n++] = denial;
    return true;
}

static sj_status by_account(taker *k, sj_store *s, const char *word, sj_err *err) {
    sj_status status = sj_work_of_account(s, sj_str_of(word), 0, add, k, err);
    const char *slash = strrchr(word, '/');
    if (status != SJ_OK || k->t->n || !slash) return status;
    char *end;
    long line = strtol(slash + 1, &end, 10);
    if (end == slash + 1 || *end || line < 1 || line > 9999) return SJ_OK;
    return sj_work_of_account(s, (sj_str){word, (size_t)(slash - word)}, (uint32_t)line, add, k,
                              err);
}

sj_status sj_cli_targets_add(sj_cli_targets *t, sj_store *s, const char *word, sj_err *err) {
    sj_cli_targets found = {.v = NULL};
    taker k = {&found, false}, all = {t, false};
    sj_status status = SJ_OK;
    if (word[0] == '#')
        add(&k, strtoll(word + 1, NULL, 10));
    else
        status = by_account(&k, s, word, err);
    if (status == SJ_OK && !found.n && !k.failed)
        status = sj_err_set(err, SJ_ENOTFOUND, "no open denial has this account number (or line)");
    for (size_t i = 0; i < found.n; i++) add(&all, found.v[i]);
    if (status == SJ_OK && (k.failed || all.failed))
        status = sj_err_set(err, SJ_ENOMEM, "no memory");
    sj_cli_targets_dispose(&found);
    return status;
}

sj_status sj_cli_targets_queue(sj_cli_targets *t, sj_store *s, const char *queue,
                               const char *filter, sj_date as_of, sj_err *err) {
    static const sj_chances even = {.n = 0};
    sj_filter f;
    sj_queue q = {.v = NULL};
    taker k = {t, false};
    sj_status status = queue ? sj_filter_by_name(&f, s, sj_str_of(queue), err)
                             : sj_filter_read(&f, sj_str_of(filter), err);
    if (status == SJ_OK) status = sj_queue_read(&q, s, &f, &even, as_of, 0, err);
    for (size_t i = 0; i < q.n && status == SJ_OK; i++) add(&k, q.v[i].denial);
    if (status == SJ_OK && k.failed) status = sj_err_set(err, SJ_ENOMEM, "no memory");
    sj_queue_dispose(&q);
    return status;
}

void sj_cli_targets_dispose(sj_cli_targets *t) {
    sj_free(t->v);
    *t = (sj_cli_targets){.v = NULL};
}
