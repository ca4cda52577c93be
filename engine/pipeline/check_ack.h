/* engine/pipeline/check_ack.h - what a receiver would answer to the files that sj_check judges.
 *
 * Stands between the checker and its other listener: writes a file's TA1, 999, 277CA and 997 beside
 * each other in a folder (NAME.ta1, NAME.999, NAME.277ca, NAME.997) and hands every event on. A
 * file that could not be read is not answered, and what there is nothing to say in is not made. */
#ifndef SJ_PIPELINE_CHECK_ACK_H
#define SJ_PIPELINE_CHECK_ACK_H

#include "engine/pipeline/check.h"

typedef struct sj_check_ack sj_check_ack;

typedef struct sj_check_ack_opts {
    const char *folder;        /* made when it is not there */
    const sj_catalog *catalog; /* sj_check_catalog */
    uint32_t first_control; /* ISA13 of the first answer to each file; 0: of its own ISA13 the last
                             * eight digits and a 1 */
    sj_date date;           /* of the answers */
    int time;               /* HHMM as a number */
} sj_check_ack_opts;

/* `next` and what `opts` points to must outlive it. Free with sj_check_ack_free. */
sj_status sj_check_ack_new(sj_check_ack **out, const sj_check_ack_opts *opts,
                           const sj_check_events *next, sj_err *err) SJ_MUST_USE;
void sj_check_ack_free(sj_check_ack *a);

/* How many control numbers the answers to the last file took. */
uint32_t sj_check_ack_used(const sj_check_ack *a);

/* "999", by sj_answer_kind. */
const char *sj_check_ack_suffix(int kind);

/* What sj_check_file gets instead of `next`. */
const sj_check_events *sj_check_ack_events(const sj_check_ack *a);

/* SJ_OK, or the first thing that went wrong: SJ_EIO, SJ_ENOMEM. */
sj_status sj_check_ack_status(const sj_check_ack *a, sj_err *err);

#endif
