/* engine/store/bank.h - a bank's exports, and which deposit is which remittance's payment. */
#ifndef SJ_STORE_BANK_H
#define SJ_STORE_BANK_H

#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef struct sj_bank_statement {
    int64_t id;
    sj_str name, actor;
    const uint8_t *sha256;
    sj_date first, last; /* the days that it covers */
} sj_bank_statement;

/* Keep a statement; *known is true, and nothing is written, where the same bytes are there. */
sj_status sj_bank_statement_add(sj_store *s, const sj_bank_statement *b, bool *known,
                                sj_err *err) SJ_MUST_USE;

typedef struct sj_bank_deposit {
    int64_t id;
    int64_t statement;
    uint32_t row;
    sj_date day;
    sj_money amount; /* less than 0: taken */
    int64_t key;     /* hash of the text */
    uint32_t nth;    /* of the same day, amount and key in its file, from 1 */
    sj_str payer;    /* of health claims: 'yes', or the payer's id; empty: not so */
    sj_str text;
} sj_bank_deposit;

/* Keep a deposit unless the same one is there; *known says so. */
sj_status sj_bank_deposit_add(sj_store *s, const sj_bank_deposit *d, bool *known,
                              sj_err *err) SJ_MUST_USE;

/* The first day of deposits without a remittance, none more than `days` before the last of them;
 * SJ_NO_DATE when there are none. */
sj_status sj_bank_open_since(sj_store *s, int32_t days, sj_date *out, sj_err *err) SJ_MUST_USE;

/* Those of that day and later, the oldest first. */
typedef bool (*sj_bank_deposit_fn)(void *ctx, const sj_bank_deposit *d);
sj_status sj_bank_deposits_open(sj_store *s, sj_date from, sj_bank_deposit_fn fn, void *ctx,
                                sj_err *err) SJ_MUST_USE;

/* A remittance that announces money: posted, or refused (its payment comes all the same). */
typedef struct sj_bank_remit {
    int64_t id;
    sj_str trace, originator, method, payer, payer_name;
    sj_money amount;
    sj_date paid_on;
    bool found; /* a deposit is its own already */
} sj_bank_remit;

/* All of them whose payment is dated `from` or later, by day; all names and ids of payers. */
typedef bool (*sj_bank_remit_fn)(void *ctx, const sj_bank_remit *r);
sj_status sj_bank_remits(sj_store *s, sj_date from, sj_bank_remit_fn fn, void *ctx,
                         sj_err *err) SJ_MUST_USE;
typedef bool (*sj_bank_payer_fn)(void *ctx, sj_str id, sj_str name, sj_str originator);
sj_status sj_bank_payers(sj_store *s, sj_bank_payer_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Say whose deposit it is (remit 0: nobody's), and by what it was found. */
sj_status sj_bank_deposit_set(sj_store *s, int64_t deposit, sj_str payer, int64_t remit,
                              const char *found_by, sj_err *err) SJ_MUST_USE;

#endif
