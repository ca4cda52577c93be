/* engine/pipeline/check_json.h - the results of sj_check as JSON: one object, or one line a record.
 *
 * One emitter writes both forms, so that a finding looks the same in each. The object is the
 * contract of `check --json`: {"schema":1,"files":[{path, bytes, status, sha256, interchanges,
 * claims, findings}],"totals"}; a file's arrays are gathered until it ends. In lines each record
 * says first what it is ("record": file, finding, claim, transaction, group, interchange, ta1, end,
 * totals) and nothing is gathered: envelopes come at their ends, claims with their final verdicts
 * at the end of their set. */
#ifndef SJ_PIPELINE_CHECK_JSON_H
#define SJ_PIPELINE_CHECK_JSON_H

#include "engine/pipeline/check.h"
#include "engine/pipeline/repair.h"
#include "parsers/base/json.h"

typedef struct sj_check_json {
    sj_check_events events; /* hand these to sj_check_file */
    bool lines;
    const char *path;
    sj_check_place at;
    sj_json_out out;
    sj_json_out head, middle; /* of the claims of a set: before the ordinal, before the charge;
                                 empty until there is one */
    sj_json_out sets, groups, interchanges, ta1s, claims, findings; /* arrays being gathered */
    sj_json_out repairs; /* the same; empty where nothing was to be repaired */
} sj_check_json;

/* Write through `write`. Dispose with sj_check_json_dispose. */
void sj_check_json_init(sj_check_json *j, bool lines, sj_json_write_fn write, void *ctx);
void sj_check_json_dispose(sj_check_json *j);

/* What was repaired in the file that is read next, with the values: "repairs" of the file, or one
 * record each. */
void sj_check_json_repairs(sj_check_json *j, const char *path, sj_repairs *repairs);

/* After the last file; everything is handed to the callback. SJ_EIO, SJ_ENOMEM. */
sj_status sj_check_json_end(sj_check_json *j, const sj_check_totals *totals,
                            const sj_causes *causes);

#endif
