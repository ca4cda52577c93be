/* engine/operate/metrics.h - figures about a home as a Prometheus text file (for node_exporter's
 * textfile collector, or any other that reads the format). */
#ifndef SJ_OPERATE_METRICS_H
#define SJ_OPERATE_METRICS_H

#include "engine/pipeline/home.h"

#include <scrubjay/engine.h>

/* What the last pass was. */
typedef struct sj_pass_facts {
    sj_instant began, ended;
    int exit_code; /* as `run` ends with */
    const sj_run_totals *totals;
} sj_pass_facts;

/* Write the figures of the home and its last pass to `path` (its name ends in .prom), whole or not
 * at all. They hold no patient's data. SJ_EIO, SJ_ESTORE. */
sj_status sj_metrics_write(sj_home *h, const char *path, const sj_pass_facts *pass,
                           sj_err *err) SJ_MUST_USE;

#endif
