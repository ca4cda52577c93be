/* engine/pipeline/causes.h - why the claims of a file are held or warned, counted by kind of
 * finding. */
#ifndef SJ_PIPELINE_CAUSES_H
#define SJ_PIPELINE_CAUSES_H

#include <scrubjay/engine.h>
#include <scrubjay/finding.h>

enum { SJ_CAUSES = 256, SJ_TOP_CAUSES = 5 };

typedef struct sj_causes {
    const sj_finding_def *defs[SJ_CAUSES];
    sj_cause v[SJ_CAUSES];
    size_t n; /* kinds met; further ones are not counted */
} sj_causes;

/* A claim of this charge has such a finding. Call once for each claim and kind. */
void sj_causes_add(sj_causes *c, const sj_finding_def *def, sj_severity severity, sj_money charge);

/* Add what another file's claims have. */
void sj_causes_add_all(sj_causes *sum, const sj_causes *one);

/* Errors first; then those of most claims, the dearer first among equals; returns how many. */
uint32_t sj_causes_top(const sj_causes *c, sj_cause out[SJ_TOP_CAUSES]);

/* The kinds of findings that one claim has, each once, until it is known what the claim is. */
enum { SJ_CLAIM_KINDS = 64 };
typedef struct sj_claim_kinds {
    const sj_finding_def *defs[SJ_CLAIM_KINDS];
    sj_severity severities[SJ_CLAIM_KINDS];
    size_t n; /* further ones are not counted */
} sj_claim_kinds;

/* Infos are no causes. */
void sj_claim_kinds_add(sj_claim_kinds *k, const sj_finding_def *def, sj_severity severity);

/* Count them for a claim of this charge. */
void sj_causes_add_kinds(sj_causes *c, const sj_claim_kinds *k, sj_money charge);

#endif
