/* engine/transport/sftp_libssh.c - sftp by libssh.
 *
 * We open the socket, so that connecting has its time-out, and a watchdog shuts it down when
 * nothing moves: libssh itself would wait for ever. Where only digests of host keys are known, each
 * family of keys is asked for in turn until one is the right one: a server has several, the digest
 * is of one. */
#include "engine/transport/base64.h"
#include "engine/transport/hostkeys.h"
#include "engine/transport/late_ssh.h"
#include "engine/transport/secret.h"
#include "engine/transport/tcp.h"
#include "engine/transport/watchdog.h"
#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 32000, TRIES = 4 };

typedef struct ssh_link {
    ssh_session ssh;
    sftp_session sftp;
    sj_watchdog *dog;
    const sj_endpoint *endpoint;
} ssh_link;

static const struct {
    unsigned family;
    const char *algorithms;
} families[] = {
    {SJ_KEY_ED25519, "ssh-ed25519"},
    {SJ_KEY_ECDSA, "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521"},
    {SJ_KEY_RSA, "rsa-sha2-512,rsa-sha2-256"},
};
enum { N_FAMILIES = sizeof families / sizeof *families };

static void disconnect(ssh_link *l) {
    if (l->sftp) sj_libssh.sftp_free(l->sftp);
    sj_watchdog_free(l->dog);
    if (l->ssh) {
        sj_libssh.ssh_disconnect(l->ssh);
        sj_libssh.ssh_free(l->ssh);
    }
    l->sftp = NULL;
    l->dog = NULL;
    l->ssh = NULL;
}

static sj_trouble cut(ssh_link *l, const char *msg, sj_err *err) {
    if (l->dog && sj_watchdog_has_bitten(l->dog))
        return sj_net_fail(err, SJ_NET_CUT, "the partner's host fell silent",
                           "%s: nothing for %u s", l->endpoint->host, l->endpoint->stall);
    return sj_net_fail(err, SJ_NET_CUT, msg, "%s: %.100s", l->endpoint->host,
                       sj_libssh.ssh_get_error(l->ssh));
}

/* What an answer of the server means. */
static sj_trouble fail(ssh_link *l, const char *msg, const char *path, sj_err *err) {
    static const char *const words[] = {
        [SJ_NET_GONE] = "no such file", [SJ_NET_DENIED] = "not allowed", [SJ_NET_FULL] = "no room"};
    sj_trouble trouble = SJ_NET_CUT;
    if (!sj_libssh.ssh_is_connected(l->ssh) || sj_watchdog_has_bitten(l->dog))
        return cut(l, msg, err);
    switch (sj_libssh.sftp_get_error(l->sftp)) {
    case SSH_FX_NO_SUCH_FILE:
    case SSH_FX_NO_SUCH_PATH:
        trouble = SJ_NET_GONE;
        break;
    case SSH_FX_PERMISSION_DENIED:
    case SSH_FX_WRITE_PROTECT:
    case SSH_FX_FILE_ALREADY_EXISTS:
    case SSH_FX_OP_UNSUPPORTED:
    case SSH_FX_FAILURE:
        trouble = SJ_NET_DENIED;
        break;
    default:
        return cut(l, msg, err);
    }
    return sj_net_fail(err, trouble, msg, "%.120s: %s", path, words[trouble]);
}

/* ---- connecting ---- */

static sj_trouble begin(ssh_link *l, const char *algorithms, sj_err *err) {
    const sj_endpoint *e = l->endpoint;
    const long seconds = e->connect_timeout;
    const bool off = false;
    const unsigned port = e->port ? e->port : 22;
    int fd;
    if (sj_libssh_load(err) != SJ_OK) return SJ_NET_OURS;
    sj_trouble trouble = sj_tcp_connect(&fd, e, 22, err);
    if (trouble != SJ_NET_OK) return trouble;
    l->ssh = sj_libssh.ssh_new();
    if (!l->ssh || sj_watchdog_new(&l->dog, fd, e->stall, err) != SJ_OK) {
        close(fd);
        return sj_net_fail(err, SJ_NET_OURS, "no memory for a connection", "%s", e->partner);
    }
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_PROCESS_CONFIG, &off);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_HOST, e->host);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_PORT, &port);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_USER, e->user);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_TIMEOUT, &seconds);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_HOSTKEYS, algorithms);
    sj_libssh.ssh_options_set(l->ssh, SSH_OPTIONS_FD, &fd);
    if (sj_libssh.ssh_connect(l->ssh) == SSH_OK) return SJ_NET_OK;
    if (strstr(sj_libssh.ssh_get_error(l->ssh), "server host key algo"))
        return sj_net_fail(err, SJ_NET_STRANGER,
                           "the partner's server has no key of the kind that we know", "%s",
                           e->host);
    return cut(l, "no secure connection could be made", err);
}

static sj_trouble know_server(ssh_link *l, const sj_hostkeys *known, sj_err *err) {
    ssh_key key = NULL;
    char *text = NULL, digest[SJ_DIGEST_TEXT] = "";
    sj_trouble trouble = SJ_NET_STRANGER;
    uint8_t blob[4096];
    ptrdiff_t n = -1;
    if (sj_libssh.ssh_get_server_publickey(l->ssh, &key) == SSH_OK &&
        sj_libssh.ssh_pki_export_pubkey_base64(key, &text) == SSH_OK)
        n = sj_base64_read(blob, sizeof blob, sj_str_of(text));
    if (n > 0) {
        if (sj_hostkeys_has(known, blob, (size_t)n)) trouble = SJ_NET_OK;
        sj_hostkey_digest(digest, blob, (size_t)n);
    }
    sj_libssh.ssh_string_free_char(text);
    sj_libssh.ssh_key_free(key);
    if (trouble == SJ_NET_OK) return trouble;
    return sj_net_fail(err, trouble, "the partner's server has another key than the one we know",
                       "%s: %s", l->endpoint->host, digest);
}

/* With every family that we know at once, or by digests one after the other. */
static sj_trouble connect_known(ssh_link *l, sj_err *err) {
    sj_hostkeys *known;
    char all[256] = "";
    sj_trouble trouble = sj_hostkeys_new(&known, l->endpoint, err);
    if (trouble != SJ_NET_OK) return trouble;
    unsigned wanted = sj_hostkeys_families(known);
    for (size_t i = 0; i < N_FAMILIES; i++)
        if (wanted & families[i].family)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", *all ? "," : "",
                     families[i].algorithms);
    trouble = SJ_NET_STRANGER;
    for (size_t i = 0; i < (*all ? 1 : N_FAMILIES) && trouble == SJ_NET_STRANGER; i++) {
        disconnect(l);
        trouble = begin(l, *all ? all : families[i].algorithms, err);
        if (trouble == SJ_NET_OK) trouble = know_server(l, known, err);
    }
    sj_hostkeys_free(known);
    return trouble;
}

/* ---- being let in ---- */

static int by_key(ssh_link *l, const char *passphrase, sj_err *err, sj_trouble *trouble) {
    char path[SJ_PATH];
    ssh_key key = NULL;
    *trouble = sj_secret_path(path, l->endpoint, l->endpoint->key_file, err);
    if (*trouble == SJ_NET_OK) *trouble = sj_secret_check(path, err);
    if (*trouble != SJ_NET_OK) return SSH_AUTH_ERROR;
    if (sj_libssh.ssh_pki_import_privkey_file(path, passphrase, NULL, NULL, &key) != SSH_OK) {
        *trouble =
            sj_net_fail(err, SJ_NET_OURS,
                        "the private key cannot be used; its passphrase may be wrong", "%s", path);
        return SSH_AUTH_ERROR;
    }
    int code = sj_libssh.ssh_userauth_publickey(l->ssh, NULL, key);
    sj_libssh.ssh_key_free(key);
    return code;
}

/* Many servers ask for the password as a question. */
static int by_question(ssh_link *l, const char *password) {
    int code = sj_libssh.ssh_userauth_kbdint(l->ssh, NULL, NULL);
    for (int round = 0; code == SSH_AUTH_INFO && round < TRIES; round++) {
        int n = sj_libssh.ssh_userauth_kbdint_getnprompts(l->ssh);
        for (int i = 0; i < n; i++)
            sj_libssh.ssh_userauth_kbdint_setanswer(l->ssh, (unsigned)i, i == 0 ? password : "");
        code = sj_libssh.ssh_userauth_kbdint(l->ssh, NULL, NULL);
    }
    return code == SSH_AUTH_INFO ? SSH_AUTH_DENIED : code;
}

static int by_password(ssh_link *l, const char *password) {
    int methods = sj_libssh.ssh_userauth_list(l->ssh, NULL), code = SSH_AUTH_DENIED;
    if (methods & SSH_AUTH_METHOD_PASSWORD)
        code = sj_libssh.ssh_userauth_password(l->ssh, NULL, password);
    if (code == SSH_AUTH_DENIED && (methods & SSH_AUTH_METHOD_INTERACTIVE) &&
        !(methods & SSH_AUTH_METHOD_PASSWORD))
        code = by_question(l, password);
    return code;
}

static sj_trouble log_in(ssh_link *l, sj_err *err) {
    const sj_endpoint *e = l->endpoint;
    char *passphrase = NULL, *password = NULL;
    sj_trouble trouble = sj_secret_read(&passphrase, e, e->passphrase_file, err);
    if (trouble == SJ_NET_OK) trouble = sj_secret_read(&password, e, e->password_file, err);
    int code = SSH_AUTH_DENIED;
    if (trouble == SJ_NET_OK)
        code = sj_libssh.ssh_userauth_none(l->ssh, NULL); /* also: which ways there are */
    if (trouble == SJ_NET_OK && code != SSH_AUTH_SUCCESS && code != SSH_AUTH_ERROR && e->key_file)
        code = by_key(l, passphrase, err, &trouble);
    if (trouble == SJ_NET_OK && password && (code == SSH_AUTH_DENIED || code == SSH_AUTH_PARTIAL))
        code = by_password(l, password);
    sj_secret_free(passphrase);
    sj_secret_free(password);
    if (trouble != SJ_NET_OK || code == SSH_AUTH_SUCCESS) return trouble;
    if (code == SSH_AUTH_ERROR) return cut(l, "the connection ended while logging in", err);
    return sj_net_fail(err, SJ_NET_REJECTED, "the partner's server refuses our key or password",
                       "%s@%s", e->user, e->host);
}

static void close_link(void *t) {
    disconnect(t);
    sj_free(t);
}

static sj_trouble open_link(void **out, const sj_endpoint *e, sj_err *err) {
    *out = NULL;
    ssh_link *l = sj_calloc(1, sizeof *l);
    if (!l) return sj_net_fail(err, SJ_NET_OURS, "no memory for a connection", "%s", e->partner);
    l->endpoint = e;
    sj_trouble trouble = connect_known(l, err);
    if (trouble == SJ_NET_OK) trouble = log_in(l, err);
    if (trouble == SJ_NET_OK) {
        l->sftp = sj_libssh.sftp_new(l->ssh);
        if (!l->sftp || sj_libssh.sftp_init(l->sftp) != SSH_OK)
            trouble = cut(l, "the partner's server offers no sftp", err);
    }
    if (trouble != SJ_NET_OK) {
        close_link(l);
        return trouble;
    }
    sj_watchdog_sleep(l->dog);
    *out = l;
    return SJ_NET_OK;
}

/* ---- the calls ---- */

static const char *or_here(const char *folder) {
    return *folder ? folder : ".";
}

static sj_trouble list_awake(ssh_link *l, const char *folder, sj_remote_fn fn, void *ctx,
                             sj_err *err) {
    sftp_dir dir = sj_libssh.sftp_opendir(l->sftp, or_here(folder));
    if (!dir) return fail(l, "a folder of the partner could not be read", folder, err);
    sftp_attributes a;
    for (bool more = true; more && (a = sj_libssh.sftp_readdir(l->sftp, dir));
         sj_libssh.sftp_attributes_free(a)) {
        sj_watchdog_pat(l->dog);
        if (a->type != SSH_FILEXFER_TYPE_REGULAR) continue;
        const sj_remote_file f = {a->name, (int64_t)a->size, (int64_t)a->mtime};
        more = fn(ctx, &f);
    }
    bool is_whole = sj_libssh.ssh_is_connected(l->ssh) && !sj_watchdog_has_bitten(l->dog);
    sj_trouble trouble =
        is_whole ? SJ_NET_OK : cut(l, "a folder of the partner could not be read", err);
    sj_libssh.sftp_closedir(dir);
    return trouble;
}

static sj_trouble look_awake(ssh_link *l, const char *path, sj_remote_file *out, sj_err *err) {
    sftp_attributes a = sj_libssh.sftp_stat(l->sftp, path);
    if (!a) return fail(l, "a file of the partner could not be found", path, err);
    out->bytes = (int64_t)a->size;
    out->modified = (int64_t)a->mtime;
    sj_libssh.sftp_attributes_free(a);
    return SJ_NET_OK;
}

static bool write_all(int fd, const char *bytes, size_t n) {
    for (ssize_t w; n; bytes += w, n -= (size_t)w)
        if ((w = write(fd, bytes, n)) < 0) return false;
    return true;
}

static sj_trouble read_awake(ssh_link *l, sftp_file file, const char *path, int fd, uint64_t done,
                             const sj_progress *p, sj_err *err) {
    char piece[PIECE];
    ssize_t n;
    while ((n = sj_libssh.sftp_read(file, piece, sizeof piece)) > 0) {
        sj_watchdog_pat(l->dog);
        if (!write_all(fd, piece, (size_t)n))
            return sj_net_fail(err, SJ_NET_OURS, "a file could not be written", "%s",
                               strerror(errno));
        done += (uint64_t)n;
        if (p->fn) p->fn(p->ctx, done, 0);
    }
    return n == 0 && sj_libssh.ssh_is_connected(l->ssh) && !sj_watchdog_has_bitten(l->dog)
               ? SJ_NET_OK
               : fail(l, "a file of the partner could not be read", path, err);
}

static sj_trouble get_awake(ssh_link *l, const char *path, int fd, uint64_t from,
                            const sj_progress *p, sj_err *err) {
    sftp_file file = sj_libssh.sftp_open(l->sftp, path, O_RDONLY, 0);
    if (!file) return fail(l, "a file of the partner could not be read", path, err);
    sj_trouble trouble = sj_libssh.sftp_seek64(file, from) == 0
                             ? read_awake(l, file, path, fd, from, p, err)
                             : fail(l, "a file of the partner could not be read", path, err);
    sj_libssh.sftp_close(file);
    return trouble;
}

static sj_trouble write_awake(ssh_link *l, sftp_file file, const char *path, int fd, uint64_t at,
                              uint64_t bytes, const sj_progress *p, sj_err *err) {
    char piece[PIECE];
    while (at < bytes) {
        ssize_t n = pread(fd, piece, bytes - at < PIECE ? (size_t)(bytes - at) : PIECE, (off_t)at);
        if (n <= 0)
            return sj_net_fail(err, SJ_NET_OURS, "a file could not be read", "%s",
                               n ? strerror(errno) : "it became shorter");
        if (sj_libssh.sftp_write(file, piece, (size_t)n) != n)
            return fail(l, "a file could not be written at the partner", path, err);
        sj_watchdog_pat(l->dog);
        at += (uint64_t)n;
        if (p->fn) p->fn(p->ctx, at, bytes);
    }
    return SJ_NET_OK;
}

/* A failure while bytes are written is mostly a full disk; sftp has no word for it. */
static sj_trouble put_awake(ssh_link *l, const char *path, int fd, uint64_t from, uint64_t bytes,
                            const sj_progress *p, sj_err *err) {
    int flags = O_WRONLY | (from ? 0 : O_CREAT | O_TRUNC);
    sftp_file file = sj_libssh.sftp_open(l->sftp, path, flags, 0644);
    if (!file) return fail(l, "a file could not be made at the partner", path, err);
    sj_trouble trouble = sj_libssh.sftp_seek64(file, from) == 0
                             ? write_awake(l, file, path, fd, from, bytes, p, err)
                             : fail(l, "a file could not be written at the partner", path, err);
    if (trouble == SJ_NET_DENIED)
        trouble = sj_net_fail(err, SJ_NET_FULL,
                              "the partner takes no more bytes; its disk may be full", "%s", path);
    if (trouble == SJ_NET_OK &&
        sj_libssh.sftp_extension_supported(l->sftp, "fsync@openssh.com", "1") &&
        sj_libssh.sftp_fsync(file) != SSH_OK)
        trouble = fail(l, "a file could not be flushed at the partner", path, err);
    if (sj_libssh.sftp_close(file) != SSH_OK && trouble == SJ_NET_OK)
        trouble = fail(l, "a file could not be written at the partner", path, err);
    return trouble;
}

/* libssh renames as POSIX does where the server can: over what is there. So it is asked first. */
static sj_trouble move_awake(ssh_link *l, const char *from, const char *to, sj_err *err) {
    sftp_attributes a = sj_libssh.sftp_stat(l->sftp, to);
    if (a) {
        sj_libssh.sftp_attributes_free(a);
        return sj_net_fail(err, SJ_NET_DENIED, "there is a file of that name at the partner", "%s",
                           to);
    }
    if (!sj_libssh.ssh_is_connected(l->ssh))
        return cut(l, "a file could not be renamed at the partner", err);
    if (sj_libssh.sftp_rename(l->sftp, from, to) == SSH_OK) return SJ_NET_OK;
    return fail(l, "a file could not be renamed at the partner", from, err);
}

/* Each call wakes the watchdog and lets it sleep again. */
#define AWAKE(call)                                                                                \
    ssh_link *l = t;                                                                               \
    sj_watchdog_pat(l->dog);                                                                       \
    sj_trouble trouble = (call);                                                                   \
    sj_watchdog_sleep(l->dog);                                                                     \
    return trouble

static sj_trouble list(void *t, const char *folder, sj_remote_fn fn, void *ctx, sj_err *err) {
    AWAKE(list_awake(l, folder, fn, ctx, err));
}

static sj_trouble look(void *t, const char *path, sj_remote_file *out, sj_err *err) {
    AWAKE(look_awake(l, path, out, err));
}

static sj_trouble get(void *t, const char *path, int fd, uint64_t from, const sj_progress *p,
                      sj_err *err) {
    AWAKE(get_awake(l, path, fd, from, p, err));
}

static sj_trouble put(void *t, const char *path, int fd, uint64_t from, uint64_t bytes,
                      const sj_progress *p, sj_err *err) {
    AWAKE(put_awake(l, path, fd, from, bytes, p, err));
}

static sj_trouble move(void *t, const char *from, const char *to, sj_err *err) {
    AWAKE(move_awake(l, from, to, err));
}

static sj_trouble take_away(void *t, const char *path, sj_err *err) {
    AWAKE(sj_libssh.sftp_unlink(l->sftp, path) == SSH_OK
              ? SJ_NET_OK
              : fail(l, "a file of the partner could not be taken away", path, err));
}

const sj_transport_ops sj_sftp_libssh = {
    "sftp (libssh)", open_link, close_link, list, look, get, put, move, take_away};
