/* Loading libraries: at most once each, whoever asks first. */
#include "engine/transport/late.h"

#include "engine/transport/late_curl.h"
#include "engine/transport/late_ssh.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct sj_libcurl sj_libcurl;
struct sj_libssh sj_libssh;

sj_status sj_late_load(const char *library, const sj_late_call *calls, size_t n, void *table,
                       sj_err *err) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return sj_err_setf(err, SJ_ENOTFOUND, "a library for transfers is not installed", "%s",
                           library);
    for (size_t i = 0; i < n; i++) {
        void *address = dlsym(handle, calls[i].name);
        if (!address)
            return sj_err_setf(err, SJ_ENOTFOUND, "a library for transfers lacks a function",
                               "%s: %s", library, calls[i].name);
        memcpy((char *)table + calls[i].offset, &address, sizeof address);
    }
    return SJ_OK;
}

/* What came of loading it, kept for who asks later. */
typedef struct loaded {
    sj_status status;
    sj_err err;
} loaded;

static sj_status answer(const loaded *l, sj_err *err) {
    if (l->status != SJ_OK && err) *err = l->err;
    return l->status;
}

static loaded curl, ssh;

static void load_curl(void) {
    static const sj_late_call calls[] = {
#define CALL(name) {"curl_" #name, offsetof(struct sj_libcurl, name)},
        SJ_LIBCURL_CALLS(CALL)
#undef CALL
    };
    curl.status =
        sj_late_load("libcurl.so.4", calls, sizeof calls / sizeof *calls, &sj_libcurl, &curl.err);
    if (curl.status == SJ_OK) sj_libcurl.global_init(CURL_GLOBAL_ALL);
}

sj_status sj_libcurl_load(sj_err *err) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_curl);
    return answer(&curl, err);
}

static void load_ssh(void) {
    static const sj_late_call calls[] = {
#define CALL(name) {#name, offsetof(struct sj_libssh, name)},
        SJ_LIBSSH_CALLS(CALL)
#undef CALL
    };
    ssh.status =
        sj_late_load("libssh.so.4", calls, sizeof calls / sizeof *calls, &sj_libssh, &ssh.err);
}

sj_status sj_libssh_load(sj_err *err) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_ssh);
    return answer(&ssh, err);
}
