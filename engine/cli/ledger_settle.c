/* engine/cli/ledger_settle.c - `scrubjay ledger settle`: a person says where an open item went. */
#include "engine/cli/ledger_cli.h"
#include "engine/pipeline/say.h"
#include "engine/store/audit.h"
#include "engine/store/entries.h"

enum { DAY_MS = 86400000 };

typedef struct finding {
    sj_str reference, payer; /* payer empty: any */
    uint32_t n;
    sj_account account;
    sj_money left;
    int64_t remit; /* the last that it stands in */
} finding;

static bool take_item(void *ctx, const sj_ledger_item *i) {
    finding *f = ctx;
    if (!sj_str_eq(i->reference, f->reference) || !i->left) return true;
    if (f->payer.len && !sj_str_eq(i->payer, f->payer)) return true;
    f->n++;
    f->account = i->account;
    f->left = i->left;
    f->remit = i->remit;
    return true;
}

static sj_status post(sj_home *home, const finding *f, sj_account to, const char *reason,
                      sj_err *err) {
    sj_store *s = home->store;
    const sj_ledger_act act = {.id = sj_store_new_id(s),
                               .at = sj_store_now(s),
                               .actor = sj_str_of(sj_cli_actor()),
                               .what = SJ_STR("settle"),
                               .remit = f->remit,
                               .note = sj_str_of(reason)};
    /* More than 0: the payer took it; it goes from the open account to where it belongs. */
    const sj_entry e = {.remit = f->remit,
                        .debit = f->left > 0 ? to : f->account,
                        .credit = f->left > 0 ? f->account : to,
                        .cents = f->left > 0 ? f->left : -f->left,
                        .day = (sj_date)(act.at / DAY_MS),
                        .reason = SJ_STR("settle"),
                        .reference = f->reference,
                        .act = act.id};
    sj_status status = sj_ledger_act_add(s, &act, err);
    if (status == SJ_OK) status = sj_entries_add(s, &e, 1, err);
    return status == SJ_OK
               ? sj_audit_add(s, act.actor, SJ_STR("settle item"), f->reference, act.note, err)
               : status;
}

static sj_account target(const char *name) {
    sj_account a = sj_account_of(sj_str_of(name));
    return a == SJ_ACCOUNT_WRITE_OFF || a == SJ_ACCOUNT_RETURNED || a == SJ_ACCOUNT_CLAIMS ||
                   a == SJ_ACCOUNT_PATIENT
               ? a
               : SJ_ACCOUNT_NONE;
}

int sj_ledger_settle_cli(sj_home *home, const sj_ledger_options *o, const char *reference) {
    sj_err err = {0};
    char money[SJ_MONEY_SIZE + 8];
    finding f = {.reference = sj_str_of(reference), .payer = sj_str_of(o->payer ? o->payer : "")};
    sj_account to = target(o->into);
    if (!to) {
        fputs("scrubjay: --into takes write_off, returned, claims or patient\n", stderr);
        return SJ_EXIT_USAGE;
    }
    sj_status status = sj_store_begin(home->store, &err);
    if (status == SJ_OK) status = sj_ledger_items(home->store, true, take_item, &f, &err);
    if (status == SJ_OK && f.n != 1)
        status = sj_err_set(&err, f.n ? SJ_EARG : SJ_ENOTFOUND,
                            f.n ? "several payers have an open item of this reference: add --payer"
                                : "there is no open item of this reference");
    if (status == SJ_OK) status = post(home, &f, to, o->reason, &err);
    if (status == SJ_OK) status = sj_store_commit(home->store, &err);
    sj_store_rollback(home->store);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    fprintf(stderr, "settled: %s to %s\n", sj_say_money(f.left, money), sj_account_name(to));
    return SJ_EXIT_OK;
}
