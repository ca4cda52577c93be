/* engine/store/queries.h - the questions that reports ask, each a file queries/NAME.sql.
 *
 * The first line of such a file names its parameters in the order of their first use ($1, $2 …):
 * "-- practice as_of since". Its columns are told by the lines that follow. A report's section says
 * what each column is (engine/report/sections.h); a new question needs no code. */
#ifndef SJ_STORE_QUERIES_H
#define SJ_STORE_QUERIES_H

#include "engine/store/store.h"
#include "engine/store/value.h"

/* What a question may ask about. Days are day numbers, moments milliseconds. */
typedef struct sj_query_params {
    sj_date as_of;       /* as_of: the report's day */
    sj_date since;       /* since: its first day */
    sj_instant from, to; /* from, to: the moments when `since` began and `as_of` ended */
    sj_instant now;      /* now: the end of as_of, for ages of moments */
    int64_t limit;       /* limit: rows at the most; -1 for all */
    int64_t a, b;        /* a, b: what the section says */
} sj_query_params;

/* Run the question `name`; rows go to `fn`. SJ_EINTERNAL when there is no such question. */
sj_status sj_query(sj_store *s, const char *name, const sj_query_params *params, sj_sql_row_fn fn,
                   void *ctx, sj_err *err) SJ_MUST_USE;

/* Run a question about the rows with these ids: its parameters are the practice and then
 * SJ_QUERY_IDS ids. Rows come in no particular order; at most SJ_QUERY_IDS ids a call. */
enum { SJ_QUERY_IDS = 32 };
sj_status sj_query_ids(sj_store *s, const char *name, const int64_t *ids, size_t n,
                       sj_sql_row_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Is there a question of that name? For tests of the tables that name them. */
bool sj_query_is(const char *name);

#endif
