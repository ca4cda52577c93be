/* engine/store/hmac_sha1.c - HMAC-SHA1 from libcrypto. */
#include "engine/store/hmac_sha1.h"

#include <openssl/hmac.h>

bool sj_hmac_sha1(uint8_t out[SJ_HMAC_SHA1_SIZE], const void *key, size_t key_len, const void *text,
                  size_t len) {
    unsigned n = 0;
    return HMAC(EVP_sha1(), key, (int)key_len, text, len, out, &n) && n == SJ_HMAC_SHA1_SIZE;
}
