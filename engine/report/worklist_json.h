/* engine/report/worklist_json.h - the worklist as one JSON object. */
#ifndef SJ_REPORT_WORKLIST_JSON_H
#define SJ_REPORT_WORKLIST_JSON_H

#include "engine/report/nightly.h"
#include "parsers/base/json.h"

void sj_worklist_json(const sj_nightly *n, sj_json_out *out);

#endif
