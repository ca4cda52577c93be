/* parsers/model/model.h - from the walker's events to records; private to this box.
 *
 * sj_parse owns one sj_model. A transaction set's kind chooses the builder (sj_model_ops) that gets
 * the loops and segments of the set: claims.c, remits.c, acks.c. */
#ifndef SJ_MODEL_MODEL_H
#define SJ_MODEL_MODEL_H

#include <scrubjay/parse.h>

#include "parsers/model/fill.h"
#include "parsers/model/frame.h"

/* This box's findings: the rows of findings.def. */
enum sj_model_finding {
#define FINDING(name, ...) SJ_BL_##name,
#include "parsers/model/findings.def"
#undef FINDING
    SJ_MODEL_FINDINGS
};

typedef struct sj_model sj_model;

typedef struct sj_model_ops {
    void (*set_begin)(sj_model *m);
    void (*set_end)(sj_model *m);
    void (*enter)(sj_model *m, const sj_guide_loop *loop, sj_subject begins);
    void (*leave)(sj_model *m, const sj_guide_loop *loop, sj_subject begun);
    void (*segment)(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present);
} sj_model_ops;

extern const sj_model_ops sj_claims_ops, sj_remits_ops, sj_ack999_ops, sj_status_ops;

/* The levels above a claim, outermost first. */
enum sj_level { SJ_LEVEL_SET, SJ_LEVEL_BILLING, SJ_LEVEL_SUBSCRIBER, SJ_LEVEL_PATIENT, SJ_LEVELS };

typedef struct sj_counts {
    uint32_t errors, warnings;
} sj_counts;

/* 837. */
typedef struct sj_claims {
    sj_frame_store levels[SJ_LEVELS], own;
    bool inside[SJ_LEVELS], in_claim;
    sj_claim_type type; /* of the set's claims */
    sj_header header;
    sj_billing billing;
    sj_subscriber subscriber;
    sj_patient patient;
    sj_claim claim;
} sj_claims;

/* 835. */
typedef struct sj_remits {
    sj_frame_store header, footer, own;
    bool begun, in_payment; /* remit_begin was sent; a payment is open */
    uint32_t in_set;        /* payments of this set */
    sj_remit remit;
    sj_payment payment;
} sj_remits;

/* 999 and 277CA. All text is copied: these files are small and their records reach far. */
typedef struct sj_acks {
    sj_arena levels[SJ_LEVELS], own; /* 277CA: set, 2000A, 2000B, 2000C; a claim or a batch */
    sj_arena *open;
    bool in_record;
    sj_ack_999 ack;
    sj_status_context context;
    sj_batch_status batch;
    sj_claim_status status;
    char action; /* STC03: 'U' rejects, 'W' accepts */
} sj_acks;

enum { SJ_MAX_PLANS = 16 };

struct sj_model {
    const sj_parse_events *events;
    sj_walker *walker;
    bool balances;     /* SNIP 3 is asked for */
    const sj_set *set; /* the set now open */
    bool is_heard;     /* somebody is told of its records; else they hold only what balances take */
    const sj_plan *plan;
    const sj_plan_loop *loops;     /* the plan's; NULL: the set has no model */
    const sj_plan_row *rows;       /* the plan's while a frame is open, else NULL */
    const sj_model_ops *ops;       /* NULL: the set has no model */
    uint16_t loop;                 /* the innermost open loop */
    uint32_t units;                /* claims and claim payments begun in this file */
    uint32_t n_claims, n_payments; /* sent */
    bool cut_off;         /* what is now left was not ended: the input or interchange broke off */
    bool emitted;         /* a claim, a payment or a status was sent; the driver clears it */
    sj_frame_store *open; /* 837, 835: the frame that segments go to; NULL: to none */
    bool copies;          /* with a copy of their text */
    sj_counts level[SJ_LEVELS]; /* findings above the claims */
    sj_counts unit;             /* findings of unit `counted` */
    uint32_t counted;
    sj_fill fill; /* its status: what made the model stop */
    sj_plan *plans[SJ_MAX_PLANS];
    unsigned n_plans;
    sj_claims claims;
    sj_remits remits;
    sj_acks acks;
};

/* `unit` is the reader's largest unit in bytes: limits of memory follow from it. */
void sj_model_init(sj_model *m, const sj_parse_events *events, bool balances, size_t unit);
void sj_model_dispose(sj_model *m);

/* The walker's events. */
void sj_model_set_begin(sj_model *m, const sj_set *s);
void sj_model_set_end(sj_model *m, const sj_set *s);
void sj_model_enter(sj_model *m, uint16_t loop);
void sj_model_leave(sj_model *m, uint16_t loop);
static inline void sj_model_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number,
                                    uint64_t present);
void sj_model_count(sj_model *m, const sj_finding *f);

/* For the builders. */

/* The finding counts that concern the unit with this ordinal, those above it included. */
sj_counts sj_model_counts(const sj_model *m, uint32_t ordinal);

/* Add an item of `size` bytes to a list of `subject`, not cleared, and make it the record of
 * `item`. NULL (noted in fill) when there is no room. */
void *sj_model_add(sj_model *m, sj_subject subject, void *list, size_t size, sj_subject item,
                   uint16_t first);

/* Segments go to this frame from now on (NULL: to none); with `copies`, a copy of their text in the
 * frame's arena. The builder's `segment` gets only those that end the frame (boundaries behind its
 * first segment) or have no row, and all while no frame is open. */
void sj_model_open(sj_model *m, sj_frame_store *f, bool copies);

/* Add the segment to the open frame, if there is one, and fill its fields. */
void sj_model_take(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present);

/* The segment now at hand, which a record begins with. */
sj_at sj_model_here(const sj_model *m);

/* Fields of `subject` go to `record` from now on, their lists to `arena`. */
void sj_model_direct(sj_model *m, sj_subject subject, void *record, sj_arena *arena);

/* A segment that does not just join the frame that is open. */
void sj_model_odd_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number,
                          uint64_t present);

/* Does a segment of the row just join the frame that is open? */
static inline bool sj_model_joins(const sj_model *m, const sj_plan_row *r) {
    return r->kind == SJ_ROW_PLAIN ||
           (r->kind == SJ_ROW_BOUNDARY && !r->n_more && !m->open->frame.n);
}

/* A segment of the set's body, which may stand on a copy of its text from then on. `present`: the
 * elements that hold something (sj_segment.present). */
static inline __attribute__((always_inline)) void
sj_model_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present) {
    const sj_plan_row *r = m->rows + row;
    if (!m->rows || row == SJ_NO_ROW || !sj_model_joins(m, r)) {
        sj_model_odd_segment(m, row, seg, number, present);
        return;
    }
    if (m->copies && !sj_segment_copy(&m->open->arena, seg)) {
        m->fill.status = sj_arena_why_not(&m->open->arena, seg->len);
        return;
    }
    sj_status status = sj_frame_add(m->open, seg, number, row, r->loop);
    if (status == SJ_OK)
        sj_fill_segment(&m->fill, r, seg, number, present);
    else
        m->fill.status = status;
}

/* Balances (SNIP 3): findings go through the walker. */
void sj_balance_claim(sj_model *m, const sj_claim *c);
void sj_balance_payment(sj_model *m, const sj_payment *p);
void sj_balance_remit(sj_model *m, const sj_remit *r);

/* Sums wrap instead of overflowing: equations stay true, and hostile amounts do no harm. */
static inline sj_money sj_sum(sj_money a, sj_money b) {
    return (sj_money)((uint64_t)a + (uint64_t)b);
}
static inline sj_money sj_less(sj_money a, sj_money b) {
    return (sj_money)((uint64_t)a - (uint64_t)b);
}
sj_money sj_adjustments_sum(const sj_adjustments *list);

#endif
