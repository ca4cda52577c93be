/* engine/pipeline/causes.h - why the claims of a file are held, counted by kind of finding. */
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

/* A held claim of this charge has such a finding. Call once for each claim and kind. */
void sj_causes_add(sj_causes *c, const sj_finding_def *def, sj_money charge);

/* Those of most claims, the dearer first among equals; returns how many. */
uint32_t sj_causes_top(const sj_causes *c, sj_cause out[SJ_TOP_CAUSES]);

#endif
