/* engine/pipeline/check_text.h - the results of sj_check for people.
 *
 * Claim by claim: who and where, what is wrong, what happens if it is sent, how to mend it, the
 * place. The first few findings of a kind in a file are told in full, the rest counted at its end;
 * so what is printed stays readable, and memory flat, however wrong a file is. */
#ifndef SJ_PIPELINE_CHECK_TEXT_H
#define SJ_PIPELINE_CHECK_TEXT_H

#include "engine/pipeline/check.h"

typedef struct sj_check_text {
    sj_check_events events; /* hand these to sj_check_file */
    FILE *to;
    bool color, quiet; /* quiet: only one line a file */
    const char *path;
    char type[8];              /* of the set last begun: "837P"; "" before the first */
    const sj_profile *profile; /* by which the findings are judged; NULL: none */
    uint32_t *told;            /* by finding id: how often in this file */
    const sj_catalog *catalog;
    char *text; /* findings of the claim at hand, printed when its verdict is known */
    size_t text_len;
    FILE *text_stream;
    uint64_t set_claims; /* of the set at hand */
    uint64_t as_above;   /* claims of this file whose findings were told before */
} sj_check_text;

/* SJ_ENOMEM. Dispose with sj_check_text_dispose. */
sj_status sj_check_text_init(sj_check_text *t, FILE *to, const sj_catalog *catalog, bool color,
                             bool quiet, sj_err *err) SJ_MUST_USE;
void sj_check_text_dispose(sj_check_text *t);

/* After the last of several files: one line for all. */
void sj_check_text_end(sj_check_text *t, const sj_check_totals *totals, const sj_causes *causes);

#endif
