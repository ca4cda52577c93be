/* engine/pipeline/raw.h - a claim's own text: as the store keeps it, and what of it makes a claim
 * the same. */
#ifndef SJ_PIPELINE_RAW_H
#define SJ_PIPELINE_RAW_H

#include "engine/store/submissions.h"

#include <scrubjay/arena.h>

/* The claim's segments and those above it (2000A, 2000B, 2000C) in one stretch of memory from `a`,
 * each segment ended by the file's terminator. False when memory ends. */
bool sj_raw_take(sj_arena *a, const sj_claim *c, sj_claim_raw *out) SJ_MUST_USE;

/* SHA-256 of the values: without HL and LX (numbers that change with the place in a file), without
 * trailing empty elements, with separators of our own, so that the same claim in another file has
 * the same. */
void sj_raw_fingerprint(sj_sha256 *h, const sj_claim_raw *raw, uint8_t out[SJ_SHA256_SIZE]);

/* The next segment of a stretch, without its terminator; false at the end. */
bool sj_raw_next(sj_str *rest, char terminator, sj_str *out);

#endif
