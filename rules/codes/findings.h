/* rules/codes/findings.h - handles of the findings about code tables. */
#ifndef SJ_CODES_FINDINGS_H
#define SJ_CODES_FINDINGS_H

#include <scrubjay/finding.h>

enum sj_codes_row {
#define FINDING(name, ...) SJ_CD_##name,
#include "rules/codes/findings.def"
#undef FINDING
    SJ_CD_COUNT
};

#endif
