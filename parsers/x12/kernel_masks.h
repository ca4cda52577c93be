/* parsers/x12/kernel_masks.h - what a SIMD kernel sees in 64 bytes: bit i is byte i. */
#ifndef SJ_X12_KERNEL_MASKS_H
#define SJ_X12_KERNEL_MASKS_H

#include "parsers/x12/kernel.h"

struct masks {
    uint64_t elements, terminators, subs;
    uint64_t odd; /* below 0x20 or above 0x7e, delimiters included */
};

#endif
