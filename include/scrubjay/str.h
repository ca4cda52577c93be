/* scrubjay/str.h - borrowed text: a pointer and a length, never NUL-terminated.
 *
 * A sj_str points into memory that somebody else owns (an input window, an arena, a literal) and is
 * valid as long as its owner says. Whoever keeps it longer copies it (sj_arena_copy). An empty slice
 * has len 0; its ptr may be NULL. */
#ifndef SCRUBJAY_STR_H
#define SCRUBJAY_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SJ_MUST_USE          __attribute__((warn_unused_result))
#define SJ_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define SJ_MUST_USE
#define SJ_PRINTF(fmt, args)
#endif

typedef struct sj_str {
    const char *ptr;
    size_t len; /* bytes */
} sj_str;

/* A slice of a string literal. */
#define SJ_STR(literal) ((sj_str){(literal), sizeof(literal) - 1})

/* For printf: "%.*s", SJ_FMT(slice). */
#define SJ_FMT(s) (int)(s).len, (s).len ? (s).ptr : ""

/* The slice of a NUL-terminated string; empty for NULL. */
static inline sj_str sj_str_of(const char *z) { return (sj_str){z, z ? strlen(z) : 0}; }

/* Same bytes? */
static inline bool sj_str_eq(sj_str a, sj_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Same bytes as a NUL-terminated string? */
static inline bool sj_str_is(sj_str a, const char *z) { return sj_str_eq(a, sj_str_of(z)); }

/* Without leading and trailing blanks. */
static inline sj_str sj_str_trim(sj_str s) {
    while (s.len && s.ptr[0] == ' ') s.ptr++, s.len--;
    while (s.len && s.ptr[s.len - 1] == ' ') s.len--;
    return s;
}

#ifdef __cplusplus
}
#endif
#endif
