/* engine/transport/userkey.h - what kind of key a private key file holds. */
#ifndef SJ_TRANSPORT_USERKEY_H
#define SJ_TRANSPORT_USERKEY_H

typedef enum sj_user_key {
    SJ_USER_KEY_UNKNOWN = 0, /* not told: unreadable, or of a form that does not say */
    SJ_USER_KEY_RSA,
    SJ_USER_KEY_ECDSA,
    SJ_USER_KEY_ED25519
} sj_user_key;

/* By the file's head, without its passphrase. */
sj_user_key sj_user_key_kind(const char *path);

#endif
