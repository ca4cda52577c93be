/* engine/pipeline/answers_place.h - an error of a 999 joined to the segment that we sent. */
#ifndef SJ_PIPELINE_ANSWERS_PLACE_H
#define SJ_PIPELINE_ANSWERS_PLACE_H

#include "engine/pipeline/answers.h"

enum { SJ_CLAIMS_BELOW = 5000 }; /* of one set; scrubjay.xml allows no more in one */

/* The claims that an error concerns. */
typedef struct sj_placed {
    enum {
        SJ_BELOW_NONE,     /* the claim's own segment (n 1), or no claim's (n 0) */
        SJ_BELOW_PROVIDER, /* a segment of a loop that the claims share */
        SJ_BELOW_SUBSCRIBER,
        SJ_BELOW_PATIENT
    } level;
    size_t n;
    int64_t claims[SJ_CLAIMS_BELOW];
} sj_placed;

/* Find the segment, and fill what told->what and told->row say of it: label, values, remark, place,
 * and the submission when it is a claim's own. a->looked is then the claim, or the first below the
 * loop. */
void sj_answers_place(sj_answers *a, int64_t batch_set, const sj_ack_error *e, sj_told *told,
                      sj_placed *out);

#endif
