/* engine/cli/plain_words.h - conditions and paths of the guides' language as people say them. */
#ifndef SJ_CLI_PLAIN_WORDS_H
#define SJ_CLI_PLAIN_WORDS_H

#include <scrubjay/guide.h>

enum {
    SJ_PLAIN_WORDS = 2048,
    SJ_PLAIN_LIST = 60 /* a named list of more characters is told by its name */
};

/* "{CLM05-3} in ('7','8')" → "Claim frequency (CLM05-3) is 7 or 8". What is not understood stays as
 * it is. Writes at most cap - 1 bytes and a NUL. */
void sj_cli_condition_words(const sj_guide *g, const sj_guide_situation *s, const char *condition,
                            char *buf, size_t cap);

/* "REF[F8]" → "Payer's claim control number (REF F8)". */
void sj_cli_path_words(const sj_guide *g, const sj_guide_situation *s, const char *path, char *buf,
                       size_t cap);

#endif
