/* engine/cli/ledger_bank_hand.c - `scrubjay ledger bank match|other|paid`: a person says which
 * remittance a deposit pays, that it pays none, or that a remittance was paid another way. */
#include "engine/cli/ledger_cli.h"
#include "engine/store/audit.h"
#include "engine/store/bank.h"

#include <stdlib.h>
#include <string.h>

typedef struct found {
    int64_t deposit, remit;
    uint32_t remits;
    sj_money amount;
    sj_date paid_on;
    char payer[128];
    sj_str trace;
    int64_t wanted;
} found;

static bool take_deposit(void *ctx, const sj_bank_deposit *d) {
    found *f = ctx;
    if (d->id == f->wanted) f->deposit = d->id;
    return !f->deposit;
}

static bool take_remit(void *ctx, const sj_bank_remit *r) {
    found *f = ctx;
    if (r->found || !sj_str_eq(r->trace, f->trace)) return true;
    f->remits++;
    f->remit = r->id;
    f->amount = r->amount;
    f->paid_on = r->paid_on;
    snprintf(f->payer, sizeof f->payer, "%.*s", SJ_FMT(r->payer));
    return true;
}

/* Find what the words name; what is not there, or not alone, is an error for people. */
static sj_status find(sj_store *s, found *f, bool wants_deposit, bool wants_remit, sj_err *err) {
    sj_status status =
        wants_deposit ? sj_bank_deposits_open(s, INT32_MIN + 1, take_deposit, f, err) : SJ_OK;
    if (status == SJ_OK && wants_remit)
        status = sj_bank_remits(s, INT32_MIN + 1, take_remit, f, err);
    if (status != SJ_OK) return status;
    if (wants_deposit && !f->deposit)
        return sj_err_set(err, SJ_ENOTFOUND, "there is no such deposit without a remittance");
    if (wants_remit && f->remits != 1)
        return sj_err_set(err, SJ_ENOTFOUND,
                          f->remits
                              ? "several remittances without a deposit have this trace"
                              : "there is no remittance without a deposit that has this trace");
    return SJ_OK;
}

/* A payment that came another way is a deposit of no statement. */
static sj_status paid(sj_store *s, found *f, const char *reason, sj_err *err) {
    bool known;
    f->deposit = sj_store_new_id(s);
    const sj_bank_deposit d = {.id = f->deposit,
                               .day = f->paid_on,
                               .amount = f->amount,
                               .key = f->remit,
                               .nth = 1,
                               .payer = sj_str_of(f->payer),
                               .text = sj_str_of(reason)};
    return sj_bank_deposit_add(s, &d, &known, err);
}

static sj_status work(sj_store *s, const char *verb, found *f, const char *reason, sj_err *err) {
    bool match = strcmp(verb, "match") == 0, other = strcmp(verb, "other") == 0;
    sj_status status = sj_store_begin(s, err);
    if (status == SJ_OK) status = find(s, f, match || other, !other, err);
    if (status == SJ_OK && !match && !other) status = paid(s, f, reason, err);
    if (status == SJ_OK)
        status = sj_bank_deposit_set(s, f->deposit, other ? SJ_STR("") : sj_str_of(f->payer),
                                     f->remit, "person", err);
    if (status == SJ_OK)
        status = sj_audit_add(s, sj_str_of(sj_cli_actor()), SJ_STR("bank by hand"),
                              other ? SJ_STR("deposit") : f->trace, sj_str_of(reason), err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

int sj_ledger_bank_hand_cli(sj_home *home, const sj_ledger_options *o, char *const *words, int n) {
    bool is_paid = strcmp(words[0], "paid") == 0;
    const char *id = words[1];
    found f = {.trace = sj_str_of(words[n - 1])};
    sj_err err = {0};
    if (!is_paid) f.wanted = strtoll(id + (*id == '#'), NULL, 10);
    if (work(home->store, words[0], &f, o->reason, &err) != SJ_OK)
        return sj_cli_fail(words[n - 1], &err);
    puts(strcmp(words[0], "other") == 0 ? "The deposit needs no remittance."
         : is_paid                      ? "The remittance was paid another way."
                                        : "The deposit is the remittance's payment.");
    return SJ_EXIT_OK;
}
