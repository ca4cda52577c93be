/* engine/followup/follow.h - the claim that follows another: a correction (replacement, or a new
 * claim where the payer wants that), lines sent apart, a void, a claim to the next payer.
 *
 * What may be made is decided by the claim's state, the payer's decision with its remarks, and what
 * the payer holds to; what may not is refused with the reason. Nothing is written: the caller
 * checks the text and queues it. */
#ifndef SJ_FOLLOWUP_FOLLOW_H
#define SJ_FOLLOWUP_FOLLOW_H

#include "engine/followup/patch.h"
#include "engine/followup/reasons.h"
#include "engine/followup/terms.h"
#include "engine/store/followups.h"

typedef enum sj_follow_kind {
    SJ_FOLLOW_CORRECT = 1, /* also what was rejected or held, mended and sent again */
    SJ_FOLLOW_LINES,       /* only some lines, as a new claim */
    SJ_FOLLOW_VOID,
    SJ_FOLLOW_SECONDARY /* to the payer after this one */
} sj_follow_kind;

enum { SJ_FOLLOW_LINES_MAX = 50, SJ_FOLLOW_TEXT = 640, SJ_ACCOUNT_MOST = 20 };

typedef struct sj_follow_wish {
    sj_follow_kind kind;
    int64_t submission;      /* that it follows */
    const sj_json *patch;    /* changed fields; NULL: none */
    const sj_json *coverage; /* SECONDARY: the next payer, where the claim does not name it; NULL */
    uint32_t lines[SJ_FOLLOW_LINES_MAX], n_lines; /* LINES: their LX01, ascending */
    const struct sj_tables *codes;                /* for NCCI pairs; NULL: not looked at */
    sj_str control; /* the payer's number of the claim, where the remittance did not tell; empty */
} sj_follow_wish;

/* Why it was refused; the words go into JSON. */
typedef enum sj_refusal {
    SJ_REFUSED_NOT = 0,
    SJ_REFUSED_NOT_SENT,    /* it still waits to be sent */
    SJ_REFUSED_NOT_DECIDED, /* the payer has not decided yet */
    SJ_REFUSED_NOT_FINAL,   /* N779: the decision is not finished */
    SJ_REFUSED_CLOSED,
    SJ_REFUSED_UNDER_WAY, /* another that follows from it is on its way, or was decided */
    SJ_REFUSED_NO_CONTROL,
    SJ_REFUSED_PAYER,     /* the payer does not take such a claim */
    SJ_REFUSED_GUARD,     /* a remark, or NCCI, forbids it */
    SJ_REFUSED_LINES,     /* lines must be named, or must not */
    SJ_REFUSED_UNCHANGED, /* nothing would be different */
    SJ_REFUSED_FORWARDED, /* the payer passed it on already */
    SJ_REFUSED_NO_PAYER,  /* nobody says who the next payer is */
    SJ_REFUSED_MATCH,     /* what the payer paid is not known line by line */
    SJ_REFUSED_PATCH,
    SJ_REFUSALS
} sj_refusal;

const char *sj_refusal_text(sj_refusal r); /* "no-control" */

typedef struct sj_follow {
    sj_refusal refusal;
    char why[SJ_FOLLOW_TEXT];    /* of a refusal: a sentence, with what to do */
    char advice[SJ_FOLLOW_TEXT]; /* what to bear in mind all the same; "" */
    char kind[16]; /* correct, resend, lines, void, secondary: as the store keeps it */
    char lines[6 * SJ_FOLLOW_LINES_MAX]; /* ",2,3," or "" */
    char account[64];                    /* CLM01 of the new one */
    char old_account[64];
    char frequency[4], control[64];
    char usage, purpose[8], type[8], payer[88];
    int64_t parent, root;
    bool closes_parent; /* the one before was never decided: the new one takes its place */
    sj_terms terms;     /* of the payer that gets it; texts belong to the table */
    sj_revision draft;
    sj_revision_changes changes; /* in the order in which they were made */
} sj_follow;

/* Make it. A refusal is no error. Dispose in any case. SJ_ENOTFOUND when there is no such
 * submission. */
sj_status sj_follow_make(sj_follow *out, sj_store *store, sj_guides *guides,
                         const sj_reasons *reasons, const sj_terms_table *terms,
                         const sj_follow_wish *wish, sj_err *err) SJ_MUST_USE;
void sj_follow_dispose(sj_follow *f);

#endif
