/* The one door to the heap, with a countdown to a made-up failure. */
#include "parsers/base/alloc.h"

#include <stdlib.h>
#include <sys/mman.h>

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

enum { LARGE_PAGE = 2 << 20 };

/* More is taken than is wanted, so that a large page can begin in it, and what stands before and behind
 * is given back. */
void *sj_pages_new(size_t n) {
    if (is_refused()) return NULL;
    size_t whole = (n + LARGE_PAGE - 1) & ~(size_t)(LARGE_PAGE - 1), room = whole + LARGE_PAGE;
    char *p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    size_t before = (size_t)(-(uintptr_t)p & (LARGE_PAGE - 1));
    if (before) munmap(p, before);
    if (LARGE_PAGE - before) munmap(p + before + whole, LARGE_PAGE - before);
#ifdef MADV_HUGEPAGE
    (void)madvise(p + before, whole, MADV_HUGEPAGE); /* refused: small pages do too */
#endif
    return p + before;
}

void sj_pages_free(void *p, size_t n) {
    if (p) munmap(p, (n + LARGE_PAGE - 1) & ~(size_t)(LARGE_PAGE - 1));
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
