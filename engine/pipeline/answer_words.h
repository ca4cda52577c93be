/* engine/pipeline/answer_words.h - the codes of acknowledgments in words, for reports.
 *
 * NULL for a code that is not in the list: the caller shows the code itself. */
#ifndef SJ_PIPELINE_ANSWER_WORDS_H
#define SJ_PIPELINE_ANSWER_WORDS_H

#include <scrubjay/str.h>

const char *sj_words_ta105(sj_str note);  /* why an interchange was refused */
const char *sj_words_ik502(sj_str code);  /* what is wrong with a transaction set */
const char *sj_words_ak905(sj_str code);  /* what is wrong with a group */
const char *sj_words_entity(sj_str code); /* "billing provider" */
const char *sj_words_status(sj_str code); /* a claim status: the value it is about, "NPI" … */
const char *sj_words_status_sentence(sj_str code); /* … or what it says by itself */

/* Takes what stands before the next `stop` (all of it when there is none) off the front. */
sj_str sj_words_cut(sj_str *rest, char stop);

/* The codes of a 277CA ("A8:128:85 A7:562") in words, each followed by itself in brackets. Writes
 * at most cap - 1 bytes and a NUL. */
void sj_words_claim_status(sj_str codes, char *buf, size_t cap);

/* What an event of a claim's life says, by what it is ("TA1", "999", "277CA payer") and its codes
 * ("R 5", "A2:20:PR"); empty where codes say nothing of their own. */
void sj_words_event(sj_str what, sj_str codes, char *buf, size_t cap);

#endif
