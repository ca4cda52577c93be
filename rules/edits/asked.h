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
    uint8_t state;   /* sj_code_state, in the table of its shape */
    /* From the fee schedule; nothing where it does not hold the code: */
    char status;
    char global[4];
    bool has_global;   /* days, after which visits belong to it */
    bool is_unpaid;    /* by its status */
    bool is_bilateral; /* paid by sides */
    uint16_t refused;  /* modifiers that it does not take: bits by their rule (fee.c) */
} procedure_answer;

enum { PAIR_BITS = 11 };

/* Of two of them, the one with the lower number first. */
typedef struct asked_pair {
    uint64_t key; /* 0: the place is free */
    sj_day_span days;
    char first,
        second; /* indicator of the pair in force with that one as column 1; 0: it is none */
} asked_pair;

#endif
