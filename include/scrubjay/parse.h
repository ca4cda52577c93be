/* scrubjay/parse.h - bytes to claims, remittances, acknowledgments and findings, in one call.
 *
 * Joins reader, walker and model. Single-threaded; memory is flat from one claim to ten million. */
#ifndef SCRUBJAY_PARSE_H
#define SCRUBJAY_PARSE_H

#include <scrubjay/ack.h>
#include <scrubjay/claim.h>
#include <scrubjay/remit.h>
#include <scrubjay/walker.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What comes out, in the order of the file; any member may be NULL. The records are valid only
 * inside their callback. Findings of a claim come before the claim; those that only its end or its
 * set's end shows (a count in SE) come after. */
typedef struct sj_parse_events {
    void *ctx;
    void (*interchange_begin)(void *ctx, const sj_interchange *ic);
    void (*interchange_end)(void *ctx, const sj_interchange *ic);
    void (*group_begin)(void *ctx, const sj_group *g);
    void (*group_end)(void *ctx, const sj_group *g);
    void (*set_begin)(void *ctx, const sj_set *s);
    void (*set_end)(void *ctx, const sj_set *s);
    void (*segment)(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg, uint32_t number);
    /* Segments at some rows of a guide only, at no cost for all others. `rows` is asked at each set's begin,
     * after set_begin: one byte for each row of the guide's segments, not 0 where `at_row` is to be called;
     * NULL: none. `at_row` comes after `segment`; what it hands to sj_walker_report is told as the parser's
     * own findings are. SJ_OK, or why the parse cannot go on. */
    sj_status (*rows)(void *ctx, const sj_guide *g, const uint8_t **wanted);
    void (*at_row)(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg, uint32_t number,
                   sj_walker *w);
    void *at_row_ctx; /* what these two are handed */
    void (*finding)(void *ctx, const sj_finding *f);
    void (*claim)(void *ctx, const sj_claim *c);
    void (*remit_begin)(void *ctx, const sj_remit *r);
    void (*payment)(void *ctx, const sj_payment *p);
    void (*remit_end)(void *ctx, const sj_remit *r);
    void (*ta1)(void *ctx, const sj_ta1 *t);
    void (*ack999)(void *ctx, const sj_ack_999 *a);
    void (*batch_status)(void *ctx, const sj_batch_status *b);
    void (*claim_status)(void *ctx, const sj_claim_status *c);
    /* `payment` reads no more of its records than number, account, status, findings, amounts and
     * adjustments: the others are then not filled, unless remit_begin or remit_end is there too. */
    bool payments_in_brief;
} sj_parse_events;

typedef struct sj_parse_opts {
    int snip;            /* highest SNIP type to judge; 0: all (here: 1 to 4, 6, and 7 of overlays) */
    size_t max_unit;     /* as sj_reader_opts */
    const char *kernel;  /* as sj_reader_opts */
    unsigned max_findings_per_set; /* as sj_walker_opts */
    const sj_profile *profile;     /* as sj_walker_opts */
    const volatile int *stop;      /* not 0: stop after the current claim; may be NULL */
} sj_parse_opts;

typedef struct sj_parse_stats {
    uint64_t bytes;
    uint32_t interchanges, groups, sets, claims, payments;
    uint64_t segments;
    bool stopped;        /* by opts->stop */
} sj_parse_stats;

/* Read all of the input. SJ_OK even when it is full of findings; SJ_ENOTX12 when there is no
 * interchange in it; SJ_ETOOBIG, SJ_EINPUT, SJ_ENOMEM. `opts`, `stats` and `err` may be NULL. */
sj_status sj_parse(sj_guides *guides, sj_read_fn read, void *read_ctx,
                   const sj_parse_events *events, const sj_parse_opts *opts,
                   sj_parse_stats *stats, sj_err *err) SJ_MUST_USE;
sj_status sj_parse_memory(sj_guides *guides, const void *bytes, size_t len,
                          const sj_parse_events *events, const sj_parse_opts *opts,
                          sj_parse_stats *stats, sj_err *err) SJ_MUST_USE;

/* The finding rows of the model (BL-). */
const sj_finding_table *sj_model_findings(void);

#ifdef __cplusplus
}
#endif
#endif
