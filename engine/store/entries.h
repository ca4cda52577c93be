/* engine/store/entries.h - the double entry over what was posted: every cent, from which account to
 * which, and the segment that says so.
 *
 * Each entry moves an amount from its credit to its debit account, so that the books balance
 * whatever is in them; that a remittance balances is that its account `remittance` comes to
 * nothing. Rows are only ever added. Texts of results are valid inside the callback; false stops
 * the query. */
#ifndef SJ_STORE_ENTRIES_H
#define SJ_STORE_ENTRIES_H

#include "engine/store/store.h"

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef enum sj_account {
    SJ_ACCOUNT_NONE = 0,
#define ACCOUNT(row, number, name, kind, words) SJ_ACCOUNT_##row = number,
#include "engine/store/accounts.def"
#undef ACCOUNT
    SJ_ACCOUNTS /* one more than the last */
} sj_account;

/* "bank", "asset", "money received"; "" for a number that is none. */
const char *sj_account_name(sj_account a);
const char *sj_account_kind(sj_account a);
const char *sj_account_words(sj_account a);

/* The account of a name; SJ_ACCOUNT_NONE when there is none such. */
sj_account sj_account_of(sj_str name);

/* Does it stand open per payer and payee until it comes to nothing? */
bool sj_account_is_open(sj_account a);

/* One entry (schema/0005_ledger.sql says what each column is). */
typedef struct sj_entry {
    int64_t remit, payment; /* payment 0: the set's own */
    uint32_t ordinal;
    sj_account debit, credit;
    sj_money cents; /* more than 0 */
    uint32_t line, segment;
    sj_date day;
    sj_str reason, reference;
    int64_t act; /* 0: the remittance itself */
} sj_entry;

/* Add entries; those with ordinal 0 get the next one of their payment. */
sj_status sj_entries_add(sj_store *s, const sj_entry *rows, size_t n, sj_err *err) SJ_MUST_USE;

/* What a person did. */
typedef struct sj_ledger_act {
    int64_t id; /* made by the caller */
    sj_instant at;
    sj_str actor, what; /* match, undo, settle */
    int64_t remit, payment, was, becomes;
    sj_str note;
} sj_ledger_act;
sj_status sj_ledger_act_add(sj_store *s, const sj_ledger_act *act, sj_err *err) SJ_MUST_USE;

/* An entry with where it comes from. */
typedef struct sj_entry_source {
    sj_entry e;
    sj_str file_name, interchange, group_control, set_control, trace;
    sj_str payer, payer_name, payee;
    sj_str account;           /* CLP01; empty for the set's own */
    uint32_t payment_ordinal; /* of the claim payment in its set */
    sj_str our_account;       /* of our claim; empty: none */
    sj_str actor, act_note;   /* who did it; empty: the remittance itself */
} sj_entry_source;
typedef bool (*sj_entry_fn)(void *ctx, const sj_entry_source *e);

/* Entries in the order remittance, payment, ordinal. One of these is given: */
sj_status sj_entries_of_trace(sj_store *s, sj_str trace, sj_entry_fn fn, void *ctx,
                              sj_err *err) SJ_MUST_USE;
/* of claim payments that bear this account number, or were posted to a claim of ours that does; */
sj_status sj_entries_of_account(sj_store *s, sj_str account, sj_entry_fn fn, void *ctx,
                                sj_err *err) SJ_MUST_USE;
/* of one claim payment; */
sj_status sj_entries_of_payment(sj_store *s, int64_t remit, int64_t payment, sj_entry_fn fn,
                                void *ctx, sj_err *err) SJ_MUST_USE;
/* of exactly this amount; */
sj_status sj_entries_of_amount(sj_store *s, sj_money cents, sj_entry_fn fn, void *ctx,
                               sj_err *err) SJ_MUST_USE;
/* of days in [from, to]; SJ_NO_DATE: open. */
sj_status sj_entries_of_days(sj_store *s, sj_date from, sj_date to, sj_entry_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* Debits and credits of each account for each payer and payee over days in [from, to]. */
typedef struct sj_balance {
    sj_str payer, payer_name, payee;
    sj_account account;
    sj_money debit, credit;
} sj_balance;
typedef bool (*sj_balance_fn)(void *ctx, const sj_balance *b);
sj_status sj_ledger_balances(sj_store *s, sj_date from, sj_date to, sj_balance_fn fn, void *ctx,
                             sj_err *err) SJ_MUST_USE;

/* What stands open per payer and payee: takebacks, forwarded balances, other provider adjustments,
 * by reference. `left` more than 0: the payer took it and it is not accounted for yet; less: it
 * gave it and will take it back. `all`: those that came to nothing as well. A payer's `balance`
 * with this payee is the sum over its items. */
typedef struct sj_ledger_item {
    sj_str payer, payer_name, payee;
    sj_account account;
    sj_str reference;
    sj_money taken, given, left, balance;
    uint32_t entries;
    sj_date first, last;
    int64_t remit; /* the last that it stands in */
} sj_ledger_item;
typedef bool (*sj_ledger_item_fn)(void *ctx, const sj_ledger_item *i);
sj_status sj_ledger_items(sj_store *s, bool all, sj_ledger_item_fn fn, void *ctx,
                          sj_err *err) SJ_MUST_USE;

/* What came, or is to come, to the bank: one row for each remittance of payment days in [from, to],
 * also those that were not posted. `booked` is what stands in the account `bank`. */
typedef struct sj_bank_line {
    sj_date paid_on;
    sj_str method, trace, originator, payer, payer_name, payee, payee_name, state;
    sj_money amount, booked;
    sj_str file_name, interchange, set_control;
} sj_bank_line;
typedef bool (*sj_bank_fn)(void *ctx, const sj_bank_line *b);
sj_status sj_ledger_bank(sj_store *s, sj_date from, sj_date to, sj_bank_fn fn, void *ctx,
                         sj_err *err) SJ_MUST_USE;

/* What of the books does not hold: remittances that announce money and stand in no account (they
 * were posted before there was a ledger), and those whose own account does not come to nothing. */
typedef struct sj_books {
    uint32_t unbooked, open;
    sj_money unbooked_amount;
} sj_books;
sj_status sj_books_check(sj_store *s, sj_books *out, sj_err *err) SJ_MUST_USE;

#endif
