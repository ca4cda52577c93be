/* engine/pipeline/acknowledge.h - answers to those who send us claims: TA1, 999, 277CA (997) of
 * each 837 file that is taken in, where scrubjay.xml says so (<intake acknowledge="yes">).
 *
 * They say what the guides and edits say of the file. To a partner they go into its outbox, to the
 * practice's own system (in/) they lie beside the report: reports/NAME.999. Private to
 * engine/pipeline. */
#ifndef SJ_PIPELINE_ACKNOWLEDGE_H
#define SJ_PIPELINE_ACKNOWLEDGE_H

#include "engine/pipeline/run.h"

/* Write the answers to a file under hidden names in work/, in the caller's transaction. */
sj_status sj_acknowledge_write(sj_run *r, sj_taken *t, sj_err *err) SJ_MUST_USE;

/* Once the transaction is committed, put them in their places: those that are still hidden. */
sj_status sj_acknowledge_send(const sj_run *r, const sj_taken *t, sj_err *err) SJ_MUST_USE;

#endif
