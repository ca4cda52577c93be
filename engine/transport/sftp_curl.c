/* engine/transport/sftp_curl.c - sftp by libcurl: for servers and keys that its libssh2 can do with
 * (pick.c).
 *
 * What sftp has no URL for (rename, remove) goes as a command before an empty request. Listings are
 * what `ls -l` prints: type and size are read where the line is of the usual form. */
#include "engine/transport/curl_handle.h"
#include "parsers/base/alloc.h"

#include <ctype.h>
#include <stdlib.h>

enum { LINE = 4096, COLUMNS = 8 };

/* Ours is the last word on the server's key: libcurl would take any without known_hosts, and with
 * it offers only what it finds there first. */
static int know_server(void *ctx, int type, const char *key, size_t len) {
    sj_curl *c = ctx;
    (void)type;
    if (sj_hostkeys_has(c->known, key, len)) return CURLKHMATCH_OK;
    sj_hostkey_digest(c->stranger, key, len);
    return CURLKHMATCH_MISMATCH;
}

static sj_trouble begin(sj_curl *c, const char *path, bool is_folder, sj_err *err) {
    char key[SJ_PATH];
    const sj_endpoint *e = c->endpoint;
    sj_trouble trouble = sj_curl_begin(c, path, is_folder, err);
    if (trouble == SJ_NET_OK && e->key_file) trouble = sj_secret_path(key, e, e->key_file, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SSH_HOSTKEYFUNCTION, know_server);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SSH_HOSTKEYDATA, c);
    if (e->key_file) sj_libcurl.easy_setopt(c->easy, CURLOPT_SSH_PRIVATE_KEYFILE, key);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SSH_AUTH_TYPES,
                           (long)(e->key_file ? CURLSSH_AUTH_PUBLICKEY
                                              : CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD));
    return SJ_NET_OK;
}

/* A command of libcurl's quote syntax with one or two paths. */
static sj_trouble command(sj_curl *c, const char *verb, const char *a, const char *b,
                          const char *msg, sj_err *err) {
    char text[LINE];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", verb);
    const char *const paths[] = {a, b};
    for (int i = 0; i < 2 && paths[i]; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, " \"");
        for (const char *s = paths[i]; *s && n + 4 < sizeof text; s++) {
            if (*s == '"' || *s == '\\') text[n++] = '\\';
            text[n++] = *s;
        }
        n += (size_t)snprintf(text + n, sizeof text - n, "\"");
    }
    if (n + 4 >= sizeof text)
        return sj_net_fail(err, SJ_NET_OURS, "a path is too long", "%.120s", a);
    sj_trouble trouble = begin(c, "", true, err);
    if (trouble != SJ_NET_OK) return trouble;
    struct curl_slist *list = sj_libcurl.slist_append(NULL, text);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_QUOTE, list);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
    trouble = sj_curl_perform(c, msg, a, err);
    sj_libcurl.slist_free_all(list);
    return trouble;
}

static void close_curl(void *t) {
    sj_curl_free(t);
}

static sj_trouble open_curl(void **out, const sj_endpoint *e, sj_err *err) {
    sj_curl *c;
    *out = NULL;
    sj_trouble trouble = sj_curl_new(&c, e, "sftp", err);
    if (trouble != SJ_NET_OK) return trouble;
    trouble = sj_hostkeys_new(&c->known, e, err);
    if (trouble == SJ_NET_OK) trouble = begin(c, "", true, err);
    if (trouble == SJ_NET_OK) {
        sj_libcurl.easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
        trouble = sj_curl_perform(c, "no secure connection could be made", e->host, err);
    }
    c->was_let_in = trouble == SJ_NET_OK;
    if (trouble != SJ_NET_OK)
        sj_curl_free(c);
    else
        *out = c;
    return trouble;
}

/* ---- listing ---- */

typedef struct lister {
    sj_remote_fn fn;
    void *ctx;
    char line[LINE];
    size_t n;
    bool is_too_long, is_over;
} lister;

/* "-rw-r--r--    1 owner    group        1234 Nov 22 08:00 a name with blanks" */
static void take_line(lister *l) {
    sj_remote_file f = {.bytes = -1, .modified = -1};
    char *at = l->line, *size = NULL;
    if (l->is_over || *at != '-') return;
    for (int column = 0; column < COLUMNS; column++) {
        if (column == 4) size = at;
        at += strcspn(at, " ");
        at += column + 1 < COLUMNS ? strspn(at, " ") : *at == ' ';
    }
    if (!*at || !size || !isdigit((unsigned char)*size)) return;
    f.bytes = strtoll(size, NULL, 10);
    f.name = at;
    l->is_over = !l->fn(l->ctx, &f);
}

static size_t take_bytes(char *bytes, size_t size, size_t n, void *ctx) {
    lister *l = ctx;
    for (size_t i = 0; i < size * n; i++) {
        if (bytes[i] != '\n') {
            l->is_too_long |= l->n == LINE - 1;
            if (!l->is_too_long) l->line[l->n++] = bytes[i];
            continue;
        }
        l->line[l->n] = 0;
        if (!l->is_too_long) take_line(l);
        l->n = 0;
        l->is_too_long = false;
    }
    return size * n;
}

static sj_trouble list(void *t, const char *folder, sj_remote_fn fn, void *ctx, sj_err *err) {
    lister *l = sj_calloc(1, sizeof *l);
    if (!l) return sj_net_fail(err, SJ_NET_OURS, "no memory for a list of files", "%s", folder);
    l->fn = fn;
    l->ctx = ctx;
    sj_curl *c = t;
    sj_trouble trouble = begin(c, folder, true, err);
    if (trouble == SJ_NET_OK) {
        sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, take_bytes);
        sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEDATA, l);
        trouble = sj_curl_perform(c, "a folder of the partner could not be read", folder, err);
    }
    sj_free(l);
    return trouble;
}

/* ---- files ---- */

static sj_trouble look(void *t, const char *path, sj_remote_file *out, sj_err *err) {
    sj_curl *c = t;
    curl_off_t bytes = -1, modified = -1;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_FILETIME, 1L);
    trouble = sj_curl_perform(c, "a file of the partner could not be found", path, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_libcurl.easy_getinfo(c->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &bytes);
    sj_libcurl.easy_getinfo(c->easy, CURLINFO_FILETIME_T, &modified);
    out->bytes = bytes;
    out->modified = modified;
    return SJ_NET_OK;
}

static sj_trouble get(void *t, const char *path, int fd, uint64_t from, const sj_progress *p,
                      sj_err *err) {
    sj_curl *c = t;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_curl_receive(c, fd, from, p);
    return sj_curl_perform(c, "a file of the partner could not be read", path, err);
}

static sj_trouble put(void *t, const char *path, int fd, uint64_t from, uint64_t bytes,
                      const sj_progress *p, sj_err *err) {
    sj_curl *c = t;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_curl_send(c, fd, from, bytes, p);
    return sj_curl_perform(c, "a file could not be written at the partner", path, err);
}

static sj_trouble move(void *t, const char *from, const char *to, sj_err *err) {
    return command(t, "rename", from, to, "a file could not be renamed at the partner", err);
}

static sj_trouble take_away(void *t, const char *path, sj_err *err) {
    return command(t, "rm", path, NULL, "a file of the partner could not be taken away", err);
}

const sj_transport_ops sj_sftp_curl = {
    "sftp (libcurl)", open_curl, close_curl, list, look, get, put, move, take_away};
