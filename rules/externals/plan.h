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

/* One row of externals.def. */
typedef struct sj_external {
    const char *name;
    uint8_t how;     /* enum sj_judge */
    uint8_t kind;    /* sj_code_kind; SJ_CODES_KINDS: none */
    uint8_t finding; /* enum sj_codes_row */
} sj_external;

enum { SJ_SPOT_GOOD = 64 };

/* An element or component with an outside list. */
typedef struct sj_spot {
    const sj_external *list;
    const sj_guide_element *e;
    uint8_t element, component; /* component 0: the element itself */
    uint8_t state, country; /* where state and country stand beside it: elements, or components of
                             * the same composite; 0: nowhere */
    bool repeats;
    uint64_t good[SJ_SPOT_GOOD]; /* values, as sj_spot_key, in which nothing was wrong on the plan's
                                    day; each at the place that sj_spot_good gives it; 0: none */
} sj_spot;

/* The place of a key among the good ones. */
static inline uint64_t *sj_spot_good(sj_spot *s, uint64_t key) {
    return &s->good[key * 0x9E3779B97F4A7C15u >> 58];
}

/* What a row of the guide is asked for: bits. */
enum { ROW_SPOTS = 1, ROW_BHT = 2, ROW_BPR = 4, ROW_CLP = 8, ROW_CLAIM = 16 };

typedef struct sj_external_plan {
    const sj_guide *guide;
    bool claims;     /* 837: its findings wait for the claim */
    bool received;   /* what a payer sends: nothing in it is the biller's to mend */
    uint8_t *wanted; /* a row's bits; 0: not asked for */
    uint16_t *first; /* a row's first spot; n_segments + 1 of them */
    sj_spot *spots;
    sj_date day; /* of the set for which they know good values */
} sj_external_plan;

/* SJ_ENOMEM; SJ_EXML when the guide names a list that is not in externals.def. */
sj_status sj_external_plan_make(sj_external_plan *out, const sj_guide *g, sj_err *err) SJ_MUST_USE;
void sj_external_plan_dispose(sj_external_plan *p);

#endif
