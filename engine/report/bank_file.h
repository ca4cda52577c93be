/* engine/report/bank_file.h - a bank's export, read: the days and amounts of its rows, and their
 * text.
 *
 * A table as banks export it (CSV or workbook): the row that names the columns is looked for, the
 * columns are told by its words (date, amount, or credit and debit, type); whatever is no date, no
 * amount, no balance and no account number is text. Also OFX and BAI2. A row without a date is
 * passed over and told; one with a date or an amount that cannot be is broken: then nothing of the
 * file counts. */
#ifndef SJ_REPORT_BANK_FILE_H
#define SJ_REPORT_BANK_FILE_H

#include <scrubjay/date.h>
#include <scrubjay/error.h>
#include <scrubjay/money.h>

typedef struct sj_bank_row {
    uint32_t row; /* in its file, from 1: the line, or the transaction */
    sj_date day;
    sj_money amount; /* less than 0: money that went out */
    sj_str text;     /* cells parted by " | " */
} sj_bank_row;

typedef struct sj_bank_reading {
    void *ctx;
    bool (*row)(void *ctx, const sj_bank_row *row); /* false: no memory */
    /* A cell that cannot be (broken), or a row passed over, with its place and a sentence. */
    void (*note)(void *ctx, bool broken, const char *place, const char *what);
    sj_date today; /* rows of more than a week later are broken */
} sj_bank_reading;

/* SJ_ETABLE when it is no such file. */
sj_status sj_bank_file_read(const void *bytes, size_t len, const sj_bank_reading *to,
                            sj_err *err) SJ_MUST_USE;

/* The forms that are no tables; the first two say whether the bytes are of that form. */
bool sj_bank_is_ofx(const void *bytes, size_t len);
bool sj_bank_is_bai(const void *bytes, size_t len);
sj_status sj_bank_ofx_read(const void *bytes, size_t len, const sj_bank_reading *to,
                           sj_err *err) SJ_MUST_USE;
sj_status sj_bank_bai_read(const void *bytes, size_t len, const sj_bank_reading *to,
                           sj_err *err) SJ_MUST_USE;

/* What they share: check the day, hand the row on. */
sj_status sj_bank_row_add(const sj_bank_reading *to, const sj_bank_row *row, const char *place,
                          sj_err *err) SJ_MUST_USE;

#endif
