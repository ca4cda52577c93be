/* parsers/base/words.h - names looked for among others, while tables are loaded. */
#ifndef SJ_WORDS_H
#define SJ_WORDS_H

#include <string.h>

/* Are they the same? Most words that are compared differ in their first two letters: these make no
 * call. */
static inline bool sj_same_word(const char *a, const char *b) {
    return a[0] == b[0] && (!a[0] || (a[1] == b[1] && strcmp(a, b) == 0));
}

#endif
