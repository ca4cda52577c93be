/* parsers/x12/wraps.h - where line breaks were taken out of a segment (sj_segment.wraps). */
#ifndef SJ_X12_WRAPS_H
#define SJ_X12_WRAPS_H

#include <stdint.h>

typedef struct sj_wraps {
    const uint32_t *at; /* places in the segment as it stands in the input, ascending */
    uint32_t n;
} sj_wraps;

#endif
