/* rules/externals/plan.h - where a guide has values of outside lists. Made once for each guide. */
#ifndef SJ_EXTERNALS_PLAN_H
#define SJ_EXTERNALS_PLAN_H

#include <scrubjay/codes.h>
#include <scrubjay/guide.h>

enum sj_judge {
    JUDGE_TABLE,
    JUDGE_STATE,
    JUDGE_ZIP,
    JUDGE_TAXONOMY,
    JUDGE_PLACE,
    JUDGE_BILL_TYPE,
    JUDGE_PAIR,
    JUDGE_OCCURRENCE,
    JUDGE_SPAN,
    JUDGE_TOOTH,
    JUDGE_PROCEDURE
};

enum { SJ_EXTERNAL_NUMBERS = 63 }; /* lists there can be */

/* One row of externals.def. */
typedef struct sj_external {
    const char *name;
    uint8_t how;     /* enum sj_judge */
    uint8_t kind;    /* sj_code_kind; SJ_CODES_KINDS: none */
    uint8_t finding; /* enum sj_codes_row */
} sj_external;

/* What counts for a value beside itself. */
enum sj_beside { BESIDE_NOTHING, BESIDE_STATE, BESIDE_ZIP };

/* An element or component with an outside list. */
typedef struct sj_spot {
    const sj_external *list;
    const sj_guide_element *e;
    uint16_t max;               /* e->max */
    uint8_t element, component; /* component 0: the element itself */
    uint8_t state, country; /* where state and country stand beside it: elements, or components of
                             * the same composite; 0: nowhere */
    bool repeats;
    uint8_t number; /* of its list, from 1 */
    uint8_t beside; /* enum sj_beside: are state and country asked? */
    uint8_t joined; /* spots from here on in the same composite, which does not repeat; 0: one */
} sj_spot;

/* What a row of the guide is asked for: bits. */
enum {
    ROW_SPOTS = 1,
    ROW_BHT = 2,
    ROW_BPR = 4,
    ROW_CLP = 8,
    ROW_CLAIM = 16,
    ROW_ADDRESS = 32, /* its first spots are state and ZIP code, element behind element */
    ROW_SINGLE = 64,  /* its first spot is an element that nothing else counts for, … */
    ROW_FIRST = 128,  /* … or the first component of it */
    ROW_OWN = ROW_BHT | ROW_BPR | ROW_CLP
};

/* A row of the guide: its bits, and its spots. What is asked of most segments stands here. */
typedef struct sj_external_row {
    uint16_t first, end;
    uint8_t bits;
    uint8_t least;  /* elements that it has where it is asked for anything: the first spot's, */
    uint8_t more;   /* and where it is for more than ROW_ADDRESS or ROW_SINGLE; 0: always */
    uint8_t number; /* of the first spot's list */
} sj_external_row;

typedef struct sj_external_plan {
    const sj_guide *guide;
    bool claims;   /* 837: its findings wait for the claim */
    bool received; /* what a payer sends: nothing in it is the biller's to mend */
    uint16_t n_spots;
    uint8_t *wanted;       /* a row's bits; 0: not asked for */
    sj_external_row *rows; /* n_segments of them */
    sj_spot *spots;        /* of a row in the order of their elements */
} sj_external_plan;

/* SJ_ENOMEM; SJ_EXML when the guide names a list that is not in externals.def. */
sj_status sj_external_plan_make(sj_external_plan *out, const sj_guide *g, sj_err *err) SJ_MUST_USE;
void sj_external_plan_dispose(sj_external_plan *p);

#endif
