/* engine/store/keyed.h - keyed hashes of what identifies a patient, so that the store can find
 * without holding the thing itself.
 *
 * HMAC-SHA256 under the practice's key, cut to 8 bytes: two equal keys are a hint, never a proof;
 * who finds by them compares the claim itself. */
#ifndef SJ_STORE_KEYED_H
#define SJ_STORE_KEYED_H

#include <scrubjay/error.h>

#define SJ_KEY_SIZE 32

typedef struct sj_keyed sj_keyed;

sj_status sj_keyed_new(sj_keyed **out, const uint8_t key[SJ_KEY_SIZE], sj_err *err) SJ_MUST_USE;
void sj_keyed_free(sj_keyed *k);

/* The hash of `n` parts (kept apart from each other); `kind` sets the purposes apart. */
int64_t sj_keyed_hash(sj_keyed *k, char kind, const sj_str *parts, size_t n);

/* `n` bytes that nobody can foretell. SJ_EINTERNAL when the system has none. */
sj_status sj_random(void *out, size_t n, sj_err *err) SJ_MUST_USE;

#endif
