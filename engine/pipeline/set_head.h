/* engine/pipeline/set_head.h - what stands in front of the claims of an 837 that we write. */
#ifndef SJ_PIPELINE_SET_HEAD_H
#define SJ_PIPELINE_SET_HEAD_H

#include "engine/pipeline/config.h"

#include <scrubjay/writer.h>

typedef struct sj_set_head {
    const sj_config *config;   /* the submitter */
    const sj_partner *partner; /* the receiver */
    sj_str version;            /* ST03 */
    uint32_t number;           /* ST02 */
    const char *reference;     /* BHT03 */
    const char *purpose;       /* BHT06 */
    sj_date day;               /* BHT04 */
    int time;                  /* BHT05, HHMM */
} sj_set_head;

/* Write ST, BHT and the loops 1000A and 1000B. */
void sj_set_head_write(sj_writer *x, const sj_set_head *h);

#endif
