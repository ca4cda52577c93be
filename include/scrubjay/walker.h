/* scrubjay/walker.h - segments to loops, and everything of SNIP types 1 and 2 that is wrong.
 *
 * One walker runs every guide, the envelope's included. Segments are pushed in one by one; out come
 * events: envelopes begin and end (with the verdict for the acknowledgments), loops are entered and
 * left, segments are placed (with the row of the guide), and findings. The walker knows no claim: the
 * row numbers are what a model binds its fields to. One walker is used by one thread at a time. */
#ifndef SCRUBJAY_WALKER_H
#define SCRUBJAY_WALKER_H

#include <scrubjay/finding.h>
#include <scrubjay/guide.h>
#include <scrubjay/overlay.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Slices in the three structs below stay valid until the envelope's end event has returned. */

typedef struct sj_interchange {
    sj_str sender_qualifier, sender, receiver_qualifier, receiver; /* trimmed */
    sj_str date, time, version, control;
    char usage;       /* 'P', 'T' */
    bool ack_requested;
    sj_delimiters delims;
    uint64_t offset;  /* of ISA */
    uint32_t groups;  /* counted */
    char ta1;         /* at the end: 'A', 'E', 'R' */
    const char *note; /* TA105: "000" … */
} sj_interchange;

typedef struct sj_group {
    const sj_interchange *interchange;
    sj_str functional, sender, receiver, date, time, control, version; /* GS01-06, GS08 */
    uint64_t offset;
    uint32_t sets;         /* received */
    uint32_t sets_claimed; /* GE01; 0 when there was no GE */
    uint32_t sets_accepted;
    char ack;              /* at the end: 'A', 'E', 'P', 'R' */
    const char *codes[5];  /* AK905-09, NULL-padded */
} sj_group;

typedef struct sj_set {
    const sj_group *group;
    sj_str transaction, control, version; /* ST01-03 (version: ST03, or GS08 where ST03 is empty) */
    const sj_guide *guide;  /* NULL when the version is not supported: only the envelope is checked */
    const char *type;       /* "837P", or ST01's own text when there is no guide */
    uint64_t offset;
    uint32_t segments;      /* ST to SE inclusive, counted */
    uint32_t claims;        /* unit loops entered */
    uint32_t errors;        /* findings of severity error and SNIP type 1 or 2 */
    uint32_t warnings;      /* of severity warning and SNIP type 1 or 2 */
    char ack;               /* at the end: 'A', 'E', 'R' */
    const char *codes[5];   /* IK502-06 */
} sj_set;

/* Any member may be NULL. `ctx` is handed to each. */
typedef struct sj_walk_events {
    void *ctx;
    void (*interchange_begin)(void *ctx, const sj_interchange *ic);
    void (*interchange_end)(void *ctx, const sj_interchange *ic);
    void (*group_begin)(void *ctx, const sj_group *g);
    void (*group_end)(void *ctx, const sj_group *g);
    void (*set_begin)(void *ctx, const sj_set *s);
    void (*set_end)(void *ctx, const sj_set *s); /* after the findings of its end */
    /* A loop instance begins (its first segment's event follows) or has ended (after the findings of
     * what it lacks). Loops are rows of set->guide. Where a loop's first segment is missing, `first` is
     * the segment that showed it, and stands at another row than the loop's first. */
    void (*loop_enter)(void *ctx, const sj_set *s, uint16_t loop, const sj_segment *first);
    void (*loop_leave)(void *ctx, const sj_set *s, uint16_t loop);
    /* A segment between ST and SE (not these two) stands at `row` of the guide's segments, always a row
     * of the innermost open loop; SJ_NO_ROW when it has no place there, or one in a loop further out
     * that has been passed. Its findings come before. number = its place in the set (ST = 1). */
    void (*segment)(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                    uint32_t number);
    void (*ta1)(void *ctx, const sj_interchange *ic, const sj_segment *seg);
    void (*finding)(void *ctx, const sj_finding *f);
} sj_walk_events;

typedef struct sj_walker sj_walker;

typedef struct sj_walker_opts {
    int snip;             /* highest SNIP type to judge; 0: all (here: 1, 2, 4, 6, and 7 of overlays) */
    unsigned max_findings_per_set; /* 0: 10,000. Then one finding says that more are left out, and of
                                    * what follows only the first finding of each claim is given, and of
                                    * each loop above the claims, so that none of them looks clean */
    const sj_profile *profile; /* the partner's overlays (judged with type 7) and severities; NULL: none */
} sj_walker_opts;

/* `guides` and `events` must outlive the walker. */
sj_status sj_walker_new(sj_walker **out, sj_guides *guides, const sj_walk_events *events,
                        const sj_walker_opts *opts, sj_err *err) SJ_MUST_USE;
void sj_walker_free(sj_walker *w);

/* One result of sj_reader_next, SJ_READ_END and SJ_READ_FAILED included: these close whatever is open
 * (missing trailers are findings). */
sj_status sj_walker_push(sj_walker *w, enum sj_read_result what, const sj_segment *seg,
                         sj_err *err) SJ_MUST_USE;

/* A finding of another box about the set now open, so that it counts in the set's verdict and gets the
 * claim's ordinal and account; passed on to events->finding. */
void sj_walker_report(sj_walker *w, sj_finding *f);

/* The finding rows of the envelope (EN-) and of the guides (IG-). */
const sj_finding_table *sj_envelope_findings(void);
const sj_finding_table *sj_guide_findings(void);

#ifdef __cplusplus
}
#endif
#endif
