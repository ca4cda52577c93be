/* engine/cli/run_show.h - what a pass did, shown on standard output. */
#ifndef SJ_CLI_RUN_SHOW_H
#define SJ_CLI_RUN_SHOW_H

#include "parsers/base/json.h"

#include <scrubjay/engine.h>

/* Lines for people; `news`: nothing about files that wait. */
sj_run_events sj_run_lines(bool news);

/* What is to be said after them; `quiet`: not that there was nothing to do. */
void sj_run_print_totals(const sj_run_totals *t, bool quiet);

/* One JSON object: its three arrays grow side by side and are printed at the end. */
typedef struct sj_run_json {
    sj_json_out files, batches, transfers;
} sj_run_json;
sj_run_events sj_run_json_begin(sj_run_json *j);
sj_status sj_run_json_end(sj_run_json *j) SJ_MUST_USE;

#endif
