/* engine/followup/decide.h - what the payer decided on a claim payment, line by line.
 *
 * Money decides, never CLP02 alone: every adjustment of a line is put in one of the kinds of
 * reasons.h; what is left of the charge under denial reasons is the denied amount. What decides, on
 * adjustments as on lines, are the rows of the decision table (tables/decisions.tsv).
 *   - The remark code routes reasons that say nothing by themselves (16, 96, A1 …); guards such as
 *     MA130 and N211 outrank everything. */
#ifndef SJ_FOLLOWUP_DECIDE_H
#define SJ_FOLLOWUP_DECIDE_H

#include "engine/followup/decisions.h"
#include "engine/followup/findings.h"

#include <scrubjay/remit.h>

typedef enum sj_line_kind {
    SJ_LINE_PAID = 1,
    SJ_LINE_CONTRACTUAL, /* written off by contract, nothing paid */
    SJ_LINE_PATIENT,     /* the patient owes what was allowed */
    SJ_LINE_DENIED,
    SJ_LINE_PARTLY_DENIED, /* something was paid or left to the patient */
    SJ_LINE_UNDERPAID, /* no denial reason, but nothing allowed at all, or less than a contract says
                        */
    SJ_LINE_PENDED,
    SJ_LINE_BUNDLED, /* denied as part of another service */
    SJ_LINE_INFORMATIONAL,
    SJ_LINE_REVERSAL
} sj_line_kind;

/* What is odd about a claim payment, as bits: bit i is row i of findings.def. */
enum sj_decision_note {
    SJ_NOTE_UNKNOWN_REASON = 1 << SJ_RM_UNKNOWN_REASON,
    SJ_NOTE_ENDED_REASON = 1 << SJ_RM_ENDED_REASON,
    SJ_NOTE_REMARK_MISSING = 1 << SJ_RM_REMARK_MISSING,
    SJ_NOTE_GROUP = 1 << SJ_RM_GROUP,
    SJ_NOTE_FULL_REDUCTION = 1 << SJ_RM_FULL_REDUCTION,
    SJ_NOTE_NOT_HERE = 1 << SJ_RM_NOT_HERE,
    SJ_NOTE_OLD_GROUP = 1 << SJ_RM_OLD_GROUP,
    SJ_NOTE_PATIENT_DENIAL = 1 << SJ_RM_PATIENT_DENIAL,
    SJ_NOTE_CLAIM_LEVEL = 1 << SJ_RM_CLAIM_LEVEL, /* judged as one, at the claim */
    SJ_NOTE_NO_ORIGINAL = 1 << SJ_RM_NO_ORIGINAL, /* noted by posting */
    SJ_NOTE_SIGNS = 1 << SJ_RM_SIGNS,             /* likewise: set aside */
    SJ_NOTE_FUTURE_SERVICE = 1 << SJ_RM_FUTURE_SERVICE,
    SJ_NOTE_FUTURE_PAYMENT = 1 << SJ_RM_FUTURE_PAYMENT, /* of a remittance */
    SJ_NOTES = SJ_RM_FUTURE_PAYMENT + 1                 /* how many there are */
};

typedef struct sj_decision {
    sj_line_kind kind;
    sj_money charge, paid;
    sj_money patient, contractual, info, pended, denied; /* charge = paid + these, when balanced */
    uint16_t notes;                                      /* enum sj_decision_note */
    const sj_rule *rule;                                 /* the row that decided */
    /* The leading reason: for denied > 0 and for underpaid lines; else empty. */
    sj_str group, carc;
    sj_money carc_amount;
    const sj_carc *reason;       /* NULL: not in the tables */
    sj_str rarc;                 /* the remark that routed it, else the first that is no alert */
    const sj_category *category; /* of the denial; NULL when there is none */
    const sj_action *action;
    uint16_t guards;        /* enum sj_guard */
    sj_date due, appeal_by; /* SJ_NO_DATE: none */
    /* Of a line that a fee schedule prices: what it says, and its row in words. What is missing is
     * `denied` then. 0: no such. */
    sj_money expected;
    sj_str expected_by;
} sj_decision;

/* Is this line one for the worklist? */
static inline bool sj_decision_is_work(const sj_decision *d) {
    return d->kind == SJ_LINE_DENIED || d->kind == SJ_LINE_PARTLY_DENIED ||
           d->kind == SJ_LINE_BUNDLED || d->kind == SJ_LINE_UNDERPAID;
}

/* The money that such a line is about: what was denied, or the whole charge of an underpaid one. */
static inline sj_money sj_decision_stake(const sj_decision *d) {
    return d->kind == SJ_LINE_UNDERPAID ? d->charge - d->paid : d->denied;
}

/* Decide on a claim payment. `lines` has room for p->lines.n + 1: [0] is the claim level (all of it
 * when there are no lines, or when they do not balance; else the claim's own adjustments), [i] line
 * i. `claim` is the sum with the kind of the whole. Slices point into `p`. */
void sj_decide(const sj_reasons *r, const sj_payment *p, sj_decision *lines, sj_decision *claim);

/* What one adjustment of a claim payment's line (NULL: of the claim level) makes of its money;
 * *carc is its row, NULL when it is not in the tables. `carc` may be NULL. */
sj_reason_kind sj_decide_kind(const sj_reasons *r, const sj_payment *p, const sj_payment_line *line,
                              const sj_adjustment *a, const sj_carc **carc);

/* "denied", "partly_denied" …: as stored and as in JSON. */
const char *sj_line_kind_text(sj_line_kind kind);

/* The kind of such a word; 0 when there is none. */
sj_line_kind sj_line_kind_of(sj_str word);

/* Why it counts as it does, in one sentence with the amounts. Returns the length needed. */
size_t sj_decision_why(const sj_decision *d, char *buf, size_t cap);

#endif
