/* engine/pipeline/say.h - values from data in texts for people. */
#ifndef SJ_PIPELINE_SAY_H
#define SJ_PIPELINE_SAY_H

#include <scrubjay/finding.h>
#include <scrubjay/money.h>

#include <stdio.h>

/* A value as it was found; a control character would act on what shows the text: '?' stands for it.
 */
void sj_say_value(FILE *to, sj_str s);

/* A text of the catalogue, filled with the facts of a finding. */
void sj_say_rendered(FILE *to, const char *text, const sj_finding *f);

/* "$1,234.56" in a buffer of the caller's, handed back. */
const char *sj_say_money(sj_money m, char buf[SJ_MONEY_SIZE + 8]);

/* The ending of a counted noun: printf("%u claim%s", n, sj_say_s(n)). */
static inline const char *sj_say_s(uint64_t n) {
    return n == 1 ? "" : "s";
}

#endif
