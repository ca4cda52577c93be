/* engine/report/kpi_cells.c - gathers the answers, sums them, finds medians. */
#include "engine/report/kpi_cells.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { FIRST_FIGURE = 3 }; /* columns before: payer id, payer, provider */
static const size_t LIMIT = (size_t)1 << 28;

void sj_kpi_answers_init(sj_kpi_answers *a) {
    *a = (sj_kpi_answers){.n = 0};
    sj_arena_init(&a->arena, LIMIT);
}

void sj_kpi_answers_dispose(sj_kpi_answers *a) {
    for (size_t i = 0; i < a->n; i++) sj_free(a->v[i].cells);
    for (int axis = 0; axis < SJ_KPI_AXES; axis++) sj_free(a->who[axis]);
    sj_arena_dispose(&a->arena);
    a->n = 0;
}

static bool grow(void *rows, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return true;
    size_t more = *cap ? 2 * *cap : 64;
    void *v = sj_realloc(*(void **)rows, more * size);
    if (!v) return false;
    *(void **)rows = v;
    *cap = more;
    return true;
}

/* The index of who it is; rows come by payer, so the newest is looked at first. Claims and
 * remittances have other ids for the same payer: its name tells. */
static uint32_t who_of(sj_kpi_answers *a, sj_kpi_axis axis, sj_str id, sj_str name) {
    size_t n = a->n_who[axis];
    for (size_t i = n; i; i--)
        if (sj_str_eq(a->who[axis][i - 1].name, name.len ? name : id)) return (uint32_t)(i - 1);
    sj_kpi_who w;
    if (!grow(&a->who[axis], n, &a->cap_who[axis], sizeof w) ||
        !sj_arena_copy(&a->arena, id, &w.id) ||
        !sj_arena_copy(&a->arena, name.len ? name : id, &w.name)) {
        a->failed = true;
        return 0;
    }
    a->who[axis][n] = w;
    a->n_who[axis]++;
    return (uint32_t)n;
}

typedef struct asking {
    sj_kpi_answers *all;
    sj_kpi_answer *to;
} asking;

static bool take(void *ctx, const sj_sql_value *row) {
    asking *k = ctx;
    sj_kpi_answer *to = k->to;
    sj_kpi_cell cell = {{0, who_of(k->all, SJ_KPI_PAYER, row[0].s, row[1].s),
                         who_of(k->all, SJ_KPI_PROVIDER, row[2].s, row[2].s)},
                        sj_arena_alloc(&k->all->arena, to->n_figures * sizeof(int64_t))};
    if (k->all->failed || !cell.v || !grow(&to->cells, to->n, &to->cap, sizeof cell)) {
        k->all->failed = true;
        return false;
    }
    for (unsigned i = 0; i < to->n_figures; i++) cell.v[i] = row[FIRST_FIGURE + i].i;
    to->cells[to->n++] = cell;
    return true;
}

sj_status sj_kpi_ask(const sj_kpi_answer **out, sj_kpi_answers *a, sj_store *store,
                     const sj_query_params *params, const char *query, unsigned n_figures,
                     sj_err *err) {
    for (size_t i = 0; i < a->n; i++) {
        *out = &a->v[i];
        if (strcmp(a->v[i].query, query) == 0) return SJ_OK;
    }
    if (a->n == SJ_KPI_QUESTIONS || n_figures > SJ_KPI_FIGURES)
        return sj_err_set(err, SJ_EINTERNAL, "too many questions");
    sj_kpi_answer *to = &a->v[a->n++];
    *to = (sj_kpi_answer){.query = query, .n_figures = n_figures};
    *out = to;
    asking k = {a, to};
    sj_status status = sj_query(store, query, params, take, &k, err);
    return status == SJ_OK && a->failed ? sj_err_set(err, SJ_ENOMEM, "no memory for a report")
                                        : status;
}

void sj_kpi_sum(const sj_kpi_answer *a, sj_kpi_axis axis, size_t who, int64_t out[SJ_KPI_FIGURES]) {
    memset(out, 0, SJ_KPI_FIGURES * sizeof *out);
    for (size_t i = 0; i < a->n; i++)
        if (a->cells[i].who[axis] == who)
            for (unsigned k = 0; k < a->n_figures; k++) out[k] += a->cells[i].v[k];
}

typedef struct bucket {
    int64_t days, n;
} bucket;

static int by_days(const void *a, const void *b) {
    const bucket *x = a, *y = b;
    return (x->days > y->days) - (x->days < y->days);
}

/* The middle one, or the mean of the two in the middle. */
static int64_t middle(const bucket *v, size_t n, int64_t all) {
    int64_t seen = 0, low = 0;
    bool has_low = false;
    for (size_t i = 0; i < n; i++) {
        seen += v[i].n;
        if (!has_low && 2 * seen >= all) {
            low = v[i].days;
            has_low = true;
        }
        if (2 * seen > all) return (low + v[i].days) * 5;
    }
    return low * 10;
}

bool sj_kpi_median(const sj_kpi_answer *a, sj_kpi_axis axis, size_t who, int64_t *out, int64_t *n) {
    size_t used = 0;
    *n = *out = 0;
    bucket *v = a->n ? sj_malloc(a->n * sizeof *v) : NULL;
    if (!v) return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->cells[i].who[axis] != who) continue;
        v[used] = (bucket){a->cells[i].v[0], a->cells[i].v[1]};
        *n += v[used++].n;
    }
    qsort(v, used, sizeof *v, by_days);
    if (used) *out = middle(v, used, *n);
    sj_free(v);
    return used > 0;
}
