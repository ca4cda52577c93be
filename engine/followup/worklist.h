/* engine/followup/worklist.h - changes that people make on the worklist: typed at the terminal, or
 * read back from a workbook.
 *
 * A change names its denial and what is to be different; what cannot be is answered, not written.
 * Whatever is written stands in the denial's own log and in the audit log, with who did it. */
#ifndef SJ_FOLLOWUP_WORKLIST_H
#define SJ_FOLLOWUP_WORKLIST_H

#include "engine/followup/reasons.h"
#include "engine/store/work.h"

enum { SJ_WORK_OWNER_MAX = 40, SJ_WORK_NOTE_MAX = 2000 }; /* bytes */

enum sj_work_field {
    SJ_WORK_OWNER = 1 << 0,
    SJ_WORK_STATUS = 1 << 1,
    SJ_WORK_ACTION = 1 << 2,
    SJ_WORK_FOLLOW_UP = 1 << 3,
    SJ_WORK_NOTE = 1 << 4
};

typedef struct sj_work_change {
    int64_t denial;
    int64_t version;   /* that the person saw; 0: whichever it is */
    unsigned fields;   /* enum sj_work_field: which of the following count */
    sj_str owner;      /* empty: nobody */
    sj_str status;     /* new, working, waiting, done */
    sj_str action;     /* a name or its short words (actions.tsv); empty: as advised */
    sj_date follow_up; /* SJ_NO_DATE: none */
    sj_str note;       /* is added to those before; an empty one changes nothing */
    sj_str outcome;    /* with status done: won, lost, written_off, patient, mistake, other;
                        * empty: other */
} sj_work_change;

typedef enum sj_work_answer {
    SJ_WORK_CHANGED = 0,
    SJ_WORK_SAME,     /* it is so already: nothing was written */
    SJ_WORK_UNKNOWN,  /* there is no such denial */
    SJ_WORK_CONFLICT, /* somebody changed it since `version`: nothing was written */
    SJ_WORK_CLOSED,   /* the payer decided anew or took the payment back: it is off the list */
    SJ_WORK_BAD_OWNER,
    SJ_WORK_BAD_STATUS,
    SJ_WORK_BAD_ACTION,
    SJ_WORK_BAD_OUTCOME,
    SJ_WORK_BAD_NOTE,
    SJ_WORK_FORBIDDEN, /* a guard speaks against the action: an appeal under MA130 or N211 … */
    SJ_WORK_ANSWERS
} sj_work_answer;

/* Make one change, in the caller's transaction. *guard is the one that forbids it (0: none); may be
 * NULL. The error is the store's; everything else is an answer. */
sj_status sj_worklist_update(sj_store *s, const sj_reasons *r, const sj_work_change *change,
                             sj_str actor, sj_work_answer *answer, enum sj_guard *guard,
                             sj_err *err) SJ_MUST_USE;

/* The answer as a sentence for people. */
const char *sj_work_answer_text(sj_work_answer a);

/* The words of statuses and outcomes, in the order of the work: i = 0, 1, …; NULL at the end. */
const char *sj_work_status_at(size_t i);
const char *sj_work_outcome_at(size_t i);

/* The guard among `guards` that forbids an action; 0: none does. */
enum sj_guard sj_worklist_forbids(uint32_t guards, sj_str action);

#endif
