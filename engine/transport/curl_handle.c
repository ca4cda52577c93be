/* engine/transport/curl_handle.c - libcurl's handle: options that hold for all, and what its codes
 * mean. */
#include "engine/transport/curl_handle.h"

#include "parsers/base/alloc.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

sj_trouble sj_curl_new(sj_curl **out, const sj_endpoint *e, const char *scheme, sj_err *err) {
    *out = NULL;
    if (sj_libcurl_load(err) != SJ_OK) return SJ_NET_OURS;
    sj_curl *c = sj_calloc(1, sizeof *c);
    if (!c) return sj_net_fail(err, SJ_NET_OURS, "no memory for a connection", "%s", e->partner);
    c->endpoint = e;
    c->scheme = scheme;
    c->easy = sj_libcurl.easy_init();
    sj_trouble trouble = SJ_NET_OK;
    if (!c->easy)
        trouble = sj_net_fail(err, SJ_NET_OURS, "no memory for a connection", "%s", e->partner);
    if (trouble == SJ_NET_OK) trouble = sj_secret_read(&c->passphrase, e, e->passphrase_file, err);
    if (trouble == SJ_NET_OK) trouble = sj_secret_read(&c->password, e, e->password_file, err);
    if (trouble != SJ_NET_OK)
        sj_curl_free(c);
    else
        *out = c;
    return trouble;
}

void sj_curl_free(sj_curl *c) {
    if (!c) return;
    sj_libcurl.easy_cleanup(c->easy);
    sj_hostkeys_free(c->known);
    sj_secret_free(c->passphrase);
    sj_secret_free(c->password);
    sj_free(c);
}

/* ---- the request ---- */

bool sj_curl_url(const sj_curl *c, const char *path, bool is_folder, char out[4096]) {
    const sj_endpoint *e = c->endpoint;
    bool is_v6 = strchr(e->host, ':') != NULL;
    int head =
        snprintf(out, 4096, "%s://%s%s%s", c->scheme, is_v6 ? "[" : "", e->host, is_v6 ? "]" : "");
    size_t n = (size_t)head;
    if (e->port) n += (size_t)snprintf(out + n, 4096 - n, ":%u", e->port);
    if (*path != '/')
        n += (size_t)snprintf(out + n, 4096 - n, strcmp(c->scheme, "sftp") == 0 ? "/~/" : "/");
    for (const char *s = path; *s; s++) {
        if (n + 5 > 4096) return false;
        bool plain = isalnum((unsigned char)*s) || strchr("/-._~", *s);
        n += (size_t)snprintf(out + n, 4096 - n, plain ? "%c" : "%%%02X", (unsigned char)*s);
    }
    if (is_folder && out[n - 1] != '/') snprintf(out + n, 4096 - n, "/");
    return true;
}

static int on_progress(void *ctx, curl_off_t down, curl_off_t down_now, curl_off_t up,
                       curl_off_t up_now) {
    sj_curl *c = ctx;
    (void)up;
    const sj_progress *p = c->progress;
    if (p && p->fn)
        p->fn(p->ctx, c->from + (uint64_t)(c->is_upload ? up_now : down_now),
              c->is_upload ? c->total : c->from + (uint64_t)down);
    return 0;
}

static size_t drop(char *bytes, size_t size, size_t n, void *ctx) {
    (void)bytes;
    (void)ctx;
    return size * n;
}

sj_trouble sj_curl_begin(sj_curl *c, const char *path, bool is_folder, sj_err *err) {
    char url[4096];
    CURL *h = c->easy;
    if (!sj_curl_url(c, path, is_folder, url))
        return sj_net_fail(err, SJ_NET_OURS, "a path is too long", "%.120s", path);
    sj_libcurl.easy_reset(h); /* keeps the connection */
    c->fd = -1;
    c->error[0] = c->stranger[0] = 0;
    c->is_ours = c->is_upload = false;
    c->progress = NULL;
    c->from = c->total = 0;
    c->at = 0;
    sj_libcurl.easy_setopt(h, CURLOPT_URL, url);
    sj_libcurl.easy_setopt(h, CURLOPT_PROTOCOLS_STR, c->scheme);
    sj_libcurl.easy_setopt(h, CURLOPT_ERRORBUFFER, c->error);
    sj_libcurl.easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    sj_libcurl.easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)c->endpoint->connect_timeout);
    sj_libcurl.easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
    sj_libcurl.easy_setopt(h, CURLOPT_LOW_SPEED_TIME, (long)c->endpoint->stall);
    sj_libcurl.easy_setopt(h, CURLOPT_WRITEFUNCTION, drop);
    sj_libcurl.easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    sj_libcurl.easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
    sj_libcurl.easy_setopt(h, CURLOPT_XFERINFODATA, c);
    if (c->endpoint->user) sj_libcurl.easy_setopt(h, CURLOPT_USERNAME, c->endpoint->user);
    if (c->password) sj_libcurl.easy_setopt(h, CURLOPT_PASSWORD, c->password);
    if (c->passphrase) sj_libcurl.easy_setopt(h, CURLOPT_KEYPASSWD, c->passphrase);
    return SJ_NET_OK;
}

static size_t write_fd(char *bytes, size_t size, size_t n, void *ctx) {
    sj_curl *c = ctx;
    size_t all = size * n;
    for (size_t done = 0; done < all;) {
        ssize_t w = write(c->fd, bytes + done, all - done);
        if (w < 0) {
            c->is_ours = true;
            return 0;
        }
        done += (size_t)w;
    }
    return all;
}

static size_t read_fd(char *bytes, size_t size, size_t n, void *ctx) {
    sj_curl *c = ctx;
    ssize_t k = pread(c->fd, bytes, size * n, (off_t)c->at);
    if (k < 0) {
        c->is_ours = true;
        return CURL_READFUNC_ABORT;
    }
    c->at += k;
    return (size_t)k;
}

/* Without it libcurl sends the file from its beginning again after a resume. */
static int seek_fd(void *ctx, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    ((sj_curl *)ctx)->at = offset;
    return CURL_SEEKFUNC_OK;
}

void sj_curl_receive(sj_curl *c, int fd, uint64_t from, const sj_progress *p) {
    c->fd = fd;
    c->from = from;
    c->progress = p;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, write_fd);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)from);
}

void sj_curl_send(sj_curl *c, int fd, uint64_t from, uint64_t total, const sj_progress *p) {
    c->fd = fd;
    c->from = from;
    c->total = total;
    c->progress = p;
    c->is_upload = true;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_UPLOAD, 1L);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_READFUNCTION, read_fd);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_READDATA, c);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SEEKFUNCTION, seek_fd);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SEEKDATA, c);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)total);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)from);
}

/* ---- what a code means ---- */

static sj_trouble of_code(const sj_curl *c, CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return SJ_NET_OK;
    case CURLE_PEER_FAILED_VERIFICATION:
        return c->known && !c->stranger[0] ? SJ_NET_CUT : SJ_NET_STRANGER;
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return SJ_NET_STRANGER;
    case CURLE_LOGIN_DENIED:
        return c->was_let_in ? SJ_NET_CUT : SJ_NET_REJECTED;
    case CURLE_REMOTE_FILE_NOT_FOUND:
        return SJ_NET_GONE;
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_REMOTE_FILE_EXISTS:
    case CURLE_UPLOAD_FAILED:
        return SJ_NET_DENIED;
    case CURLE_QUOTE_ERROR:
        return strstr(c->error, "No such file") ? SJ_NET_GONE : SJ_NET_DENIED;
    case CURLE_REMOTE_DISK_FULL:
        return SJ_NET_FULL;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_READ_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
        return SJ_NET_OURS;
    default:
        return c->is_ours ? SJ_NET_OURS : SJ_NET_CUT;
    }
}

sj_trouble sj_curl_of_status(long status) {
    if (status < 300) return SJ_NET_OK;
    switch (status) {
    case 401:
    case 407:
        return SJ_NET_REJECTED;
    case 404:
    case 409: /* the folder above it is not there */
    case 410:
        return SJ_NET_GONE;
    case 413:
    case 507:
        return SJ_NET_FULL;
    case 408:
    case 429:
        return SJ_NET_CUT;
    default:
        return status >= 500 ? SJ_NET_CUT : SJ_NET_DENIED;
    }
}

sj_trouble sj_curl_perform(sj_curl *c, const char *msg, const char *path, sj_err *err) {
    CURLcode code = sj_libcurl.easy_perform(c->easy);
    c->status = 0;
    if (code == CURLE_OK && strcmp(c->scheme, "https") == 0)
        sj_libcurl.easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &c->status);
    sj_trouble trouble = code == CURLE_OK ? sj_curl_of_status(c->status) : of_code(c, code);
    if (trouble == SJ_NET_OK) return trouble;
    if (trouble == SJ_NET_STRANGER)
        return sj_net_fail(
            err, trouble, "the partner's server has another key than the one we know", "%s: %s",
            c->endpoint->host, c->stranger[0] ? c->stranger : sj_libcurl.easy_strerror(code));
    if (trouble == SJ_NET_REJECTED)
        return sj_net_fail(err, trouble, "the partner's server refuses our key or password",
                           "%s@%s", c->endpoint->user ? c->endpoint->user : "", c->endpoint->host);
    if (c->status) return sj_net_fail(err, trouble, msg, "%.100s: HTTP %ld", path, c->status);
    return sj_net_fail(err, trouble, msg, "%.70s: %.80s", path,
                       c->is_ours    ? strerror(errno)
                       : c->error[0] ? c->error
                                     : sj_libcurl.easy_strerror(code));
}
