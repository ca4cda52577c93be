/* engine/cli/transfers.h - files to and from partners, shown; what `submit` and `fetch` share. */
#ifndef SJ_CLI_TRANSFERS_H
#define SJ_CLI_TRANSFERS_H

#include "engine/cli/cli.h"
#include "parsers/base/json.h"

#include <scrubjay/engine.h>

/* One line for a file or partner, on standard output; of what failed, on standard error. */
void sj_transfers_print(void *ctx, const sj_transfer_result *t);

/* The same as an item of a JSON array. */
void sj_transfers_json(sj_json_out *j, const sj_transfer_result *t);

/* How far a file is, on standard error when that is a terminal: NULL when it is none. */
typedef void (*sj_transfers_progress_fn)(void *ctx, const char *partner, const char *name,
                                         uint64_t done, uint64_t total);
sj_transfers_progress_fn sj_transfers_progress(void);

/* The whole command. */
int sj_transfers_command(const sj_command *self, int argc, char **argv, bool fetch);

#endif
