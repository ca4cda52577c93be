/* engine/report/nightly.h - the nightly denial report: what a practice reads in the morning.
 *
 * Everything it shows stands in one plain struct, so that rendering needs no store and no clock.
 * The struct is filled from the store (sj_nightly_read) or by hand (tests). Its texts live in its
 * arena. */
#ifndef SJ_REPORT_NIGHTLY_H
#define SJ_REPORT_NIGHTLY_H

#include "engine/store/store.h"

#include <scrubjay/arena.h>
#include <scrubjay/date.h>
#include <scrubjay/money.h>

#include <stdio.h>

/* How much of a patient is shown: the least that the work needs. */
typedef enum sj_detail {
    SJ_DETAIL_LIMITED = 0, /* initials */
    SJ_DETAIL_FULL,        /* the name */
    SJ_DETAIL_NONE
} sj_detail;

/* One line of the worklist. */
typedef struct sj_night_denial {
    sj_str account, payer, patient, procedure, codes, reason, next, action, trace, payer_control;
    sj_str group, carc, rarc, category, why; /* why it counts as it does, with the amounts */
    sj_date from, to, paid_on, due, appeal_by;
    sj_money amount, charge, paid;
    uint32_t line;    /* 0: the claim */
    bool fresh;       /* found since the report's first day */
    bool underpaid;   /* no denial reason: not in the denied sums */
    char preventable; /* 'Y', 'P', 'N' */
    int64_t priority; /* money × chance ÷ days left */
} sj_night_denial;

/* Denials with one reason from one payer. */
typedef struct sj_night_reason {
    sj_str codes, reason, payer;
    uint32_t lines;
    sj_money amount;
    char preventable;
} sj_night_reason;

/* A transaction set of an 835. */
typedef struct sj_night_remit {
    sj_str trace, payer, method, state, why, file; /* state: posted, refused, duplicate */
    sj_date paid_on;
    sj_money amount, claims_paid, provider, residual, denied;
    uint32_t claims, matched, unmatched, suspended, repeated;
} sj_night_remit;

/* A claim payment that is not posted to a claim, or one that was taken back. */
typedef struct sj_night_payment {
    sj_str account, payer, patient, trace, why;
    sj_date from;
    sj_money charge, paid;
} sj_night_payment;

typedef struct sj_night_adjustment {
    sj_str payer, trace, code, words, reference;
    sj_date paid_on;
    sj_money amount; /* more than 0 takes money back */
    bool takeback;
} sj_night_adjustment;

typedef struct sj_night_rejection {
    sj_str account, payer, by, codes, reason, file; /* reason: in words */
    sj_date from;
    sj_money charge;
    sj_str todo; /* how to mend it, or that it is to be sent again unchanged */
    int64_t submission;
} sj_night_rejection;

typedef struct sj_night_file {
    bool out;
    sj_str name, type, partner, state, sha256; /* the digest's first 16 digits */
    uint64_t bytes;
    uint32_t claims;
    sj_money charge;
    sj_str at; /* "04/16/2026 18:30" */
} sj_night_file;

/* Count and money of a tile. */
typedef struct sj_night_sum {
    uint32_t n;
    sj_money amount;
} sj_night_sum;

#define SJ_NIGHT_LIST(type)                                                                        \
    struct {                                                                                       \
        type *v;                                                                                   \
        size_t n;                                                                                  \
    }

typedef struct sj_nightly {
    sj_str practice, made_at, zone, version;
    sj_date as_of, since;
    sj_detail detail;
    size_t carcs, rarcs; /* rows of the code tables */

    SJ_NIGHT_LIST(sj_night_denial) denials; /* by priority, the first first */
    SJ_NIGHT_LIST(sj_night_reason) reasons; /* by money */
    SJ_NIGHT_LIST(sj_night_remit) remits;   /* since the first day */
    SJ_NIGHT_LIST(sj_night_payment) unmatched, suspended, reversals;
    SJ_NIGHT_LIST(sj_night_adjustment) adjustments;
    SJ_NIGHT_LIST(sj_night_rejection) rejections;
    SJ_NIGHT_LIST(sj_night_file) files;

    /* Derived from the lists by sj_nightly_sum. */
    sj_night_sum fresh, open, due, past, rejected, waiting, not_posted, takebacks, underpaid;

    sj_arena arena;
} sj_nightly;

typedef struct sj_nightly_opts {
    sj_str practice;
    sj_date as_of;   /* deadlines are counted from here */
    sj_date since;   /* new is what was posted from this day on */
    sj_instant from; /* when that day began */
    sj_detail detail;
    sj_str made_at, zone; /* texts for the head: "11/22/2026 03:15", "UTC" */
    /* A moment as text in the local time, for files; writes at most 31 bytes and a NUL. */
    void (*clock_text)(sj_instant at, char out[32]);
    /* Why a rejected claim came back, and what to do, in words; NULL: the codes alone. */
    sj_status (*rejection_words)(sj_store *store, int64_t submission, char *reason,
                                 size_t reason_cap, char *todo, size_t todo_cap, sj_err *err);
} sj_nightly_opts;

/* Gather the worklist alone: denials, reasons and their sums. Dispose in any case. */
sj_status sj_worklist_read(sj_nightly *out, sj_store *store, const sj_nightly_opts *opts,
                           sj_err *err) SJ_MUST_USE;

/* Gather everything. Dispose in any case. */
sj_status sj_nightly_read(sj_nightly *out, sj_store *store, const sj_nightly_opts *opts,
                          sj_err *err) SJ_MUST_USE;
void sj_nightly_dispose(sj_nightly *n);

/* Sort the lists and fill the sums; `waiting` is left as it is. False when memory ends. */
bool sj_nightly_sum(sj_nightly *n) SJ_MUST_USE;

/* The one sentence that says it all, for the head and the terminal. Returns the length needed. */
size_t sj_nightly_sentence(const sj_nightly *n, char *buf, size_t cap);

/* The worklist for the terminal, one row a line; `why` adds how each came about and what to do. */
void sj_worklist_text(const sj_nightly *n, bool why, FILE *to);

/* Render. Trouble with `to` shows in ferror. */
void sj_nightly_html(const sj_nightly *n, FILE *to);
void sj_nightly_csv_denials(const sj_nightly *n, FILE *to);
void sj_nightly_csv_rejections(const sj_nightly *n, FILE *to);
void sj_nightly_csv_remits(const sj_nightly *n, FILE *to);

#endif
