/* engine/cli/claims_silent.h - `scrubjay claims --silent`, also `denials --queue no-response`. */
#ifndef SJ_CLI_CLAIMS_SILENT_H
#define SJ_CLI_CLAIMS_SILENT_H

#include "engine/cli/home.h"

/* Claims whose answer is overdue on that day. The exit code. */
int sj_cli_claims_silent(sj_home *h, sj_date as_of, bool json);

#endif
