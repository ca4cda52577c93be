/* parsers/guide/findings.h - handles of the findings of the envelope (EN-) and the guides (IG-). */
#ifndef SJ_GUIDE_FINDINGS_H
#define SJ_GUIDE_FINDINGS_H

#include <scrubjay/finding.h>

enum sj_envelope_row {
#define FINDING(name, ...) SJ_EN_##name,
#include "parsers/guide/envelope.def"
#undef FINDING
    SJ_EN_ROWS
};

enum sj_guide_row {
#define FINDING(name, ...) SJ_IG_##name,
#include "parsers/guide/findings.def"
#include "parsers/guide/situations.def"
#undef FINDING
    SJ_IG_ROWS
};

#define SJ_EN(row) SJ_FINDING_ID(SJ_BOX_ENVELOPE, row)
#define SJ_IG(row) SJ_FINDING_ID(SJ_BOX_GUIDE, row)

#endif
