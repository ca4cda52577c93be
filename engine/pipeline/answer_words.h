/* engine/pipeline/answer_words.h - the codes of acknowledgments in words, for reports.
 *
 * NULL for a code that is not in the list: the caller shows the code itself. */
#ifndef SJ_PIPELINE_ANSWER_WORDS_H
#define SJ_PIPELINE_ANSWER_WORDS_H

#include <scrubjay/str.h>

const char *sj_words_ta105(sj_str note); /* why an interchange was refused */
const char *sj_words_ik304(sj_str code); /* what is wrong with a segment */
const char *sj_words_ik403(sj_str code); /* what is wrong with an element */
const char *sj_words_ik502(sj_str code); /* what is wrong with a transaction set */

/* The codes of a 277CA ("A8:128:85 A7:562") in words, each followed by itself in brackets. Writes
 * at most cap - 1 bytes and a NUL. */
void sj_words_claim_status(sj_str codes, char *buf, size_t cap);

#endif
