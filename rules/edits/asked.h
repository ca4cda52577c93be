/* rules/edits/asked.h - what all tables say of a code, asked at once and kept (known.h) with the
 * days for which it holds (rules/codes/spans.h). */
#ifndef SJ_EDITS_ASKED_H
#define SJ_EDITS_ASKED_H

#include "rules/codes/spans.h"

/* Of a procedure code. */
typedef struct procedure_answer {
    uint32_t pair;   /* its number in the table of pairs for the claim's type; 0: in none */
    uint32_t units;  /* at most, where it is limited, */
    uint8_t mai;     /* and how that counts: 1 to 3 */
    uint8_t type;    /* of an add-on code, */
    bool contractor; /* whose primaries the contractor may choose */
    bool is_limited; /* units */
    bool is_addon;   /* in force */
    bool is_priced;  /* it is in the fee schedule: */
    char fee_status;
    char global[4];
    uint8_t state; /* sj_code_state, in the table of its shape */
} procedure_answer;

enum { PAIR_BITS = 11 };

/* Of a pair of them. */
typedef struct asked_pair {
    uint64_t key; /* 0: the place is free */
    sj_day_span days;
    char indicator;
} asked_pair;

#endif
