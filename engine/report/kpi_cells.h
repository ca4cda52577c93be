/* engine/report/kpi_cells.h - the answers that key figures are made of, by payer and provider.
 *
 * Each question's rows begin with payer id, payer name and provider; its figures add up, so that
 * one answer serves the practice, each payer and each provider. */
#ifndef SJ_REPORT_KPI_CELLS_H
#define SJ_REPORT_KPI_CELLS_H

#include "engine/store/queries.h"

#include <scrubjay/arena.h>

enum { SJ_KPI_FIGURES = 16, SJ_KPI_QUESTIONS = 12 };

/* Who figures are about. */
typedef enum sj_kpi_axis { SJ_KPI_ALL = 0, SJ_KPI_PAYER, SJ_KPI_PROVIDER, SJ_KPI_AXES } sj_kpi_axis;

typedef struct sj_kpi_who {
    sj_str id, name; /* of a provider: the NPI, twice */
} sj_kpi_who;

typedef struct sj_kpi_cell {
    uint32_t who[SJ_KPI_AXES]; /* index in `who` of that axis; ALL: 0 */
    int64_t *v;
} sj_kpi_cell;

typedef struct sj_kpi_answer {
    const char *query;
    unsigned n_figures;
    sj_kpi_cell *cells;
    size_t n, cap;
} sj_kpi_answer;

typedef struct sj_kpi_answers {
    sj_kpi_answer v[SJ_KPI_QUESTIONS];
    size_t n;
    sj_kpi_who *who[SJ_KPI_AXES]; /* payers of the same name are one */
    size_t n_who[SJ_KPI_AXES], cap_who[SJ_KPI_AXES];
    sj_arena arena;
    bool failed;
} sj_kpi_answers;

/* Ask `query`, of which the first n_figures figures are wanted, unless it was asked before. */
sj_status sj_kpi_ask(const sj_kpi_answer **out, sj_kpi_answers *a, sj_store *store,
                     const sj_query_params *params, const char *query, unsigned n_figures,
                     sj_err *err) SJ_MUST_USE;

/* The sums of the figures about one of an axis. */
void sj_kpi_sum(const sj_kpi_answer *a, sj_kpi_axis axis, size_t who, int64_t out[SJ_KPI_FIGURES]);

/* Of an answer of days and how many: the median in tenths, and of how many; false where of none. */
bool sj_kpi_median(const sj_kpi_answer *a, sj_kpi_axis axis, size_t who, int64_t *out, int64_t *n);

/* Start empty; dispose in any case. */
void sj_kpi_answers_init(sj_kpi_answers *a);
void sj_kpi_answers_dispose(sj_kpi_answers *a);

#endif
