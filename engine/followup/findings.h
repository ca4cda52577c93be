/* engine/followup/findings.h - handles of the findings about remittances (RM-). */
#ifndef SJ_FOLLOWUP_FINDINGS_H
#define SJ_FOLLOWUP_FINDINGS_H

#include <scrubjay/finding.h>

enum sj_remit_finding {
#define FINDING(name, ...) SJ_RM_##name,
#include "engine/followup/findings.def"
#undef FINDING
    SJ_REMIT_FINDINGS
};

const sj_finding_table *sj_remit_findings(void);

/* The row behind an id of any box that judges remittances ("BL-0204"); NULL when there is none. */
const sj_finding_def *sj_remit_finding_of(sj_str id);

#endif
