/* engine/cli/cmd_submit.c - `scrubjay submit`: what lies in the outboxes goes to the partners. */
#include "engine/cli/transfers.h"

int sj_cmd_submit(const sj_command *self, int argc, char **argv) {
    return sj_transfers_command(self, argc, argv, false);
}
