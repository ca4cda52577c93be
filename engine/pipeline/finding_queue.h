/* engine/pipeline/finding_queue.h - the findings of one claim, kept until it ends, in the order of
 * their places. */
#ifndef SJ_PIPELINE_FINDING_QUEUE_H
#define SJ_PIPELINE_FINDING_QUEUE_H

#include <scrubjay/arena.h>
#include <scrubjay/finding.h>
#include <scrubjay/scrub.h>

/* Bytes of a value that are kept and told; a value may be as long as a claim. */
enum { SJ_VALUE_TOLD = 512 };

typedef struct sj_finding_queue {
    sj_finding *v;
    size_t n, room;
    sj_arena texts;
} sj_finding_queue;

/* `limit`: bytes of text kept at the most. */
void sj_finding_queue_init(sj_finding_queue *q, size_t limit);
void sj_finding_queue_dispose(sj_finding_queue *q);

/* Keep a copy of the finding, its texts included (cut to SJ_VALUE_TOLD); false when there is no
 * room. */
bool sj_finding_queue_add(sj_finding_queue *q, const sj_finding *f) SJ_MUST_USE;

/* Sort by offset; those of one place stay in the order they came. */
void sj_finding_queue_sort(sj_finding_queue *q);

/* Take out findings of a claim that yield to others of the same segment (sj_finding_def.yields);
 * returns how many errors and warnings these were. Sorts. */
sj_scrub_result sj_finding_queue_withdraw(sj_finding_queue *q, const sj_catalog *catalog);

/* Forget all. */
void sj_finding_queue_clear(sj_finding_queue *q);

#endif
