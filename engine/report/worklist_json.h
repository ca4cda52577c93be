/* engine/report/worklist_json.h - the worklist as one JSON object. */
#ifndef SJ_REPORT_WORKLIST_JSON_H
#define SJ_REPORT_WORKLIST_JSON_H

#include "engine/report/worklist.h"
#include "parsers/base/json.h"

void sj_worklist_json(const sj_worklist *n, sj_json_out *out);

#endif
