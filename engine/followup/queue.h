/* engine/followup/queue.h - queues of the worklist: which denials are in one, and in which order.
 *
 * A filter is a text of words, kept as it is where it gets a name:
 *     status=new,working  owner=ana  owner=-  payer=60054  category=CODING,FORMAT  action=appeal
 *     kind=underpaid  due=14 (within so many days, or past)  least=50.00  snoozed=yes|no|any
 * What is snoozed (its follow-up day lies ahead) is left out unless the filter says otherwise. */
#ifndef SJ_FOLLOWUP_QUEUE_H
#define SJ_FOLLOWUP_QUEUE_H

#include "engine/followup/reasons.h"
#include "engine/store/work.h"

#include <scrubjay/money.h>

enum { SJ_FILTER_TEXT = 512, SJ_QUEUE_CATEGORIES = 32, SJ_QUEUE_ENOUGH = 20 };

typedef struct sj_filter {
    char text[SJ_FILTER_TEXT]; /* its words, cut apart; the members point into it */
    sj_str status, owner, payer, category, action, kind; /* comma-separated; empty: any */
    bool nobody;                                         /* owner=- */
    int32_t due;                                         /* days; INT32_MAX: any */
    sj_money least;                                      /* cents */
    char snoozed;                                        /* 'y', 'n', 'a' */
    sj_instant since; /* found at that moment or later; 0: any. Not among the words */
} sj_filter;

/* Read a filter; SJ_EARG with the word that is wrong. An empty one holds all that is not snoozed.
 */
sj_status sj_filter_read(sj_filter *out, sj_str text, sj_err *err) SJ_MUST_USE;

/* The filters that have a name without being kept: i = 0, 1, …; NULL at the end. */
typedef struct sj_named_filter {
    const char *name, *filter, *words;
} sj_named_filter;
const sj_named_filter *sj_filter_named_at(size_t i);

/* The filter by its name, built in or kept; SJ_ENOTFOUND. */
sj_status sj_filter_by_name(sj_filter *out, sj_store *s, sj_str name, sj_err *err) SJ_MUST_USE;

/* The chance, in thousandths, that work on a category brings its money: the office's own result
 * where enough of them were worked off (SJ_QUEUE_ENOUGH), else the usual one (categories.tsv). */
typedef struct sj_chances {
    struct {
        sj_str category; /* the table's */
        uint32_t n, won;
        uint16_t chance;
        bool own;
    } v[SJ_QUEUE_CATEGORIES];
    size_t n;
} sj_chances;
sj_status sj_chances_read(sj_chances *out, sj_store *s, const sj_reasons *r,
                          sj_err *err) SJ_MUST_USE;
uint16_t sj_chance_of(const sj_chances *c, sj_str category);

/* dollars × chance ÷ days left: what is due tomorrow or past counts whole. */
int64_t sj_priority(sj_money amount, uint16_t chance, sj_date due, sj_date as_of);

/* A queue: how much is in it, and its denials, the first first. */
typedef struct sj_queue {
    struct sj_queued {
        int64_t denial, priority;
        sj_date due;
    } * v;
    size_t n, cap; /* of v: as many as were asked for */
    uint64_t lines;
    sj_money amount;
    uint64_t past, soon, snoozed; /* past due, due within 14 days; snoozed ones of the whole list */
} sj_queue;

/* Its denials in their order: `most` of them, or all (0). Lines and amount are of all in any case.
 * A few of many are found without a look at the others. Dispose in any case. */
sj_status sj_queue_read(sj_queue *out, sj_store *s, const sj_filter *f, const sj_chances *chances,
                        sj_date as_of, size_t most, sj_err *err) SJ_MUST_USE;
void sj_queue_dispose(sj_queue *q);

/* How much is in each of `n` queues: one look at the sums for all of them; no denials. */
sj_status sj_queues_sum(sj_queue *out, sj_store *s, const sj_filter *filters, size_t n,
                        sj_date as_of, sj_err *err) SJ_MUST_USE;

#endif
