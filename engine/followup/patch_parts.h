/* engine/followup/patch_parts.h - an operation of a patch, and what is done at the place that its
 * path names. Private to patch*.c. */
#ifndef SJ_FOLLOWUP_PATCH_PARTS_H
#define SJ_FOLLOWUP_PATCH_PARTS_H

#include "engine/followup/patch.h"
#include "engine/followup/patch_fields.h"

enum { SJ_PATCH_PATH = 200, SJ_PATCH_VALUE = 512, SJ_PATCH_TOKENS = 6 };

typedef struct sj_patch_op {
    sj_revision *d;
    sj_revision_changes *changes;
    char op;                  /* 'a'dd, 'r'eplace, 'd'elete, 't'est */
    char path[SJ_PATCH_PATH]; /* as given */
    char text[SJ_PATCH_PATH]; /* its tokens, each ended by a NUL */
    const char *tokens[SJ_PATCH_TOKENS];
    unsigned n;
    const sj_json *value;
    char given[SJ_PATCH_VALUE]; /* the value as it is to be written */
    const char *wrong;          /* the first complaint */
} sj_patch_op;

/* The first complaint stays. */
void sj_patch_refuse(sj_patch_op *o, const char *msg);

/* The box of the form that shows a value; NULL when there is none. */
const char *sj_patch_box(const sj_revision *d, uint32_t i, unsigned element, unsigned component);

/* The operation at one of several things told apart by qualifier, at a diagnosis, at a field, at a
 * party's field, at a party as a whole; a line taken out. `line` is 0 for the claim. */
void sj_patch_listed(sj_patch_op *o, const sj_patch_field *f, const char *qualifier, uint32_t line);
void sj_patch_diagnosis(sj_patch_op *o, const char *number);
void sj_patch_scalar(sj_patch_op *o, const char *name, uint32_t line);
void sj_patch_party_value(sj_patch_op *o, const sj_patch_party *p, const sj_patch_field *f,
                          uint32_t line);
void sj_patch_party_whole(sj_patch_op *o, const sj_patch_party *p, uint32_t line);
void sj_patch_line_out(sj_patch_op *o, uint32_t line);

#endif
