/* engine/pipeline/complaint.h - one thing that a partner says is wrong, joined to what we sent, in
 * sentences for a biller.
 *
 * The store keeps it as a finding (sj_complaint_of), so that a claim's life tells it years later in
 * the same words. */
#ifndef SJ_PIPELINE_COMPLAINT_H
#define SJ_PIPELINE_COMPLAINT_H

#include "engine/store/findings.h"

enum { SJ_COMPLAINT_TEXT = 1024 };

typedef struct sj_complaint {
    sj_str source; /* TA1, 999, 997, 277CA */
    sj_str code;   /* TA105 "025"; IK304, or with IK403 "8/7"; IK5 "R 5"; status "A7:562:85" */
    sj_str tag;    /* of the segment; "IK5": the verdict on the set */
    sj_str label; /* what it is about: "Procedure (CMS-1500 Box 24D) on line 1"; empty: not known */
    sj_str named; /* the value that the partner names; empty: none */
    sj_str sent;  /* the value that we sent there; empty: none, or not known */
    sj_str remark; /* sentences on what called for it, and on what does not fit what we sent; empty: none */
} sj_complaint;

/* A partner's finding of the store as a complaint: value is `named`, a `sent`, b `remark`, name
 * `label`. */
sj_complaint sj_complaint_of(const sj_finding_row *row);

/* What is wrong, and how to mend it: sentences of constant text and the values above. They write at
 * most cap - 1 bytes and a NUL; "" where there is nothing to say. */
void sj_complaint_problem(const sj_complaint *c, char *buf, size_t cap);
void sj_complaint_fix(const sj_complaint *c, char *buf, size_t cap);

/* What a 999 says with "8/7" or "3": "is not a valid code"; NULL when that is not known. */
const char *sj_complaint_words(sj_str code);

/* Where we sent what a status of a 277CA is about: the loops to look in, blank-separated, first to
 * last; false when the status is about no single value. */
typedef struct sj_status_place {
    const char *loops, *tag, *qualifiers; /* qualifiers NULL: any */
    unsigned element, component;
} sj_status_place;
bool sj_status_place_of(char form, sj_str status, sj_str entity, sj_status_place *out);

#endif
