/* engine/store/hmac_sha1.h - HMAC-SHA1, for the hashed names of known_hosts files and nothing else.
 */
#ifndef SJ_STORE_HMAC_SHA1_H
#define SJ_STORE_HMAC_SHA1_H

#include <scrubjay/str.h>

enum { SJ_HMAC_SHA1_SIZE = 20 };

/* False when libcrypto refuses it. */
bool sj_hmac_sha1(uint8_t out[SJ_HMAC_SHA1_SIZE], const void *key, size_t key_len, const void *text,
                  size_t len);

#endif
