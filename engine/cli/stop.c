/* engine/cli/stop.c - the signals that end a pass. */
#include "engine/cli/stop.h"

#include <signal.h>

volatile int sj_cli_stop;

static void on_signal(int number) {
    (void)number;
    sj_cli_stop = 1;
}

void sj_cli_stop_listen(void) {
    /* A step on a disk goes on: on network drives a rename may be interrupted, too. */
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}
