/* scrubjay/engine.h - a practice's home and the pipeline over it: files in, claims checked and sent,
 * answers read.
 *
 * A home is a folder (DESIGN: the practice's home). Opening it reads scrubjay.xml and the store. One
 * engine is used by one thread; a second process that runs on the same home is turned away. */
#ifndef SCRUBJAY_ENGINE_H
#define SCRUBJAY_ENGINE_H

#include <scrubjay/date.h>
#include <scrubjay/error.h>
#include <scrubjay/finding.h>
#include <scrubjay/money.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_engine sj_engine;

typedef struct sj_engine_opts {
    sj_date as_of;            /* the day that claims are judged and filed by; SJ_NO_DATE: today */
    const volatile int *stop; /* not 0: stop after the file at hand; may be NULL */
    /* A rule pack of the home has a mistake and is not used; the others are. NULL: not told. */
    void (*pack_problem)(void *ctx, const sj_err *why);
    void *ctx;
    bool resident; /* passes follow each other closely: a partner is asked only as often as it wants */
} sj_engine_opts;

/* Make a home in `dir`: folders, a sample scrubjay.xml, the store, its key. What is there already is left
 * as it is. SJ_EIO, SJ_ESTORE, SJ_ECONFIG when a scrubjay.xml that is there is wrong. */
sj_status sj_engine_init(const char *dir, sj_err *err) SJ_MUST_USE;

/* Open the home in `dir`. SJ_ECONFIG with the line of the mistake, SJ_ENOTFOUND when it has no store,
 * SJ_ESTORE, SJ_EBUSY. `opts` may be NULL. Close with sj_engine_close. */
sj_status sj_engine_open(sj_engine **out, const char *dir, const sj_engine_opts *opts,
                         sj_err *err) SJ_MUST_USE;
void sj_engine_close(sj_engine *e);

typedef enum sj_file_outcome {
    SJ_FILE_READ = 0,  /* all of it is in the store */
    SJ_FILE_DUPLICATE, /* the same bytes were read before: nothing done */
    SJ_FILE_FAILED,    /* could not be read: in error/, with a text beside it */
    SJ_FILE_WAITING    /* not whole yet, or still being written: left where it lies */
} sj_file_outcome;

/* A claim that a partner refused. */
typedef struct sj_rejection {
    const char *account;
    const char *problem; /* what is wrong, a sentence; "" when nothing is said against the claim itself */
    const char *fix;     /* how to mend it; may be "" */
    bool unchanged;      /* refused only with its set or file: to be sent again as it is */
    bool late;           /* its payer has decided already: nothing was changed, not to be sent again */
} sj_rejection;

/* A kind of error for which claims are held. A claim with several counts for each. */
typedef struct sj_cause {
    const char *id, *title;
    uint32_t claims;
    sj_money charge; /* of these claims */
    sj_severity severity; /* the highest it was told with */
} sj_cause;

/* What became of one file. Texts are valid inside the callback; counts that do not apply are 0. */
typedef struct sj_file_result {
    const char *name;
    const char *partner; /* whose inbox it lay in; "": the practice's own in/ */
    const char *type;    /* "837P", "999", "TA1", "835" …; "" when it was not told */
    int64_t id;          /* of its row in the store, which says no name; 0: it has none */
    uint64_t bytes;
    sj_file_outcome outcome;
    const char *reason;  /* of FAILED, DUPLICATE, WAITING: a sentence; else "" */
    const char *report;  /* its report under the home; "" when it has none */
    /* 837 */
    uint32_t claims, ready, warned, held, duplicates; /* warned are among the ready */
    sj_money charge, ready_charge;
    const sj_cause *causes; /* why claims are held: the five kinds of most claims at the most */
    uint32_t n_causes;
    /* TA1, 999, 277CA */
    uint32_t answers;            /* about what we sent */
    uint32_t accepted, rejected; /* claims that they moved, one by one or as a set or batch */
    uint32_t unknown;            /* answers about what is not ours */
    uint32_t late;               /* claims refused after their payer decided: to be looked into */
    const sj_rejection *rejections; /* the first of them, a hundred at the most; the report has all */
    uint32_t n_rejections;
    /* 835 */
    uint32_t remits; /* transaction sets; an 835 may have no claim payments, only adjustments (PLB) */
    uint32_t remit_duplicates; /* of those, posted before */
    uint32_t payments, matched, unmatched, suspended, refused, denials;
    sj_money paid, provider; /* provider: sum of PLB; more than 0 takes money back */
} sj_file_result;

/* One interchange that was written; sent, too, where the outbox is the partner's own folder. */
typedef struct sj_batch_result {
    const char *name, *partner, *type;
    uint32_t interchange; /* ISA13 */
    uint32_t claims;
    sj_money charge;
    bool waits; /* it lies in the outbox; a transfer tells when the partner has it */
} sj_batch_result;

typedef enum sj_transfer_kind {
    SJ_TRANSFER_SENT = 0, /* the partner has the file */
    SJ_TRANSFER_FETCHED,  /* it lies in the inbox */
    SJ_TRANSFER_IN_DOUBT, /* nobody knows whether the partner has it; not sent again by itself */
    SJ_TRANSFER_WAITS,    /* not this time: the next pass tries again */
    SJ_TRANSFER_REFUSED,  /* a name or content that is not taken from a partner */
    SJ_TRANSFER_DOWN,     /* the partner cannot be reached */
    SJ_TRANSFER_STOPPED   /* it refuses us, or is another than we know: not tried until its settings change */
} sj_transfer_kind;

/* What became of one file on its way, or (name "") of a partner. Texts are valid inside the callback. */
typedef struct sj_transfer_result {
    sj_transfer_kind kind;
    const char *partner, *name;
    uint64_t bytes;
    const char *reason; /* of all but SENT and FETCHED: a sentence */
} sj_transfer_result;

typedef struct sj_run_events {
    void *ctx;
    void (*file)(void *ctx, const sj_file_result *f);
    void (*batch)(void *ctx, const sj_batch_result *b);
    void (*transfer)(void *ctx, const sj_transfer_result *t); /* may be NULL */
    /* A file on its way: bytes so far, of how many (0: not known). May be NULL. */
    void (*progress)(void *ctx, const char *partner, const char *name, uint64_t done, uint64_t total);
} sj_run_events;

/* Sums over a run. */
typedef struct sj_run_totals {
    uint32_t files, failed, duplicates, waiting;
    uint32_t claims, ready, held, claim_duplicates;
    uint32_t accepted, rejected, late, denials;
    uint32_t batches, sent; /* sent: claims of batches, on their way or with the partner */
    uint32_t delivered, fetched, delayed, in_doubt; /* files to and from partners */
    uint32_t troubled; /* partners that could not be reached, or refused something */
    uint32_t unroutable; /* ready claims that no partner takes */
    bool stopped;
} sj_run_totals;

/* One pass: finish what an earlier run left, take in what lies in in/ and the inboxes, send what is
 * ready. A file that cannot be read is put aside and the pass goes on. SJ_EBUSY when another process
 * works on the home; SJ_ESTORE, SJ_EIO, SJ_ENOMEM end the pass and leave everything so that the next
 * one carries on. `events` may be NULL. */
sj_status sj_engine_run(sj_engine *e, const sj_run_events *events, sj_run_totals *totals,
                        sj_err *err) SJ_MUST_USE;

/* The steps to and from partners alone: fetch what lies there for us, submit what lies in the outboxes. */
typedef struct sj_engine_transfer_opts {
    bool fetch, submit;
    const char *partner; /* only this one; NULL: all */
    bool now;            /* even a partner that failed a moment ago */
} sj_engine_transfer_opts;
sj_status sj_engine_transfer(sj_engine *e, const sj_engine_transfer_opts *opts, const sj_run_events *events,
                             sj_run_totals *totals, sj_err *err) SJ_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
