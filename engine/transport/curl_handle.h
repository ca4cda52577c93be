/* engine/transport/curl_handle.h - what sftp and https by libcurl share. */
#ifndef SJ_TRANSPORT_CURL_HANDLE_H
#define SJ_TRANSPORT_CURL_HANDLE_H

#include "engine/transport/hostkeys.h"
#include "engine/transport/late_curl.h"
#include "engine/transport/secret.h"

typedef struct sj_curl {
    CURL *easy; /* one, so that its connection is used again and again */
    const sj_endpoint *endpoint;
    const char *scheme; /* "sftp" */
    char *passphrase, *password;
    sj_hostkeys *known;
    char stranger[SJ_DIGEST_TEXT]; /* the key of a server that we do not know; "" */
    char error[CURL_ERROR_SIZE];
    const sj_progress *progress; /* of the transfer under way */
    uint64_t from, total;
    int fd; /* that is read or written */
    int64_t at;
    bool is_ours; /* reading or writing it failed */
    long status;  /* of HTTP */
    bool is_upload;
    bool was_let_in; /* then a refusal is a connection that was made anew, and cut */
} sj_curl;

/* A handle with the endpoint's secrets, not connected. */
sj_trouble sj_curl_new(sj_curl **out, const sj_endpoint *e, const char *scheme,
                       sj_err *err) SJ_MUST_USE;
void sj_curl_free(sj_curl *c);

/* Begin a request: all options as of a fresh handle, the URL of `path` ("/a/b", or "a/b" from the
 * folder one lands in). `is_folder`: with a slash at the end. SJ_NET_OURS. */
sj_trouble sj_curl_begin(sj_curl *c, const char *path, bool is_folder, sj_err *err) SJ_MUST_USE;

/* The URL alone. False when it is too long. */
bool sj_curl_url(const sj_curl *c, const char *path, bool is_folder, char out[4096]);

/* Let what comes go to the descriptor, or what goes come from it (from `from` up to `total`). */
void sj_curl_receive(sj_curl *c, int fd, uint64_t from, const sj_progress *p);
void sj_curl_send(sj_curl *c, int fd, uint64_t from, uint64_t total, const sj_progress *p);

/* Do it. `msg` says what failed when it fails. */
sj_trouble sj_curl_perform(sj_curl *c, const char *msg, const char *path, sj_err *err) SJ_MUST_USE;

/* What an HTTP status means. */
sj_trouble sj_curl_of_status(long status);

#endif
