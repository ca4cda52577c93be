/* engine/followup/words.h - a denial in words for people: the codes, what they mean, what to do.
 *
 * Each function writes at most cap - 1 bytes and a NUL and returns the length that was needed. */
#ifndef SJ_FOLLOWUP_WORDS_H
#define SJ_FOLLOWUP_WORDS_H

#include "engine/followup/reasons.h"

/* What a denial is about: as decided, or as the store gives it back. */
typedef struct sj_denial_codes {
    sj_str group, carc, rarc, category, action;
    uint32_t guards;
} sj_denial_codes;

/* "CO-16 N290" */
size_t sj_words_codes(const sj_denial_codes *d, char *buf, size_t cap);

/* "The rendering provider's NPI is missing or invalid": by the remark where it says more than the
 * reason. */
size_t sj_words_reason(const sj_reasons *r, const sj_denial_codes *d, char *buf, size_t cap);

/* "Check NPI, taxonomy, tax id and enrolment. Send a corrected claim (replacement, frequency 7).",
 * with what must not be done. */
size_t sj_words_next(const sj_reasons *r, const sj_denial_codes *d, char *buf, size_t cap);

/* "correct", "send new claim" */
sj_str sj_words_action(const sj_reasons *r, const sj_denial_codes *d);

/* Could an edit have caught it before the claim was sent? 'Y', 'P', 'N'; 'N' for unknown codes. */
char sj_words_preventable(const sj_reasons *r, const sj_denial_codes *d);

/* "99213-25" of "HC:99213:25". */
size_t sj_words_procedure(sj_str procedure, char *buf, size_t cap);

#endif
