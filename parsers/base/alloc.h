/* parsers/base/alloc.h - the one door to the heap.
 *
 * All heap memory of Scrubjay's own code comes through here, so that a test can make any single
 * allocation fail and see that the failure is reported and nothing leaks. The check is one
 * thread-local compare per allocation, cheap enough to be compiled in always. What third-party
 * libraries allocate by themselves is theirs. */
#ifndef SJ_BASE_ALLOC_H
#define SJ_BASE_ALLOC_H

#include <scrubjay/str.h>

/* As their namesakes in stdlib.h: NULL when memory ends. sj_malloc(0) and sj_calloc(0, …) give a
 * pointer that can be freed. */
void *sj_malloc(size_t n) SJ_MUST_USE;
void *sj_calloc(size_t count, size_t size) SJ_MUST_USE;
void *sj_realloc(void *p, size_t n) SJ_MUST_USE;
void sj_free(void *p);

/* `n` bytes, cleared, for tables of megabytes that are read here and there: by large pages where the
 * system has them, so that a look costs no walk through the page tables. NULL when memory ends; to be
 * freed with sj_pages_free and the same `n`. */
void *sj_pages_new(size_t n) SJ_MUST_USE;
void sj_pages_free(void *p, size_t n);

/* A NUL-terminated copy of `s`, to be freed with sj_free; NULL when memory ends. */
char *sj_strdup(sj_str s) SJ_MUST_USE;

/* For tests: let the n-th allocation of this thread from now fail (1: the next one), once. 0 lets
 * all succeed again. */
void sj_alloc_fail_at(unsigned n);

/* For tests: has the failure that was asked for happened? */
bool sj_alloc_failed(void);

#endif
