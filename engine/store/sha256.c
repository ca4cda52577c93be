/* engine/store/sha256.c - the digest, through libcrypto's EVP interface.
 *
 * The algorithm is fetched once per handle: EVP_sha256() would look it up again at every begin,
 * which costs more than hashing a claim. */
#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"

#include <openssl/evp.h>

struct sj_sha256 {
    EVP_MD *algorithm;
    EVP_MD_CTX *ctx;
};

sj_status sj_sha256_new(sj_sha256 **out, sj_err *err) {
    *out = NULL;
    sj_sha256 *h = sj_calloc(1, sizeof *h);
    if (!h) return sj_err_set(err, SJ_ENOMEM, "no memory for a digest");
    h->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    h->ctx = EVP_MD_CTX_new();
    if (!h->algorithm || !h->ctx || EVP_DigestInit_ex2(h->ctx, h->algorithm, NULL) != 1) {
        sj_sha256_free(h);
        return sj_err_set(err, SJ_EINTERNAL, "libcrypto has no SHA-256");
    }
    *out = h;
    return SJ_OK;
}

void sj_sha256_free(sj_sha256 *h) {
    if (!h) return;
    EVP_MD_CTX_free(h->ctx);
    EVP_MD_free(h->algorithm);
    sj_free(h);
}

void sj_sha256_begin(sj_sha256 *h) {
    EVP_DigestInit_ex2(h->ctx, NULL, NULL);
}

void sj_sha256_add(sj_sha256 *h, const void *bytes, size_t len) {
    EVP_DigestUpdate(h->ctx, bytes, len);
}

void sj_sha256_end(sj_sha256 *h, uint8_t out[SJ_SHA256_SIZE]) {
    EVP_DigestFinal_ex(h->ctx, out, NULL);
    sj_sha256_begin(h);
}

void sj_sha256_end_hex(sj_sha256 *h, char out[SJ_SHA256_HEX]) {
    uint8_t digest[SJ_SHA256_SIZE];
    sj_sha256_end(h, digest);
    sj_sha256_hex(digest, out);
}

void sj_sha256_hex(const uint8_t digest[SJ_SHA256_SIZE], char out[SJ_SHA256_HEX]) {
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < SJ_SHA256_SIZE; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * SJ_SHA256_SIZE] = 0;
}
