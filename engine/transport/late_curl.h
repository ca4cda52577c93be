/* engine/transport/late_curl.h - libcurl, loaded when a transfer first needs it (late.h). */
#ifndef SJ_TRANSPORT_LATE_CURL_H
#define SJ_TRANSPORT_LATE_CURL_H

#define CURL_DISABLE_TYPECHECK /* its macros want the names to be functions */
#include <curl/curl.h>

#include <scrubjay/error.h>

/* What we call of it. */
#define SJ_LIBCURL_CALLS(CALL)                                                                     \
    CALL(easy_cleanup)                                                                             \
    CALL(easy_getinfo)                                                                             \
    CALL(easy_init)                                                                                \
    CALL(easy_perform)                                                                             \
    CALL(easy_reset)                                                                               \
    CALL(easy_setopt)                                                                              \
    CALL(easy_strerror)                                                                            \
    CALL(easy_unescape)                                                                            \
    CALL(free)                                                                                     \
    CALL(getdate)                                                                                  \
    CALL(global_init)                                                                              \
    CALL(slist_append)                                                                             \
    CALL(slist_free_all)

struct sj_libcurl {
#define CALL(name) __typeof__(curl_##name) *name;
    SJ_LIBCURL_CALLS(CALL)
#undef CALL
};
extern struct sj_libcurl sj_libcurl;

/* Before the first call; any number of times, by any thread. SJ_ENOTFOUND when it is not installed
 * or lacks a call. */
sj_status sj_libcurl_load(sj_err *err) SJ_MUST_USE;

#endif
