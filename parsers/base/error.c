/* Filling sj_err: constant words, a bounded detail. */
#include <scrubjay/error.h>

#include <stdarg.h>
#include <stdio.h>

static const char *const texts[] = {
    [SJ_OK] = "done",
    [SJ_ENOMEM] = "out of memory",
    [SJ_EINPUT] = "the input could not be read",
    [SJ_ENOTX12] = "not X12",
    [SJ_ETOOBIG] = "too big",
    [SJ_EXML] = "wrong XML",
    [SJ_ETABLE] = "unusable code table",
    [SJ_EARG] = "wrong argument",
    [SJ_EIO] = "file could not be read or written",
    [SJ_ECONFIG] = "wrong configuration",
    [SJ_ESTORE] = "the store failed",
    [SJ_EBUSY] = "in use",
    [SJ_ENOTFOUND] = "not found",
    [SJ_ETRANSPORT] = "the partner could not be reached",
    [SJ_EINTERNAL] = "internal error",
};

sj_status sj_err_set(sj_err *err, sj_status code, const char *msg) {
    if (err) *err = (sj_err){.code = code, .msg = msg};
    return code;
}

sj_status sj_err_setf(sj_err *err, sj_status code, const char *msg, const char *fmt, ...) {
    if (!err) return code;
    sj_err_set(err, code, msg);
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->detail, sizeof err->detail, fmt, args);
    va_end(args);
    return code;
}

const char *sj_status_text(sj_status code) {
    return (size_t)code < sizeof texts / sizeof *texts ? texts[code] : "unknown status";
}
