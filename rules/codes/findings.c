/* rules/codes/findings.c - the catalogue rows of code tables. */
#include "rules/codes/findings.h"

#include <scrubjay/codes.h>

static const sj_finding_def rows[] = {
#define FINDING(name, ...) {__VA_ARGS__},
#include "rules/codes/findings.def"
#undef FINDING
};

const sj_finding_table *sj_codes_findings(void) {
    static const sj_finding_table table = {SJ_BOX_CODES, SJ_CD_COUNT, rows};
    return &table;
}
