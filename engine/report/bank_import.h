/* engine/report/bank_import.h - a bank's export into the store, and its deposits to remittances. */
#ifndef SJ_REPORT_BANK_IMPORT_H
#define SJ_REPORT_BANK_IMPORT_H

#include "engine/followup/bank.h"

typedef struct sj_bank_totals {
    uint32_t rows;     /* with a day and an amount */
    uint32_t out;      /* of them, money that went out: not kept, but what a payer took */
    uint32_t known;    /* that an earlier file had */
    uint32_t kept;     /* new */
    uint32_t broken;   /* cells; then nothing is kept */
    uint32_t passed;   /* rows without a date */
    sj_money deposits; /* of those kept */
    sj_date first, last;
    bool same_file; /* these very bytes were imported before: nothing was done */
    sj_bank_matched matched;
} sj_bank_totals;

typedef struct sj_bank_file {
    sj_str name, actor;
    const void *bytes;
    size_t len;
    sj_date today;
} sj_bank_file;

/* A cell that cannot be (broken), or a row passed over. */
typedef void (*sj_bank_note_fn)(void *ctx, bool broken, const char *place, const char *what);

/* In the caller's transaction, which the caller undoes when totals->broken is not 0. SJ_ETABLE when
 * it is no bank's file, or holds no row. */
sj_status sj_bank_import(sj_store *store, const sj_bank_file *file, sj_bank_note_fn note, void *ctx,
                         sj_bank_totals *totals, sj_err *err) SJ_MUST_USE;

#endif
