/* engine/transport/https.c - folders behind a web server: WebDAV (RFC 4918) by libcurl.
 *
 * PROPFIND lists and looks, GET and PUT carry, MOVE (never over what is there) and DELETE do what
 * they say. HTTP cannot go on with an upload that was cut: it begins anew. The server is known by
 * its certificate, and by its public key's digest where host-key names one. */
#include "engine/transport/curl_handle.h"
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

#include <stdlib.h>
#include <unistd.h>

enum { ANSWER = 32 << 20, PIN = 512, MULTISTATUS = 207, PARTIAL = 206 };

static const char properties[] =
    "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><prop><resourcetype/><getcontentlength/>"
    "<getlastmodified/></prop></propfind>";

/* "SHA256:a SHA256:b" as libcurl wants it: "sha256//a=;sha256//b=". */
static bool make_pin(char out[PIN], const char *list) {
    size_t n = 0;
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " "), digest = len - 7;
        if (digest == 44) digest--; /* its '=' */
        if (n + digest + 16 > PIN) return false;
        n += (size_t)snprintf(out + n, PIN - n, "%ssha256//%.*s=", n ? ";" : "", (int)digest,
                              at + 7);
        at += len;
    }
    return true;
}

static sj_trouble set_file(sj_curl *c, CURLoption option, const char *file, bool is_secret,
                           sj_err *err) {
    char path[SJ_PATH];
    if (!file) return SJ_NET_OK;
    sj_trouble trouble = sj_secret_path(path, c->endpoint, file, err);
    if (trouble == SJ_NET_OK && is_secret) trouble = sj_secret_check(path, err);
    if (trouble == SJ_NET_OK) sj_libcurl.easy_setopt(c->easy, option, path);
    return trouble;
}

static sj_trouble begin(sj_curl *c, const char *path, bool is_folder, sj_err *err) {
    char pin[PIN];
    const sj_endpoint *e = c->endpoint;
    sj_trouble trouble = sj_curl_begin(c, path, is_folder, err);
    if (trouble == SJ_NET_OK) trouble = set_file(c, CURLOPT_CAINFO, e->ca_file, false, err);
    if (trouble == SJ_NET_OK)
        trouble = set_file(c, CURLOPT_SSLCERT, e->certificate_file, false, err);
    if (trouble == SJ_NET_OK) trouble = set_file(c, CURLOPT_SSLKEY, e->key_file, true, err);
    if (trouble != SJ_NET_OK) return trouble;
    if (e->host_key && make_pin(pin, e->host_key))
        sj_libcurl.easy_setopt(c->easy, CURLOPT_PINNEDPUBLICKEY, pin);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_FOLLOWLOCATION, 0L);
    return SJ_NET_OK;
}

/* A request with up to two headers and a body. */
static sj_trouble request(sj_curl *c, const char *method, const char *header, const char *second,
                          const char *body, const char *msg, const char *path, sj_err *err) {
    struct curl_slist *list = sj_libcurl.slist_append(NULL, header);
    if (list && second) list = sj_libcurl.slist_append(list, second);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, method);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_HTTPHEADER, list);
    if (body) sj_libcurl.easy_setopt(c->easy, CURLOPT_POSTFIELDS, body);
    sj_trouble trouble = sj_curl_perform(c, msg, path, err);
    sj_libcurl.slist_free_all(list);
    return trouble;
}

/* ---- what PROPFIND answers ---- */

typedef struct answer {
    char *bytes;
    size_t n;
} answer;

static size_t keep(char *bytes, size_t size, size_t n, void *ctx) {
    answer *a = ctx;
    size_t more = size * n;
    if (a->n + more > ANSWER) return 0;
    char *grown = sj_realloc(a->bytes, a->n + more + 1);
    if (!grown) return 0;
    a->bytes = grown;
    memcpy(a->bytes + a->n, bytes, more);
    a->n += more;
    return more;
}

/* The last part of a URL's path, decoded; freed by libcurl. NULL: it is no name. */
static char *name_of(sj_curl *c, const char *href) {
    size_t n = strlen(href);
    while (n && href[n - 1] == '/') n--;
    size_t begin = n;
    while (begin && href[begin - 1] != '/') begin--;
    int len = 0;
    char *name =
        n > begin ? sj_libcurl.easy_unescape(c->easy, href + begin, (int)(n - begin), &len) : NULL;
    if (name && strlen(name) == (size_t)len) return name;
    sj_libcurl.free(name);
    return NULL;
}

static const char *property(const sj_xml_node *response, const char *name) {
    const sj_xml_node *s = sj_xml_child(response, "propstat");
    for (; s; s = sj_xml_next(s, "propstat")) {
        const sj_xml_node *p = sj_xml_child(s, "prop"), *v = p ? sj_xml_child(p, name) : NULL;
        if (v && (sj_xml_text(v)[0] || sj_xml_child(v, NULL)))
            return sj_xml_child(v, NULL) ? sj_xml_name(sj_xml_child(v, NULL)) : sj_xml_text(v);
    }
    return NULL;
}

static bool tell(sj_curl *c, const sj_xml_node *response, sj_remote_fn fn, void *ctx) {
    const sj_xml_node *href = sj_xml_child(response, "href");
    const char *kind = property(response, "resourcetype");
    const char *bytes = property(response, "getcontentlength");
    const char *modified = property(response, "getlastmodified");
    if (!href || (kind && strcmp(kind, "collection") == 0)) return true;
    char *name = name_of(c, sj_xml_text(href));
    if (!name) return true;
    const sj_remote_file f = {name, bytes ? strtoll(bytes, NULL, 10) : -1,
                              modified ? (int64_t)sj_libcurl.getdate(modified, NULL) : -1};
    bool more = fn(ctx, &f);
    sj_libcurl.free(name);
    return more;
}

static sj_trouble find(sj_curl *c, const char *path, bool is_folder, sj_remote_fn fn, void *ctx,
                       const char *msg, sj_err *err) {
    answer a = {0};
    sj_xml *doc = NULL;
    sj_trouble trouble = begin(c, path, is_folder, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, keep);
    sj_libcurl.easy_setopt(c->easy, CURLOPT_WRITEDATA, &a);
    trouble = request(c, "PROPFIND", is_folder ? "Depth: 1" : "Depth: 0",
                      "Content-Type: application/xml", properties, msg, path, err);
    if (trouble == SJ_NET_OK &&
        (c->status != MULTISTATUS || sj_xml_parse(&doc, a.bytes, a.n, "PROPFIND", NULL) != SJ_OK))
        trouble = sj_net_fail(err, SJ_NET_DENIED,
                              "the partner's web server does not answer as WebDAV", "%.100s", path);
    if (trouble == SJ_NET_OK) {
        const sj_xml_node *r = sj_xml_child(sj_xml_root(doc), "response");
        while (r && tell(c, r, fn, ctx)) r = sj_xml_next(r, "response");
    }
    sj_xml_free(doc);
    sj_free(a.bytes);
    return trouble;
}

static sj_trouble list(void *t, const char *folder, sj_remote_fn fn, void *ctx, sj_err *err) {
    return find(t, folder, true, fn, ctx, "a folder of the partner could not be read", err);
}

static bool take_one(void *ctx, const sj_remote_file *f) {
    sj_remote_file *out = ctx;
    out->bytes = f->bytes;
    out->modified = f->modified;
    return false;
}

static sj_trouble look(void *t, const char *path, sj_remote_file *out, sj_err *err) {
    return find(t, path, false, take_one, out, "a file of the partner could not be found", err);
}

/* ---- files ---- */

static void close_https(void *t) {
    sj_curl_free(t);
}

/* Nothing is asked yet: every request says who we are. */
static sj_trouble open_https(void **out, const sj_endpoint *e, sj_err *err) {
    sj_curl *c;
    sj_trouble trouble = sj_curl_new(&c, e, "https", err);
    *out = trouble == SJ_NET_OK ? c : NULL;
    return trouble;
}

static sj_trouble get(void *t, const char *path, int fd, uint64_t from, const sj_progress *p,
                      sj_err *err) {
    sj_curl *c = t;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_libcurl.easy_setopt(c->easy, CURLOPT_FAILONERROR, 1L); /* an error's page is no file */
    sj_curl_receive(c, fd, from, p);
    trouble = sj_curl_perform(c, "a file of the partner could not be read", path, err);
    sj_libcurl.easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &c->status);
    if (c->status >= 400) return sj_curl_of_status(c->status);
    /* A server that cannot begin in the middle: all of it once more. */
    bool is_whole = from && trouble == SJ_NET_CUT && c->status != PARTIAL && c->status == 200;
    if (!is_whole || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) return trouble;
    return get(t, path, fd, 0, p, err);
}

static sj_trouble put(void *t, const char *path, int fd, uint64_t from, uint64_t bytes,
                      const sj_progress *p, sj_err *err) {
    sj_curl *c = t;
    (void)from;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    sj_curl_send(c, fd, 0, bytes, p);
    return sj_curl_perform(c, "a file could not be written at the partner", path, err);
}

static sj_trouble move(void *t, const char *from, const char *to, sj_err *err) {
    char url[4096], destination[4200];
    sj_curl *c = t;
    sj_trouble trouble = begin(c, from, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    if (!sj_curl_url(c, to, false, url))
        return sj_net_fail(err, SJ_NET_OURS, "a path is too long", "%.120s", to);
    snprintf(destination, sizeof destination, "Destination: %s", url);
    return request(c, "MOVE", destination, "Overwrite: F", NULL,
                   "a file could not be renamed at the partner", from, err);
}

static sj_trouble take_away(void *t, const char *path, sj_err *err) {
    sj_curl *c = t;
    sj_trouble trouble = begin(c, path, false, err);
    if (trouble != SJ_NET_OK) return trouble;
    return request(c, "DELETE", "Depth: 0", NULL, NULL,
                   "a file of the partner could not be taken away", path, err);
}

const sj_transport_ops sj_https = {"https", open_https, close_https, list,     look,
                                   get,     put,        move,        take_away};
