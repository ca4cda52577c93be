/* engine/pipeline/answers.h - what TA1, 999 and 277CA have in common while they are read. Private
 * to engine/pipeline.
 *
 * Nothing that an answer says is lost or counted twice, whenever it comes: an event that was
 * written before is passed over, and what a claim's payer has decided is not undone by a late
 * acknowledgment. */
#ifndef SJ_PIPELINE_ANSWERS_H
#define SJ_PIPELINE_ANSWERS_H

#include "engine/pipeline/run.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/findings.h"
#include "engine/store/submissions.h"

#include <scrubjay/ack.h>
#include <scrubjay/arena.h>

/* One answer of a 277CA about one claim, copied until its share is looked up. */
typedef struct sj_pending_status {
    sj_str account, payer_control, payer, codes;
    sj_money charge;
    bool accepted, from_clearinghouse;
    uint32_t segment;
    /* What was found: */
    int64_t submission, batch_set;
    sj_claim_state state;
} sj_pending_status;

enum { SJ_STATUS_SHARE = 32, SJ_SETS_OF_REFERENCE = 8 };

typedef struct sj_answers {
    sj_run *run;
    sj_taken *taken;
    sj_status status; /* the first thing that went wrong; callbacks do nothing afterwards */
    sj_err *err;
    sj_arena arena; /* of the pending */
    sj_pending_status pending[SJ_STATUS_SHARE];
    size_t n_pending;
    /* The sets of ours that the 277CA at hand is about, by its BHT03. */
    char reference[64];
    int64_t sets[SJ_SETS_OF_REFERENCE];
    size_t n_sets;
} sj_answers;

/* The callbacks of sj_parse_events; ctx is a sj_answers. */
void sj_answer_ta1(void *ctx, const sj_ta1 *t);
void sj_answer_999(void *ctx, const sj_ack_999 *a);
void sj_answer_batch_status(void *ctx, const sj_batch_status *b);
void sj_answer_claim_status(void *ctx, const sj_claim_status *c);

/* Look up and move the claims that are pending. */
void sj_answers_flush(sj_answers *a);

/* Our batch with this control number, copied into *out (its texts into `name`); false when there is
 * none or something went wrong. */
bool sj_answers_find_batch(sj_answers *a, sj_control_kind kind, sj_str control, sj_batch *out,
                           char name[256]);

/* Write one event about a batch or set and count its claims. */
void sj_answers_move(sj_answers *a, const sj_event *e, uint32_t claims);

#endif
