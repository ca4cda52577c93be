/* engine/transport/pick.c - which implementation an endpoint needs.
 *
 * libssh2 knows RSA only with SHA-1, which servers of today refuse, and it takes the first kind of
 * host key in its own order that the server has, whichever we know; with an ECDSA key of ours it
 * loses memory at each login. So libcurl carries a connection where our key is Ed25519 (or a
 * password) and the server's is Ed25519 or ECDSA and known; libssh all others. */
#include "engine/transport/pick.h"

#include "engine/transport/hostkeys.h"
#include "engine/transport/probe.h"
#include "engine/transport/secret.h"
#include "engine/transport/userkey.h"

/* In the order of libssh2 1.10. */
static const char *const libssh2_order[] = {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                            "ecdsa-sha2-nistp521", "ssh-ed25519"};

static bool lists(const char *list, const char *name) {
    size_t n = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += n)
        if ((at == list || at[-1] == ',') && (at[n] == ',' || !at[n])) return true;
    return false;
}

bool sj_pick_curl_suits(const char *offered, unsigned known) {
    for (size_t i = 0; i < sizeof libssh2_order / sizeof *libssh2_order; i++)
        if (lists(offered, libssh2_order[i]))
            return (sj_hostkey_family(sj_str_of(libssh2_order[i])) & known) != 0;
    return false;
}

/* By our own side alone: a key that libssh2 can use, or a password; not both, which it cannot. */
static bool may_be_curl(const sj_endpoint *e, const char *key_path) {
    if (e->host_key || (e->key_file && e->password_file)) return false;
    if (!e->key_file) return true;
    return sj_user_key_kind(key_path) == SJ_USER_KEY_ED25519;
}

static sj_trouble pick_sftp(const sj_transport_ops **out, const sj_endpoint *e, sj_err *err) {
    char key[SJ_PATH] = "", offered[SJ_PROBE];
    sj_hostkeys *known;
    sj_trouble trouble = e->key_file ? sj_secret_path(key, e, e->key_file, err) : SJ_NET_OK;
    if (trouble == SJ_NET_OK && e->key_file) trouble = sj_secret_check(key, err);
    *out = &sj_sftp_libssh;
    if (trouble != SJ_NET_OK || !may_be_curl(e, key)) return trouble;
    trouble = sj_hostkeys_new(&known, e, err);
    if (trouble != SJ_NET_OK) return trouble;
    unsigned families = sj_hostkeys_families(known);
    sj_hostkeys_free(known);
    if (!(families & (SJ_KEY_ECDSA | SJ_KEY_ED25519))) return SJ_NET_OK;
    trouble = sj_probe_hostkeys(offered, e, err);
    if (trouble == SJ_NET_OK && sj_pick_curl_suits(offered, families)) *out = &sj_sftp_curl;
    return trouble;
}

sj_trouble sj_transport_pick(const sj_transport_ops **out, const sj_endpoint *e, sj_err *err) {
    *out = &sj_by_folder;
    if (e->kind == SJ_TRANSPORT_HTTPS) *out = &sj_https;
    return e->kind == SJ_TRANSPORT_SFTP ? pick_sftp(out, e, err) : SJ_NET_OK;
}
