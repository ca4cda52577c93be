/* engine/report/worklist.h - open denials for the terminal: as text, CSV, JSON.
 *
 * They stand in one plain struct, so that writing them needs no store and no clock. Reports are
 * made otherwise (report.h): their rows are never gathered. */
#ifndef SJ_REPORT_WORKLIST_H
#define SJ_REPORT_WORKLIST_H

#include "engine/followup/queue.h"
#include "engine/followup/terms.h"
#include "engine/report/detail.h"
#include "engine/store/store.h"

#include <scrubjay/arena.h>
#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

/* One open line. */
typedef struct sj_worklist_line {
    sj_str account, payer, patient, procedure, codes, reason, next, action, trace, payer_control;
    sj_str group, carc, rarc, category, why; /* why it counts as it does, with the amounts */
    sj_date from, to, paid_on, due, appeal_by;
    sj_money amount, charge, paid;
    uint32_t line;    /* 0: the claim */
    bool fresh;       /* found since the list's first day */
    bool underpaid;   /* no denial reason: not in the denied sums */
    char preventable; /* 'Y', 'P', 'N' */
    int64_t priority; /* money × chance ÷ days left */
    int64_t id, version;
    sj_str status, owner, plan, note, caught; /* what people noted; plan in short words */
    sj_date follow_up;
    sj_money expected;  /* what the fee schedule allows; 0: not compared */
    sj_str expected_by; /* its row, in words */
    uint32_t rule;      /* row of the decision table; 0: not told */
    sj_date correct_by,
        file_by; /* where terms were given: last days for a corrected and a new claim */
    bool appeal_usual, correct_usual, file_usual; /* usual days, not what the payer said */
} sj_worklist_line;

typedef struct sj_worklist_sum {
    uint32_t n;
    sj_money amount;
} sj_worklist_sum;

typedef struct sj_worklist {
    sj_date as_of;
    sj_worklist_line *lines; /* by priority, the first first */
    size_t n;
    sj_worklist_sum open, due, past, underpaid; /* due: within 14 days */
    sj_arena arena;
} sj_worklist;

typedef struct sj_worklist_opts {
    sj_date as_of;   /* deadlines are counted from here */
    sj_instant from; /* new is what was found from then on */
    sj_detail detail;
    const struct sj_queued *only; /* these, in their order; NULL: all that are open, by priority */
    size_t n_only;
    const sj_chances *chances;   /* NULL: the usual ones */
    const sj_terms_table *terms; /* for the payers' own time limits; NULL: not told */
} sj_worklist_opts;

/* Gather denials. Dispose in any case. */
sj_status sj_worklist_read(sj_worklist *out, sj_store *store, const sj_worklist_opts *opts,
                           sj_err *err) SJ_MUST_USE;
void sj_worklist_dispose(sj_worklist *w);

/* For the terminal, one row a line; `why` adds how each came about and what to do. */
void sj_worklist_text(const sj_worklist *w, bool why, FILE *to);

/* Trouble with `to` shows in ferror. */
void sj_worklist_csv(const sj_worklist *w, FILE *to);

/* Each line with all that is known of it, a paragraph each. */
void sj_worklist_details(const sj_worklist *n, FILE *to);

#endif
