/* The one door to the heap, with a countdown to a made-up failure. */
#include "parsers/base/alloc.h"

#include <stdlib.h>

static _Thread_local unsigned countdown;
static _Thread_local bool has_failed;

static bool is_refused(void) {
    if (countdown == 0 || --countdown > 0) return false;
    has_failed = true;
    return true;
}

void *sj_malloc(size_t n) {
    return is_refused() ? NULL : malloc(n ? n : 1);
}

void *sj_calloc(size_t count, size_t size) {
    return is_refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *sj_realloc(void *p, size_t n) {
    return is_refused() ? NULL : realloc(p, n ? n : 1);
}

void sj_free(void *p) {
    free(p);
}

char *sj_strdup(sj_str s) {
    char *copy = sj_malloc(s.len + 1);
    if (!copy) return NULL;
    if (s.len) memcpy(copy, s.ptr, s.len);
    copy[s.len] = 0;
    return copy;
}

void sj_alloc_fail_at(unsigned n) {
    countdown = n;
    has_failed = false;
}

bool sj_alloc_failed(void) {
    return has_failed;
}
