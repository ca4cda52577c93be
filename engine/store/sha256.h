/* engine/store/sha256.h - SHA-256 of bytes that come in pieces. The one way to libcrypto's digest.
 *
 * A handle is used by one thread at a time and again and again: begin, add …, end. */
#ifndef SJ_STORE_SHA256_H
#define SJ_STORE_SHA256_H

#include <scrubjay/error.h>

#define SJ_SHA256_SIZE 32
#define SJ_SHA256_HEX  65 /* characters, the NUL included */

typedef struct sj_sha256 sj_sha256;

/* A handle that is ready to add to. SJ_ENOMEM, or SJ_EINTERNAL when libcrypto has no SHA-256. */
sj_status sj_sha256_new(sj_sha256 **out, sj_err *err) SJ_MUST_USE;
void sj_sha256_free(sj_sha256 *h);

/* Forget what was added. */
void sj_sha256_begin(sj_sha256 *h);

void sj_sha256_add(sj_sha256 *h, const void *bytes, size_t len);

/* The digest of what was added since begin; the handle is then as after begin. */
void sj_sha256_end(sj_sha256 *h, uint8_t out[SJ_SHA256_SIZE]);

/* The same as lower-case hexadecimal text. */
void sj_sha256_end_hex(sj_sha256 *h, char out[SJ_SHA256_HEX]);

/* Write a digest as lower-case hexadecimal text. */
void sj_sha256_hex(const uint8_t digest[SJ_SHA256_SIZE], char out[SJ_SHA256_HEX]);

#endif
