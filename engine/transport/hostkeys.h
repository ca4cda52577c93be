/* engine/transport/hostkeys.h - the keys by which we know a partner's ssh server: from a
 * known_hosts file, or digests in the configuration. There is no trust at first sight. */
#ifndef SJ_TRANSPORT_HOSTKEYS_H
#define SJ_TRANSPORT_HOSTKEYS_H

#include "engine/transport/transport.h"

/* Families of keys, and of those that a server offers. */
enum { SJ_KEY_ED25519 = 1, SJ_KEY_ECDSA = 2, SJ_KEY_RSA = 4 };

typedef struct sj_hostkeys sj_hostkeys;

/* Read what the endpoint names. SJ_NET_OURS when there is no key of this server in it. Free with
 * sj_hostkeys_free. */
sj_trouble sj_hostkeys_new(sj_hostkeys **out, const sj_endpoint *e, sj_err *err) SJ_MUST_USE;
void sj_hostkeys_free(sj_hostkeys *k);

/* Is this key (as the protocol has it) one of them? */
bool sj_hostkeys_has(const sj_hostkeys *k, const void *blob, size_t len);

/* The families that are known; 0: digests do not say. */
unsigned sj_hostkeys_families(const sj_hostkeys *k);

/* "SHA256:…" of a key, for messages. */
#define SJ_DIGEST_TEXT 52
void sj_hostkey_digest(char out[SJ_DIGEST_TEXT], const void *blob, size_t len);

/* The family of an algorithm's name ("rsa-sha2-512"); 0: none of these. */
unsigned sj_hostkey_family(sj_str algorithm);

#endif
