/* engine/store/keyed.c - keyed hashes and random bytes from libcrypto. */
#include "engine/store/keyed.h"
#include "parsers/base/alloc.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

struct sj_keyed {
    EVP_MAC *algorithm;
    EVP_MAC_CTX *ctx; /* keyed; every hash starts it again with the same key */
};

sj_status sj_keyed_new(sj_keyed **out, const uint8_t key[SJ_KEY_SIZE], sj_err *err) {
    *out = NULL;
    sj_keyed *k = sj_calloc(1, sizeof *k);
    if (!k) return sj_err_set(err, SJ_ENOMEM, "no memory for keyed hashes");
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_end()};
    k->algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    k->ctx = k->algorithm ? EVP_MAC_CTX_new(k->algorithm) : NULL;
    if (!k->ctx || EVP_MAC_init(k->ctx, key, SJ_KEY_SIZE, params) != 1) {
        sj_keyed_free(k);
        return sj_err_set(err, SJ_EINTERNAL, "libcrypto has no HMAC-SHA256");
    }
    *out = k;
    return SJ_OK;
}

void sj_keyed_free(sj_keyed *k) {
    if (!k) return;
    EVP_MAC_CTX_free(k->ctx);
    EVP_MAC_free(k->algorithm);
    sj_free(k);
}

int64_t sj_keyed_hash(sj_keyed *k, char kind, const sj_str *parts, size_t n) {
    uint8_t digest[32];
    size_t len = 0;
    EVP_MAC_init(k->ctx, NULL, 0, NULL);
    EVP_MAC_update(k->ctx, (const uint8_t *)&kind, 1);
    for (size_t i = 0; i < n; i++) {
        if (parts[i].len) EVP_MAC_update(k->ctx, (const uint8_t *)parts[i].ptr, parts[i].len);
        EVP_MAC_update(k->ctx, (const uint8_t *)"", 1);
    }
    EVP_MAC_final(k->ctx, digest, &len, sizeof digest);
    int64_t hash;
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

sj_status sj_random(void *out, size_t n, sj_err *err) {
    if (RAND_bytes(out, (int)n) != 1)
        return sj_err_set(err, SJ_EINTERNAL, "the system gave no random bytes");
    return SJ_OK;
}
