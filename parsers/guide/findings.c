/* The tables behind the rows of envelope.def and findings.def. */
#include "parsers/guide/findings.h"

#include <scrubjay/walker.h>

static const sj_finding_def envelope_rows[] = {
#define FINDING(name, ...) {__VA_ARGS__},
#include "parsers/guide/envelope.def"
#undef FINDING
};

static const sj_finding_def guide_rows[] = {
#define FINDING(name, ...) {__VA_ARGS__},
#include "parsers/guide/findings.def"
#include "parsers/guide/situations.def"
#undef FINDING
};

const sj_finding_table *sj_envelope_findings(void) {
    static const sj_finding_table table = {SJ_BOX_ENVELOPE, SJ_EN_ROWS, envelope_rows};
    return &table;
}

const sj_finding_table *sj_guide_findings(void) {
    static const sj_finding_table table = {SJ_BOX_GUIDE, SJ_IG_ROWS, guide_rows};
    return &table;
}
