/* engine/transport/userkey.c - the kind of a private key.
 *
 * An OpenSSH private key names its public half in the clear:
 *   "openssh-key-v1\0" cipher kdf kdf-options number-of-keys public-key …
 * each a length of four bytes and its text; the public key begins with its kind in the same way. */
#include "engine/transport/userkey.h"

#include "engine/transport/base64.h"
#include "engine/transport/secret.h"

#include <fcntl.h>
#include <unistd.h>

#define OPENSSH "-----BEGIN OPENSSH PRIVATE KEY-----"
#define MAGIC   "openssh-key-v1"

static bool take_text(const uint8_t **at, const uint8_t *end, sj_str *out) {
    if (end - *at < 4) return false;
    size_t n = (size_t)(*at)[0] << 24 | (size_t)(*at)[1] << 16 | (size_t)(*at)[2] << 8 | (*at)[3];
    *at += 4;
    if (n > (size_t)(end - *at)) return false;
    *out = (sj_str){(const char *)*at, n};
    *at += n;
    return true;
}

static sj_user_key of_openssh(sj_str text) {
    uint8_t bytes[SJ_SECRET_MAX];
    const char *end = memmem(text.ptr, text.len, "-----END", 8);
    if (!end) return SJ_USER_KEY_UNKNOWN;
    ptrdiff_t n = sj_base64_read(bytes, sizeof bytes, (sj_str){text.ptr, (size_t)(end - text.ptr)});
    const uint8_t *at = bytes + sizeof MAGIC, *last = bytes + n;
    sj_str s;
    if (n < (ptrdiff_t)sizeof MAGIC || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
        return SJ_USER_KEY_UNKNOWN;
    for (int i = 0; i < 3; i++)
        if (!take_text(&at, last, &s)) return SJ_USER_KEY_UNKNOWN;
    if (last - at < 8) return SJ_USER_KEY_UNKNOWN;
    at += 8; /* the number of keys, and the length of the first */
    if (!take_text(&at, last, &s)) return SJ_USER_KEY_UNKNOWN;
    if (sj_str_is(s, "ssh-rsa")) return SJ_USER_KEY_RSA;
    if (sj_str_is(s, "ssh-ed25519")) return SJ_USER_KEY_ED25519;
    return s.len > 10 && memcmp(s.ptr, "ecdsa-sha2", 10) == 0 ? SJ_USER_KEY_ECDSA
                                                              : SJ_USER_KEY_UNKNOWN;
}

sj_user_key sj_user_key_kind(const char *path) {
    char text[SJ_SECRET_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0) close(fd);
    if (n <= 0) return SJ_USER_KEY_UNKNOWN;
    text[n] = 0;
    const char *begin = strstr(text, OPENSSH);
    sj_user_key kind = SJ_USER_KEY_UNKNOWN;
    if (begin) {
        begin += sizeof OPENSSH - 1;
        kind = of_openssh((sj_str){begin, (size_t)n - (size_t)(begin - text)});
    } else if (strstr(text, "-----BEGIN RSA PRIVATE KEY-----")) {
        kind = SJ_USER_KEY_RSA;
    } else if (strstr(text, "-----BEGIN EC PRIVATE KEY-----")) {
        kind = SJ_USER_KEY_ECDSA;
    }
    explicit_bzero(text, sizeof text);
    return kind;
}
