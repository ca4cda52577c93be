/* engine/cli/repaired.h - files judged as repaired copies of themselves (engine/pipeline/repair.h).
 */
#ifndef SJ_CLI_REPAIRED_H
#define SJ_CLI_REPAIRED_H

#include "engine/pipeline/check.h"
#include "engine/pipeline/check_json.h"
#include "engine/pipeline/repair.h"

typedef struct sj_repaired_opts {
    unsigned kinds;      /* enum sj_repair_kind */
    const char *out;     /* keep the copy there; NULL: nowhere */
    sj_check_json *json; /* takes what was changed, with the values; NULL: nobody does */
} sj_repaired_opts;

/* Judge a repaired copy of what `in` holds; `path` is its name. What was repaired is told on
 * standard error: how much and where, never the values. The copy is for its owner alone, and whole
 * or not there. As sj_check_file. */
sj_status sj_check_repaired(sj_check *c, const sj_repaired_opts *o, const char *path, FILE *in,
                            const sj_check_events *events, sj_check_result *r);

#endif
