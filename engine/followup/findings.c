/* The catalogue's rows about remittances. */
#include "engine/followup/findings.h"

#include <scrubjay/parse.h>

static const sj_finding_def rows[] = {
#define FINDING(name, ...) [SJ_RM_##name] = {__VA_ARGS__},
#include "engine/followup/findings.def"
#undef FINDING
};

const sj_finding_table *sj_remit_findings(void) {
    static const sj_finding_table table = {SJ_BOX_REMIT, SJ_REMIT_FINDINGS, rows};
    return &table;
}

const sj_finding_def *sj_remit_finding_of(sj_str id) {
    const sj_finding_table *tables[] = {sj_remit_findings(), sj_model_findings(),
                                        sj_guide_findings(), sj_envelope_findings()};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t k = 0; k < tables[i]->count; k++)
            if (tables[i]->rows[k].id && sj_str_is(id, tables[i]->rows[k].id))
                return &tables[i]->rows[k];
    return NULL;
}
