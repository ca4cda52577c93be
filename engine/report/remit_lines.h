/* engine/report/remit_lines.h - the lines of one remittance, kept while its claim payments are
 * shown. */
#ifndef SJ_REPORT_REMIT_LINES_H
#define SJ_REPORT_REMIT_LINES_H

#include "engine/store/ledger.h"

#include <scrubjay/arena.h>

typedef struct sj_remit_line {
    int64_t payment;
    sj_payment_line_row row;
    struct sj_remit_line *next;
} sj_remit_line;

typedef struct sj_remit_lines {
    sj_arena arena;
    sj_remit_line *first, **last;
} sj_remit_lines;

void sj_remit_lines_init(sj_remit_lines *l);
void sj_remit_lines_dispose(sj_remit_lines *l);

/* Read those of a remittance; what was there is forgotten. */
sj_status sj_remit_lines_read(sj_remit_lines *l, sj_store *s, int64_t remit,
                              sj_err *err) SJ_MUST_USE;

/* The next line of this payment; NULL when it has no more. Ask in the order of the payments. */
const sj_payment_line_row *sj_remit_lines_next(sj_remit_lines *l, int64_t payment);

#endif
