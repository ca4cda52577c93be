/* engine/store/fees.h - fee schedules in the store: what the office's contracts pay.
 *
 * The rows of a schedule are few thousands: they are read whole and looked up in memory
 * (engine/fees). Texts of results are valid inside the callback only; changes belong in a
 * transaction. Everything is about the practice in use. */
#ifndef SJ_STORE_FEES_H
#define SJ_STORE_FEES_H

#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef enum sj_fee_basis {
    SJ_FEE_AMOUNT = 1, /* cents */
    SJ_FEE_CHARGE,     /* per cent of the charge, in thousandths */
    SJ_FEE_SCHEDULE,   /* per cent of another schedule, in thousandths */
    SJ_FEE_NONE        /* listed without a price: by report, not covered */
} sj_fee_basis;

/* schema/0012_fees.sql says what each column is. */
typedef struct sj_fee {
    sj_str schedule, code, code_to, modifiers, place;
    sj_date from, to; /* SJ_NO_DATE: from ever, open */
    sj_fee_basis basis;
    int64_t value;
    uint32_t units; /* 0: whatever their number */
    sj_str base, source;
} sj_fee;

/* "amount" … as stored and as in JSON; 0 of such a word when it is none. */
const char *sj_fee_basis_text(sj_fee_basis b);
sj_fee_basis sj_fee_basis_of(sj_str word);

/* All rows of one schedule, of all where it is empty: by schedule, code and first day. */
typedef bool (*sj_fee_fn)(void *ctx, const sj_fee *fee);
sj_status sj_fees_walk(sj_store *s, sj_str schedule, sj_fee_fn fn, void *ctx,
                       sj_err *err) SJ_MUST_USE;

/* These rows, all of `schedule`, in the place of those that it has. */
sj_status sj_fees_replace(sj_store *s, sj_str schedule, const sj_fee *rows, size_t n,
                          sj_err *err) SJ_MUST_USE;

typedef struct sj_fee_import {
    sj_str schedule;
    sj_instant at; /* as a result */
    sj_str actor, file, sha256;
    uint32_t added, changed, ended;
} sj_fee_import;
sj_status sj_fee_imports_add(sj_store *s, const sj_fee_import *row, sj_err *err) SJ_MUST_USE;

/* The last import of each schedule. */
typedef bool (*sj_fee_import_fn)(void *ctx, const sj_fee_import *row);
sj_status sj_fee_imports_last(sj_store *s, sj_fee_import_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* A number that is another one after every import; 0 before the first. */
sj_status sj_fees_mark(sj_store *s, int64_t *out, sj_err *err) SJ_MUST_USE;

#endif
