/* parsers/base/pattern.h - regular expressions on whole values: PCRE2 with JIT and a match limit.
 *
 * Values are bytes (no Unicode mode). A compiled pattern is immutable and may be used by several
 * threads at a time. */
#ifndef SJ_BASE_PATTERN_H
#define SJ_BASE_PATTERN_H

#include <scrubjay/error.h>

typedef struct sj_pattern sj_pattern;

/* Compile `text`. SJ_EARG with PCRE2's own words as the detail and the place in err->column. Free
 * with sj_pattern_free. */
sj_status sj_pattern_new(sj_pattern **out, sj_str text, sj_err *err) SJ_MUST_USE;
void sj_pattern_free(sj_pattern *p);

/* Does the pattern match all of `value`? A value on which the match limit is reached does not
 * match. */
bool sj_pattern_matches(const sj_pattern *p, sj_str value);

/* The same; *exhausted tells whether the limit was reached. */
bool sj_pattern_try(const sj_pattern *p, sj_str value, bool *exhausted);

#endif
