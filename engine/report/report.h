/* engine/report/report.h - the reports: what there is, and writing one in all its forms. */
#ifndef SJ_REPORT_REPORT_H
#define SJ_REPORT_REPORT_H

#include "engine/followup/reasons.h"
#include "engine/report/detail.h"
#include "engine/store/store.h"

#include <scrubjay/arena.h>
#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

typedef struct sj_report sj_report;

/* By its name; NULL when there is none. By its place, from 0; NULL at the end. */
const sj_report *sj_report_find(const char *name);
const sj_report *sj_report_at(size_t i);
const char *sj_report_name(const sj_report *r);
const char *sj_report_about(const sj_report *r);

/* Days of the report's period when none is given: its first day is that many before the last. */
int sj_report_days(const sj_report *r);

/* What a partner should have sent by now and has not. */
typedef struct sj_report_missing {
    const char *partner, *type; /* "835" */
    const char *batch; /* our file that is not answered; NULL: a file that comes on certain days */
    sj_instant due;
    const char *text; /* the same as a sentence */
} sj_report_missing;
typedef void (*sj_report_missing_fn)(void *ctx, const sj_report_missing *m);

typedef struct sj_report_opts {
    sj_str practice;
    sj_date as_of, since;
    sj_instant from, to; /* the moments when `since` began and `as_of` ended */
    sj_instant now;      /* the end of `as_of`, or the clock where that comes first */
    sj_detail detail;
    int64_t least;                      /* lines that make a pattern; 0: as usual */
    sj_str made_at, zone;               /* texts for the head: "11/22/2026 03:15", "UTC" */
    const struct sj_terms_table *terms; /* payers' time limits; NULL: not known */
    /* A moment as text in the local time; writes at most 31 bytes and a NUL. */
    void (*clock_text)(sj_instant at, char out[32]);
    /* Why a rejected claim came back, and what to do, in words; NULL: the codes alone. */
    sj_status (*rejection_words)(sj_store *store, int64_t submission, char *reason,
                                 size_t reason_cap, char *todo, size_t todo_cap, sj_err *err);
    /* Tell `fn` of each file and answer that was due by `now` and is not there; NULL: not known. */
    sj_status (*missing)(void *ctx, sj_instant now, sj_report_missing_fn fn, void *fn_ctx,
                         sj_err *err);
    void *missing_ctx;
} sj_report_opts;

/* Where a report goes; what is NULL is not made. Streams are the caller's to open, look at for
 * trouble, and close. */
typedef struct sj_report_out {
    FILE *page, *json, *text; /* text: the sections that have it, for the terminal */
    const char *book;         /* a path: the workbook is written there */
    /* A stream for the CSV file of a section, and its end. */
    sj_status (*table)(void *ctx, const char *section, FILE **out, sj_err *err);
    sj_status (*table_end)(void *ctx, FILE *file, sj_err *err);
    void *ctx;
} sj_report_out;

/* Write the report; every question is asked once and its rows go to all forms at the same time, so
 * that memory stays flat. `sentence`, when not NULL, gets what the report says in one line. */
sj_status sj_report_make(const sj_report *r, sj_store *store, const sj_report_opts *opts,
                         const sj_report_out *out, char *sentence, size_t cap,
                         sj_err *err) SJ_MUST_USE;

#endif
