/* engine/store/work.h - the worklist's own columns of a denial: owner, status, action, follow-up
 * date, note; and the log of what people changed.
 *
 * This is the store's side: it writes what it is told. What may be written, and what a change
 * means, is engine/followup/worklist.h. Everything is about the practice in use; changes belong in
 * a transaction. */
#ifndef SJ_STORE_WORK_H
#define SJ_STORE_WORK_H

#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

/* As it stands. Texts of results are valid inside the callback only. */
typedef struct sj_work {
    int64_t denial;
    int64_t version; /* counts its changes from 1 */
    int64_t submission;
    sj_str state;   /* open, reversed, superseded, resolved */
    sj_str status;  /* new, working, waiting, done */
    sj_str owner;   /* empty: nobody */
    sj_str plan;    /* the action a person chose (actions.tsv); empty: as advised */
    sj_str outcome; /* of one that is done; else empty */
    sj_date follow_up;
    sj_str note;   /* the newest; may name the patient */
    sj_str action; /* as advised */
    uint32_t guards;
} sj_work;

typedef bool (*sj_work_fn)(void *ctx, const sj_work *w);

/* The denials with these ids, in no particular order; one that is not there does not come. */
sj_status sj_work_get(sj_store *s, const int64_t *ids, size_t n, sj_work_fn fn, void *ctx,
                      sj_err *err) SJ_MUST_USE;

/* The open denials of a submission. */
sj_status sj_work_of_submission(sj_store *s, int64_t submission, sj_work_fn fn, void *ctx,
                                sj_err *err) SJ_MUST_USE;

/* Every open denial, by what queues choose and sort by; texts are valid inside the callback. One
 * walk down an index, without a look at anything else. */
typedef struct sj_work_brief {
    int64_t denial;
    sj_str status, owner, payer, category, action, plan, kind;
    sj_date follow_up, due, appeal_by;
    sj_money amount;
    uint32_t guards;
    sj_instant found_at;
} sj_work_brief;
typedef bool (*sj_work_brief_fn)(void *ctx, const sj_work_brief *w);
sj_status sj_work_walk(sj_store *s, sj_work_brief_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Those that were found at a moment or later (and perhaps some found before). */
sj_status sj_work_walk_since(sj_store *s, sj_instant since, sj_work_brief_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* Sums of open denials that are alike in all that queues choose by: of due day (SJ_NO_DATE: none)
 * and size of the amount first. There are as many as kinds of denials, however many denials. */
typedef struct sj_work_sum {
    sj_work_brief of; /* what they have in common; amount: of all of them */
    sj_money size;    /* each of their amounts is below it, in cents */
    uint64_t lines;
} sj_work_sum;
typedef bool (*sj_work_sum_fn)(void *ctx, const sj_work_sum *w);
sj_status sj_work_sums(sj_store *s, sj_work_sum_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Count again: how many of these sums are not what the denials themselves come to. */
sj_status sj_work_sums_check(sj_store *s, uint64_t *off, sj_err *err) SJ_MUST_USE;

/* Those of one due day and size. */
sj_status sj_work_walk_size(sj_store *s, sj_date due, sj_money size, sj_work_brief_fn fn, void *ctx,
                            sj_err *err) SJ_MUST_USE;

/* What became of the last 4000 that were worked off, by category: how many, and how many of them
 * brought money. */
typedef bool (*sj_work_result_fn)(void *ctx, sj_str category, uint32_t n, uint32_t won);
sj_status sj_work_results(sj_store *s, sj_work_result_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* The open denials of an account number: of all lines (0), or one. */
typedef bool (*sj_work_id_fn)(void *ctx, int64_t denial);
sj_status sj_work_of_account(sj_store *s, sj_str account, uint32_t line, sj_work_id_fn fn,
                             void *ctx, sj_err *err) SJ_MUST_USE;

/* Open denials that our edits were not tried on since (`again`: all that are open), the oldest
 * `limit` of them, those of a claim together; and keep what was found: a finding's id, or "-". */
typedef bool (*sj_work_untried_fn)(void *ctx, int64_t denial, int64_t submission, sj_money amount);
sj_status sj_work_untried(sj_store *s, bool again, uint32_t limit, sj_work_untried_fn fn, void *ctx,
                          sj_err *err) SJ_MUST_USE;
sj_status sj_work_caught_keep(sj_store *s, int64_t denial, sj_str found, sj_err *err) SJ_MUST_USE;

/* Filters under a name. An empty filter takes the name out. */
typedef bool (*sj_work_queue_fn)(void *ctx, sj_str name, sj_str filter);
sj_status sj_work_queues(sj_store *s, sj_work_queue_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;
sj_status sj_work_queue_keep(sj_store *s, sj_str name, sj_str filter, sj_err *err) SJ_MUST_USE;

/* One field's change, as the log keeps it. */
typedef struct sj_work_entry {
    int64_t id, denial;
    sj_instant at;
    sj_str actor;
    sj_str field; /* owner, status, action, follow-up, note, outcome */
    sj_str before, after;
    sj_str note; /* of a note: its text */
} sj_work_entry;

/* Write the columns of `w` (all but state: open becomes resolved when it is done, and back) and
 * raise its version; `note` is kept as a new one when it is not empty, else the one before stays.
 * Writes no log. *changed is false when the version in the store is not w->version any more. */
sj_status sj_work_set(sj_store *s, const sj_work *w, sj_str note, int64_t *note_id, bool *changed,
                      sj_err *err) SJ_MUST_USE;

/* Add to the log; `note_id` of a note's row, else 0. */
sj_status sj_work_log_add(sj_store *s, const sj_work_entry *e, int64_t note_id,
                          sj_err *err) SJ_MUST_USE;

/* The log of a denial, oldest first. */
typedef bool (*sj_work_entry_fn)(void *ctx, const sj_work_entry *e);
sj_status sj_work_log(sj_store *s, int64_t denial, sj_work_entry_fn fn, void *ctx,
                      sj_err *err) SJ_MUST_USE;

#endif
