/* engine/pipeline/run.h - what the steps of one pass share. Private to engine/pipeline. */
#ifndef SJ_PIPELINE_RUN_H
#define SJ_PIPELINE_RUN_H

#include "engine/pipeline/causes.h"
#include "engine/pipeline/fee_cache.h"
#include "engine/pipeline/history.h"
#include "engine/pipeline/judges.h"
#include "engine/store/sha256.h"

#include <scrubjay/arena.h>
#include <scrubjay/codes.h>
#include <scrubjay/engine.h>
#include <scrubjay/guide.h>

typedef struct sj_run {
    sj_home *home;
    sj_store *store;
    sj_guides *guides;
    const sj_judges *judges;
    const sj_tables *tables; /* of codes */
    sj_fee_cache *fees;      /* the contracts' */
    sj_history *history;     /* what the judges know of earlier claims */
    sj_sha256 *sha;
    sj_date as_of;
    const volatile int *stop;
    bool resident; /* passes follow each other closely */
    const sj_run_events *events;
    sj_run_totals *totals;
} sj_run;

/* What a file holds, told by its content. */
enum sj_content { SJ_HAS_CLAIMS = 1, SJ_HAS_ANSWERS = 2, SJ_HAS_REMITS = 4 };

/* A file in work/. */
typedef struct sj_taken {
    int64_t id;
    const char *work;   /* its name in work/: PARTNER~NAME */
    const char *name;   /* as it was found */
    char partner[32];   /* "": the practice's own in/ */
    char path[SJ_PATH]; /* in work/ */
    uint64_t bytes;
    uint8_t sha256[SJ_SHA256_SIZE];
    char type[8];                   /* of its first transaction set; "": none */
    unsigned content;               /* enum sj_content */
    char place[SJ_PATH];            /* where it is to be kept, under the home */
    char report[SJ_PATH];           /* and its report; "": none */
    FILE *body;                     /* the report's body, as it grows */
    sj_cause causes[SJ_TOP_CAUSES]; /* those of `result` */
    sj_file_result result;
    sj_arena told; /* of result.rejections */
    sj_rejection *rejections;
} sj_taken;

/* What a step outside a pass works with; `totals` gets what it counts. The engine outlives it. */
void sj_engine_prepare(sj_engine *e, const sj_run_events *events, sj_run_totals *totals,
                       sj_run *out);

/* The whole pass; the home is locked. */
sj_status sj_run_pass(sj_run *r, sj_err *err) SJ_MUST_USE;

/* Read a file in work/ into the store and file it away, or put it aside. What is wrong with the
 * file is no error; what keeps us from going on is, and leaves the file for the next pass. */
sj_status sj_run_file(sj_run *r, const char *work, sj_err *err) SJ_MUST_USE;

/* After all files of work/ are through: rows and hidden files that a cut-off pass left. */
sj_status sj_run_tidy(sj_run *r, sj_err *err) SJ_MUST_USE;

/* Tell the digest, size, type and content of a file (all but the digest are the caller's to use
 * only when SJ_OK). SJ_ENOTX12, SJ_ETOOBIG: the file's fault; else ours. */
sj_status sj_sniff(sj_run *r, sj_taken *t, sj_err *err) SJ_MUST_USE;

/* The steps on one file, in the transaction that the caller opened: what they find goes into the
 * store, t->result and t->body. */
sj_status sj_intake_claims(sj_run *r, sj_taken *t, sj_err *err) SJ_MUST_USE;
sj_status sj_intake_answers(sj_run *r, sj_taken *t, sj_err *err) SJ_MUST_USE;
sj_status sj_intake_remits(sj_run *r, sj_taken *t, sj_err *err) SJ_MUST_USE;

/* Write a report: its head, and the body that the steps wrote. */
sj_status sj_report_write(const sj_run *r, const sj_taken *t, const char *path,
                          sj_err *err) SJ_MUST_USE;

/* Tell what became of a file, and count it. */
void sj_run_tell(sj_run *r, sj_taken *t, sj_file_outcome outcome, const char *reason);

/* Write all ready claims into batches, and send them. */
sj_status sj_batch_all(sj_run *r, sj_err *err) SJ_MUST_USE;

/* Send the batches that were written and not sent: an earlier run was cut off in between. */
sj_status sj_batch_resume(sj_run *r, sj_err *err) SJ_MUST_USE;

/* Open a file for one reading of its content. */
sj_status sj_taken_open(const sj_taken *t, FILE **out, sj_err *err) SJ_MUST_USE;

/* Split a name in work/ into the partner's ("" for in/) and the file's own. */
const char *sj_work_split(const char *work, char partner[32]);

#endif
