/* The one entry of a fuzz target, as libFuzzer calls it: any bytes, never a crash. Returns 0. */
#ifndef SJ_TESTS_FUZZ_H
#define SJ_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
