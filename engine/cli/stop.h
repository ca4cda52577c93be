/* engine/cli/stop.h - a signal to stop lets the unit in hand be finished. */
#ifndef SJ_CLI_STOP_H
#define SJ_CLI_STOP_H

/* Not 0 after a signal that sj_cli_stop_listen listens to. */
extern volatile int sj_cli_stop;

/* From now on SIGINT and SIGTERM set sj_cli_stop, and nothing else. */
void sj_cli_stop_listen(void);

#endif
