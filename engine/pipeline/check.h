/* engine/pipeline/check.h - one file judged: read, walked, balanced and scrubbed, claim by claim.
 *
 * Joins sj_parse, sj_scrub and the catalogue, and adds what only the whole knows: findings of a
 * claim in the order of their places, shared loops told once, the verdict on each claim. Works
 * without a store; memory is flat. */
#ifndef SJ_PIPELINE_CHECK_H
#define SJ_PIPELINE_CHECK_H

#include <scrubjay/parse.h>
#include <scrubjay/scrub.h>

#include "engine/pipeline/causes.h"
#include "engine/pipeline/claim_log.h"

typedef struct sj_check_opts {
    sj_guides *guides;                              /* to share; NULL: of its own */
    const sj_tables *tables;                        /* NULL: none loaded */
    const sj_packs *packs;                          /* sealed; NULL: none */
    sj_str (*partner)(void *ctx, sj_str payer_id);  /* as sj_scrub_opts, with filing_ctx; NULL */
    sj_date as_of;                                  /* the day the claims would be sent */
    int snip;                                       /* highest SNIP type to judge; 0: all */
    bool hash;                                      /* SHA-256 of each file */
    const sj_overlays *overlays;                    /* loaded; NULL: none */
    const sj_profile *profile;                      /* the partner's; NULL: none */
    int (*filing_days)(void *ctx, sj_str payer_id); /* as sj_scrub_opts; NULL */
    void *filing_ctx;
    /* Asked at the beginning of each file for earlier claims (sj_scrub_remember); NULL: none. */
    sj_status (*earlier)(void *ctx, sj_scrub *scrub, sj_err *err);
    void *earlier_ctx;
    bool together;   /* the files are looked at as one for what is billed twice or on one day */
    size_t max_unit; /* as sj_parse_opts, these four */
    const char *kernel;
    unsigned max_findings_per_set;
    const volatile int *stop;
} sj_check_opts;

typedef struct sj_check_totals {
    uint32_t files, failed;
    uint64_t transactions, claims, clean, warned, held;
    uint64_t errors, warnings, infos;                  /* findings by severity */
    sj_money clean_charge, warned_charge, held_charge; /* of claims, not of claim payments */
} sj_check_totals;

/* What became of a file. */
typedef struct sj_check_result {
    const char *path;
    uint64_t bytes;
    bool failed; /* it could not be read to its end: `err` says why */
    sj_err err;
    char sha256[65];         /* "" when not asked for or not all was read */
    sj_check_totals totals;  /* of this file */
    const sj_causes *causes; /* why its claims are held or warned; as long as file_end */
} sj_check_result;

/* Where in the file's envelopes an event stands; what is not open is NULL. */
typedef struct sj_check_place {
    const sj_interchange *interchange;
    const sj_group *group;
    const sj_set *set;
} sj_check_place;

/* What comes out, in the order of the file. Any member may be NULL. Everything is valid only inside
 * its callback. */
typedef struct sj_check_events {
    void *ctx;
    void (*file_begin)(void *ctx, const char *path);
    void (*interchange_begin)(void *ctx, const sj_interchange *ic);
    void (*interchange_end)(void *ctx, const sj_interchange *ic);
    void (*group_begin)(void *ctx, const sj_group *g);
    void (*group_end)(void *ctx, const sj_group *g);
    void (*set_begin)(void *ctx, const sj_set *s);
    /* After its claims' verdicts. `ack` here and in group_end is what our 999 says (answer.h). */
    void (*set_end)(void *ctx, const sj_set *s);
    /* A finding with its row of the catalogue. `claim` is the record when the finding is one of a
     * claim that has just ended, else NULL. */
    void (*finding)(void *ctx, const sj_check_place *at, const sj_finding *f,
                    const sj_finding_def *def, const sj_claim *claim);
    /* A claim or claim payment has ended and its findings are out: the record, and the verdict so
     * far. What the end of the set may change it to is held. */
    void (*claim)(void *ctx, const sj_claim *c, sj_verdict so_far);
    void (*payment)(void *ctx, const sj_payment *p, sj_verdict so_far);
    /* At the end of its set: the verdict on each claim or claim payment, in their order. */
    void (*verdict)(void *ctx, const sj_set *s, const sj_claim_row *row);
    void (*ta1)(void *ctx, const sj_interchange *ic, const sj_ta1 *t);
    /* Handed through from sj_parse as they come; the members that stand above are not used. */
    const sj_parse_events *also;
    void (*file_end)(void *ctx, const sj_check_result *r);
} sj_check_events;

typedef struct sj_check sj_check;

/* A checker for any number of files; `opts` (and what it points to) must outlive it. */
sj_status sj_check_new(sj_check **out, const sj_check_opts *opts, sj_err *err) SJ_MUST_USE;
void sj_check_free(sj_check *c);

/* The catalogue that it works with. */
const sj_catalog *sj_check_catalog(const sj_check *c);

/* Why the claims of all files so far are held or warned. */
const sj_causes *sj_check_causes(const sj_check *c);

/* The profile that it judges by; NULL: none. */
const sj_profile *sj_check_profile(const sj_check *c);

/* The next file stands behind this descriptor, so that it may be read a second time where an edit
 * needs what follows; what is no file of a disk is not. */
void sj_check_again(sj_check *c, int fd);

/* Judge what `read` gives; `path` is only a name ("-" for standard input). A file that cannot be
 * read is a result too. SJ_ENOMEM and the like, when the checker itself cannot go on, are both
 * returned and told in the result. */
sj_status sj_check_read(sj_check *c, const char *path, sj_read_fn read, void *read_ctx,
                        const sj_check_events *events, sj_check_result *result);

/* The same for a file by its path, or standard input for "-". */
sj_status sj_check_file(sj_check *c, const char *path, const sj_check_events *events,
                        sj_check_result *result);

/* Add one file's totals to those of all. */
void sj_check_add_totals(sj_check_totals *sum, const sj_check_totals *one);

#endif
