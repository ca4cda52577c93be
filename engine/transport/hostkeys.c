/* engine/transport/hostkeys.c - known_hosts files and digests of host keys.
 *
 * A line of known_hosts: [@marker] hosts type base64 [comment]. `hosts` is a list of names with
 * wildcards, "[name]:port" where the port is not 22; or hashed, |1|salt|HMAC-SHA1(salt, name)|. */
#include "engine/transport/hostkeys.h"

#include "engine/store/hmac_sha1.h"
#include "engine/store/sha256.h"
#include "engine/transport/base64.h"
#include "engine/transport/secret.h"
#include "parsers/base/alloc.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

enum { MOST = 32, BLOB = 4096, LINE = 16384 };

typedef struct known {
    char *text; /* base64 of the key, or of its digest; without '=' */
    bool is_digest, is_revoked;
} known;

struct sj_hostkeys {
    known v[MOST];
    size_t n, n_good;
    unsigned families;
};

static bool digest_text(char out[SJ_DIGEST_TEXT], const void *blob, size_t len) {
    uint8_t digest[SJ_SHA256_SIZE];
    sj_sha256 *sha;
    if (sj_sha256_new(&sha, NULL) != SJ_OK) return false;
    sj_sha256_add(sha, blob, len);
    sj_sha256_end(sha, digest);
    sj_sha256_free(sha);
    return sj_base64_write(out, SJ_DIGEST_TEXT, digest, sizeof digest);
}

void sj_hostkey_digest(char out[SJ_DIGEST_TEXT], const void *blob, size_t len) {
    char text[SJ_DIGEST_TEXT] = "?";
    digest_text(text, blob, len);
    snprintf(out, SJ_DIGEST_TEXT, "SHA256:%.43s", text);
}

unsigned sj_hostkey_family(sj_str algorithm) {
    if (sj_str_is(algorithm, "ssh-ed25519")) return SJ_KEY_ED25519;
    if (sj_str_is(algorithm, "ssh-rsa") || sj_str_is(algorithm, "rsa-sha2-256") ||
        sj_str_is(algorithm, "rsa-sha2-512"))
        return SJ_KEY_RSA;
    return algorithm.len == 19 && memcmp(algorithm.ptr, "ecdsa-sha2-nistp", 16) == 0 ? SJ_KEY_ECDSA
                                                                                     : 0;
}

static sj_trouble add(sj_hostkeys *k, sj_str text, bool is_digest, bool is_revoked, sj_err *err) {
    while (text.len && text.ptr[text.len - 1] == '=') text.len--;
    char *copy = k->n < MOST ? sj_strdup(text) : NULL;
    if (!copy)
        return sj_net_fail(err, SJ_NET_OURS, "too many host keys for one server", "%d", MOST);
    k->v[k->n++] = (known){copy, is_digest, is_revoked};
    k->n_good += !is_revoked;
    return SJ_NET_OK;
}

/* ---- known_hosts ---- */

static bool is_hashed(sj_str hosts, const char *name) {
    uint8_t salt[64], mac[SJ_HMAC_SHA1_SIZE];
    char text[64];
    const char *bar = hosts.len > 3 ? memchr(hosts.ptr + 3, '|', hosts.len - 3) : NULL;
    if (!bar) return false;
    ptrdiff_t n =
        sj_base64_read(salt, sizeof salt, (sj_str){hosts.ptr + 3, (size_t)(bar - hosts.ptr) - 3});
    if (n <= 0 || !sj_hmac_sha1(mac, salt, (size_t)n, name, strlen(name))) return false;
    sj_str wanted = {bar + 1, hosts.len - (size_t)(bar + 1 - hosts.ptr)};
    while (wanted.len && wanted.ptr[wanted.len - 1] == '=') wanted.len--;
    return sj_base64_write(text, sizeof text, mac, sizeof mac) && sj_str_is(wanted, text);
}

/* A list of names: one that fits, and none with '!' in front that does. */
static bool names_host(sj_str hosts, const char *name) {
    char pattern[512];
    bool found = false;
    if (hosts.len > 3 && memcmp(hosts.ptr, "|1|", 3) == 0) return is_hashed(hosts, name);
    while (hosts.len) {
        const char *comma = memchr(hosts.ptr, ',', hosts.len);
        size_t n = comma ? (size_t)(comma - hosts.ptr) : hosts.len;
        bool is_not = n && hosts.ptr[0] == '!';
        snprintf(pattern, sizeof pattern, "%.*s", (int)(n - is_not), hosts.ptr + is_not);
        /* "[name]:port" is no set of letters here. */
        bool fits = pattern[0] == '[' ? strcasecmp(pattern, name) == 0
                                      : fnmatch(pattern, name, FNM_CASEFOLD) == 0;
        if (fits && is_not) return false;
        found |= fits;
        n += comma != NULL;
        hosts.ptr += n;
        hosts.len -= n;
    }
    return found;
}

static sj_str word(char **at) {
    *at += strspn(*at, " \t");
    sj_str w = {*at, strcspn(*at, " \t\r\n")};
    *at += w.len;
    return w;
}

static sj_trouble take_line(sj_hostkeys *k, char *line, const char *const names[2], sj_err *err) {
    sj_str hosts = word(&line);
    bool is_revoked = sj_str_is(hosts, "@revoked");
    if (!hosts.len || hosts.ptr[0] == '#' || sj_str_is(hosts, "@cert-authority")) return SJ_NET_OK;
    if (is_revoked) hosts = word(&line);
    sj_str type = word(&line), key = word(&line);
    if (!key.len || (!names_host(hosts, names[0]) && !names_host(hosts, names[1])))
        return SJ_NET_OK;
    if (!is_revoked) k->families |= sj_hostkey_family(type);
    return add(k, key, false, is_revoked, err);
}

static sj_trouble read_known_hosts(sj_hostkeys *k, const sj_endpoint *e, sj_err *err) {
    char path[SJ_PATH], line[LINE], with_port[300];
    sj_trouble trouble = sj_secret_path(path, e, e->known_hosts, err);
    if (trouble != SJ_NET_OK) return trouble;
    FILE *f = fopen(path, "re");
    if (!f)
        return sj_net_fail(err, SJ_NET_OURS, "the file of known hosts cannot be read", "%s: %s",
                           path, strerror(errno));
    snprintf(with_port, sizeof with_port, "[%s]:%u", e->host, e->port ? e->port : 22);
    const char *const names[] = {with_port, e->host};
    while (trouble == SJ_NET_OK && fgets(line, sizeof line, f))
        trouble = take_line(k, line, names, err);
    fclose(f);
    if (trouble == SJ_NET_OK && !k->n_good)
        trouble = sj_net_fail(err, SJ_NET_OURS, "the file of known hosts has no key of this server",
                              "%s: %s", path, with_port);
    return trouble;
}

static sj_trouble read_digests(sj_hostkeys *k, const char *list, sj_err *err) {
    sj_trouble trouble = SJ_NET_OK;
    for (const char *at = list; *at && trouble == SJ_NET_OK; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (n > 7) trouble = add(k, (sj_str){at + 7, n - 7}, true, false, err);
        at += n;
    }
    return trouble;
}

sj_trouble sj_hostkeys_new(sj_hostkeys **out, const sj_endpoint *e, sj_err *err) {
    *out = NULL;
    sj_hostkeys *k = sj_calloc(1, sizeof *k);
    if (!k) return sj_net_fail(err, SJ_NET_OURS, "no memory for host keys", "%s", e->partner);
    sj_trouble trouble = e->host_key ? read_digests(k, e->host_key, err) : SJ_NET_OK;
    if (trouble == SJ_NET_OK && e->known_hosts) trouble = read_known_hosts(k, e, err);
    if (e->host_key) k->families = 0;
    if (trouble == SJ_NET_OK)
        *out = k;
    else
        sj_hostkeys_free(k);
    return trouble;
}

void sj_hostkeys_free(sj_hostkeys *k) {
    if (!k) return;
    for (size_t i = 0; i < k->n; i++) sj_free(k->v[i].text);
    sj_free(k);
}

bool sj_hostkeys_has(const sj_hostkeys *k, const void *blob, size_t len) {
    char text[BLOB * 2], digest[SJ_DIGEST_TEXT];
    bool found = false;
    if (len > BLOB || !sj_base64_write(text, sizeof text, blob, len) ||
        !digest_text(digest, blob, len))
        return false;
    for (size_t i = 0; i < k->n; i++) {
        if (strcmp(k->v[i].text, k->v[i].is_digest ? digest : text) != 0) continue;
        if (k->v[i].is_revoked) return false;
        found = true;
    }
    return found;
}

unsigned sj_hostkeys_families(const sj_hostkeys *k) {
    return k->families;
}
