/* engine/pipeline/intake.h - what intake of 837 files keeps while a file is read. Private to
 * engine/pipeline. */
#ifndef SJ_PIPELINE_INTAKE_H
#define SJ_PIPELINE_INTAKE_H

#include "engine/pipeline/check.h"
#include "engine/pipeline/follow_plan.h"
#include "engine/pipeline/repair.h"
#include "engine/pipeline/run.h"
#include "engine/store/findings.h"
#include "engine/store/submissions.h"

#include <scrubjay/arena.h>

enum {
    SJ_SHARE = 32, /* claims that are looked up and written together */
    SJ_SHARED_FINDINGS =
        256 /* of loops that claims share, at a time; more are told but not linked */
};

/* A finding of a claim, copied, with its row in the store. */
typedef struct sj_kept_finding {
    sj_finding f;
    const sj_finding_def *def;
    int64_t id;
    sj_finding_scope scope;
    struct sj_kept_finding *next;
} sj_kept_finding;

/* A finding of a loop that stands above several claims, by its row in the store. */
typedef struct sj_shared_finding {
    int64_t id;
    const sj_finding_def *def;
    bool is_error;
    char level;     /* 'A', 'B', 'C': 2000A … */
    uint32_t frame; /* first segment of the loop it is in */
} sj_shared_finding;

/* A submission that came before a claim. */
typedef struct sj_before {
    int64_t id; /* 0: none */
    sj_claim_state state;
    bool same; /* same content */
} sj_before;

/* A claim that is read and not yet written. Its texts are in the arena. */
typedef struct sj_pending_claim {
    sj_new_submission sub;
    uint8_t fingerprint[SJ_SHA256_SIZE];
    sj_kept_finding *findings, **last;
    uint32_t repairs; /* values that were repaired in it */
    int64_t *links;   /* ids of shared findings above it */
    size_t n_links;
    sj_before live, held, closed; /* came before: on its way, held, closed with the same content */
    bool is_duplicate;            /* of `original`: nothing to do */
    sj_before original;
} sj_pending_claim;

typedef struct sj_intake {
    sj_run *run;
    sj_taken *taken;
    sj_status status; /* the first thing that went wrong; callbacks do nothing afterwards */
    sj_err *err;
    sj_arena arena;
    sj_arena plan_arena;
    sj_followup plan; /* by which the file's claim comes; id 0: it is no follow-up of ours */
    sj_pending_claim pending[SJ_SHARE];
    size_t n;
    sj_kept_finding *own, **own_last; /* of the claim whose record is about to come */
    sj_shared_finding shared[SJ_SHARED_FINDINGS];
    size_t n_shared;
    sj_causes causes;
    uint32_t set_ordinal;
    int64_t first_in_set, last_in_set; /* ids of claims; 0: none yet */
    sj_repairs *repairs;               /* what was mended in the file; NULL: nothing is to be */
    size_t next_repair; /* in this pass: those before it are told, or are other claims' */
    bool set_wrong;     /* an error that is the whole set's */
    size_t judge;       /* whose claims are taken in this pass */
    bool is_again;      /* not the first pass: what is the set's or the file's has been told */
} sj_intake;

/* Find out which of the pending claims the store knows, and decide about each. */
void sj_intake_decide(sj_intake *in);

/* Decide about the pending claims and write them. Memory is given back when no finding waits for
 * its claim. */
void sj_intake_write(sj_intake *in);

/* A finding into the store, as that of the claim `submission`; 0: of what is above claims. */
void sj_intake_add_finding(sj_intake *in, const sj_kept_finding *k, int64_t submission);

/* Tell about one claim in the report: nothing for one that is clean. */
void sj_intake_tell(sj_intake *in, const sj_pending_claim *p);

/* Tell about a finding that stands alone: of the set, or of a claim that was told before. */
void sj_intake_tell_finding(FILE *to, const sj_finding *f, const sj_finding_def *def);

/* Copy a finding into the arena; NULL when memory ends. */
sj_kept_finding *sj_intake_keep(sj_intake *in, const sj_finding *f, const sj_finding_def *def);

/* The finding rows of intake (IN-). */
const sj_finding_table *sj_intake_findings(void);

enum sj_intake_row {
#define FINDING(name, ...) SJ_IN_##name,
#include "engine/pipeline/findings.def"
#undef FINDING
};

#endif
