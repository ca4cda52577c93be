/* engine/followup/letter.h - the letter of an appeal: a template with placeholders in braces. */
#ifndef SJ_FOLLOWUP_LETTER_H
#define SJ_FOLLOWUP_LETTER_H

#include <scrubjay/error.h>

/* What a placeholder stands for: {account} … */
typedef struct sj_letter_value {
    const char *name;
    sj_str text;
} sj_letter_value;

/* The built-in letter for a category: its subject and its paragraphs, parted by " | ". */
sj_status sj_letter_default(sj_str category, sj_str *subject, sj_str *body,
                            sj_err *err) SJ_MUST_USE;

/* Take a template apart: texts and values go to `put` in their order. SJ_EARG with the name of a
 * placeholder that there is not; `values` ends with a NULL name. */
sj_status sj_letter_fill(sj_str template_text, const sj_letter_value *values,
                         void (*put)(void *ctx, sj_str text), void *ctx, sj_err *err) SJ_MUST_USE;

#endif
