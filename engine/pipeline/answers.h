/* engine/pipeline/answers.h - what TA1, 999 and 277CA have in common while they are read. Private
 * to engine/pipeline.
 *
 * Nothing that an answer says is lost or counted twice, whenever it comes: an event that was
 * written before is passed over, and what a claim's payer has decided is not undone by a late
 * acknowledgment. */
#ifndef SJ_PIPELINE_ANSWERS_H
#define SJ_PIPELINE_ANSWERS_H

#include "engine/pipeline/complaint.h"
#include "engine/pipeline/run.h"
#include "engine/pipeline/sent.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/findings.h"
#include "engine/store/submissions.h"

#include <scrubjay/ack.h>
#include <scrubjay/arena.h>

enum {
    SJ_STATUS_SHARE = 32,
    SJ_SETS_OF_REFERENCE = 8,
    SJ_REASONS = 16,           /* of one claim; a 277CA with more says the same several times */
    SJ_SETS_OF_REFUSED = 10000 /* of one batch */
};

/* A status that says why, and the service line that it is about (its control number; empty: none).
 */
typedef struct sj_reason {
    sj_str code, control;
} sj_reason;

/* One answer of a 277CA about one claim, copied until its share is looked up. */
typedef struct sj_pending_status {
    sj_str account, payer_control, payer, codes;
    sj_reason reasons[SJ_REASONS];
    size_t n_reasons;
    sj_money charge;
    bool accepted, from_clearinghouse;
    uint32_t segment;
    /* What was found: */
    int64_t submission, batch_set;
    sj_claim_state state;
} sj_pending_status;

/* The claim that was looked at last, as it went out. */
typedef struct sj_looked {
    int64_t id;        /* 0: none */
    sj_submission row; /* its texts below */
    char account[64], payer[32], payer_name[64], type[8];
    sj_sent sent;
} sj_looked;

/* Something that a partner says is wrong, before it is kept. */
typedef struct sj_told {
    sj_complaint what;
    sj_finding_row row; /* id, scope, place; texts come from `what` */
    char label[192], remark[512];
} sj_told;

/* Where a loop above a claim begins in its set, so that the next claim below it need not look. */
typedef struct sj_loop_base {
    int64_t batch_set;
    uint32_t claim, base; /* CLM's place; see answers_number.c */
} sj_loop_base;

/* A claim that is refused although its payer has decided; see answers_late.c. */
typedef struct sj_late sj_late;

typedef struct sj_answers {
    sj_run *run;
    sj_taken *taken;
    sj_status status; /* the first thing that went wrong; callbacks do nothing afterwards */
    sj_err *err;
    sj_looked looked;
    sj_loop_base bases[3]; /* of a billing provider, subscriber, patient */
    sj_arena arena;        /* of the pending */
    sj_arena words;        /* of the 999 set, or of the 277CA's batch at hand */
    sj_str *refused;       /* accounts that the 277CA's batch at hand rejected */
    size_t n_refused, cap_refused;
    sj_late *late;
    size_t n_late, cap_late;
    uint32_t kept; /* claims of the sets at hand that their refusal does not move */
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

/* Know a submission and what went out of it; a->looked has it until the next call. False when
 * something went wrong. */
bool sj_answers_look(sj_answers *a, int64_t submission);

/* Put the name and the box of a value into told->label: "Procedure (CMS-1500 Box 24D) on line 1",
 * of a 277CA only "CMS-1500 Box 24D, line 1" (its words name the value themselves). `seg` may be
 * NULL where the guide's row is known and nothing was sent. */
void sj_answers_label(const sj_answers *a, sj_told *told, const sj_sent_segment *seg, uint16_t row,
                      unsigned element, unsigned component);

/* The same words for a 999, without a told: "Claim frequency (CMS-1500 Box 22)". */
void sj_answers_name(const sj_answers *a, const sj_sent_segment *seg, uint16_t row,
                     unsigned element, unsigned component, char *buf, size_t cap);

/* Where a segment of a->looked.sent went out in its set, ST = 1: also one of a loop above the
 * claim, which an earlier claim may have opened. 0 where that is not known. */
uint32_t sj_answers_number(sj_answers *a, const sj_sent_segment *seg);

/* Keep a complaint in the store, unless it is there, and tell it in the report: about one claim
 * (row.submission), about `others` (claims below a loop that they share), about a set. *is_new
 * tells whether it was not known. */
void sj_answers_tell(sj_answers *a, sj_told *told, const int64_t *others, size_t n, bool *is_new);

/* A claim that was refused, for those who called the run. `told` NULL: it is refused with others
 * and is to be sent again as it is. */
void sj_answers_rejected(sj_answers *a, sj_str account, const sj_told *told);

/* The same for one that its payer has decided already: not to be sent again. */
void sj_answers_rejected_late(sj_answers *a, sj_str account, sj_claim_state state);

/* Is a refused claim one that its payer has decided? Then it is not to be listed among those to be
 * sent again, and is kept until sj_answers_tell_late writes it down: "277CA", "A7:562:85". */
bool sj_answers_add_late(sj_answers *a, int64_t submission, sj_claim_state state, sj_str account,
                         uint32_t segment);
void sj_answers_tell_late(sj_answers *a, sj_str source, sj_str codes);

/* "Acct A2 · line …": the facts of a->looked, as a heading in the report. */
void sj_answers_heading(const sj_answers *a);

/* Accounts in lines, after a heading. */
void sj_answers_list(sj_answers *a, const char *heading, const sj_str *accounts, size_t n);

/* Look up and move the claims that are pending; at the end of the file, tell which to send again.
 */
void sj_answers_flush(sj_answers *a);
void sj_answers_end(sj_answers *a);

/* Our batch with this control number, copied into *out (its texts into `name`); false when there is
 * none or something went wrong. */
bool sj_answers_find_batch(sj_answers *a, sj_control_kind kind, sj_str control, sj_batch *out,
                           char name[256]);

/* Write one event about a batch or set and count its claims. */
void sj_answers_move(sj_answers *a, const sj_event *e, uint32_t claims);

#endif
