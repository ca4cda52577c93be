/* engine/cli/cmd_fetch.c - `scrubjay fetch`: what the partners have for us comes into the inboxes.
 */
#include "engine/cli/transfers.h"

int sj_cmd_fetch(const sj_command *self, int argc, char **argv) {
    return sj_transfers_command(self, argc, argv, true);
}
