/* parsers/base/hash.h - 64-bit hash of bytes, for tables in memory.
 *
 * Not for fingerprints and not stable between versions: nothing that is stored may depend on it. */
#ifndef SJ_BASE_HASH_H
#define SJ_BASE_HASH_H

#include <scrubjay/str.h>

/* `seed` makes several independent hashes; 0 is as good as any. */
uint64_t sj_hash(const void *bytes, size_t len, uint64_t seed);

static inline uint64_t sj_hash_str(sj_str s) {
    return sj_hash(s.ptr, s.len, 0);
}

#endif
